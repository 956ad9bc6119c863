// Arrays in memory, in files and in several files.
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>

#include <sys/stat.h>

#include <arrayreel/detail/array/contiguous_view.hpp>
#include <arrayreel/detail/base/message.hpp>
#include <arrayreel/detail/io/input_file.hpp>
#include <arrayreel/detail/io/known_format.hpp>
#include <arrayreel/detail/npy/appended.hpp>
#include <arrayreel/detail/values/derived_range.hpp>
#include <arrayreel/detail/video/frame_stack.hpp>
#include <arrayreel/npy.hpp>
#include <arrayreel/npy_frames.hpp>
#if ARRAYREEL_TOOL_HDF5
#include <arrayreel/hdf5.hpp>
#endif

#include "input.hpp"
#include "medium.hpp"
#include "natural_order.hpp"
#include "usage.hpp"

namespace ar = arrayreel;

namespace {

/// A frame of what is in memory.
ar::any_view frame_of(const ar::any_view& all, std::size_t t) {
  ar::detail::array_geometry frame = all.geometry();
  const std::ptrdiff_t elements = frame.slice(0, t);
  const auto* const first =
      static_cast<const unsigned char*>(all.data()) +
      elements * static_cast<std::ptrdiff_t>(ar::detail::bytes_of(all.type()));
  return {all.type(), first, frame.extents, frame.steps, frame.layout};
}

/// In memory: of an archive, of a pipe that was read to its end, or of a rank that frames do not
/// have.
template <class Array> class held_array final : public asked_array {
public:
  held_array(std::string label, Array array)
      : asked_array(std::move(label), array.type(), extents_of(array)), array_(std::move(array)) {}

  ar::any_view whole() override { return array_.view(); }
  ar::any_view frame(std::size_t t) override { return frame_of(array_.view(), t); }
  [[nodiscard]] std::optional<ar::any_view> elements() override {
    return ar::any_view(array_.type(), array_.data(), ar::shape(array_.size()), ar::strides(1));
  }

private:
  static std::vector<std::size_t> extents_of(const Array& array) {
    return {array.extents().begin(), array.extents().end()};
  }

  Array array_;
};
using memory_array = held_array<ar::npy_array>;

/// Raw frames of a pipe that was read to its end.
class raw_memory {
public:
  raw_memory(ar::npy_frames frames, bool fortran_order)
      : type_(frames.type()), fortran_order_(fortran_order) {
    for (std::size_t t = 0; frames.has(t); ++t) {
      const ar::any_view frame = frames.read(t);
      std::size_t bytes = ar::detail::bytes_of(type_);
      for (std::size_t i = 0; i < frame.rank(); ++i) bytes *= frame.extent(i);
      const auto* const first = static_cast<const std::uint8_t*>(frame.data());
      bytes_.insert(bytes_.end(), first, first + bytes);
    }
    extents_ = frames.extents();
    size_ = bytes_.size() / ar::detail::bytes_of(type_);
  }
  [[nodiscard]] ar::dtype type() const { return type_; }
  [[nodiscard]] const std::vector<std::size_t>& extents() const { return extents_; }
  [[nodiscard]] const void* data() const { return bytes_.data(); }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] ar::any_view view() const {
    return ar::detail::contiguous_view({type_, data(), extents_, fortran_order_, {}});
  }

private:
  ar::dtype type_;
  bool fortran_order_;
  std::vector<std::uint8_t> bytes_;
  std::vector<std::size_t> extents_;
  std::size_t size_ = 0;
};

/// Arrays that were appended to one another, in memory, whose frames have one shape.
class held_series final : public asked_array {
public:
  static constexpr std::size_t is_a_frame = static_cast<std::size_t>(-1);

  /// \param frames of each array, or `is_a_frame`
  held_series(std::string label, std::vector<ar::npy_array> arrays, std::vector<std::size_t> frames,
              std::vector<std::size_t> extents)
      : asked_array(std::move(label), arrays.front().type(), std::move(extents)),
        arrays_(std::move(arrays)), frames_(std::move(frames)) {}

  ar::any_view whole() override {
    throw ar::error(ar::error_kind::parameter,
                    std::to_string(arrays_.size()) + " arrays as one picture; expected a movie",
                    label());
  }
  ar::any_view frame(std::size_t t) override {
    std::size_t i = 0;
    for (; t >= count(i); ++i) t -= count(i);
    return frames_[i] == is_a_frame ? arrays_[i].view() : frame_of(arrays_[i].view(), t);
  }
  [[nodiscard]] bool is_series() const override { return true; }
  [[nodiscard]] bool may_mix_types() const override { return true; }

private:
  [[nodiscard]] std::size_t count(std::size_t i) const {
    return frames_[i] == is_a_frame ? 1 : frames_[i];
  }

  std::vector<ar::npy_array> arrays_;
  std::vector<std::size_t> frames_;
};

/// A .npy to which arrays were appended, whose frames have one shape.
class appended_array final : public asked_array {
public:
  appended_array(std::string label, ar::npy_frames frames)
      : asked_array(std::move(label), frames.type(), frames.extents()), frames_(std::move(frames)) {
  }

  ar::any_view whole() override {
    throw ar::error(ar::error_kind::parameter,
                    std::to_string(frames_.arrays()) + " arrays as one picture; expected a movie",
                    label());
  }
  ar::any_view frame(std::size_t t) override { return frames_.read(t); }
  [[nodiscard]] bool is_series() const override { return true; }
  [[nodiscard]] bool may_mix_types() const override { return !frames_.has_one_type(); }

private:
  ar::npy_frames frames_;
};

/// An array of a .npz, which is read when it is shown.
class member_array final : public asked_array {
public:
  member_array(std::string label, std::shared_ptr<const ar::npz_file> file,
               const ar::npz_entry& entry)
      : asked_array(std::move(label), *entry.type, entry.extents), file_(std::move(file)),
        name_(entry.name) {}

  ar::any_view whole() override { return array().view(); }
  ar::any_view frame(std::size_t t) override { return frame_of(array().view(), t); }
  [[nodiscard]] std::optional<ar::any_view> elements() override {
    const ar::npy_array& a = array();
    return ar::any_view(a.type(), a.data(), ar::shape(a.size()), ar::strides(1));
  }
  void release() override { array_.reset(); }

private:
  const ar::npy_array& array() {
    if (!array_) array_.emplace(file_->read(name_));
    return *array_;
  }

  std::shared_ptr<const ar::npz_file> file_;
  std::string name_;
  std::optional<ar::npy_array> array_;
};

/// A .npy, or a field of one, or a raw file.
class file_array final : public asked_array {
public:
  /// \param all_of_it the same with one frame, which is all.
  /// \param field of structures; empty: the array.
  file_array(std::string label, std::vector<std::size_t> extents, ar::npy_frames frames,
             std::optional<ar::npy_frames> all_of_it, std::string field)
      : asked_array(std::move(label), frames.type(), std::move(extents)),
        frames_(std::move(frames)), all_(std::move(all_of_it)), field_(std::move(field)) {}

  ar::any_view whole() override {
    if (all_) return all_->read(0);
    if (!array_)
      array_.emplace(field_.empty() ? ar::read_npy(path()) : ar::read_npy(path(), field_));
    return array_->view();
  }
  ar::any_view frame(std::size_t t) override { return frames_.read(t); }
  void release() override { array_.reset(); }

private:
  [[nodiscard]] const std::string& path() const { return frames_.path(); }

  ar::npy_frames frames_;
  std::optional<ar::npy_frames> all_;
  std::string field_;
  std::optional<ar::npy_array> array_;
};

/// A .npy or raw frames from a pipe, of which each frame can be read once.
class stream_array final : public asked_array {
public:
  /// \param open_ended more frames may come than are known
  stream_array(std::string label, ar::npy_frames frames, bool open_ended)
      : asked_array(std::move(label), frames.type(), frames.extents()), frames_(std::move(frames)),
        open_ended_(open_ended) {}

  ar::any_view whole() override {
    throw ar::error(ar::error_kind::parameter, "the whole of a stream; expected its frames",
                    label());
  }
  ar::any_view frame(std::size_t t) override {
    for (; next_ < t; ++next_) static_cast<void>(frames_.read(next_));
    next_ = t + 1;
    return frames_.read(t);
  }
  [[nodiscard]] bool has_frame(std::size_t t) override {
    bool has = frames_.has(std::min(t, next_));
    while (has && next_ < t) {
      static_cast<void>(frames_.read(next_++));
      has = frames_.has(next_);
    }
    set_frames(frames_.size());
    return has;
  }
  [[nodiscard]] bool can_go_back() const override { return false; }
  [[nodiscard]] bool is_open_ended() const override { return open_ended_; }
  [[nodiscard]] bool is_series() const override { return frames_.arrays() > 1; }

private:
  ar::npy_frames frames_;
  bool open_ended_;
  std::size_t next_ = 0;
};

/// Pictures one after the other; each is read when it is shown.
class joined_array final : public asked_array {
public:
  joined_array(std::string label, asked_arrays pictures)
      : asked_array(std::move(label), pictures.front()->type(), extents_of(pictures)),
        pictures_(std::move(pictures)) {}

  ar::any_view whole() override { return frame(0); } // of one picture
  ar::any_view frame(std::size_t t) override {
    pictures_[shown_]->release();
    shown_ = t;
    return pictures_[t]->whole();
  }
  void release() override { pictures_[shown_]->release(); }
  [[nodiscard]] std::string label_of_frame(std::size_t t) const override {
    return pictures_[t]->label();
  }
  [[nodiscard]] bool is_series() const override { return pictures_.size() > 1; }
  [[nodiscard]] bool may_mix_types() const override { return pictures_.size() > 1; }
  [[nodiscard]] std::optional<double> fps() const override { return pictures_.front()->fps(); }
  [[nodiscard]] std::optional<ar::value_range> range() const override {
    return pictures_.front()->range();
  }

private:
  static std::vector<std::size_t> extents_of(const asked_arrays& pictures) {
    std::vector<std::size_t> extents = pictures.front()->extents();
    if (pictures.size() > 1) extents.insert(extents.begin(), pictures.size());
    return extents;
  }

  asked_arrays pictures_;
  std::size_t shown_ = 0;
};

/// Files that are opened when they are shown.
class file_stack final : public asked_array {
public:
  file_stack(std::string label, std::vector<std::string> files, std::string array,
             raw_arguments raw)
      : file_stack(std::move(label), load_single(files.front(), array, raw), files, array, raw) {}

  ar::any_view whole() override {
    throw ar::error(ar::error_kind::parameter,
                    std::to_string(files_.size()) + " files as one picture; expected one file, or "
                                                    "a movie",
                    label());
  }
  ar::any_view frame(std::size_t t) override {
    shown_.reset();
    if (t != 0)
      shown_ = load_single(files_[t], array_, raw_);
    else if (!first_)
      first_ = load_single(files_[0], array_, raw_);
    return (t != 0 ? *shown_ : *first_).whole();
  }
  void release() override {
    shown_.reset();
    first_.reset();
  }
  [[nodiscard]] std::string label_of_frame(std::size_t t) const override {
    return printable(files_[t]);
  }
  [[nodiscard]] bool is_series() const override { return true; }
  [[nodiscard]] bool may_mix_types() const override { return true; }
  [[nodiscard]] std::optional<double> fps() const override { return fps_; }
  [[nodiscard]] std::optional<ar::value_range> range() const override { return range_; }

private:
  file_stack(std::string label, std::unique_ptr<asked_array> first, std::vector<std::string> files,
             std::string array, raw_arguments raw)
      : asked_array(std::move(label), first->type(), extents_of(*first, files.size())),
        files_(std::move(files)), array_(std::move(array)), raw_(std::move(raw)),
        fps_(first->fps()), range_(first->range()) {}

  static std::vector<std::size_t> extents_of(const asked_array& first, std::size_t files) {
    std::vector<std::size_t> extents = first.extents();
    extents.insert(extents.begin(), files);
    return extents;
  }

  std::vector<std::string> files_;
  std::string array_;
  raw_arguments raw_;
  std::optional<double> fps_;
  std::optional<ar::value_range> range_;
  std::unique_ptr<asked_array> first_;
  std::unique_ptr<asked_array> shown_;
};

#if ARRAYREEL_TOOL_HDF5

/// A dataset of an HDF5 file whose first axis may be time.
class dataset_array final : public asked_array {
public:
  dataset_array(std::string label, std::string path, std::string dataset, ar::hdf5_frames frames)
      : asked_array(std::move(label), frames.type(), frames.extents()), path_(std::move(path)),
        dataset_(std::move(dataset)), frames_(std::move(frames)) {}

  ar::any_view whole() override {
    array_.emplace(ar::read_hdf5(path_, dataset_));
    return array_->view();
  }
  ar::any_view frame(std::size_t t) override { return frames_.read(t); }
  void release() override { array_.reset(); }
  [[nodiscard]] std::optional<double> fps() const override {
    return frames_.number_attribute("fps");
  }
  [[nodiscard]] std::optional<ar::value_range> range() const override {
    // Not "valid_range": what is outside it is missing, and what is inside is often far less.
    for (const char* name : {"range", "actual_range"})
      if (const auto pair = frames_.pair_attribute(name))
        return ar::value_range{(*pair)[0], (*pair)[1]};
    const auto lo = frames_.number_attribute("vmin");
    const auto hi = frames_.number_attribute("vmax");
    if (!lo || !hi) return {};
    return ar::value_range{*lo, *hi};
  }

private:
  std::string path_;
  std::string dataset_;
  ar::hdf5_frames frames_;
  std::optional<ar::hdf5_array> array_;
};

std::unique_ptr<asked_array> dataset_of(const std::string& path, const std::string& dataset,
                                        std::string label) {
  try {
    ar::hdf5_frames frames(path, dataset);
    return std::make_unique<dataset_array>(std::move(label), path, dataset, std::move(frames));
  } catch (const ar::error& e) {
    // A scalar, a row, of many axes, empty, or not there, which reading it will say.
    if (e.kind() != ar::error_kind::parameter) throw;
  }
  return std::make_unique<held_array<ar::hdf5_array>>(std::move(label),
                                                      ar::read_hdf5(path, dataset));
}

#endif

// What is no regular file, like a pipe, can be read once and only from its beginning.
bool is_stream(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

enum class file_kind { npy, npz, hdf5 };

constexpr const char* known_here = "NumPy's .npy or .npz, or HDF5";
constexpr const char* not_by_name =
    "is an HDF5 file, which is not read in order; expected the file's name instead of a stream";

[[noreturn]] void refuse_format(const ar::detail::known_format& format, const std::string& name) {
  std::string text =
      "is " + std::string(format.name) + ", which is not supported; expected " + known_here;
  if (!format.advice.empty()) text += "; " + std::string(format.advice);
  throw ar::error(ar::error_kind::format, text, printable(name));
}

// HDF5 may begin behind a block of the user's, whose size is 512, or twice that, and so on: MATLAB
// writes one.
bool has_hdf5(const ar::detail::input_file& file) {
  constexpr std::string_view signature = ar::detail::hdf5_signature;
  std::uint8_t bytes[8] = {};
  static_assert(sizeof bytes == signature.size());
  for (std::uint64_t at = 0; at < file.size(); at = at == 0 ? 512 : 2 * at)
    if (file.read_at(at, bytes, sizeof bytes) == sizeof bytes &&
        std::equal(bytes, bytes + sizeof bytes, signature.begin(),
                   [](std::uint8_t a, char b) { return a == static_cast<std::uint8_t>(b); }))
      return true;
  return false;
}

file_kind kind_of(const std::string& path) {
  const ar::detail::input_file file(path);
  std::uint8_t start[ar::detail::known_format_bytes];
  const std::size_t have = file.read_at(0, start, sizeof start);
  if (have == 0)
    throw ar::error(ar::error_kind::format, std::string("is empty; expected ") + known_here,
                    printable(path));
  if (have >= 2 && start[0] == 'P' && start[1] == 'K') return file_kind::npz;
  constexpr std::string_view npy = "\x93NUMPY";
  const std::string_view text(reinterpret_cast<const char*>(start), have);
  if (text.substr(0, npy.size()) == npy.substr(0, have)) return file_kind::npy;
  if (has_hdf5(file)) {
    if (path == "/dev/stdin") throw ar::error(ar::error_kind::format, not_by_name, path);
    return file_kind::hdf5;
  }
  if (const auto* format = ar::detail::format_of({start, have})) refuse_format(*format, path);
  throw ar::error(ar::error_kind::format,
                  "begins with " + ar::detail::in_quotes(text.substr(0, 8)) + "; expected " +
                      known_here + ", or --shape and --dtype, which a raw file does not say",
                  printable(path));
}

std::string label_of(const input& from, const std::string& array) {
  const bool named = from.array.empty() && !array.empty();
  return from.label() + (named ? ":" + printable(array) : std::string());
}

/// All arrays of a stream, or the one that was named.
std::vector<ar::npy_array> named_of(const input& from, std::vector<ar::npy_array> all) {
  if (from.array.empty()) return all;
  std::vector<ar::npy_array> result;
  for (ar::npy_array& array : all)
    if (array.name() == from.array) result.push_back(std::move(array));
  if (result.empty())
    throw ar::error(ar::error_kind::parameter, "there is no array of this name", from.label());
  return result;
}

std::unique_ptr<asked_array> raw_array(const std::string& path, std::string label,
                                       const raw_arguments& raw) {
  ar::raw_layout layout{raw.shape, raw.type, raw.offset, raw.big_endian, raw.fortran_order};
  std::vector<std::size_t> extents = raw.shape;
  if (raw.shape.front() == 0) {
    ar::npy_frames counted(path, layout);
    extents = counted.extents();
    layout.extents = extents;
  }
  ar::raw_layout one = layout;
  one.extents.insert(one.extents.begin(), 1);
  ar::npy_frames whole(path, one);
  if (whole.complete() == 0 && extents.size() < 3)
    static_cast<void>(whole.read(0)); // says what is missing
  return std::make_unique<file_array>(std::move(label), extents, ar::npy_frames(path, layout),
                                      std::move(whole), std::string());
}

/// The named array of a .npz, or the field behind a dot of one of structures.
ar::npy_array named_member(const ar::npz_file& file, const std::string& name) {
  if (!file.contains(name))
    for (std::size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1))
      if (file.contains(name.substr(0, dot)))
        return file.read(name.substr(0, dot), name.substr(dot + 1));
  return file.read(name);
}

std::string series_label(const std::string& label, std::size_t arrays) {
  return label + " (" + std::to_string(arrays) + " arrays)";
}

/// Arrays without names: one; those that were appended to one another, as one series where their
/// frames have one shape; else each by itself.
asked_arrays unnamed_arrays(const std::string& label, std::vector<ar::npy_array> all,
                            ar::axes layout) {
  asked_arrays result;
  if (all.size() == 1) {
    result.push_back(std::make_unique<memory_array>(label, std::move(all.front())));
    return result;
  }
  const auto extents_of = [](const ar::npy_array& array) {
    return std::vector<std::size_t>(array.extents().begin(), array.extents().end());
  };
  std::vector<std::size_t> extents = extents_of(all.front());
  const bool is_frame = ar::detail::is_one_frame(extents, layout);
  if (is_frame) extents.insert(extents.begin(), 1);
  const std::vector<std::size_t> frame(extents.empty() ? extents.begin() : extents.begin() + 1,
                                       extents.end());
  std::vector<std::size_t> frames;
  extents.assign(1, 0);
  for (const ar::npy_array& array : all) {
    std::vector<std::size_t> has = extents_of(array);
    frames.push_back(held_series::is_a_frame);
    if (!is_frame && has.size() == frame.size() + 1) {
      frames.back() = has[0];
      has.erase(has.begin());
    }
    if (has != frame || frame.size() < 2) break;
    extents[0] += frames.back() == held_series::is_a_frame ? 1 : frames.back();
    if (frames.size() < all.size()) continue;
    extents.insert(extents.end(), frame.begin(), frame.end());
    std::string name = series_label(label, all.size());
    result.push_back(std::make_unique<held_series>(std::move(name), std::move(all),
                                                   std::move(frames), std::move(extents)));
    return result;
  }
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].rank() >= 2)
      result.push_back(
          std::make_unique<memory_array>(label + "[" + std::to_string(i) + "]", std::move(all[i])));
  return result;
}

/// Whether the last of the frames of appended arrays has another shape than those before it.
bool ends_unlike(ar::npy_frames& frames) {
  if (frames.complete() == frames.size()) return false;
  try {
    static_cast<void>(frames.read(frames.size() - 1));
  } catch (const ar::error& e) {
    return e.kind() == ar::error_kind::parameter;
  }
  return false;
}

/// One field of a .npy of structures, or of those that were appended to one another.
std::unique_ptr<asked_array> npy_field_of(const std::string& path, std::string label,
                                          const std::string& field, ar::axes layout) {
  // What has no frames is looked at whole.
  try {
    ar::npy_frames frames = ar::npy_frames::of_field(path, field, layout);
    std::vector<std::size_t> extents = frames.extents();
    if (frames.arrays() > 1 && extents.size() > 2) {
      label = series_label(label, frames.arrays());
      return std::make_unique<appended_array>(std::move(label), std::move(frames));
    }
    return std::make_unique<file_array>(std::move(label), std::move(extents), std::move(frames),
                                        std::nullopt, field);
  } catch (const ar::error& e) {
    if (e.kind() != ar::error_kind::parameter) throw;
  }
  return std::make_unique<memory_array>(std::move(label), ar::read_npy(path, field));
}

asked_arrays npy_arrays_of(const std::string& path, const std::string& label, ar::axes layout) {
  asked_arrays result;
  // What has no frames is looked at whole.
  try {
    ar::npy_frames frames(path, layout);
    if (frames.arrays() == 1) {
      std::vector<std::size_t> extents = frames.extents();
      result.push_back(std::make_unique<file_array>(label, std::move(extents), std::move(frames),
                                                    std::nullopt, std::string()));
      return result;
    }
    if (!ends_unlike(frames) && frames.extents().size() > 2) {
      std::string name = series_label(label, frames.arrays());
      result.push_back(std::make_unique<appended_array>(std::move(name), std::move(frames)));
      return result;
    }
  } catch (const ar::error& e) {
    if (e.kind() != ar::error_kind::parameter) throw;
  }
  return unnamed_arrays(label, ar::read_arrays(path), layout);
}

/// Whether the first four bytes are of a file of NumPy's, a zip archive or HDF5.
bool has_own_head(std::string_view start) {
  return start == "\x93NUM" || start == "PK\x03\x04" || start == "\x89HDF";
}

asked_arrays stream_arrays(const input& from, const loading& how) {
  const std::string& path = from.files.front();
  asked_arrays result;
  if (!how.raw.shape.empty()) {
    ar::detail::input_file file(path);
    const auto head = file.peek();
    // A pipe is read once, so it is not read in another way than was asked for.
    if (how.raw.offset == 0 && has_own_head({reinterpret_cast<const char*>(head.data()), 4}))
      throw ar::error(ar::error_kind::format,
                      "is no raw stream, it says itself what it holds; expected no --shape, or the "
                      "--offset of its elements",
                      from.label());
    ar::npy_frames frames(std::move(file), {how.raw.shape, how.raw.type, how.raw.offset,
                                            how.raw.big_endian, how.raw.fortran_order});
    if (how.as_stream)
      result.push_back(std::make_unique<stream_array>(from.label(), std::move(frames),
                                                      how.raw.shape.front() == 0));
    else
      result.push_back(std::make_unique<held_array<raw_memory>>(
          from.label(), raw_memory(std::move(frames), how.raw.fortran_order)));
    return result;
  }
  ar::detail::input_file file(path);
  const auto start = file.peek();
  const bool is_zip = ar::detail::is_zip(start);
  if (std::equal(start.begin(), start.end(), ar::detail::hdf5_signature.begin(),
                 [](std::uint8_t a, char b) { return a == static_cast<std::uint8_t>(b); }))
    throw ar::error(ar::error_kind::format, not_by_name, from.label());
  if (const auto* format = ar::detail::format_of(start);
      format != nullptr && !is_zip && start[0] != 0x93)
    refuse_format(*format, from.label());
  if (how.as_stream && from.array.empty() && !is_zip) {
    result.push_back(std::make_unique<stream_array>(
        from.label(), ar::npy_frames(std::move(file), how.layout), true));
    return result;
  }
  std::vector<ar::npy_array> all = named_of(from, ar::detail::read_arrays(std::move(file)));
  if (!is_zip) return unnamed_arrays(from.label(), std::move(all), how.layout);
  const bool only = all.size() == 1;
  for (ar::npy_array& array : all)
    if (only || array.rank() >= 2) {
      std::string label = label_of(from, array.name());
      result.push_back(std::make_unique<memory_array>(std::move(label), std::move(array)));
    }
  return result;
}

#if ARRAYREEL_TOOL_HDF5

/// What is in a file, its steps in their order: /data/100 behind /data/20.
std::vector<ar::hdf5_entry> entries_of(const std::string& path) {
  std::vector<ar::hdf5_entry> entries = ar::hdf5_entries(path);
  std::vector<std::string> names;
  for (const ar::hdf5_entry& entry : entries) names.push_back(entry.dataset);
  const natural_order before(names);
  std::stable_sort(entries.begin(), entries.end(),
                   [&](const ar::hdf5_entry& a, const ar::hdf5_entry& b) {
                     return before(a.dataset, b.dataset);
                   });
  return entries;
}

asked_arrays datasets(const std::string& path, const input& from,
                      std::vector<std::string>& problems) {
  asked_arrays result;
  if (!from.array.empty()) {
    result.push_back(dataset_of(path, from.array, from.label()));
    return result;
  }
  for (const ar::hdf5_entry& entry : entries_of(path))
    if (!entry.problem.empty())
      problems.push_back(label_of(from, entry.dataset) + " is left out: " + entry.problem);
    else if (entry.extents.size() >= 2)
      result.push_back(dataset_of(path, entry.dataset, label_of(from, entry.dataset)));
  return result;
}

#else

asked_arrays datasets(const std::string& path, const input&, std::vector<std::string>&) {
  throw ar::error(ar::error_kind::format,
                  "is an HDF5 file, which needs the HDF5 library, without which this arrayreel was "
                  "built (Debian: libhdf5-dev)",
                  printable(path));
}

#endif

/// What an archive or a .npy of structures has, as far as it can be read.
struct listed_array {
  std::string name;
  std::unique_ptr<asked_array> array; ///< none where it cannot be read
  std::string problem;
};

std::vector<listed_array> listed_members(const std::string& path, const input& from) {
  const auto file = std::make_shared<const ar::npz_file>(path);
  std::vector<listed_array> result;
  for (const ar::npz_entry& entry : file->entries()) {
    result.push_back({label_of(from, entry.name), nullptr, entry.problem});
    if (entry.problem.empty())
      result.back().array = std::make_unique<member_array>(result.back().name, file, entry);
  }
  return result;
}

std::vector<listed_array> listed_fields(const std::string& path, const input& from,
                                        ar::axes layout) {
  std::vector<listed_array> result;
  for (const ar::npz_entry& field : ar::npy_fields(path)) {
    result.push_back({label_of(from, field.name), nullptr, field.problem});
    if (field.problem.empty())
      result.back().array = npy_field_of(path, result.back().name, field.name, layout);
  }
  return result;
}

/// The members of a .npz, or the fields of a .npy; none where its elements are numbers.
std::vector<listed_array> listed_arrays(file_kind kind, const std::string& path,
                                        const input& from, ar::axes layout) {
  return kind == file_kind::npz ? listed_members(path, from) : listed_fields(path, from, layout);
}

asked_arrays read_arrays_of(const input& from, const loading& how,
                            std::vector<std::string>& problems) {
  const std::string& path = from.files.front();
  asked_arrays result;
  if (how.raw.describes(path)) {
    if (!from.array.empty())
      throw ar::error(ar::error_kind::parameter,
                      "is a raw file, which has no names; expected none behind a colon",
                      from.label());
    result.push_back(raw_array(path, from.label(), how.raw));
    return result;
  }
  const file_kind kind = kind_of(path);
  if (kind == file_kind::hdf5) return datasets(path, from, problems);
  if (!from.array.empty()) {
    if (kind == file_kind::npy)
      result.push_back(npy_field_of(path, from.label(), from.array, how.layout));
    else
      result.push_back(std::make_unique<memory_array>(
          from.label(), named_member(ar::npz_file(path), from.array)));
    return result;
  }
  std::vector<listed_array> all = listed_arrays(kind, path, from, how.layout);
  if (kind == file_kind::npy && all.empty()) return npy_arrays_of(path, from.label(), how.layout);
  const bool is_single = kind == file_kind::npy && all.size() == 1;
  for (listed_array& one : all)
    if (!one.problem.empty())
      problems.push_back(one.name + " is left out: " + one.problem);
    else if (is_single || one.array->extents().size() >= 2)
      result.push_back(std::move(one.array));
  return result;
}

/// The names of a file's arrays, fields or datasets.
std::vector<std::string> names_in(const std::string& path) {
  std::vector<std::string> names;
  const file_kind kind = kind_of(path);
#if ARRAYREEL_TOOL_HDF5
  if (kind == file_kind::hdf5)
    for (const ar::hdf5_entry& entry : ar::hdf5_entries(path)) names.push_back(entry.dataset);
#endif
  if (kind == file_kind::npz) {
    const ar::npz_file file(path);
    for (const ar::npz_entry& entry : file.entries()) names.push_back(entry.name);
  }
  if (kind == file_kind::npy)
    for (const ar::npz_entry& field : ar::npy_fields(path)) names.push_back(field.name);
  return names;
}

/// \throws ar::error where there is no such array, with the name that is near to it.
asked_arrays load_file(const input& from, const loading& how, std::vector<std::string>& problems) {
  try {
    return read_arrays_of(from, how, problems);
  } catch (const ar::error& e) {
    const std::string& path = from.files.front();
    if (from.array.empty() || e.kind() != ar::error_kind::parameter || how.raw.describes(path))
      throw;
    const std::vector<std::string> names = names_in(path);
    const bool is_there = std::find(names.begin(), names.end(), from.array) != names.end();
    const std::string near = is_there ? std::string() : did_you_mean(from.array, names);
    if (near.empty()) throw;
    const std::string place = e.path();
    const std::string text = e.what();
    if (place.empty()) throw ar::error(e.kind(), text + "." + printable(near));
    throw ar::error(e.kind(), text.substr(place.size() + 2) + "." + printable(near), place);
  }
}

array_facts facts_of(asked_array& array) {
  array_facts facts;
  facts.label = array.label();
  std::vector<ar::dtype> types;
  std::size_t size = 1;
  for (const std::size_t extent : array.extents()) size *= extent;
  ar::value_summary all;
  const auto add = [&](const ar::any_view& v) {
    if (std::find(types.begin(), types.end(), v.type()) == types.end()) types.push_back(v.type());
    ar::detail::merge(all, ar::summarize(v));
  };
  // A frame at a time where there are frames: files may be larger than memory.
  if (const auto row = array.elements())
    add(*row);
  else if (size != 0 && array.extents().size() >= 3)
    for (std::size_t t = 0; array.has_frame(t); ++t) add(array.frame(t));
  else if (size != 0 && !array.extents().empty())
    add(array.whole());
  array.release();
  facts.shape = shape_text(array.extents());
  if (types.empty()) types.push_back(array.type());
  for (const ar::dtype type : types)
    facts.type += (facts.type.empty() ? "" : ", ") + std::string(ar::name_of(type));
  // Of frames of several types a float64 tells all values apart.
  const ar::dtype widest = types.size() == 1 ? types.front() : ar::dtype::float64;
  facts.range = all.finite == 0 ? std::string("no finite values")
                                : number_text(all.min, all.min_rest, widest) + " to " +
                                      number_text(all.max, all.max_rest, widest);
  if (all.positive_infinity + all.negative_infinity != 0)
    facts.range +=
        " and " + std::to_string(all.positive_infinity + all.negative_infinity) + " infinite";
  facts.nan = std::to_string(all.nan);
  const array_reading reading = reading_of(array, ar::axes::automatic);
  if (reading.picture) facts.shown = "picture";
  if (reading.frames != 0)
    facts.shown += (reading.picture ? " or " : "") + std::string("movie of ") +
                   std::to_string(reading.frames) + (reading.frames == 1 ? " frame" : " frames");
  return facts;
}

} // namespace

bool says_what_it_holds(const std::string& path) {
  if (is_stream(path) || !special_file(path).empty()) return false;
  try {
    const ar::detail::input_file file(path);
    std::uint8_t start[4];
    if (file.read_at(0, start, sizeof start) != sizeof start) return false;
    return has_own_head({reinterpret_cast<const char*>(start), sizeof start}) || has_hdf5(file);
  } catch (const ar::error&) { // whoever reads it says why it cannot be
    return false;
  }
}

bool raw_arguments::describes(const std::string& path) const {
  return !shape.empty() && (offset != 0 || !says_what_it_holds(path));
}

std::unique_ptr<asked_array> load_single(const std::string& file, const std::string& array,
                                         const raw_arguments& raw) {
  input from("-");
  from.name = file;
  from.files = {file};
  from.array = array;
  std::vector<std::string> problems;
  asked_arrays all = load_file(from, {raw, false}, problems);
  if (all.size() == 1) return std::move(all.front());
  if (all.empty() && !problems.empty()) throw ar::error(ar::error_kind::format, problems.front());
  throw ar::error(ar::error_kind::parameter,
                  "holds " + std::to_string(all.size()) +
                      " arrays of two axes or more; expected one, or its name behind a colon",
                  from.label());
}

asked_arrays load_arrays(const input& from, const loading& how,
                         std::vector<std::string>& problems) {
  asked_arrays result;
  if (from.files.size() > 1) {
    result.push_back(std::make_unique<file_stack>(from.label() + " (" +
                                                      std::to_string(from.files.size()) + " files)",
                                                  from.files, from.array, how.raw));
    return result;
  }
  std::vector<std::string> left_out;
  result =
      is_stream(from.files.front()) ? stream_arrays(from, how) : load_file(from, how, left_out);
  if (result.empty()) {
    constexpr std::size_t most = 3;
    std::string why;
    for (std::size_t i = 0; i < left_out.size() && i < most; ++i) why += "; " + left_out[i];
    if (left_out.size() > most) why += "; and " + std::to_string(left_out.size() - most) + " more";
    throw ar::error(left_out.empty() ? ar::error_kind::parameter : ar::error_kind::format,
                    "has no array of two axes or more that can be read; expected one to show" + why,
                    from.label());
  }
  problems.insert(problems.end(), left_out.begin(), left_out.end());
  return result;
}

std::unique_ptr<asked_array> joined(asked_arrays pictures) {
  std::string label = pictures.front()->label();
  if (pictures.size() > 1)
    label += " … " + pictures.back()->label() + " (" + std::to_string(pictures.size()) + " arrays)";
  return std::make_unique<joined_array>(std::move(label), std::move(pictures));
}

namespace {

array_facts facts_of_problem(const std::string& label, const std::string& problem) {
  return {label, "", "", printable(problem), "", ""};
}

/// The facts of one of several arrays, of which one that cannot be read does not hide the others.
template <class Open>
array_facts facts_of_one(const std::string& label, const std::string& problem, const Open& open) {
  if (!problem.empty()) return facts_of_problem(label, problem);
  try {
    return facts_of(*open());
  } catch (const ar::error& e) {
    return facts_of_problem(label, e.what());
  }
}

std::vector<array_facts> facts_of_file(const input& one, const loading& how) {
  std::vector<array_facts> result;
  const std::string& path = one.files.front();
  if (is_stream(path)) {
    loading once = how;
    once.as_stream = how.raw.shape.size() >= 3;
    for (const auto& array : stream_arrays(one, once)) result.push_back(facts_of(*array));
    return result;
  }
  if (!how.raw.describes(path) && one.array.empty()) {
    if (const auto medium = facts_of_medium(path, one.label())) return {*medium};
    const file_kind kind = kind_of(path);
    std::vector<listed_array> all;
    if (kind != file_kind::hdf5) all = listed_arrays(kind, path, one, how.layout);
    for (listed_array& each : all)
      result.push_back(
          facts_of_one(each.name, each.problem, [&] { return std::move(each.array); }));
#if ARRAYREEL_TOOL_HDF5
    if (kind == file_kind::hdf5)
      for (const ar::hdf5_entry& entry : entries_of(path)) {
        const std::string label = label_of(one, entry.dataset);
        result.push_back(facts_of_one(label, entry.problem,
                                      [&] { return dataset_of(path, entry.dataset, label); }));
      }
    if (kind == file_kind::hdf5) return result;
#endif
    if (kind == file_kind::npz || !all.empty()) return result;
  }
  std::vector<std::string> problems;
  for (const auto& array : load_file(one, how, problems)) result.push_back(facts_of(*array));
  return result;
}

} // namespace

std::vector<array_facts> load_facts(const input& from, const loading& how,
                                    std::vector<std::string>& problems) {
  std::vector<array_facts> result;
  for (const std::string& path : from.files) {
    input one = from;
    one.files = {path};
    if (from.is_pattern) one.name = path;
    try {
      for (array_facts& facts : facts_of_file(one, how)) result.push_back(std::move(facts));
    } catch (const ar::error& e) {
      if (from.files.size() == 1) throw;
      result.push_back(facts_of_problem(one.label(), e.what()));
      problems.push_back(e.what());
    }
  }
  return result;
}
