/* The months by their names, as people write them in dates. */
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/udat.h>

#include "core/i18n/language.h"
#include "core/i18n/locale.h"

#define SHORTEST 3 /* letters of a name that is cut: "Nov", "Sept" */

#define KINDS   3
#define LONGEST 63 /* bytes of a name */

/* The names of one language, folded. */
typedef struct names_t {
    char names[KINDS][12][LONGEST + 1];
} names_t;

static const char *name_of(const UDateFormat *format, UDateFormatSymbolType kind, int month,
                           apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar name[64];
    int32_t length = udat_getSymbols(format, kind, month, name, 64, &status);

    return U_FAILURE(status) ? "" : stm_language_fold(stm_locale_utf8(name, length, pool), pool);
}

static void fill_names(names_t *names, const UDateFormat *format, apr_pool_t *pool)
{
    static const UDateFormatSymbolType kinds[KINDS] = {UDAT_MONTHS, UDAT_STANDALONE_MONTHS,
                                                       UDAT_SHORT_MONTHS};

    for (int kind = 0; kind < KINDS; kind++) {
        for (int month = 0; month < 12; month++) {
            apr_cpystrn(names->names[kind][month], name_of(format, kinds[kind], month, pool),
                        LONGEST + 1);
        }
    }
}

static void *open_names(const char *locale)
{
    UErrorCode status = U_ZERO_ERROR;
    UDateFormat *format = udat_open(UDAT_NONE, UDAT_LONG, locale, NULL, 0, NULL, 0, &status);
    names_t *names = U_FAILURE(status) ? NULL : calloc(1, sizeof(*names));
    apr_pool_t *pool;

    if (names != NULL) {
        apr_pool_create(&pool, NULL);
        fill_names(names, format, pool);
        apr_pool_destroy(pool);
    }
    udat_close(format);
    return names;
}

static const stm_locale_kind_t names_sort = {open_names, free};

static int count_letters(const char *text)
{
    int count = 0;

    for (; *text != '\0'; text++) {
        count += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return count;
}

/* Whether @a word is @a name, with or without a full stop, or its first letters: "nov", "nov.". */
static int is_name(const char *name, const char *word)
{
    size_t length = strlen(word);

    return strncmp(name, word, length) == 0 &&
           (name[length] == '\0' || strcmp(name + length, ".") == 0 ||
            count_letters(word) >= SHORTEST);
}

static int month_in(const char *folded, const char *tag)
{
    names_t *names = stm_locale_acquire(&names_sort, tag);
    int found = 0;

    for (int kind = 0; names != NULL && kind < KINDS; kind++) {
        for (int month = 0; found == 0 && month < 12; month++) {
            found = is_name(names->names[kind][month], folded) ? month + 1 : 0;
        }
    }
    stm_locale_release(&names_sort, tag, names);
    return found;
}

int stm_language_month(const char *word, const char *tag, apr_pool_t *scratch_pool)
{
    static const char *const languages[] = {"en", "de", "fr", "es", "it", "pt",
                                            "nl", "pl", "ar", "he", "ja", "zh"};
    const char *folded = stm_language_fold(word, scratch_pool);
    int month = *folded == '\0' ? 0 : month_in(folded, tag);

    for (size_t i = 0; *folded != '\0' && month == 0 && i < sizeof(languages) / sizeof(*languages);
         i++) {
        month = month_in(folded, languages[i]);
    }
    return month;
}
