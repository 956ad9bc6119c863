// Why something is no array, for whoever passes it: one sentence that says what to write instead.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <type_traits>
#include <utility>

#include "../base/refused.hpp"
#include "element.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// What is passed in place of an array.
enum class array_fault : unsigned char {
  pointer,        ///< to numbers, without extents
  void_pointer,   ///< to anything
  object_pointer, ///< to an object that may be an array itself
  rows,           ///< pointers, each to a row
  smart_pointer,
  text,
  texts,       ///< a container of texts
  number,      ///< one of them
  enumerators, ///< a container of them, std::byte too
  pictures,    ///< several arrays
  objects,     ///< a container of anything else
  depth,       ///< containers in containers of numbers, too many or without sizes
  medium,      ///< an encoded picture or movie
  no_members,     ///< a class that has data() and not the other members
  other
};

template <class T>
concept text_like = requires { typename T::traits_type; } || requires(const T& t) { t.c_str(); };

template <class T>
concept smart_pointer_like = requires(const T& p) {
  typename T::element_type;
  requires std::is_pointer_v<decltype(p.get())>;
};

template <class T>
concept medium_like = requires(const T& m) { m.mime; } || requires(const T& m) { m.png; } ||
                      requires(const T& m) { m.sources; };

template <class T>
concept picture_like =
    requires(const T& p) { p.rows(); } || requires(const T& p) { p.shape(); } ||
    requires(const T& p) { p.extents(); } || requires(const T& p) { p.n_elem; } ||
    requires(const T& p) { p.height(); };

template <class T>
concept is_range = requires(T& range) {
  *range.begin();
  range.end();
};

template <class T>
concept numbers_in_memory = requires(const T& t) {
  requires element<std::remove_cvref_t<decltype(*t.data())>>;
};

/// What is in containers of containers, as deep as arrays go; a type may contain itself.
template <class T, int most = 6> struct innermost {
  using type = T;
};
template <class T, std::size_t N, int most> struct innermost<T[N], most> : innermost<T, most> {};
template <class T, int most>
  requires(most > 0 && is_range<T> && !text_like<T> && !picture_like<T>)
struct innermost<T, most>
    : innermost<std::remove_cvref_t<decltype(*std::declval<T&>().begin())>, most - 1> {};

/// What rows of numbers in braces convert to.
struct braces {
  template <class T> braces(std::initializer_list<std::initializer_list<T>>); // NOLINT
};

/// The fault of something that is no array.
template <class A> [[nodiscard]] consteval array_fault fault_of() {
  if constexpr (std::is_pointer_v<A>) {
    using T = std::remove_cv_t<std::remove_pointer_t<A>>;
    if constexpr (std::is_same_v<T, char>)
      return array_fault::text;
    else if constexpr (element<T>)
      return array_fault::pointer;
    else if constexpr (std::is_void_v<T>)
      return array_fault::void_pointer;
    else
      return std::is_pointer_v<T> ? array_fault::rows : array_fault::object_pointer;
  } else if constexpr (element<std::remove_cv_t<A>> || std::is_enum_v<A>) {
    return array_fault::number;
  } else if constexpr (smart_pointer_like<A>) {
    return array_fault::smart_pointer;
  } else if constexpr (text_like<A>) {
    return array_fault::text;
  } else if constexpr (medium_like<A>) {
    return array_fault::medium;
  } else if constexpr (numbers_in_memory<A>) {
    return array_fault::no_members;
  } else if constexpr (picture_like<A>) {
    return array_fault::other;
  } else if constexpr (std::is_array_v<A> || is_range<const A>) {
    using T = std::remove_cv_t<typename innermost<std::remove_cv_t<A>>::type>;
    if constexpr (std::is_same_v<T, A>)
      return array_fault::other;
    else if constexpr (text_like<T> || std::is_same_v<std::decay_t<T>, const char*>)
      return array_fault::texts;
    else if constexpr (std::is_pointer_v<T> || smart_pointer_like<T>)
      return array_fault::rows;
    else if constexpr (std::is_enum_v<T>)
      return array_fault::enumerators;
    else if constexpr (element<T>)
      return array_fault::depth;
    else
      return picture_like<T> ? array_fault::pictures : array_fault::objects;
  } else {
    return array_fault::other;
  }
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

#define ARRAYREEL_SAY_POINTER                                                                      \
  "a pointer does not say how large its array is: write view(p, {height, width})"
#define ARRAYREEL_SAY_VOID_POINTER                                                                 \
  "a void* does not say what the elements are: write "                                             \
  "view(static_cast<const float*>(p), {height, width}) with their type"
#define ARRAYREEL_SAY_OBJECT_POINTER                                                               \
  "a pointer to an object is no array: write view(*p) where the object is one"
#define ARRAYREEL_SAY_ROWS                                                                         \
  "pointers to rows are no array: keep all elements in one piece and write "                       \
  "view(p, {height, width}), or copy the rows into a vector of vectors"
#define ARRAYREEL_SAY_SMART_POINTER                                                                \
  "a smart pointer does not say how large its array is: write view(p.get(), {height, width})"
#define ARRAYREEL_SAY_TEXT                                                                         \
  "a text is no array of numbers: read_npy(path) reads a file, and "                               \
  "view(text, {height, width}) looks at a std::string's bytes"
#define ARRAYREEL_SAY_TEXTS                                                                        \
  "texts are no numbers: convert them first, for instance by std::stod"
#define ARRAYREEL_SAY_NUMBER "a single number is no array: write view(&x, {1, 1})"
#define ARRAYREEL_SAY_ENUMERATORS                                                                  \
  "enumerators and std::byte are no numbers: write view(reinterpret_cast<const "                   \
  "unsigned char*>(x.data()), {height, width}) with the type that they are stored in"
#define ARRAYREEL_SAY_PICTURES                                                                     \
  "several arrays are no array: nbvideo() makes a movie of them, grid() one picture of rasters"
#define ARRAYREEL_SAY_OBJECTS                                                                      \
  "the elements are no numbers (bool, integers, floats, std::complex of these); for a member of "  \
  "structures write view(cells, &cell::u, {height, width})"
#define ARRAYREEL_SAY_DEPTH                                                                        \
  "these containers have more than 4 axes or do not know their size: copy the numbers into a "     \
  "std::vector and write view(x, {height, width})"
#define ARRAYREEL_SAY_MEDIUM                                                                       \
  "a finished picture or movie is no array: write_file(path, x) or x.save(path) writes it, and a " \
  "page takes it"
#define ARRAYREEL_SAY_NO_MEMBERS                                                                   \
  "this class has data() but not all other members that view() needs: write "                      \
  "view(x.data(), {height, width}), or a function view(const your_class&) that returns this"
#define ARRAYREEL_SAY_OTHER                                                                        \
  "view() does not know this class by its members: write a function view(const your_class&) "      \
  "beside it that returns view(pointer, {height, width})"

// Like ARRAYREEL_REFUSES, before the declaration of a function that takes a `const A&`, for every A
// that fulfils the condition, with the sentence of its fault. Further parameters stand before A.
#if defined(__clang__)
#define ARRAYREEL_IS(fault)                                                                        \
  ::arrayreel::detail::fault_of<A>() == ::arrayreel::detail::array_fault::fault
#define ARRAYREEL_REFUSES_ARRAY(condition, ...)                                                    \
  template <__VA_ARGS__ __VA_OPT__(, ) class A>                                                    \
    requires(condition)                                                                            \
  _Pragma("clang diagnostic push") _Pragma("clang diagnostic ignored \"-Wgcc-compat\"")            \
  __attribute__((diagnose_if(ARRAYREEL_IS(pointer), ARRAYREEL_SAY_POINTER, "error"),               \
                 diagnose_if(ARRAYREEL_IS(void_pointer), ARRAYREEL_SAY_VOID_POINTER, "error"),     \
                 diagnose_if(ARRAYREEL_IS(object_pointer), ARRAYREEL_SAY_OBJECT_POINTER, "error"), \
                 diagnose_if(ARRAYREEL_IS(rows), ARRAYREEL_SAY_ROWS, "error"),                     \
                 diagnose_if(ARRAYREEL_IS(smart_pointer), ARRAYREEL_SAY_SMART_POINTER, "error"),   \
                 diagnose_if(ARRAYREEL_IS(text), ARRAYREEL_SAY_TEXT, "error"),                     \
                 diagnose_if(ARRAYREEL_IS(texts), ARRAYREEL_SAY_TEXTS, "error"),                   \
                 diagnose_if(ARRAYREEL_IS(number), ARRAYREEL_SAY_NUMBER, "error"),                 \
                 diagnose_if(ARRAYREEL_IS(enumerators), ARRAYREEL_SAY_ENUMERATORS, "error"),       \
                 diagnose_if(ARRAYREEL_IS(pictures), ARRAYREEL_SAY_PICTURES, "error"),             \
                 diagnose_if(ARRAYREEL_IS(objects), ARRAYREEL_SAY_OBJECTS, "error"),               \
                 diagnose_if(ARRAYREEL_IS(depth), ARRAYREEL_SAY_DEPTH, "error"),                   \
                 diagnose_if(ARRAYREEL_IS(medium), ARRAYREEL_SAY_MEDIUM, "error"),                 \
                 diagnose_if(ARRAYREEL_IS(no_members), ARRAYREEL_SAY_NO_MEMBERS, "error"),         \
                 diagnose_if(ARRAYREEL_IS(other), ARRAYREEL_SAY_OTHER, "error")))                  \
  _Pragma("clang diagnostic pop")
#else
namespace arrayreel::ARRAYREEL_ABI::detail {
// Arguments are made before conditions are asked about: of what is an array, for nothing.
template <class A, bool wrong> struct sentence_of_fault {
  static constexpr sentence<1> value = "";
};
template <class A> [[nodiscard]] consteval auto sentence_of() {
  constexpr array_fault fault = fault_of<A>();
  if constexpr (fault == array_fault::pointer)
    return sentence(ARRAYREEL_SAY_POINTER);
  else if constexpr (fault == array_fault::void_pointer)
    return sentence(ARRAYREEL_SAY_VOID_POINTER);
  else if constexpr (fault == array_fault::object_pointer)
    return sentence(ARRAYREEL_SAY_OBJECT_POINTER);
  else if constexpr (fault == array_fault::rows)
    return sentence(ARRAYREEL_SAY_ROWS);
  else if constexpr (fault == array_fault::smart_pointer)
    return sentence(ARRAYREEL_SAY_SMART_POINTER);
  else if constexpr (fault == array_fault::text)
    return sentence(ARRAYREEL_SAY_TEXT);
  else if constexpr (fault == array_fault::texts)
    return sentence(ARRAYREEL_SAY_TEXTS);
  else if constexpr (fault == array_fault::number)
    return sentence(ARRAYREEL_SAY_NUMBER);
  else if constexpr (fault == array_fault::enumerators)
    return sentence(ARRAYREEL_SAY_ENUMERATORS);
  else if constexpr (fault == array_fault::pictures)
    return sentence(ARRAYREEL_SAY_PICTURES);
  else if constexpr (fault == array_fault::objects)
    return sentence(ARRAYREEL_SAY_OBJECTS);
  else if constexpr (fault == array_fault::depth)
    return sentence(ARRAYREEL_SAY_DEPTH);
  else if constexpr (fault == array_fault::medium)
    return sentence(ARRAYREEL_SAY_MEDIUM);
  else if constexpr (fault == array_fault::no_members)
    return sentence(ARRAYREEL_SAY_NO_MEMBERS);
  else
    return sentence(ARRAYREEL_SAY_OTHER);
}
template <class A> struct sentence_of_fault<A, true> {
  static constexpr auto value = sentence_of<A>();
};
} // namespace arrayreel::ARRAYREEL_ABI::detail

#define ARRAYREEL_REFUSES_ARRAY(condition, ...)                                                    \
  template <__VA_ARGS__ __VA_OPT__(, ) class A,                                                    \
            auto refused = ::arrayreel::detail::sentence_of_fault<A, (condition)>::value>          \
    requires(condition)
#endif
