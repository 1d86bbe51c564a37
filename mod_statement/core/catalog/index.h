/**
 * core/catalog/index - the derived index in SQLite: visibility at a moment, order, pages, edges.
 *
 * `index-N.db` in the state directory, N named by the small file `index.current`; can be built anew
 * from the directory and the history at any time. A damaged or outdated one is built anew under the
 * next N and switched to by renaming `index.current`; readers notice at their next call. One writer
 * (core/intake/scan); readers never write and never wait for a lock: before there is an index they
 * get APR_ENOENT, where it is damaged STM_ESTATE. Opened after fork only; a handle is used by one
 * thread at a time.
 *
 * The one visibility rule (docs/visibility.md): a statement is listed at a moment when its state is
 * FINAL, visible_from <= moment < min(expires_at, withdrawn_at). Its page is shown when the same
 * holds without expires_at. What was public once (first_public_at) under a visible_from that had
 * come then stays so, though the clock be set back. visible_from is the latest of its own
 * `published` and those of all it reproduces by `src`; STM_NEVER while one of them is a draft or
 * invalid.
 */
#ifndef CORE_CATALOG_INDEX_H
#define CORE_CATALOG_INDEX_H

#include <apr_file_info.h>
#include <apr_pools.h>
#include <apr_tables.h>
#include <apr_time.h>

#include "core/base/file_stamp.h"
#include "core/base/problem.h"
#include "core/site/archive.h"
#include "core/site/filter.h"
#include "core/site/list_cursor.h"
#include "core/site/newsroom.h"
#include "core/site/reference.h"
#include "core/site/statement.h"
#include "core/state/history.h"

typedef struct stm_catalog_t stm_catalog_t;

typedef enum {
    STM_STATE_UNSET = 0,
    STM_STATE_DRAFT,
    STM_STATE_INVALID, /* never passed the check */
    STM_STATE_FINAL,
    STM_STATE_DELETED /* was public, is gone */
} stm_state_t;

typedef struct stm_entry_t {
    const char *name;   /* "2026/name", relative to the root, without ".xml" */
    const char *folder; /* "2026/" or "" */
    const char *identity;
    stm_state_t state;
    const char *title, *summary, *lang;
    const char *published_text; /* as written */
    apr_time_t published_at, updated_at, visible_from, expires_at;
    apr_time_t withdrawn_at;    /* or deleted */
    apr_time_t first_public_at; /* 0: never was, as far as the intake has noticed */
    apr_int64_t version;        /* the generation at which it, or anything that its page takes from
                                   other entries, last changed; stm_catalog_put sets it itself */
    stm_file_stamp_t stamp;     /* of the file when it was last looked at */
    int is_broken;        /* the file now there has problems; its last good version is shown */
    const char *problems; /* JSON of its problems; NULL: none */
    const char *snippet;  /* of a search: words around the hits, see STM_HIT_START; NULL: none */
    const char *marked_title; /* of a search: the title with its hits; NULL: none */
} stm_entry_t;

apr_status_t stm_catalog_open(stm_catalog_t **catalog, const char *state_dir, stm_access_t access,
                              stm_problems_t *problems, apr_pool_t *result_pool);

/** See stm_database_release_idle. */
void stm_catalog_release_idle(stm_catalog_t *catalog);

/** Whether the newsroom has had its first complete scan, and the number of its last commit
 * (raised by each change). APR_ENOENT: never seen. */
apr_status_t stm_catalog_generation(apr_int64_t *generation, int *is_complete,
                                    stm_catalog_t *catalog, const char *newsroom);

/** Non-zero where the newsroom is known to have had that scan. */
int stm_catalog_is_complete(stm_catalog_t *catalog, const char *newsroom);

/** What tells this index from every other, built anew ones too: generations and versions of two
 * mean nothing to each other. APR_ENOENT: there is none yet. */
apr_status_t stm_catalog_instance(apr_int64_t *instance, stm_catalog_t *catalog);

/** Readers: has all that is asked until stm_catalog_release answered from the index that is the
 * current one now. Between two questions another may take its place, which has yet to be filled. */
apr_status_t stm_catalog_hold(stm_catalog_t *catalog);
void stm_catalog_release(stm_catalog_t *catalog);

/** The entry of @a name whatever its state; APR_ENOENT. */
apr_status_t stm_catalog_find(stm_entry_t **entry, stm_catalog_t *catalog, const char *newsroom,
                              const char *name, apr_pool_t *result_pool);

/** The same, or else the only one whose name differs in the form of its accents
 * (core/site/spelling). */
apr_status_t stm_catalog_find_alike(stm_entry_t **entry, stm_catalog_t *catalog,
                                    const char *newsroom, const char *name,
                                    apr_pool_t *result_pool);

/** The same for a name that a document has: where neither finds it, as the folders and the file
 * below @a root are spelt. */
apr_status_t stm_catalog_find_named(stm_entry_t **entry, stm_catalog_t *catalog,
                                    const stm_newsroom_t *newsroom, const char *name,
                                    apr_pool_t *result_pool);

/** The entry that holds @a identity (one that is invalid holds none); APR_ENOENT. */
apr_status_t stm_catalog_holder(stm_entry_t **entry, stm_catalog_t *catalog, const char *newsroom,
                                const char *identity, apr_pool_t *result_pool);

/** Final entries (stm_entry_t *) with this date, title and language; some of many. */
apr_status_t stm_catalog_alike(apr_array_header_t **entries, stm_catalog_t *catalog,
                               const char *newsroom, apr_time_t published_at, const char *title,
                               const char *lang, apr_pool_t *result_pool);

/** The visibility rule for one entry: whether its moment has come, whether its page is shown,
 * whether it is in lists. */
int stm_catalog_has_begun(const stm_entry_t *entry, apr_time_t moment);
int stm_catalog_is_listed(const stm_entry_t *entry, apr_time_t moment);
int stm_catalog_is_shown(const stm_entry_t *entry, apr_time_t moment);

/** Non-zero where it was public by @a moment and is withdrawn at it; a deleted one is not. */
int stm_catalog_is_withdrawn(const stm_entry_t *entry, apr_time_t moment);

/** Brings *next_change forward to where, after @a moment, what is shown of @a entry ends or begins.
 */
void stm_catalog_bound(apr_time_t *next_change, const stm_entry_t *entry, apr_time_t moment);

typedef enum {
    STM_ORDER_UNSET = 0, /* with words to search for as the filter says, else the newest first */
    STM_ORDER_NEWEST     /* the newest first, and nothing is counted */
} stm_list_order_t;

typedef struct stm_query_t {
    const char *folder; /* "" : all; "2026/": that folder and below */
    stm_show_t show;    /* ALL: drafts and embargoed ones too */
    apr_time_t moment;
    const apr_array_header_t *without_folders; /* const char *: not for this reader; may be NULL.
                                                  Exactly these: one below is named itself */
    int offset, limit;
    apr_time_t from, until; /* without words to search for: those of this span alone, which ends
                               before `until`; 0: no such bound */
    stm_filter_t filter;
    stm_list_order_t order;
    const stm_list_cursor_t *after; /* STM_ORDER_NEWEST: only what comes after it; NULL: all */
} stm_query_t;

/** The cursor of @a entry in the lists of a place that shows @a show. */
stm_list_cursor_t stm_catalog_cursor(const stm_entry_t *entry, stm_show_t show,
                                     apr_pool_t *result_pool);

/** Up to so many hits are ranked: more are told apart no better by words than by dates. */
#define STM_RANKED_MAX 2000

/** Entries (stm_entry_t *) newest first, of one moment the last that became public first, then by
 * name; *total counts all pages. PUBLISHED goes
 * by visible_from, ALL by published_at (undated drafts first); both without what has expired or is
 * withdrawn. With filter.q those that have all its words, with snippets: the best first and the
 * newest among equals, or where they are more than STM_RANKED_MAX, the newest first. All are
 * counted and on some page. Longer words than the last one are found, too (see core/search/query),
 * unless more than STM_RANKED_MAX have that itself. With STM_ORDER_NEWEST *total is the number of
 * @a entries, and what was listed before is not found again however much comes or goes. */
apr_status_t stm_catalog_list(apr_array_header_t **entries, int *total, stm_catalog_t *catalog,
                              const char *newsroom, const stm_query_t *query,
                              apr_pool_t *result_pool);

/** The archive document in which the first statement stands that @a query lists from its offset on;
 * it is over by query->until (0: the moment) unless it is as short as can be. It holds no more than
 * query->limit, unless it is as short as can be. APR_ENOENT: there is none, or words are searched
 * for. */
apr_status_t stm_catalog_archive(stm_archive_t *archive, stm_catalog_t *catalog,
                                 const char *newsroom, const stm_query_t *query);

/** The greatest moment up to the query's at which a statement is known to have come into the list
 * of
 * @a query, changed there or left it: as the intake has recorded it in @a history, and what came or
 * went by itself since. Of several filters, no greater one than that of each. 0: nothing is
 * recorded, as of what the first look of all has found. */
apr_status_t stm_catalog_moved(apr_time_t *moved, stm_catalog_t *catalog, stm_history_t *history,
                               const char *newsroom, const stm_query_t *query,
                               apr_pool_t *scratch_pool);

/** What was public and is withdrawn or deleted at the query's moment (stm_entry_t *): withdrawn_at
 * is when, the last of them first. Its filter and its span count for nothing. */
apr_status_t stm_catalog_gone(apr_array_header_t **entries, stm_catalog_t *catalog,
                              const char *newsroom, const stm_query_t *query,
                              apr_pool_t *result_pool);

/** Calls @a visit, with a name that lives until the call returns, for at most @a most entries of
 * the newsroom, in any state and any order. */
apr_status_t stm_catalog_each_name(stm_catalog_t *catalog, const char *newsroom, int most,
                                   void (*visit)(void *baton, const char *name), void *baton);

/** One facet value that statements of a list have. */
typedef struct stm_facet_t {
    stm_facet_kind_t kind;
    const char *value; /* for a filter */
    const char *text;  /* as the newest of these statements writes it */
    int count;
    const char *newest; /* with STM_ORDER_NEWEST: the name of that statement; else NULL */
} stm_facet_t;

/** The facet values (stm_facet_t) in what @a query lists, on all its pages: by kind, years newest
 * first, others by count, of each kind at most STM_FACETS_MAX. Each count is what the list has with
 * that value in place of the filter's own of the same kind. The filter's own values are always
 * there where they count anything. */
apr_status_t stm_catalog_facets(apr_array_header_t **facets, stm_catalog_t *catalog,
                                const char *newsroom, const stm_query_t *query,
                                apr_pool_t *result_pool);
#define STM_FACETS_MAX 24

/** Has facet->text be what the statement facet->newest writes. */
apr_status_t stm_catalog_facet_text(stm_facet_t *facet, stm_catalog_t *catalog,
                                    const char *newsroom, apr_pool_t *result_pool);

/** The values (stm_facet_t, without counts) of the statement @a name: years, tags, languages as
 * written and issuers. APR_ENOENT: there is no such entry. */
apr_status_t stm_catalog_values_of(apr_array_header_t **facets, stm_catalog_t *catalog,
                                   const char *newsroom, const char *name, apr_pool_t *result_pool);

/** The tag of the one language of all statements that are listed at @a moment (with @a show), cut
 * to the subtags that all of them share: "de" for de-AT and de-CH. NULL: there are none, or they
 * share no language. */
apr_status_t stm_catalog_language(const char **lang, stm_catalog_t *catalog, const char *newsroom,
                                  stm_show_t show, apr_time_t moment, apr_pool_t *result_pool);

/** Whether a reader may be told of an entry. */
typedef int stm_catalog_may_t(void *baton, const stm_entry_t *entry);

/** What the words that @a query searches for may be a slip of: the same with one word replaced by a
 * similar one, as some statement writes it that is found then and that @a may (NULL: all) lets
 * through. *meant NULL: nothing. */
apr_status_t stm_catalog_suggest(const char **meant, stm_catalog_t *catalog, const char *newsroom,
                                 const stm_query_t *query, stm_catalog_may_t *may, void *baton,
                                 apr_pool_t *result_pool);

/** The names (const char *) of statements that were public by the query's moment, whatever has
 * become of them since, and have the value that its filter has of @a kind (STM_FACET_UNSET: are in
 * its folder or below): those that are not deleted first, each newest first, at most @a limit of
 * each. Its other filters count for nothing. A search through deleted ones takes as long as they
 * are many, and is for values that some statement has. */
apr_status_t stm_catalog_ever_listed(apr_array_header_t **names, stm_catalog_t *catalog,
                                     const char *newsroom, const stm_query_t *query,
                                     stm_facet_kind_t kind, int limit, apr_pool_t *result_pool);

/** A value that statements have or have had. */
typedef struct stm_listed_value_t {
    stm_facet_kind_t kind; /* STM_FACET_UNSET: a folder, "" for all of them */
    const char *value;     /* for a filter; of a language each range, as "de" of de-AT */
    int count;             /* how many are listed with it, in a folder also those below */
} stm_listed_value_t;

/** All values (stm_listed_value_t) for which stm_catalog_ever_listed finds a statement at @a moment
 * in public lists, in no order. Takes three walks, see core/catalog/listing. */
apr_status_t stm_catalog_listed_values(apr_array_header_t **values, stm_catalog_t *catalog,
                                       const char *newsroom, apr_time_t moment,
                                       apr_pool_t *result_pool);

/** The entries (stm_entry_t *), whatever their state, that say they are @a name in another language
 * or of which it says so, by name; not itself. @a mounts (may be NULL) decide what their addresses
 * mean. */
apr_status_t stm_catalog_siblings(apr_array_header_t **entries, stm_catalog_t *catalog,
                                  const char *newsroom, const char *name,
                                  const stm_mounts_t *mounts, apr_pool_t *result_pool);

/** A translation as a statement itself names it. */
typedef struct stm_named_translation_t {
    const char *href, *lang; /* as written; lang may be NULL */
} stm_named_translation_t;

/** Those of the statement @a name, in the order of its document. */
apr_status_t stm_catalog_named_translations(apr_array_header_t **named, stm_catalog_t *catalog,
                                            const char *newsroom, const char *name,
                                            apr_pool_t *result_pool);

/** Folders (const char *, "2026/") that hold entries, for access decisions. */
apr_status_t stm_catalog_folders(apr_array_header_t **folders, stm_catalog_t *catalog,
                                 const char *newsroom, apr_pool_t *result_pool);

/** The next moment after @a moment at which some entry appears or goes by itself; STM_NEVER. */
apr_status_t stm_catalog_next_change(apr_time_t *next, stm_catalog_t *catalog, const char *newsroom,
                                     apr_time_t moment);

/** The last moment up to @a moment at which anything changed that readers of the newsroom see: by a
 * commit, or because some entry appeared or went by itself. Drafts and statements before their
 * moment do not count, those that are closed to some readers do. Never goes back. */
apr_status_t stm_catalog_last_change(apr_time_t *last, stm_catalog_t *catalog, const char *newsroom,
                                     apr_time_t moment);

/** Whether a statement that was public has been taken back, hidden or deleted by what came after
 * @a generation, and is so at @a moment; or was changed while it was. */
apr_status_t stm_catalog_has_hidden(int *has_hidden, stm_catalog_t *catalog, const char *newsroom,
                                    apr_int64_t generation, apr_time_t moment);

/** A statement that names a file. */
typedef struct stm_named_by_t {
    const char *name;
    int is_shown;           /* its page is shown, and not only what is internal names the file */
    int is_any;             /* it cannot be read, and may name the file as any other */
    stm_file_stamp_t stamp; /* of its document when it was last looked at */
} stm_named_by_t;

/** Calls @a visit for each statement that names @a file (a relative path), as attachment or
 * picture, by a link or any other address, until it gives non-zero; once for each way in which it
 * does. @a mounts (may be NULL) decide what these addresses mean. */
apr_status_t stm_catalog_named_by(stm_catalog_t *catalog, const char *newsroom, const char *file,
                                  const stm_mounts_t *mounts, apr_time_t moment,
                                  int (*visit)(void *baton, const stm_named_by_t *by), void *baton,
                                  apr_pool_t *scratch_pool);

/** Takes the path below the newsroom's root of a file that a page shows or links to. */
typedef void stm_catalog_file_t(void *baton, const char *path);

/** Calls @a visit for each such path on pages that are shown at @a moment, once; also for what is
 * no file or no file of the newsroom's. @a mounts decide what addresses mean. */
apr_status_t stm_catalog_shown_files(stm_catalog_t *catalog, const char *newsroom,
                                     const stm_mounts_t *mounts, apr_time_t moment,
                                     stm_catalog_file_t *visit, void *baton,
                                     apr_pool_t *scratch_pool);

/** When the last complete scan began, give or take half a minute: what is older was seen. 0: there
 * was none. */
apr_status_t stm_catalog_scanned_at(apr_time_t *looked_at, stm_catalog_t *catalog,
                                    const char *newsroom);

/** Non-zero where any statement, hidden ones too, names @a file, or may under some mount. */
int stm_catalog_shows_file(stm_catalog_t *catalog, const char *newsroom, const char *file);

/** Non-zero where the statement @a name, whatever its state, shows or links to @a file (a relative
 * path), and not only in what is internal. */
int stm_catalog_names_file(stm_catalog_t *catalog, const char *newsroom, const char *name,
                           const char *file);

/* Writer's side, used by core/intake/scan only. */
apr_status_t stm_catalog_begin(stm_catalog_t *catalog);
apr_status_t stm_catalog_commit(stm_catalog_t *catalog);
apr_status_t stm_catalog_rollback(stm_catalog_t *catalog);
/** The names (const char *) whose version the last commit raised, removed ones too; a transaction
 * changes one newsroom. Valid until the next stm_catalog_begin. */
const apr_array_header_t *stm_catalog_changed(const stm_catalog_t *catalog);
/** Writes @a entry as it is; edges are those of @a statement (NULL: they stay as they are). The
 * caller gives visible_from; where there are STM_EDGE_SOURCE edges it counts for nothing until
 * stm_catalog_resolve_sources. */
apr_status_t stm_catalog_put(stm_catalog_t *catalog, const char *newsroom, const stm_entry_t *entry,
                             const stm_statement_t *statement);
apr_status_t stm_catalog_remove(stm_catalog_t *catalog, const char *newsroom, const char *name);
/** A statement about which there is something else to say than before, for what it reproduces. */
typedef struct stm_resolved_t {
    const char *name;
    const stm_problems_t *problems; /* empty: nothing any more */
    const char *before;             /* JSON of what there was to say; NULL: nothing */
} stm_resolved_t;

/** Readers' counts are quickest for moments near @a moment from now on. Computes visible_from of
 * all that reproduce others, to the fixed point, and what the report says of those that @a moment
 * finds hidden for it. Adds to @a settled (stm_resolved_t, in its pool). */
apr_status_t stm_catalog_resolve_sources(apr_array_header_t *settled, stm_catalog_t *catalog,
                                         const char *newsroom, apr_time_t moment,
                                         apr_pool_t *scratch_pool);
/** Raises the generation (where @a is_changed) and marks the newsroom complete. */
apr_status_t stm_catalog_mark_complete(stm_catalog_t *catalog, const char *newsroom,
                                       int is_changed);
/** Notes in the transaction that a complete scan began at @a moment. */
apr_status_t stm_catalog_note_scan(stm_catalog_t *catalog, const char *newsroom, apr_time_t moment);

#endif
