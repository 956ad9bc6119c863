// The arrayreel::error that a call throws, for looking at its kind, path and message.
#pragma once

#include <optional>
#include <string>

#include <arrayreel/error.hpp>

#include "catch.hpp"

namespace test {

/// What was thrown, in a form that prints when a check fails.
struct thrown_error {
  arrayreel::error_kind kind;
  std::string path;
  std::string message;

  [[nodiscard]] bool says(const std::string& part) const {
    return message.find(part) != std::string::npos;
  }
};

/// A matcher of messages; its name differs between Catch2 2 and 3.
[[nodiscard]] inline auto says(const std::string& part) {
#if __has_include(<catch2/catch_all.hpp>)
  return Catch::Matchers::ContainsSubstring(part);
#else
  return Catch::Matchers::Contains(part);
#endif
}

/// The error that the call ends in; nothing where it returns. Other exceptions come through.
template <class Function> [[nodiscard]] std::optional<thrown_error> error_of(Function&& function) {
  try {
    function();
  } catch (const arrayreel::error& e) {
    return thrown_error{e.kind(), e.path(), e.what()};
  }
  return std::nullopt;
}

/// The message of the parameter error that the call ends in; "" or what else happened otherwise.
template <class Function> [[nodiscard]] std::string refusal_of(Function&& function) {
  const std::optional<thrown_error> e = error_of(function);
  if (!e) return "nothing was thrown";
  return (e->kind == arrayreel::error_kind::parameter ? "" : "of another kind: ") + e->message;
}

} // namespace test
