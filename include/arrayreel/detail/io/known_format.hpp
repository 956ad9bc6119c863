// Recognises formats that the library does not read, so that messages can name them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "../base/message.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A format and the bytes by which it is recognised.
struct known_format {
  std::size_t offset; ///< of these bytes in the file
  std::string_view signature;
  std::string_view name;   ///< "a gzip file"
  std::string_view advice; ///< how to convert it
};

inline constexpr std::string_view hdf5_signature = "\x89HDF\r\n\x1a\n";

inline constexpr std::string_view decompress_first = "what it decompresses to may be read";
inline constexpr std::string_view pixels_first =
    "in Python PIL.Image.open and numpy.save make a .npy of it";

// A longer signature stands before those that it begins with.
inline constexpr known_format known_formats[] = {
    {0, hdf5_signature, "an HDF5 file",
     "read_hdf5 and hdf5_frames read it, from a file by its name"},
    {0, "MATLAB 7.3 MAT", "a MATLAB 7.3 file, which is HDF5",
     "read_hdf5 and hdf5_frames read it, from a file by its name"},
    {0, "MATLAB 5.0 MAT", "a MATLAB 5 file (.mat before version 7.3)",
     "in MATLAB save(…, '-v7.3') makes HDF5 of it, which is read"},
    {0,
     {"CDF\x01", 4},
     "a netCDF-3 file (classic)",
     "nccopy -k nc4 makes netCDF-4 of it, which is read"},
    {0,
     {"CDF\x02", 4},
     "a netCDF-3 file (64-bit offsets)",
     "nccopy -k nc4 makes netCDF-4 of it, which is read"},
    {0,
     {"CDF\x05", 4},
     "a netCDF-3 file (64-bit data, CDF-5)",
     "nccopy -k nc4 makes netCDF-4 of it, which is read"},
    {0, "\x0e\x03\x13\x01", "an HDF4 file", "h4toh5 makes HDF5 of it, which is read"},
    {0, "\x93NUMPY", "a .npy array", ""},
    {0, {"PK\x03\x04", 4}, "a zip archive (.npz)", ""},
    {0, {"PK\x05\x06", 4}, "a zip archive (.npz)", ""},
    {0, "\x1f\x8b", "a gzip file", decompress_first},
    {0, "\x1f\x9d", "a file of compress (.Z)", decompress_first},
    {0, "BZh", "a bzip2 file", decompress_first},
    {0,
     {"\xfd"
      "7zXZ\x00",
      6},
     "an xz file",
     decompress_first},
    {0, "\x28\xb5\x2f\xfd", "a Zstandard file", decompress_first},
    {0, "\x04\x22\x4d\x18", "an LZ4 file", decompress_first},
    {0, "7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "what is in it may be read"},
    {0, "Rar!", "a RAR archive", "what is in it may be read"},
    {257, "ustar", "a tar archive", "what is in it may be read"},
    {0, "\x89PNG\r\n\x1a\n", "a PNG picture", pixels_first},
    {0, "\xff\xd8\xff", "a JPEG picture", pixels_first},
    {0, "GIF8", "a GIF picture", pixels_first},
    {8, "WEBP", "a WebP picture", pixels_first},
    {0, {"II*\x00", 4}, "a TIFF picture", pixels_first},
    {0, {"MM\x00*", 4}, "a TIFF picture", pixels_first},
    {0, {"II+\x00", 4}, "a BigTIFF picture", pixels_first},
    {0, {"MM\x00+", 4}, "a BigTIFF picture", pixels_first},
    {0, "SIMPLE  ", "a FITS file", "in Python astropy.io.fits and numpy.save make a .npy of it"},
    {0, "GRIB", "a GRIB file", "grib_to_netcdf -k 4 makes netCDF-4 of it, which is read"},
    {0, "PAR1", "a Parquet file", "numpy.save makes a .npy of its columns"},
    {0, "NRRD000", "an NRRD file", "its data are read as a raw file where they are not compressed"},
    {0, "# vtk Da", "a VTK file", "numpy.save makes .npy files of its arrays"},
    {128, "DICM", "a DICOM file", "numpy.save makes a .npy of its pixels"},
    {4, "ftyp", "a movie (MP4 or of its kind)", "numpy.save makes a .npy of its frames"},
    {0, "\x1a\x45\xdf\xa3", "a movie (Matroska or WebM)", "numpy.save makes a .npy of its frames"},
    {0, "%PDF", "a PDF document", ""},
    {0,
     "\x7f"
     "ELF",
     "a program", ""},
};

/// How many bytes of a file's beginning are examined.
inline constexpr std::size_t known_format_bytes = 512;

/// The format of a file that begins with these bytes; null if it is not known.
[[nodiscard]] inline const known_format* format_of(std::span<const std::uint8_t> start) noexcept {
  for (const known_format& f : known_formats)
    if (f.offset + f.signature.size() <= start.size() &&
        std::memcmp(start.data() + f.offset, f.signature.data(), f.signature.size()) == 0)
      return &f;
  // The file is shorter than the signature.
  if (start.size() == 8)
    for (const known_format& f : known_formats)
      if (f.offset == 0 && f.signature.size() > 8 &&
          std::memcmp(start.data(), f.signature.data(), 8) == 0)
        return &f;
  static constexpr known_format pickle = {0, "", "a Python pickle",
                                          "numpy.save makes .npy files of its arrays"};
  if (start.size() >= 3 && start[0] == 0x80 && start[1] >= 2 && start[1] <= 5 &&
      (start[2] == 0x95 || start[2] == 'c' || start[2] == ']' || start[2] == '}' ||
       start[2] == 'X' || start[2] == 'K' || start[2] == '('))
    return &pickle;
  static constexpr known_format text = {0, "", "a text file",
                                        "in Python numpy.loadtxt and numpy.save make a .npy of it"};
  bool is_text = start.size() >= 8;
  for (const std::uint8_t byte : start)
    is_text = is_text && ((byte >= 0x20 && byte < 0x7f) || (byte >= '\t' && byte <= '\r'));
  return is_text ? &text : nullptr;
}

/// The end of a message: "; it is a gzip file: what it decompresses to may be read". Empty for an
/// unknown format.
[[nodiscard]] inline std::string and_what_it_is(std::span<const std::uint8_t> start) {
  const known_format* const format = format_of(start);
  if (format == nullptr) return {};
  return "; it is " + std::string(format->name) +
         (format->advice.empty() ? "" : ": " + std::string(format->advice));
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
