// What the ranks of a field find out together before any pixel travels.
#pragma once

#include "field.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "../base/message.hpp"
#include "../values/map_picture.hpp"
#include "../values/range_of_options.hpp"
#include "field_colors.hpp"
#include "field_keys.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

template <class Number> void add_optional(digest& d, const std::optional<Number>& x) {
  d.add(std::uint64_t{x.has_value()});
  if (x) d.add(*x);
}
inline void add_color(digest& d, const color& c) {
  d.add(std::uint64_t{c.r} << 24 | std::uint64_t{c.g} << 16 | std::uint64_t{c.b} << 8 | c.a);
}

ARRAYREEL_INLINE std::vector<agreed_value> agreed_values(const mapping_options& o) {
  std::vector<agreed_value> values;
  const auto number = [&](const char* name, std::uint64_t x) { values.push_back({name, x}); };
  const auto real = [&](const char* name, const std::optional<double>& x) {
    digest d;
    add_optional(d, x);
    values.push_back({name, d.value()});
  };
  number("choice of axes", static_cast<std::uint64_t>(o.axes));
  number("choice of complex_as", static_cast<std::uint64_t>(o.complex_as));
  real("vmin", o.vmin);
  real("vmax", o.vmax);
  number("vsym", o.vsym ? 1 : 0);
  digest range;
  if (o.range) range.add(o.range->lo).add(o.range->hi).add(o.range->lo_rest).add(o.range->hi_rest);
  number("range", range.value());
  digest percentile;
  if (o.percentile) percentile.add(o.percentile->lo).add(o.percentile->hi);
  number("percentile", percentile.value());
  digest n;
  n.add(static_cast<std::uint64_t>(o.norm.type())).add(o.norm.gamma()).add(o.norm.linscale());
  n.add(o.norm.base());
  add_optional(n, o.norm.linthresh());
  number("norm", n.value());
  real("gamma", o.gamma);
  digest map;
  if (o.colormap) {
    map.add(std::uint64_t{o.colormap->count()}).add(std::uint64_t{o.colormap->qualitative()});
    for (const color& c : o.colormap->entries()) add_color(map, c);
  }
  number("colormap", map.value());
  const auto special = [&](const char* name, const std::optional<color>& c) {
    digest d;
    if (c) add_color(d, *c);
    number(name, d.value());
  };
  special("colour for bad", o.bad);
  special("colour for under", o.under);
  special("colour for over", o.over);
  return values;
}

ARRAYREEL_INLINE
distributed_field::distributed_field(const communicator& ranks, const char* call,
                                     std::span<const placed_array> mine, const row_column& size,
                                     const mapping_options& o, std::vector<agreed_value> values,
                                     holes allowed)
    : ranks_(ranks) {
  std::exception_ptr failed;
  std::vector<block_place> places;
  row_column known = size;
  std::size_t channels = 0;
  try {
    if (o.threads > 1)
      refuse(error_kind::parameter, {o.threads, " threads on one rank; expected none beside the "
                                                "caller's: give each core a rank"});
    for (const placed_array& block : mine) {
      if (known == row_column{}) known = block.where.size;
      if (!(block.where.size == known))
        refuse(error_kind::parameter,
               {"blocks in pictures of different sizes; expected one picture"});
      if (block.array.empty()) continue;
      const picture_view v = as_picture(block.array, o.axes);
      if (type_ != nullptr && block.array.type() != type_->type)
        refuse(error_kind::parameter, {"blocks of ", name_of(type_->type), " and of ",
                                       name_of(block.array.type()), "; expected one element type"});
      type_ = &block.array.functions();
      if (channels != 0 && v.channels != channels)
        refuse(error_kind::parameter, {"blocks of ", channels, " and of ", v.channels,
                                       " channels; expected the same of all"});
      channels = v.channels;
      places.push_back(place_of(v.height, v.width, block.where, ranks, views_.size()));
      views_.push_back(v);
    }
  } catch (...) {
    failed = std::current_exception();
  }
  const auto or_unknown = [](bool is_known, std::ptrdiff_t n) {
    return is_known ? static_cast<std::uint64_t>(n) & ~(std::uint64_t{1} << 63)
                    : agreed_value::unknown;
  };
  const bool has_size = !(known == row_column{});
  values.push_back({"height of the picture", or_unknown(has_size, known.row())});
  values.push_back({"width of the picture", or_unknown(has_size, known.column())});
  values.push_back(
      {"type of the elements",
       or_unknown(type_ != nullptr, type_ != nullptr ? static_cast<int>(type_->type) : 0)});
  values.push_back(
      {"number of channels", or_unknown(channels != 0, static_cast<std::ptrdiff_t>(channels))});
  ranks.begin(call, values, failed);
  bool holes_here = false;
  for (const picture_view& v : views_) holes_here = holes_here || v.array.holes() != nullptr;
  // Ranks without blocks learn the rest from the others.
  std::uint64_t smallest[] = {
      or_unknown(has_size, known.row()), or_unknown(has_size, known.column()),
      or_unknown(channels != 0, static_cast<std::ptrdiff_t>(channels)), holes_here ? 0U : 1U};
  ranks.minimum(smallest);
  if (smallest[2] == agreed_value::unknown)
    refuse(error_kind::parameter, {"no rank has an element; expected a picture in blocks"});
  channels_ = to_size(smallest[2]);
  lacks_values_ = smallest[3] == 0;
  blocks_.emplace(ranks, places, to_size(smallest[0]), to_size(smallest[1]), allowed);
  std::uint32_t chief = ~std::uint32_t{0};
  for (const block_place& b : blocks_->all()) {
    chief = std::min(chief, b.rank);
    if (b.rank == static_cast<std::uint32_t>(ranks.rank())) mine_.push_back(b);
  }
  chief_ = static_cast<int>(chief);
}

ARRAYREEL_INLINE picture_view distributed_field::elements(const block_place& b, std::size_t first,
                                                          std::size_t count) const {
  picture_view p = elements(b);
  p.array = p.array.with(p.array.geometry(),
                         static_cast<std::ptrdiff_t>(b.element_row + first) * p.row_stride +
                             static_cast<std::ptrdiff_t>(b.element_column) * p.column_stride);
  p.height = count;
  p.width = b.element_columns();
  if (const hole_map* const holes = p.array.holes()) {
    shifted_ = *holes;
    shifted_.at = holes->row(b.element_row + first) + b.element_column;
    p.array = p.array.with_holes(&shifted_);
  }
  return p;
}

/// Notes what a range needs of the values.
class asking_source final : public range_source {
public:
  [[nodiscard]] value_summary summary(complex_part) const override {
    wants_summary = true;
    return {};
  }
  [[nodiscard]] value_range between(const percentiles& p, complex_part,
                                    bool positive_only) const override {
    wants_percentiles = true;
    positive = positive_only;
    check(p);
    return {1, 0};
  }

  mutable bool wants_summary = false;
  mutable bool wants_percentiles = false;
  mutable bool positive = false;
};

/// What all ranks found together.
class gathered_source final : public range_source {
public:
  gathered_source(const value_summary& s, const found_keys& keys,
                  const element_functions& type) noexcept
      : summary_(s), keys_(keys), type_(type) {}
  [[nodiscard]] value_summary summary(complex_part) const override { return summary_; }
  [[nodiscard]] value_range between(const percentiles&, complex_part, bool) const override {
    return keys_.range(type_);
  }

private:
  const value_summary& summary_;
  const found_keys& keys_;
  const element_functions& type_;
};

/// MPI's part of merging summaries.
inline void merge_summaries(void* from, void* to, int* count, MPI_Datatype*) {
  for (int i = 0; i < *count; ++i) {
    value_summary a;
    value_summary b;
    const std::size_t at = static_cast<std::size_t>(i) * sizeof(value_summary);
    std::memcpy(&a, static_cast<const std::byte*>(from) + at, sizeof a);
    std::memcpy(&b, static_cast<std::byte*>(to) + at, sizeof b);
    merge(b, a);
    std::memcpy(static_cast<std::byte*>(to) + at, &b, sizeof b);
  }
}

/// The summary of all ranks' values, by one reduction.
[[nodiscard]] inline value_summary summary_of_all(const distributed_values& values,
                                                  complex_part part) {
  value_summary s;
  for (const counted_array& a : values.mine) merge(s, summary_of(a.values, part, 1));
  s = without_signs_of_zero(s);
  MPI_Datatype type = MPI_DATATYPE_NULL;
  MPI_Op op = MPI_OP_NULL;
  check_mpi(MPI_Type_contiguous(static_cast<int>(sizeof s), MPI_BYTE, &type),
            "MPI_Type_contiguous");
  check_mpi(MPI_Type_commit(&type), "MPI_Type_commit");
  check_mpi(MPI_Op_create(&merge_summaries, 1, &op), "MPI_Op_create");
  const int code = MPI_Allreduce(MPI_IN_PLACE, &s, 1, type, op, values.ranks.get());
  MPI_Op_free(&op);
  MPI_Type_free(&type);
  check_mpi(code, "MPI_Allreduce");
  return s;
}

ARRAYREEL_INLINE range_and_summary range_of_all(const distributed_values& values,
                                                const mapping_options& o) {
  const asking_source asked;
  values.by_chief([&] { static_cast<void>(range_from(asked, *values.type, o)); });
  std::vector<std::uint8_t> wanted;
  if (values.type != nullptr && values.ranks.rank() == values.chief)
    wanted = {asked.wants_summary, asked.wants_percentiles, asked.positive};
  values.ranks.broadcast(wanted, values.chief);
  range_and_summary result;
  value_summary s;
  if (wanted[0] != 0) result.summary = s = summary_of_all(values, o.complex_as);
  found_keys keys;
  if (wanted[1] != 0)
    keys = keys_of_percentiles(values, *o.percentile, o.complex_as, wanted[2] != 0);
  values.by_chief([&] {
    result.range = range_from(gathered_source(s, keys, *values.type), *values.type, o);
    static_cast<void>(norm_function(norm_of(o), result.range)); // its errors
  });
  std::vector<std::uint8_t> bytes(sizeof result.range);
  std::memcpy(bytes.data(), &result.range, bytes.size());
  values.ranks.broadcast(bytes, values.chief);
  std::memcpy(&result.range, bytes.data(), bytes.size());
  return result;
}

ARRAYREEL_INLINE distributed_values distributed_field::values() const {
  distributed_values result{ranks_, chief_, type_, {}};
  for (const block_place& b : mine_) {
    array_ref all = elements(b, 0, b.element_rows()).without_alpha();
    // Such arrays are never cut.
    if (all.holes() != nullptr) all = all.with_holes(elements(b).array.holes()).without_holes();
    result.mine.push_back({all, b.cell()});
  }
  return result;
}

/// Rows of a block that are looked at together.
inline constexpr std::size_t bytes_at_once = std::size_t{1} << 18;

/// Which special values with a colour there are on this rank, and the levels of all others.
struct local_facts {
  std::array<bool, 3> occurs{};
  std::array<bool, 256> taken{};
};

[[nodiscard]] inline local_facts facts_of(const distributed_field& field, const scalar_rows& rows,
                                          bool with_levels) {
  local_facts facts;
  std::vector<std::uint8_t> levels;
  std::vector<value_class> classes;
  const watching what = rows.specials().wants_clipped() ? watching::all : watching::bad;
  for (const block_place& b : field.mine()) {
    const picture_view p = field.elements(b, 0, b.element_rows());
    levels.resize(p.width * rows.component_bytes());
    for (std::size_t y = 0; y < p.height; ++y) {
      const special_counts seen =
          rows.write(p.row(y), p.column_stride, p.width, levels.data(), what, false);
      if (!seen.any() && p.array.holes() == nullptr) {
        if (with_levels)
          for (const std::uint8_t level : levels) facts.taken[level] = true;
        continue;
      }
      classes_of(rows, p, y, classes);
      for (std::size_t x = 0; x < p.width; ++x)
        if (rows.specials().of(classes[x]) != nullptr)
          facts.occurs[static_cast<std::size_t>(classes[x]) - 1] = true;
        else if (with_levels)
          facts.taken[levels[x]] = true;
    }
  }
  return facts;
}

/// Whether special values that have a colour may be among the values, as far as the summary tells.
[[nodiscard]] inline bool may_be_special(const element_functions& type, const mapping_options& o,
                                         const std::optional<value_summary>& s) {
  if (o.under || o.over) return true;
  const bool is_log = norm_of(o).type() == norm::kind::log;
  if (type.is_integer && !is_log) return false;
  if (!s) return true;
  return s->nan > 0 || (is_log && (s->negative_infinity > 0 || (s->finite > 0 && !(s->min > 0))));
}

/// Fills in what colours are stored as: with the channels that the bad colour needs, if anything is
/// bad.
inline void plan_colors(const distributed_field& field, const mapping_options& o,
                        field_plan& plan) {
  const std::size_t had = field.channels() == 1 ? 3 : field.channels();
  picture pixel(1, 1, had, plan.component_bytes);
  std::memset(pixel.bytes(), 0, pixel.size_bytes());
  const std::size_t with_bad =
      with_channels_for(o.bad.value_or(transparent), std::move(pixel)).channels();
  // The errors of one array.
  field.by_chief([&] {
    static_cast<void>(colors_of(field.elements(field.mine()[0], 0, 1), o, plan.component_bytes,
                                plan.range, plan.opaque));
  });
  std::uint64_t none_bad = 1;
  field.ranks().together([&] {
    if (field.blocks().has_holes()) none_bad = 0;
    if (with_bad == had) return;
    for (const block_place& b : field.mine()) {
      const std::size_t rows = bytes_at_once / (b.element_columns() * had) + 1;
      for (std::size_t y = 0; y < b.element_rows() && none_bad != 0; y += rows)
        if (colors_of(field.elements(b, y, std::min(rows, b.element_rows() - y)), o,
                      plan.component_bytes, plan.range, plan.opaque)
                .channels() != had)
          none_bad = 0;
    }
  });
  field.ranks().minimum({&none_bad, 1});
  plan.form.kind = scalar_plan::form::colors;
  plan.form.channels = none_bad != 0 ? had : with_bad;
}

ARRAYREEL_INLINE field_plan plan_of_field(const distributed_field& field, const mapping_options& o,
                                          std::size_t component_bytes) {
  field_plan plan;
  plan.component_bytes = component_bytes;
  // What depends on the element type alone, as the chief sees it: whether levels travel, whether
  // there is a range, whether the largest alpha matters.
  std::vector<std::uint8_t> facts(4 + sizeof plan.largest);
  field.by_chief([&] {
    const element_functions& type = *field.type();
    facts[0] =
        field.channels() == 1 && !(type.is_complex && o.complex_as == complex_part::phase_hue);
    facts[1] = !(facts[0] != 0 && are_labels(o, type)) &&
               !(passes_untouched(o, type.type, component_bytes));
    facts[2] = facts[0] == 0 && field.channels() % 2 == 0 && type.is_integer;
    facts[3] = facts[0] != 0 && are_labels(o, type);
    std::memcpy(facts.data() + 4, &type.largest, sizeof type.largest);
  });
  field.ranks().broadcast(facts, field.chief());
  plan.scalar = facts[0] != 0;
  plan.labels = facts[3] != 0;
  std::memcpy(&plan.largest, facts.data() + 4, sizeof plan.largest);
  std::optional<value_summary> summary;
  if (facts[1] != 0) {
    const range_and_summary r = range_of_all(field.values(), o);
    plan.range = r.range;
    summary = r.summary;
  }
  if (facts[2] != 0) {
    double most = -std::numeric_limits<double>::infinity();
    for (const block_place& b : field.mine())
      most = std::max(most, largest_alpha(field.elements(b, 0, b.element_rows()), 1));
    most = field.ranks().largest(most);
    if (field.type() != nullptr) plan.opaque = opaque_alpha(*field.type(), most);
  }
  if (!plan.scalar) {
    plan_colors(field, o, plan);
    return plan;
  }

  std::uint8_t look = 0;
  field.by_chief([&] {
    // The same errors as for one array.
    const scalar_rows rows(*field.type(), o, component_bytes, plan.range ? &*plan.range : nullptr);
    plan.in_table = rows.colors().in_table;
    look = field.blocks().has_holes() || field.lacks_values() ||
           (rows.has_range() && may_be_special(*field.type(), o, summary));
  });
  std::vector<std::uint8_t> bytes{look, plan.in_table};
  field.ranks().broadcast(bytes, field.chief());
  look = bytes[0];
  plan.in_table = bytes[1] != 0;
  local_facts local;
  field.ranks().together([&] {
    if (look == 0 || field.type() == nullptr) return;
    const scalar_rows rows(*field.type(), o, component_bytes, plan.range ? &*plan.range : nullptr);
    local = facts_of(field, rows, component_bytes == 1);
  });
  // As numbers of which the smallest is 0 where anything is there.
  std::uint64_t found[3 + 256];
  for (std::size_t i = 0; i < 3; ++i) found[i] = local.occurs[i] ? 0 : 1;
  for (std::size_t i = 0; i < 256; ++i) found[3 + i] = local.taken[i] ? 0 : 1;
  if (look != 0) field.ranks().minimum(found);
  if (field.blocks().has_holes()) found[0] = 0;
  field.by_chief([&] {
    const scalar_rows rows(*field.type(), o, component_bytes, plan.range ? &*plan.range : nullptr);
    plan.form =
        rows.plan({found[0] == 0, found[1] == 0, found[2] == 0}, [&](std::array<bool, 256>& taken) {
          for (std::size_t i = 0; i < 256; ++i) taken[i] = found[3 + i] == 0;
        });
  });
  bytes.clear();
  if (field.is_chief()) {
    bytes = {static_cast<std::uint8_t>(plan.form.kind),
             static_cast<std::uint8_t>(plan.form.channels), plan.form.entries[0],
             plan.form.entries[1], plan.form.entries[2]};
    for (const color& c : plan.form.table) bytes.insert(bytes.end(), {c.r, c.g, c.b, c.a});
  }
  field.ranks().broadcast(bytes, field.chief());
  plan.form.kind = static_cast<scalar_plan::form>(bytes[0]);
  plan.form.channels = bytes[1];
  plan.form.entries = {bytes[2], bytes[3], bytes[4]};
  plan.form.table.clear();
  for (std::size_t i = 5; i + 3 < bytes.size(); i += 4)
    plan.form.table.push_back({bytes[i], bytes[i + 1], bytes[i + 2], bytes[i + 3]});
  plan.apart = plan.form.channels > 1 && (found[0] == 0 || found[1] == 0 || found[2] == 0);
  return plan;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
