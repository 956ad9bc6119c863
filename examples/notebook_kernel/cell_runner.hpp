// Compiles and runs cells of C++ in this process, by clang's interpreter.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace notebook_kernel {

/// How a cell ended. Nothing of a part that failed stays: its names can be declared again.
struct cell_result {
  bool failed = false;
  std::string error_name;  ///< "compile error", or the type of what was thrown
  std::string error_value; ///< in one line
  std::string details;     ///< what the compiler said, warnings too; empty where it was silent
};

class cell_runner {
public:
  /// \param compiler_arguments as clang++ takes them.
  /// \throws std::runtime_error where the interpreter cannot be made.
  explicit cell_runner(const std::vector<std::string>& compiler_arguments);
  ~cell_runner();

  /// \param name what the compiler calls the cell in its messages.
  /// \param show_value whether the value of a last expression without semicolon is shown.
  [[nodiscard]] cell_result run(const std::string& cell, const std::string& name, bool show_value);

private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace notebook_kernel
