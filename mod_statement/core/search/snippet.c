#include "core/search/snippet.h"

#include <apr_strings.h>
#include <string.h>

#include "core/search/hits.h"
#include "core/search/terms.h"
#include "core/xml/plain.h"

/* So many words. */
#define LENGTH 32

/* So much of a text is looked at (a statement of ten thousand words), so much of it is shown: a
 * page of hits must not cost more where its statements are megabytes. */
#define READ_BYTES  (64 * 1024)
#define SHOWN_BYTES 4096

#define LEFT_OUT "…"

/* What a place is worth: the first hit of a phrase, the start of a sentence, another hit. */
enum { PHRASE_WORTH = 1000, SENTENCE_WORTH = 100, HIT_WORTH = 1 };

/* What the words from @a at on are worth; *last is the last of their hits, from @a first on. */
static int worth_of(int *last, const stm_hits_t *hits, int at, int first)
{
    apr_uint64_t seen = 0;
    int worth = 0, i;
    *last = first;
    for (i = first; i < hits->hits->nelts && stm_hits_hit(hits, i)->at < at + LENGTH; i++) {
        apr_uint64_t bit = (apr_uint64_t)1 << stm_hits_hit(hits, i)->phrase % 64;
        worth += seen & bit ? HIT_WORTH : PHRASE_WORTH;
        seen |= bit;
        *last = i;
    }
    return worth;
}

/* Where to start so that the hits from one to another are in the middle. */
static int centred(const stm_hits_t *hits, int first, int last)
{
    int length = stm_hits_hit(hits, last)->end - stm_hits_hit(hits, first)->at;
    int at = stm_hits_hit(hits, first)->at - (LENGTH - length) / 2;
    at = at + LENGTH > hits->words->nelts ? hits->words->nelts - LENGTH : at;
    return at > 0 ? at : 0;
}

/* The last start of a sentence up to a word and near enough to show both; else -1. */
static int sentence_of(const stm_hits_t *hits, int at)
{
    int least = at > LENGTH ? at - LENGTH : 0;
    while (at >= least && !stm_hits_word(hits, at)->is_first) {
        at--;
    }
    return at >= least ? at : -1;
}

/* The first hit from the word @a from on, down from the hit @a i. */
static int first_hit(const stm_hits_t *hits, int i, int from)
{
    while (i > 0 && stm_hits_hit(hits, i - 1)->at >= from) {
        i--;
    }
    return i;
}

/* The word to start with. */
static int find_start(const stm_hits_t *hits)
{
    int i, last, best = 0, most = 0;
    for (i = 0; i < hits->hits->nelts; i++) {
        int at = stm_hits_hit(hits, i)->at, sentence = sentence_of(hits, at);
        int worth = worth_of(&last, hits, at, i);
        if (worth > most) {
            most = worth;
            best = centred(hits, i, last);
        }
        if (sentence >= 0) {
            worth = worth_of(&last, hits, sentence, first_hit(hits, i, sentence));
        }
        if (sentence >= 0 && worth + SENTENCE_WORTH > most) {
            most = worth + SENTENCE_WORTH;
            best = sentence;
        }
    }
    return best;
}

/* Each run of hits that overlap is one. */
static void mark(apr_array_header_t *parts, const stm_hits_t *hits, int from, int to)
{
    int at = from ? stm_hits_word(hits, from)->start : 0, i = 0;
    while (i < hits->hits->nelts && stm_hits_hit(hits, i)->at < from) {
        i++;
    }
    while (i < hits->hits->nelts && stm_hits_hit(hits, i)->at < to) {
        int start = stm_hits_word(hits, stm_hits_hit(hits, i)->at)->start,
            end = stm_hits_hit(hits, i)->end;
        for (i++; i < hits->hits->nelts && stm_hits_hit(hits, i)->at < end; i++) {
            end = stm_hits_hit(hits, i)->end > end ? stm_hits_hit(hits, i)->end : end;
        }
        end = stm_hits_word(hits, (end < to ? end : to) - 1)->end;
        APR_ARRAY_PUSH(parts, const char *) =
            apr_psprintf(hits->pool, "%.*s%c%.*s%c", start - at, hits->text + at, STM_HIT_START,
                         end - start, hits->text + start, STM_HIT_END);
        at = end;
    }
    APR_ARRAY_PUSH(parts, const char *) =
        to < hits->words->nelts || (hits->is_cut && to)
            ? apr_pstrcat(hits->pool,
                          apr_pstrndup(hits->pool, hits->text + at,
                                       (apr_size_t)(stm_hits_word(hits, to - 1)->end - at)),
                          LEFT_OUT, NULL)
            : hits->text + at;
}

/* The beginning of @a text, of @a most bytes at most and without half a character. */
static const char *beginning(const char *text, apr_size_t most, apr_pool_t *pool)
{
    while (most > 0 && ((unsigned char)text[most] & 0xc0) == 0x80) {
        most--;
    }
    return apr_pstrmemdup(pool, text, most);
}

/* A text may be one word of a megabyte. */
static const char *shortened(const char *snippet, apr_pool_t *pool)
{
    const char *start, *end;
    char close[] = {STM_HIT_END, '\0'};
    if (strlen(snippet) <= SHOWN_BYTES) {
        return snippet;
    }
    snippet = beginning(snippet, SHOWN_BYTES, pool);
    start = strrchr(snippet, STM_HIT_START);
    end = strrchr(snippet, STM_HIT_END);
    close[0] = (char)(start && (!end || end < start) ? STM_HIT_END : '\0');
    return apr_pstrcat(pool, snippet, LEFT_OUT, close, NULL);
}

/* The hits from the one @a from on that are in its passage; past the last of them. *worth: of all
 * of them. */
static int passage_end(int *worth, const stm_hits_t *hits, int from)
{
    int passage = stm_hits_word(hits, stm_hits_hit(hits, from)->at)->passage, i;
    apr_uint64_t seen = 0;
    *worth = 0;
    for (i = from; i < hits->hits->nelts &&
                   stm_hits_word(hits, stm_hits_hit(hits, i)->at)->passage == passage;
         i++) {
        apr_uint64_t bit = (apr_uint64_t)1 << stm_hits_hit(hits, i)->phrase % 64;
        *worth += seen & bit ? HIT_WORTH : PHRASE_WORTH;
        seen |= bit;
    }
    return i;
}

/* The passage with the most phrases, and of these with the most hits. There is a hit. */
static int best_passage(const stm_hits_t *hits)
{
    int from, next, worth, most = 0, best = 0;
    for (from = 0; from < hits->hits->nelts; from = next) {
        next = passage_end(&worth, hits, from);
        if (worth > most) {
            most = worth;
            best = stm_hits_word(hits, stm_hits_hit(hits, from)->at)->passage;
        }
    }
    return best;
}

/* That passage alone. */
static void keep_passage(stm_hits_t *hits, int passage)
{
    const char *text = hits->text, *end;
    int i;
    for (i = 0; i < passage; i++) {
        text = strchr(text, '\n') + 1;
    }
    end = text + strcspn(text, "\n");
    hits->is_cut = hits->is_cut && !*end;
    hits->text = apr_pstrmemdup(hits->pool, text, (apr_size_t)(end - text));
}

/* What a statement says, without what its head says of it. */
static const char *body_of(const char *text, apr_pool_t *pool)
{
    const char *end = strstr(text, STM_PLAIN_HEAD);
    return end ? apr_pstrmemdup(pool, text, (apr_size_t)(end - text)) : text;
}

/* What comes behind the mark of its language. */
static const char *unmarked(const char **lang, const char *text, apr_pool_t *pool)
{
    int mark = stm_terms_mark(text, (int)strnlen(text, READ_BYTES));
    *lang = mark ? apr_pstrmemdup(pool, text + 1, (apr_size_t)mark - 2) : NULL;
    return text + mark;
}

static const char *write_all(stm_hits_t *hits, apr_pool_t *result_pool)
{
    int from = hits->words->nelts > LENGTH ? find_start(hits) : 0;
    int to = from + LENGTH < hits->words->nelts ? from + LENGTH : hits->words->nelts;
    apr_array_header_t *parts = apr_array_make(hits->pool, 16, sizeof(const char *));
    if (from) {
        APR_ARRAY_PUSH(parts, const char *) = LEFT_OUT;
    }
    mark(parts, hits, from, to);
    return shortened(apr_array_pstrcat(result_pool, parts, 0), result_pool);
}

const char *stm_snippet(const char *text, const apr_array_header_t *phrases,
                        apr_pool_t *result_pool)
{
    const char *lang, *body, *snippet = NULL;
    apr_pool_t *pool;
    stm_hits_t hits;
    int is_cut;
    apr_pool_create(&pool, result_pool);
    text = unmarked(&lang, text, pool);
    is_cut = strnlen(text, READ_BYTES + 1) > READ_BYTES;
    text = is_cut ? beginning(text, READ_BYTES, pool) : text;
    body = body_of(text, pool);
    hits = stm_hits_find(body, lang, phrases, pool);
    hits.is_cut = is_cut && body == text;
    if (hits.hits->nelts) {
        keep_passage(&hits, best_passage(&hits));
        is_cut = hits.is_cut;
        hits = stm_hits_find(hits.text, lang, phrases, pool);
        hits.is_cut = is_cut;
        snippet = write_all(&hits, result_pool);
    }
    apr_pool_destroy(pool);
    return snippet;
}

const char *stm_snippet_title(const char *title, const apr_array_header_t *phrases,
                              apr_pool_t *result_pool)
{
    const char *lang, *marked = NULL;
    apr_pool_t *pool;
    stm_hits_t hits;
    apr_pool_create(&pool, result_pool);
    title = unmarked(&lang, title, pool);
    hits = stm_hits_find(title, lang, phrases, pool);
    if (hits.hits->nelts) {
        apr_array_header_t *parts = apr_array_make(pool, 16, sizeof(const char *));
        mark(parts, &hits, 0, hits.words->nelts);
        marked = apr_array_pstrcat(result_pool, parts, 0);
    }
    apr_pool_destroy(pool);
    return marked;
}
