// Part of the compiled library arrayreel-c: pictures of the C interface.
#include "c_interface.hpp"

#include <arrayreel/detail/option_text/picture_text.hpp>
#include <arrayreel/mapping.hpp>
#include <arrayreel/nbimage.hpp>
#include <arrayreel/png.hpp>

namespace ar = arrayreel;
using namespace arrayreel::c_interface;

namespace {

[[nodiscard]] ar::notebook_image picture_of(const array_arguments& array, const char* options) {
  const ar::nbimage_options how = ar::detail::picture_options_in(optional_text(options));
  return ar::nbimage(view(array), how);
}

} // namespace

extern "C" {

int arrayreel_write_png(const char* path, const void* data, int type, int rank,
                        const std::size_t* extents, const std::ptrdiff_t* strides,
                        const char* options) {
  return guarded([&] {
    const std::string file = required(path, "path");
    const ar::nbimage_options how = ar::detail::picture_options_in(optional_text(options));
    ar::write_png(file, view(array_arguments{data, type, rank, extents, strides}),
                  ar::detail::image_part_of(how));
  });
}

int arrayreel_encode_png(const void* data, int type, int rank, const std::size_t* extents,
                         const std::ptrdiff_t* strides, const char* options, unsigned char** bytes,
                         std::size_t* size) {
  empty_place(bytes);
  empty_place(size);
  return guarded([&] {
    check_place(bytes, "bytes");
    check_place(size, "size");
    const ar::encoded png = picture_of({data, type, rank, extents, strides}, options).png;
    *bytes = copy_of(png.bytes.data(), png.bytes.size());
    *size = png.bytes.size();
  });
}

int arrayreel_png_uri(const void* data, int type, int rank, const std::size_t* extents,
                      const std::ptrdiff_t* strides, const char* options, char** text) {
  empty_place(text);
  return guarded([&] {
    check_place(text, "text");
    *text = copy_of(picture_of({data, type, rank, extents, strides}, options).data_uri());
  });
}

int arrayreel_png_tag(const void* data, int type, int rank, const std::size_t* extents,
                      const std::ptrdiff_t* strides, const char* options, char** text) {
  empty_place(text);
  return guarded([&] {
    check_place(text, "text");
    *text = copy_of(picture_of({data, type, rank, extents, strides}, options).html());
  });
}

int arrayreel_range(const void* data, int type, int rank, const std::size_t* extents,
                    const std::ptrdiff_t* strides, const char* options, double* vmin,
                    double* vmax) {
  empty_place(vmin);
  empty_place(vmax);
  return guarded([&] {
    check_place(vmin, "vmin");
    check_place(vmax, "vmax");
    const ar::nbimage_options how = ar::detail::picture_options_in(optional_text(options));
    const ar::value_range range = ar::resolve_range(
        view(array_arguments{data, type, rank, extents, strides}), ar::detail::mapping_of(how));
    *vmin = range.lo;
    *vmax = range.hi;
  });
}

} // extern "C"
