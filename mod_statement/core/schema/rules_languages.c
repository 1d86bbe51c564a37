/* Languages that tags name, or do not. */
#include <apr_strings.h>
#include <string.h>

#include "core/i18n/language_tag.h"
#include "core/schema/rules.h"
#include "core/xml/plain.h"

/* Of each tag it is found out once: there may be thousands. */
typedef struct verdict_t {
    stm_tag_fault_t fault;
    const char *meant; /* the tag that was; NULL: nobody can tell */
} verdict_t;

typedef struct verdicts_t {
    apr_hash_t *known; /* verdict_t by tag */
    int meant;         /* how many were looked for by what was meant */
    apr_pool_t *pool;
} verdicts_t;

/* Looking for what was meant is slow where it is a name. */
#define MOST_MEANT 20

static const verdict_t *verdict_on(verdicts_t *verdicts, const char *lang)
{
    verdict_t *verdict = apr_hash_get(verdicts->known, lang, APR_HASH_KEY_STRING);

    if (verdict == NULL) {
        verdict = apr_pcalloc(verdicts->pool, sizeof(*verdict));
        verdict->fault = stm_language_tag_fault(lang);
        if (verdict->fault != STM_TAG_GOOD && verdict->fault != STM_TAG_MANY &&
            verdict->fault != STM_TAG_NONE && verdicts->meant++ < MOST_MEANT) {
            verdict->meant = stm_language_tag_meant(lang, verdicts->pool);
        }
        apr_hash_set(verdicts->known, lang, APR_HASH_KEY_STRING, verdict);
    }
    return verdict;
}

static const char *remedy_of(const verdict_t *verdict, const char *attribute, apr_pool_t *pool)
{
    if (verdict->fault == STM_TAG_MANY) {
        return strcmp(attribute, "hreflang") == 0
                   ? "Write the language of most of it, or delete hreflang."
                   : "Write the language of most of it; <span xml:lang=\"…\"> says where words are "
                     "in another.";
    }
    if (verdict->fault == STM_TAG_NONE) {
        return apr_psprintf(pool, "Write the language that it is in, as %s=\"en\".", attribute);
    }
    return verdict->meant ? apr_psprintf(pool, "Write %s=\"%s\".", attribute, verdict->meant)
                          : "Write a tag as \"en\", \"de-CH\" or \"zh-Hant\".";
}

static const char *words_of(stm_tag_fault_t fault)
{
    static const char *const words[] = {
        [STM_TAG_UNKNOWN] = "names no language",
        [STM_TAG_LONG] = "is a longer code than the one that tags have for this language",
        [STM_TAG_NONE] = "names no language",
        [STM_TAG_MANY] = "stands for several languages, and so names none",
        [STM_TAG_SCRIPT] = "names a script that does not exist",
        [STM_TAG_REGION] = "names a country that does not exist",
    };

    return words[fault];
}

/* Where marks and dates follow the tag. */
static const char *consequence(const xmlNode *node, stm_tag_fault_t fault)
{
    int has_none = fault == STM_TAG_UNKNOWN || fault == STM_TAG_NONE || fault == STM_TAG_MANY;

    return has_none && (stm_plain_is(node, "statement") || stm_plain_is(node, "section") ||
                        stm_plain_is(node, "note"))
               ? "; it gets the marks, dates and words of English"
               : "";
}

static void check_tag(const stm_check_t *check, const xmlNode *node, const char *attribute,
                      const char *lang, verdicts_t *verdicts)
{
    const verdict_t *verdict = lang ? verdict_on(verdicts, lang) : NULL;
    const char *remedy;

    if (verdict == NULL || verdict->fault == STM_TAG_GOOD) {
        return;
    }
    remedy = remedy_of(verdict, attribute, check->pool);
    if (verdict->fault == STM_TAG_MALFORMED) {
        stm_check_error(check, node, "language", remedy, "%s=\"%s\" is not a language tag",
                        attribute, lang);
    }
    else {
        stm_check_warning(check, node, "language", remedy, "%s=\"%s\" %s%s", attribute, lang,
                          words_of(verdict->fault),
                          *attribute == 'x' ? consequence(node, verdict->fault) : "");
    }
}

void stm_rules_languages(const stm_check_t *check)
{
    verdicts_t verdicts = {.known = apr_hash_make(check->pool), .pool = check->pool};

    for (const xmlNode *node = check->root; node; node = stm_plain_next(node, check->root)) {
        if (node->type == XML_ELEMENT_NODE && node->properties != NULL) {
            check_tag(check, node, "xml:lang", stm_plain_lang(node, check->pool), &verdicts);
            check_tag(check, node, "hreflang", stm_plain_attribute(node, "hreflang", check->pool),
                      &verdicts);
        }
    }
}
