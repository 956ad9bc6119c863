// What the ranks agree on before a frame travels, how it travels, and how the movie ends.
#pragma once

#include "rank_movie.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "../base/checked_math.hpp"
#include "../base/message.hpp"
#include "../io/file_sink.hpp"
#include "../values/range_of_options.hpp"
#include "../video/join_parts.hpp"
#include "../video/movie_plan.hpp"
#include "../video/segments.hpp"
#include "../platform/process.hpp"
#include "report_bytes.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The options of a movie in one process whose frames are levels already.
/// \param bins levels
[[nodiscard, gnu::cold]] inline video_options options_of_levels(const mpi_video_options& o,
                                                                double bins) {
  video_options v;
#define ARRAYREEL_FIELD(type, name, ...) v.name = o.name;
#include "../options/mapping_fields.inc"
#define ARRAYREEL_FIELD(type, name, ...) v.name = o.name;
#include "../options/colorbar_fields.inc"
#define ARRAYREEL_FIELD(type, name, ...) v.name = o.name;
#include "../options/movie_fields.inc"
  v.axes = axes::automatic;
  v.complex_as = complex_part::magnitude;
  v.norm = norm{};
  v.gamma.reset();
  v.range_policy = range_policy::automatic;
  v = with_range(std::move(v), value_range{0, bins});
  v.crash_safe = o.crash_safe;
  v.queue = o.queue;
  v.on_error = o.on_error;
  v.durable = o.durable;
  return v;
}

[[nodiscard, gnu::cold]] inline mapping_options mapping_of_ranks(const mpi_video_options& o) {
  mapping_options m;
#define ARRAYREEL_FIELD(type, name, ...) m.name = o.name;
#include "../options/mapping_fields.inc"
  m.threads = 1; // each core has a rank
  return m;
}

[[nodiscard]] inline double bins_of(const mpi_video_options& o) noexcept {
  const bool deep = o.bit_depth == 16U;
  if (o.colormap && (!deep || o.colormap->qualitative()))
    return static_cast<double>(o.colormap->count());
  return deep ? 65536 : 256;
}

[[gnu::cold]] ARRAYREEL_INLINE rank_movie::rank_movie(MPI_Comm comm, std::string path,
                                                      const mpi_video_options& options)
    : ranks_(comm), options_(options), path_(std::move(path)), mapping_(mapping_of_ranks(options)),
      component_bytes_(options.bit_depth == 16U ? 2 : 1), bins_(bins_of(options)), segment_(0) {
  std::exception_ptr failed;
  try {
    check_options(path_);
    video_options o = options_of_levels(options_, bins_);
    const std::vector<encoder_plan> plans =
        plans_for(o, container_of_extension(extension_of(path_)), false);
    timing_.emplace(o.fps, plans, video_segment{});
    if (options_.segments) {
      const double between = o.keyframe_interval * o.fps.value();
      segment_ = between < 1 ? 1 : between > 1e6 ? 1'000'000
                                                 : static_cast<std::size_t>(std::lround(between));
      // In memory no name says the container.
      const encoder_plan& plan = plans.front();
      if (!plan.container->fragments)
        refuse(error_kind::parameter,
               {"segments in the container ", plan.container->name, "; expected ",
                names_among(container_table, [](const container_facts& c) { return c.fragments; })});
      codec_settings settings = o.sources.empty() ? default_settings(plan.codec->id)
                                                  : o.sources.front().settings();
      settings.container = plan.container->id;
      o.sources = {codec(std::move(settings))};
      // A rank takes a whole stretch while it encodes, so that the others need not wait for it.
      o.queue = std::max(o.queue, segment_);
      if (ranks_.is_first()) const file_sink can_be_written(path_);
    }
    if (ranks_.is_first() || segment_ != 0)
      encoder_ = std::make_unique<frame_encoder>(std::move(o), path_, bins_, segment_);
  } catch (...) {
    failed = std::current_exception();
  }
  ranks_.begin("mpi_video_writer()", option_values(path_), failed);
  keep_encoder_off_ranks();
}

/// Launchers bind ranks to processors, each with the threads that it starts: an encoder would share
/// one with the solver though others have nothing to do.
[[gnu::cold]] ARRAYREEL_INLINE void rank_movie::keep_encoder_off_ranks() {
  if (!ranks_.is_world()) return; // where the other ranks run is not known
  processor_bits taken = processor_bits_of_thread();
  ranks_.unite_on_machine(taken);
  if (encoder_ != nullptr) encoder_->keep_off(taken);
}

[[gnu::cold]] ARRAYREEL_INLINE void rank_movie::check_options(const std::string& path) const {
  check_threads_allowed("a movie's encoder in a thread of its own");
  video_options o = options_of_levels(options_, bins_);
#define ARRAYREEL_FIELD(type, name, ...) o.name = options_.name;
#include "../options/mapping_fields.inc"
  o.range_policy = options_.range_policy;
  const video_options seen = checked(o);
  static_cast<void>(plans_for(seen, container_of_extension(extension_of(path)), false));
  if (options_.sources.size() > 1)
    refuse(error_kind::parameter,
           {options_.sources.size(), " sources for a movie of many ranks; expected 1"});
  if (options_.complex_as == complex_part::phase_hue)
    refuse(error_kind::parameter,
           {"complex_as phase_hue for a movie of many ranks; expected one number of each element"});
  if (options_.segments && options_.crash_safe)
    refuse(error_kind::parameter, {"crash_safe beside segments, which are in memory until the end; "
                                   "expected one of the two"});
}

/// What all ranks must give alike.
[[gnu::cold]] ARRAYREEL_INLINE std::vector<agreed_value>
rank_movie::option_values(const std::string& path) const {
  std::vector<agreed_value> values = agreed_values(mapping_);
  const auto number = [&](const char* name, std::uint64_t x) { values.push_back({name, x}); };
  const auto text = [&](const char* name, const std::string& x) {
    values.push_back({name, digest().add(std::string_view(x)).value()});
  };
  text("path", path);
  number("bit_depth", options_.bit_depth.value_or(8));
  number("range_policy", static_cast<std::uint64_t>(options_.range_policy));
  number("fps", static_cast<std::uint64_t>(options_.fps.numerator()) << 31U |
                    static_cast<std::uint64_t>(options_.fps.denominator()));
  text("label", options_.label);
  number("frame_counter", options_.frame_counter ? 1 : 0);
  number("upscale", options_.upscale.y() << 20U | options_.upscale.x());
  values.push_back({"keyframe_interval", digest().add(options_.keyframe_interval).value()});
  number("choice of crash_safe", options_.crash_safe ? 1 : 0);
  number("queue", options_.queue);
  number("on_error", static_cast<std::uint64_t>(options_.on_error));
  number("choice of allow_holes", options_.allow_holes ? 1 : 0);
  number("choice of segments", options_.segments ? 1 : 0);
  number("choice of describe", options_.describe ? 1 : 0);
  digest sources;
  for (const codec& source : options_.sources) {
    const codec_settings& s = source.settings();
    sources.add(static_cast<std::uint64_t>(s.id)).add(static_cast<std::uint64_t>(s.container));
    sources.add(s.quality.value_or(-1)).add(static_cast<std::uint64_t>(s.bitrate.value_or(0)));
    sources.add(std::string_view(s.preset)).add(std::string_view(s.tune));
    sources.add(static_cast<std::uint64_t>(s.speed));
    for (const auto& [name, value] : s.options)
      sources.add(std::string_view(name)).add(std::string_view(value));
  }
  values.push_back({"source", sources.value()});
  return values;
}

[[gnu::cold]] ARRAYREEL_INLINE void rank_movie::check_open(const char* call) const {
  if (finished_) refuse(error_kind::parameter, {call, " after finish()"});
  if (encoder_ != nullptr) encoder_->check();
}

/// Reads the blocks; nothing is sent.
ARRAYREEL_INLINE rank_movie::own_blocks
rank_movie::looked_at(std::span<const pushed_block> blocks, std::size_t places) const {
  if (places != blocks.size())
    refuse(error_kind::parameter,
           {places, " placements for ", blocks.size(), " blocks; expected one for each"});
  own_blocks mine;
  for (const pushed_block& block : blocks) {
    if (mine.size == row_column{}) mine.size = block.where.size;
    if (!(block.where.size == mine.size))
      refuse(error_kind::parameter,
             {"blocks in pictures of different sizes; expected one picture"});
    if (block.array.empty()) continue;
    const picture_view v = as_picture(block.array, options_.axes);
    if (mine.type != nullptr && mine.type != &block.array.functions())
      refuse(error_kind::parameter, {"blocks of ", name_of(mine.type->type), " and of ",
                                     name_of(block.array.type()), "; expected one element type"});
    mine.type = &block.array.functions();
    if (mine.channels != 0 && v.channels != mine.channels)
      refuse(error_kind::parameter, {"blocks of ", mine.channels, " and of ", v.channels,
                                     " channels; expected the same of all"});
    mine.channels = v.channels;
    if (v.channels > 1 && !passes_untouched(mapping_, mine.type->type, 1))
      refuse(error_kind::parameter,
             {"blocks of ", v.channels, " channels of ", name_of(mine.type->type),
              "; expected one channel, or uint8 pixels without a range or colormap"});
    if (v.channels > 1 && component_bytes_ != 1)
      refuse(error_kind::parameter, {"blocks of ", v.channels, " channels for a bit_depth of 16; "
                                     "expected one channel, or 8 bits"});
    mine.places.push_back(place_of(v.height, v.width, block.where, ranks_, mine.views.size()));
    mine.views.push_back(v);
  }
  if (map_ != nullptr && !(mine.size == row_column{}) &&
      !(mine.size ==
        row_column(map_->height(), map_->width())))
    refuse(error_kind::parameter,
           {"frame ", frames_, " of ", mine.size.row(), " x ", mine.size.column(),
            " (height x width); expected ", map_->height(), " x ", map_->width(),
            " as of the frames before"});
  return mine;
}

ARRAYREEL_INLINE bool rank_movie::is_as_before(const own_blocks& mine) const noexcept {
  if (map_ == nullptr || mine.type != type_ || mine.places.size() != places_.size()) return false;
  for (std::size_t i = 0; i < places_.size(); ++i)
    if (std::memcmp(&places_[i], &mine.places[i], sizeof places_[i]) != 0) return false;
  return mine.channels == facts_.channels || mine.channels == 0;
}

ARRAYREEL_INLINE bool rank_movie::needs_range() const noexcept {
  return !facts_.labels && !facts_.untouched && facts_.channels == 1 &&
         (!knows_range_ || options_.range_policy == range_policy::per_frame);
}

/// The lowest rank that has elements: it decides what depends on their type.
[[nodiscard]] inline std::uint32_t chief_of(const block_map& map) noexcept {
  std::uint32_t chief = map.all().front().rank;
  for (const block_place& b : map.all()) chief = std::min(chief, b.rank);
  return chief;
}

/// The places of all blocks, and what kind of values they have.
ARRAYREEL_INLINE void rank_movie::agree_on_blocks(const own_blocks& mine) {
  const bool known = !(mine.size == row_column{});
  std::uint64_t size[] = {
      known ? static_cast<std::uint64_t>(mine.size.row()) : agreed_value::unknown,
      known ? static_cast<std::uint64_t>(mine.size.column()) : agreed_value::unknown};
  ranks_.minimum(size);
  if (size[0] == agreed_value::unknown)
    refuse(error_kind::parameter, {"no rank has a block; expected a picture in blocks"});
  const auto map = std::make_shared<const block_map>(
      ranks_, mine.places, to_size(size[0]), to_size(size[1]),
      options_.allow_holes ? holes::allowed : holes::are_errors);
  if (map->all().empty())
    refuse(error_kind::parameter, {"no rank has an element; expected a picture in blocks"});
  const std::uint32_t chief = chief_of(*map);
  std::vector<std::uint8_t> facts;
  if (static_cast<std::uint32_t>(ranks_.rank()) == chief)
    facts = {are_labels(mapping_, *mine.type),
             passes_untouched(mapping_, mine.type->type, component_bytes_),
             static_cast<std::uint8_t>(mine.channels)};
  ranks_.broadcast(facts, static_cast<int>(chief));
  if (facts.at(2) > 1 && map->has_holes())
    refuse(error_kind::parameter, {"pixels that no block covers in a picture of ", unsigned{facts[2]},
                                   " channels; expected one channel, or blocks everywhere"});
  map_ = map;
  places_ = mine.places;
  type_ = mine.type;
  facts_ = {facts.at(0) != 0, facts.at(1) != 0, facts.at(2)};
}

ARRAYREEL_INLINE void rank_movie::agree_on_range(const own_blocks& mine) {
  distributed_values values{ranks_, static_cast<int>(chief_of(*map_)), mine.type, {}};
  std::uint64_t none = 1;
  for (const block_place& b : map_->all()) {
    if (b.rank != static_cast<std::uint32_t>(ranks_.rank())) continue;
    const picture_view& v = mine.views[b.number];
    array_geometry g;
    g.extents = {b.element_rows(), b.element_columns()};
    g.steps = {v.row_stride, v.column_stride};
    values.mine.push_back(
        {v.array.with(g, static_cast<std::ptrdiff_t>(b.element_row) * v.row_stride +
                             static_cast<std::ptrdiff_t>(b.element_column) * v.column_stride),
         b.cell()});
    if (none != 0 && gives_range(values.mine.back().values, mapping_)) none = 0;
  }
  ranks_.minimum({&none, 1});
  range_ = range_of_all(values, mapping_).range;
  knows_range_ = none == 0 || !leaves_range_open(mapping_);
}

ARRAYREEL_INLINE level_block rank_movie::levels_of(const own_blocks& mine,
                                                   special_counts& counts) const {
  const auto rank = static_cast<std::size_t>(ranks_.rank());
  if (mine.type == nullptr) return {};
  if (facts_.channels > 1) return copied_pixels(*map_, rank, mine.views, facts_.channels);
  const bool ranged = !facts_.labels && !facts_.untouched;
  const scalar_rows rows(*mine.type, mapping_, component_bytes_, ranged ? &*range_ : nullptr);
  return mapped_levels(*map_, rank, mine.views, rows, counts);
}

ARRAYREEL_INLINE void rank_movie::push(std::span<const pushed_block> blocks, const frame_info& info,
                                       std::size_t places) {
  if (!keeps_going()) return push_or_throw(blocks, info, places);
  try {
    push_or_throw(blocks, info, places);
  } catch (...) {
    note(joined_text({"push ", calls_}).c_str());
    ++skipped_;
  }
  ++calls_;
}

ARRAYREEL_INLINE void rank_movie::push_or_throw(std::span<const pushed_block> blocks,
                                                const frame_info& info, std::size_t places) {
  std::exception_ptr failed;
  own_blocks mine;
  level_block block;
  special_counts counts;
  bool as_before = false;
  bool mapped = false;
  try {
    check_open("push()");
    mine = looked_at(blocks, places);
    as_before = is_as_before(mine);
    mapped = as_before && !needs_range();
    if (mapped) block = levels_of(mine, counts);
    timing_->check(info.timestamp);
  } catch (...) {
    failed = std::current_exception();
  }
  const auto known = [](bool is, std::uint64_t n) { return is ? n : agreed_value::unknown; };
  const bool has_size = !(mine.size == row_column{});
  digest when;
  if (info.timestamp) when.add(*info.timestamp);
  digest label;
  if (info.label) label.add(std::string_view(*info.label));
  const agreed_value values[] = {
      {"height of the picture",
       known(has_size, static_cast<std::uint64_t>(mine.size.row()) & ~(std::uint64_t{1} << 63U))},
      {"width of the picture",
       known(has_size, static_cast<std::uint64_t>(mine.size.column()) & ~(std::uint64_t{1} << 63U))},
      {"type of the elements",
       known(mine.type != nullptr,
             mine.type != nullptr ? static_cast<std::uint64_t>(mine.type->type) : 0)},
      {"number of channels", known(mine.channels != 0, mine.channels)},
      {"timestamp", when.value()},
      {"label", label.value()},
      {"number of frames", frames_}};
  ranks_.begin("push()", values, failed);
  std::uint64_t all[] = {as_before ? 1U : 0U, block.specials.empty() ? 1U : 0U};
  ranks_.minimum(all);
  if (all[0] == 0) agree_on_blocks(mine);
  if (needs_range()) agree_on_range(mine);
  if (all[0] == 0 || !mapped) {
    // All ranks come here, or none: whether a range is needed is known to all.
    counts = {};
    ranks_.together([&] { block = levels_of(mine, counts); });
    all[1] = block.specials.empty() ? 1U : 0U;
    ranks_.minimum({&all[1], 1});
  }
  if (frames_ == 0) {
    timing_->begin(info.timestamp.has_value());
    first_time_ = info.timestamp;
  }
  timing_->advance(info.timestamp);
  counts_.add(counts);
  try {
    send(std::move(block), info, all[1] == 0);
  } catch (const std::bad_alloc&) {
    MPI_Abort(ranks_.get(), 1); // the others count on these levels
  }
  ++frames_;
}

/// Sends this rank's levels to the rank that encodes the frame, which begins to receive all.
ARRAYREEL_INLINE void rank_movie::send(level_block block, const frame_info& info,
                                       bool any_special) {
  const auto ranks = static_cast<std::size_t>(ranks_.size());
  const auto own = static_cast<std::size_t>(ranks_.rank());
  const std::size_t to = segment_ == 0 ? 0 : frames_ / segment_ % ranks;
  constexpr std::size_t tags = 16'000;
  const int tag = static_cast<int>(2 * (frames_ % tags));
  std::vector<std::uint64_t> special_counts_of(ranks, 0);
  if (any_special) {
    const std::uint64_t count = block.specials.size();
    check_mpi(MPI_Gather(&count, 1, MPI_UINT64_T, special_counts_of.data(), 1, MPI_UINT64_T,
                         static_cast<int>(to), ranks_.get()),
              "MPI_Gather");
  }
  if (own != to) {
    sent_ += block.levels.size() + block.special_bytes().size();
    if (!block.levels.empty()) {
      auto& sent = *letters_.emplace_back(std::make_unique<letter>(ranks_));
      sent.block = std::move(block);
      sent.way.send(static_cast<int>(to), tag, sent.block.levels);
      sent.way.send(static_cast<int>(to), tag + 1, sent.block.special_bytes());
    }
  } else {
    auto& here = *arrivals_.emplace_back(std::make_unique<arrival>(ranks_));
    here.frame.number = frames_;
    here.frame.time = info.timestamp;
    here.frame.first_time = first_time_;
    here.frame.label = info.label;
    here.frame.map = map_;
    // With segments, each rank that encodes learns it with the first frame that it gets.
    here.frame.said = range_ ? with_range(mapping_, *range_) : mapping_;
    if (options_.range_policy == range_policy::per_frame) here.frame.said->range.reset();
    here.frame.of_ranks.resize(ranks);
    const std::size_t each = facts_.channels > 1 ? facts_.channels : component_bytes_;
    for (std::size_t r = 0; r < ranks; ++r) {
      level_block& into = here.frame.of_ranks[r];
      if (r == own) {
        into = std::move(block);
        continue;
      }
      into.levels.resize(elements_of(*map_, r) * each);
      into.specials.resize(to_size(special_counts_of[r]));
      here.way.receive(static_cast<int>(r), tag, into.levels);
      here.way.receive(static_cast<int>(r), tag + 1,
                       {reinterpret_cast<std::uint8_t*>(into.specials.data()),
                        into.specials.size() * sizeof(special_run)});
    }
  }
  pass_on(false);
}

/// Hands frames that have arrived to the encoder; waits while too many are on their way.
/// \param all waits for all of them
ARRAYREEL_INLINE void rank_movie::pass_on(bool all) {
  const auto waits_for = [&](transfers& way, bool must) {
    if (way.done()) return true;
    if (!must) return false;
    const double begin = steady_seconds();
    way.wait();
    ++waits_;
    waited_ += steady_seconds() - begin;
    return true;
  };
  while (!letters_.empty() &&
         waits_for(letters_.front()->way, all || letters_.size() > options_.queue))
    letters_.pop_front();
  while (!arrivals_.empty() &&
         waits_for(arrivals_.front()->way, all || arrivals_.size() > options_.queue)) {
    rank_frame frame = std::move(arrivals_.front()->frame);
    arrivals_.pop_front();
    try {
      encoder_->push(std::move(frame));
    } catch (...) { // the next call tells all ranks: this frame is on its way everywhere
    }
  }
}

[[gnu::cold]] ARRAYREEL_INLINE void rank_movie::fail(const std::string& why) {
  const std::exception_ptr failed =
      std::make_exception_ptr(error(error_kind::parameter, why));
  try {
    ranks_.fail(failed);
  } catch (...) {
    if (!keeps_going()) throw;
    note(joined_text({"push ", calls_}).c_str());
    ++skipped_;
    ++calls_;
  }
}

[[gnu::cold]] ARRAYREEL_INLINE void rank_movie::note(const char* call) {
  constexpr std::size_t most_problems = 16;
  std::string text;
  try {
    throw;
  } catch (const std::exception& e) {
    text = e.what();
  } catch (...) {
    text = "an exception of another kind";
  }
  if (text == last_problem_) return;
  if (problems_.size() < most_problems) problems_.push_back(joined_text({call, ": ", text}));
  last_problem_ = std::move(text);
}

[[gnu::cold]] ARRAYREEL_INLINE mpi_video_report rank_movie::finish() {
  if (!keeps_going()) return finish_or_throw();
  mpi_video_report report;
  try {
    report = finish_or_throw();
  } catch (...) {
    note("finish()");
    report.movie.frames = frames_;
    report.movie.failure = last_problem_;
    finished_ = true;
  }
  report.movie.skipped += skipped_;
  for (const std::string& problem : problems_) report.movie.problems.push_back(problem);
  return report;
}

[[gnu::cold]] ARRAYREEL_INLINE mpi_video_report rank_movie::finish_or_throw() {
  std::exception_ptr failed;
  try {
    check_open("finish()");
    if (frames_ == 0)
      refuse(error_kind::parameter, {"finish() without frames; expected 1 or more"});
  } catch (...) {
    failed = std::current_exception();
  }
  const agreed_value values[] = {{"number of frames", frames_}};
  ranks_.begin("finish()", values, failed);
  mpi_video_report report;
  finished_ = true; // whatever comes of it
  pass_on(true);
  ranks_.together([&] {
    if (encoder_ != nullptr) report.movie = encoder_->finish();
  });
  if (segment_ != 0) report.movie = joined();
  share(report);
  return report;
}

/// Takes the segments of all ranks to rank 0, which joins them.
[[gnu::cold]] ARRAYREEL_INLINE video_report rank_movie::joined() {
  const std::size_t count = (frames_ + segment_ - 1) / segment_;
  std::vector<std::uint64_t> sizes(count, 0);
  for (const auto& [number, bytes] : encoder_->parts()) sizes[number] = bytes.size();
  ranks_.sum(sizes);
  const auto ranks = static_cast<std::size_t>(ranks_.size());
  video_report report;
  std::exception_ptr failed;
  std::unique_ptr<random_access_sink> spool;
  parts_of_movie parts;
  std::uint64_t begin = 0;
  const auto attempt = [&](const auto& function) {
    if (failed) return; // the segments come all the same
    try {
      function();
    } catch (...) {
      failed = std::current_exception();
    }
  };
  if (ranks_.is_first())
    attempt([&] {
      auto beside = std::make_unique<file_sink>(path_, file_sink::unfinished::removed,
                                                file_sink::lasting::no);
      if (beside->seekable())
        spool = std::move(beside);
      else
        spool = std::make_unique<memory_target>();
    });
  std::size_t own = 0;
  for (std::size_t s = 0; s < count; ++s) {
    const std::size_t from = s % ranks;
    std::vector<std::uint8_t> bytes;
    if (from == static_cast<std::size_t>(ranks_.rank())) {
      bytes = std::move(encoder_->parts()[own++].second);
    } else if (ranks_.is_first()) {
      bytes.resize(to_size(sizes[s]));
    }
    transfers way(ranks_);
    if (from != 0 && from == static_cast<std::size_t>(ranks_.rank())) way.send(0, 0, bytes);
    if (from != 0 && ranks_.is_first()) way.receive(static_cast<int>(from), 0, bytes);
    way.wait();
    if (!ranks_.is_first()) continue;
    attempt([&] {
      spool->write(bytes);
      parts.push_back(std::make_unique<written_part>(*spool, begin, bytes.size(),
                                                     joined_text({"segment ", s})));
      begin += bytes.size();
    });
  }
  if (ranks_.is_first())
    attempt([&] {
      report = write_joined(path_, parts, options_.durable);
      report.sources.front().encoder = encoder_->encoder();
    });
  ranks_.agree(failed);
  return report;
}

/// Makes rank 0's report that of all.
[[gnu::cold]] ARRAYREEL_INLINE void rank_movie::share(mpi_video_report& report) const {
  std::vector<std::uint8_t> bytes;
  if (ranks_.is_first()) report_bytes(bytes, true).take(report.movie);
  ranks_.broadcast(bytes, 0);
  if (!ranks_.is_first()) {
    report.movie = {};
    report_bytes(bytes, false).take(report.movie);
  }
  std::uint64_t sums[] = {counts_.under, counts_.over, counts_.bad, sent_};
  ranks_.sum(sums);
  report.movie.under = sums[0];
  report.movie.over = sums[1];
  report.movie.nan = sums[2];
  report.bytes_sent = sums[3];
  const double largest = facts_.labels ? bins_ - 1 : component_bytes_ == 1 ? 255 : 65535;
  report.movie.range = range_.value_or(value_range{0, largest});
  queue_counts queued;
  if (encoder_ != nullptr) queued = encoder_->counts();
  report.movie.waits =
      static_cast<std::size_t>(ranks_.largest(static_cast<double>(waits_ + queued.waits)));
  report.movie.waited = ranks_.largest(waited_ + queued.waited);
  report.movie.most_queued =
      static_cast<std::size_t>(ranks_.largest(static_cast<double>(queued.most)));
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
