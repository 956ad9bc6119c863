// The one exception type of the library.
#pragma once

#include <stdexcept>
#include <string>

#include "detail/base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// What went wrong, for a program that wants to react; `what()` is for people.
enum class error_kind {
  io,        ///< the operating system refused: open, read, write, sync, rename
  format,    ///< an input file is malformed, truncated or of an unsupported kind
  parameter, ///< an argument is outside what the call accepts
  limit,     ///< sizes that no machine, format or budget can hold
  encoder    ///< an encoder library failed or cannot do what was asked
};

/// Thrown by every function of arrayreel that cannot do what it was asked to.
///
/// The message names the offending value and what was expected. Where a file is concerned the
/// message begins with its path, which `path()` gives alone (empty otherwise).
class ARRAYREEL_API error : public std::runtime_error {
public:
  error(error_kind kind, const std::string& message);
  error(error_kind kind, const std::string& message, const std::string& path);
  error(const error&) noexcept = default;
  error& operator=(const error&) noexcept = default;
  ~error() override;

  [[nodiscard]] error_kind kind() const noexcept { return kind_; }
  [[nodiscard]] const char* path() const noexcept { return path_.what(); }

private:
  // An exception must copy without throwing: runtime_error holds a string that does.
  std::runtime_error path_;
  error_kind kind_;
};

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "error.ipp"
#elif defined(__CLANG_REPL__) || defined(__CLING__)
#include "detail/platform/interpreter_library.hpp" // opens the compiled library
#endif
