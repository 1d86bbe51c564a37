/**
 * core/site/filter - parses the query string that filters a list, and writes it.
 *
 * Tags and issuers compare folded, languages case-insensitively; "de" also finds "de-AT". Parsing
 * never fails: it ignores unknown names and empty values. All functions may be called by any
 * thread.
 */
#ifndef CORE_SITE_FILTER_H
#define CORE_SITE_FILTER_H

#include <apr_pools.h>

typedef enum {
    STM_FACET_UNSET = 0,
    STM_FACET_TAG,
    STM_FACET_YEAR,
    STM_FACET_LANG,
    STM_FACET_ISSUER
} stm_facet_kind_t;

#define STM_FACET_KINDS 5

/* In which order what is searched for is listed. */
typedef enum { STM_FOUND_UNSET = 0, STM_FOUND_BEST, STM_FOUND_NEWEST } stm_found_order_t;

typedef struct stm_filter_t {
    const char *values[STM_FACET_KINDS]; /* by kind, as the index has them; NULL: any */
    const char *q;                       /* as typed, white space collapsed; NULL: any */
    stm_found_order_t order;             /* unset without words to search for; leaves nothing out */
} stm_filter_t;

/** Reads "tag=a+b&q=%C3%A9". @a query may be NULL. Of a name that stands twice the first value
 * counts; one too long is cut between two characters. */
void stm_filter_parse(stm_filter_t *filter, const char *query, apr_pool_t *result_pool);

/** Non-zero where the filter excludes statements. */
int stm_filter_is_set(const stm_filter_t *filter);

/** The number of its values; the words to search for count as one. */
int stm_filter_count(const stm_filter_t *filter);

/** The canonical query string of a filter, "" where it is not set: "tag=a%20b&q=%C3%A9". It leaves
 * the order out, because feeds have only one. */
const char *stm_filter_query(const stm_filter_t *filter, apr_pool_t *result_pool);

/** The same for archives, with the order unless it is the default. */
const char *stm_filter_ordered_query(const stm_filter_t *filter, apr_pool_t *result_pool);

/** The query of the list of statements with this topic. */
const char *stm_filter_tag_query(const char *tag, apr_pool_t *result_pool);

/** "tag", "year", "lang", "issuer". */
const char *stm_filter_kind_name(stm_facet_kind_t kind);

/** The value under which the index stores a label: folded, a language in small letters. NULL where
 * it is empty. */
const char *stm_filter_value(stm_facet_kind_t kind, const char *text, apr_pool_t *result_pool);

#endif
