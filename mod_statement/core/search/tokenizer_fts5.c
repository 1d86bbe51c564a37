/* FTS5's side of search (sqlite.org/fts5.html section 7.1). */
#include <stdlib.h>
#include <string.h>

#include "core/search/terms.h"
#include "core/search/tokenizer.h"

/* SQLite may end it after the pool of the connection has ended, so its own pool hangs below none.
 */
struct Fts5Tokenizer {
    apr_pool_t *pool;
};

typedef int token_t(void *context, int flags, const char *token, int size, int start, int end);

static int make(void *context, const char **arguments, int count, Fts5Tokenizer **made)
{
    Fts5Tokenizer *tokenizer = malloc(sizeof(*tokenizer));

    (void)context;
    (void)arguments;
    (void)count;
    if (!tokenizer || apr_pool_create_unmanaged(&tokenizer->pool)) {
        free(tokenizer);
        return SQLITE_NOMEM;
    }
    *made = tokenizer;
    return SQLITE_OK;
}

static void end(Fts5Tokenizer *tokenizer)
{
    apr_pool_destroy(tokenizer->pool);
    free(tokenizer);
}

typedef struct sink_t {
    void *context;
    token_t *token;
} sink_t;

static int pass(void *baton, const stm_term_t *term)
{
    const sink_t *sink = baton;

    return sink->token(sink->context, term->is_beside ? FTS5_TOKEN_COLOCATED : 0, term->text,
                       term->size, term->start, term->end);
}

/* core/search/query has written terms. */
static int split(const char *text, int size, const sink_t *sink)
{
    int at = 0, code = SQLITE_OK;

    while (code == SQLITE_OK && at < size) {
        const char *space = memchr(text + at, ' ', (size_t)(size - at));
        int until = space ? (int)(space - text) : size;

        if (until > at) {
            code = sink->token(sink->context, 0, text + at, until - at, at, until);
        }
        at = until + 1;
    }
    return code;
}

static int tokenize(Fts5Tokenizer *tokenizer, void *context, int flags, const char *text, int size,
                    token_t *token)
{
    sink_t sink = {context, token};
    int code = flags & FTS5_TOKENIZE_QUERY
                   ? split(text, size, &sink)
                   : stm_terms_walk(text, size, NULL, pass, &sink, tokenizer->pool);

    apr_pool_clear(tokenizer->pool);
    return code;
}

int stm_tokenizer_api(fts5_api **api, sqlite3 *handle)
{
    sqlite3_stmt *query;
    int code = sqlite3_prepare_v2(handle, "SELECT fts5(?1)", -1, &query, NULL);

    *api = NULL;
    if (code == SQLITE_OK) {
        sqlite3_bind_pointer(query, 1, api, "fts5_api_ptr", NULL);
        sqlite3_step(query);
        code = sqlite3_finalize(query);
    }
    return code == SQLITE_OK && !*api ? SQLITE_ERROR : code;
}

int stm_tokenizer_register(sqlite3 *handle)
{
    fts5_tokenizer ours = {make, end, tokenize};
    fts5_api *api;
    int code = stm_tokenizer_api(&api, handle);

    return code == SQLITE_OK ? api->xCreateTokenizer(api, "statement", NULL, &ours, NULL) : code;
}
