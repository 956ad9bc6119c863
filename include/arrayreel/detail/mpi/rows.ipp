// Levels on their way: written by the rank that has the values, painted by the one that takes the
// row.
#pragma once

#include "rows.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

#include "../base/checked_math.hpp"
#include "class_runs.hpp"
#include "exchange.hpp"
#include "field_colors.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The rows of elements of a block that have pixels in some rows of the picture.
struct element_span {
  std::size_t first;
  std::size_t count;

  element_span(const block_place& b, std::size_t begin, std::size_t end) noexcept {
    const std::size_t top = std::max<std::size_t>(begin, b.row) - b.row;
    const std::size_t bottom = std::min<std::size_t>(end, b.end_row()) - b.row;
    first = top / b.cell_rows;
    count = (bottom - 1) / b.cell_rows + 1 - first;
  }
};

/// Maps this rank's elements and writes them one after the other.
class level_writer {
public:
  level_writer(const distributed_field& field, const mapping_options& o, const field_plan& plan)
      : field_(field), options_(o), plan_(plan) {
    if (plan.scalar && field.type() != nullptr)
      rows_.emplace(*field.type(), o, plan.component_bytes, plan.range ? &*plan.range : nullptr);
  }

  /// Begins a message.
  void begin(std::uint8_t* to) {
    to_ = to;
    elements_ = 0;
    classes_.clear();
  }
  /// Adds rows of elements of a block.
  void add(const block_place& b, const element_span& rows) {
    const picture_view p = field_.elements(b, rows.first, rows.count);
    if (!rows_) {
      const picture pixels =
          with_plan(colors_of(p, options_, plan_.component_bytes, plan_.range, plan_.opaque), plan_,
                    options_);
      std::memcpy(to_, pixels.bytes(), pixels.size_bytes());
      to_ += pixels.size_bytes();
      return;
    }
    const bool clipped_too = rows_->specials().wants_clipped();
    for (std::size_t y = 0; y < p.height; ++y) {
      const special_counts seen = rows_->write(p.row(y), p.column_stride, p.width, to_,
                                               clipped_too ? watching::all : watching::bad, false);
      if (seen.any() || p.array.holes() != nullptr) put_special(p, y);
      to_ += p.width * plan_.component_bytes;
      elements_ += p.width;
    }
  }
  /// The classes of special values that travel apart, coded; empty where there are none.
  [[nodiscard]] std::vector<std::uint8_t> apart() {
    if (!classes_.empty()) classes_.resize(elements_);
    return coded_classes(classes_);
  }

private:
  void put_special(const picture_view& p, std::size_t y) {
    classes_of(*rows_, p, y, of_row_);
    for (std::size_t x = 0; x < p.width; ++x) {
      const color* const c = rows_->specials().of(of_row_[x]);
      if (c == nullptr) continue;
      const auto number = static_cast<std::size_t>(of_row_[x]);
      if (plan_.apart) {
        if (classes_.size() < elements_ + p.width) classes_.resize(elements_ + p.width);
        classes_[elements_ + x] = static_cast<std::uint8_t>(number);
      } else if (plan_.form.kind == scalar_plan::form::palette) {
        to_[x] = plan_.form.entries[number - 1];
      } else {
        const unsigned level = c->r;
        write_components(to_, plan_.component_bytes, x,
                         plan_.component_bytes == 1 ? level : level * 257);
      }
    }
  }

  const distributed_field& field_;
  const mapping_options& options_;
  const field_plan& plan_;
  std::optional<scalar_rows> rows_; // none for colours
  std::uint8_t* to_ = nullptr;
  std::size_t elements_ = 0;
  std::vector<std::uint8_t> classes_; // of the elements so far; empty where all have levels
  std::vector<value_class> of_row_;
};

/// Paints elements that arrive into rows of the picture.
class row_painter {
public:
  row_painter(const distributed_field& field, const mapping_options& o, const field_plan& plan)
      : plan_(plan), specials_(o), colors_{o.colormap ? &*o.colormap : nullptr,
                                           plan.component_bytes, plan.in_table},
        width_(field.width()), has_holes_(field.blocks().has_holes()) {}

  /// Begins some rows of the picture.
  void begin(std::size_t first, std::size_t count) {
    first_ = first;
    count_ = count;
    rows_.resize(count * row_bytes());
    if (!has_holes_) return;
    line_.resize(std::max(line_.size(), plan_.pixel_bytes()));
    paint_special(0, value_class::bad);
    const std::size_t pixel = plan_.pixel_bytes();
    for (std::size_t x = 0; x < count * width_; ++x)
      std::memcpy(rows_.data() + x * pixel, line_.data(), pixel);
  }
  /// Begins a message.
  /// \param apart the classes of its elements, coded
  void message(const std::uint8_t* from, std::size_t elements,
               std::span<const std::uint8_t> apart) {
    from_ = from;
    element_ = 0;
    decode_classes(apart, elements, classes_);
  }
  /// Paints rows of elements of a block.
  void paint(const block_place& b, const element_span& rows) {
    const std::size_t pixel = plan_.pixel_bytes();
    const std::size_t columns = b.element_columns();
    line_.resize(std::max<std::size_t>(line_.size(), b.columns * pixel));
    for (std::size_t e = rows.first; e < rows.first + rows.count; ++e) {
      paint_line(b, columns);
      const std::size_t top = std::max<std::size_t>(b.row + e * b.cell_rows, first_);
      const std::size_t end = std::min<std::size_t>(b.row + (e + 1) * b.cell_rows, first_ + count_);
      for (std::size_t y = top; y < end; ++y)
        std::memcpy(rows_.data() + (y - first_) * row_bytes() + b.column * pixel, line_.data(),
                    b.columns * pixel);
    }
  }

  [[nodiscard]] std::span<const std::uint8_t> rows() const noexcept { return rows_; }

private:
  [[nodiscard]] std::size_t row_bytes() const noexcept { return width_ * plan_.pixel_bytes(); }

  void paint_special(std::size_t x, value_class c) {
    const std::size_t number = static_cast<std::size_t>(c) - 1;
    const color& paint = *specials_.of(c);
    if (plan_.form.kind == scalar_plan::form::palette) {
      line_[x] = plan_.form.entries[number];
    } else if (plan_.form.kind == scalar_plan::form::gray) {
      write_components(line_.data(), plan_.component_bytes, x,
                       plan_.component_bytes == 1 ? unsigned{paint.r} : unsigned{paint.r} * 257);
    } else {
      write_color(line_.data(), plan_.component_bytes, x, plan_.form.channels, paint);
    }
  }

  // One row of elements, each as many pixels as its cell has columns.
  void paint_line(const block_place& b, std::size_t columns) {
    const std::size_t pixel = plan_.pixel_bytes();
    const bool expands = plan_.scalar && plan_.form.channels > 1;
    for (std::size_t i = 0, x = 0; i < columns; ++i, x += b.cell_columns) {
      if (!expands) {
        if (b.cell_columns == 1) {
          std::memcpy(line_.data(), from_, columns * pixel);
          break;
        }
        std::memcpy(line_.data() + x * pixel, from_ + i * pixel, pixel);
      } else if (const std::uint8_t c = classes_.empty() ? std::uint8_t{0} : classes_[element_ + i];
                 c != 0) {
        paint_special(x, static_cast<value_class>(c));
      } else {
        colors_.write(line_.data(), x, plan_.form.channels,
                      component_at(from_, plan_.component_bytes, i));
      }
      for (std::size_t more = 1; more < b.cell_columns; ++more)
        std::memcpy(line_.data() + (x + more) * pixel, line_.data() + x * pixel, pixel);
    }
    from_ += columns * plan_.element_bytes();
    element_ += columns;
  }

  const field_plan& plan_;
  special_colors specials_;
  level_colors colors_;
  std::size_t width_;
  bool has_holes_;
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  std::vector<std::uint8_t> rows_;
  const std::uint8_t* from_ = nullptr;
  std::size_t element_ = 0;
  std::vector<std::uint8_t> classes_;
  std::vector<std::uint8_t> line_;
};

/// The exchange: in each step, every rank takes the next rows of its share.
class row_exchange {
public:
  row_exchange(const distributed_field& field, const mapping_options& o, const field_plan& plan,
               std::span<const row_share> shares, row_consumer& to)
      : field_(field), plan_(plan), shares_(shares), to_(to), writer_(field, o, plan),
        painter_(field, o, plan), rows_at_once_(std::max<std::size_t>(
                                      bytes_of_exchange / (field.width() * plan.pixel_bytes()), 1)),
        out_(field.ranks(), 2 * bytes_of_exchange) {}

  void run() {
    const communicator& ranks = field_.ranks();
    std::size_t steps = 0;
    for (const row_share& s : shares_)
      steps = std::max(steps, (s.end - s.begin + rows_at_once_ - 1) / rows_at_once_);
    for (std::size_t step = 0; step < steps; ++step) {
      take_step(step);
      constexpr std::size_t between_looks = 256;
      if (step % between_looks != between_looks - 1) continue;
      std::uint64_t all_well = failed_ ? 0 : 1;
      ranks.minimum({&all_well, 1});
      if (all_well == 0) break;
    }
    out_.wait();
    ranks.agree(failed_);
  }

private:
  static constexpr int tag_of_levels = 1;
  static constexpr int tag_of_classes = 2;
  // At the end of a message: how many bytes the classes have that travel apart.
  static constexpr std::size_t bytes_of_size = 8;

  [[nodiscard]] row_share rows_of(std::size_t rank, std::size_t step) const noexcept {
    const row_share& s = shares_[rank];
    const std::size_t begin = std::min(s.end, s.begin + step * rows_at_once_);
    return {begin, std::min(s.end, begin + rows_at_once_)};
  }

  /// Something that this rank alone may fail at.
  template <class Function> void attempt(const Function& function) {
    if (failed_) return;
    try {
      function();
    } catch (...) {
      failed_ = std::current_exception();
    }
  }

  void take_step(std::size_t step) {
    const std::size_t me = static_cast<std::size_t>(field_.ranks().rank());
    const row_share own = rows_of(me, step);
    transfers arriving(field_.ranks());
    // The others will send in any case.
    try {
      collect_senders(own);
      for (sender& s : senders_)
        if (s.rank != me) arriving.receive(static_cast<int>(s.rank), tag_of_levels, s.message);
    } catch (...) {
      MPI_Abort(field_.ranks().get(), 1);
      throw;
    }
    send_all(step);
    if (own.begin == own.end) return;
    attempt([&] { painter_.begin(own.begin, own.end - own.begin); });
    arriving.wait();
    for (sender& s : senders_) {
      if (s.rank == me)
        write_own(s, own);
      else if (plan_.apart)
        receive_apart(s);
      attempt([&] { paint(s, own); });
    }
    attempt([&] { to_.take(own.begin, own.end - own.begin, painter_.rows()); });
  }

  struct sender {
    std::size_t rank;
    std::size_t elements = 0;
    std::span<std::uint8_t> message{}; // in one of `messages_`
    std::vector<std::uint8_t> apart{};
  };

  void collect_senders(const row_share& own) {
    senders_.clear();
    if (own.begin == own.end) return;
    field_.blocks().for_each_in(own.begin, own.end, [&](const block_place& b) {
      auto s = std::find_if(senders_.begin(), senders_.end(),
                            [&](const sender& other) { return other.rank == b.rank; });
      if (s == senders_.end()) s = senders_.insert(s, sender{b.rank});
      s->elements += element_span(b, own.begin, own.end).count * b.element_columns();
    });
    if (messages_.size() < senders_.size()) messages_.resize(senders_.size());
    for (std::size_t i = 0; i < senders_.size(); ++i) {
      const std::size_t size =
          senders_[i].elements * plan_.element_bytes() + (plan_.apart ? bytes_of_size : 0);
      if (messages_[i].size() < size) messages_[i] = std::vector<std::uint8_t>(size);
      senders_[i].message = {messages_[i].data(), size};
    }
  }

  /// Calls `function(block, rows of elements)` for the blocks of a rank in rows of the picture.
  template <class Function>
  void for_each_of(std::size_t rank, const row_share& rows, const Function& function) const {
    if (rank == static_cast<std::size_t>(field_.ranks().rank())) {
      for (const block_place& b : field_.mine())
        if (b.row < rows.end && b.end_row() > rows.begin)
          function(b, element_span(b, rows.begin, rows.end));
      return;
    }
    field_.blocks().for_each_in(rows.begin, rows.end, [&](const block_place& b) {
      if (b.rank == rank) function(b, element_span(b, rows.begin, rows.end));
    });
  }

  void send_all(std::size_t step) {
    const auto ranks = static_cast<std::size_t>(field_.ranks().size());
    const auto me = static_cast<std::size_t>(field_.ranks().rank());
    for (std::size_t i = 1; i < ranks && !field_.mine().empty(); ++i) {
      // Not all begin with the same one.
      const std::size_t to = (me + i) % ranks;
      const row_share rows = rows_of(to, step);
      if (rows.begin == rows.end) continue;
      std::size_t elements = 0;
      for_each_of(me, rows, [&](const block_place& b, const element_span& span) {
        elements += span.count * b.element_columns();
      });
      if (elements == 0) continue;
      const std::size_t size = elements * plan_.element_bytes();
      const std::span<std::uint8_t> message = memory_for(size + (plan_.apart ? bytes_of_size : 0));
      std::vector<std::uint8_t> apart;
      attempt([&] {
        write(message.data(), rows);
        if (plan_.apart) apart = writer_.apart();
      });
      const std::uint64_t bytes = apart.size();
      if (plan_.apart) std::memcpy(message.data() + size, &bytes, bytes_of_size);
      out_.send(static_cast<int>(to), tag_of_levels, message.size());
      if (apart.empty()) continue;
      const std::span<std::uint8_t> more = memory_for(apart.size());
      std::memcpy(more.data(), apart.data(), apart.size());
      out_.send(static_cast<int>(to), tag_of_classes, more.size());
    }
  }

  // Others wait for this message.
  [[nodiscard]] std::span<std::uint8_t> memory_for(std::size_t bytes) {
    try {
      return out_.message(bytes);
    } catch (...) {
      MPI_Abort(field_.ranks().get(), 1);
      throw;
    }
  }

  void write(std::uint8_t* message, const row_share& rows) {
    writer_.begin(message);
    for_each_of(static_cast<std::size_t>(field_.ranks().rank()), rows,
                [&](const block_place& b, const element_span& span) { writer_.add(b, span); });
  }

  void write_own(sender& s, const row_share& rows) {
    attempt([&] {
      write(s.message.data(), rows);
      if (plan_.apart) s.apart = writer_.apart();
    });
  }

  void receive_apart(sender& s) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, s.message.data() + s.message.size() - bytes_of_size, bytes_of_size);
    if (bytes == 0) return;
    s.apart.resize(to_size(bytes));
    transfers more(field_.ranks());
    more.receive(static_cast<int>(s.rank), tag_of_classes, s.apart);
    more.wait();
  }

  void paint(const sender& s, const row_share& own) {
    painter_.message(s.message.data(), s.elements, s.apart);
    for_each_of(s.rank, own,
                [&](const block_place& b, const element_span& span) { painter_.paint(b, span); });
  }

  const distributed_field& field_;
  const field_plan& plan_;
  std::span<const row_share> shares_;
  row_consumer& to_;
  level_writer writer_;
  row_painter painter_;
  std::size_t rows_at_once_;
  outbox out_;
  std::vector<sender> senders_;
  std::vector<std::vector<std::uint8_t>> messages_; // their memory, kept
  std::exception_ptr failed_;
};

ARRAYREEL_INLINE void exchange_rows(const distributed_field& field, const mapping_options& o,
                                    const field_plan& plan, std::span<const row_share> shares,
                                    row_consumer& to) {
  row_exchange(field, o, plan, shares, to).run();
}

} // namespace arrayreel::ARRAYREEL_ABI::detail
