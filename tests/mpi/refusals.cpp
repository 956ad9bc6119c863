// What calls say where MPI does not run: before MPI_Init; and that they compile for all they take.
#include <arrayreel/mpi.hpp>

#include <cstdio>
#include <string>
#include <vector>

namespace ar = arrayreel;

namespace {

template <class Function> int refused(const char* call, const Function& function) {
  try {
    function();
  } catch (const ar::error& e) {
    const std::string text = e.what();
    if (e.kind() == ar::error_kind::parameter &&
        text.find("MPI is initialised") != std::string::npos)
      return 0;
    std::fprintf(stderr, "%s: '%s'\n", call, text.c_str());
    return 1;
  }
  std::fprintf(stderr, "%s: no error\n", call);
  return 1;
}

} // namespace

int main() {
  const std::vector<float> values(12, 0.5F);
  const auto block = ar::view(values.data(), {3, 4});
  const ar::placement here{.size = {3, 4}};
  std::vector<ar::mpi_block> blocks;
  blocks.emplace_back(block, here);
  int failures = 0;
  failures +=
      refused("mpi_write_png", [&] { ar::mpi_write_png(MPI_COMM_WORLD, "u.png", block, here); });
  failures += refused("mpi_write_png of blocks", [&] {
    ar::mpi_write_png(MPI_COMM_WORLD, "u.png", blocks, {.colormap = ar::colormaps::viridis});
  });
  failures += refused("mpi_nbimage", [&] {
    static_cast<void>(ar::mpi_nbimage(MPI_COMM_WORLD, block, here, {.vsym = true}));
  });
  failures += refused("mpi_nbimage of blocks",
                      [&] { static_cast<void>(ar::mpi_nbimage(MPI_COMM_WORLD, blocks)); });
  failures += refused("mpi_value_range", [&] {
    static_cast<void>(ar::mpi_value_range(MPI_COMM_WORLD, block, {.percentile = {{1, 99}}}));
  });
  failures += refused("mpi_fail", [&] { ar::mpi_fail(MPI_COMM_WORLD); });
  return failures == 0 ? 0 : 1;
}
