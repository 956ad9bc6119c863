// One picture of many ranks: what they agree on, where their rows go, and how the file is put
// together.
#pragma once

#include "mpi.hpp"

#include <cstring>
#include <memory>

#include "detail/base/checked_math.hpp"
#include "detail/base/message.hpp"
#include "detail/mpi/file_of_ranks.hpp"
#include "detail/mpi/rows.hpp"
#include "detail/mpi/strip_writer.hpp"
#include "detail/png/encoder.hpp"
#include "detail/png/plan.hpp"
#include "detail/raster/arrange.hpp" // check of labels
#include "detail/raster/colorbar_panel.hpp"
#include "detail/values/range_of_options.hpp"
#include "png.hpp"

namespace arrayreel::ARRAYREEL_ABI {

ARRAYREEL_INLINE void mpi_fail(MPI_Comm comm, const std::exception_ptr& failed) {
  const detail::communicator ranks(comm);
  ranks.fail(failed ? failed
                    : std::make_exception_ptr(error(error_kind::parameter,
                                                    "mpi_fail() was called without an exception")));
}

namespace detail {

ARRAYREEL_INLINE std::vector<placed_array> placed_of(std::span<const mpi_block> blocks) {
  std::vector<placed_array> result;
  result.reserve(blocks.size());
  for (const mpi_block& b : blocks) result.push_back(b.placed());
  return result;
}

ARRAYREEL_INLINE nbimage_options nbimage_part_of(const mpi_nbimage_options& o) {
  nbimage_options result;
#define ARRAYREEL_FIELD(type, name, ...) result.name = o.name;
#include "detail/options/mapping_fields.inc"
#define ARRAYREEL_FIELD(type, name, ...) result.name = o.name;
#include "detail/options/colorbar_fields.inc"
#define ARRAYREEL_FIELD(type, name, ...) result.name = o.name;
#include "detail/options/png_fields.inc"
#define ARRAYREEL_FIELD(type, name, ...) result.name = o.name;
#include "detail/options/display_box_fields.inc"
#include "detail/options/display_fields.inc"
#undef ARRAYREEL_FIELD
  result.bit_depth = o.bit_depth;
  result.describe = o.describe;
  result.threads = o.threads;
  result.alt = o.alt;
  result.loading = o.loading;
  result.saveas = o.saveas;
  return result;
}

/// How all ranks must agree to write a picture, beside the mapping.
[[nodiscard]] inline std::vector<agreed_value>
agreed_values(const image_options& o, const std::string& path, bool allow_holes) {
  std::vector<agreed_value> values = agreed_values(mapping_of(o));
  const auto number = [&](const char* name, std::uint64_t x) { values.push_back({name, x}); };
  const auto text = [&](const char* name, const std::string& x) {
    values.push_back({name, digest().add(std::string_view(x)).value()});
  };
  text("path", path);
  number("bit depth", o.bit_depth.value_or(8));
  number("colorbar", !o.colorbar ? 0 : o.colorbar.direction() == orientation::vertical ? 1 : 2);
  text("colorbar_label", o.colorbar_label);
  number("compression", o.compression ? 1 : 0);
  number("level", o.level ? 1 + static_cast<std::uint32_t>(*o.level) : 0);
  number("filter", static_cast<std::uint64_t>(o.filter));
  number("strategy", static_cast<std::uint64_t>(o.strategy));
  number("upscale",
         digest().add(std::uint64_t{o.upscale.y()}).add(std::uint64_t{o.upscale.x()}).value());
  number("dpi", digest().add(o.dpi.value_or(-1)).value());
  digest texts;
  for (const png_text_entry& entry : o.text)
    texts.add(std::string_view(entry.keyword)).add(std::string_view(entry.text));
  number("list of texts", texts.value());
  number("choice of durable", o.durable ? 1 : 0);
  number("choice of describe", o.describe ? 1 : 0);
  number("choice of allow_holes", allow_holes ? 1 : 0);
  return values;
}

/// The picture whole, on the one rank that takes all rows.
class picture_collector final : public row_consumer {
public:
  explicit picture_collector(picture& to) noexcept : to_(to) {}
  void take(std::size_t first, std::size_t, std::span<const std::uint8_t> rows) override {
    std::memcpy(to_.row(first), rows.data(), rows.size());
  }

private:
  picture& to_;
};

/// Rows to an encoder that takes them one by one.
class row_feeder final : public row_consumer {
public:
  row_feeder(png_encoder& to, const upscale_factors& upscale, std::size_t pixel_bytes)
      : to_(to), upscale_(upscale), pixel_bytes_(pixel_bytes) {}
  void take(std::size_t, std::size_t count, std::span<const std::uint8_t> rows) override {
    const std::size_t bytes = rows.size() / count;
    for (std::size_t y = 0; y < count; ++y) {
      const std::uint8_t* const from = rows.data() + y * bytes;
      const std::size_t pixels = bytes / pixel_bytes_ * upscale_.x();
      // 16-bit components must lie as such.
      row_.resize((pixels * pixel_bytes_ + 1) / 2);
      auto* const to = reinterpret_cast<std::uint8_t*>(row_.data());
      for (std::size_t x = 0; x < pixels; ++x)
        std::memcpy(to + x * pixel_bytes_, from + x / upscale_.x() * pixel_bytes_, pixel_bytes_);
      for (std::size_t i = 0; i < upscale_.y(); ++i) to_.row(row_.data());
    }
  }

private:
  png_encoder& to_;
  upscale_factors upscale_;
  std::size_t pixel_bytes_;
  std::vector<std::uint16_t> row_;
};

class nothing_taken final : public row_consumer {
public:
  void take(std::size_t, std::size_t, std::span<const std::uint8_t>) override {}
};

/// A field on many ranks, ready to be mapped.
struct planned_picture {
  planned_picture(const communicator& ranks, const char* call, std::span<const placed_array> blocks,
                  const image_options& o, const std::string& path, bool allow_holes)
      : options(o), mapping(mapping_of(o)),
        field(ranks, call, blocks, {}, mapping, agreed_values(o, path, allow_holes),
              allow_holes ? holes::allowed : holes::are_errors) {
    ranks.together([&] {
      check_bit_depth(o.bit_depth.value_or(8));
      check_colorbar_label(static_cast<bool>(o.colorbar), o.colorbar_label);
    });
    plan = plan_of_field(field, mapping, o.bit_depth.value_or(8) / 8);
    described = plan.range ? with_range(mapping, *plan.range) : mapping;
    mapping = described;
  }

  /// What `write_picture` takes of an empty picture, or of the whole one.
  [[nodiscard]] shown_array shown(picture&& pixels, const image_options& o) const {
    colorbar_subject bar{.range = plan.range.value_or(value_range{0, plan.largest}),
                         .mapping = &described,
                         .labels = plan.labels,
                         .label = o.colorbar_label,
                         .direction = o.colorbar.direction()};
    bar.channels = field.channels();
    return shown_pixels(std::move(pixels), bar, o);
  }

  /// The whole picture on rank 0; nothing elsewhere.
  [[nodiscard]] std::optional<picture> whole() const {
    const communicator& ranks = field.ranks();
    std::optional<picture> result;
    ranks.together([&] {
      if (ranks.is_first())
        result.emplace(field.height(), field.width(), plan.form.channels, plan.component_bytes);
    });
    std::vector<row_share> shares(static_cast<std::size_t>(ranks.size()));
    shares[0] = {0, field.height()};
    if (ranks.is_first()) {
      picture_collector all(*result);
      exchange_rows(field, mapping, plan, shares, all);
      if (plan.form.kind == scalar_plan::form::palette) result->palette(plan.form.table);
    } else {
      nothing_taken none;
      exchange_rows(field, mapping, plan, shares, none);
    }
    return result;
  }

  const image_options& options;
  mapping_options mapping;
  distributed_field field;
  field_plan plan;
  mapping_options described; // with the range, where there is one
};

/// The PNG's plan, the same on all ranks.
[[nodiscard]] inline png_plan plan_of_file(const planned_picture& p) {
  image_options bare = p.options;
  bare.colorbar = {};
  bare.colorbar_label.clear();
  const png_options png = p.shown(picture(1, 1, 1, 1), bare).png;
  std::size_t width = 0;
  std::size_t height = 0;
  if (!checked_mul(p.field.width(), png.upscale.x(), width) ||
      !checked_mul(p.field.height(), png.upscale.y(), height))
    width = height = longest_side + 1;
  return plan_of({.width = width,
                  .height = height,
                  .channels = p.plan.form.channels,
                  .bit_depth = static_cast<unsigned>(8 * p.plan.component_bytes),
                  .palette = p.plan.form.table},
                 png);
}

/// Rank 0 compresses alone.
inline void write_rows_alone(const planned_picture& p, const std::string& path,
                             const png_plan& file) {
  const communicator& ranks = p.field.ranks();
  std::unique_ptr<file_sink> out;
  std::unique_ptr<png_encoder> encoder;
  ranks.together([&] {
    if (!ranks.is_first()) return;
    out.reset(
        new file_sink(path, file_sink::unfinished::removed, file_sink::lasting{p.options.durable}));
    encoder = make_png_encoder(*out, file);
  });
  std::vector<row_share> shares(static_cast<std::size_t>(ranks.size()));
  shares[0] = {0, p.field.height()};
  if (ranks.is_first()) {
    row_feeder feeder(*encoder, p.options.upscale, p.plan.pixel_bytes());
    exchange_rows(p.field, p.mapping, p.plan, shares, feeder);
  } else {
    nothing_taken none;
    exchange_rows(p.field, p.mapping, p.plan, shares, none);
  }
  ranks.together([&] {
    if (!ranks.is_first()) return;
    encoder->end();
    out->commit();
  });
}

/// Each rank compresses its strips.
inline void write_strips(const planned_picture& p, const std::string& path, const png_plan& file,
                         const strip_method& method) {
  const communicator& ranks = p.field.ranks();
  const std::size_t me = static_cast<std::size_t>(ranks.rank());
  const std::vector<strip_share> strips = shares_of_strips(
      static_cast<std::size_t>(ranks.size()), file.form.height,
      rows_of_strip(method, file.form.row_bytes(), file.form.height), p.options.upscale.y());
  std::vector<row_share> shares;
  for (const strip_share& s : strips) shares.push_back(s.needed);

  file_of_ranks out(ranks, path, file_sink::lasting{p.options.durable});
  std::optional<strip_writer> writer;
  ranks.together([&] {
    if (ranks.is_first()) out.own().write(png_head(file.form, file).bytes());
    if (strips[me].begin < strips[me].end)
      writer.emplace(out.own(), file.form, method, strips[me], p.options.upscale);
  });
  if (writer) {
    exchange_rows(p.field, p.mapping, p.plan, shares, *writer);
  } else {
    nothing_taken none;
    exchange_rows(p.field, p.mapping, p.plan, shares, none);
  }

  // The last strip ends with the checksum of all.
  const std::uint64_t own[2] = {writer ? writer->adler() : 1,
                                writer ? writer->filtered_bytes() : 0};
  std::vector<std::uint8_t> bytes(sizeof own);
  std::memcpy(bytes.data(), own, sizeof own);
  const std::vector<std::uint8_t> all = ranks.gather_to_all(bytes);
  std::uint32_t adler = 1;
  for (std::size_t at = 0; at < all.size(); at += sizeof own) {
    std::uint64_t part[2];
    std::memcpy(part, all.data() + at, sizeof part);
    adler = adler32_joined(adler, static_cast<std::uint32_t>(part[0]), part[1]);
  }
  ranks.together([&] {
    if (strips[me].begin < strips[me].end && strips[me].end == file.form.height)
      writer->write_last(adler);
  });
  writer.reset();
  out.join([](sink& end) { write_end(end); });
}

ARRAYREEL_INLINE void write_blocks(MPI_Comm comm, const std::string& path,
                                   std::span<const placed_array> blocks, const image_options& o,
                                   bool allow_holes) {
  const communicator ranks(comm);
  const planned_picture p(ranks, "mpi_write_png()", blocks, o, path, allow_holes);
  if (o.colorbar) {
    std::optional<picture> whole = p.whole();
    ranks.together([&] {
      if (!ranks.is_first()) return;
      const shown_array with_bar = p.shown(std::move(*whole), o);
      write_picture(path, with_bar.pixels, with_bar.png);
    });
    return;
  }
  png_plan file;
  const strip_method* method = nullptr;
  std::uint64_t kind = 0;
  ranks.together([&] {
    file = plan_of_file(p);
    memory_sink nowhere;
    method = make_png_encoder(nowhere, file)->strips();
    if (method != nullptr) kind = method->strip_bytes;
  });
  const agreed_value same[] = {{"compression", kind}};
  ranks.expect_same("mpi_write_png()", same);
  if (method == nullptr)
    write_rows_alone(p, path, file);
  else
    write_strips(p, path, file, *method);
}

ARRAYREEL_INLINE notebook_image image_of_blocks(MPI_Comm comm, std::span<const placed_array> blocks,
                                                const nbimage_options& options, bool allow_holes) {
  const communicator ranks(comm);
  const image_options o = image_part_of(options);
  const planned_picture p(ranks, "mpi_nbimage()", blocks, o, options.saveas, allow_holes);
  std::optional<picture> whole = p.whole();
  notebook_image result;
  ranks.together([&] {
    if (!ranks.is_first()) return;
    const shown_array shown = p.shown(std::move(*whole), o);
    result = shown_image(encode_picture(shown.pixels, shown.png), options);
  });
  return result;
}

ARRAYREEL_INLINE value_range range_of_blocks(MPI_Comm comm, std::span<const array_ref> arrays,
                                             const mapping_options& options) {
  const communicator ranks(comm);
  distributed_values values{ranks, 0, nullptr, {}};
  std::exception_ptr failed;
  try {
    for (const array_ref& a : arrays) {
      if (a.empty()) continue;
      values.type = &a.functions();
      values.mine.push_back({without_alpha(a, options.axes), 1});
    }
  } catch (...) {
    failed = std::current_exception();
  }
  std::vector<agreed_value> same = agreed_values(options);
  same.push_back({"type of the elements", values.type == nullptr
                                              ? agreed_value::unknown
                                              : static_cast<std::uint64_t>(values.type->type)});
  ranks.begin("mpi_value_range()", same, failed);
  std::uint64_t chief =
      static_cast<std::uint64_t>(values.type != nullptr ? ranks.rank() : ranks.size());
  ranks.minimum({&chief, 1});
  if (chief == static_cast<std::uint64_t>(ranks.size()))
    refuse(error_kind::parameter, {"no rank has an element; expected values of which the range is "
                                   "made"});
  values.chief = static_cast<int>(chief);
  std::vector<std::uint8_t> untouched(1);
  values.by_chief([&] { untouched[0] = passes_untouched(options, values.type->type, 1); });
  ranks.broadcast(untouched, values.chief);
  if (untouched[0] != 0) return {0, 255};
  return range_of_all(values, options).range;
}

} // namespace detail

} // namespace arrayreel::ARRAYREEL_ABI
