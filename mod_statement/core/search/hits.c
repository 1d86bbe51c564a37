#include "core/search/hits.h"

#include <apr_strings.h>
#include <string.h>

#include "core/search/query.h"
#include "core/search/terms.h"

typedef struct term_t {
    const char *text;
    int end; /* in the text */
} term_t;

static const term_t *term_at(const stm_hits_t *hits, int at)
{
    return &APR_ARRAY_IDX(hits->terms, at, term_t);
}

/* Whether what stands before a word ends a sentence. */
static int ends_sentence(const char *text, int start, int end)
{
    int at;
    for (at = start; at < end; at++) {
        if ((strchr(".:!?", text[at]) && at + 1 < end && text[at + 1] == ' ') ||
            !strncmp(text + at, "。", sizeof("。") - 1)) {
            return 1;
        }
    }
    return 0;
}

static int passages_between(const char *text, int start, int end)
{
    int count = 0;
    for (; start < end; start++) {
        count += text[start] == '\n';
    }
    return count;
}

static void add_word(stm_hits_t *hits, const stm_term_t *term)
{
    const stm_text_word_t *last =
        hits->words->nelts ? stm_hits_word(hits, hits->words->nelts - 1) : NULL;
    int ended = last ? last->end : 0, passages = passages_between(hits->text, ended, term->start);
    stm_text_word_t word = {hits->terms->nelts,
                            0,
                            term->start,
                            term->end,
                            !last || passages || ends_sentence(hits->text, ended, term->start),
                            (last ? last->passage : 0) + passages};
    APR_ARRAY_PUSH(hits->words, stm_text_word_t) = word;
}

static int note_term(void *baton, const stm_term_t *term)
{
    stm_hits_t *hits = baton;
    term_t noted = {apr_pstrmemdup(hits->pool, term->text, (apr_size_t)term->size), term->end};
    if (!term->is_beside) {
        add_word(hits, term);
    }
    APR_ARRAY_PUSH(hits->terms, term_t) = noted;
    APR_ARRAY_IDX(hits->words, hits->words->nelts - 1, stm_text_word_t).count++;
    return 0;
}

static int are_words_at(const stm_hits_t *hits, int at, const stm_phrase_t *phrase)
{
    int i, last = phrase->words->nelts - 1;
    if (at + last >= hits->words->nelts) {
        return 0;
    }
    for (i = 0; i <= last; i++) {
        const char *wanted = APR_ARRAY_IDX(phrase->words, i, const char *);
        const char *word = term_at(hits, stm_hits_word(hits, at + i)->terms)->text;
        if (i == last && phrase->opening ? strncmp(word, wanted, strlen(wanted))
                                         : strcmp(word, wanted)) {
            return 0;
        }
    }
    return 1;
}

static int is_wanted(const char *term, const stm_phrase_t *phrase)
{
    int i;
    for (i = 0; i < phrase->others->nelts; i++) {
        if (!strcmp(term, APR_ARRAY_IDX(phrase->others, i, const char *))) {
            return 1;
        }
    }
    return (phrase->joined && !strcmp(term, phrase->joined)) ||
           (phrase->words->nelts == 1 &&
            !strcmp(term, APR_ARRAY_IDX(phrase->words, 0, const char *)));
}

/* The words from @a at on that a term of the first of them reaches over. */
static int words_until(const stm_hits_t *hits, int at, int end)
{
    int next = at + 1;
    while (next < hits->words->nelts && stm_hits_word(hits, next)->start < end) {
        next++;
    }
    return next;
}

/* Where what was found there ends, by words; 0: nothing was. */
static int hit_end(const stm_hits_t *hits, int at, const stm_phrase_t *phrase)
{
    const stm_text_word_t *word = stm_hits_word(hits, at);
    int i;
    if (are_words_at(hits, at, phrase)) {
        return at + phrase->words->nelts;
    }
    for (i = word->terms; i < word->terms + word->count; i++) {
        if (is_wanted(term_at(hits, i)->text, phrase)) {
            return words_until(hits, at, term_at(hits, i)->end);
        }
    }
    return 0;
}

static void find_hits(stm_hits_t *hits, const apr_array_header_t *phrases)
{
    int at, i;
    for (at = 0; at < hits->words->nelts; at++) {
        for (i = 0; i < phrases->nelts; i++) {
            int end = hit_end(hits, at, &APR_ARRAY_IDX(phrases, i, stm_phrase_t));
            if (end) {
                APR_ARRAY_PUSH(hits->hits, stm_text_hit_t) = (stm_text_hit_t){at, end, i};
            }
        }
    }
}

stm_hits_t stm_hits_find(const char *text, const char *lang, const apr_array_header_t *phrases,
                         apr_pool_t *pool)
{
    stm_hits_t hits = {.text = text, .pool = pool};
    hits.words = apr_array_make(pool, 1024, sizeof(stm_text_word_t));
    hits.terms = apr_array_make(pool, 1024, sizeof(term_t));
    hits.hits = apr_array_make(pool, 64, sizeof(stm_text_hit_t));
    stm_terms_walk(text, (int)strlen(text), lang, note_term, &hits, pool);
    find_hits(&hits, phrases);
    return hits;
}
