// Properties checked by RapidCheck inside a Catch2 test, with the number of trials and the seed
// printed: RC_PARAMS="seed=…" repeats a run.
#pragma once

#include <algorithm>
#include <iostream>
#include <sstream>
#include <string>

#include <rapidcheck.h>

#include "../catch.hpp"
#include "child.hpp"

namespace test {

template <class Property>
void check_property(const std::string& description, int trials, const Property& property) {
  rc::detail::TestParams parameters = rc::detail::configuration().testParams;
  // With sanitizers each takes ten times as long.
  parameters.maxSuccess = std::max(parameters.maxSuccess, under_asan ? trials / 10 + 10 : trials);
  rc::detail::TestMetadata metadata;
  metadata.id = description;
  metadata.description = description;
  const auto result = rc::detail::checkTestable(property, metadata, parameters);
  std::ostringstream text;
  rc::detail::printResultMessage(result, text);
  std::cout << description << ": seed=" << parameters.seed << ": " << text.str() << '\n';
  INFO(text.str());
  CHECK(result.template is<rc::detail::SuccessResult>());
}

} // namespace test
