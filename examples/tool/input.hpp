// The tool's inputs: which arrays of which files.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <arrayreel/npy.hpp>

/// What a user named: a .npy, a .npz, one array of it (`file.npz:name`), or `-` for stdin.
struct input {
  std::string path;
  std::string array; ///< empty: the file's pictures

  explicit input(const std::string& argument);

  /// How messages and captions call it.
  [[nodiscard]] std::string label() const;
};

/// A name from a file on one line of a terminal: control characters as \xNN.
[[nodiscard]] std::string printable(const std::string& name);

/// A number with as many digits as it takes to read it back.
[[nodiscard]] std::string number_text(double number);

/// An array that was asked for and where it came from.
struct loaded_array {
  arrayreel::npy_array array;
  std::string label;
};

/// The shape as NumPy writes it: "(480, 640)".
[[nodiscard]] std::string shape_text(const arrayreel::npy_array& array);

/// What an array can be shown as; a shape may read as both.
struct array_reading {
  bool picture = false;
  std::size_t frames = 0; ///< of a movie; 0: none
};

/// \param layout what the axes are, or `automatic`.
[[nodiscard]] array_reading reading_of(const arrayreel::npy_array& array, arrayreel::axes layout);

/// One line of `--info`, which needs no picture to be possible.
struct array_facts {
  std::string label;
  std::string shape;
  std::string type;
  std::string range; ///< finite values, or why there are none
  std::string nan;   ///< how many
  std::string shown; ///< what it reads as: a picture, a movie
};

/// The arrays that can be pictures (rank 2 or more), or the one that was named. Others of the file
/// that cannot be read are left out, with a line in `problems` that says why.
/// \throws arrayreel::error where a file cannot be read or has no such array.
[[nodiscard]] std::vector<loaded_array> load_pictures(const input& from,
                                                      std::vector<std::string>& problems);

/// Facts of every array of the file, or of the one that was named.
/// \throws arrayreel::error where the file cannot be read.
[[nodiscard]] std::vector<array_facts> load_facts(const input& from);
