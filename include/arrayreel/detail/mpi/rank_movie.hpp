// A rank's part of a movie: its blocks as levels to the rank that encodes, and errors that all throw.
#pragma once

#include "../base/config.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "../../mpi_video_options.hpp"
#include "../../video_writer.hpp" // frame_info
#include "../array/picture_view.hpp"
#include "../video/timing.hpp"
#include "blocks.hpp"
#include "communicator.hpp"
#include "exchange.hpp"
#include "field.hpp"
#include "frame_encoder.hpp"
#include "level_block.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// One rank's part of a movie. All functions are collective but `frames` and `skipped`.
class rank_movie {
public:
  rank_movie(MPI_Comm comm, std::string path, const mpi_video_options& options);
  rank_movie(const rank_movie&) = delete;
  rank_movie& operator=(const rank_movie&) = delete;
  ~rank_movie() = default;

  /// \param places how many there were
  void push(std::span<const pushed_block> blocks, const frame_info& info, std::size_t places);
  void fail(const std::string& why);
  [[nodiscard]] mpi_video_report finish();

  [[nodiscard]] std::size_t frames() const noexcept { return frames_; }
  [[nodiscard]] std::size_t skipped() const noexcept { return skipped_; }

private:
  /// This rank's blocks of a frame, looked at.
  struct own_blocks {
    const element_functions* type = nullptr;
    std::size_t channels = 0;
    row_column size{};
    std::vector<picture_view> views{};
    std::vector<block_place> places{};
  };
  /// A frame of this rank's that is on its way to another.
  struct letter {
    explicit letter(const communicator& ranks) : way(ranks) {}
    level_block block;
    transfers way; // ends before the bytes are gone
  };
  /// A frame that is on its way here.
  struct arrival {
    explicit arrival(const communicator& ranks) : way(ranks) {}
    rank_frame frame;
    transfers way;
  };
  /// What all ranks know of the values of a frame, and each of a movie until they change.
  struct value_facts {
    bool labels = false;
    bool untouched = false;
    std::size_t channels = 1;
  };

  void keep_encoder_off_ranks();
  void check_options(const std::string& path) const;
  [[nodiscard]] std::vector<agreed_value> option_values(const std::string& path) const;
  void check_open(const char* call) const;
  void push_or_throw(std::span<const pushed_block> blocks, const frame_info& info,
                     std::size_t places);
  [[nodiscard]] mpi_video_report finish_or_throw();

  [[nodiscard]] own_blocks looked_at(std::span<const pushed_block> blocks, std::size_t places) const;
  [[nodiscard]] bool is_as_before(const own_blocks& mine) const noexcept;
  [[nodiscard]] bool needs_range() const noexcept;
  void agree_on_blocks(const own_blocks& mine);
  void agree_on_range(const own_blocks& mine);
  [[nodiscard]] level_block levels_of(const own_blocks& mine, special_counts& counts) const;
  void send(level_block block, const frame_info& info, bool any_special);
  void pass_on(bool all);
  [[nodiscard]] video_report joined();

  [[nodiscard]] bool keeps_going() const noexcept {
    return options_.on_error == video_error::keep_going;
  }
  void note(const char* call);
  void share(mpi_video_report& report) const;

  communicator ranks_;
  mpi_video_options options_;
  std::string path_;
  mapping_options mapping_;
  std::size_t component_bytes_;
  double bins_;          // levels
  std::size_t segment_;  // frames; 0: none
  std::unique_ptr<frame_encoder> encoder_; // where this rank encodes
  std::deque<std::unique_ptr<letter>> letters_;
  std::deque<std::unique_ptr<arrival>> arrivals_;
  std::shared_ptr<const block_map> map_;
  std::vector<block_place> places_; // this rank's, of the map
  const element_functions* type_ = nullptr;
  value_facts facts_;
  std::optional<value_range> range_;
  bool knows_range_ = false;
  std::optional<video_timing> timing_;
  std::optional<double> first_time_;
  std::size_t frames_ = 0;
  std::size_t calls_ = 0;
  std::size_t skipped_ = 0;
  std::size_t waits_ = 0;
  double waited_ = 0;
  std::uint64_t sent_ = 0;
  special_counts counts_;
  std::vector<std::string> problems_;
  std::string last_problem_;
  bool finished_ = false;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "rank_movie.ipp"
#endif
