// Steps of the Gray–Scott model.
#include "gray_scott.hpp"

#include <algorithm>

namespace ar = arrayreel;

namespace {

constexpr float cell = 0.01F;
constexpr float u_diffusion = 2e-5F * gray_scott::time_step / (cell * cell);
constexpr float v_diffusion = 1e-5F * gray_scott::time_step / (cell * cell);
static_assert(u_diffusion < 0.25F && v_diffusion < 0.25F, "forward Euler is stable");

} // namespace

gray_scott::gray_scott(std::size_t height, std::size_t width, gray_scott_rates rates)
    : height_(height), width_(width), stride_(width + 2), rates_(rates),
      u_((height + 2) * stride_, 1.0F), v_((height + 2) * stride_, 0.0F), next_u_(u_), next_v_(v_) {
}

void gray_scott::put(std::size_t y, std::size_t x, float u, float v) {
  u_[index(y, x)] = u;
  v_[index(y, x)] = v;
}

void gray_scott::seed(std::size_t y, std::size_t x, std::size_t radius) {
  const std::size_t r = std::min({radius, (height_ - 1) / 2, (width_ - 1) / 2});
  for (std::size_t i = 0; i <= 2 * r; ++i)
    for (std::size_t j = 0; j <= 2 * r; ++j) {
      const std::size_t dy = i > r ? i - r : r - i;
      const std::size_t dx = j > r ? j - r : r - j;
      if (dy * dy + dx * dx <= r * r)
        put((y + height_ + i - r) % height_, (x + width_ + j - r) % width_, 0.5F * noise(),
            0.25F * noise());
    }
}

void gray_scott::step() {
  wrap(u_);
  wrap(v_);
  const auto stride = static_cast<std::ptrdiff_t>(stride_);
  const auto width = static_cast<std::ptrdiff_t>(width_);
  // Locals, which no store into a field can change: the loop below works on vectors.
  const float feed = rates_.feed;
  const float drain = rates_.feed + rates_.kill;
  for (std::size_t y = 0; y < height_; ++y) {
    const float* const u = u_.data() + index(y, 0);
    const float* const v = v_.data() + index(y, 0);
    float* const next_u = next_u_.data() + index(y, 0);
    float* const next_v = next_v_.data() + index(y, 0);
    for (std::ptrdiff_t x = 0; x < width; ++x) {
      const float u_laplacian = u[x - 1] + u[x + 1] + u[x - stride] + u[x + stride] - 4 * u[x];
      const float v_laplacian = v[x - 1] + v[x + 1] + v[x - stride] + v[x + stride] - 4 * v[x];
      const float reaction = u[x] * v[x] * v[x];
      next_u[x] = u[x] + u_diffusion * u_laplacian + time_step * (feed * (1 - u[x]) - reaction);
      next_v[x] = v[x] + v_diffusion * v_laplacian + time_step * (reaction - drain * v[x]);
    }
  }
  std::swap(u_, next_u_);
  std::swap(v_, next_v_);
}

ar::array_view<float> gray_scott::inside(const std::vector<float>& field) const {
  return {field.data() + index(0, 0), {height_, width_}, {stride_, std::size_t{1}}};
}

/// Copies each border to the other side of the grid, where its neighbours look for it.
void gray_scott::wrap(std::vector<float>& field) const {
  for (std::size_t y = 0; y < height_; ++y) {
    float* const row = field.data() + (y + 1) * stride_;
    row[0] = row[width_];
    row[width_ + 1] = row[1];
  }
  const auto row = [&](std::size_t y) {
    return field.begin() + static_cast<std::ptrdiff_t>(y * stride_);
  };
  std::copy_n(row(height_), stride_, row(0));
  std::copy_n(row(1), stride_, row(height_ + 1));
}

/// 0.99…1.01, the same on every machine (a linear congruential generator).
float gray_scott::noise() noexcept {
  random_ = random_ * 1664525U + 1013904223U;
  return 0.99F + 0.02F * static_cast<float>(random_ >> 8U) / 16777216.0F;
}
