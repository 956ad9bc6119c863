// Movies of the C interface in a copy of the process, made by fork() beside a thread that writes.
#include <atomic>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

#include <arrayreel/arrayreel.h>

#include "catch.hpp"
#include "support/child.hpp"

TEST_CASE("in a copy of the process every call for a movie is an error, whatever others were at") {
  std::vector<double> u(512 * 512);
  const std::size_t large[] = {512, 512};
  int movie = 0;
  REQUIRE(arrayreel_movie_open(&movie, nullptr, "codec=ffv1") == ARRAYREEL_OK);
  std::atomic<bool> done = false;
  std::thread pusher([&] {
    while (!done) arrayreel_movie_push(movie, u.data(), ARRAYREEL_FLOAT64, 2, large, nullptr);
  });
  for (int i = 0; i < 20; ++i)
    CHECK(test::in_child(
              [&]() -> std::string {
                ::alarm(30); // in place of waiting for ever
                double value = 0;
                char* text = nullptr;
                for (const int status :
                     {arrayreel_movie_push(movie, u.data(), ARRAYREEL_FLOAT64, 2, large, nullptr),
                      arrayreel_movie_label(movie, "a"), arrayreel_movie_flush(movie),
                      arrayreel_movie_number(movie, "frames", &value),
                      arrayreel_movie_text(movie, "path", &text), arrayreel_movie_finish(movie),
                      arrayreel_movie_close(movie)})
                  if (status != ARRAYREEL_PARAMETER) return std::to_string(status);
                const std::string said = arrayreel_error_text();
                return said.find("another process") != std::string::npos ? "" : said;
              },
              test::leaks::unchecked) == "");
  done = true;
  pusher.join();
  // Its own movies are as everywhere.
  CHECK(test::in_child(
            [&]() -> std::string {
              int own = 0;
              if (arrayreel_movie_open(&own, nullptr, "codec=gif") != ARRAYREEL_OK ||
                  own <= movie ||
                  arrayreel_movie_push(own, u.data(), ARRAYREEL_FLOAT64, 2, large, nullptr) != 0 ||
                  arrayreel_movie_finish(own) != 0 || arrayreel_movie_close(own) != 0)
                return arrayreel_error_text();
              return arrayreel_movie_close(own) == ARRAYREEL_PARAMETER ? "" : "closed twice";
            },
            test::leaks::unchecked) == "");
  double frames = 0;
  CHECK(arrayreel_movie_number(movie, "frames", &frames) == ARRAYREEL_OK);
  CHECK(frames > 0);
  CHECK(arrayreel_movie_close(movie) == ARRAYREEL_OK);
}
