/**
 * core/base/path - paths of files and folders, compared as text.
 */
#ifndef CORE_BASE_PATH_H
#define CORE_BASE_PATH_H

/** Non-zero where @a path is @a folder, which has no slash at its end, or is below it. Neither
 * needs to exist; "." and ".." have no meaning. */
int stm_path_holds(const char *folder, const char *path);

#endif
