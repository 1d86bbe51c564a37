#include "core/i18n/language_tag.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>
#include <unicode/uloc.h>

#include "core/i18n/language.h"
#include "core/i18n/locale.h"

/* The first parts of a tag, as it is written; "" where there is none. */
typedef struct parts_t {
    const char *language, *script, *region;
} parts_t;

static int is_letters(const char *part)
{
    while (apr_isalpha(*part)) {
        part++;
    }
    return *part == '\0';
}

static const char *in_case(const char *part, int (*change)(int), apr_pool_t *pool)
{
    char *copy = apr_pstrdup(pool, part);

    for (char *at = copy; *at != '\0'; at++) {
        *at = (unsigned char)*at < 0x80 ? (char)change((unsigned char)*at) : *at;
    }
    return copy;
}

static int to_lower(int byte)
{
    return apr_tolower(byte);
}

static int to_upper(int byte)
{
    return apr_toupper(byte);
}

/* What stands between the parts of a tag, or in place of that: "en_GB.UTF-8", "English (UK)". */
static parts_t parts_of(const char *tag, apr_pool_t *pool)
{
    static const char parting[] = "-_ ().@/,;";
    char *rest = apr_pstrdup(pool, tag), *state = NULL;
    char *part = apr_strtok(rest, parting, &state);
    parts_t parts = {"", "", ""};

    parts.language = part ? in_case(part, to_lower, pool) : "";
    for (part = part ? apr_strtok(NULL, parting, &state) : NULL; part != NULL;
         part = apr_strtok(NULL, parting, &state)) {
        size_t length = strlen(part);

        if (length == 1) {
            break;
        }
        if (length == 4 && is_letters(part) && *parts.script == '\0') {
            parts.script = in_case(part, to_lower, pool);
            *(char *)parts.script = (char)apr_toupper(*part);
        }
        else if (((length == 2 && is_letters(part)) ||
                  (length == 3 && strspn(part, "0123456789") == 3)) &&
                 *parts.region == '\0') {
            parts.region = in_case(part, to_upper, pool);
        }
    }
    return parts;
}

typedef int32_t (*namer_t)(const char *, const char *, UChar *, int32_t, UErrorCode *);

/* What CLDR calls it in the language @a in; "" where it knows none. */
static const char *name_of(namer_t namer, const char *locale, const char *in, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar name[128];
    int32_t length = namer(locale, in, name, 128, &status);

    return U_FAILURE(status) || length == 0 ? "" : stm_locale_utf8(name, length, pool);
}

/* CLDR gives what it does not know as its own name. */
static int has_name(namer_t namer, const char *locale, const char *part, apr_pool_t *pool)
{
    const char *name = name_of(namer, locale, "en", pool);

    return *name != '\0' && strcasecmp(name, part) != 0;
}

static int is_language(const char *code, apr_pool_t *pool)
{
    return has_name(uloc_getDisplayLanguage, code, code, pool);
}

/* The codes of libraries, which have shorter ones. */
static const char *bibliographic(const char *code)
{
    static const char *const codes[][2] = {
        {"alb", "sq"}, {"arm", "hy"}, {"baq", "eu"}, {"bur", "my"}, {"chi", "zh"},
        {"cze", "cs"}, {"dut", "nl"}, {"fre", "fr"}, {"geo", "ka"}, {"ger", "de"},
        {"gre", "el"}, {"ice", "is"}, {"mac", "mk"}, {"mao", "mi"}, {"may", "ms"},
        {"per", "fa"}, {"rum", "ro"}, {"slo", "sk"}, {"tib", "bo"}, {"wel", "cy"}};

    for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
        if (strcmp(codes[i][0], code) == 0) {
            return codes[i][1];
        }
    }
    return NULL;
}

/* The code of two letters for one of three; NULL: there is none. */
static const char *shorter(const char *code, apr_pool_t *pool)
{
    char language[ULOC_LANG_CAPACITY];
    UErrorCode status = U_ZERO_ERROR;

    if (strlen(code) != 3) {
        return NULL;
    }
    uloc_getLanguage(code, language, sizeof(language), &status);
    return U_SUCCESS(status) && strlen(language) == 2 ? apr_pstrdup(pool, language)
                                                      : bibliographic(code);
}

static int is_private(const char *region)
{
    return *region == 'X' || *region == 'Q' || strcmp(region, "AA") == 0 ||
           strcmp(region, "ZZ") == 0;
}

/* CLDR knows the United Kingdom by this code, too, but no tag may use it. */
static int is_region(const char *region, apr_pool_t *pool)
{
    if (strcmp(region, "UK") == 0) {
        return 0;
    }
    return apr_isdigit(*region) || is_private(region) ||
           has_name(uloc_getDisplayCountry, apr_pstrcat(pool, "und_", region, NULL), region, pool);
}

static int is_script(const char *script, apr_pool_t *pool)
{
    return strncmp(script, "Qa", 2) == 0 ||
           has_name(uloc_getDisplayScript, apr_pstrcat(pool, "und_", script, NULL), script, pool);
}

static stm_tag_fault_t fault_of_language(const char *code, apr_pool_t *pool)
{
    size_t length = strlen(code);

    if (strcmp(code, "mul") == 0) {
        return STM_TAG_MANY;
    }
    if (strcmp(code, "und") == 0 || strcmp(code, "mis") == 0 || strcmp(code, "x") == 0) {
        return STM_TAG_NONE;
    }
    if (length == 3) {
        return shorter(code, pool) ? STM_TAG_LONG : STM_TAG_GOOD;
    }
    return length == 1 || (length == 2 && is_language(code, pool)) ? STM_TAG_GOOD : STM_TAG_UNKNOWN;
}

static stm_tag_fault_t fault_of(const char *tag, apr_pool_t *pool)
{
    const parts_t parts = parts_of(tag, pool);
    stm_tag_fault_t fault = fault_of_language(parts.language, pool);

    if (fault == STM_TAG_GOOD && *parts.script != '\0' && !is_script(parts.script, pool)) {
        fault = STM_TAG_SCRIPT;
    }
    if (fault == STM_TAG_GOOD && *parts.region != '\0' && !is_region(parts.region, pool)) {
        fault = STM_TAG_REGION;
    }
    return fault;
}

stm_tag_fault_t stm_language_tag_fault(const char *tag)
{
    apr_pool_t *pool;
    stm_tag_fault_t fault;

    if (!stm_language_is_tag(tag)) {
        return STM_TAG_MALFORMED;
    }
    apr_pool_create(&pool, NULL);
    fault = fault_of(tag, pool);
    apr_pool_destroy(pool);
    return fault;
}

/* The language that is called so in English, German or by itself; NULL: none. */
static const char *by_name(const char *folded, apr_pool_t *pool)
{
    for (const char *const *code = uloc_getISOLanguages(); *code != NULL; code++) {
        const char *const in[] = {"en", *code, "de"};

        for (int i = 0; i < 3; i++) {
            const char *name = name_of(uloc_getDisplayLanguage, *code, in[i], pool);

            if (strcmp(stm_language_fold(name, pool), folded) == 0) {
                return *code;
            }
        }
    }
    return NULL;
}

/* The language of the country that has this code: "jp". */
static const char *by_country(const char *code, apr_pool_t *pool)
{
    const char *region = in_case(code, to_upper, pool);
    char full[ULOC_FULLNAME_CAPACITY], language[ULOC_LANG_CAPACITY] = "";
    UErrorCode status = U_ZERO_ERROR;

    if (strlen(code) != 2 || is_private(region) || !is_region(region, pool)) {
        return NULL;
    }
    uloc_addLikelySubtags(apr_pstrcat(pool, "und_", region, NULL), full, sizeof(full), &status);
    uloc_getLanguage(full, language, sizeof(language), &status);
    return U_SUCCESS(status) && *language != '\0' ? apr_pstrdup(pool, language) : NULL;
}

static const char *language_meant(const char *code, apr_pool_t *pool)
{
    const char *meant = shorter(code, pool);

    if (meant != NULL) {
        return meant;
    }
    if (fault_of_language(code, pool) == STM_TAG_GOOD && strlen(code) > 1) {
        return code;
    }
    meant = by_country(code, pool);
    return meant || strlen(code) < 4 ? meant : by_name(stm_language_fold(code, pool), pool);
}

static const char *meant_by(const char *tag, apr_pool_t *pool)
{
    const parts_t parts = parts_of(tag, pool);
    const char *language = language_meant(parts.language, pool);
    const char *script = *parts.script && is_script(parts.script, pool) ? parts.script : "";
    const char *region = strcmp(parts.region, "UK") == 0 ? "GB" : parts.region;

    if (language == NULL) {
        return NULL;
    }
    if (*region != '\0' && !is_region(region, pool)) {
        region = "";
    }
    return apr_pstrcat(pool, language, *script ? "-" : "", script, *region ? "-" : "", region,
                       NULL);
}

const char *stm_language_tag_meant(const char *tag, apr_pool_t *result_pool)
{
    apr_pool_t *pool;
    const char *meant;

    apr_pool_create(&pool, NULL);
    meant = meant_by(tag, pool);
    meant = meant && strcmp(meant, tag) != 0 ? apr_pstrdup(result_pool, meant) : NULL;
    apr_pool_destroy(pool);
    return meant;
}
