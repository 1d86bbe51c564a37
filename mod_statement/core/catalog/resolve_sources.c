/* What reproduces another statement appears when all it reproduces has appeared, and never where
 * that would make a page beyond core/xml/bounds. Linear in all that is reproduced: a node settles
 * once the last of its sources has. */
#include <apr_hash.h>
#include <apr_strings.h>

#include "core/base/table.h"
#include "core/catalog/facet_values.h"
#include "core/catalog/index.h"
#include "core/i18n/date.h"

typedef struct node_t {
    apr_int64_t id;
    const char *name;
    stm_state_t state;
    apr_time_t own_from; /* by itself */
    int is_withdrawn;    /* a notice stands in its place: what it reproduced does not matter */
    apr_time_t from;     /* once is_settled */
    int is_settled;
    apr_time_t old_from;
    const char *old_problems;
    apr_array_header_t *sources; /* source_t */
    apr_array_header_t *users;   /* node_t *: which wait for this one to be settled */
    int waits;                   /* for so many of its sources */
    stm_weight_t page;           /* its own, once settled with all that it reproduces */
    apr_off_t bytes;
    const char *fault, *remedy; /* why its page is refused; NULL: it is not */
    const void *heavy;          /* the source_t that makes it so */
} node_t;

typedef struct source_t {
    const char *target;
    int line, column, times; /* so often at that place: one that is not known is the same for all */
    node_t *node;            /* NULL: missing */
} source_t;

typedef struct graph_t {
    apr_time_t moment;
    apr_hash_t *by_name;       /* node_t */
    apr_array_header_t *nodes; /* node_t *, those with sources */
    apr_pool_t *pool;
} graph_t;

#define NODE_COLUMNS(alias)                                                                        \
    alias ".id, " alias ".name, " alias ".state, " alias ".published_at, " alias                   \
          ".withdrawn_at, " alias ".visible_from, " alias ".source_problems, " alias ".weight"
#define NODE_WIDTH 8

static node_t *read_node(graph_t *graph, sqlite3_stmt *query, int column)
{
    const char *name = stm_database_text(query, column + 1, graph->pool);
    node_t *node = name ? apr_hash_get(graph->by_name, name, APR_HASH_KEY_STRING) : NULL;
    if (!name || node) {
        return node;
    }
    node = apr_pcalloc(graph->pool, sizeof(*node));
    node->id = sqlite3_column_int64(query, column);
    node->name = name;
    node->state = (stm_state_t)sqlite3_column_int(query, column + 2);
    node->own_from =
        node->state == STM_STATE_FINAL ? sqlite3_column_int64(query, column + 3) : STM_NEVER;
    node->is_withdrawn = sqlite3_column_int64(query, column + 4) <= graph->moment;
    node->old_from = sqlite3_column_int64(query, column + 5);
    node->old_problems = stm_database_text(query, column + 6, graph->pool);
    stm_bounds_read(&node->page, &node->bytes,
                    (const char *)sqlite3_column_text(query, column + 7));
    node->from = node->own_from;
    node->is_settled = 1;
    apr_hash_set(graph->by_name, name, APR_HASH_KEY_STRING, node);
    return node;
}

static void add_source(graph_t *graph, node_t *node, sqlite3_stmt *query)
{
    source_t *source;
    if (!node->sources) {
        node->sources = apr_array_make(graph->pool, 1, sizeof(source_t));
        node->is_settled = 0;
        APR_ARRAY_PUSH(graph->nodes, node_t *) = node;
    }
    source = apr_array_push(node->sources);
    source->node = read_node(graph, query, NODE_WIDTH);
    source->target = stm_database_text(query, 2 * NODE_WIDTH, graph->pool);
    source->line = sqlite3_column_int(query, 2 * NODE_WIDTH + 1);
    source->column = sqlite3_column_int(query, 2 * NODE_WIDTH + 2);
    source->times = sqlite3_column_int(query, 2 * NODE_WIDTH + 3);
}

/* The exact name wins over one in another form. */
#define NAMED_AS(name)                                                                             \
    "(SELECT n.name FROM entries n WHERE n.newsroom = x.newsroom AND n.name = " name "), "

static apr_status_t read_graph(graph_t *graph, stm_catalog_t *catalog, const char *newsroom)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, catalog->database,
        "SELECT " NODE_COLUMNS("e") ", " NODE_COLUMNS(
            "t") ", x.target, x.line, x.col, x.times"
                 " FROM edges x JOIN entries e ON e.id = x.entry"
                 " LEFT JOIN entries t ON t.newsroom = x.newsroom AND t.name = coalesce(" NAMED_AS(
                     "x.target") NAMED_AS("composed(x.target)")
                     NAMED_AS(
                         "decomposed(x.target)") "NULL)"
                                                 " WHERE x.newsroom = " STM_NEWSROOM_ID
                                                 " AND x.kind = 1 ORDER BY e.name, x.line, x.col",
        STM_VALUES(STM_TEXT(newsroom)));
    while (!status && !(status = stm_database_next(catalog->database, query))) {
        node_t *node = read_node(graph, query, 0);
        if (node) {
            add_source(graph, node, query);
        }
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

/* From when on a source is not in the way; 0 where it is known once its node is settled. */
static apr_time_t source_from(const source_t *source, int *is_known)
{
    const node_t *node = source->node;
    *is_known = 1;
    if (!node || node->state == STM_STATE_DRAFT || node->state == STM_STATE_INVALID) {
        return STM_NEVER;
    }
    if (node->state == STM_STATE_DELETED) {
        return 0;
    }
    if (node->is_withdrawn) {
        return node->own_from;
    }
    *is_known = node->is_settled;
    return node->from;
}

/* A notice in its place weighs nothing. */
static void weigh(node_t *node, const source_t *source, apr_pool_t *pool)
{
    const node_t *target = source->node;
    int is_shown = target && target->state == STM_STATE_FINAL && !target->is_withdrawn, i;
    static const stm_weight_t nothing;
    for (i = 0; i < source->times && !node->fault; i++) {
        stm_bounds_add(&node->page, is_shown ? &target->page : &nothing,
                       is_shown ? target->bytes : 0);
        node->fault = stm_bounds_fault(&node->page, &node->remedy, pool);
        node->heavy = node->fault ? source : NULL;
    }
}

static void settle_node(node_t *node, apr_pool_t *pool)
{
    apr_time_t from = node->own_from;
    int i;
    for (i = 0; !node->is_withdrawn && i < node->sources->nelts; i++) {
        const source_t *source = &APR_ARRAY_IDX(node->sources, i, source_t);
        int is_known;
        apr_time_t of_source = source_from(source, &is_known);
        from = of_source > from ? of_source : from;
        weigh(node, source, pool);
    }
    node->from = node->fault ? STM_NEVER : from;
    node->is_settled = 1;
}

/* Has each source that is not settled yet call @a node when it is. */
static void wait_for_sources(graph_t *graph, node_t *node)
{
    int i;
    for (i = 0; !node->is_withdrawn && i < node->sources->nelts; i++) {
        const source_t *source = &APR_ARRAY_IDX(node->sources, i, source_t);
        int is_known;
        source_from(source, &is_known);
        if (is_known) {
            continue;
        }
        if (!source->node->users) {
            source->node->users = apr_array_make(graph->pool, 2, sizeof(node_t *));
        }
        APR_ARRAY_PUSH(source->node->users, node_t *) = node;
        node->waits++;
    }
}

static void call_users(apr_array_header_t *ready, const node_t *node)
{
    int i;
    for (i = 0; node->users && i < node->users->nelts; i++) {
        node_t *user = APR_ARRAY_IDX(node->users, i, node_t *);
        if (!--user->waits) {
            APR_ARRAY_PUSH(ready, node_t *) = user;
        }
    }
}

/* What stays unsettled goes round in a circle, or leads into one. */
static void settle_graph(graph_t *graph)
{
    apr_array_header_t *ready = apr_array_make(graph->pool, graph->nodes->nelts, sizeof(node_t *));
    int i;
    for (i = 0; i < graph->nodes->nelts; i++) {
        wait_for_sources(graph, APR_ARRAY_IDX(graph->nodes, i, node_t *));
    }
    for (i = 0; i < graph->nodes->nelts; i++) {
        node_t *node = APR_ARRAY_IDX(graph->nodes, i, node_t *);
        if (!node->waits) {
            APR_ARRAY_PUSH(ready, node_t *) = node;
        }
    }
    for (i = 0; i < ready->nelts; i++) {
        node_t *node = APR_ARRAY_IDX(ready, i, node_t *);
        settle_node(node, graph->pool);
        call_users(ready, node);
    }
    for (i = 0; i < graph->nodes->nelts; i++) {
        node_t *node = APR_ARRAY_IDX(graph->nodes, i, node_t *);
        if (!node->is_settled) {
            node->from = STM_NEVER;
        }
    }
}

static void describe(stm_problems_t *problems, const node_t *node, const source_t *source,
                     apr_time_t moment, apr_pool_t *pool)
{
    const char *file = apr_pstrcat(pool, node->name, ".xml", NULL);
    int is_known;
    apr_time_t from = source_from(source, &is_known);
    if (!source->node) {
        stm_problems_add(problems, STM_SEVERITY_ERROR, "source-missing", file, source->line,
                         source->column, "Correct the name, or put the file into the folder.",
                         "There is no statement “%s” to reproduce",
                         source->target + (*source->target == '/'));
    }
    else if (!is_known) {
        stm_problems_add(problems, STM_SEVERITY_ERROR, "source-loop", file, source->line,
                         source->column,
                         "Take one of the statements out of the ring, or quote it by hand.",
                         "Reproducing “%s” leads in a circle", source->target);
    }
    else if (node->heavy == source) {
        stm_problems_add(problems, STM_SEVERITY_ERROR, "source-limit", file, source->line,
                         source->column, node->remedy, "%s", node->fault);
    }
    else if (from == STM_NEVER) {
        stm_problems_add(
            problems, STM_SEVERITY_WARNING, "source-hidden", file, source->line, source->column,
            "This statement is not shown until that one is published.",
            "The statement “%s”, which is reproduced here, is a draft or not published",
            source->target);
    }
    else if (from > moment && from > node->own_from) {
        stm_problems_add(problems, STM_SEVERITY_WARNING, "source-embargoed", file, source->line,
                         source->column, "This statement is not shown before that moment either.",
                         "The statement “%s”, which is reproduced here, is not public before %s",
                         source->target, stm_date_rfc3339(from, pool));
    }
}

static const stm_problems_t *describe_all(const node_t *node, apr_time_t moment, apr_pool_t *pool)
{
    stm_problems_t *problems = stm_problems_create(pool);
    int i, is_in_question = node->state != STM_STATE_DELETED && !node->is_withdrawn;
    for (i = 0; is_in_question && i < node->sources->nelts; i++) {
        describe(problems, node, &APR_ARRAY_IDX(node->sources, i, source_t), moment, pool);
    }
    return problems;
}

static void add_settled(apr_array_header_t *settled, const char *name,
                        const stm_problems_t *problems, const char *before)
{
    stm_resolved_t *added = apr_array_push(settled);
    added->name = apr_pstrdup(settled->pool, name);
    added->problems = problems;
    added->before = apr_pstrdup(settled->pool, before);
}

static apr_status_t write_node(apr_array_header_t *settled, stm_catalog_t *catalog,
                               const char *newsroom, const node_t *node, apr_time_t moment,
                               apr_pool_t *pool)
{
    apr_status_t status;
    const stm_problems_t *problems = describe_all(node, moment, settled->pool);
    const char *json = stm_problems_at(problems, 0) ? stm_problems_json(problems, pool) : NULL;
    apr_time_t from = node->state == STM_STATE_DELETED ? node->old_from : node->from;
    int is_same =
        json && node->old_problems ? !strcmp(json, node->old_problems) : json == node->old_problems;
    if (from == node->old_from && is_same) {
        return APR_SUCCESS;
    }
    if (!is_same) {
        add_settled(settled, node->name, problems, node->old_problems);
    }
    stm_catalog_note(catalog, node->name);
    status = stm_counts_remove(NULL, catalog, newsroom, node->name);
    if (!status) {
        status = stm_database_run(
            catalog->database,
            "UPDATE entries SET visible_from = ?2, source_problems = ?3 WHERE id = ?1",
            STM_VALUES(STM_NUMBER(node->id), STM_NUMBER(from), STM_TEXT(json)), NULL);
    }
    return status ? status : stm_counts_add(catalog, newsroom, node->name);
}

/* A statement that reproduces nothing any more keeps no word about it. */
static apr_status_t clear_former(apr_array_header_t *settled, stm_catalog_t *catalog,
                                 const char *newsroom)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, catalog->database,
        "UPDATE entries INDEXED BY entries_broken SET source_problems = NULL"
        " WHERE newsroom = " STM_NEWSROOM_ID " AND source_problems IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM edges WHERE entry = entries.id AND kind = 1)"
        " RETURNING name",
        STM_VALUES(STM_TEXT(newsroom)));
    while (!status && !(status = stm_database_next(catalog->database, query))) {
        const char *name = (const char *)sqlite3_column_text(query, 0);
        stm_catalog_note(catalog, name);
        add_settled(settled, name, stm_problems_create(settled->pool), "");
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static int has_source_edge(stm_catalog_t *catalog, const char *newsroom, const char *name)
{
    apr_int64_t kind;
    return stm_database_number(
               &kind, catalog->database,
               "SELECT kind FROM edges WHERE newsroom = " STM_NEWSROOM_ID
               " AND kind = 1 AND target IN"
               " (" STM_FORMS("?2") ")"
                                    " UNION ALL SELECT kind FROM edges WHERE kind = 1 AND entry = "
                                    "(SELECT id FROM"
                                    " entries WHERE newsroom = " STM_NEWSROOM_ID
                                    " AND name = ?2) LIMIT 1",
               STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name))) != APR_ENOENT;
}

static int has_any_source(stm_catalog_t *catalog, const char *newsroom)
{
    apr_int64_t kind;
    return stm_database_number(&kind, catalog->database,
                               "SELECT kind FROM edges WHERE newsroom = " STM_NEWSROOM_ID
                               " AND kind = 1 LIMIT 1",
                               STM_VALUES(STM_TEXT(newsroom))) != APR_ENOENT;
}

/* What neither reproduces nor is reproduced changes nothing here; most changes are of that sort. */
static int is_concerned(stm_catalog_t *catalog, const char *newsroom)
{
    const apr_array_header_t *names = stm_catalog_changed(catalog);
    int i;
    if (!has_any_source(catalog, newsroom)) {
        return 0;
    }
    for (i = 0; names && i < names->nelts; i++) {
        if (has_source_edge(catalog, newsroom, APR_ARRAY_IDX(names, i, const char *))) {
            return 1;
        }
    }
    return !names || !names->nelts;
}

apr_status_t stm_catalog_resolve_sources(apr_array_header_t *settled, stm_catalog_t *catalog,
                                         const char *newsroom, apr_time_t moment,
                                         apr_pool_t *scratch_pool)
{
    graph_t graph = {moment, stm_table_make(scratch_pool),
                     apr_array_make(scratch_pool, 8, sizeof(node_t *)), scratch_pool};
    apr_status_t status =
        is_concerned(catalog, newsroom) ? read_graph(&graph, catalog, newsroom) : APR_SUCCESS;
    int i;
    settle_graph(&graph);
    for (i = 0; !status && i < graph.nodes->nelts; i++) {
        status = write_node(settled, catalog, newsroom, APR_ARRAY_IDX(graph.nodes, i, node_t *),
                            moment, scratch_pool);
    }
    if (!status) {
        status = clear_former(settled, catalog, newsroom);
    }
    return status ? status : stm_counts_move(catalog, newsroom, moment);
}
