/**
 * A catalog that lives as long as one test, and ways to fill it.
 */
#ifndef CATALOG_H
#define CATALOG_H

#include "unit/folder.h"

#include <apr_file_io.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "core/catalog/index.h"
#include "core/catalog/report.h"

#define ROOM "0123456789abcdef0123456789abcdef"
#define NOON apr_time_from_sec(1777888800)

static const char *dir;
static stm_catalog_t *writer;

UNIT_MAY static stm_catalog_t *open_catalog(stm_access_t access, stm_problems_t *problems)
{
    stm_catalog_t *catalog;
    ck_assert_int_eq(stm_catalog_open(&catalog, dir, access, problems, pool), APR_SUCCESS);
    return catalog;
}

UNIT_MAY static void start(void)
{
    dir = folder_create();
    writer = open_catalog(STM_ACCESS_WRITE, stm_problems_create(pool));
}

UNIT_MAY static stm_entry_t entry_of(const char *name, stm_state_t state, apr_time_t published_at)
{
    const char *slash = strrchr(name, '/');
    stm_entry_t entry = {.name = name,
                         .state = state,
                         .published_at = published_at,
                         .expires_at = STM_NEVER,
                         .withdrawn_at = STM_NEVER};
    entry.folder = slash ? apr_pstrndup(pool, name, slash + 1 - name) : "";
    entry.identity = apr_pstrcat(pool, "urn:", name, NULL);
    entry.title = apr_pstrcat(pool, "Title of ", name, NULL);
    entry.visible_from = state == STM_STATE_FINAL ? published_at : STM_NEVER;
    return entry;
}

/* A statement with one edge; @a href NULL: with none. */
UNIT_MAY static stm_statement_t *statement_with(stm_edge_kind_t kind, const char *href)
{
    stm_statement_t *statement = apr_pcalloc(pool, sizeof(*statement));
    statement->edges = apr_array_make(pool, 1, sizeof(stm_edge_t));
    if (href) {
        stm_edge_t *edge = apr_array_push(statement->edges);
        edge->kind = kind;
        edge->href = href;
        edge->line = 7;
        edge->column = 3;
    }
    return statement;
}

UNIT_MAY static void put(stm_entry_t entry, const stm_statement_t *statement)
{
    ck_assert_int_eq(stm_catalog_begin(writer), APR_SUCCESS);
    ck_assert_int_eq(stm_catalog_put(writer, ROOM, &entry, statement), APR_SUCCESS);
    ck_assert_int_eq(stm_catalog_commit(writer), APR_SUCCESS);
}

UNIT_MAY static void put_final(const char *name, apr_time_t published_at)
{
    put(entry_of(name, STM_STATE_FINAL, published_at), NULL);
}

UNIT_MAY static stm_entry_t *find(const char *name)
{
    stm_entry_t *entry;
    ck_assert_int_eq(stm_catalog_find(&entry, writer, ROOM, name, pool), APR_SUCCESS);
    return entry;
}

#endif
