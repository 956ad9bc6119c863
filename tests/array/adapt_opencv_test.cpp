// view() of the real OpenCV: every depth and channel count, parts, planes and typed matrices.
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include <opencv2/core.hpp>

#include <arrayreel/adapt.hpp>

#include "catch.hpp"
#include "support/elements.hpp"
#include "support/refusal.hpp"

namespace ar = arrayreel;
using ar::error_kind;

namespace {

/// Channel c at (y, x), read as OpenCV reads it.
template <class T> T read(const cv::Mat& m, int y, int x, int c) { return m.ptr<T>(y, x)[c]; }

template <class T> void fill(cv::Mat& m) {
  for (int y = 0; y < m.rows; ++y)
    for (int x = 0; x < m.cols; ++x)
      for (int c = 0; c < m.channels(); ++c)
        m.ptr<T>(y, x)[c] = test::value_of<T>(static_cast<std::size_t>(19 * y + 5 * x + c + 1));
}

/// Checks that a view looks at m's own memory, has the right type and every element.
template <class T> void check_view(const cv::Mat& m) {
  const ar::any_view any = ar::view(m);
  const bool colour = m.channels() > 1;
  CHECK(any.rank() == (colour ? 3 : 2));
  any.visit([&]<class U>(const ar::array_view<U>& v) {
    if constexpr (std::is_same_v<T, U>) {
      CHECK(static_cast<const void*>(v.data()) == m.data);
      CHECK(v.layout() == (colour ? ar::axes::yxc : ar::axes::automatic));
      CHECK(v.order() == (m.channels() == 3 || m.channels() == 4 ? ar::channel_order::bgr
                                                                 : ar::channel_order::rgb));
      if (colour) {
        CHECK(v.extents() == ar::shape(m.rows, m.cols, m.channels()));
        CHECK(test::differences(v, [&](std::size_t y, std::size_t x, std::size_t c) {
                return read<T>(m, static_cast<int>(y), static_cast<int>(x), static_cast<int>(c));
              }) == 0);
      } else {
        CHECK(v.extents() == ar::shape(m.rows, m.cols));
        CHECK(test::differences(v, [&](std::size_t y, std::size_t x) {
                return read<T>(m, static_cast<int>(y), static_cast<int>(x), 0);
              }) == 0);
      }
    } else {
      FAIL("the view has another element type");
    }
  });
}

template <class T> void check_depth(int depth) {
  for (int channels = 1; channels <= 5; ++channels) {
    CAPTURE(depth, channels);
    cv::Mat m(6, 7, CV_MAKETYPE(depth, channels));
    fill<T>(m);
    check_view<T>(m);
    const cv::Mat part = m(cv::Rect(2, 1, 4, 3));
    REQUIRE_FALSE(part.isContinuous());
    check_view<T>(part);
    check_view<T>(part(cv::Range(1, 3), cv::Range(0, 2)));
    check_view<T>(m.row(4));
    check_view<T>(m.col(5));
    check_view<T>(m.rowRange(1, 3));
    if (channels < 5) check_view<T>(m.t()); // OpenCV transposes no more of every depth
  }
}

} // namespace

TEST_CASE("OpenCV: every depth and number of channels, whole and in part") {
  check_depth<std::uint8_t>(CV_8U);
  check_depth<std::int8_t>(CV_8S);
  check_depth<std::uint16_t>(CV_16U);
  check_depth<std::int16_t>(CV_16S);
  check_depth<std::int32_t>(CV_32S);
  check_depth<float>(CV_32F);
  check_depth<double>(CV_64F);
}

TEST_CASE("OpenCV: half precision, where the compiler has it") {
  const cv::Mat m(3, 4, CV_16FC1, cv::Scalar(0));
#if ARRAYREEL_HAS_FLOAT16
  check_depth<ar::detail::half>(CV_16F);
  const cv::Mat floats = (cv::Mat_<float>(1, 3) << 0.5F, -2.0F, 1024.0F);
  cv::Mat halves;
  floats.convertTo(halves, CV_16F);
  ar::view(halves).visit([]<class T>(const ar::array_view<T>& v) {
    if constexpr (ar::detail::is_half<T>) {
      CHECK(static_cast<float>(v(0, 0)) == 0.5F);
      CHECK(static_cast<float>(v(0, 1)) == -2.0F);
      CHECK(static_cast<float>(v(0, 2)) == 1024.0F);
    } else {
      FAIL("the view has another element type");
    }
  });
#else
  CHECK_REFUSED(ar::view(m), error_kind::parameter, "float16");
#endif
}

TEST_CASE("OpenCV: rows padded at their ends, and memory of others") {
  std::vector<std::uint16_t> memory(4 * 10);
  for (std::size_t i = 0; i < memory.size(); ++i) memory[i] = static_cast<std::uint16_t>(i);
  check_view<std::uint16_t>(cv::Mat(4, 7, CV_16UC1, memory.data(), 10 * sizeof(std::uint16_t)));
  check_view<std::uint16_t>(cv::Mat(4, 3, CV_16UC3, memory.data(), 10 * sizeof(std::uint16_t)));
  // The step need not be a whole number of pixels.
  std::vector<std::uint8_t> bytes(64);
  const cv::Mat odd(2, 3, CV_8UC2, bytes.data(), 7);
  check_view<std::uint8_t>(odd);
}

TEST_CASE("OpenCV: a step that is no whole number of elements is refused") {
  std::vector<std::uint16_t> memory(16);
  cv::Mat m(2, 3, CV_16UC1, memory.data());
  m.step[0] = 7; // OpenCV's constructors refuse it too
  CHECK_REFUSED(ar::view(m), error_kind::parameter, "a step of 7 bytes");
}

TEST_CASE("OpenCV: more than two axes") {
  const int sizes[]{2, 3, 4};
  cv::Mat m(3, sizes, CV_32FC1);
  for (int i = 0; i < 24; ++i) m.ptr<float>()[i] = static_cast<float>(i);
  const auto volume = ar::view(m);
  CHECK(volume.extents() == ar::shape(2, 3, 4));
  volume.visit([&]<class T>(const ar::array_view<T>& v) {
    CHECK(v.layout() == ar::axes::automatic);
    if constexpr (std::is_same_v<T, float>)
      CHECK(test::differences(v, [&](std::size_t i, std::size_t j, std::size_t k) {
              return m.at<float>(static_cast<int>(i), static_cast<int>(j), static_cast<int>(k));
            }) == 0);
    else
      FAIL("the view has another element type");
  });

  const cv::Range ranges[]{cv::Range(1, 2), cv::Range(1, 3), cv::Range(1, 4)};
  const cv::Mat part = m(ranges);
  ar::view(part).visit([&]<class T>(const ar::array_view<T>& v) {
    CHECK(v.extents() == ar::shape(1, 2, 3));
    if constexpr (std::is_same_v<T, float>)
      CHECK(test::differences(v, [&](std::size_t i, std::size_t j, std::size_t k) {
              return part.at<float>(static_cast<int>(i), static_cast<int>(j), static_cast<int>(k));
            }) == 0);
  });

  cv::Mat movie(3, sizes, CV_8UC3);
  for (int i = 0; i < 72; ++i) movie.ptr<std::uint8_t>()[i] = static_cast<std::uint8_t>(i);
  ar::view(movie).visit([&]<class T>(const ar::array_view<T>& v) {
    CHECK(v.extents() == ar::shape(2, 3, 4, 3));
    CHECK(v.layout() == ar::axes::tyxc);
    CHECK(v.order() == ar::channel_order::bgr);
    if constexpr (std::is_same_v<T, std::uint8_t>)
      CHECK(test::differences(v, [&](std::size_t t, std::size_t y, std::size_t x, std::size_t c) {
              return movie.at<cv::Vec3b>(static_cast<int>(t), static_cast<int>(y),
                                         static_cast<int>(x))[static_cast<int>(c)];
            }) == 0);
  });

  const int four[]{1, 2, 3, 4};
  CHECK(ar::view(cv::Mat(4, four, CV_8UC1, cv::Scalar(0))).rank() == 4);
  CHECK_REFUSED(ar::view(cv::Mat(4, four, CV_8UC3, cv::Scalar(0))), error_kind::parameter,
                "rank 5");
  const int five[]{1, 1, 1, 1, 1};
  CHECK_REFUSED(ar::view(cv::Mat(5, five, CV_8UC1, cv::Scalar(0))), error_kind::parameter,
                "rank 5");
}

TEST_CASE("OpenCV: typed matrices") {
  cv::Mat_<float> gray(3, 4);
  fill<float>(gray);
  check_view<float>(gray);
  cv::Mat_<cv::Vec3b> colour(3, 4);
  fill<std::uint8_t>(colour);
  check_view<std::uint8_t>(colour);
  check_view<std::uint8_t>(colour(cv::Rect(1, 1, 2, 2)));
  cv::Mat1d one(2, 2);
  fill<double>(one);
  check_view<double>(one);
  cv::Mat_<cv::Vec2f> flow(2, 5);
  fill<float>(flow);
  check_view<float>(flow);
  check_view<float>(cv::Mat(gray.t())); // an expression becomes a matrix first
}

TEST_CASE("OpenCV: a view follows its matrix") {
  cv::Mat m(3, 4, CV_8UC1, cv::Scalar(1));
  const auto v = ar::view(m(cv::Rect(1, 1, 2, 2))); // the header is gone, the matrix is not
  m.at<std::uint8_t>(1, 1) = 99;
  v.visit([]<class T>(const ar::array_view<T>& a) {
    if constexpr (std::is_same_v<T, std::uint8_t>) CHECK(a(0, 0) == 99);
  });
}

TEST_CASE("OpenCV: no elements") {
  CHECK_REFUSED(ar::view(cv::Mat()), error_kind::parameter, "rank 0");
  CHECK_REFUSED(ar::view(cv::Mat_<float>()), error_kind::parameter, "rank 0");
  CHECK(ar::view(cv::Mat(0, 5, CV_32FC1)).extents() == ar::shape(0, 5));
  CHECK(ar::view(cv::Mat(5, 0, CV_8UC3)).extents() == ar::shape(5, 0, 3));
  const cv::Mat m(3, 3, CV_8UC1, cv::Scalar(0));
  const cv::Mat part = m(cv::Rect(1, 1, 0, 2));
  CHECK(ar::view(part).extents() == ar::shape(part.rows, part.cols));
}

TEST_CASE("OpenCV: what is no array of numbers is not viewable") {
  STATIC_REQUIRE(ar::viewable<cv::Mat>);
  STATIC_REQUIRE(ar::viewable<cv::Mat_<cv::Vec3b>>);
  STATIC_REQUIRE_FALSE(ar::viewable<cv::UMat>);
  STATIC_REQUIRE_FALSE(ar::viewable<cv::Scalar>);
  STATIC_REQUIRE_FALSE(ar::viewable<std::vector<cv::Mat>>);
  STATIC_REQUIRE_FALSE(ar::viewable<std::vector<cv::Point>>);
}
