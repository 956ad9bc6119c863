/* A picture of a field, and a movie of it, frame by frame, in C. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <arrayreel/arrayreel.h>

enum { rows = 120, columns = 160 };

/* Values from -1 to 1. */
static void wave(int step, double u[rows][columns]) {
  int y, x;
  for (y = 0; y < rows; ++y)
    for (x = 0; x < columns; ++x) u[y][x] = sin(.1 * x - .2 * step) * cos(.06 * y);
}

/* Ends the program where a call failed. A solver would go on, or ask for on-error=keep-going. */
static void expect_ok(int status) {
  if (status == ARRAYREEL_OK) return;
  fprintf(stderr, "%s\n", arrayreel_error_text());
  exit(EXIT_FAILURE);
}

int main(void) {
  static double u[rows][columns];
  const size_t extents[2] = {rows, columns};
  int movie, step;

  wave(0, u);
  expect_ok(arrayreel_write_png("u.png", u, ARRAYREEL_FLOAT64, 2, extents, NULL,
                                "vsym; colormap=RdBu"));

  expect_ok(arrayreel_movie_open(&movie, "u.mp4", "vmin=-1; vmax=1; colormap=RdBu"));
  for (step = 0; step < 50; ++step) {
    wave(step, u);
    expect_ok(arrayreel_movie_push(movie, u, ARRAYREEL_FLOAT64, 2, extents, NULL));
  }
  expect_ok(arrayreel_movie_finish(movie)); /* now u.mp4 is there, whole */
  expect_ok(arrayreel_movie_close(movie));
  return 0;
}
