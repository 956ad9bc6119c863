// Ids, errors and files of the HDF5 C library: the one place that closes what it opens.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <hdf5.h>

#include "../../error.hpp"
#include "../base/message.hpp"
#include "../io/input_file.hpp"
#include "../io/known_format.hpp"
#include "../platform/files.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Keeps HDF5 from printing errors on stderr. The setting belongs to the thread if HDF5 was built
/// thread-safe, else to the process; it is restored.
class hdf5_silence {
public:
  hdf5_silence() noexcept {
    unsigned version_2 = 1;
    if (H5Eauto_is_v2(H5E_DEFAULT, &version_2) < 0) return;
#ifndef H5_NO_DEPRECATED_SYMBOLS
    if (version_2 == 0) {
      is_old_ = H5Eget_auto1(&old_function_, &data_) >= 0;
      if (is_old_) static_cast<void>(H5Eset_auto1(nullptr, nullptr));
      return;
    }
#endif
    is_new_ = H5Eget_auto2(H5E_DEFAULT, &function_, &data_) >= 0;
    if (is_new_) static_cast<void>(H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr));
  }
  hdf5_silence(const hdf5_silence&) = delete;
  hdf5_silence& operator=(const hdf5_silence&) = delete;
  ~hdf5_silence() {
    // If this fails, nothing can be done: HDF5 stays silent.
#ifndef H5_NO_DEPRECATED_SYMBOLS
    if (is_old_) static_cast<void>(H5Eset_auto1(old_function_, data_));
#endif
    if (is_new_) static_cast<void>(H5Eset_auto2(H5E_DEFAULT, function_, data_));
  }

private:
#ifndef H5_NO_DEPRECATED_SYMBOLS
  H5E_auto1_t old_function_ = nullptr;
#endif
  H5E_auto2_t function_ = nullptr;
  void* data_ = nullptr;
  bool is_old_ = false;
  bool is_new_ = false;
};

/// An id of any kind: file, dataset, type, dataspace, property list, attribute.
class hdf5_id {
public:
  hdf5_id() = default;
  explicit hdf5_id(hid_t id) noexcept : id_(id) {}
  hdf5_id(hdf5_id&& other) noexcept : id_(std::exchange(other.id_, -1)) {}
  hdf5_id& operator=(hdf5_id&& other) noexcept {
    std::swap(id_, other.id_);
    return *this;
  }
  ~hdf5_id() {
    if (id_ < 0) return;
    const hdf5_silence silence;
    // Nothing was written, so a failure to close loses nothing.
    static_cast<void>(H5Idec_ref(id_));
  }

  [[nodiscard]] hid_t get() const noexcept { return id_; }
  explicit operator bool() const noexcept { return id_ >= 0; }

private:
  hid_t id_ = -1;
};

// HDF5's stack of errors leads from the called function to the one that found the problem.
struct hdf5_descriptions {
  std::string outermost;
  std::string named; // the message with the file's name, in HDF5 1.14 not the innermost
  std::string innermost;
  bool is_system = false; // the operating system refused it
};

inline herr_t on_hdf5_description(unsigned, const H5E_error2_t* entry, void* out) noexcept {
  auto* found = static_cast<hdf5_descriptions*>(out);
  try {
    const std::string text = in_quotes(entry->desc == nullptr ? "" : entry->desc);
    found->innermost = text.substr(1, text.size() - 2);
    if (found->outermost.empty()) found->outermost = found->innermost;
    if (found->innermost.find(" name = ") != std::string::npos) found->named = found->innermost;
    // Only messages of its file drivers count: elsewhere a name may contain these words.
    if (entry->func_name != nullptr && std::string_view(entry->func_name).starts_with("H5FD") &&
        found->innermost.find("errno = ") != std::string::npos)
      found->is_system = true;
  } catch (...) { // out of memory: the message is shorter
  }
  return 0;
}

/// Why a call failed.
struct hdf5_reason {
  std::string text;
  bool is_system;
};

/// HDF5's messages about the call that has just failed; ask before any other call.
[[nodiscard]] inline hdf5_reason reason_of_hdf5() {
  hdf5_descriptions found;
  static_cast<void>(H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, &on_hdf5_description, &found));
  std::string reason = found.outermost;
  for (const std::string* more : {&found.named, &found.innermost})
    if (!more->empty() && reason.find(*more) == std::string::npos) reason += ": " + *more;
  return {reason, found.is_system};
}

/// Throws HDF5's message: of kind io if the operating system refused, else format.
[[noreturn]] inline void refuse_hdf5(const std::string& path, const std::string& what,
                                     const hdf5_reason& reason) {
  throw error(reason.is_system ? error_kind::io : error_kind::format,
              what + (reason.text.empty() ? "" : " (HDF5: " + reason.text + ")"), path);
}

/// The id that a call returned, or the error of that call.
[[nodiscard]] inline hdf5_id checked_hdf5(hid_t id, const std::string& path,
                                          const std::string& what) {
  if (id < 0) refuse_hdf5(path, what, reason_of_hdf5());
  return hdf5_id(id);
}

/// Any other result; a negative one means that the call failed.
template <class Result>
Result checked_hdf5_call(Result result, const std::string& path, const std::string& what) {
  if (result < 0) refuse_hdf5(path, what, reason_of_hdf5());
  return result;
}

/// Opens a file for reading. Call it while HDF5 is silent, like all of these.
/// \throws error (io) if it cannot be read; (format) if it is not an HDF5 file or is truncated.
[[nodiscard]] inline hdf5_id open_hdf5(const std::string& path) {
  // Opening a pipe would block, and it cannot be read out of order.
  file_facts facts;
  if (path.find('\0') == std::string::npos && look_at(path, facts) && !facts.is_regular &&
      !facts.is_folder)
    throw error(error_kind::io, "is no regular file; expected one, as HDF5 reads out of order",
                path);
  // Gives the operating system's reason, as for any other file.
  const input_file file(path);
  const htri_t is_hdf5 = H5Fis_hdf5(path.c_str());
  if (is_hdf5 < 0) refuse_hdf5(path, "cannot be read", reason_of_hdf5());
  if (is_hdf5 == 0) {
    std::uint8_t start[known_format_bytes];
    const std::size_t have = file.read_at(0, start, sizeof start);
    throw error(error_kind::format,
                "is not an HDF5 file" +
                    (have == 0 ? "; it is empty" : and_what_it_is({start, have})),
                path);
  }
  return checked_hdf5(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), path,
                      "cannot be opened as an HDF5 file");
}

// Collects the paths of all datasets in alphabetical order.
struct hdf5_visit {
  std::vector<std::string> datasets;
  std::exception_ptr stashed; // an exception must not pass through C
};

#if H5_VERSION_GE(1, 12, 0)
using hdf5_object_info = H5O_info2_t;
#else
using hdf5_object_info = H5O_info_t;
#endif

inline herr_t on_hdf5_object(hid_t, const char* name, const hdf5_object_info* info,
                             void* out) noexcept {
  auto* visit = static_cast<hdf5_visit*>(out);
  try {
    if (info->type == H5O_TYPE_DATASET) visit->datasets.push_back(std::string("/") + name);
  } catch (...) {
    visit->stashed = std::current_exception();
    return -1;
  }
  return 0;
}

/// The paths of a file's datasets in alphabetical order, each once. Soft and external links are not
/// followed.
/// \throws error (format) if its groups are damaged.
[[nodiscard]] inline std::vector<std::string> hdf5_datasets(const hdf5_id& file,
                                                            const std::string& path) {
  hdf5_visit visit;
#if H5_VERSION_GE(1, 12, 0)
  const herr_t result =
      H5Ovisit3(file.get(), H5_INDEX_NAME, H5_ITER_INC, &on_hdf5_object, &visit, H5O_INFO_BASIC);
#else
  const herr_t result =
      H5Ovisit2(file.get(), H5_INDEX_NAME, H5_ITER_INC, &on_hdf5_object, &visit, H5O_INFO_BASIC);
#endif
  const hdf5_reason reason = result < 0 ? reason_of_hdf5() : hdf5_reason{};
  if (visit.stashed) std::rethrow_exception(visit.stashed);
  if (result < 0) refuse_hdf5(path, "its groups cannot be read", reason);
  return std::move(visit.datasets);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
