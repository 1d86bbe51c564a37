/* The tables of the index. */
#include "core/catalog/writer.h"
#include "core/search/score.h"
#include "core/search/tokenizer.h"

#define EVER_TEXT "-9223372036854775808"

static int extend(sqlite3 *handle)
{
    int code = stm_tokenizer_register(handle);
    code = code == SQLITE_OK ? stm_catalog_forms_register(handle) : code;
    return code == SQLITE_OK ? stm_score_register(handle) : code;
}

/* A change of meaning of anything stored here, or of the rules, raises the version: the index is
 * then built anew. States are those of stm_state_t: 1 draft, 3 final, 4 deleted; edge kind 1 is a
 * source. The rule of visibility for SQL is shown_from and listed_until; for C it is in
 * core/catalog/read. */
const stm_layout_t stm_catalog_layout = {
    .application = 0x53746d49, /* "StmI" */
    .version = 28,
    .synchronous = "NORMAL",
    .writer_cache_kb = 32 * 1024,
    .extend = extend,
    .tables =
        "CREATE TABLE instance (number INTEGER NOT NULL); INSERT INTO instance VALUES (random());"

        "CREATE TABLE newsrooms (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,"
        " generation INTEGER NOT NULL DEFAULT 0, is_complete INTEGER NOT NULL DEFAULT 0,"
        " counted_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0,"
        " looked_at INTEGER NOT NULL DEFAULT 0, problems TEXT);"

        "CREATE TABLE entries (id INTEGER PRIMARY KEY, newsroom INTEGER NOT NULL,"
        " name TEXT NOT NULL, folder TEXT NOT NULL, identity TEXT, state INTEGER NOT NULL,"
        " lang TEXT, title TEXT, summary TEXT, published_text TEXT,"
        " published_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,"
        " visible_from INTEGER NOT NULL, expires_at INTEGER NOT NULL,"
        " withdrawn_at INTEGER NOT NULL, first_public_at INTEGER NOT NULL,"
        " inode INTEGER NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL,"
        " ctime INTEGER NOT NULL, is_broken INTEGER NOT NULL, problems TEXT,"
        " source_problems TEXT, link_problems TEXT, links_due INTEGER NOT NULL DEFAULT 0,"
        " version INTEGER NOT NULL DEFAULT 0,"
        " is_counted INTEGER NOT NULL DEFAULT 0, weight TEXT, facet_values BLOB,"
        " shown_from INTEGER AS (CASE WHEN first_public_at <> 0 AND visible_from <= first_public_at"
        " THEN " EVER_TEXT " ELSE visible_from END),"
        " listed_until INTEGER AS (min(expires_at, withdrawn_at)), UNIQUE (newsroom, name));"
        "CREATE INDEX entries_expires ON entries (newsroom, expires_at)"
        " WHERE state = 3 AND expires_at < " STM_NEVER_TEXT ";"
        "CREATE INDEX entries_withdrawn ON entries (newsroom, withdrawn_at)"
        " WHERE state = 3 AND withdrawn_at < " STM_NEVER_TEXT ";"
        "CREATE INDEX entries_gone ON entries (newsroom, withdrawn_at)"
        " WHERE state IN (3, 4) AND first_public_at <> 0 AND withdrawn_at < " STM_NEVER_TEXT ";"
        "CREATE INDEX entries_pending ON entries (newsroom, shown_from)"
        " WHERE state = 3 AND shown_from > " EVER_TEXT ";"
        "CREATE INDEX entries_broken ON entries (newsroom, name)"
        " WHERE problems IS NOT NULL OR source_problems IS NOT NULL OR link_problems IS NOT NULL;"
        "CREATE INDEX entries_drafts ON entries (newsroom, name) WHERE state = 1;"
        "CREATE INDEX entries_links ON entries (newsroom, name) WHERE links_due <> 0;"

        "CREATE TABLE edges (entry INTEGER NOT NULL, kind INTEGER NOT NULL, newsroom INTEGER"
        " NOT NULL, target TEXT NOT NULL, reference TEXT NOT NULL, line INTEGER NOT NULL,"
        " col INTEGER NOT NULL, times INTEGER NOT NULL DEFAULT 1, href TEXT, lang TEXT,"
        " PRIMARY KEY (entry, kind, target, reference, line, col)) WITHOUT ROWID;"
        "CREATE INDEX edges_target ON edges (newsroom, kind, target);"

        "CREATE TABLE files (newsroom INTEGER NOT NULL, folder TEXT NOT NULL, stem TEXT NOT NULL,"
        " identity TEXT, inode INTEGER NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL,"
        " ctime INTEGER NOT NULL, is_due INTEGER NOT NULL, due_at INTEGER NOT NULL,"
        " missing_at INTEGER NOT NULL, problems TEXT, shared TEXT,"
        " PRIMARY KEY (newsroom, folder, stem)) WITHOUT ROWID;"
        "CREATE INDEX files_due ON files (newsroom)"
        " WHERE is_due <> 0 OR missing_at <> 0 OR due_at < " STM_NEVER_TEXT ";"

        "CREATE INDEX files_foreign ON files (newsroom, folder, stem)"
        " WHERE problems IS NOT NULL;"

        "CREATE TABLE folders (newsroom INTEGER NOT NULL, folder TEXT NOT NULL,"
        " device INTEGER NOT NULL, PRIMARY KEY (newsroom, folder)) WITHOUT ROWID;"

        /* See core/catalog/facet_values.h. */
        "CREATE TABLE facet_values (id INTEGER PRIMARY KEY, newsroom INTEGER NOT NULL,"
        " kind INTEGER NOT NULL, value TEXT NOT NULL, text TEXT, is_varied INTEGER NOT NULL"
        " DEFAULT 0, count INTEGER NOT NULL DEFAULT 0, UNIQUE (newsroom, kind, value));"
        "CREATE TABLE spellings (entry INTEGER NOT NULL, facet_value INTEGER NOT NULL,"
        " text TEXT NOT NULL, PRIMARY KEY (entry, facet_value)) WITHOUT ROWID;"

        /* FTS5 keeps a burst's words in memory up to this before it writes them, and merges what it
         * has written as late as it can: first intake takes a fifth less processor time. */
        "CREATE VIRTUAL TABLE words USING fts5 (title, text, tokenize = 'statement');"
        "CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row);"
        "INSERT INTO words (words, rank) VALUES ('hashsize', 4194304);"
        "INSERT INTO words (words, rank) VALUES ('automerge', 16);",
    .indexes =
        "CREATE INDEX entries_identity ON entries (newsroom, identity);"
        /* All that a walk along a list needs, see core/catalog/listing.h. */
        "CREATE INDEX entries_listed ON entries (newsroom, visible_from DESC, first_public_at DESC,"
        " name, state, expires_at, withdrawn_at, facet_values) WHERE state = 3;"
        "CREATE INDEX entries_all ON entries (newsroom, published_at DESC, first_public_at DESC,"
        " name, state, expires_at, withdrawn_at, facet_values) WHERE state IN (1, 3);"
        "CREATE INDEX entries_folder ON entries (newsroom, folder, name) WHERE state IN (1, 3);"
        "CREATE INDEX files_identity ON files (newsroom, identity) WHERE identity IS NOT NULL;",
};
