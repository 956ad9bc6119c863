// A Jupyter kernel for C++20: xeus speaks with the front end, clang's interpreter runs the cells.
//
//   notebook_kernel -f CONNECTION_FILE -- COMPILER_ARGUMENTS...
//
// Jupyter starts it as the kernelspec beside it says.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <xeus/xeus_context.hpp>
#include <xeus/xkernel.hpp>
#include <xeus/xkernel_configuration.hpp>
#include <xeus/xserver_zmq.hpp>

#include "kernel_interpreter.hpp"

int main(int argc, char** argv) {
  std::string connection_file;
  std::vector<std::string> compiler_arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "-f" && i + 1 < argc) {
      connection_file = argv[++i];
    } else if (argument == "--") {
      compiler_arguments.assign(argv + i + 1, argv + argc);
      break;
    } else {
      connection_file.clear();
      break;
    }
  }
  if (connection_file.empty()) {
    std::fprintf(stderr, "usage: %s -f CONNECTION_FILE -- COMPILER_ARGUMENTS...\n", argv[0]);
    return 2;
  }
  // A cell cannot be stopped halfway without ending the session, so the signal is ignored.
  std::signal(SIGINT, SIG_IGN);
  // Lines are shown when they are written.
  std::setvbuf(stdout, nullptr, _IOLBF, 1 << 16);
  try {
    auto interpreter = std::make_unique<notebook_kernel::kernel_interpreter>(compiler_arguments);
    xeus::xkernel kernel(xeus::load_configuration(connection_file), "user",
                         xeus::make_context<zmq::context_t>(), std::move(interpreter),
                         xeus::make_xserver_zmq, xeus::make_in_memory_history_manager(), nullptr,
                         xeus::make_null_debugger, nlohmann::json::object(),
                         nlohmann::json::error_handler_t::replace);
    kernel.start();
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s: %s\n", argv[0], e.what());
    return 1;
  }
  std::fflush(nullptr);
  // Functions that cells registered with atexit are not called: their code may have been taken
  // back.
  std::_Exit(0);
}
