// Finished media as files.
#pragma once

#include "detail/io/file_sink.hpp"
#include "encoded.hpp"

namespace arrayreel::ARRAYREEL_ABI {

ARRAYREEL_INLINE void write_file(const std::string& path, const encoded& medium) {
  detail::file_sink out(path);
  out.write({medium.bytes.data(), medium.bytes.size()});
  out.commit();
}

} // namespace arrayreel::ARRAYREEL_ABI
