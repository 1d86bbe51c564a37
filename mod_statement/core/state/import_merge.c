#include "core/state/import_merge.h"

#include "core/state/history_writer.h"

#define EARLIER(a, b)                                                                              \
    "CASE WHEN " a " = 0 THEN " b " WHEN " b " = 0 THEN " a " ELSE min(" a ", " b ") END"

/* "one" is the statement in the export, "own" the history's. */
#define BOTH                                                                                       \
    " FROM export.statements one JOIN export.newsrooms their ON their.id = one.newsroom"           \
    " JOIN main.newsrooms room ON room.key = their.key"                                            \
    " JOIN main.statements own ON own.newsroom = room.id AND own.identity = one.identity"

#define BYTES(table, id) "(SELECT bytes FROM " table ".versions WHERE statement = " id ")"

/* No number of a notice is used again, in either history. */
#define RAISE_SEQUENCE                                                                             \
    "UPDATE main.sqlite_sequence SET seq = max(seq, ifnull((SELECT seq FROM"                       \
    " export.sqlite_sequence WHERE name = 'notices'), 0)) WHERE name = 'notices'"

static const char *const steps[] = {
    "INSERT INTO main.newsrooms (key, root, identity)"
    " SELECT key, root, identity FROM export.newsrooms WHERE 1 ORDER BY id"
    " ON CONFLICT (key) DO UPDATE SET root = ifnull(root, excluded.root),"
    " identity = ifnull(identity, excluded.identity)",

    "CREATE TEMP TABLE pairs AS SELECT own.id AS own, one.id AS one,"
    " max(one.changed_at, one.deleted_at) > max(own.changed_at, own.deleted_at) AS is_newer,"
    " " BYTES("export", "one.id") " IS " BYTES("main", "own.id") " AS is_same" BOTH,

    "UPDATE main.statements AS own SET"
    " first_public_at = " EARLIER(
        "own.first_public_at",
        "one.first_public_at") ","
                               " name = iif(is_newer, one.name, own.name),"
                               " deleted_at = iif(is_newer, one.deleted_at, own.deleted_at),"
                               " changed_at = CASE WHEN is_same THEN " EARLIER(
                                   "own.changed_at",
                                   "one.changed_at") " WHEN is_newer THEN one.changed_at ELSE "
                                                     "own.changed_at END"
                                                     " FROM temp.pairs, export.statements one "
                                                     "WHERE one.id = pairs.one AND own.id = "
                                                     "pairs.own",

    "INSERT INTO main.versions (statement, bytes) SELECT pairs.own, version.bytes FROM temp.pairs"
    " JOIN export.versions version ON version.statement = pairs.one"
    " WHERE is_newer AND NOT is_same ON CONFLICT DO UPDATE SET bytes = excluded.bytes",

    "INSERT INTO main.statements"
    " (newsroom, identity, name, first_public_at, deleted_at, changed_at)"
    " SELECT room.id, one.identity, one.name, one.first_public_at, one.deleted_at, one.changed_at"
    " FROM export.statements one JOIN export.newsrooms their ON their.id = one.newsroom"
    " JOIN main.newsrooms room ON room.key = their.key WHERE 1 ORDER BY one.id"
    " ON CONFLICT DO NOTHING",

    "INSERT INTO main.versions (statement, bytes) SELECT own.id, version.bytes" BOTH
    " JOIN export.versions version ON version.statement = one.id WHERE 1 ON CONFLICT DO NOTHING",

    "INSERT INTO main.names (newsroom, name, statement) SELECT room.id, theirs.name, own.id" BOTH
    " JOIN export.names theirs ON theirs.newsroom = one.newsroom AND theirs.statement = one.id"
    " WHERE 1 ON CONFLICT DO NOTHING",

    "INSERT INTO main.moments (newsroom, list, moment)"
    " SELECT room.id, theirs.list, theirs.moment FROM export.moments theirs"
    " JOIN export.newsrooms their ON their.id = theirs.newsroom"
    " JOIN main.newsrooms room ON room.key = their.key WHERE 1 ON CONFLICT DO UPDATE SET"
    " moment = iif(list = '" STM_HISTORY_BEGUN "', min(moment, excluded.moment),"
    " max(moment, excluded.moment))",

    RAISE_SEQUENCE,
    "INSERT INTO main.notices (id, newsroom, kind, identity, name, other, moment)"
    " SELECT iif(EXISTS (SELECT 1 FROM main.sqlite_sequence WHERE name = 'notices'), NULL, one.id),"
    " room.id, one.kind, one.identity, one.name, one.other, one.moment FROM export.notices one"
    " JOIN export.newsrooms their ON their.id = one.newsroom"
    " JOIN main.newsrooms room ON room.key = their.key"
    " WHERE NOT EXISTS (SELECT 1 FROM main.notices own WHERE own.newsroom = room.id"
    " AND own.kind = one.kind AND own.identity = one.identity AND own.moment = one.moment)"
    " ORDER BY one.id",
    "INSERT INTO main.sqlite_sequence (name, seq) SELECT name, seq FROM export.sqlite_sequence"
    " WHERE name = 'notices' AND NOT EXISTS (SELECT 1 FROM main.sqlite_sequence"
    " WHERE name = 'notices')",
    RAISE_SEQUENCE,

    /* What a statement is called now outweighs what another one was called before. */
    "CREATE TEMP TABLE holders (newsroom INTEGER, name TEXT, statement INTEGER,"
    " PRIMARY KEY (newsroom, name))",
    "INSERT INTO temp.holders SELECT newsroom, name, id FROM main.statements"
    " WHERE deleted_at = 0 AND name <> '' ORDER BY changed_at DESC ON CONFLICT DO NOTHING",
    "UPDATE main.names SET statement = holders.statement FROM temp.holders, main.statements held"
    " WHERE holders.newsroom = names.newsroom AND holders.name = names.name"
    " AND held.id = names.statement AND held.name <> names.name",
};

static apr_status_t count(stm_import_t *done, stm_database_t *database)
{
    apr_status_t status = stm_database_number(&done->newsrooms, database,
                                              "SELECT count(*) FROM export.newsrooms", NULL);
    if (!status) {
        status = stm_database_number(&done->statements, database,
                                     "SELECT count(*) FROM export.statements WHERE identity"
                                     " <> '" STM_HISTORY_NEWSROOM_FILE "'",
                                     NULL);
    }
    return status;
}

static apr_status_t count_own(apr_int64_t *statements, stm_database_t *database)
{
    return stm_database_number(statements, database,
                               "SELECT count(*) FROM main.statements WHERE identity"
                               " <> '" STM_HISTORY_NEWSROOM_FILE "'",
                               NULL);
}

static apr_status_t take_steps(stm_import_t *done, stm_database_t *database)
{
    apr_int64_t before, after;
    apr_status_t status = count_own(&before, database);
    for (size_t i = 0; !status && i < sizeof(steps) / sizeof(*steps); i++) {
        status = stm_database_run(database, steps[i], NULL, NULL);
    }
    if (!status) {
        status = count_own(&after, database);
    }
    if (!status) {
        done->added = after - before;
    }
    return status;
}

apr_status_t stm_import_merge(stm_import_t *done, stm_history_t *history, const char *path)
{
    stm_database_t *database = history->database;
    apr_status_t status =
        stm_database_run(database, "ATTACH ?1 AS export", STM_VALUES(STM_TEXT(path)), NULL);
    if (!status) {
        status = count(done, database);
    }
    if (!status) {
        status = stm_history_begin(history);
    }
    if (status) {
        return status;
    }
    status = take_steps(done, database);
    if (!status) {
        status = stm_history_commit(history);
    }
    if (status) {
        stm_history_rollback(history);
    }
    return status;
}
