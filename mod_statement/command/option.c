#include "command/option.h"

#include <string.h>

int option_take(const char **value, const char *name, int *i, int argc, const char *const *argv)
{
    size_t length = strlen(name);

    if (strncmp(argv[*i], name, length) == 0 && argv[*i][length] == '=') {
        *value = argv[*i] + length + 1;
        return 1;
    }
    if (strcmp(argv[*i], name) == 0 && *i + 1 < argc) {
        *value = argv[++*i];
        return 1;
    }
    return 0;
}
