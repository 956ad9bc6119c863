// The kernel as xeus drives it: requests of a front end in, replies and outputs out.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <xeus/xinterpreter.hpp>

#include "cell_output.hpp"
#include "cell_runner.hpp"

namespace notebook_kernel {

class kernel_interpreter : public xeus::xinterpreter {
public:
  /// \throws std::runtime_error where there is no interpreter to be had.
  explicit kernel_interpreter(const std::vector<std::string>& compiler_arguments);

  /// Publishes a bundle; called by cells, from any thread of theirs.
  /// \param is_result whether it is the value of the cell rather than something shown on the way.
  void show(bool is_result, nlohmann::json bundle);

private:
  void configure_impl() override {}
  nlohmann::json execute_request_impl(int number, const std::string& code, bool silent,
                                      bool store_history, nlohmann::json user_expressions,
                                      bool allow_stdin) override;
  nlohmann::json complete_request_impl(const std::string& code, int cursor) override;
  nlohmann::json inspect_request_impl(const std::string& code, int cursor, int detail) override;
  nlohmann::json is_complete_request_impl(const std::string& code) override;
  nlohmann::json kernel_info_request_impl() override;
  void shutdown_request_impl() override {}

  std::mutex publishing_;
  std::unique_ptr<cell_output> output_; // while a cell runs
  int number_ = 0;
  cell_runner runner_;
};

} // namespace notebook_kernel
