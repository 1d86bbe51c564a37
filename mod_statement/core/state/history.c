#include "core/state/history.h"

#include <apr_strings.h>
#include <string.h>
#include <sys/stat.h>

#include "core/state/history_writer.h"
#include "core/state/salvage.h"

/* Added by versions 2 and 3. The last of all: the others are on the same pages of every history,
 * see stm_salvage. */
#define MOMENTS                                                                                    \
    "CREATE TABLE IF NOT EXISTS moments (newsroom INTEGER NOT NULL, list TEXT NOT NULL,"           \
    " moment INTEGER NOT NULL, PRIMARY KEY (newsroom, list)) WITHOUT ROWID;"

/* AUTOINCREMENT: whoever is told of one may know it again by its number. */
#define NOTICES                                                                                    \
    "CREATE TABLE IF NOT EXISTS notices (id INTEGER PRIMARY KEY AUTOINCREMENT,"                    \
    " newsroom INTEGER NOT NULL, kind INTEGER NOT NULL, identity TEXT NOT NULL,"                   \
    " name TEXT NOT NULL, other TEXT, moment INTEGER NOT NULL);"

/* Each step once written stays as it is, and only adds: stm_salvage reads histories of all
 * versions, and docs/state.md says how to add one. */
static const char *const upgrades[] = {MOMENTS, NOTICES, NULL};

/* Version bytes stand apart, so that what is asked for often stays small. */
const stm_layout_t stm_history_layout = {
    .application = 0x53746d48, /* "StmH" */
    .version = sizeof(upgrades) / sizeof(*upgrades),
    .synchronous = "FULL",
    .writer_cache_kb = 8 * 1024,
    .tables =
        "CREATE TABLE newsrooms (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,"
        " root TEXT, identity TEXT);"
        "CREATE TABLE statements (id INTEGER PRIMARY KEY, newsroom INTEGER NOT NULL,"
        " identity TEXT NOT NULL, name TEXT NOT NULL,"
        " first_public_at INTEGER NOT NULL, deleted_at INTEGER NOT NULL,"
        " changed_at INTEGER NOT NULL, UNIQUE (newsroom, identity));"
        "CREATE TABLE versions (statement INTEGER PRIMARY KEY, bytes BLOB NOT NULL);"
        "CREATE TABLE names (newsroom INTEGER NOT NULL, name TEXT NOT NULL,"
        " statement INTEGER NOT NULL, PRIMARY KEY (newsroom, name)) WITHOUT ROWID;" MOMENTS NOTICES,
    .upgrades = upgrades,
};

void stm_history_report_unusable(stm_problems_t *problems, const char *path, apr_status_t status,
                                 const char *detail)
{
    switch (status) {
    case STM_ESTATE:
        stm_problems_add(
            problems, STM_SEVERITY_ERROR, "history-damaged", NULL, 0, 0,
            "Check that the disk has room for a second one beside it: what can be read is "
            "then saved.",
            "The history %s is damaged (%s)", path, detail);
        break;
    case APR_EINIT:
        stm_problems_add(problems, STM_SEVERITY_ERROR, "history-newer", NULL, 0, 0,
                         "Install the newer version of mod_statement again, or stop httpd and put "
                         "back a backup of the history from before the update.",
                         "The history %s was written by a newer version of mod_statement or by "
                         "another program; nothing in it was changed",
                         path);
        break;
    default:
        stm_problems_add(
            problems, STM_SEVERITY_ERROR, "history-unusable", NULL, 0, 0,
            "Make the server's user own the state directory and all in it, and check that "
            "its disk has room.",
            "The history %s cannot be opened (%s)", path, detail);
    }
}

static ino_t file_now(const stm_history_t *history)
{
    struct stat found;
    return stat(history->path, &found) ? 0 : found.st_ino;
}

static apr_status_t open_file(stm_history_t *history, const char **detail)
{
    apr_status_t status;
    if (history->database_pool) {
        apr_pool_destroy(history->database_pool);
    }
    history->database = NULL;
    apr_pool_create(&history->database_pool, history->pool);
    status = stm_database_open(&history->database, history->path, &stm_history_layout,
                               history->access, detail, history->database_pool);
    history->file = file_now(history);
    history->is_in_log = 1; /* what made or raised it, or what a process that was killed has left */
    return status;
}

static apr_status_t save_what_is_left(stm_history_t *history, stm_problems_t *problems)
{
    const char *detail, *aside = "";
    apr_status_t status;
    int count;
    if (history->database_pool) {
        apr_pool_destroy(history->database_pool);
        history->database_pool = NULL;
    }
    status = stm_salvage(&count, &aside, history->path, &stm_history_layout, history->pool);
    if (status) {
        return STM_ESTATE;
    }
    stm_problems_add(
        problems, STM_SEVERITY_ERROR, "history-saved", NULL, 0, 0,
        "The site goes on with those. Check the disk; if a backup holds more, stop httpd "
        "and put the backup in the place of the new file.",
        "The history %s was damaged; %d statements were saved from it, and the damaged "
        "file is now %s",
        history->path, count, aside);
    return open_file(history, &detail);
}

static apr_status_t open_writing(stm_history_t *history, stm_problems_t *problems)
{
    const char *detail = "";
    apr_status_t status;
    stm_salvage_finish(history->path, history->pool);
    status = open_file(history, &detail);
    /* It is of a pool that goes before it is told. */
    detail = apr_pstrdup(history->pool, detail);
    if (!status && stm_database_is_suspect(history->database)) {
        status = stm_database_check(history->database);
        detail = status == STM_ESTATE ? "its check found errors" : detail;
    }
    if (status == STM_ESTATE) {
        status = save_what_is_left(history, problems);
    }
    if (!status) {
        stm_database_trust(history->database);
    }
    if (status) {
        stm_history_report_unusable(problems, history->path, status, detail);
        return STM_ESTATE;
    }
    return APR_SUCCESS;
}

apr_status_t stm_history_open(stm_history_t **history, const char *state_dir, stm_access_t access,
                              stm_problems_t *problems, apr_pool_t *result_pool)
{
    stm_history_t *opened = apr_pcalloc(result_pool, sizeof(*opened));
    apr_status_t status = APR_SUCCESS;
    opened->pool = result_pool;
    opened->access = access;
    opened->path = apr_pstrcat(result_pool, state_dir, "/history.db", NULL);
    if (access == STM_ACCESS_WRITE) {
        status = open_writing(opened, problems);
    }
    *history = opened;
    return status;
}

apr_status_t stm_history_make_private(stm_history_t **history, apr_pool_t *result_pool)
{
    stm_history_t *made = apr_pcalloc(result_pool, sizeof(*made));
    made->pool = result_pool;
    made->access = STM_ACCESS_WRITE;
    apr_pool_create(&made->database_pool, result_pool);
    *history = made;
    return stm_database_make_private(&made->database, &stm_history_layout, made->database_pool);
}

int stm_history_is_suspect(const stm_history_t *history)
{
    return stm_database_is_suspect(history->database);
}

int stm_history_is_lost(const stm_history_t *history)
{
    return file_now(history) != history->file;
}

apr_status_t stm_history_rescue(stm_history_t *history)
{
    return stm_database_copy(history->database, stm_salvage_path(history->path, history->pool));
}

static void take(stm_history_t *history, stm_database_t *database, apr_pool_t *pool)
{
    if (history->database_pool) {
        apr_pool_destroy(history->database_pool);
    }
    history->database = database;
    history->database_pool = pool;
    *history->newsroom_key = '\0';
}

/* One that cannot be opened yet, because its writer is only about to have it ready, changes nothing
 * for who has the former one. */
static apr_status_t open_newer(stm_history_t *history)
{
    const ino_t file = file_now(history);
    stm_database_t *database;
    apr_pool_t *pool;
    apr_status_t status;

    apr_pool_create(&pool, history->pool);
    status = stm_database_open(&database, history->path, &stm_history_layout, history->access, NULL,
                               pool);
    if (status) {
        apr_pool_destroy(pool);
        status = status == APR_EINCOMPLETE ? APR_ENOENT : status; /* its writer raises it first */
        return history->database ? APR_SUCCESS : status;
    }
    take(history, database, pool);
    history->file = file;
    return APR_SUCCESS;
}

/* A reader may come before there is a history, and a damaged one is replaced by what was saved. */
apr_status_t stm_history_ready(stm_history_t *history)
{
    ino_t file;
    if (history->access == STM_ACCESS_WRITE) {
        return APR_SUCCESS;
    }
    file = file_now(history);
    return history->database && (!file || file == history->file) ? APR_SUCCESS
                                                                 : open_newer(history);
}

/* What another attempt may find: a file that is being made, and one that was taken away under a
 * reader. */
static int is_for_now(apr_status_t status)
{
    return status == APR_EGENERAL || status == APR_ENOMEM;
}

void stm_history_read_past(stm_past_t *past, sqlite3_stmt *query, stm_past_bytes_t bytes,
                           apr_pool_t *result_pool)
{
    memset(past, 0, sizeof(*past));
    past->identity = stm_database_text(query, 0, result_pool);
    past->name = stm_database_text(query, 1, result_pool);
    past->first_public_at = sqlite3_column_int64(query, 2);
    past->deleted_at = sqlite3_column_int64(query, 3);
    past->changed_at = sqlite3_column_int64(query, 4);
    if (bytes == STM_BYTES_WITH && sqlite3_column_type(query, 5) != SQLITE_NULL) {
        past->size = (apr_size_t)sqlite3_column_bytes(query, 5);
        past->bytes = apr_pstrmemdup(result_pool, past->size ? sqlite3_column_blob(query, 5) : "",
                                     past->size);
    }
}

#define VERSION ", (SELECT bytes FROM versions WHERE statement = s.id)"
#define BY_NAME                                                                                    \
    " FROM names n JOIN statements s ON s.id = n.statement WHERE n.newsroom "                      \
    "= " STM_HISTORY_NEWSROOM_ID " AND n.name = ?2"
#define BY_IDENTITY                                                                                \
    " FROM statements s WHERE s.newsroom = " STM_HISTORY_NEWSROOM_ID " AND s.identity = ?2"

static apr_status_t find_past(stm_past_t *past, stm_history_t *history, const char *sql,
                              const stm_value_t *values, stm_past_bytes_t bytes,
                              apr_pool_t *result_pool)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_history_ready(history);
    if (status) {
        return APR_STATUS_IS_ENOENT(status) || is_for_now(status) ? APR_EBUSY : status;
    }
    status = stm_database_first(&query, history->database, sql, values);
    if (!status) {
        stm_history_read_past(past, query, bytes, result_pool);
        stm_database_leave(query);
    }
    return history->access == STM_ACCESS_READ && is_for_now(status) ? APR_EBUSY : status;
}

apr_status_t stm_history_by_name(stm_past_t *past, stm_history_t *history, const char *newsroom,
                                 const char *name, stm_past_bytes_t bytes, apr_pool_t *result_pool)
{
    return find_past(past, history,
                     bytes == STM_BYTES_WITH ? STM_HISTORY_PAST VERSION BY_NAME
                                             : STM_HISTORY_PAST BY_NAME,
                     STM_VALUES(STM_TEXT(newsroom), STM_TEXT(name)), bytes, result_pool);
}

apr_status_t stm_history_by_identity(stm_past_t *past, stm_history_t *history, const char *newsroom,
                                     const char *identity, stm_past_bytes_t bytes,
                                     apr_pool_t *result_pool)
{
    return find_past(past, history,
                     bytes == STM_BYTES_WITH ? STM_HISTORY_PAST VERSION BY_IDENTITY
                                             : STM_HISTORY_PAST BY_IDENTITY,
                     STM_VALUES(STM_TEXT(newsroom), STM_TEXT(identity)), bytes, result_pool);
}

apr_status_t stm_history_newsroom_file(const char **bytes, apr_size_t *size, stm_history_t *history,
                                       const char *newsroom, apr_pool_t *result_pool)
{
    stm_past_t past;
    apr_status_t status = stm_history_by_identity(
        &past, history, newsroom, STM_HISTORY_NEWSROOM_FILE, STM_BYTES_WITH, result_pool);
    if (status || !past.bytes) {
        return status ? status : APR_ENOENT;
    }
    *bytes = past.bytes;
    *size = past.size;
    return APR_SUCCESS;
}

apr_time_t stm_history_touched(stm_history_t *history, const char *newsroom, const char *list)
{
    apr_int64_t moment;
    return stm_history_ready(history) ||
                   stm_database_number(
                       &moment, history->database,
                       "SELECT moment FROM moments WHERE newsroom = " STM_HISTORY_NEWSROOM_ID
                       " AND list = ?2",
                       STM_VALUES(STM_TEXT(newsroom), STM_TEXT(list)))
               ? 0
               : moment;
}

apr_status_t stm_history_owners(apr_array_header_t **pasts, stm_history_t *history,
                                const char *newsroom, const char *after, int limit,
                                apr_pool_t *result_pool)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, history->database,
        STM_HISTORY_PAST " FROM names n JOIN statements s ON s.id = n.statement AND s.name = n.name"
                         " WHERE n.newsroom = " STM_HISTORY_NEWSROOM_ID
                         " AND n.name > ?2 ORDER BY n.name LIMIT ?3",
        STM_VALUES(STM_TEXT(newsroom), STM_TEXT(after), STM_NUMBER(limit)));
    *pasts = apr_array_make(result_pool, 16, sizeof(stm_past_t));
    while (!status && !(status = stm_database_next(history->database, query))) {
        stm_history_read_past(apr_array_push(*pasts), query, STM_BYTES_WITHOUT, result_pool);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

int stm_history_is_blank(stm_history_t *history, const char *newsroom)
{
    apr_int64_t statement;
    return stm_database_number(
               &statement, history->database,
               "SELECT statement FROM names WHERE newsroom = " STM_HISTORY_NEWSROOM_ID " LIMIT 1",
               STM_VALUES(STM_TEXT(newsroom))) == APR_ENOENT;
}

int stm_history_has_public(stm_history_t *history, const char *newsroom)
{
    apr_int64_t id;
    return stm_database_number(
               &id, history->database,
               "SELECT s.id FROM statements s JOIN names n ON n.newsroom = s.newsroom"
               " AND n.name = s.name AND n.statement = s.id WHERE s.newsroom "
               "= " STM_HISTORY_NEWSROOM_ID
               " AND s.first_public_at <> 0 AND s.deleted_at = 0 LIMIT 1",
               STM_VALUES(STM_TEXT(newsroom))) != APR_ENOENT;
}

void stm_history_release_idle(stm_history_t *history)
{
    if (history->database) {
        stm_database_release_idle(history->database);
    }
}
