// Finished media as files.
#pragma once

#include "detail/io/file_sink.hpp"
#include "encoded.hpp"

namespace arrayreel::ARRAYREEL_ABI {

ARRAYREEL_INLINE void write_file(const std::string& path, const encoded& medium,
                                 const file_options& options) {
  detail::file_sink out(path, detail::file_sink::unfinished::removed,
                        detail::file_sink::lasting{options.durable});
  out.write({medium.bytes.data(), medium.bytes.size()});
  out.commit();
}

} // namespace arrayreel::ARRAYREEL_ABI
