// The tool's inputs: which arrays of which files, read when they are needed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <arrayreel/npy_frames.hpp>
#include <arrayreel/range.hpp>

/// What raw files hold, which they do not say themselves; NumPy's and HDF5's do.
struct raw_arguments {
  std::vector<std::size_t> shape; ///< empty: the files are no raw ones
  arrayreel::dtype type = arrayreel::dtype::float32;
  std::uint64_t offset = 0;
  bool big_endian = false;
  bool fortran_order = false;

  /// Whether a file is read so. One that says what it holds is not, unless an offset says that its
  /// head is to be left out.
  [[nodiscard]] bool describes(const std::string& path) const;
};

/// What a user named: files, and one array of them (`file.npz:name`, `run.h5:/fields/u`,
/// `file.npy:field`), behind the first colon before which there is a file. `-` is
/// stdin; a folder stands for its .npy files, a name with *, ? or [ for those that fit.
struct input {
  std::string name;               ///< as it was given, without the array
  std::vector<std::string> files; ///< in natural order; more than one are a movie's frames
  std::string array;              ///< empty: the file's arrays
  bool is_pattern = false;
  /// those of a folder or pattern that are no files, such as pipes, with what they are
  std::vector<std::string> left_out;

  /// \throws arrayreel::error (io) for a pattern that fits no file, or a folder without any.
  explicit input(const std::string& argument) : input(argument, must_have_files) {}
  enum files_needed { must_have_files, may_be_empty };
  input(const std::string& argument, files_needed needed);

  /// How messages and captions call it.
  [[nodiscard]] std::string label() const;
};

/// The files of a pattern or a folder in natural order; none where nothing fits. Pipes, sockets and
/// devices among them are in it too.
[[nodiscard]] std::vector<std::string> files_of(const std::string& pattern);

/// What a name stands for that is neither a file nor a folder, such as "a pipe", from which reading
/// may wait for ever; empty for all else.
[[nodiscard]] std::string special_file(const std::string& path);

/// Whether a name stands for several files.
[[nodiscard]] bool is_pattern(const std::string& name);

/// A name from a file on one line of a terminal: control characters as \xNN, in UTF-8 too, and
/// bytes that are no UTF-8.
[[nodiscard]] std::string printable(const std::string& name);

/// A number with as many digits as it takes to read it back.
/// \param rest what integers of 64 bits have beyond the double
[[nodiscard]] std::string number_text(double number, double rest = 0);

/// The number as an element of a type has it: integers without an exponent, floats with as many
/// digits as tell them from the next ones of their type.
[[nodiscard]] std::string number_text(double number, double rest, arrayreel::dtype type);

/// Whether a file is NumPy's, an archive of such or HDF5's, and says itself what it holds.
[[nodiscard]] bool says_what_it_holds(const std::string& path);

/// An array that was asked for, all of it or a frame at a time.
class asked_array {
public:
  asked_array(std::string label, arrayreel::dtype type, std::vector<std::size_t> extents)
      : label_(std::move(label)), type_(type), extents_(std::move(extents)) {}
  asked_array(const asked_array&) = delete;
  asked_array& operator=(const asked_array&) = delete;
  virtual ~asked_array() = default;

  [[nodiscard]] const std::string& label() const { return label_; }
  [[nodiscard]] arrayreel::dtype type() const { return type_; }
  [[nodiscard]] const std::vector<std::size_t>& extents() const { return extents_; }

  /// All of it; valid until the next call.
  virtual arrayreel::any_view whole() = 0;
  /// What is behind index `t` of the first axis; valid until the next call.
  virtual arrayreel::any_view frame(std::size_t t) = 0;
  /// All elements in one row, whatever the rank, where they are in memory.
  [[nodiscard]] virtual std::optional<arrayreel::any_view> elements() { return {}; }
  /// Gives back the memory that the last call took.
  virtual void release() {}
  /// Frames can be read again, and in any order.
  [[nodiscard]] virtual bool can_go_back() const { return true; }
  /// Whether there is a frame; of a pipe whose end is not known, waits for it.
  [[nodiscard]] virtual bool has_frame(std::size_t t) { return t < extents_[0]; }
  /// The first extent is that of the frames known so far.
  [[nodiscard]] virtual bool is_open_ended() const { return false; }
  /// Its frames were arrays of their own: they are no planes of a colour picture.
  [[nodiscard]] virtual bool is_series() const { return false; }
  /// Whether frames may have other element types than the first.
  [[nodiscard]] virtual bool may_mix_types() const { return false; }
  /// Which file frame `t` is of.
  [[nodiscard]] virtual std::string label_of_frame(std::size_t) const { return label_; }

  // What the file says of how to show it.
  [[nodiscard]] virtual std::optional<double> fps() const { return {}; }
  [[nodiscard]] virtual std::optional<arrayreel::value_range> range() const { return {}; }

protected:
  void set_frames(std::size_t frames) { extents_[0] = frames; }

private:
  std::string label_;
  arrayreel::dtype type_;
  std::vector<std::size_t> extents_;
};

using asked_arrays = std::vector<std::unique_ptr<asked_array>>;

/// The shape as NumPy writes it: "(480, 640)".
[[nodiscard]] std::string shape_text(const std::vector<std::size_t>& extents);

/// What an array can be shown as; a shape may read as both.
struct array_reading {
  bool picture = false;
  std::size_t frames = 0; ///< of a movie; 0: none
};

/// \param layout what the axes are, or `automatic`.
[[nodiscard]] array_reading reading_of(const asked_array& array, arrayreel::axes layout);

/// The axes of a frame where those of the whole are `layout`.
[[nodiscard]] arrayreel::axes frame_layout_of(arrayreel::axes layout);

/// One line of `--info`, which needs no picture to be possible.
struct array_facts {
  std::string label;
  std::string shape;
  std::string type;
  std::string range; ///< finite values, or why there are none
  std::string nan;   ///< how many
  std::string shown; ///< what it reads as: a picture, a movie
};

/// How arrays are read.
struct loading {
  raw_arguments raw;
  /// a .npy from a pipe may be read frame by frame, each once
  bool as_stream = false;
  /// what the axes of several arrays of one .npy are
  arrayreel::axes layout = arrayreel::axes::automatic;
};

/// The arrays that can be pictures (rank 2 or more), or the one that was named. Others of the file
/// that cannot be read are left out, with a line in `problems` that says why.
/// \throws arrayreel::error where a file cannot be read or has no such array.
[[nodiscard]] asked_arrays load_arrays(const input& from, const loading& how,
                                       std::vector<std::string>& problems);

/// One file of a folder or pattern that is known to be whole.
/// \throws arrayreel::error where it cannot be read, or holds more than one array to choose from.
[[nodiscard]] std::unique_ptr<asked_array>
load_single(const std::string& file, const std::string& array, const raw_arguments& raw);

/// Pictures of one shape, one after the other, as the frames of a movie.
/// \throws arrayreel::error where an array cannot be one.
[[nodiscard]] std::unique_ptr<asked_array> joined(asked_arrays pictures);

/// Facts of every array of the files, or of the one that was named; of an array that cannot be
/// read, why. So of one of several files, which is named in `problems`, too.
/// \throws arrayreel::error where the only file cannot be read.
[[nodiscard]] std::vector<array_facts> load_facts(const input& from, const loading& how,
                                                  std::vector<std::string>& problems);
