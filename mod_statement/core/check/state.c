#include "core/check/state.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/catalog/pointer.h"
#include "core/state/export.h"
#include "core/state/history_writer.h"
#include "core/state/writer_lock.h"

/* A newsroom has a row for each zone and validation that it has had. */
#define NEWSROOMS                                                                                  \
    "SELECT r.root, r.identity, count(s.id), ifnull(sum(s.first_public_at <> 0), 0),"              \
    " ifnull(sum(s.deleted_at <> 0), 0)"                                                           \
    " FROM (SELECT max(id) AS id, root, identity FROM newsrooms GROUP BY ifnull(root, id),"        \
    " identity) r LEFT JOIN statements s ON s.newsroom = r.id"                                     \
    " AND s.identity <> '" STM_HISTORY_NEWSROOM_FILE "' GROUP BY r.id ORDER BY r.root, r.id"

static void check_root(const char *root, stm_problems_t *problems)
{
    struct stat found;
    if (root && stat(root, &found) && errno == ENOENT) {
        stm_problems_add(problems, STM_SEVERITY_WARNING, "newsroom-missing", NULL, 0, 0,
                         "Put it back, or leave it so if it is not needed any more.",
                         "The newsroom %s is not there", root);
    }
}

static void read_newsrooms(stm_state_facts_t *facts, stm_database_t *database,
                           stm_problems_t *problems, apr_pool_t *result_pool)
{
    apr_array_header_t *newsrooms = apr_array_make(result_pool, 4, sizeof(stm_state_newsroom_t));
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(&query, database, NEWSROOMS, NULL);
    while (!status && !(status = stm_database_next(database, query))) {
        stm_state_newsroom_t *one = apr_array_push(newsrooms);
        one->root = stm_database_text(query, 0, result_pool);
        one->identity = stm_database_text(query, 1, result_pool);
        one->statements = sqlite3_column_int64(query, 2);
        one->published = sqlite3_column_int64(query, 3);
        one->deleted = sqlite3_column_int64(query, 4);
        check_root(one->root, problems);
    }
    facts->newsrooms = newsrooms;
}

/* The mark of the history that the index was made from; below 0: there is none to be had. */
static apr_int64_t read_index(stm_state_facts_t *facts, const char *state_dir,
                              apr_pool_t *result_pool)
{
    stm_catalog_t *catalog;
    stm_database_t *database;
    apr_int64_t mark = -1;
    if (stm_catalog_open(&catalog, state_dir, STM_ACCESS_READ, NULL, result_pool)) {
        return -1;
    }
    facts->index = stm_catalog_read_pointer(catalog, result_pool);
    if (facts->index &&
        !stm_database_open(&database, stm_catalog_path(catalog, facts->index, result_pool),
                           &stm_catalog_layout, STM_ACCESS_READ, NULL, result_pool) &&
        stm_database_mark(&mark, database)) {
        mark = -1;
    }
    return mark;
}

/* An index of another history has a mark far away. */
static void compare(apr_int64_t mark, apr_int64_t index_mark, const char *state_dir,
                    stm_problems_t *problems)
{
    if (index_mark > mark && index_mark - mark < 65536) {
        stm_problems_add(problems, STM_SEVERITY_ERROR, "history-older", NULL, 0, 0,
                         "If you still have history.db-wal of the same moment, put it beside it "
                         "while httpd is stopped; otherwise import the last export.",
                         "history.db in %s lacks the last %" APR_INT64_T_FMT
                         " changes that the index knows of: it is an older copy, or was copied "
                         "without history.db-wal",
                         state_dir, index_mark - mark);
    }
}

static void check_layout(int version, const char *state_dir, stm_problems_t *problems)
{
    if (version < stm_history_layout.version) {
        stm_problems_add(problems, STM_SEVERITY_WARNING, "history-older-layout", NULL, 0, 0,
                         "Export it if you may want to go back; httpd raises it at its start.",
                         "history.db in %s has layout %d, and this version writes %d", state_dir,
                         version, stm_history_layout.version);
    }
}

static void check_history(stm_state_facts_t *facts, const char *state_dir, apr_int64_t index_mark,
                          stm_problems_t *problems, apr_pool_t *result_pool)
{
    stm_database_t *database;
    apr_int64_t mark;
    int version;
    if (stm_export_open(&database, &version, state_dir, problems, result_pool) ||
        stm_export_check(database, state_dir, problems)) {
        return;
    }
    facts->layout = version;
    check_layout(version, state_dir, problems);
    if (!stm_database_mark(&mark, database)) {
        compare(mark, index_mark, state_dir, problems);
    }
    read_newsrooms(facts, database, problems, result_pool);
}

static apr_off_t size_of(const char *state_dir, const char *name, apr_pool_t *pool)
{
    struct stat found;
    return stat(apr_pstrcat(pool, state_dir, "/", name, NULL), &found) ? 0 : found.st_size;
}

void stm_check_state(stm_state_facts_t *facts, const char *state_dir, stm_problems_t *problems,
                     apr_pool_t *result_pool)
{
    apr_int64_t index_mark;
    memset(facts, 0, sizeof(*facts));
    facts->newsrooms = apr_array_make(result_pool, 0, sizeof(stm_state_newsroom_t));
    facts->is_in_use = stm_writer_lock_is_taken(state_dir, result_pool);
    facts->history_size = size_of(state_dir, "history.db", result_pool);
    facts->log_size = size_of(state_dir, "history.db-wal", result_pool);
    stm_check_state_files(facts, state_dir, problems, result_pool);
    /* The writer commits to the history first. */
    index_mark = read_index(facts, state_dir, result_pool);
    check_history(facts, state_dir, index_mark, problems, result_pool);
}
