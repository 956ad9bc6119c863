// Part of the compiled library arrayreel-c: errors, arguments and memory of the C interface.
#include "c_interface.hpp"

#include <complex>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <thread>

#include <arrayreel/detail/base/message.hpp>
#include <arrayreel/version.hpp>

namespace arrayreel::c_interface {

namespace {

/// What a thread's last call that failed says.
class last_error {
public:
  [[nodiscard]] int status() const noexcept { return status_; }
  [[nodiscard]] const char* text() const noexcept {
    return plain_ != nullptr ? plain_ : text_.c_str();
  }
  [[nodiscard]] const char* path() const noexcept { return path_.c_str(); }

  int keep(int status, std::string_view text, std::string_view path) noexcept {
    status_ = status;
    plain_ = nullptr;
    try {
      path_ = path;
      text_ = text;
    } catch (...) { // there is no memory for the text either
      path_.clear();
      plain_ = "an error, and not enough memory for its text";
    }
    return status;
  }
  /// \param text which lives for ever
  int keep_plain(int status, const char* text) noexcept {
    status_ = status;
    plain_ = text;
    path_.clear();
    return status;
  }

private:
  std::string text_;
  std::string path_;
  const char* plain_ = nullptr; // in place of the text
  int status_ = ARRAYREEL_OK;
};

/// The thread's, in memory that nothing destroys: functions of atexit() and static objects may ask
/// after the first thread's thread_local objects are gone.
alignas(last_error) thread_local std::byte place_of_error[sizeof(last_error)];
thread_local last_error* error_in_place = nullptr;
const std::thread::id first_thread = std::this_thread::get_id();

struct freed_with_thread {
  ~freed_with_thread() {
    if (std::this_thread::get_id() == first_thread) return;
    std::destroy_at(error_in_place);
    error_in_place = nullptr;
  }
};

last_error& error_of_thread() noexcept {
  if (error_in_place == nullptr) {
    static thread_local const freed_with_thread frees{};
    static_cast<void>(frees);
    error_in_place = new (place_of_error) last_error;
  }
  return *error_in_place;
}

[[nodiscard]] int status_of(error_kind kind) noexcept {
  switch (kind) {
    case error_kind::io: return ARRAYREEL_IO;
    case error_kind::format: return ARRAYREEL_FORMAT;
    case error_kind::parameter: return ARRAYREEL_PARAMETER;
    case error_kind::limit: return ARRAYREEL_LIMIT;
    case error_kind::encoder: return ARRAYREEL_ENCODER;
  }
  return ARRAYREEL_UNKNOWN;
}

struct type_row {
  int number;
  dtype type;
  std::size_t alignment; // of an element's address
};
template <class T> [[nodiscard]] constexpr type_row row_for(int number, dtype type) {
  return {number, type, alignof(T)};
}
constexpr type_row types[] = {
    row_for<bool>(ARRAYREEL_BOOL, dtype::boolean),
    row_for<std::int8_t>(ARRAYREEL_INT8, dtype::int8),
    row_for<std::uint8_t>(ARRAYREEL_UINT8, dtype::uint8),
    row_for<std::int16_t>(ARRAYREEL_INT16, dtype::int16),
    row_for<std::uint16_t>(ARRAYREEL_UINT16, dtype::uint16),
    row_for<std::int32_t>(ARRAYREEL_INT32, dtype::int32),
    row_for<std::uint32_t>(ARRAYREEL_UINT32, dtype::uint32),
    row_for<std::int64_t>(ARRAYREEL_INT64, dtype::int64),
    row_for<std::uint64_t>(ARRAYREEL_UINT64, dtype::uint64),
    row_for<std::uint16_t>(ARRAYREEL_FLOAT16, dtype::float16),
    row_for<float>(ARRAYREEL_FLOAT32, dtype::float32),
    row_for<double>(ARRAYREEL_FLOAT64, dtype::float64),
    row_for<long double>(ARRAYREEL_LONGDOUBLE, dtype::long_double),
    row_for<std::complex<float>>(ARRAYREEL_COMPLEX64, dtype::complex64),
    row_for<std::complex<double>>(ARRAYREEL_COMPLEX128, dtype::complex128),
    row_for<std::complex<long double>>(ARRAYREEL_CLONGDOUBLE, dtype::complex_long_double),
    row_for<std::uint16_t>(ARRAYREEL_BFLOAT16, dtype::bfloat16),
};

[[nodiscard]] const type_row& row_of(int number) {
  for (const type_row& row : types)
    if (row.number == number) return row;
  detail::refuse(error_kind::parameter,
                 {"an element type numbered ", number, "; expected an arrayreel_type, ",
                  types[0].number, " to ", static_cast<int>(std::size(types)) - 1});
}

} // namespace

int status_of_exception() noexcept {
  last_error& last = error_of_thread();
  try {
    throw;
  } catch (const error& e) {
    return last.keep(status_of(e.kind()), e.what(), e.path());
  } catch (const std::bad_alloc&) {
    return last.keep_plain(ARRAYREEL_MEMORY, "not enough memory");
  } catch (const std::exception& e) {
    return last.keep(ARRAYREEL_UNKNOWN, e.what(), "");
  } catch (...) {
    return last.keep_plain(ARRAYREEL_UNKNOWN,
                           "an exception of a kind that the library does not know");
  }
}

int keep_error(int status, std::string_view text) noexcept {
  return error_of_thread().keep(status, text, "");
}

any_view view(const array_arguments& array) {
  const type_row& row = row_of(array.type);
  if (array.rank < 1 || array.rank > static_cast<int>(max_rank))
    detail::refuse(error_kind::parameter, {"an array of rank ", array.rank, "; expected 1 to ",
                                           static_cast<int>(max_rank), " axes"});
  if (array.extents == nullptr)
    detail::refuse(error_kind::parameter, {"extents of NULL; expected ", array.rank,
                                           array.rank == 1 ? " number" : " numbers"});
  if (const auto beyond = reinterpret_cast<std::uintptr_t>(array.data) % row.alignment; beyond != 0)
    detail::refuse(error_kind::parameter,
                   {name_of(row.type), " data at an address that is ", beyond,
                    beyond == 1 ? " byte" : " bytes", " beyond a multiple of ", row.alignment,
                    "; expected a multiple"});
  shape extents;
  strides steps;
  for (int axis = 0; axis < array.rank; ++axis) {
    extents.append(array.extents[axis]);
    if (array.strides != nullptr) steps.append(array.strides[axis]);
  }
  if (array.strides == nullptr)
    steps = detail::array_geometry::contiguous(extents, detail::bytes_of(row.type));
  return {row.type, array.data, extents, steps};
}

std::string required(const char* text, const char* argument) {
  if (text == nullptr)
    detail::refuse(error_kind::parameter, {"a ", argument, " of NULL; expected a text"});
  return text;
}

void check_place(const void* place, const char* argument) {
  if (place == nullptr)
    detail::refuse(error_kind::parameter,
                   {"a ", argument, " of NULL; expected the address of a variable for the result"});
}

unsigned char* copy_of(const unsigned char* bytes, std::size_t size) {
  // malloc may return NULL for no bytes at all.
  auto* const copy = static_cast<unsigned char*>(std::malloc(size == 0 ? 1 : size));
  if (copy == nullptr) throw std::bad_alloc();
  if (size != 0) std::memcpy(copy, bytes, size);
  return copy;
}

char* copy_of(const std::string& text) {
  auto* const copy = static_cast<char*>(std::malloc(text.size() + 1));
  if (copy == nullptr) throw std::bad_alloc();
  std::memcpy(copy, text.c_str(), text.size() + 1);
  return copy;
}

} // namespace arrayreel::c_interface

using namespace arrayreel::c_interface;

extern "C" {

int arrayreel_type_named(const char* name) {
  if (name == nullptr) return -1;
  for (const type_row& row : types)
    if (std::string_view(name) == arrayreel::name_of(row.type)) return row.number;
  return -1;
}

const char* arrayreel_version(void) { return arrayreel::version; }

const char* arrayreel_error_text(void) { return error_of_thread().text(); }
int arrayreel_error_status(void) { return error_of_thread().status(); }
const char* arrayreel_error_path(void) { return error_of_thread().path(); }

void arrayreel_free(void* memory) { std::free(memory); }

} // extern "C"
