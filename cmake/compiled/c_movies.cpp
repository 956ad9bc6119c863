// Part of the compiled library arrayreel-c: movies of the C interface, by their numbers.
#include "c_interface.hpp"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <arrayreel/base64.hpp>
#include <arrayreel/detail/base/message.hpp>
#include <arrayreel/detail/option_text/movie_text.hpp>
#include <arrayreel/detail/platform/process.hpp>
#include <arrayreel/video_tag.hpp>
#include <arrayreel/video_writer.hpp>

namespace ar = arrayreel;
using namespace arrayreel::c_interface;

namespace {

/// A movie and what it has told.
struct open_movie {
  explicit open_movie(ar::video_writer w) : writer(std::move(w)) {}

  std::mutex busy; // held by the call that works on it
  ar::video_writer writer;
  std::optional<std::string> label{}; // of the next frame
  std::optional<ar::video_report> report{};
  std::string place{}; // the file, or nothing
};

/// The movies of a process. Numbers are never given twice.
class movie_table {
public:
  /// \param before that of the process of which this one is a copy; it is left as it is
  explicit movie_table(const movie_table* before)
      : before_(before), last_(before == nullptr ? 0 : before->last_.load()) {}

  [[nodiscard]] bool is_of_this_process() const noexcept {
    return process_ == ar::detail::process_number();
  }

  [[nodiscard]] int add(std::shared_ptr<open_movie> movie) {
    const std::lock_guard lock(busy_);
    if (last_ == most) ar::detail::refuse(ar::error_kind::limit, {"more than ", most, " movies"});
    movies_.emplace(last_ + 1, std::move(movie));
    return last_ += 1;
  }

  /// \throws error (parameter) for a number of no movie, or of one that is closed.
  [[nodiscard]] std::shared_ptr<open_movie> at(int number) {
    const std::lock_guard lock(busy_);
    const auto found = movies_.find(number);
    if (found == movies_.end()) refuse(number);
    return found->second;
  }

  [[nodiscard]] std::shared_ptr<open_movie> take(int number) {
    const std::lock_guard lock(busy_);
    const auto found = movies_.find(number);
    if (found == movies_.end()) refuse(number);
    std::shared_ptr<open_movie> movie = std::move(found->second);
    movies_.erase(found);
    return movie;
  }

  /// Leaves them where another call is at work on the table, which the end of the program may have
  /// stopped for ever.
  void close_all() noexcept {
    std::map<int, std::shared_ptr<open_movie>> movies;
    const std::unique_lock lock(busy_, std::try_to_lock);
    if (lock) movies.swap(movies_);
  }

private:
  static constexpr int most = 2'147'483'647;

  [[noreturn]] void refuse(int number) const {
    const char* state = "";
    if (number > 0 && number <= last_)
      state = before_ != nullptr && number <= before_->last_ ? ", which belongs to another process"
                                                             : ", which is closed";
    ar::detail::refuse(
        ar::error_kind::parameter,
        {"a movie numbered ", number, state, "; expected a number that arrayreel_movie_open gave"});
  }

  std::mutex busy_;
  std::map<int, std::shared_ptr<open_movie>> movies_;
  const movie_table* before_;
  std::atomic<int> last_;
  const int process_ = ar::detail::process_number();
};

/// The table outlives all calls, also those that another thread makes while the program ends. The
/// movies in it do not: what they have on the disk is removed. A copy of the process by fork() has
/// a table of its own, as a call that was at work on the old one holds it there for ever.
movie_table& movies() {
  static std::atomic<movie_table*> current = new movie_table(nullptr);
  struct at_exit {
    ~at_exit() {
      movie_table& table = *current;
      if (table.is_of_this_process()) table.close_all();
    }
  };
  static const at_exit closes{};
  movie_table* table = current;
  if (!table->is_of_this_process()) {
    auto own = std::make_unique<movie_table>(table);
    if (current.compare_exchange_strong(table, own.get())) table = own.release();
  }
  return *table;
}

/// A movie that no other call is working on.
class used_movie {
public:
  explicit used_movie(int number) : movie_(movies().at(number)), lock_(movie_->busy) {}
  [[nodiscard]] open_movie& operator*() const noexcept { return *movie_; }
  [[nodiscard]] open_movie* operator->() const noexcept { return movie_.get(); }

private:
  std::shared_ptr<open_movie> movie_;
  std::unique_lock<std::mutex> lock_;
};

/// \throws error (parameter) before it is finished.
[[nodiscard]] const ar::video_report& report_of(const open_movie& movie, std::string_view what) {
  if (!movie.report)
    ar::detail::refuse(ar::error_kind::parameter,
                       {what, " before the movie is finished; expected it behind "
                              "arrayreel_movie_finish"});
  return *movie.report;
}

/// The movie in memory.
/// \throws error (parameter) where it is in a file or not finished, (encoder) where there is none.
[[nodiscard]] const ar::encoded& medium_of(const open_movie& movie) {
  const ar::video_report& report = report_of(movie, "the bytes");
  if (!movie.place.empty())
    ar::detail::refuse(ar::error_kind::parameter,
                       {"the bytes of a movie that is a file; expected one that was opened with a "
                        "path of NULL"},
                       movie.place);
  if (movie.writer.media().empty())
    ar::detail::refuse(ar::error_kind::encoder, {"there is no movie: ", report.failure});
  return movie.writer.media().front();
}

int push(int number, std::optional<double> seconds, const array_arguments& frame) {
  return guarded([&] {
    const used_movie movie(number);
    ar::frame_info info;
    info.timestamp = seconds;
    info.label = std::exchange(movie->label, {});
    // The view is made inside, where a movie that keeps going skips what is none.
    movie->writer.push(frame, info);
  });
}

struct number_row {
  const char* name;
  double (*of)(const ar::video_report& report);
};
constexpr number_row numbers[] = {
    {"duration", [](const ar::video_report& r) { return r.duration; }},
    {"bytes", [](const ar::video_report& r) { return static_cast<double>(r.bytes); }},
    {"width", [](const ar::video_report& r) { return static_cast<double>(r.width); }},
    {"height", [](const ar::video_report& r) { return static_cast<double>(r.height); }},
    {"vmin", [](const ar::video_report& r) { return r.range.lo; }},
    {"vmax", [](const ar::video_report& r) { return r.range.hi; }},
    {"under", [](const ar::video_report& r) { return static_cast<double>(r.under); }},
    {"over", [](const ar::video_report& r) { return static_cast<double>(r.over); }},
    {"nan", [](const ar::video_report& r) { return static_cast<double>(r.nan); }},
};

/// One of the first source's texts; nothing where there is no movie.
[[nodiscard]] std::string source_text(const ar::video_report& report,
                                      std::string ar::written_source::*member) {
  return report.sources.empty() ? std::string() : report.sources.front().*member;
}

[[nodiscard]] std::string problems_of(const ar::video_report& report) {
  std::string text;
  for (const std::string& problem : report.problems) text += (text.empty() ? "" : "\n") + problem;
  return text;
}

struct text_row {
  const char* name;
  std::string (*of)(const ar::video_report& report);
};
constexpr text_row texts[] = {
    {"path", [](const ar::video_report& r) { return source_text(r, &ar::written_source::path); }},
    {"mime", [](const ar::video_report& r) { return source_text(r, &ar::written_source::mime); }},
    {"codec", [](const ar::video_report& r) { return source_text(r, &ar::written_source::codec); }},
    {"encoder",
     [](const ar::video_report& r) { return source_text(r, &ar::written_source::encoder); }},
    {"failure", [](const ar::video_report& r) { return r.failure; }},
    {"problems", problems_of},
};

template <class Table>
[[noreturn]] void refuse_name(const char* what, const std::string& name, std::string known,
                              const Table& table) {
  for (const auto& row : table) known += std::string(", ") + row.name;
  ar::detail::refuse(ar::error_kind::parameter, {"a ", what, " named ", ar::detail::in_quotes(name),
                                                 "; expected one of ", known});
}

} // namespace

extern "C" {

int arrayreel_has_movies(void) { return 1; }

int arrayreel_movie_open(int* movie, const char* path, const char* options) {
  empty_place(movie);
  return guarded([&] {
    check_place(movie, "movie");
    const std::string file(optional_text(path));
    const ar::video_options how = ar::detail::movie_options_in(optional_text(options), file);
    auto opened = std::make_shared<open_movie>(
        path == nullptr ? ar::video_writer(ar::in_memory, how) : ar::video_writer(file, how));
    opened->place = file;
    *movie = movies().add(std::move(opened));
  });
}

int arrayreel_movie_push(int movie, const void* data, int type, int rank,
                         const std::size_t* extents, const std::ptrdiff_t* strides) {
  return push(movie, {}, {data, type, rank, extents, strides});
}

int arrayreel_movie_push_at(int movie, double seconds, const void* data, int type, int rank,
                            const std::size_t* extents, const std::ptrdiff_t* strides) {
  return push(movie, seconds, {data, type, rank, extents, strides});
}

int arrayreel_movie_label(int movie, const char* label) {
  return guarded([&] {
    const used_movie used(movie);
    used->label = required(label, "label");
  });
}

int arrayreel_movie_flush(int movie) {
  return guarded([&] { used_movie(movie)->writer.flush(); });
}

int arrayreel_movie_finish(int movie) {
  std::string failure;
  const int status = guarded([&] {
    const used_movie used(movie);
    ar::video_report report = used->writer.finish();
    if (!used->report) used->report = std::move(report); // a second one has no sources
    failure = used->report->failure;
  });
  if (status == ARRAYREEL_OK && !failure.empty()) return keep_error(ARRAYREEL_NO_MOVIE, failure);
  return status;
}

int arrayreel_movie_close(int movie) {
  if (movie == 0) return ARRAYREEL_OK;
  return guarded([&] {
    const std::shared_ptr<open_movie> taken = movies().take(movie);
    // Not before another thread's call has come back.
    const std::lock_guard lock(taken->busy);
  });
}

int arrayreel_movie_number(int movie, const char* name, double* value) {
  empty_place(value);
  return guarded([&] {
    check_place(value, "value");
    const std::string wanted = required(name, "name");
    const used_movie used(movie);
    if (wanted == "frames" || wanted == "skipped") {
      *value = static_cast<double>(wanted == "skipped" ? used->writer.skipped()
                                   : used->report      ? used->report->frames
                                                       : used->writer.frames());
      return;
    }
    for (const number_row& row : numbers)
      if (wanted == row.name) {
        *value = row.of(report_of(*used, wanted));
        return;
      }
    refuse_name("number", wanted, "frames, skipped", numbers);
  });
}

int arrayreel_movie_text(int movie, const char* name, char** text) {
  empty_place(text);
  return guarded([&] {
    check_place(text, "text");
    const std::string wanted = required(name, "name");
    const used_movie used(movie);
    if (wanted == "unfinished-file") {
      const std::vector<std::string>& files = used->writer.unfinished_files();
      *text = copy_of(files.empty() ? std::string() : files.front());
      return;
    }
    for (const text_row& row : texts)
      if (wanted == row.name) {
        *text = copy_of(row.of(report_of(*used, wanted)));
        return;
      }
    refuse_name("text", wanted, "unfinished-file", texts);
  });
}

int arrayreel_movie_bytes(int movie, unsigned char** bytes, std::size_t* size) {
  empty_place(bytes);
  empty_place(size);
  return guarded([&] {
    check_place(bytes, "bytes");
    check_place(size, "size");
    const used_movie used(movie);
    const ar::encoded& medium = medium_of(*used);
    *bytes = copy_of(medium.bytes.data(), medium.bytes.size());
    *size = medium.bytes.size();
  });
}

int arrayreel_movie_uri(int movie, char** text) {
  empty_place(text);
  return guarded([&] {
    check_place(text, "text");
    const used_movie used(movie);
    *text = copy_of(ar::data_uri(medium_of(*used)));
  });
}

int arrayreel_movie_tag(int movie, const char* options, char** text) {
  empty_place(text);
  return guarded([&] {
    check_place(text, "text");
    const ar::video_tag_options how = ar::detail::movie_tag_options_in(optional_text(options));
    const used_movie used(movie);
    *text = copy_of(ar::video_tag(medium_of(*used), how));
  });
}

} // extern "C"
