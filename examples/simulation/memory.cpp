// The peak of resident memory, from the system.
#include "memory.hpp"

#include <fstream>
#include <string>

#include <sys/resource.h>

std::size_t peak_resident_memory() {
  // Linux: getrusage() would count the program that started this one, too.
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (std::size_t kibibytes = 0; word == "VmHWM:" && status >> kibibytes) return kibibytes * 1024;
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) != 0 || usage.ru_maxrss < 0) return 0;
#ifdef __APPLE__
  return static_cast<std::size_t>(usage.ru_maxrss);
#else
  return static_cast<std::size_t>(usage.ru_maxrss) * 1024;
#endif
}
