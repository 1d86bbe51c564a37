/* Writes what the addresses in a statement lead to, see core/catalog/edges.c. */
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "core/catalog/index.h"
#include "core/catalog/writer.h"
#include "core/edition/make.h"
#include "core/site/reference.h"

/* An entry whose edges are written. */
typedef struct writing_t {
    stm_catalog_t *catalog;
    apr_int64_t room, id;
    const char *name;
    apr_pool_t *pool;
} writing_t;

static apr_status_t insert_edge(const writing_t *writing, const stm_edge_t *edge,
                                stm_edge_kind_t kind, const char *target, const char *reference)
{
    return stm_database_run(
        writing->catalog->database,
        "INSERT INTO edges (newsroom, entry, kind, target, reference, line, col, href, lang)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
        " ON CONFLICT DO UPDATE SET times = times + 1",
        STM_VALUES(
            STM_NUMBER(writing->room), STM_NUMBER(writing->id), STM_NUMBER(kind), STM_TEXT(target),
            STM_TEXT(reference), STM_NUMBER(edge->line), STM_NUMBER(edge->column),
            STM_TEXT(kind == STM_EDGE_TRANSLATION ? edge->href : NULL), STM_TEXT(edge->lang)),
        NULL);
}

static apr_status_t insert_reference(const writing_t *writing, const stm_edge_t *edge,
                                     stm_edge_kind_t kind, const char *reference)
{
    return stm_reference_is_certain(reference)
               ? insert_edge(writing, edge, kind, reference, "")
               : insert_edge(writing, edge, kind, apr_filepath_name_get(reference), reference);
}

/* "name" where @a reference is "name.ext", which may be a format of it; NULL. */
static const char *stem_of(const char *reference, apr_pool_t *pool)
{
    const char *file = apr_filepath_name_get(reference), *dot = strrchr(file, '.');

    return dot && dot > file ? apr_pstrmemdup(pool, reference, (apr_size_t)(dot - reference))
                             : NULL;
}

/* The other side of a translation shows it. */
static void note_link(const writing_t *writing, const stm_edge_t *edge, const char *reference)
{
    const apr_array_header_t *ends;
    int i;

    if (edge->kind != STM_EDGE_TRANSLATION && edge->kind != STM_EDGE_LINK) {
        return;
    }
    if (stm_reference_is_certain(reference)) {
        stm_catalog_note_link(writing->catalog, reference);
    }
    else if (edge->kind == STM_EDGE_TRANSLATION) {
        ends = stm_reference_ends(reference, writing->pool);
        for (i = 0; i < ends->nelts; i++) {
            stm_catalog_note_link(writing->catalog, APR_ARRAY_IDX(ends, i, const char *));
        }
    }
}

static apr_status_t write_source(const writing_t *writing, const stm_edge_t *edge)
{
    const char *target = stm_edition_name(edge->href, writing->name, writing->pool);

    /* One that leads out of the newsroom is no statement's name, so it counts as missing. */
    return insert_edge(writing, edge, edge->kind,
                       target ? target : apr_pstrcat(writing->pool, "/", edge->href, NULL), "");
}

static int is_hidden(stm_edge_kind_t kind)
{
    return kind == STM_EDGE_INTERNAL || kind == STM_EDGE_NEXT;
}

static apr_status_t write_edge(const writing_t *writing, const stm_edge_t *edge)
{
    const char *reference, *stem;
    apr_status_t status;

    if (edge->kind == STM_EDGE_SOURCE) {
        return write_source(writing, edge);
    }
    if (strcmp(edge->href, STM_EDGE_ANY_FILE) == 0) {
        return insert_edge(writing, edge, edge->kind, STM_EDGE_ANY_FILE, "");
    }
    reference = stm_reference_make(edge->href, writing->name, writing->pool);
    if (!reference) {
        return APR_SUCCESS;
    }
    reference = stm_reference_name(reference, writing->pool);
    stem = is_hidden(edge->kind) ? NULL : stem_of(reference, writing->pool);
    note_link(writing, edge, reference);
    status = insert_reference(writing, edge, edge->kind, reference);
    return status || !stem ? status : insert_reference(writing, edge, STM_EDGE_FORMAT, stem);
}

apr_status_t stm_catalog_write_edges(stm_catalog_t *catalog, apr_int64_t room, apr_int64_t id,
                                     const char *name, const apr_array_header_t *edges,
                                     apr_pool_t *scratch_pool)
{
    const writing_t writing = {catalog, room, id, name, scratch_pool};
    apr_status_t status = APR_SUCCESS;
    int i;

    for (i = 0; !status && i < edges->nelts; i++) {
        status = write_edge(&writing, &APR_ARRAY_IDX(edges, i, stm_edge_t));
    }
    return status;
}

apr_status_t stm_catalog_put_next(stm_catalog_t *catalog, const char *newsroom, const char *name,
                                  const apr_array_header_t *edges)
{
    writing_t writing = {.catalog = catalog, .name = name};
    stm_catalog_newsroom_t *room;
    apr_status_t status = stm_catalog_newsroom(&room, catalog, newsroom);

    if (!status) {
        writing.room = room->id;
        status = stm_database_number(&writing.id, catalog->database,
                                     "SELECT id FROM entries WHERE newsroom = ?1 AND name = ?2",
                                     STM_VALUES(STM_NUMBER(room->id), STM_TEXT(name)));
    }
    if (!status) {
        status =
            stm_database_run(catalog->database, "DELETE FROM edges WHERE entry = ?1 AND kind = 7",
                             STM_VALUES(STM_NUMBER(writing.id)), NULL);
    }
    apr_pool_create(&writing.pool, catalog->database_pool);
    for (int i = 0; !status && i < edges->nelts; i++) {
        stm_edge_t edge = APR_ARRAY_IDX(edges, i, stm_edge_t);

        if (edge.kind != STM_EDGE_SOURCE) {
            edge.kind = STM_EDGE_NEXT;
            status = write_edge(&writing, &edge);
        }
    }
    apr_pool_destroy(writing.pool);
    return status;
}
