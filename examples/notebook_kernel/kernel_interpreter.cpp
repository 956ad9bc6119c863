#include "kernel_interpreter.hpp"

#include <cstddef>
#include <utility>

#include <xeus/xhelper.hpp>

namespace notebook_kernel {
namespace {

kernel_interpreter* the_kernel = nullptr; // cells are C++ in the same process

[[nodiscard]] std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

} // namespace

kernel_interpreter::kernel_interpreter(const std::vector<std::string>& compiler_arguments)
    : runner_(compiler_arguments) {
  the_kernel = this;
}

void kernel_interpreter::show(bool is_result, nlohmann::json bundle) {
  const std::lock_guard lock(publishing_);
  if (output_) output_->drain(); // what the cell has written so far stands above
  if (is_result)
    publish_execution_result(number_, std::move(bundle), nlohmann::json::object());
  else
    display_data(std::move(bundle), nlohmann::json::object(), nlohmann::json::object());
}

nlohmann::json kernel_interpreter::execute_request_impl(int number, const std::string& code,
                                                        bool silent, bool, nlohmann::json, bool) {
  number_ = number;
  output_ = std::make_unique<cell_output>(
      publishing_,
      [this](const std::string& name, const std::string& text) { publish_stream(name, text); });
  const cell_result result = runner_.run(code, "cell " + std::to_string(number), !silent);
  output_.reset();
  if (!result.failed) {
    if (!result.details.empty()) publish_stream("stderr", result.details); // warnings
    return xeus::create_successful_reply();
  }
  std::vector<std::string> trace = lines_of(result.details);
  trace.push_back(result.error_name + ": " + result.error_value);
  publish_execution_error(result.error_name, result.error_value, trace);
  return xeus::create_error_reply(result.error_name, result.error_value, trace);
}

nlohmann::json kernel_interpreter::complete_request_impl(const std::string&, int cursor) {
  return xeus::create_complete_reply(nlohmann::json::array(), cursor, cursor);
}

nlohmann::json kernel_interpreter::inspect_request_impl(const std::string&, int, int) {
  return xeus::create_inspect_reply();
}

nlohmann::json kernel_interpreter::is_complete_request_impl(const std::string&) {
  return xeus::create_is_complete_reply("unknown");
}

nlohmann::json kernel_interpreter::kernel_info_request_impl() {
  return xeus::create_info_reply("5.3", "arrayreel-notebook-kernel", "1", "c++", "20",
                                 "text/x-c++src", ".cpp", "cpp", "text/x-c++src", "",
                                 "C++20 by clang's interpreter, with arrayreel");
}

} // namespace notebook_kernel

// What the prelude declares.
extern "C" {

void notebook_kernel_show(bool is_result, const char* const* types, const char* const* data,
                          const std::size_t* sizes, std::size_t count) {
  nlohmann::json bundle = nlohmann::json::object();
  for (std::size_t i = 0; i < count; ++i) bundle[types[i]] = std::string(data[i], sizes[i]);
  notebook_kernel::the_kernel->show(is_result, std::move(bundle));
}

void notebook_kernel_show_json(bool is_result, const char* bundle, std::size_t size) {
  notebook_kernel::the_kernel->show(is_result, nlohmann::json::parse(bundle, bundle + size));
}
}
