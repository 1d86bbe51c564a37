/* What readers search for and what is searched: the first line is the words, the rest the text. */
#include <apr_strings.h>
#include <sqlite3.h>
#include <string.h>

#include "core/search/query.h"
#include "core/search/snippet.h"
#include "core/search/terms.h"
#include "core/search/tokenizer.h"
#include "core/site/newsroom.h"
#include "fuzz/checks.h"

static sqlite3 *handle;
static sqlite3_stmt *insert, *clear, *match;

static sqlite3_stmt *prepare(const char *sql)
{
    sqlite3_stmt *statement;

    FUZZ_MUST(sqlite3_prepare_v2(handle, sql, -1, &statement, NULL) == SQLITE_OK, "%s",
              sqlite3_errmsg(handle));
    return statement;
}

static apr_status_t close_handle(void *unused)
{
    (void)unused;
    sqlite3_finalize(insert);
    sqlite3_finalize(clear);
    sqlite3_finalize(match);
    return sqlite3_close(handle) == SQLITE_OK ? APR_SUCCESS : APR_EGENERAL;
}

void fuzz_setup(apr_pool_t *pool)
{
    apr_pool_cleanup_register(pool, NULL, close_handle, apr_pool_cleanup_null);
    FUZZ_MUST(sqlite3_open(":memory:", &handle) == SQLITE_OK, "no database");
    FUZZ_MUST(stm_tokenizer_register(handle) == SQLITE_OK, "no tokenizer");
    FUZZ_MUST(sqlite3_exec(handle, "CREATE VIRTUAL TABLE t USING fts5(x, tokenize = 'statement')",
                           NULL, NULL, NULL) == SQLITE_OK,
              "%s", sqlite3_errmsg(handle));
    insert = prepare("INSERT INTO t(rowid, x) VALUES(1, ?1)");
    clear = prepare("DELETE FROM t");
    match = prepare("SELECT rowid FROM t WHERE t MATCH ?1");
}

static int run(sqlite3_stmt *statement, const char *value)
{
    int code;

    sqlite3_reset(statement);
    if (value != NULL) {
        sqlite3_bind_text(statement, 1, value, -1, SQLITE_TRANSIENT);
    }
    code = sqlite3_step(statement);
    sqlite3_reset(statement);
    return code;
}

static int see_term(void *baton, const stm_term_t *term)
{
    const int *size = baton;

    FUZZ_MUST(term->size > 0 && term->start >= 0 && term->start < term->end && term->end <= *size,
              "a term at %d..%d of %d", term->start, term->end, *size);
    return 0;
}

static void walk(const char *text, int size, apr_pool_t *pool)
{
    stm_terms_walk(text, size, "de", see_term, &size, pool);
    stm_terms_walk(text, size, NULL, see_term, &size, pool);
}

static void must_be_snippet(const char *snippet)
{
    int depth = 0;

    for (; snippet != NULL && *snippet != '\0'; snippet++) {
        depth += *snippet == STM_HIT_START;
        depth -= *snippet == STM_HIT_END;
        FUZZ_MUST(depth == 0 || depth == 1, "marks do not pair: %s", snippet);
    }
    FUZZ_MUST(depth == 0, "a mark is open");
}

void fuzz_one(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    apr_array_header_t *langs = apr_array_make(pool, 3, sizeof(const char *)), *phrases;
    const char *words = fuzz_line(&bytes, &size, pool), *text, *query;

    APR_ARRAY_PUSH(langs, const char *) = "en";
    APR_ARRAY_PUSH(langs, const char *) = "de";
    walk(bytes, (int)size, pool);
    walk(words, (int)strlen(words), pool);
    phrases = stm_search_phrases(words, langs, pool);
    query = stm_search_match(phrases, NULL, pool);
    text = apr_pstrmemdup(pool, bytes, size);
    /* Indexed are texts of parsed documents. */
    if (!stm_newsroom_is_text(text)) {
        return;
    }
    text = stm_terms_marked(text, "de", pool);
    FUZZ_MUST(run(insert, text) == SQLITE_DONE, "%s", sqlite3_errmsg(handle));
    if (query != NULL) {
        int code = run(match, query);

        FUZZ_MUST(code == SQLITE_ROW || code == SQLITE_DONE, "%s: %s", sqlite3_errmsg(handle),
                  query);
    }
    FUZZ_MUST(run(clear, NULL) == SQLITE_DONE, "%s", sqlite3_errmsg(handle));
    must_be_snippet(stm_snippet(text, phrases, pool));
    must_be_snippet(stm_snippet_title(text, phrases, pool));
}
