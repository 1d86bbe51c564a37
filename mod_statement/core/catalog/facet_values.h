/**
 * core/catalog/facet_values - the catalog's inside: by which values an entry is found, and how many
 * listed entries have each.
 *
 * A tag, a year, a language, an issuer, a folder is a facet value: one row of `facet_values`, with
 * the text as the first statement writes it. An entry has its values as bytes in one column,
 * `entries.facet_values`, which the covering indexes of lists hold too: a walk along such an index
 * filters, counts and finds a page without another look (core/catalog/listing). A statement that
 * writes a value another way has a row in `spellings`.
 *
 * `facet_values.count` is how many are listed at newsrooms.counted_at, the moment of the writer's
 * last commit. It answers the one query that most readers send, the whole archive, unfiltered,
 * without a walk: 0.1 ms instead of 2.5 ms for 10,000 entries.
 */
#ifndef CORE_CATALOG_FACET_VALUES_H
#define CORE_CATALOG_FACET_VALUES_H

#include "core/catalog/index.h"
#include "core/catalog/writer.h"

/* Kinds of values; the first are those of facets. The history has these numbers in its names of
 * lists. */
typedef enum {
    STM_KIND_TAG = STM_FACET_TAG,
    STM_KIND_YEAR = STM_FACET_YEAR,
    STM_KIND_LANG = STM_FACET_LANG, /* as written: "de-at" */
    STM_KIND_ISSUER = STM_FACET_ISSUER,
    STM_KIND_RANGE, /* each beginning of a language tag: "de", "de-at" */
    STM_KIND_BELOW, /* "" (all), "2026/": that folder and below */
    STM_KIND_FOLDER /* exactly that folder */
} stm_kind_t;

typedef struct stm_facet_value_t {
    apr_int64_t id;
    int kind;
} stm_facet_value_t;

/* What SQL asks of a row with shown_from and listed_until. */
#define STM_LISTED(moment) "shown_from <= " moment " AND listed_until > " moment

/* The ids of the entries that appear or go after one moment and until a later one. */
#define STM_MOVED(after, until)                                                                    \
    "SELECT id FROM entries WHERE newsroom = " STM_NEWSROOM_ID                                     \
    " AND state = 3 AND shown_from > -9223372036854775808"                                         \
    " AND shown_from > " after " AND shown_from <= " until                                         \
    " UNION ALL SELECT id FROM entries WHERE newsroom = " STM_NEWSROOM_ID                          \
    " AND state = 3 AND expires_at < 9223372036854775807"                                          \
    " AND expires_at > " after " AND expires_at <= " until                                         \
    " UNION ALL SELECT id FROM entries WHERE newsroom = " STM_NEWSROOM_ID                          \
    " AND state = 3 AND withdrawn_at < 9223372036854775807"                                        \
    " AND withdrawn_at > " after " AND withdrawn_at <= " until

/** What orders entries of one moment: the last that became public first, then by name. It begins
 * with so many digits. */
#define STM_TIE_DIGITS 16
const char *stm_catalog_tie(const stm_entry_t *entry, apr_pool_t *result_pool);

/** A value that a statement writes in another way than the first did. */
typedef struct stm_spelling_t {
    apr_int64_t value;
    const char *text;
} stm_spelling_t;

/** Adds the values (stm_facet_value_t) of @a entry, those of its folder and of @a statement (may be
 * NULL), and spellings (stm_spelling_t) that live as long as the catalog's change_pool. */
apr_status_t stm_facet_values_find(apr_array_header_t *values, apr_array_header_t *spellings,
                                   stm_catalog_t *catalog, const char *newsroom,
                                   const stm_entry_t *entry, const stm_statement_t *statement,
                                   apr_pool_t *scratch_pool);

/** @a values as bytes: kind and id of each in one number, seven bits a byte with the lowest first,
 * each but the first as the step from the one before it. */
stm_value_t stm_facet_values_write(const apr_array_header_t *values, apr_pool_t *result_pool);

/** The values (stm_facet_value_t) in column @a column of a row. */
apr_array_header_t *stm_facet_values_read(sqlite3_stmt *row, int column, apr_pool_t *result_pool);

/** Reads the value at @a at, the last one having been @a value ({0} at first); where the next one
 * is, or NULL behind the last. */
static inline const unsigned char *
stm_facet_value_next(stm_facet_value_t *value, const unsigned char *at, const unsigned char *end)
{
    apr_uint64_t step = 0;

    for (int shift = 0; at < end && shift < 63; shift += 7) {
        step |= (apr_uint64_t)(*at & 0x7f) << shift;
        if (!(*at++ & 0x80)) {
            step += (apr_uint64_t)value->id << 3 | (apr_uint64_t)value->kind;
            value->id = (apr_int64_t)(step >> 3);
            value->kind = (int)(step & 7);
            return at;
        }
    }
    return NULL;
}

/** Takes the entry @a name out of the counts before it is written anew; *values (may be NULL) are
 * those it had. APR_SUCCESS where there is none, too. */
apr_status_t stm_counts_remove(apr_array_header_t **values, stm_catalog_t *catalog,
                               const char *newsroom, const char *name);
/** Counts it as it is now. */
apr_status_t stm_counts_add(stm_catalog_t *catalog, const char *newsroom, const char *name);

/** The same of an entry that was just written with these @a values, and in whose row is_counted is
 * right already. */
void stm_counts_add_written(stm_catalog_t *catalog, const stm_entry_t *entry, int is_counted,
                            const apr_array_header_t *values);

/** Counts from now on at @a moment. */
apr_status_t stm_counts_move(stm_catalog_t *catalog, const char *newsroom, apr_time_t moment);

/** Writes the counts, at the end of a transaction. */
apr_status_t stm_counts_write(stm_catalog_t *catalog);

/** Notes that the statement @a name, if it is visible at the moment at which is counted, came,
 * changed or left at the moment that was told. */
apr_status_t stm_catalog_touch_entry(stm_catalog_t *catalog, const char *newsroom, const char *name,
                                     apr_time_t moment);
/* When something with a value last did so, in the open transaction. */
typedef struct stm_touched_value_t {
    apr_int64_t value;
    apr_time_t moment;
} stm_touched_value_t;

#endif
