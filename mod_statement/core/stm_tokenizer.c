#include "stm_tokenizer.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utf16.h>

#include "stm_language.h"
#include "stm_locale.h"
#include "stm_source.h"

#define MARKS (U_GC_M_MASK | U_GC_CF_MASK)

typedef struct walk_t {
    const char *text;
    stm_tokenizer_word_t word;
    void *baton;
    apr_pool_t *pool;
} walk_t;

typedef struct run_t {
    int start, end;
    int is_ascii, is_spaceless;
} run_t;

static void *open_words(const char *locale)
{
    UErrorCode status = U_ZERO_ERROR;
    UBreakIterator *words = ubrk_open(UBRK_WORD, locale, NULL, 0, &status);
    return U_SUCCESS(status) ? words : NULL;
}

static void close_words(void *words)
{
    ubrk_close(words);
}

static const stm_locale_sort_t words_sort = {open_words, close_words};

/* Marks and invisible characters belong to the word that they stand in, and start none. */
static int belongs(apr_uint32_t character, int is_started)
{
    if (character < 0x80) {
        return apr_isalnum(character);
    }
    return u_isalnum((UChar32)character) ||
           (is_started && (U_GET_GC_MASK((UChar32)character) & MARKS));
}

/* The next run from @a at on; its end is where it starts at the end of the text. */
static run_t next_run(const char *text, int at, int size)
{
    run_t run = {at, at, 1, 0};
    while (at < size) {
        int length = stm_source_sequence(text + at, text + size);
        apr_uint32_t character = length ? stm_source_character(text + at, &length) : 0;
        int is_started = run.end > run.start;
        if (!length || !belongs(character, is_started)) {
            if (is_started) {
                break;
            }
            at += length ? length : 1;
            run.start = run.end = at;
            continue;
        }
        if (character >= 0x80) {
            run.is_ascii = 0;
            run.is_spaceless |= stm_language_is_spaceless(character);
        }
        at += length;
        run.end = at;
    }
    return run;
}

static int emit(const walk_t *walk, int start, int end, int is_ascii)
{
    char *word = apr_pstrmemdup(walk->pool, walk->text + start, (apr_size_t)(end - start));
    const char *folded = word;
    if (is_ascii) {
        for (; *word; word++) {
            *word = (char)apr_tolower(*word);
        }
    }
    else {
        folded = stm_language_fold(word, walk->pool);
    }
    return *folded ? walk->word(walk->baton, folded, (int)strlen(folded), start, end) : 0;
}

/* UTF-16 of a run, and where in the text each unit starts. */
static int widen(UChar *wide, int *places, const walk_t *walk, const run_t *run)
{
    int at = run->start, count = 0;
    while (at < run->end) {
        int length, from = count;
        UChar32 character = (UChar32)stm_source_character(walk->text + at, &length);
        U16_APPEND_UNSAFE(wide, count, character);
        for (; from < count; from++) {
            places[from] = at;
        }
        at += length;
    }
    places[count] = run->end;
    return count;
}

static int emit_pieces(const walk_t *walk, const run_t *run)
{
    apr_size_t most = (apr_size_t)(run->end - run->start) + 1;
    UChar *wide = apr_palloc(walk->pool, most * sizeof(*wide));
    int *places = apr_palloc(walk->pool, most * sizeof(*places));
    int count = widen(wide, places, walk, run), from = 0, to, code = 0;
    UBreakIterator *words = stm_locale_object(&words_sort, "en");
    UErrorCode status = U_ZERO_ERROR;
    if (words) {
        ubrk_setText(words, wide, count, &status);
    }
    if (!words || U_FAILURE(status)) {
        return emit(walk, run->start, run->end, 0);
    }
    while (!code && (to = ubrk_next(words)) != UBRK_DONE) {
        code = emit(walk, places[from], places[to], 0);
        from = to;
    }
    return code;
}

int stm_tokenizer_walk(const char *text, int size, stm_tokenizer_word_t word, void *baton,
                       apr_pool_t *scratch_pool)
{
    walk_t walk = {text, word, baton, scratch_pool};
    run_t run = next_run(text, 0, size);
    int code = 0;
    while (!code && run.end > run.start) {
        code = run.is_spaceless ? emit_pieces(&walk, &run)
                                : emit(&walk, run.start, run.end, run.is_ascii);
        run = next_run(text, run.end, size);
    }
    return code;
}

/* FTS5's side (sqlite.org/fts5.html section 7.1). SQLite may end it after the pool of the
 * connection has ended, so its own pool hangs below none. */
struct Fts5Tokenizer {
    apr_pool_t *pool;
};

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
    int (*token)(void *, int, const char *, int, int, int);
} sink_t;

static int pass(void *baton, const char *word, int size, int start, int stop)
{
    const sink_t *sink = baton;
    return sink->token(sink->context, 0, word, size, start, stop);
}

static int tokenize(Fts5Tokenizer *tokenizer, void *context, int flags, const char *text, int size,
                    int (*token)(void *, int, const char *, int, int, int))
{
    sink_t sink = {context, token};
    int code = stm_tokenizer_walk(text, size, pass, &sink, tokenizer->pool);
    (void)flags;
    apr_pool_clear(tokenizer->pool);
    return code;
}

int stm_tokenizer_register(sqlite3 *handle)
{
    fts5_tokenizer ours = {make, end, tokenize};
    fts5_api *api = NULL;
    sqlite3_stmt *query;
    int code = sqlite3_prepare_v2(handle, "SELECT fts5(?1)", -1, &query, NULL);
    if (code == SQLITE_OK) {
        sqlite3_bind_pointer(query, 1, &api, "fts5_api_ptr", NULL);
        sqlite3_step(query);
        code = sqlite3_finalize(query);
    }
    return api ? api->xCreateTokenizer(api, "statement", NULL, &ours, NULL)
               : (code ? code : SQLITE_ERROR);
}
