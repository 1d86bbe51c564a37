#include <apr_strings.h>
#include <string.h>
#include <unicode/uldnames.h>
#include <unicode/uloc.h>

#include "core/i18n/cldr.h"
#include "core/i18n/language.h"
#include "core/i18n/locale.h"

/* A language tag on its way into words. */
typedef struct naming_t {
    const char *in_tag;
    char locale[ULOC_FULLNAME_CAPACITY];
    char language[ULOC_LANG_CAPACITY], script[ULOC_SCRIPT_CAPACITY], region[ULOC_COUNTRY_CAPACITY];
    apr_pool_t *pool;
} naming_t;

/* 0 where it has a variant or an extension as well, of which the table knows nothing. */
static int take_apart(naming_t *naming)
{
    char variant[ULOC_FULLNAME_CAPACITY];
    UErrorCode status = U_ZERO_ERROR;

    uloc_getLanguage(naming->locale, naming->language, sizeof(naming->language), &status);
    uloc_getScript(naming->locale, naming->script, sizeof(naming->script), &status);
    uloc_getCountry(naming->locale, naming->region, sizeof(naming->region), &status);
    return uloc_getVariant(naming->locale, variant, sizeof(variant), &status) == 0 &&
           U_SUCCESS(status) && strchr(naming->locale, '@') == NULL;
}

/* Some languages have names with script or region in them: "British English". What was not in it
 * is left in the naming. NULL where the language has no name. */
static const char *name_language(naming_t *naming)
{
    const char *code = apr_pstrcat(naming->pool, naming->language, "-", naming->script, NULL);
    const char *name = *naming->script ? stm_cldr_name(naming->in_tag, code, naming->pool) : NULL;

    if (name) {
        *naming->script = '\0';
        return name;
    }
    code = apr_pstrcat(naming->pool, naming->language, "-", naming->region, NULL);
    name = *naming->region ? stm_cldr_name(naming->in_tag, code, naming->pool) : NULL;
    if (name) {
        *naming->region = '\0';
        return name;
    }
    return stm_cldr_name(naming->in_tag, naming->language, naming->pool);
}

/* @a pattern with its {0} and {1} filled in. */
static const char *join(const naming_t *naming, const char *pattern, const char *first,
                        const char *second)
{
    const char *made = pattern, *at;

    at = strstr(made, "{1}");
    made = apr_pstrcat(naming->pool, apr_pstrmemdup(naming->pool, made, at - made), second, at + 3,
                       NULL);
    at = strstr(made, "{0}");
    return apr_pstrcat(naming->pool, apr_pstrmemdup(naming->pool, made, at - made), first, at + 3,
                       NULL);
}

/* "British English (Latin)"; where the name has brackets already, they take what is added as well.
 */
static const char *add(const naming_t *naming, const char *name, const char *added)
{
    const char *around = stm_cldr_name(naming->in_tag, "()", naming->pool);
    const char *comma = stm_cldr_name(naming->in_tag, ",", naming->pool);
    size_t length = strlen(name);

    if (!added || name[length - 1] != ')') {
        return added ? join(naming, around, name, added) : name;
    }
    name = apr_pstrmemdup(naming->pool, name, length - 1);
    return apr_pstrcat(naming->pool, join(naming, comma, name, added), ")", NULL);
}

/* From the table; NULL where it does not have all that the tag is made of. */
static const char *find_name(naming_t *naming)
{
    const char *name, *script, *region;

    if (!take_apart(naming) || !(name = name_language(naming))) {
        return NULL;
    }
    script = stm_cldr_name(naming->in_tag, naming->script, naming->pool);
    region = stm_cldr_name(naming->in_tag, naming->region, naming->pool);
    if ((*naming->script && !script) || (*naming->region && !region)) {
        return NULL;
    }
    if (script && region) {
        region = join(naming, stm_cldr_name(naming->in_tag, ",", naming->pool), script, region);
    }
    return add(naming, name, region ? region : script);
}

static void *open_names(const char *locale)
{
    UErrorCode status = U_ZERO_ERROR;

    return uldn_open(locale, ULDN_DIALECT_NAMES, &status);
}

static void close_names(void *names)
{
    uldn_close(names);
}

static const stm_locale_kind_t names_sort = {open_names, close_names};

/* From ICU; NULL. In English where the table does not know the language in which the name is
 * wanted: each ICU knows some that others do not. */
static const char *ask_icu(const naming_t *naming)
{
    const char *in_tag = stm_cldr_knows(naming->in_tag) ? naming->in_tag : "en";
    ULocaleDisplayNames *names = stm_locale_acquire(&names_sort, in_tag);
    UErrorCode status = U_ZERO_ERROR;
    UChar name[256];
    int32_t length = names ? uldn_localeDisplayName(names, naming->locale, name, 256, &status) : 0;

    stm_locale_release(&names_sort, in_tag, names);
    return U_SUCCESS(status) && length ? stm_locale_utf8(name, length, naming->pool) : NULL;
}

const char *stm_language_name(const char *tag, const char *in_tag, apr_pool_t *result_pool)
{
    naming_t naming = {.in_tag = in_tag, .pool = result_pool};
    UErrorCode status = U_ZERO_ERROR;
    const char *name = NULL;

    if (stm_language_is_tag(tag)) {
        uloc_forLanguageTag(tag, naming.locale, sizeof(naming.locale), NULL, &status);
        name = find_name(&naming);
        name = name || strcmp(tag, in_tag) != 0 ? name : stm_cldr_own(tag);
        name = name ? name : ask_icu(&naming);
    }
    return name ? name : apr_pstrdup(result_pool, tag);
}
