// What every cell may use: compiled by the interpreter when the kernel starts.
#pragma once

namespace notebook_kernel {

/// `display(value)` shows a value that has `mime_bundle_repr` or `mime_bundle`, found by its type,
/// or is a bundle itself. No library of JSON is needed for that.
inline constexpr char prelude[] = R"cpp(
#include <charconv>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

extern "C" void notebook_kernel_show(bool is_result, const char* const* types,
                                     const char* const* data, const std::size_t* sizes,
                                     std::size_t count);
extern "C" void notebook_kernel_show_json(bool is_result, const char* bundle, std::size_t size);

namespace notebook_kernel {

template <class B>
concept bundle = requires(const B& b) {
  { b.begin()->type } -> std::convertible_to<std::string>;
  { b.begin()->data } -> std::convertible_to<std::string>;
};

template <bundle Bundle> void show_bundle(bool is_result, const Bundle& parts) {
  std::vector<const char*> types;
  std::vector<const char*> data;
  std::vector<std::size_t> sizes;
  for (const auto& part : parts) {
    types.push_back(part.type.c_str());
    data.push_back(part.data.data());
    sizes.push_back(part.data.size());
  }
  notebook_kernel_show(is_result, types.data(), data.data(), sizes.data(), sizes.size());
}

template <class T>
concept shows_itself = bundle<T> || requires(const T& value) {
  mime_bundle_repr(value).dump();
} || requires(const T& value) {
  { mime_bundle(value) } -> bundle;
};

struct text_part {
  std::string type;
  std::string data;
};

template <class T>
concept number = requires(char* c, const T& value) { std::to_chars(c, c, value); };
template <class T>
concept text = requires(const T& value) { std::string_view(value); };
template <class T>
concept shown = shows_itself<T> || std::same_as<T, bool> || number<T> || text<T>;

template <shown T> void show(bool is_result, const T& value) {
  if constexpr (bundle<T>) {
    show_bundle(is_result, value);
  } else if constexpr (requires { mime_bundle_repr(value).dump(); }) {
    const std::string json = mime_bundle_repr(value).dump();
    notebook_kernel_show_json(is_result, json.data(), json.size());
  } else if constexpr (shows_itself<T>) {
    show_bundle(is_result, mime_bundle(value));
  } else {
    std::string words;
    if constexpr (std::same_as<T, bool>) {
      words = value ? "true" : "false";
    } else if constexpr (std::same_as<T, char>) {
      words = std::string("'") + value + "'";
    } else if constexpr (number<T>) {
      char buffer[64];
      words.assign(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
    } else {
      words = '"' + std::string(std::string_view(value)) + '"';
    }
    show_bundle(is_result, std::vector<text_part>{{"text/plain", words}});
  }
}

/// The value of a last expression without semicolon: nothing where there is no form for it.
template <class T> void show_value(const T& value) {
  if constexpr (shown<T>) show(true, value);
}

} // namespace notebook_kernel

template <notebook_kernel::shown T> void display(const T& value) {
  notebook_kernel::show(false, value);
}
// As xeus-cling and xeus-cpp call it.
namespace xcpp {
using ::display;
}
)cpp";

} // namespace notebook_kernel
