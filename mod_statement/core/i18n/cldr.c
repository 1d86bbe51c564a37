#include "core/i18n/cldr.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "core/i18n/locale.h"

static int by_tag(const void *tag, const void *row)
{
    return strcmp(tag, ((const stm_cldr_row_t *)row)->tag);
}

static const stm_cldr_row_t *row_of(const char *tag)
{
    return bsearch(tag, stm_cldr_rows, (size_t)stm_cldr_row_count, sizeof(*stm_cldr_rows), by_tag);
}

static int has_script(const char *tag)
{
    const char *dash = strchr(tag, '-');

    return dash && strcspn(dash + 1, "-") == 4;
}

/* Cuts the last part off. A script that is the usual one of what is left goes with it; any other is
 * kept, and 0 where only it is left. */
static int shorten(char tag[STM_LOCALE_BYTES])
{
    char *dash = strrchr(tag, '-'), longer[STM_LOCALE_BYTES];

    if (!dash || (has_script(tag) && strchr(tag, '-') == dash)) {
        return 0;
    }
    *dash = '\0';
    strcpy(longer, tag);
    return stm_locale_tag(tag, longer);
}

/* The row of @a tag, or the nearest above it; NULL. */
static const stm_cldr_row_t *nearest(char tag[STM_LOCALE_BYTES])
{
    const stm_cldr_row_t *row;

    do {
        row = row_of(tag);
    } while (!row && shorten(tag));
    return row;
}

static const stm_cldr_row_t *above(const stm_cldr_row_t *row)
{
    char tag[STM_LOCALE_BYTES];

    strcpy(tag, row->above ? row->above : row->tag);
    return row->above || shorten(tag) ? nearest(tag) : NULL;
}

static const stm_cldr_row_t *find(const char *tag)
{
    char locale_tag[STM_LOCALE_BYTES] = "en";
    const stm_cldr_row_t *row;

    stm_locale_tag(locale_tag, tag);
    row = nearest(locale_tag);
    return row ? row : find("en");
}

const char *stm_cldr_get(const char *tag, stm_cldr_field_t field)
{
    const stm_cldr_row_t *row = find(tag);

    while (row && !row->texts[field]) {
        row = above(row);
    }
    return row ? row->texts[field] : NULL;
}

int stm_cldr_knows(const char *tag)
{
    char locale_tag[STM_LOCALE_BYTES] = "en";

    stm_locale_tag(locale_tag, tag);
    return nearest(locale_tag) != NULL;
}

const char *stm_cldr_own(const char *tag)
{
    const stm_cldr_row_t *row = row_of(tag);

    return row ? row->texts[STM_CLDR_OWN] : NULL;
}

/* Where the name of @a code begins in "DE=Germany|Latn=Latin|de=German"; NULL. */
static const char *find_name(const char *names, const char *code)
{
    size_t length = strlen(code);

    while (names && !(strncmp(names, code, length) == 0 && names[length] == '=')) {
        names = strchr(names, '|');
        names = names ? names + 1 : NULL;
    }
    return names ? names + length + 1 : NULL;
}

const char *stm_cldr_name(const char *tag, const char *code, apr_pool_t *result_pool)
{
    const stm_cldr_row_t *row = find(tag);
    const char *name = NULL;

    for (; row && !name; row = above(row)) {
        name = find_name(row->texts[STM_CLDR_NAMES], code);
    }
    return name ? apr_pstrmemdup(result_pool, name, strcspn(name, "|")) : NULL;
}
