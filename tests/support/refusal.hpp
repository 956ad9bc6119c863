// Runs something that must throw an arrayreel::error and keeps what the error said.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <arrayreel/error.hpp>

namespace test {

struct refusal {
  bool refused = false;
  arrayreel::error_kind kind{};
  std::string message;

  /// Refused with this kind, and the message contains `part`.
  [[nodiscard]] bool is(arrayreel::error_kind expected, std::string_view part) const {
    return refused && kind == expected && message.find(part) != std::string::npos;
  }
};

/// What `function` was refused with; anything but an arrayreel::error passes through.
template <class Function> [[nodiscard]] refusal refused(Function&& function) {
  try {
    static_cast<void>(std::forward<Function>(function)());
  } catch (const arrayreel::error& e) {
    return {true, e.kind(), e.what()};
  }
  return {};
}

} // namespace test

/// Checks that an expression throws `kind` with `part` in the message, and shows the message.
#define CHECK_REFUSED(expression, expected_kind, part)                                             \
  do {                                                                                             \
    const auto refusal_of_expression = ::test::refused([&] { return (expression); });              \
    INFO("message: " << refusal_of_expression.message);                                            \
    CHECK(refusal_of_expression.is(expected_kind, part));                                          \
  } while (false)
