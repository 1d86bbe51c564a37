/**
 * core/catalog/postings - the catalog's inside: lists that cost the same however long they are.
 *
 * Each value by which statements can be asked for (a tag, a year, a folder, …) is a list. A
 * statement has a label for each list it is in; what is final is also a member of it, in the order
 * of lists: a `place` sorts by visible_from, newest first, then as stm_catalog_tie.
 *
 * How many are listed is counted for each list, and for each pair of lists of two kinds, at one
 * moment (newsrooms.counted_at): that of the writer's last commit. A reader whose moment is another
 * corrects these counts by the few entries that appeared or went between the two, whichever is the
 * later. A long list is divided into blocks that know how many of those counted they hold: from
 * them a page's first entry is found without a walk over all before it.
 */
#ifndef CORE_CATALOG_POSTINGS_H
#define CORE_CATALOG_POSTINGS_H

#include "core/catalog/index.h"
#include "core/catalog/writer.h"

/* Kinds of lists; the first are those of facets. */
typedef enum {
    STM_LIST_TAG = STM_FACET_TAG,
    STM_LIST_YEAR = STM_FACET_YEAR,
    STM_LIST_LANG = STM_FACET_LANG, /* as written: "de-at" */
    STM_LIST_ISSUER = STM_FACET_ISSUER,
    STM_LIST_RANGE, /* each beginning of a language tag: "de", "de-at" */
    STM_LIST_BELOW, /* "" (all), "2026/": that folder and below */
    STM_LIST_IN     /* exactly that folder */
} stm_list_kind_t;

/* What SQL asks of a row with shown_from and listed_until, and what of an entry. */
#define STM_LISTED(moment) "shown_from <= " moment " AND listed_until > " moment

/* The ids of the entries that appear or go after one moment and until a later one. */
#define STM_MOVED(after, until)                                                                    \
    "SELECT id FROM entries WHERE newsroom = " STM_ROOM                                            \
    " AND state = 3 AND shown_from > -9223372036854775808"                                         \
    " AND shown_from > " after " AND shown_from <= " until                                         \
    " UNION ALL SELECT id FROM entries WHERE newsroom = " STM_ROOM                                 \
    " AND state = 3 AND expires_at < 9223372036854775807"                                          \
    " AND expires_at > " after " AND expires_at <= " until                                         \
    " UNION ALL SELECT id FROM entries WHERE newsroom = " STM_ROOM                                 \
    " AND state = 3 AND withdrawn_at < 9223372036854775807"                                        \
    " AND withdrawn_at > " after " AND withdrawn_at <= " until

/** Where an entry stands in lists; *size bytes. */
const char *stm_catalog_place(apr_size_t *size, apr_time_t visible_from, const char *tie,
                              apr_pool_t *result_pool);

/** What orders entries of one moment: the last that became public first, then by name. */
const char *stm_catalog_tie(const stm_entry_t *entry, apr_pool_t *result_pool);

/** Takes the entry @a name out of its lists before it is written anew, if it is known. */
apr_status_t stm_catalog_leave(stm_catalog_t *catalog, const char *newsroom, const char *name);
/** Puts it back as it is now. */
apr_status_t stm_catalog_join(stm_catalog_t *catalog, const char *newsroom, const char *name);

typedef struct stm_label_t {
    apr_int64_t list;
    int kind;
} stm_label_t;

/** Where and when an entry is in lists. */
typedef struct stm_membership_t {
    const char *place;
    apr_size_t size;
    apr_time_t shown_from, listed_until;
} stm_membership_t;

/** Has a label of the entry @a entry written before labels are read, or at the transaction's end;
 * one that is there already stays. @a text, and what @a membership points to, have to live in the
 * catalog's change_pool. */
void stm_catalog_add_label(stm_catalog_t *catalog, apr_int64_t entry, const stm_label_t *label,
                           const char *text);
/** The same of a member of the label's list. */
void stm_catalog_add_member(stm_catalog_t *catalog, apr_int64_t entry, const stm_label_t *label,
                            const stm_membership_t *membership);
/** Writes them now. */
apr_status_t stm_catalog_write_rows(stm_catalog_t *catalog);

/** Writes labels of the entry @a id, which has none of these yet, and adds them to @a labels
 * (stm_label_t): those of its folder, and of @a statement unless that is NULL. */
apr_status_t stm_catalog_label(apr_array_header_t *labels, stm_catalog_t *catalog,
                               const char *newsroom, apr_int64_t id, const stm_entry_t *entry,
                               const stm_statement_t *statement, apr_pool_t *scratch_pool);
/** Reads them (stm_label_t). */
apr_status_t stm_catalog_labels(apr_array_header_t **labels, stm_catalog_t *catalog, apr_int64_t id,
                                apr_pool_t *result_pool);

/** Puts an entry into lists as stm_catalog_join does, without looking at what was just written:
 * its row says already whether it is_counted, as stm_catalog_is_listed has it at the moment at
 * which is counted. */
void stm_catalog_enlist(stm_catalog_t *catalog, apr_int64_t id, const stm_entry_t *entry,
                        int is_counted, const apr_array_header_t *labels);

/** Counts from now on at @a moment. */
apr_status_t stm_catalog_count_at(stm_catalog_t *catalog, const char *newsroom, apr_time_t moment);

/** Notes @a step (1, -1) more in a list, or in a pair of lists (@a other and its kind; 0: none). */
void stm_catalog_count(stm_catalog_t *catalog, apr_int64_t list, apr_int64_t other, int kind,
                       int step);
/** Notes that the visible statement @a name, with these labels (stm_label_t), did so at the moment
 * that was told. */
void stm_catalog_touch_all(stm_catalog_t *catalog, const char *name,
                           const apr_array_header_t *labels);
/** The same of one that is visible at the moment at which is counted. */
apr_status_t stm_catalog_touch_entry(stm_catalog_t *catalog, const char *newsroom, const char *name,
                                     apr_time_t moment);
/** Notes that something of the list @a list came, changed or left at @a moment. */
void stm_catalog_touch(stm_catalog_t *catalog, apr_int64_t list, apr_time_t moment);
/** Notes the same at a place of a list, which has to live in the catalog's change_pool. */
void stm_catalog_count_place(stm_catalog_t *catalog, apr_int64_t list, const void *place,
                             apr_size_t size, int step);
#endif
