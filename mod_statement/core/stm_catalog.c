#include "stm_catalog.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "stm_catalog_cards.h"
#include "stm_catalog_writer.h"
#include "stm_postings.h"
#include "stm_score.h"
#include "stm_tokenizer.h"

#define EVER_TEXT "-9223372036854775808"

static int extend(sqlite3 *handle)
{
    int code = stm_tokenizer_register(handle);
    return code == SQLITE_OK ? stm_score_register(handle) : code;
}

/* A change of meaning of anything stored here, or of the rules, raises the version: the index is
 * then built anew. States are those of stm_state_t: 1 draft, 3 final, 4 deleted; edge kind 1 is a
 * source. The rule of visibility for SQL is shown_from and listed_until; for C it is in
 * stm_catalog_read. */
static const stm_layout_t layout = {
    .application = 0x53746d49, /* "StmI" */
    .version = 12,
    .synchronous = "NORMAL",
    .writer_cache_kb = 32 * 1024,
    .extend = extend,
    .tables =
        "CREATE TABLE instance (number INTEGER NOT NULL); INSERT INTO instance VALUES (random());"

        "CREATE TABLE newsrooms (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,"
        " generation INTEGER NOT NULL DEFAULT 0, is_complete INTEGER NOT NULL DEFAULT 0,"
        " counted_at INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0);"

        "CREATE TABLE entries (id INTEGER PRIMARY KEY, newsroom INTEGER NOT NULL,"
        " name TEXT NOT NULL, folder TEXT NOT NULL, identity TEXT, state INTEGER NOT NULL,"
        " lang TEXT, title TEXT, summary TEXT, published_text TEXT,"
        " published_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,"
        " visible_from INTEGER NOT NULL, expires_at INTEGER NOT NULL,"
        " withdrawn_at INTEGER NOT NULL, first_public_at INTEGER NOT NULL,"
        " inode INTEGER NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL,"
        " ctime INTEGER NOT NULL, is_broken INTEGER NOT NULL, problems TEXT,"
        " source_problems TEXT, version INTEGER NOT NULL DEFAULT 0,"
        " is_counted INTEGER NOT NULL DEFAULT 0,"
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
        " WHERE problems IS NOT NULL OR source_problems IS NOT NULL;"

        "CREATE TABLE edges (entry INTEGER NOT NULL, kind INTEGER NOT NULL, newsroom INTEGER"
        " NOT NULL, target TEXT NOT NULL, line INTEGER NOT NULL, col INTEGER NOT NULL,"
        " PRIMARY KEY (entry, kind, target)) WITHOUT ROWID;"
        "CREATE INDEX edges_target ON edges (newsroom, kind, target);"

        "CREATE TABLE files (newsroom INTEGER NOT NULL, folder TEXT NOT NULL, stem TEXT NOT NULL,"
        " identity TEXT, inode INTEGER NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL,"
        " ctime INTEGER NOT NULL, is_due INTEGER NOT NULL, due_at INTEGER NOT NULL,"
        " missing_at INTEGER NOT NULL, PRIMARY KEY (newsroom, folder, stem)) WITHOUT ROWID;"
        "CREATE INDEX files_due ON files (newsroom)"
        " WHERE is_due <> 0 OR missing_at <> 0 OR due_at < " STM_NEVER_TEXT ";"

        "CREATE TABLE folders (newsroom INTEGER NOT NULL, folder TEXT NOT NULL,"
        " device INTEGER NOT NULL, PRIMARY KEY (newsroom, folder)) WITHOUT ROWID;"

        /* See stm_catalog_lists.h. */
        "CREATE TABLE lists (id INTEGER PRIMARY KEY, newsroom INTEGER NOT NULL,"
        " kind INTEGER NOT NULL, value TEXT NOT NULL, text TEXT, is_varied INTEGER NOT NULL"
        " DEFAULT 0, count INTEGER NOT NULL DEFAULT 0, UNIQUE (newsroom, kind, value));"
        "CREATE TABLE labels (entry INTEGER NOT NULL, list INTEGER NOT NULL,"
        " kind INTEGER NOT NULL, text TEXT, PRIMARY KEY (entry, list)) WITHOUT ROWID;"
        "CREATE TABLE members (list INTEGER NOT NULL, place BLOB NOT NULL, entry INTEGER NOT NULL,"
        " shown_from INTEGER NOT NULL, listed_until INTEGER NOT NULL,"
        " PRIMARY KEY (list, place, entry)) WITHOUT ROWID;"
        "CREATE TABLE blocks (list INTEGER NOT NULL, place BLOB NOT NULL, count INTEGER NOT NULL,"
        " PRIMARY KEY (list, place)) WITHOUT ROWID;"
        "CREATE TABLE pairs (list INTEGER NOT NULL, kind INTEGER NOT NULL, other INTEGER NOT NULL,"
        " count INTEGER NOT NULL, PRIMARY KEY (list, other)) WITHOUT ROWID;"
        "CREATE INDEX pairs_kind ON pairs (list, kind, count DESC);"

        /* See stm_catalog_cards.h. */
        "CREATE TABLE cards (chunk INTEGER PRIMARY KEY, cards BLOB NOT NULL);"

        /* A burst's words are gathered in memory up to this before they are written. */
        "CREATE VIRTUAL TABLE words USING fts5 (title, text, tokenize = 'statement');"
        "INSERT INTO words (words, rank) VALUES ('hashsize', 8388608);",
    .indexes =
        "CREATE INDEX entries_identity ON entries (newsroom, identity);"
        "CREATE INDEX entries_all ON entries (newsroom, published_at DESC, identity, expires_at,"
        " withdrawn_at, folder, name) WHERE state IN (1, 3);"
        "CREATE INDEX entries_folder ON entries (newsroom, folder, name) WHERE state IN (1, 3);"
        "CREATE INDEX files_identity ON files (newsroom, identity) WHERE identity IS NOT NULL;",
};

static const char *state_path(const stm_catalog_t *catalog, const char *file, apr_pool_t *pool)
{
    return apr_pstrcat(pool, catalog->state_dir, "/", file, NULL);
}

/* The N of "index-N.db"; 0 for any other name. */
static long index_number(const char *file)
{
    char *end;
    long number;
    if (strncmp(file, "index-", 6)) {
        return 0;
    }
    number = strtol(file + 6, &end, 10);
    return number > 0 && !strcmp(end, ".db") ? number : 0;
}

static apr_status_t pointer_stamp(stm_stamp_t *stamp, const stm_catalog_t *catalog)
{
    apr_finfo_t finfo;
    apr_status_t status = apr_stat(&finfo, catalog->pointer_path,
                                   APR_FINFO_IDENT | APR_FINFO_SIZE | APR_FINFO_MTIME, NULL);
    if (!status || status == APR_INCOMPLETE) {
        *stamp = stm_catalog_stamp(&finfo);
    }
    return status == APR_INCOMPLETE ? APR_SUCCESS : status;
}

/* NULL where there is no pointer, or none that makes sense. */
static const char *read_pointer(const stm_catalog_t *catalog, apr_pool_t *result_pool)
{
    apr_file_t *file;
    char text[64] = "";
    if (apr_file_open(&file, catalog->pointer_path, APR_FOPEN_READ, APR_FPROT_OS_DEFAULT,
                      result_pool)) {
        return NULL;
    }
    apr_file_gets(text, sizeof(text), file);
    apr_file_close(file);
    text[strcspn(text, "\r\n")] = '\0';
    return index_number(text) ? apr_pstrdup(result_pool, text) : NULL;
}

static apr_status_t write_pointer(stm_catalog_t *catalog)
{
    apr_pool_t *pool;
    apr_file_t *file;
    const char *fresh;
    apr_status_t status;
    apr_pool_create(&pool, catalog->pool);
    fresh = apr_pstrcat(pool, catalog->pointer_path, ".new", NULL);
    status = apr_file_open(&file, fresh, APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_TRUNCATE,
                           APR_FPROT_UREAD | APR_FPROT_UWRITE, pool);
    if (!status) {
        status = apr_file_puts(apr_pstrcat(pool, catalog->file, "\n", NULL), file);
        if (!status) {
            status = apr_file_sync(file);
        }
        apr_file_close(file);
    }
    if (!status) {
        status = apr_file_rename(fresh, catalog->pointer_path, pool);
    }
    catalog->is_pending = catalog->is_looked = 0;
    apr_pool_destroy(pool);
    return status;
}

/* An index without words gets its first ones at once. */
static stm_postings_t *gather_words(const stm_catalog_t *catalog)
{
    apr_int64_t id;
    return catalog->access == STM_ACCESS_WRITE &&
                   stm_database_number(&id, catalog->database,
                                       "SELECT id FROM words_docsize LIMIT 1", NULL) == APR_ENOENT
               ? stm_postings_create(catalog->database_pool)
               : NULL;
}

static void close_file(stm_catalog_t *catalog)
{
    if (catalog->database_pool) {
        apr_pool_destroy(catalog->database_pool);
    }
    catalog->database = NULL;
    catalog->database_pool = NULL;
    catalog->hits = NULL;
    catalog->postings = NULL;
}

/* Takes the place of what is open. */
static apr_status_t take_file(stm_catalog_t *catalog, stm_database_t *database, const char *file,
                              apr_pool_t *pool)
{
    apr_status_t status;
    if (catalog->database_pool != pool) {
        close_file(catalog);
    }
    catalog->database = database;
    catalog->database_pool = pool;
    catalog->file = apr_pstrdup(pool, file);
    status = stm_database_number(&catalog->instance, database,
                                 "SELECT ifnull(max(number), 0) FROM instance", NULL);
    if (status) {
        close_file(catalog);
    }
    else {
        catalog->postings = gather_words(catalog);
    }
    return status;
}

static apr_status_t open_file(stm_catalog_t *catalog, const char *file, const char **detail)
{
    stm_database_t *database;
    apr_status_t status;
    apr_pool_t *pool;
    close_file(catalog);
    apr_pool_create(&pool, catalog->pool);
    catalog->database_pool = pool;
    catalog->file = apr_pstrdup(pool, file);
    status = stm_database_open(&database, state_path(catalog, file, pool), &layout, catalog->access,
                               detail, pool);
    return status ? status : take_file(catalog, database, file, pool);
}

apr_status_t stm_catalog_ready(stm_catalog_t *catalog)
{
    stm_stamp_t pointer;
    apr_pool_t *pool;
    const char *file;
    apr_status_t status;
    if (catalog->access == STM_ACCESS_WRITE) {
        return APR_SUCCESS;
    }
    status = pointer_stamp(&pointer, catalog);
    if (status) {
        return catalog->database ? APR_SUCCESS : APR_ENOENT;
    }
    if (catalog->database && stm_catalog_is_same(&pointer, &catalog->pointer)) {
        return APR_SUCCESS;
    }
    apr_pool_create(&pool, catalog->pool);
    file = read_pointer(catalog, pool);
    if (file) {
        status = open_file(catalog, file, NULL);
    }
    else {
        status = catalog->database ? APR_SUCCESS : APR_ENOENT;
    }
    apr_pool_destroy(pool);
    catalog->pointer = pointer;
    /* Of another version: its writer has yet to make one that this reader knows. */
    return status == APR_EINCOMPLETE || status == APR_EINIT ? APR_ENOENT : status;
}

static long highest_number(const stm_catalog_t *catalog, apr_pool_t *scratch_pool)
{
    apr_dir_t *dir;
    apr_finfo_t finfo;
    long highest = 0;
    if (apr_dir_open(&dir, catalog->state_dir, scratch_pool)) {
        return 0;
    }
    while (!apr_dir_read(&finfo, APR_FINFO_NAME, dir)) {
        long number = index_number(finfo.name);
        highest = number > highest ? number : highest;
    }
    apr_dir_close(dir);
    return highest;
}

static const char *next_file(const stm_catalog_t *catalog, apr_pool_t *pool)
{
    return apr_psprintf(pool, "index-%ld.db", highest_number(catalog, pool) + 1);
}

static apr_status_t start_new(stm_catalog_t *catalog, const char **detail)
{
    apr_pool_t *pool;
    apr_status_t status;
    apr_pool_create(&pool, catalog->pool);
    status = open_file(catalog, next_file(catalog, pool), detail);
    apr_pool_destroy(pool);
    return status;
}

/* The file, and what only we can read in it. */
static apr_status_t check(stm_catalog_t *catalog)
{
    apr_status_t status = stm_database_check(catalog->database);
    return status ? status : stm_catalog_check_cards(catalog);
}

int stm_catalog_is_damaged(stm_catalog_t *catalog)
{
    return check(catalog) != APR_SUCCESS;
}

apr_status_t stm_catalog_renew(stm_catalog_t *catalog)
{
    stm_database_t *database;
    const char *file;
    apr_pool_t *pool;
    apr_status_t status;
    apr_pool_create(&pool, catalog->pool);
    file = next_file(catalog, pool);
    status = stm_database_make(&database, state_path(catalog, file, pool), &layout, pool);
    if (status) {
        apr_file_remove(state_path(catalog, file, pool), pool);
        apr_pool_destroy(pool);
        return status;
    }
    catalog->is_pending = 1;
    catalog->is_looked = 0;
    return take_file(catalog, database, file, pool);
}

apr_status_t stm_catalog_fill(stm_catalog_t *catalog)
{
    apr_status_t status = stm_catalog_renew(catalog);
    catalog->is_first = !status;
    return status;
}

int stm_catalog_is_blank(const stm_catalog_t *catalog)
{
    return catalog->is_blank;
}

static int is_blank(const stm_catalog_t *catalog)
{
    apr_int64_t room;
    return !catalog->is_pending &&
           stm_database_number(&room, catalog->database, "SELECT id FROM newsrooms LIMIT 1",
                               NULL) == APR_ENOENT;
}

/* Its room is needed for the next one; nobody else has it open. */
apr_status_t stm_catalog_mend(stm_catalog_t *catalog)
{
    const char *path;
    if (!stm_database_is_spoilt(catalog->database)) {
        return APR_SUCCESS;
    }
    path = state_path(catalog, catalog->file, catalog->database_pool);
    if (truncate(path, 0) && errno != ENOENT) {
        return APR_FROM_OS_ERROR(errno);
    }
    unlink(path);
    return stm_catalog_renew(catalog);
}

/* SQLite lets a database leave write-ahead logging only for its last user: then it may go. */
static void remove_if_unused(const stm_catalog_t *catalog, const char *file, apr_pool_t *pool)
{
    const char *path = state_path(catalog, file, pool);
    sqlite3 *handle = NULL;
    int is_alone;
    is_alone = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) ==
                   SQLITE_OK &&
               sqlite3_exec(handle, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) == SQLITE_OK;
    sqlite3_close(handle);
    if (is_alone) {
        apr_file_remove(path, pool);
        apr_file_remove(apr_pstrcat(pool, path, ".damaged", NULL), pool);
    }
}

/* One that is newer than what readers have was never theirs: its writer came to an end before. */
static void remove_unused(const stm_catalog_t *catalog, apr_pool_t *scratch_pool)
{
    apr_dir_t *dir;
    apr_finfo_t finfo;
    const char *current = read_pointer(catalog, scratch_pool);
    if (!current || apr_dir_open(&dir, catalog->state_dir, scratch_pool)) {
        return;
    }
    while (!apr_dir_read(&finfo, APR_FINFO_NAME, dir)) {
        if (!index_number(finfo.name) || !strcmp(finfo.name, current) ||
            !strcmp(finfo.name, catalog->file)) {
            continue;
        }
        if (index_number(finfo.name) > index_number(current)) {
            apr_file_remove(state_path(catalog, finfo.name, scratch_pool), scratch_pool);
        }
        else {
            remove_if_unused(catalog, finfo.name, scratch_pool);
        }
    }
    apr_dir_close(dir);
}

static apr_status_t show(stm_catalog_t *catalog)
{
    apr_status_t status = stm_database_finish(catalog->database);
    if (!status) {
        status = write_pointer(catalog);
    }
    if (!status && catalog->is_first) {
        catalog->is_first = 0;
        remove_unused(catalog, catalog->database_pool);
    }
    return status;
}

apr_status_t stm_catalog_show(stm_catalog_t *catalog)
{
    return catalog->is_pending && catalog->is_first && !stm_database_is_spoilt(catalog->database)
               ? show(catalog)
               : APR_SUCCESS;
}

/* A log that holds something tells of an end that was none: then the whole file is looked at. */
static apr_status_t open_current(stm_catalog_t *catalog, const char *file, const char **detail)
{
    const char *log =
        apr_pstrcat(catalog->pool, state_path(catalog, file, catalog->pool), "-wal", NULL);
    apr_finfo_t finfo;
    int was_killed = !apr_stat(&finfo, log, APR_FINFO_SIZE, catalog->pool) && finfo.size;
    apr_status_t status = open_file(catalog, file, detail);
    if (!status && (was_killed || stm_database_is_suspect(catalog->database))) {
        status = check(catalog);
        if (!status) {
            stm_database_trust(catalog->database);
        }
    }
    return status;
}

/* The file that index.current names, or where that says nothing of use, the newest; NULL: none. One
 * that was begun and not finished is of no use. */
static const char *find_current(const stm_catalog_t *catalog)
{
    const char *file = read_pointer(catalog, catalog->pool), *path;
    long number;
    if (file && !access(state_path(catalog, file, catalog->pool), F_OK)) {
        return file;
    }
    while ((number = highest_number(catalog, catalog->pool))) {
        file = apr_psprintf(catalog->pool, "index-%ld.db", number);
        path = state_path(catalog, file, catalog->pool);
        if (!stm_database_is_unfinished(path) || apr_file_remove(path, catalog->pool)) {
            return file;
        }
    }
    return NULL;
}

int stm_catalog_is_suspect(const stm_catalog_t *catalog)
{
    return stm_database_is_suspect(catalog->database);
}

int stm_catalog_is_pointed_at(const stm_catalog_t *catalog)
{
    const char *file;
    apr_pool_t *pool;
    int is_it;
    apr_pool_create(&pool, catalog->pool);
    file = read_pointer(catalog, pool);
    is_it = file && !strcmp(file, catalog->file);
    apr_pool_destroy(pool);
    return is_it;
}

apr_status_t stm_catalog_point(stm_catalog_t *catalog)
{
    return catalog->is_pending || stm_catalog_is_pointed_at(catalog) ? APR_SUCCESS
                                                                     : write_pointer(catalog);
}

static apr_status_t open_writing(stm_catalog_t *catalog, stm_problems_t *problems)
{
    const char *file = find_current(catalog);
    const char *detail = "";
    apr_status_t status = file ? open_current(catalog, file, &detail) : start_new(catalog, &detail);
    if (!status && !stm_catalog_is_pointed_at(catalog)) {
        status = write_pointer(catalog);
    }
    if (status == STM_ESTATE || status == APR_EINCOMPLETE || status == APR_EINIT) {
        stm_problems_add(problems, STM_SEVERITY_WARNING, "index-rebuilt", NULL, 0, 0,
                         "Nothing needs to be done: it is built anew from the statements.",
                         "The index %s is %s", state_path(catalog, file, catalog->pool),
                         status == STM_ESTATE ? "damaged" : "of another version");
        status = stm_catalog_renew(catalog);
    }
    if (status) {
        stm_problems_add(problems, STM_SEVERITY_ERROR, "index-unusable", NULL, 0, 0,
                         "Let the user that the server's children run as own the state directory "
                         "and all in it, and see that its disk has room.",
                         "No index can be opened in %s (%s)", catalog->state_dir, detail);
        return STM_ESTATE;
    }
    remove_unused(catalog, catalog->database_pool);
    return APR_SUCCESS;
}

apr_status_t stm_catalog_open(stm_catalog_t **catalog, const char *state_dir, stm_access_t access,
                              stm_problems_t *problems, apr_pool_t *result_pool)
{
    stm_catalog_t *opened = apr_pcalloc(result_pool, sizeof(*opened));
    opened->pool = result_pool;
    opened->access = access;
    opened->state_dir = apr_pstrdup(result_pool, state_dir);
    opened->pointer_path = apr_pstrcat(result_pool, state_dir, "/index.current", NULL);
    if (access == STM_ACCESS_WRITE) {
        apr_status_t status = open_writing(opened, problems);
        if (status) {
            return status;
        }
    }
    *catalog = opened;
    return APR_SUCCESS;
}

apr_status_t stm_catalog_begin(stm_catalog_t *catalog)
{
    stm_catalog_forget(catalog);
    catalog->is_blank = is_blank(catalog);
    return stm_database_begin(catalog->database);
}

static apr_status_t write_words(stm_catalog_t *catalog)
{
    apr_status_t status =
        catalog->postings ? stm_postings_write(catalog->postings, catalog->database) : APR_SUCCESS;
    if (catalog->is_looked ||
        (!status && catalog->postings && stm_postings_is_full(catalog->database))) {
        stm_catalog_end_words(catalog);
    }
    return status;
}

int stm_catalog_will_show(const stm_catalog_t *catalog)
{
    return catalog->is_pending && catalog->is_looked;
}

apr_status_t stm_catalog_commit(stm_catalog_t *catalog)
{
    apr_status_t status = write_words(catalog);
    if (!status) {
        status = stm_catalog_write_counts(catalog);
    }
    if (!status) {
        status = stm_catalog_write_cards(catalog);
    }
    if (!status) {
        status = stm_database_commit(catalog->database);
    }
    return !status && stm_catalog_will_show(catalog) ? show(catalog) : status;
}

apr_status_t stm_catalog_rollback(stm_catalog_t *catalog)
{
    catalog->is_looked = 0;
    stm_catalog_forget(catalog);
    if (catalog->postings) {
        stm_postings_drop(catalog->postings);
    }
    return stm_database_rollback(catalog->database);
}
