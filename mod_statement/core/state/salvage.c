#include "core/state/salvage.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/state/salvage_source.h"

/* Rows are asked for one by one: what lies behind a damaged page is reached, too. A damaged number
 * must not have us ask for ever. */
#define MOST_ROWS 10000000

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))

typedef struct salvage_t {
    const char *copy; /* of the damaged file */
    sqlite3 *from;    /* the copy; NULL: nothing for SQLite */
    stm_database_t *to;
    apr_int64_t last; /* the highest id of a statement */
    int count;
    apr_pool_t *pool;
} salvage_t;

static const char *beside(const char *path, const char *ending, apr_pool_t *pool)
{
    return apr_pstrcat(pool, path, ending, NULL);
}

/* A query of the damaged file that gives its first row, or NULL. */
static sqlite3_stmt *ask(salvage_t *salvage, const char *sql, apr_int64_t number)
{
    sqlite3_stmt *query = NULL;
    if (salvage->from && sqlite3_prepare_v2(salvage->from, sql, -1, &query, NULL) == SQLITE_OK) {
        sqlite3_bind_int64(query, 1, number);
        if (sqlite3_step(query) == SQLITE_ROW) {
            return query;
        }
    }
    sqlite3_finalize(query);
    return NULL;
}

static apr_int64_t highest(salvage_t *salvage, const char *sql, apr_int64_t known)
{
    sqlite3_stmt *query = ask(salvage, sql, 0);
    apr_int64_t found = query ? sqlite3_column_int64(query, 0) : 0;
    sqlite3_finalize(query);
    return found > known && found < MOST_ROWS ? found : known;
}

/* One row into the new file, its columns as they are; a row that contradicts another is left. */
static apr_status_t copy_row(salvage_t *salvage, sqlite3_stmt *row, const char *sql)
{
    stm_value_t values[8] = {{.type = STM_VALUE_END}};
    int i, count = sqlite3_column_count(row);
    for (i = 0; i < count; i++) {
        switch (sqlite3_column_type(row, i)) {
        case SQLITE_INTEGER:
            values[i] = (stm_value_t)STM_NUMBER(sqlite3_column_int64(row, i));
            break;
        case SQLITE_BLOB:
            values[i] = (stm_value_t)STM_BLOB(sqlite3_column_blob(row, i),
                                              (apr_size_t)sqlite3_column_bytes(row, i));
            values[i].text = values[i].text ? values[i].text : "";
            break;
        default:
            values[i] = (stm_value_t)STM_TEXT((const char *)sqlite3_column_text(row, i));
        }
    }
    values[count].type = STM_VALUE_END;
    return stm_database_run(salvage->to, sql, values, NULL);
}

/* All rows from one end until something cannot be read. */
static apr_status_t copy_rows(salvage_t *salvage, const char *select, const char *insert)
{
    sqlite3_stmt *query = ask(salvage, select, 0);
    apr_status_t status = APR_SUCCESS;
    while (query && !status) {
        status = copy_row(salvage, query, insert);
        if (sqlite3_step(query) != SQLITE_ROW) {
            break;
        }
    }
    sqlite3_finalize(query);
    return status;
}

static apr_status_t copy_one(salvage_t *salvage, const char *select, const char *insert,
                             apr_int64_t id)
{
    sqlite3_stmt *query = ask(salvage, select, id);
    apr_status_t status = query ? copy_row(salvage, query, insert) : APR_SUCCESS;
    sqlite3_finalize(query);
    return status;
}

#define STATEMENT "id, newsroom, identity, name, first_public_at, deleted_at, changed_at"

typedef struct transfer_t {
    const char *select, *insert;
} transfer_t;

#define INTO_STATEMENTS                                                                            \
    "INSERT OR IGNORE INTO statements (" STATEMENT ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
#define INTO_VERSIONS "INSERT OR IGNORE INTO versions (statement, bytes) VALUES (?1, ?2)"
#define INTO_NEWSROOMS                                                                             \
    "INSERT OR IGNORE INTO newsrooms (id, key, root, identity) VALUES (?1, ?2, ?3, ?4)"
#define INTO_NAMES "INSERT OR IGNORE INTO names (newsroom, name, statement) VALUES (?1, ?2, ?3)"

static const transfer_t by_id[] = {
    {"SELECT " STATEMENT " FROM statements WHERE id = ?1 AND identity IS NOT NULL"
     " AND name IS NOT NULL",
     INTO_STATEMENTS},
    {"SELECT statement, bytes FROM versions WHERE statement = ?1 AND bytes IS NOT NULL",
     INTO_VERSIONS},
};

/* What a lost page higher up hides: a table whose root is a leaf has that leaf's rows. They may be
 * another table's, or long deleted; the types of the columns tell the table. */
#define LEAF        0x0d /* https://www.sqlite.org/fileformat2.html, section 1.6 */
#define READ_SCHEMA "PRAGMA writable_schema = RESET; PRAGMA writable_schema = ON"
#define MOVE_ROOTS                                                                                 \
    "UPDATE sqlite_schema SET rootpage = %ld"                                                      \
    " WHERE name IN ('statements', 'versions', 'newsrooms');" READ_SCHEMA

static const transfer_t by_leaf[] = {
    {"SELECT " STATEMENT " FROM statements WHERE id > 0 AND id < 10000000"
     " AND typeof(newsroom) = 'integer' AND typeof(identity) = 'text' AND typeof(name) = 'text'"
     " AND typeof(first_public_at) = 'integer' AND typeof(deleted_at) = 'integer'"
     " AND typeof(changed_at) = 'integer'",
     INTO_STATEMENTS},
    {"SELECT statement, bytes FROM versions WHERE statement > 0 AND statement < 10000000"
     " AND typeof(bytes) = 'blob'",
     INTO_VERSIONS},
    {"SELECT id, key, root, identity FROM newsrooms WHERE id > 0 AND id < 10000000"
     " AND typeof(key) = 'text'",
     INTO_NEWSROOMS},
};

#define NAMES "SELECT newsroom, name, statement FROM names ORDER BY "

/* Indexes of the damaged file hold what a lost row had; after that, what still has no name or no
 * statement is of no use. */
static const transfer_t by_scan[] = {
    {"SELECT id, key, root, identity FROM newsrooms ORDER BY id", INTO_NEWSROOMS},
    {"SELECT id, key, NULL, NULL FROM newsrooms ORDER BY key", INTO_NEWSROOMS},
    {NAMES "newsroom, name", INTO_NAMES},
    {NAMES "newsroom DESC, name DESC", INTO_NAMES},
    {"SELECT newsroom, list, moment FROM moments",
     "INSERT OR IGNORE INTO moments (newsroom, list, moment) VALUES (?1, ?2, ?3)"},
    {"SELECT id, newsroom, kind, identity, name, other, moment FROM notices ORDER BY id",
     "INSERT OR IGNORE INTO notices (id, newsroom, kind, identity, name, other, moment)"
     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"},
    {"SELECT id, newsroom, identity FROM statements ORDER BY newsroom, identity",
     "INSERT OR IGNORE INTO statements (" STATEMENT ")"
     " SELECT ?1, ?2, ?3, n.name, 0, 0, 0 FROM names n WHERE n.statement = ?1 LIMIT 1"},
};

static apr_status_t copy_all_of(salvage_t *salvage, const transfer_t *transfers, size_t count)
{
    apr_status_t status = APR_SUCCESS;
    size_t i;
    for (i = 0; i < count && !status; i++) {
        status = copy_rows(salvage, transfers[i].select, transfers[i].insert);
    }
    return status;
}

static apr_status_t copy_leaf(salvage_t *salvage, long page)
{
    char *sql = sqlite3_mprintf(MOVE_ROOTS, page);
    int code = sqlite3_exec(salvage->from, sql, NULL, NULL, NULL);
    sqlite3_free(sql);
    return code == SQLITE_OK ? copy_all_of(salvage, by_leaf, COUNT_OF(by_leaf)) : APR_SUCCESS;
}

static apr_status_t copy_leaves(salvage_t *salvage)
{
    FILE *file = salvage->from ? fopen(salvage->copy, "rb") : NULL;
    apr_status_t status = APR_SUCCESS;
    long page;
    if (!file) {
        return APR_SUCCESS;
    }
    sqlite3_exec(salvage->from, "BEGIN", NULL, NULL, NULL);
    for (page = 2; !status && !fseek(file, (page - 1) * STM_SALVAGE_PAGE, SEEK_SET); page++) {
        int kind = getc(file);
        if (kind == EOF) {
            break;
        }
        status = kind == LEAF ? copy_leaf(salvage, page) : APR_SUCCESS;
    }
    sqlite3_exec(salvage->from, "ROLLBACK;" READ_SCHEMA, NULL, NULL, NULL);
    fclose(file);
    return status;
}

#define NO_STATEMENT " WHERE statement NOT IN (SELECT id FROM statements)"

static apr_status_t tidy(salvage_t *salvage)
{
    apr_status_t status = stm_database_run(salvage->to,
                                           "INSERT OR IGNORE INTO names (newsroom, name, statement)"
                                           " SELECT newsroom, name, id FROM statements",
                                           NULL, NULL);
    if (!status) {
        status = stm_database_run(salvage->to, "DELETE FROM versions" NO_STATEMENT, NULL, NULL);
    }
    if (!status) {
        status = stm_database_run(salvage->to, "DELETE FROM names" NO_STATEMENT, NULL, NULL);
    }
    return status;
}

/* What is still in the log beside it when the new file takes the old one's name would be lost: a
 * full disk shows here, not at the close. */
static apr_status_t move_into_file(stm_database_t *database)
{
    apr_int64_t is_busy = 1;
    apr_status_t status =
        stm_database_number(&is_busy, database, "PRAGMA wal_checkpoint(TRUNCATE)", NULL);

    return status == APR_SUCCESS && is_busy ? APR_EBUSY : status;
}

static apr_status_t copy_all(salvage_t *salvage)
{
    apr_status_t status = stm_database_begin(salvage->to);
    apr_int64_t id, number = 0;
    salvage->last = highest(salvage, "SELECT max(id) FROM statements", 0);
    salvage->last = highest(salvage, "SELECT max(statement) FROM versions", salvage->last);
    salvage->last = highest(salvage, "SELECT max(statement) FROM names", salvage->last);
    for (id = 1; id <= salvage->last && !status; id++) {
        status = copy_one(salvage, by_id[0].select, by_id[0].insert, id);
        if (!status) {
            status = copy_one(salvage, by_id[1].select, by_id[1].insert, id);
        }
    }
    if (!status) {
        status = copy_leaves(salvage);
    }
    if (!status) {
        status = copy_all_of(salvage, by_scan, COUNT_OF(by_scan));
    }
    if (!status) {
        status = tidy(salvage);
    }
    if (!status) {
        status = stm_database_commit(salvage->to);
    }
    if (!status) {
        status = move_into_file(salvage->to);
    }
    if (!status) {
        status = stm_database_number(&number, salvage->to, "SELECT count(*) FROM statements", NULL);
    }
    salvage->count = (int)number;
    return status;
}

const char *stm_salvage_path(const char *path, apr_pool_t *result_pool)
{
    return beside(path, ".saved", result_pool);
}

static const char *name_aside(const char *path, apr_pool_t *pool)
{
    apr_time_exp_t now;
    apr_time_exp_gmt(&now, apr_time_now());
    return apr_psprintf(pool, "%s.damaged-%04d%02d%02dT%02d%02d%02dZ", path, now.tm_year + 1900,
                        now.tm_mon + 1, now.tm_mday, now.tm_hour, now.tm_min, now.tm_sec);
}

static apr_status_t change_places(const char **aside, const char *path, apr_pool_t *pool)
{
    *aside = name_aside(path, pool);
    apr_file_rename(beside(path, "-wal", pool), beside(*aside, "-wal", pool), pool);
    apr_file_rename(beside(path, "-journal", pool), beside(*aside, "-journal", pool), pool);
    apr_file_remove(beside(path, "-shm", pool), pool);
    apr_file_rename(path, *aside, pool);
    return apr_file_rename(stm_salvage_path(path, pool), path, pool);
}

apr_status_t stm_salvage_finish(const char *path, apr_pool_t *scratch_pool)
{
    const char *aside;
    return access(stm_salvage_path(path, scratch_pool), F_OK)
               ? APR_SUCCESS
               : change_places(&aside, path, scratch_pool);
}

static apr_status_t fill(salvage_t *salvage, const char *path, const char *fresh,
                         const stm_layout_t *layout)
{
    apr_pool_t *pool;
    apr_status_t status;
    apr_pool_create(&pool, salvage->pool);
    status = stm_database_open(&salvage->to, fresh, layout, STM_ACCESS_WRITE, NULL, pool);
    apr_pool_destroy(pool);
    if (!status) {
        salvage->from = stm_salvage_source(path, salvage->copy, fresh, salvage->pool);
        apr_pool_create(&pool, salvage->pool);
        status = stm_database_open(&salvage->to, fresh, layout, STM_ACCESS_WRITE, NULL, pool);
        if (!status) {
            status = copy_all(salvage);
        }
        apr_pool_destroy(pool);
    }
    return status;
}

apr_status_t stm_salvage(int *count, const char **aside, const char *path,
                         const stm_layout_t *layout, apr_pool_t *result_pool)
{
    const char *fresh = beside(path, ".new", result_pool);
    const char *copy = beside(path, ".copy", result_pool);
    salvage_t salvage = {.copy = copy};
    apr_status_t status;
    apr_pool_create(&salvage.pool, result_pool);
    stm_database_remove(fresh, salvage.pool);
    stm_database_remove(copy, salvage.pool);
    status = fill(&salvage, path, fresh, layout);
    if (!status) {
        status = apr_file_rename(fresh, stm_salvage_path(path, result_pool), result_pool);
    }
    apr_pool_destroy(salvage.pool);
    stm_database_remove(copy, result_pool);
    stm_database_remove(fresh, result_pool);
    *count = salvage.count;
    return status ? status : change_places(aside, path, result_pool);
}
