/* Writing the history: transactions, what is kept of a statement, of a list, and of a newsroom's
 * former key. */
#include "core/state/history_writer.h"

#include <apr_strings.h>
#include <string.h>

/* A burst commits twice a second, and each copy waits for the disk. */
#define CHECKPOINT_INTERVAL apr_time_from_sec(1)

apr_status_t stm_history_begin(stm_history_t *history)
{
    *history->newsroom_key = '\0';
    return stm_database_begin(history->database);
}

void stm_history_checkpoint(stm_history_t *history)
{
    if (history->is_in_log) {
        history->is_in_log = !stm_database_checkpoint(history->database);
        history->checkpoint_at = apr_time_now();
    }
}

/* A clock set back must not prolong it. */
static int is_checkpoint_due(const stm_history_t *history)
{
    apr_time_t now = apr_time_now();
    return now < history->checkpoint_at || now - history->checkpoint_at >= CHECKPOINT_INTERVAL;
}

apr_status_t stm_history_commit(stm_history_t *history)
{
    apr_status_t status = stm_database_raise_mark(history->database);
    if (!status) {
        status = stm_database_commit(history->database);
    }
    if (!status) {
        history->is_in_log = 1;
        if (is_checkpoint_due(history)) {
            stm_history_checkpoint(history);
        }
    }
    return status;
}

apr_int64_t stm_history_mark(stm_history_t *history)
{
    apr_int64_t mark;
    return stm_database_mark(&mark, history->database) ? 0 : mark;
}

apr_status_t stm_history_rollback(stm_history_t *history)
{
    *history->newsroom_key = '\0';
    return stm_database_rollback(history->database);
}

static apr_status_t change_statement(apr_int64_t *id, const stm_history_t *history,
                                     const stm_past_t *past)
{
    apr_status_t status = stm_database_number(
        id, history->database, "SELECT id FROM statements WHERE newsroom = ?1 AND identity = ?2",
        STM_VALUES(STM_NUMBER(history->newsroom_id), STM_TEXT(past->identity)));
    return status
               ? status
               : stm_database_run(
                     history->database,
                     "UPDATE statements SET name = ?2, deleted_at = ?4, changed_at = ?5,"
                     " first_public_at = CASE first_public_at WHEN 0 THEN ?3 ELSE first_public_at"
                     " END WHERE id = ?1",
                     STM_VALUES(STM_NUMBER(*id), STM_TEXT(past->name),
                                STM_NUMBER(past->first_public_at), STM_NUMBER(past->deleted_at),
                                STM_NUMBER(past->changed_at)),
                     NULL);
}

/* A new one is not looked for first. RETURNING would give its id at once, but opens a savepoint,
 * whose journal costs more than all the rest. */
static apr_status_t keep_statement(apr_int64_t *id, const stm_history_t *history,
                                   const stm_past_t *past)
{
    int is_new;
    apr_status_t status = stm_database_run(
        history->database,
        "INSERT INTO statements"
        " (newsroom, identity, name, first_public_at, deleted_at, changed_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (newsroom, identity) DO NOTHING",
        STM_VALUES(STM_NUMBER(history->newsroom_id), STM_TEXT(past->identity), STM_TEXT(past->name),
                   STM_NUMBER(past->first_public_at), STM_NUMBER(past->deleted_at),
                   STM_NUMBER(past->changed_at)),
        &is_new);
    if (!status && is_new) {
        *id = stm_database_inserted(history->database);
        return APR_SUCCESS;
    }
    return status ? status : change_statement(id, history, past);
}

static apr_status_t enter_newsroom(stm_history_t *history, const char *newsroom)
{
    apr_status_t status;
    if (!strcmp(history->newsroom_key, newsroom)) {
        return APR_SUCCESS;
    }
    status = stm_database_run(history->database,
                              "INSERT INTO newsrooms (key) VALUES (?1) ON CONFLICT DO NOTHING",
                              STM_VALUES(STM_TEXT(newsroom)), NULL);
    if (!status) {
        status = stm_database_number(&history->newsroom_id, history->database,
                                     "SELECT id FROM newsrooms WHERE key = ?1",
                                     STM_VALUES(STM_TEXT(newsroom)));
    }
    apr_cpystrn(history->newsroom_key, status ? "" : newsroom, sizeof(history->newsroom_key));
    return status;
}

static apr_status_t keep_bytes(stm_history_t *history, apr_int64_t statement,
                               const stm_past_t *past)
{
    return stm_database_run(history->database,
                            "INSERT INTO versions (statement, bytes) VALUES (?1, ?2)"
                            " ON CONFLICT DO UPDATE SET bytes = excluded.bytes",
                            STM_VALUES(STM_NUMBER(statement), STM_BLOB(past->bytes, past->size)),
                            NULL);
}

apr_status_t stm_history_keep_newsroom_file(stm_history_t *history, const char *newsroom,
                                            const char *bytes, apr_size_t size, apr_time_t moment)
{
    const stm_past_t past = {.identity = STM_HISTORY_NEWSROOM_FILE,
                             .name = "",
                             .changed_at = moment,
                             .bytes = bytes,
                             .size = size};
    apr_int64_t statement;
    apr_status_t status = enter_newsroom(history, newsroom);
    if (!status) {
        status = keep_statement(&statement, history, &past);
    }
    return status ? status : keep_bytes(history, statement, &past);
}

apr_status_t stm_history_keep(stm_history_t *history, const char *newsroom, const stm_past_t *past)
{
    stm_database_t *database = history->database;
    apr_int64_t statement;
    apr_status_t status = enter_newsroom(history, newsroom);
    if (!status) {
        status = keep_statement(&statement, history, past);
    }
    if (!status) {
        status = stm_database_run(database,
                                  "INSERT INTO names (newsroom, name, statement) VALUES (?1, ?2, "
                                  "?3) ON CONFLICT DO UPDATE SET statement = excluded.statement",
                                  STM_VALUES(STM_NUMBER(history->newsroom_id), STM_TEXT(past->name),
                                             STM_NUMBER(statement)),
                                  NULL);
    }
    if (!status && past->bytes) {
        status = keep_bytes(history, statement, past);
    }
    return status;
}

apr_status_t stm_history_touch(stm_history_t *history, const char *newsroom, const char *list,
                               apr_time_t moment)
{
    apr_status_t status = enter_newsroom(history, newsroom);
    return status ? status
                  : stm_database_run(history->database,
                                     "INSERT INTO moments (newsroom, list, moment)"
                                     " VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE"
                                     " SET moment = max(moment, excluded.moment)",
                                     STM_VALUES(STM_NUMBER(history->newsroom_id), STM_TEXT(list),
                                                STM_NUMBER(moment)),
                                     NULL);
}

apr_status_t stm_history_forget(stm_history_t *history, const char *newsroom, const char *identity)
{
#define FORGOTTEN "(SELECT id FROM statements WHERE newsroom = ?1 AND identity = ?2)"
    static const char *const steps[] = {
        "DELETE FROM versions WHERE statement = " FORGOTTEN,
        "DELETE FROM names WHERE newsroom = ?1 AND statement = " FORGOTTEN,
        "DELETE FROM statements WHERE newsroom = ?1 AND identity = ?2",
    };
    apr_status_t status = enter_newsroom(history, newsroom);
    for (size_t i = 0; !status && i < sizeof(steps) / sizeof(*steps); i++) {
        status = stm_database_run(history->database, steps[i],
                                  STM_VALUES(STM_NUMBER(history->newsroom_id), STM_TEXT(identity)),
                                  NULL);
    }
    return status;
}

int stm_history_is_unknown(stm_history_t *history, const stm_newsroom_t *newsroom)
{
    apr_int64_t known;
    return stm_database_number(&known, history->database,
                               "SELECT 1 FROM newsrooms WHERE key = ?1 AND root IS NOT NULL",
                               STM_VALUES(STM_TEXT(newsroom->key))) == APR_ENOENT;
}

/* ?1 is the new newsroom, ?2 the one whose past it takes over. */
static const char *const copies[] = {
    "INSERT INTO statements (newsroom, identity, name, first_public_at, deleted_at, changed_at)"
    " SELECT ?1, identity, name, first_public_at, deleted_at, changed_at"
    " FROM statements WHERE newsroom = ?2 ON CONFLICT DO NOTHING",
    "INSERT INTO names (newsroom, name, statement) SELECT ?1, n.name, t.id FROM names n"
    " JOIN statements s ON s.id = n.statement"
    " JOIN statements t ON t.newsroom = ?1 AND t.identity = s.identity"
    " WHERE n.newsroom = ?2 ON CONFLICT DO NOTHING",
    "INSERT INTO versions (statement, bytes) SELECT t.id, v.bytes FROM statements s"
    " JOIN versions v ON v.statement = s.id"
    " JOIN statements t ON t.newsroom = ?1 AND t.identity = s.identity"
    " WHERE s.newsroom = ?2 ON CONFLICT DO NOTHING",
    ("INSERT INTO moments (newsroom, list, moment) SELECT ?1, list, moment FROM moments"
     " WHERE newsroom = ?2 ON CONFLICT DO NOTHING"),
    "UPDATE notices SET newsroom = ?1 WHERE newsroom = ?2",
};

apr_status_t stm_history_adopt(stm_history_t *history, const stm_newsroom_t *newsroom)
{
    stm_database_t *database = history->database;
    apr_int64_t id, before;
    unsigned i;
    apr_status_t status = stm_database_number(
        &id, database,
        "INSERT INTO newsrooms (key, root, identity) VALUES (?1, ?2, ?3) ON CONFLICT (key)"
        " DO UPDATE SET root = excluded.root, identity = excluded.identity RETURNING id",
        STM_VALUES(STM_TEXT(newsroom->key), STM_TEXT(newsroom->root),
                   STM_TEXT(newsroom->identity)));
    if (status) {
        return status;
    }
    status = stm_database_number(
        &before, database,
        "SELECT id FROM newsrooms WHERE root = ?1 AND identity = ?2 AND id <> ?3"
        " ORDER BY id DESC LIMIT 1",
        STM_VALUES(STM_TEXT(newsroom->root), STM_TEXT(newsroom->identity), STM_NUMBER(id)));
    for (i = 0; !status && i < sizeof(copies) / sizeof(*copies); i++) {
        status = stm_database_run(database, copies[i],
                                  STM_VALUES(STM_NUMBER(id), STM_NUMBER(before)), NULL);
    }
    return status == APR_ENOENT ? APR_SUCCESS : status;
}
