#include "core/xml/container.h"

#include <string.h>

/* By their first letters: most names are settled with that. */
static const char *const containers['z' - 'a' + 1][7] = {
    ['b' - 'a'] = {"body", "blockquote"},
    ['c' - 'a'] = {"contact", "callout"},
    ['e' - 'a'] = {"entry", "event"},
    ['f' - 'a'] = {"figure"},
    ['g' - 'a'] = {"gallery", "glossary"},
    ['h' - 'a'] = {"head"},
    ['l' - 'a'] = {"list"},
    ['n' - 'a'] = {"note", "newsroom"},
    ['p' - 'a'] = {"points"},
    ['r' - 'a'] = {"row"},
    ['s' - 'a'] = {"statement", "section", "speech", "signatories", "signatory"},
    ['t' - 'a'] = {"table"},
};

int stm_container_is(const char *name)
{
    const char *const *container;

    if (*name < 'a' || *name > 'z') {
        return 0;
    }
    for (container = containers[*name - 'a']; *container != NULL; container++) {
        if (strcmp(name, *container) == 0) {
            return 1;
        }
    }
    return 0;
}
