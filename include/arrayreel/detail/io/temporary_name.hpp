// Names of temporary files, and what becomes of those whose process was killed.
#pragma once

#include <string>

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// ".arrayreel-1f0c93a27b5e4d10-4026531836-1234-0.tmp" in a folder, which ends with a slash: the
/// machine's boot, the processes' namespace, the process, and a number.
[[nodiscard]] std::string temporary_name(const std::string& folder, unsigned number);

/// Removes the temporary files in a folder whose processes are dead.
///
/// A file goes only where all of this is so: its name is one of the above; the boot and the
/// namespace in it are those of this process; no process has its number; it is a regular file of
/// this user's. Another machine that shares the folder has another boot, a container another
/// namespace: whether their processes live cannot be told from here, and their files stay. So does
/// a file whose process's number was given to another one, as long as that lives; so do those from
/// before the machine was started anew.
///
/// Where the system does not say which boot it is, nothing is removed. A folder is looked through
/// once in a process, 65,536 entries of it, and 64 folders at most.
ARRAYREEL_API void remove_leftovers(const std::string& folder) noexcept;

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "temporary_name.ipp"
#endif
