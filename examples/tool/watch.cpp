// Files that come, grow and are replaced, as the frames of a movie and a page.
#include "watch.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <deque>
#include <exception>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

#include <arrayreel/detail/array/picture_view.hpp>
#include <arrayreel/detail/base/message.hpp>
#include <arrayreel/detail/io/input_file.hpp>
#include <arrayreel/detail/values/element_functions.hpp>
#include <arrayreel/detail/values/range_of_options.hpp>
#include <arrayreel/detail/video/codec_table.hpp>
#if ARRAYREEL_TOOL_MOVIES
#include <arrayreel/video_writer.hpp>
#endif

#include "interruption.hpp"
#include "natural_order.hpp"
#include "usage.hpp"

namespace ar = arrayreel;

namespace {

using steady = std::chrono::steady_clock;

template <class Function> void wait(double seconds, const Function& meanwhile) {
  const auto end = steady::now() + std::chrono::duration<double>(seconds);
  // In short steps: a signal that comes just before the sleep would not end it.
  while (interruption() == 0) {
    const std::chrono::duration<double> left = end - steady::now();
    if (left.count() <= 0) return;
    meanwhile();
    const timespec step{0, static_cast<long>(std::min(left.count(), 0.1) * 1e9)};
    ::nanosleep(&step, nullptr);
  }
}

/// What tells whether a file is still the one that was read.
struct file_state {
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
  friend bool operator==(const file_state&, const file_state&) = default;
};

std::optional<file_state> state_of(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return {};
  return file_state{static_cast<std::uint64_t>(status.st_ino),
                    static_cast<std::uint64_t>(status.st_size), status.st_mtim.tv_sec,
                    status.st_mtim.tv_nsec};
}

std::string time_text(std::int64_t seconds) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  char text[64] = {};
  if (::localtime_r(&time, &parts) == nullptr ||
      std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts) == 0)
    return std::to_string(seconds);
  return text;
}

class watcher {
public:
  explicit watcher(const watching& w)
      : w_(w), show_(w.show), several_(is_pattern(w.name)), last_news_(steady::now()) {
    options_ = w.movie_options;
    options_.crash_safe = true;
    options_.axes = ar::axes::automatic; // each frame's view says it
  }

  [[nodiscard]] bool run() {
    const finish_when_interrupted until_here;
    write_page(true); // a place where no page can be is known at once
    std::exception_ptr failure;
    try {
      follow();
    } catch (...) { // after what there is has been finished
      failure = std::current_exception();
    }
    for (const auto& [file, pending] : pending_) say(pending.problem + "; it is left out");
    finish();
    clear_status();
    if (failure) std::rethrow_exception(failure);
    sum_up();
    return pending_.empty() && left_out_.empty() && page_problem_.empty() && movie_problem_.empty();
  }

private:
  struct pending_file {
    file_state state;
    steady::time_point since; // nothing was written to it
    std::string problem;
  };

  void follow() {
    while (true) {
      const bool any = look();
      if (any) last_news_ = steady::now();
      // A page that could not be written is tried again, whether there is news or not.
      if (any || !page_problem_.empty()) static_cast<void>(try_page(true));
      if (interruption() != 0) return;
      if (!movie_problem_.empty() && w_.page.empty()) return; // nothing is left to do
      if (w_.idle && std::chrono::duration<double>(steady::now() - last_news_).count() >= *w_.idle)
        return;
      wait(w_.interval, [this] { show_status(); });
    }
  }

  /// Whether the page could be written. A full disk may have room again in a moment.
  [[nodiscard]] bool try_page(bool goes_on) {
    try {
      write_page(goes_on);
    } catch (const ar::error& e) {
      if (page_problem_ != e.what()) say(std::string(e.what()) + "; it is tried again");
      page_problem_ = e.what();
      page_history_ = "This page could not be written until " + time_text(std::time(nullptr)) +
                      ": " + printable(page_problem_) + ".";
      return false;
    }
    if (!page_problem_.empty()) say(w_.page + ": is written again");
    page_problem_.clear();
    return true;
  }

  /// A line at a terminal that says how far it is, and is written over by the next.
  void show_status() {
    const auto now = steady::now();
    if (terminal_ == 0 || now - last_status_ < std::chrono::milliseconds(500)) return;
    last_status_ = now;
    const auto since = std::chrono::duration_cast<std::chrono::seconds>(now - last_news_).count();
    std::string text = printable(w_.name) + ": ";
    if (count_ == 0)
      text += "no file is whole yet";
    else
      text += counted(count_, "file") + ", the newest is " + printable(last_taken_) + ", " +
              std::to_string(since) + " s ago";
    if (!pending_.empty())
      text += "; " + printable(pending_.begin()->first) + " is not whole yet";
    text += "; Ctrl-C ends";
    if (text.size() >= terminal_) text.resize(terminal_ - 1);
    std::fprintf(stderr, "\r\033[K%s", text.c_str());
    std::fflush(stderr);
    status_is_shown_ = true;
  }
  void clear_status() const {
    if (std::exchange(status_is_shown_, false)) std::fputs("\r\033[K", stderr);
  }

  /// What has become of it all, for who sits at a terminal.
  void sum_up() const {
    if (terminal_ == 0) return;
    std::string text = counted(count_, "file") + " taken";
    if (!left_out_.empty()) text += ", " + std::to_string(left_out_.size()) + " left out";
#if ARRAYREEL_TOOL_MOVIES
    if (finished_) text += "; " + w_.movie + " has " + counted(movie_->frames(), "frame");
#endif
    if (!w_.page.empty() && page_problem_.empty()) text += "; " + w_.page + " is written";
    say(text);
  }

  [[nodiscard]] static std::string counted(std::size_t count, const char* what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
  }

  void say(const std::string& text) const {
    clear_status();
    std::fprintf(stderr, "arrayreel: %s\n", printable(text).c_str());
  }

  /// Takes what is new. Whether there was anything.
  bool look() {
    bool any = false;
    several_ = several_ || is_pattern(w_.name); // a folder may come later
    std::vector<std::string> files;
    try {
      files = several_ ? files_of(w_.name) : std::vector<std::string>{w_.name};
    } catch (const ar::error& e) { // a folder that is gone may come back
      say_once(e.what());
    }
    const natural_order before(files);
    for (const std::string& file : files) {
      if (interruption() != 0) return any;
      // Reading a pipe waits for who writes into it, for ever if need be.
      if (const std::string what = special_file(file); !what.empty()) {
        if (left_out_.insert(file).second)
          say(file + " is " + what + "; expected a file, and it is left out");
        continue;
      }
      const std::optional<file_state> state = state_of(file);
      if (!state) continue; // not there yet, or no longer
      const auto taken = taken_.find(file);
      if (taken != taken_.end()) {
        if (taken->second == *state) continue;
        // One that was left out may still come in its turn.
        const bool in_turn = left_out_.contains(file) && !before(file, last_taken_);
        if (several_ && !in_turn) {
          replaced(file, *state);
          continue;
        }
      }
      if (take(file, *state)) {
        any = true;
        continue;
      }
      // Frames stay in order: those behind wait until this one is whole, or given up.
      if (!given_up(file)) return any;
    }
    return any;
  }

  void say_once(const std::string& text) {
    if (std::exchange(said_, text) != text) say(text);
  }

  void replaced(const std::string& file, const file_state& state) {
    taken_[file] = state;
    say(file + (left_out_.contains(file)
                    ? " has changed, too late to be a frame before those that were taken since"
                    : " has changed since its frame was taken, which is kept"));
  }

  /// Whether the file was whole and is a frame now.
  bool take(const std::string& file, const file_state& state) {
    try {
      const std::unique_ptr<asked_array> array = load_single(file, w_.array, w_.raw);
      const ar::any_view whole = array->whole();
      // While it was read it may have been written to, or replaced by another.
      if (state_of(file) != state) return false;
      add(file, whole, state);
    } catch (const ar::error& e) {
      if (failed_output_) throw;
      const auto now = steady::now();
      const auto [place, is_new] = pending_.try_emplace(file, pending_file{state, now, {}});
      if (!is_new && place->second.state != state) place->second = {state, now, {}};
      place->second.problem = *e.path() != '\0' ? e.what() : file + ": " + e.what();
      return false;
    }
    pending_.erase(file);
    left_out_.erase(file);
    taken_[file] = state;
    last_taken_ = file;
    return true;
  }

  /// Whether a file that is not whole has not changed for so long that it is left out.
  bool given_up(const std::string& file) {
    const auto place = pending_.find(file);
    if (place == pending_.end()) return false;
    const std::chrono::duration<double> quiet = steady::now() - place->second.since;
    if (quiet.count() < w_.patience) return false;
    say(place->second.problem + "; nothing was written to it for " + number_text(w_.patience) +
        " s, and it is left out");
    taken_[file] = place->second.state;
    left_out_.insert(file);
    pending_.erase(place);
    return true;
  }

  void add(const std::string& file, const ar::any_view& whole, const file_state& state) {
    const ar::any_view frame =
        w_.part.area ? cropped(whole, show_.axes, *w_.part.area) : whole.with(show_.axes);
    if (count_ != 0 && frame.extents() != extents_)
      throw ar::error(ar::error_kind::parameter,
                      "an array of another shape than the frames before it", file);
    if (count_ % w_.part.every != 0) {
      ++count_;
      return;
    }
    // Nothing is decided by a file that is no picture, and will be looked at again.
    const std::optional<ar::value_range> range = range_of(frame);
    ar::nbimage_options show = range ? ar::detail::with_range(show_, *range) : show_;
    show.axes = ar::axes::automatic;
    show.alt = printable(file);
    ar::notebook_image picture = ar::nbimage(frame, show);
    if (count_ == 0) {
      extents_ = frame.extents();
      pixels_ = range_of_pixels(frame);
    }
    if (range) use(*range);
    push(frame);
    ++count_;
    newest_ = printable(file) + ", " + time_text(state.seconds);
    if (recent_.size() == most_recent) recent_.pop_front();
    recent_.push_back({std::move(picture), printable(file)});
  }

  /// That of integers which are pixels or labels already; none where values get a range.
  [[nodiscard]] std::optional<ar::value_range> range_of_pixels(const ar::any_view& frame) const {
    const ar::mapping_options mapping = ar::detail::mapping_of(show_);
    const ar::detail::array_ref elements(frame);
    if (ar::detail::are_labels(mapping, elements.functions()))
      return ar::value_range{0, static_cast<double>(mapping.colormap->count() - 1)};
    if (ar::detail::passes_untouched(mapping, frame.type(), 1))
      return ar::value_range{0, elements.functions().largest};
    return {};
  }

  /// The range for all from here on, as the movie has it: that of the first frame that has one.
  /// None where one is given or decided, none is needed, or the frame has no values.
  [[nodiscard]] std::optional<ar::value_range> range_of(const ar::any_view& frame) const {
    const ar::mapping_options mapping = ar::detail::mapping_of(show_);
    if (!ar::detail::leaves_range_open(mapping)) return {};
    const std::optional<ar::value_range> pixels = range_of_pixels(frame);
    if (pixels && (count_ == 0 || pixels_ == pixels)) return {};
    if (pixels_) return pixels_; // values among pixels
    const ar::detail::array_ref values =
        ar::detail::without_alpha(ar::detail::array_ref(frame), mapping.axes);
    if (!ar::detail::gives_range(values, mapping)) return {};
    return ar::detail::range_for(values, mapping);
  }
  void use(const ar::value_range& range) {
    show_ = ar::detail::with_range(show_, range);
    options_ = ar::detail::with_range(options_, range);
    if (range.lo_rest != 0 || range.hi_rest != 0) {
      range_ = number_text(range.lo, range.lo_rest) + " to " + number_text(range.hi, range.hi_rest);
      return;
    }
    char text[64];
    std::snprintf(text, sizeof text, "%.6g to %.6g", range.lo, range.hi);
    range_ = text;
  }

#if ARRAYREEL_TOOL_MOVIES
  void push(const ar::any_view& frame) {
    if (w_.movie.empty() || !movie_problem_.empty()) return;
    failed_output_ = true; // whatever is thrown here is not about the file that was read
    if (!movie_) movie_.emplace(w_.movie, options_);
    try {
      movie_->push(frame);
    } catch (const ar::error& e) {
      if (movie_->frames() == 0) throw; // it cannot be at all
      end_movie(e);
    }
    failed_output_ = false;
  }

  /// A movie that cannot go on stays as it is, and the page goes on.
  void end_movie(const ar::error& why) {
    const std::size_t frames = movie_->frames();
    const std::string file = movie_->unfinished_files().front();
    movie_problem_ = "The movie ended after " + std::to_string(frames) +
                     (frames == 1 ? " frame: " : " frames: ") + why.what();
    say(movie_problem_);
    movie_.reset();
    if (const auto left = state_of(file); left && left->size != 0)
      movie_problem_ += "; what there is of it is in " + file.substr(file.rfind('/') + 1);
  }

  /// The movie so far, for the page; none where a browser could not play it.
  [[nodiscard]] std::optional<ar::encoded> movie_so_far() {
    if (!movie_ || movie_->frames() == 0) return {};
    try {
      movie_->flush();
    } catch (const ar::error& e) {
      end_movie(e);
      return {};
    }
    return medium(movie_->unfinished_files().front());
  }
  /// None where a browser could not play it, or the page does not take so large a one.
  [[nodiscard]] std::optional<ar::encoded> medium(const std::string& file) const {
    const std::string extension = ar::detail::extension_of(file);
    const bool is_mp4 = extension == "mp4" || extension == "m4v";
    if (!is_mp4 && extension != "webm") return {};
    ar::detail::input_file in(file);
    if (recent_.empty() || (!w_.link_large && in.size() > ar::default_byte_budget)) return {};
    std::vector<std::uint8_t> bytes = in.read_rest();
    if (bytes.empty()) return {};
    const ar::encoded& picture = recent_.back().first.png;
    return ar::encoded{std::move(bytes), is_mp4 ? "video/mp4" : "video/webm", picture.width,
                       picture.height,
                       static_cast<double>(movie_->frames()) * options_.fps.denominator() /
                           options_.fps.numerator()};
  }

  void finish() {
    if (movie_ && movie_->frames() != 0) {
      try {
        movie_->finish();
        finished_ = true;
      } catch (const ar::error& e) {
        end_movie(e);
      }
    }
    finish_page();
  }
#else
  void push(const ar::any_view&) {}
  void finish() { finish_page(); }
#endif

  /// The page's last state, without which it would be loaded for ever.
  void finish_page() {
    const auto last_try = steady::now() + std::chrono::seconds(10);
    while (!try_page(false) && steady::now() < last_try) {
      const timespec step{0, 500'000'000};
      ::nanosleep(&step, nullptr);
    }
  }

  void write_page(bool goes_on) {
    if (w_.page.empty()) return;
    const std::string title = w_.title.empty() ? printable(w_.name) : w_.title;
    // A page that is loaded while someone looks at its movie begins anew.
    const auto seconds = static_cast<unsigned>(std::max(10.0, w_.interval));
    ar::page page({.title = title,
                   .large_media = w_.link_large ? ar::large_media::link : ar::large_media::refuse,
                   .refresh = goes_on ? std::optional(seconds) : std::nullopt});
    page.heading(title, 1);
    if (!page_history_.empty()) page.text(page_history_);
    if (recent_.empty()) {
      page.text(goes_on ? "No file is whole yet." : "There was no file.");
      page.write(w_.page);
      return;
    }
    page.text(std::to_string(count_) + (count_ == 1 ? " file" : " files") + ", the newest is " +
              newest_ + (goes_on ? "; this page is kept up to date." : "."));
    page.picture(recent_.back().first,
                 recent_.back().second + (range_.empty() ? "" : ", range " + range_));
#if ARRAYREEL_TOOL_MOVIES
    if (const auto movie = finished_ ? medium(w_.movie) : movie_so_far())
      page.movie(*movie, "All frames", {.alt = "All frames so far", .loop = options_.loop});
    else if (movie_ && movie_->frames() != 0) {
      const std::string& file = finished_ ? w_.movie : movie_->unfinished_files().front();
      page.text("The movie is in " + printable(file.substr(file.rfind('/') + 1)) + ".");
    }
    if (!movie_problem_.empty()) page.text(printable(movie_problem_) + ".");
#endif
    if (recent_.size() > 1) {
      std::vector<ar::page_item> items;
      for (auto i = recent_.rbegin(); i != recent_.rend(); ++i)
        items.push_back({i->first, i->second});
      page.heading("The last " + std::to_string(items.size()));
      page.gallery(items, {.title = "The last frames", .filter = false});
    }
    page.write(w_.page);
  }

  static constexpr std::size_t most_recent = 12;

  const watching& w_;
  ar::nbimage_options show_;
  ar::video_options options_;
  bool several_;
  bool failed_output_ = false;
  bool finished_ = false;
  std::size_t count_ = 0;
  ar::shape extents_{1};
  std::optional<ar::value_range> pixels_; // of the first frame, where it is pixels already
  std::string range_;
  std::string page_problem_;  // why the last page could not be written
  std::string page_history_;  // and that of one before
  std::string movie_problem_; // why the movie ended
  std::string newest_;
  std::string said_;
  std::deque<std::pair<ar::notebook_image, std::string>> recent_;
  std::map<std::string, file_state> taken_;
  std::map<std::string, pending_file> pending_;
  std::set<std::string> left_out_;
  std::string last_taken_;
  steady::time_point last_news_;
  std::size_t terminal_ = terminal_width(STDERR_FILENO); ///< its columns; 0: nobody looks
  steady::time_point last_status_{};
  mutable bool status_is_shown_ = false;
#if ARRAYREEL_TOOL_MOVIES
  std::optional<ar::video_writer> movie_;
#endif
};

} // namespace

bool watch(const watching& w) { return watcher(w).run(); }
