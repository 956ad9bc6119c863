// What a rank that encodes does in a thread of its own: blocks of levels to frames, those to movies.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "../../array_view.hpp"
#include "../../video_options.hpp"
#include "../array/array_ref.hpp"
#include "../base/message.hpp"
#include "../video/encoder_thread.hpp"
#include "../video/engine.hpp"
#include "level_block.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A frame as it comes from the ranks.
struct rank_frame {
  std::size_t number = 0;
  std::optional<double> time{};
  std::optional<double> first_time{}; ///< of the movie's first frame
  std::optional<std::string> label{};
  std::shared_ptr<const block_map> map{};
  std::vector<level_block> of_ranks{};
  std::optional<mapping_options> said{}; ///< of the values, where it is new
};

/// Assembles and encodes frames in order.
class frame_encoder final : private job_thread<rank_frame>::worker {
public:
  /// \param options of the whole movie, whose frames are levels
  /// \param channels bytes of a pixel, or 1; 2 with `deep` for levels of 16 bits
  /// \param segment frames of a part of the movie, which are encoded in memory; 0: the whole, to `path`
  [[gnu::cold]] frame_encoder(video_options options, std::string path, double bins,
                              std::size_t segment)
      : options_(std::move(options)), bins_(bins), segment_(segment) {
    const std::size_t queue = options_.queue;
    options_.threaded = false;
    if (segment_ == 0) movie_ = std::make_unique<open_movie>(open_file_movie(options_, std::move(path)));
    job_thread<rank_frame>::worker& self = *this;
    thread_ = std::make_unique<job_thread<rank_frame>>(queue, self);
  }

  /// Before the first frame: encodes on other processors than these if there are any.
  void keep_off(const processor_bits& taken) noexcept { thread_->keep_off(taken); }

  /// Waits while the queue is full.
  /// \throws what the thread has thrown
  void push(rank_frame frame) { thread_->push(std::move(frame)); }
  void check() const {
    if (thread_ != nullptr) thread_->check();
  }
  [[nodiscard]] queue_counts counts() const { return thread_ != nullptr ? thread_->counts() : counts_; }

  /// The end of the frames. With segments, the last of them is complete now.
  /// \returns the report of a whole movie
  [[gnu::cold]] video_report finish() {
    thread_->wait();
    counts_ = thread_->counts();
    thread_.reset();
    if (segment_ == 0) return finish_movie(**movie_, nullptr);
    end_segment();
    return {};
  }

  /// With segments, which one and its bytes.
  [[nodiscard]] std::vector<std::pair<std::size_t, std::vector<std::uint8_t>>>& parts() noexcept {
    return parts_;
  }
  [[nodiscard]] const std::string& encoder() const noexcept { return encoder_; }

private:
  void encode(rank_frame&& frame) override {
    if (segment_ != 0 && (movie_ == nullptr || frame.number / segment_ != number_)) {
      end_segment();
      number_ = frame.number / segment_;
      video_options o = options_;
      o.segment.first_frame = frame.number;
      o.segment.first_time = frame.first_time;
      movie_ = std::make_unique<open_movie>(open_memory_movie(o));
      if (!frame.said) frame.said = said_;
    }
    if (frame.said) {
      said_ = frame.said;
      say_of_values(**movie_, *said_);
    }
    try {
      push_assembled(frame);
    } catch (...) {
      skip_or_rethrow(**movie_);
    }
  }

  void push_assembled(const rank_frame& frame) {
    const block_map& map = *frame.map;
    const bool special = map.has_holes() ||
                         std::any_of(frame.of_ranks.begin(), frame.of_ranks.end(),
                                     [](const level_block& b) { return !b.specials.empty(); });
    const std::size_t elements = map.height() * map.width();
    std::size_t total = 0;
    std::size_t bytes = 0;
    for (std::size_t r = 0; r < frame.of_ranks.size(); ++r) {
      total += elements_of(map, r);
      bytes += frame.of_ranks[r].levels.size();
    }
    const std::size_t each = total != 0 ? bytes / total : 1;
    const bool deep = options_.bit_depth == 16U && each == 2;
    const shape extents{map.height(), map.width()};
    if (special) {
      floats_.assign(elements, std::numeric_limits<float>::quiet_NaN());
      fill(frame, each, [&](std::size_t pixel, const std::uint8_t* from, value_class kind) {
        floats_[pixel] = kind == value_class::bad     ? std::numeric_limits<float>::quiet_NaN()
                         : kind == value_class::under ? -1.0F
                         : kind == value_class::over  ? static_cast<float>(bins_) + 1
                                                      : level_at(from, deep);
      });
      push(as_ref(array_view<float>(floats_.data(), extents)), frame);
    } else if (deep) {
      deep_.resize(elements);
      copy(frame, each, reinterpret_cast<std::uint8_t*>(deep_.data()));
      push(as_ref(array_view<std::uint16_t>(deep_.data(), extents)), frame);
    } else {
      bytes_.resize(elements * each);
      copy(frame, each, bytes_.data());
      const shape pixels = each == 1 ? extents : shape{map.height(), map.width(), each};
      push(as_ref(array_view<std::uint8_t>(bytes_.data(), pixels)), frame);
    }
  }

  [[nodiscard]] static float level_at(const std::uint8_t* from, bool deep) noexcept {
    if (!deep) return static_cast<float>(*from);
    std::uint16_t level = 0;
    std::memcpy(&level, from, 2);
    return static_cast<float>(level);
  }

  void push(const array_ref& whole, const rank_frame& frame) {
    push_frame(**movie_, whole, nullptr, frame.time, frame.label ? &*frame.label : nullptr);
  }

  /// Copies all pixels, where none is special.
  static void copy(const rank_frame& frame, std::size_t each, std::uint8_t* to) {
    std::vector<const std::uint8_t*> from;
    for (const level_block& block : frame.of_ranks) from.push_back(block.levels.data());
    const std::size_t row_bytes = frame.map->width() * each;
    for (const block_place& b : frame.map->all()) {
      const std::uint8_t*& element = from[b.rank];
      for (std::size_t y = 0; y < b.element_rows(); ++y) {
        std::uint8_t* const row = to + (b.row + y * b.cell_rows) * row_bytes + b.column * each;
        if (b.cell_columns == 1) {
          std::memcpy(row, element, b.columns * each);
          element += b.columns * each;
        } else {
          for (std::size_t x = 0; x < b.columns; ++x)
            std::memcpy(row + x * each, element + x / b.cell_columns * each, each);
          element += b.element_columns() * each;
        }
        for (std::size_t v = 1; v < b.cell_rows; ++v)
          std::memcpy(row + v * row_bytes, row, b.columns * each);
      }
    }
  }

  /// Calls `write(pixel, element, class)` for all pixels that a block covers.
  template <class Write>
  void fill(const rank_frame& frame, std::size_t each, const Write& write) {
    std::vector<std::size_t> begins(frame.of_ranks.size(), 0);
    std::vector<std::vector<std::uint8_t>> classes(frame.of_ranks.size());
    for (std::size_t r = 0; r < frame.of_ranks.size(); ++r) {
      const level_block& block = frame.of_ranks[r];
      if (block.specials.empty()) continue;
      classes[r].assign(block.levels.size() / each, 0);
      for (const special_run& run : block.specials)
        for (std::size_t i = 0; i < run.count && run.begin + i < classes[r].size(); ++i)
          classes[r][run.begin + i] = static_cast<std::uint8_t>(run.kind);
    }
    for (const block_place& b : frame.map->all()) {
      std::size_t& at = begins[b.rank];
      const level_block& block = frame.of_ranks[b.rank];
      const std::vector<std::uint8_t>& kinds = classes[b.rank];
      for (std::size_t y = 0; y < b.element_rows(); ++y)
        for (std::size_t x = 0; x < b.element_columns(); ++x, ++at) {
          const std::uint8_t* const from = block.levels.data() + at * each;
          const auto kind = kinds.empty() ? value_class::level : static_cast<value_class>(kinds[at]);
          for (std::size_t v = 0; v < b.cell_rows; ++v) {
            const std::size_t row = (b.row + y * b.cell_rows + v) * frame.map->width();
            for (std::size_t u = 0; u < b.cell_columns; ++u)
              write(row + b.column + x * b.cell_columns + u, from, kind);
          }
        }
    }
  }

  void end_segment() {
    if (movie_ == nullptr) return;
    std::vector<encoded> media;
    const video_report report = finish_movie(**movie_, &media);
    movie_.reset();
    if (!report.failure.empty()) refuse(error_kind::encoder, {report.failure});
    if (encoder_.empty()) encoder_ = report.sources.front().encoder;
    parts_.emplace_back(number_, std::move(media.front().bytes));
  }

  video_options options_;
  double bins_;
  std::size_t segment_;
  std::unique_ptr<open_movie> movie_;
  std::size_t number_ = 0; // of the segment
  std::optional<mapping_options> said_;
  std::vector<std::pair<std::size_t, std::vector<std::uint8_t>>> parts_;
  std::string encoder_;
  std::vector<std::uint8_t> bytes_;
  std::vector<std::uint16_t> deep_;
  std::vector<float> floats_;
  queue_counts counts_;
  std::unique_ptr<job_thread<rank_frame>> thread_; // ends before the rest
};

} // namespace arrayreel::ARRAYREEL_ABI::detail
