#include "httpd/config/mentions.h"

#include <string.h>

int stmh_config_mentions(const ap_directive_t *tree, const char *word)
{
    for (; tree; tree = tree->next) {
        if ((tree->args && strstr(tree->args, word)) ||
            stmh_config_mentions(tree->first_child, word)) {
            return 1;
        }
    }
    return 0;
}
