#include "core/xml/wellformed.h"

#include <string.h>

#include "core/xml/bounds.h"
#include "core/xml/reader.h"

/* To the end of the start tag at @a at, which need not be well-formed; counts its quoted values.
 * *crowded: the first value beyond the bound. */
static const char *pass_tag(const char *at, const char *end, const char **crowded)
{
    int values = 0;

    while (at < end && *at != '>') {
        if (*at == '"' || *at == '\'') {
            const char *close = memchr(at + 1, *at, (size_t)(end - at - 1));

            if (++values > STM_BOUND_ATTRIBUTES) {
                *crowded = at;
                return at;
            }
            at = close ? close : end - 1;
        }
        at++;
    }
    return at;
}

/* Past the comment, section or instruction at @a at; NULL: it is none. */
static const char *pass_aside(const char *at, const char *end)
{
    static const char *const asides[][2] = {{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}};

    if (end - at < 2 || (at[1] != '!' && at[1] != '?')) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof(asides) / sizeof(*asides); i++) {
        size_t length = strlen(asides[i][0]);

        if ((size_t)(end - at) >= length && memcmp(at, asides[i][0], length) == 0) {
            const char *close = memmem(at + length, (size_t)(end - at) - length, asides[i][1],
                                       strlen(asides[i][1]));

            return close ? close + strlen(asides[i][1]) : end;
        }
    }
    return NULL;
}

const char *stm_wellformed_crowded(const stm_source_t *source)
{
    const char *end = source->text + source->size, *crowded = NULL;
    const char *at = memchr(source->text, '<', source->size);

    while (at != NULL && crowded == NULL) {
        const char *aside = pass_aside(at, end);

        at = aside ? aside : pass_tag(at, end, &crowded);
        at = at < end ? memchr(at, '<', (size_t)(end - at)) : NULL;
    }
    return crowded;
}

void stm_wellformed_refuse_crowded(const stm_source_t *source, const char *crowded,
                                   stm_problems_t *problems)
{
    stm_cursor_t cursor;

    stm_cursor_start(&cursor, source);
    stm_cursor_move(&cursor, crowded);
    stm_problems_add(problems, STM_SEVERITY_ERROR, "too-many", source->name, cursor.line,
                     cursor.column, "Delete those that are not in the vocabulary.",
                     "More than %d attributes stand in one tag", STM_BOUND_ATTRIBUTES);
}
