/* A program of pictures alone. */
#include <arrayreel/arrayreel.h>

int main(void) {
  const double u[4] = {0, 1, 2, 3};
  const size_t extents[2] = {2, 2};
  return arrayreel_write_png("u.png", u, ARRAYREEL_FLOAT64, 2, extents, NULL, "upscale=8");
}
