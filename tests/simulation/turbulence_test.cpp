// The simulation's solver against analytical solutions and against what the equations conserve, and
// its memory as pictures.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <numbers>
#include <random>
#include <stdexcept>
#include <vector>

#include "../examples/simulation/recorder.hpp"
#include "../examples/simulation/turbulence.hpp"
#include "catch.hpp"

namespace {

constexpr double two_pi = 2 * std::numbers::pi;

std::vector<complex_number> random_line(std::size_t length, unsigned seed) {
  std::minstd_rand random(seed);
  std::uniform_real_distribution<double> uniform(-1, 1);
  std::vector<complex_number> line(length);
  for (complex_number& z : line) z = {uniform(random), uniform(random)};
  return line;
}

double distance(const std::vector<complex_number>& a, const std::vector<complex_number>& b) {
  double worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    worst = std::max(worst, std::hypot(a[i].re - b[i].re, a[i].im - b[i].im));
  return worst;
}

/// The middle of cell i along an axis of a domain that is 1 high.
double middle(const flow& model, std::size_t i) {
  return (static_cast<double>(i) + 0.5) * model.cell();
}

/// Sets the vorticity, without dye.
template <class Function> void fill(flow& model, Function&& vorticity) {
  for (std::size_t j = 0; j < model.size().ny; ++j)
    for (std::size_t i = 0; i < model.size().nx; ++i)
      model.put(i, j, vorticity(middle(model, i), middle(model, j)), 0);
  model.begin();
}

std::size_t at(const flow& model, std::size_t i, std::size_t j) {
  return (j + 1) * (model.size().nx + 2) + i + 1;
}

/// The relative distance of Taylor and Green's vortices from the analytical solution, after they
/// should have lost 63 %.
double taylor_green_error(std::size_t cells) {
  constexpr double nu = 0.02;
  constexpr double k = two_pi;
  flow model({cells, cells});
  fill(model, [](double x, double y) { return std::cos(k * x) * std::cos(k * y); });
  const double end = 1 / (2 * nu * k * k);
  constexpr int steps = 800;
  model.step_by(end / steps, nu);
  for (int i = 0; i < steps; ++i) model.step();
  double worst = 0;
  for (std::size_t j = 0; j < cells; ++j)
    for (std::size_t i = 0; i < cells; ++i) {
      const double exact =
          std::exp(-1.0) * std::cos(k * middle(model, i)) * std::cos(k * middle(model, j));
      worst = std::max(worst, std::abs(model.vorticity()[at(model, i, j)] - exact));
    }
  return worst / std::exp(-1.0);
}

/// The largest distance of −u·∇c, for a shear with waves, from the analytical one.
double jacobian_error(std::size_t nx, std::size_t ny) {
  flow model({nx, ny});
  const double across = two_pi * static_cast<double>(ny) / static_cast<double>(nx); // one wave
  // ψ = sin(ax) + cos(by + ax) has ω = a² sin(ax) + (a² + b²) cos(by + ax).
  const double a = across;
  const double b = two_pi;
  fill(model, [&](double x, double y) {
    return a * a * std::sin(a * x) + (a * a + b * b) * std::cos(b * y + a * x);
  });
  std::vector<double> dye((nx + 2) * (ny + 2));
  std::vector<double> tendency(dye);
  const auto wave = [&](double x, double y) { return std::cos(a * x) * std::sin(b * y); };
  for (std::size_t j = 0; j < ny + 2; ++j)
    for (std::size_t i = 0; i < nx + 2; ++i)
      dye[j * (nx + 2) + i] =
          wave(middle(model, i) - model.cell(), middle(model, j) - model.cell());
  model.tendency(dye, tendency);
  double worst = 0;
  for (std::size_t j = 0; j < ny; ++j)
    for (std::size_t i = 0; i < nx; ++i) {
      const double x = middle(model, i);
      const double y = middle(model, j);
      const double u = -b * std::sin(b * y + a * x);
      const double v = -a * std::cos(a * x) + a * std::sin(b * y + a * x);
      const double exact =
          u * a * std::sin(a * x) * std::sin(b * y) - v * b * std::cos(a * x) * std::cos(b * y);
      worst = std::max(worst, std::abs(tendency[at(model, i, j)] - exact));
    }
  return worst;
}

} // namespace

TEST_CASE("the fast transform is the transform") {
  for (const std::size_t n : std::initializer_list<std::size_t>{1, 2, 3, 4, 5, 6, 8, 9, 15, 16, 20,
                                                                25, 48, 60, 96, 125, 384}) {
    const std::vector<complex_number> line = random_line(n, 7);
    std::vector<complex_number> expected(n);
    for (std::size_t k = 0; k < n; ++k)
      for (std::size_t i = 0; i < n; ++i) {
        const double angle = two_pi * static_cast<double>(i * k % n) / static_cast<double>(n);
        expected[k] = expected[k] + line[i] * complex_number{std::cos(angle), -std::sin(angle)};
      }
    std::vector<complex_number> found = line;
    fft transform(n);
    transform.forward(found.data());
    INFO(n << " numbers");
    CHECK(distance(found, expected) < 1e-11);
    transform.backward(found.data());
    for (complex_number& z : found) z = z * complex_number{1 / static_cast<double>(n), 0};
    CHECK(distance(found, line) < 1e-13);
  }
  for (const std::size_t n : std::initializer_list<std::size_t>{0, 7, 14, 11, 22, 77})
    CHECK_THROWS_AS(fft(n), std::invalid_argument);
}

TEST_CASE("Poisson's equation is solved to rounding") {
  constexpr double d = 0.25;
  for (const grid_size& size :
       std::vector<grid_size>{{16, 16}, {48, 20}, {10, 64}, {2, 2}, {6, 130}}) {
    const std::size_t nx = size.nx;
    const std::size_t ny = size.ny;
    const std::size_t pitch = nx + 3;
    std::vector<double> f(pitch * ny);
    double mean = 0;
    std::minstd_rand random(3);
    for (std::size_t j = 0; j < ny; ++j)
      for (std::size_t i = 0; i < nx; ++i) {
        f[j * pitch + i] = std::uniform_real_distribution<double>(0, 3)(random);
        mean += f[j * pitch + i] / static_cast<double>(nx * ny);
      }
    std::vector<double> p(pitch * ny, 99.0);
    poisson_solver(nx, ny).solve(f.data(), p.data(), pitch, d);
    double worst = 0;
    double sum = 0;
    for (std::size_t j = 0; j < ny; ++j)
      for (std::size_t i = 0; i < nx; ++i) {
        const auto value = [&](std::size_t x, std::size_t y) { return p[y % ny * pitch + x % nx]; };
        const double laplacian = value(i + 1, j) + value(i + nx - 1, j) + value(i, j + 1) +
                                 value(i, j + ny - 1) - 4 * value(i, j);
        worst = std::max(worst, std::abs(laplacian / (d * d) - (f[j * pitch + i] - mean)));
        sum += value(i, j);
      }
    INFO(nx << " x " << ny);
    CHECK(worst < 1e-11);
    CHECK(std::abs(sum) < 1e-10);
    CHECK(p[nx] == 99); // between the lines
  }
  CHECK_THROWS_AS(poisson_solver(15, 16), std::invalid_argument);
  CHECK_THROWS_AS(poisson_solver(16, 15), std::invalid_argument);
  CHECK_THROWS_AS(poisson_solver(14, 16), std::invalid_argument);
  CHECK_THROWS_AS(poisson_solver(16, 0), std::invalid_argument);
}

TEST_CASE("the vortices of Taylor and Green decay as exp(-2νk²t), with errors of second order") {
  const double coarse = taylor_green_error(16);
  const double fine = taylor_green_error(32);
  CHECK(coarse < 0.02);
  CHECK(coarse / fine == Approx(4).margin(0.2));
}

TEST_CASE("what is carried along changes by -u·∇c, with errors of second order") {
  const double coarse = jacobian_error(48, 32);
  const double fine = jacobian_error(96, 64);
  CHECK(coarse < 1.5);
  CHECK(coarse / fine == Approx(4).margin(0.3));
}

TEST_CASE("the Jacobian loses neither energy nor enstrophy nor dye") {
  flow model({48, 32});
  model.stir(4, 5);
  model.pour(1);
  CHECK(model.state().energy == Approx(0.5));
  const std::size_t size = 50 * 34;
  const std::vector<double> vorticity(model.vorticity(), model.vorticity() + size);
  const std::vector<double> dye(model.dye(), model.dye() + size);
  std::vector<double> change(size);
  std::vector<double> dye_change(size);
  model.tendency(vorticity, change);
  model.tendency(dye, dye_change);
  std::array<double, 4> sums{};
  double magnitude = 0;
  for (std::size_t j = 0; j < 32; ++j)
    for (std::size_t i = 0; i < 48; ++i) {
      const std::size_t k = at(model, i, j);
      sums[0] += model.stream()[k] * change[k];
      sums[1] += vorticity[k] * change[k];
      sums[2] += dye_change[k];
      sums[3] += dye[k] * dye_change[k];
      magnitude += std::abs(vorticity[k] * change[k]);
    }
  CHECK(magnitude > 1e5);
  for (const double sum : sums) CHECK(std::abs(sum) < 1e-9 * magnitude);

  // Over time only the steps' error is lost.
  const flow_state before = model.state();
  model.step_by(0.1 / before.crossing, 0);
  for (int i = 0; i < 200; ++i) model.step();
  const flow_state after = model.state();
  CHECK(after.energy == Approx(before.energy).epsilon(1e-4));
  CHECK(after.enstrophy == Approx(before.enstrophy).epsilon(1e-4));
  CHECK(after.time == Approx(20 / before.crossing));
}

// H. Lamb, "Hydrodynamics" (1932) § 165: inside a circle ω = −2kU J1(kr) / J0(ka) · sin θ, where
// J1(ka) = 0; none outside. In a fluid at rest it travels unchanged at the speed U.
TEST_CASE("Lamb's dipole travels at its speed, and takes its dye along") {
  constexpr std::size_t cells = 128;
  constexpr double radius = 0.125;
  constexpr double speed = 1;
  constexpr double k = 3.8317059702075125 / radius;
  flow model({cells, cells});
  for (std::size_t j = 0; j < cells; ++j)
    for (std::size_t i = 0; i < cells; ++i) {
      const double x = middle(model, i) - 0.25;
      const double y = middle(model, j) - 0.5;
      const double r = std::hypot(x, y);
      const double w =
          r < radius && r > 0 ? -2 * k * speed * ::j1(k * r) / ::j0(k * radius) * y / r : 0;
      model.put(i, j, w, r < radius / 2 ? 1 : 0);
    }
  model.begin();
  // Its place on the circle that the periodic axis is, in heights.
  const auto place = [&](bool of_dye) {
    double s = 0;
    double c = 0;
    for (std::size_t j = 0; j < cells; ++j)
      for (std::size_t i = 0; i < cells; ++i) {
        const std::size_t n = at(model, i, j);
        const double weight = of_dye ? model.dye()[n] : model.vorticity()[n] * model.vorticity()[n];
        s += weight * std::sin(two_pi * middle(model, i));
        c += weight * std::cos(two_pi * middle(model, i));
      }
    return std::atan2(s, c) / two_pi;
  };
  constexpr double time_step = 0.0015;
  constexpr int steps = 200;
  CHECK(model.state().crossing * time_step < flow::most_courant);
  model.step_by(time_step, 0);
  const double begin = place(false);
  const double dye_begin = place(true);
  CHECK(begin == Approx(0.25).margin(1e-6));
  for (int i = 0; i < steps; ++i) model.step();
  const auto travelled = [](double from, double to) {
    return to < from ? to + 1 - from : to - from;
  };
  // In a periodic square of side 1 the whole is at rest, and the dipole travels against the flow
  // that makes up for its own: half of its impulse, 2πa²U.
  const double expected = speed * (1 - std::numbers::pi * radius * radius) * time_step * steps;
  // The difference is the cells' error: 1 % here, 0.3 % on twice as many.
  CHECK(travelled(begin, place(false)) == Approx(expected).epsilon(0.015));
  // Within the dipole the dye falls behind a little, before it is wound up.
  CHECK(travelled(dye_begin, place(true)) == Approx(expected).epsilon(0.03));
}

TEST_CASE("ghost cells are copies of the other side") {
  flow model({16, 20});
  model.stir(3, 2);
  model.pour(1);
  model.step_by(0.3 / model.state().crossing, 1e-3);
  model.step();
  for (const double* field : {model.vorticity(), model.dye(), model.stream()}) {
    for (std::size_t j = 0; j < 20; ++j) {
      CHECK(field[at(model, 0, j) - 1] == field[at(model, 15, j)]);
      CHECK(field[at(model, 15, j) + 1] == field[at(model, 0, j)]);
    }
    for (std::size_t i = 0; i < 18; ++i) {
      CHECK(field[i] == field[20 * 18 + i]);
      CHECK(field[21 * 18 + i] == field[18 + i]);
    }
  }
}

TEST_CASE("eddies are the same for the same seed, as large as asked for, in all directions") {
  flow a({64, 32});
  flow b({64, 32});
  a.stir(4, 1);
  b.stir(4, 1);
  CHECK(std::equal(a.vorticity(), a.vorticity() + 66 * 34, b.vorticity()));
  b.stir(4, 2);
  CHECK(!std::equal(a.vorticity(), a.vorticity() + 66 * 34, b.vorticity()));
  // k² is the ratio of enstrophy to energy.
  const flow_state state = a.state();
  CHECK(std::sqrt(state.enstrophy / state.energy) / two_pi == Approx(4).epsilon(0.15));
}

TEST_CASE("the views are the solver's own memory, the last line on top") {
  flow model({32, 16});
  for (std::size_t j = 0; j < 16; ++j)
    for (std::size_t i = 0; i < 32; ++i) {
      const double number = static_cast<double>(100 * j + i);
      model.put(i, j, number, number);
    }
  const auto vorticity = vorticity_of(model);
  const auto dye = dye_of(model);
  for (const auto& view : {vorticity, dye}) {
    REQUIRE(view.rank() == 2);
    REQUIRE(view.extent(0) == 16);
    REQUIRE(view.extent(1) == 32);
  }
  for (std::size_t row = 0; row < 16; ++row)
    for (std::size_t column = 0; column < 32; ++column) {
      const std::size_t place = at(model, column, 15 - row);
      CHECK(&vorticity(row, column) == model.vorticity() + place);
      CHECK(&dye(row, column) == model.dye() + place);
      CHECK(vorticity(row, column) == static_cast<double>(100 * (15 - row) + column));
    }
}
