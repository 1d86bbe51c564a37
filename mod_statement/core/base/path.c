#include "core/base/path.h"

#include <string.h>

int stm_path_holds(const char *folder, const char *path)
{
    const size_t size = strlen(folder);

    return strncmp(path, folder, size) == 0 && (path[size] == '\0' || path[size] == '/');
}
