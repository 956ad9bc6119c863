// Decaying turbulence, with movies that are written while it runs.
//
//   arrayreel_simulation OUTPUT_DIR [--size 768 384] [--steps 4800] [--every 16] …
//
// OUTPUT_DIR, which must exist, gets vorticity.mp4, dye.mp4, stills vorticity_0000.png … and
// simulation.html. Exit codes: 0 done, 1 something failed, 2 the command line makes no sense.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include "memory.hpp"
#include "recorder.hpp"
#include "report.hpp"
#include "turbulence.hpp"

namespace {

constexpr int exit_failure = 1;
constexpr int exit_usage = 2;
constexpr std::size_t most_cells = 8192;

struct arguments {
  std::string folder;
  std::pair<std::size_t, std::size_t> size{768, 384};
  std::size_t steps = 4800;
  std::size_t steps_per_frame = 16;
  std::size_t steps_per_still = 600;
  double waves = 7;
  std::optional<double> viscosity;
  std::uint32_t seed = 1;
  bool page = true;
};

/// CLI11 takes -1 for the largest unsigned number.
std::string not_negative(const std::string& text) {
  return text.starts_with('-') ? text + "; expected 0 or more" : std::string();
}

/// Checks the numbers of the command line.
void check(const arguments& a) {
  const auto refuse = [](const std::string& what, const std::string& expected) {
    throw CLI::ValidationError(what, "expected " + expected);
  };
  const auto [nx, ny] = a.size;
  if (nx < 16 || nx > most_cells || nx % 2 != 0 || !fft::takes(nx))
    refuse("--size: " + std::to_string(nx) + " cells across",
           "an even product of powers of 2, 3 and 5 from 16 to 8192");
  if (ny < 16 || ny > most_cells || ny % 2 != 0)
    refuse("--size: " + std::to_string(ny) + " cells upwards", "an even number from 16 to 8192");
  if (a.steps == 0) refuse("--steps: 0", "1 or more");
  if (a.steps_per_frame == 0 || a.steps_per_frame > a.steps)
    refuse("--every: " + std::to_string(a.steps_per_frame),
           "1 to the number of steps, " + std::to_string(a.steps));
  if (a.steps_per_still == 0) refuse("--still-every: 0", "1 or more");
  // The shortest waves are then longer than four cells.
  const double most_waves = static_cast<double>(ny) / 6;
  if (!(a.waves >= 1 && a.waves <= most_waves))
    refuse("--waves: " + std::to_string(a.waves),
           "1 to " + std::to_string(static_cast<int>(most_waves)) + " for so many cells");
  if (a.viscosity && !(*a.viscosity > 0 && *a.viscosity <= 1))
    refuse("--viscosity: " + std::to_string(*a.viscosity), "above 0, up to 1");
}

/// Sets the viscosity and the time step that suit the eddies.
void pace(flow& model, const std::optional<double>& viscosity) {
  const flow_state state = model.state();
  const double d = model.cell();
  // Strain draws eddies out into threads as thin as √(ν / strain), which is to be about a cell.
  const double nu = viscosity.value_or(0.45 * std::sqrt(2 * state.enstrophy) * d * d);
  // Eddies that merge make the flow faster for a while.
  double dt = 0.65 * flow::most_courant / state.crossing;
  // Diffusion is stable for 8 ν Δt / d² up to 6/11.
  dt = std::min(dt, 0.5 * 6.0 / 11.0 * d * d / (8 * nu));
  model.step_by(dt, nu);
}

void check_stable(const flow_state& state, const flow& model) {
  const double courant = state.crossing * model.time_step();
  if (std::isfinite(state.energy) && courant < flow::most_courant) return;
  throw std::runtime_error("at t = " + std::to_string(state.time) + " the flow crosses " +
                           std::to_string(courant) + " cells in a step; expected less than " +
                           std::to_string(flow::most_courant));
}

void run(const arguments& a) {
  flow model({a.size.first, a.size.second});
  model.stir(a.waves, a.seed);
  model.pour(2);
  pace(model, a.viscosity);

  const auto begin = std::chrono::steady_clock::now();
  recorder record(a.folder, model, a.steps_per_frame);
  for (std::size_t step = 0; step <= a.steps; ++step) {
    if (step > 0) model.step();
    if (step % a.steps_per_frame == 0) {
      check_stable(model.state(), model);
      record.frame(model);
    }
    if (step % a.steps_per_still == 0 || step == a.steps) record.picture(model);
  }
  const recording made = record.finish();
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;

  const std::size_t peak = peak_resident_memory();
  for (const arrayreel::video_report* movie : {&made.vorticity, &made.dye})
    std::printf("%s  %zu frames, %s\n", movie->sources.front().path.c_str(), movie->frames,
                mebibytes(movie->bytes).c_str());
  std::printf("%zu steps in %.1f s; most memory at once: %s", a.steps, taken.count(),
              mebibytes(peak).c_str());
  if (!a.page) {
    std::printf("\n");
    return;
  }
  const std::string path = a.folder + "/simulation.html";
  write_report(path, model, made,
               {.waves = a.waves,
                .seed = a.seed,
                .steps = a.steps,
                .steps_per_frame = a.steps_per_frame,
                .seconds = taken.count(),
                .peak_memory = peak});
  std::printf(", and %s for the page\n%s\n", mebibytes(peak_resident_memory()).c_str(),
              path.c_str());
}

} // namespace

int main(int argc, char** argv) {
  arguments a;
  CLI::App app(
      "Decaying turbulence in two dimensions, with movies that are written while it runs.");
  app.add_option("output", a.folder, "a folder, which must exist")
      ->required()
      ->check(CLI::ExistingDirectory);
  app.option_defaults()->always_capture_default();
  const auto add_count = [&](const char* name, auto& count, const char* help) {
    app.add_option(name, count, help)->check(&not_negative);
  };
  add_count("--size", a.size, "cells across and upwards: 768 384 unless given");
  add_count("--steps", a.steps, "how many");
  add_count("--every", a.steps_per_frame, "steps from frame to frame of the movies");
  add_count("--still-every", a.steps_per_still, "steps from still to still");
  app.add_option("--waves", a.waves, "eddies over the height at the beginning");
  app.add_option("--viscosity", a.viscosity,
                 "in heights and speeds; as little as the cells resolve unless given")
      ->always_capture_default(false);
  add_count("--seed", a.seed, "of the random numbers");
  app.add_flag("--page,!--no-page", a.page, "a page of the run at its end (default)");
  try {
    app.parse(argc, argv);
    check(a);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : exit_usage;
  }
  try {
    run(a);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "arrayreel_simulation: %s\n", e.what());
    return exit_failure;
  }
  return 0;
}
