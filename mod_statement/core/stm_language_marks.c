#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unicode/uloc.h>
#include <unicode/ulocdata.h>
#include <unicode/ustring.h>

#include "stm_language.h"
#include "stm_locale.h"

/* The marks of one family, outer and inner; "\u2039\u202f" is six bytes. */
typedef struct family_t {
    char text[4][16]; /* outer open, outer close, inner open, inner close */
} family_t;

/* CLDR has some thirty families; each is kept once, for as long as the process lives. */
static family_t families[128]; /* guarded by families_lock */
static int family_count;       /* guarded by families_lock */
static pthread_mutex_t families_lock = PTHREAD_MUTEX_INITIALIZER;

/* Where CLDR 42 gives both levels the same pair, so that nobody could tell them apart, or not what
 * the country's papers print. */
static const struct {
    const char *locale;
    family_t family;
} settled[] = {
    {"nl", {{"“", "”", "‘", "’"}}},    {"bg", {{"„", "“", "‚", "‘"}}},
    {"de_CH", {{"«", "»", "‹", "›"}}}, {"de_LI", {{"«", "»", "‹", "›"}}},
    {"fr_CA", {{"«", "»", "“", "”"}}},
};

static const family_t english = {{"“", "”", "‘", "’"}};

static int is_settled(const char *locale, const char *name)
{
    size_t length = strlen(name);
    return strncmp(locale, name, length) == 0 && (!locale[length] || locale[length] == '_');
}

static void read_family(family_t *family, const char *locale)
{
    static const ULocaleDataDelimiterType types[] = {
        ULOCDATA_QUOTATION_START, ULOCDATA_QUOTATION_END, ULOCDATA_ALT_QUOTATION_START,
        ULOCDATA_ALT_QUOTATION_END};
    UErrorCode status = U_ZERO_ERROR;
    ULocaleData *data = ulocdata_open(locale, &status);
    size_t index;
    memset(family, 0, sizeof(*family));
    for (index = 0; index < 4; index++) {
        UChar wide[4];
        int32_t length = ulocdata_getDelimiter(data, types[index], wide, 4, &status);
        u_strToUTF8(family->text[index], 10, NULL, wide, length, &status);
    }
    if (data) {
        ulocdata_close(data);
    }
    if (U_FAILURE(status)) {
        *family = english;
    }
    for (index = 0; index < sizeof(settled) / sizeof(*settled); index++) {
        if (is_settled(locale, settled[index].locale)) {
            *family = settled[index].family;
        }
    }
}

/* French angle marks stand apart from the words, by a space that never ends a line; Swiss
 * printers take the narrow one. */
static void add_spaces(family_t *family, const char *locale)
{
    char language[ULOC_LANG_CAPACITY] = "", region[ULOC_COUNTRY_CAPACITY] = "";
    UErrorCode status = U_ZERO_ERROR;
    const char *space;
    int index;
    uloc_getLanguage(locale, language, sizeof(language), &status);
    uloc_getCountry(locale, region, sizeof(region), &status);
    if (strcmp(language, "fr") != 0) {
        return;
    }
    space = strcmp(region, "CH") == 0 ? "\u202f" : "\u00a0";
    for (index = 0; index < 4; index++) {
        char *text = family->text[index], bare[sizeof(family->text[0])];
        strcpy(bare, text);
        if (strcmp(bare, "«") == 0 || strcmp(bare, "‹") == 0) {
            snprintf(text, sizeof(bare), "%.6s%s", bare, space);
        }
        else if (strcmp(bare, "»") == 0 || strcmp(bare, "›") == 0) {
            snprintf(text, sizeof(bare), "%s%.6s", space, bare);
        }
    }
}

static void *intern_family(const char *locale)
{
    family_t family, *found = NULL;
    int index;
    read_family(&family, locale);
    add_spaces(&family, locale);
    pthread_mutex_lock(&families_lock);
    for (index = 0; index < family_count && !found; index++) {
        if (memcmp(&families[index], &family, sizeof(family)) == 0) {
            found = &families[index];
        }
    }
    if (!found && family_count < (int)(sizeof(families) / sizeof(*families))) {
        found = &families[family_count++];
        *found = family;
    }
    pthread_mutex_unlock(&families_lock);
    return found;
}

static const stm_locale_sort_t family_sort = {intern_family, NULL};

void stm_language_marks(stm_marks_t *marks, const char *tag, int level)
{
    family_t *kept = stm_locale_take(&family_sort, tag);
    const family_t *family = kept;
    int first = level > 0 && level % 2 == 0 ? 2 : 0;
    stm_locale_give(&family_sort, tag, kept);
    if (!family) {
        family = &english;
    }
    marks->open = family->text[first];
    marks->close = family->text[first + 1];
}
