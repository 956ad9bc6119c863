// Calls that are refused while a program is compiled, by one sentence that says what to write.
//
// Where no function fits, compilers list all that there are. One more overload, to which everything
// converts and which nobody may use, makes one error of that:
//
//   ARRAYREEL_REFUSES("f: the path comes first", viewable A)
//   void f(const A&, const std::string&, ...) ARRAYREEL_REFUSED;
//
// A call of it is no valid expression, so that concepts that ask for one are told the truth. C's
// `...` takes the options in braces, which no template can, and fits less than anything else.
#pragma once

#include <concepts>
#include <cstddef>

#include "config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A text as an argument of a template, with which g++ prints it.
template <std::size_t N> struct sentence {
  char letters[N]{};

  consteval sentence(const char (&literal)[N]) { // NOLINT: texts convert
    for (std::size_t i = 0; i < N; ++i) letters[i] = literal[i];
  }
};

/// What any argument converts to: an overload that has it is worse than those that fit.
struct anything {
  template <class T> anything(const T&); // NOLINT
};

/// What stands for a path. (Whether it converts to a std::string takes compilers much longer.)
template <class T>
concept path_like = requires(const T& path) { path.c_str(); } || requires(const T& path) {
  { path } -> std::convertible_to<const char*>;
};

/// What everything but a path converts to.
struct no_path {
  template <class T>
    requires(!path_like<T>)
  no_path(const T&); // NOLINT
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

// The head of a template for the given parameters, if any, before the declaration of a function
// that returns void; conditions stand behind its parameters. g++ prints the arguments of deleted
// templates; clang++ lists all other candidates of these, but has an attribute that speaks, which
// its pedantic warnings are not to mention. It does not look at this one where braces call a
// constructor, which is declared behind ARRAYREEL_REFUSES_MAKING.
#if defined(__clang__)
#define ARRAYREEL_REFUSES(text, ...)                                                               \
  template <__VA_ARGS__ __VA_OPT__(, ) int = 0>                                                    \
  _Pragma("clang diagnostic push") _Pragma("clang diagnostic ignored \"-Wgcc-compat\"")            \
  __attribute__((diagnose_if(true, text, "error"))) _Pragma("clang diagnostic pop")
#define ARRAYREEL_REFUSES_MAKING(text, ...)                                                        \
  template <__VA_ARGS__ __VA_OPT__(, ) int = 0> [[clang::unavailable(text)]]
#define ARRAYREEL_REFUSED
#else
#define ARRAYREEL_REFUSES(text, ...)                                                               \
  template <__VA_ARGS__ __VA_OPT__(, ) auto refused = ::arrayreel::detail::sentence(text)>
#define ARRAYREEL_REFUSES_MAKING ARRAYREEL_REFUSES
#define ARRAYREEL_REFUSED = delete
#endif

// Of options in braces compilers say nothing but that they are none; of a variable they tell more.
#define ARRAYREEL_SAY_OPTIONS(whose, type)                                                         \
  "wrong options for " whose ": a field is misspelt, of another type, out of order or of another " \
  "call; write " type " o{...}; and the compiler names it"
