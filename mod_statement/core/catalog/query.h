/**
 * core/catalog/query - the catalog's inside: a query as the lists whose common members it wants,
 * and what stands between the moment at which is counted and that of the query.
 */
#ifndef CORE_CATALOG_QUERY_H
#define CORE_CATALOG_QUERY_H

#include "core/catalog/postings.h"

/* One list for each kind of filter, and one for the folder. */
#define STM_ASK_FOLDER STM_FACET_KINDS
#define STM_ASK_KINDS  (STM_FACET_KINDS + 1)

typedef struct stm_ask_list_t {
    apr_int64_t id; /* 0: not asked for */
    int count;
} stm_ask_list_t;

/* An entry that is not counted as the query sees it. */
typedef struct stm_correction_t {
    const char *place;
    apr_size_t size;
    int step;                         /* 1: is to be counted, too; -1: is not */
    apr_time_t moment;                /* when it appeared or went */
    const apr_array_header_t *labels; /* stm_ask_label_t */
} stm_correction_t;

typedef struct stm_ask_label_t {
    apr_int64_t list;
    int kind;
} stm_ask_label_t;

typedef struct stm_ask_t {
    stm_catalog_t *catalog;
    const char *newsroom;
    const stm_query_t *query;
    const apr_array_header_t *phrases; /* stm_phrase_t, where words are asked for */
    const char *match;                 /* the same, of the full-text index; NULL: there are none */
    const apr_array_header_t *owners;  /* int, see stm_search_match */
    stm_ask_list_t lists[STM_ASK_KINDS];
    int is_unknown[STM_ASK_KINDS]; /* nothing has that value */
    const char *past_folder;       /* the least text past all in the folder */
    const char *without_folders;   /* JSON */
    int has_folders_out;
    apr_array_header_t *corrections; /* stm_correction_t, by place */
    apr_pool_t *pool;
} stm_ask_t;

/** A list of texts as one value to bind: the statement stays the same however long the list is. */
const char *stm_ask_json(const apr_array_header_t *texts, apr_pool_t *result_pool);

/** Within one transaction of the reader. */
apr_status_t stm_ask_start(stm_ask_t *ask, stm_catalog_t *catalog, const char *newsroom,
                           const stm_query_t *query, apr_pool_t *pool);

/* The lists whose common members are wanted, the shortest first, without needless ones. */
typedef struct stm_choice_t {
    int count; /* of lists; 0: nothing can be found */
    stm_ask_list_t lists[STM_ASK_KINDS];
    int filters; /* of these, all but the folder's */
} stm_choice_t;

/** Without that of the kind @a but (0: with all). */
stm_choice_t stm_ask_choose(const stm_ask_t *ask, int but);

/** Whether counts alone tell how many @a choice has, with @a more lists of other kinds in it. */
int stm_ask_is_counted(const stm_ask_t *ask, const stm_choice_t *choice, int more);

/** Whether the query is of a span of time. */
int stm_ask_has_bounds(const stm_ask_t *ask);

/** How many @a choice has, where they tell. */
apr_status_t stm_ask_count(apr_int64_t *count, const stm_ask_t *ask, const stm_choice_t *choice);

int stm_ask_concerns(const stm_correction_t *correction, const stm_choice_t *choice);

/* Members of common lists: ?1 the first list (STM_SHOW_ALL: the newsroom's key), ?2 from where on,
 * ?3 the moment, ?4 to ?8 further lists, ?9 the folders that are left out, ?10 up to where. */
#define STM_ASK_VALUES 10
/** Binds them; ?2 lies behind the query's cursor. */
void stm_ask_bind(stm_value_t *values, const stm_ask_t *ask, const stm_choice_t *choice);

/** What comes after the query's cursor where all entries are listed, and the two values of it. */
#define STM_ASK_AFTER(moment, tie)                                                                 \
    " AND (" moment " IS NULL OR e.published_at < " moment " OR (e.published_at = " moment         \
    " AND e.tie > " tie "))"
void stm_ask_bind_cursor(stm_value_t *values, const stm_ask_t *ask);

#define STM_ASK_HAS(entry, list)                                                                   \
    "(" list " IS NULL OR EXISTS (SELECT 1 FROM labels h WHERE h.entry = " entry                   \
    " AND h.list = " list "))"
#define STM_ASK_HAS_ALL(entry)                                                                     \
    STM_ASK_HAS(entry, "?4")                                                                       \
    " AND " STM_ASK_HAS(entry, "?5") " AND " STM_ASK_HAS(entry, "?6") " AND " STM_ASK_HAS(         \
        entry, "?7") " AND " STM_ASK_HAS(entry, "?8")
#define STM_ASK_NOT_OUT " AND e.folder NOT IN (SELECT value FROM json_each(?9))"

/* What a list holds without a look at entries, all that may be shown, and that with what is over or
 * withdrawn. */
#define STM_ASK_IN_LIST                                                                            \
    " m.list = ?1 AND m.place >= ?2 AND m.place < ?10 AND m.shown_from <= ?3"                      \
    " AND " STM_ASK_HAS_ALL("m.entry")
#define STM_ASK_MEMBERS " FROM members m WHERE m.listed_until > ?3 AND" STM_ASK_IN_LIST
#define STM_ASK_BEGUN                                                                              \
    " FROM members m CROSS JOIN entries e ON e.id = m.entry WHERE" STM_ASK_IN_LIST STM_ASK_NOT_OUT
#define STM_ASK_PUBLISHED STM_ASK_BEGUN " AND m.listed_until > ?3"
#define STM_ASK_ALL                                                                                \
    " FROM entries e WHERE e.newsroom = " STM_ROOM " AND e.state IN (1, 3)"                        \
    " AND e.published_at <= ?2 AND e.published_at >= ?10"                                          \
    " AND e.listed_until > ?3 AND " STM_ASK_HAS_ALL("e.id") STM_ASK_NOT_OUT

#endif
