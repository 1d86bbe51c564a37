/* Languages that tags name, or do not. */
#include <apr_strings.h>

#include "core/i18n/language_tag.h"
#include "core/schema/rules.h"
#include "core/xml/plain.h"

/* Of each tag it is found out once: there may be thousands. */
typedef struct verdict_t {
    stm_tag_fault_t fault;
    const char *remedy;
} verdict_t;

typedef struct verdicts_t {
    apr_hash_t *known; /* verdict_t by tag */
    int meant;         /* how many were looked for by what was meant */
    apr_pool_t *pool;
} verdicts_t;

#define FORM "Write a tag as \"en\", \"de-CH\" or \"zh-Hant\"."
#define MOST_OF                                                                                    \
    "Write the language of most of it; <span xml:lang=\"…\"> says where words are in another."
#define LANGUAGE "Write the language that it is in, as xml:lang=\"en\"."

/* Looking for what was meant is slow where it is a name. */
#define MOST_MEANT 20

static const char *remedy_of(verdicts_t *verdicts, stm_tag_fault_t fault, const char *lang)
{
    const char *meant = NULL;

    if (fault == STM_TAG_MANY || fault == STM_TAG_NONE) {
        return fault == STM_TAG_MANY ? MOST_OF : LANGUAGE;
    }
    if (verdicts->meant++ < MOST_MEANT) {
        meant = stm_language_tag_meant(lang, verdicts->pool);
    }
    return meant ? apr_psprintf(verdicts->pool, "Write xml:lang=\"%s\".", meant) : FORM;
}

static const verdict_t *verdict_on(verdicts_t *verdicts, const char *lang)
{
    verdict_t *verdict = apr_hash_get(verdicts->known, lang, APR_HASH_KEY_STRING);

    if (verdict == NULL) {
        verdict = apr_palloc(verdicts->pool, sizeof(*verdict));
        verdict->fault = stm_language_tag_fault(lang);
        verdict->remedy =
            verdict->fault == STM_TAG_GOOD ? NULL : remedy_of(verdicts, verdict->fault, lang);
        apr_hash_set(verdicts->known, lang, APR_HASH_KEY_STRING, verdict);
    }
    return verdict;
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

    return has_none && (stm_plain_is(node, "statement") || stm_plain_is(node, "section"))
               ? "; it gets the marks, dates and words of English"
               : "";
}

static void check_language(const stm_check_t *check, const xmlNode *node, verdicts_t *verdicts)
{
    const char *lang = stm_plain_lang(node, check->pool);
    const verdict_t *verdict = lang ? verdict_on(verdicts, lang) : NULL;

    if (verdict == NULL || verdict->fault == STM_TAG_GOOD) {
        return;
    }
    if (verdict->fault == STM_TAG_MALFORMED) {
        stm_check_error(check, node, "language", verdict->remedy,
                        "xml:lang=\"%s\" is not a language tag", lang);
    }
    else {
        stm_check_warning(check, node, "language", verdict->remedy, "xml:lang=\"%s\" %s%s", lang,
                          words_of(verdict->fault), consequence(node, verdict->fault));
    }
}

void stm_rules_languages(const stm_check_t *check)
{
    verdicts_t verdicts = {.known = apr_hash_make(check->pool), .pool = check->pool};

    for (const xmlNode *node = check->root; node; node = stm_check_next(node, check->root)) {
        if (node->type == XML_ELEMENT_NODE && node->properties != NULL) {
            check_language(check, node, &verdicts);
        }
    }
}
