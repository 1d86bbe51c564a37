/* The months by their names, as people write them in dates. */
#include <string.h>
#include <unicode/udat.h>

#include "stm_language.h"
#include "stm_locale.h"

#define SHORTEST 3 /* letters of a name that is cut: "Nov", "Sept" */

static void *open_names(const char *locale)
{
    UErrorCode status = U_ZERO_ERROR;
    UDateFormat *names = udat_open(UDAT_NONE, UDAT_LONG, locale, NULL, 0, NULL, 0, &status);

    return U_FAILURE(status) ? NULL : names;
}

static void close_names(void *names)
{
    udat_close(names);
}

static const stm_locale_sort_t names_sort = {open_names, close_names};

static const char *name_of(const UDateFormat *names, UDateFormatSymbolType kind, int month,
                           apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar name[64];
    int32_t length = udat_getSymbols(names, kind, month, name, 64, &status);

    return U_FAILURE(status) ? "" : stm_language_fold(stm_locale_utf8(name, length, pool), pool);
}

static int count_letters(const char *text)
{
    int count = 0;

    for (; *text != '\0'; text++) {
        count += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return count;
}

/* "nov" is of "november", and so is "nov." */
static int is_name(const char *name, const char *word)
{
    size_t length = strlen(word);

    return strncmp(name, word, length) == 0 &&
           (name[length] == '\0' || strcmp(name + length, ".") == 0 ||
            count_letters(word) >= SHORTEST);
}

static int month_in(const char *word, const char *tag, apr_pool_t *scratch_pool)
{
    static const UDateFormatSymbolType kinds[] = {UDAT_MONTHS, UDAT_STANDALONE_MONTHS,
                                                  UDAT_SHORT_MONTHS};
    const char *folded = stm_language_fold(word, scratch_pool);
    UDateFormat *names = stm_locale_take(&names_sort, tag);
    int found = 0;

    for (int kind = 0; names != NULL && *folded != '\0' && kind < 3; kind++) {
        for (int month = 0; found == 0 && month < 12; month++) {
            found =
                is_name(name_of(names, kinds[kind], month, scratch_pool), folded) ? month + 1 : 0;
        }
    }
    stm_locale_give(&names_sort, tag, names);
    return found;
}

int stm_language_month(const char *word, const char *tag, apr_pool_t *scratch_pool)
{
    static const char *const languages[] = {"en", "de", "fr", "es", "it", "pt",
                                            "nl", "pl", "ar", "he", "ja", "zh"};
    int month = month_in(word, tag, scratch_pool);

    for (size_t i = 0; month == 0 && i < sizeof(languages) / sizeof(*languages); i++) {
        month = month_in(word, languages[i], scratch_pool);
    }
    return month;
}
