// What Ctrl-C and the signals like it do.
#pragma once

#include <string>
#include <vector>

/// From now on SIGINT, SIGTERM and SIGHUP end the program at once, with 128 and their number as the
/// exit code; temporary files that belong to the outputs are removed before. Signals that are
/// ignored, as under nohup, stay so. To be called once.
/// \param outputs paths of the files that may be written.
/// \param is_endless whether nothing but a signal ends the program: it then takes SIGINT even where
/// that is ignored, as in what a script starts in the background.
void handle_interrupts(const std::vector<std::string>& outputs, bool is_endless);

/// While it lives, the first signal is only noted, for who asks `interruption()` and brings to an
/// end what there is. The program ends at once with a second signal, or where nobody has asked for
/// ten seconds, as in a read from a pipe to which nobody writes.
class finish_when_interrupted {
public:
  finish_when_interrupted() noexcept;
  finish_when_interrupted(const finish_when_interrupted&) = delete;
  finish_when_interrupted& operator=(const finish_when_interrupted&) = delete;
  ~finish_when_interrupted();
};

/// The signal that was noted; 0 where none was.
[[nodiscard]] int interruption() noexcept;
