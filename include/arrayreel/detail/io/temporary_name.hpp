// Names of temporary files, and the removal of those whose process was killed.
#pragma once

#include <string>

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// ".arrayreel-1f0c93a27b5e4d10-4026531836-1234-0.tmp" in a folder, whose name ends with a slash:
/// the boot of the machine, the namespace of processes, the process, and a number.
[[nodiscard]] ARRAYREEL_API std::string temporary_name(const std::string& folder, unsigned number);

/// Removes the temporary files in a folder whose processes are dead.
///
/// A file is removed only if all of this holds: its name has the form above; its boot and namespace
/// are those of this process; no process has its process number; it is a regular file of this
/// user's. Another machine that shares the folder has another boot, a container another namespace:
/// their processes cannot be seen from here, so their files stay. So does a file whose process
/// number now belongs to another process, as long as that runs, and a file from before the
/// machine's last start.
///
/// If the system does not tell its boot, nothing is removed. A process searches a folder once, up
/// to 65,536 entries of it, and at most 64 folders.
ARRAYREEL_API void remove_leftovers(const std::string& folder) noexcept;

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "temporary_name.ipp"
#endif
