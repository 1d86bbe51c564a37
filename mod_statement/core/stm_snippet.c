#include "stm_snippet.h"

#include <apr_strings.h>
#include <string.h>

#include "stm_catalog.h"
#include "stm_tokenizer.h"

/* So many words. */
#define LENGTH 32

/* So much of a text is looked at (a statement of ten thousand words), so much of it is shown: a
 * page of hits must not cost more where its statements are megabytes. */
#define READ_BYTES  (64 * 1024)
#define SHOWN_BYTES 4096

#define LEFT_OUT "…"

/* What a place is worth: the first hit of a phrase, the start of a sentence, another hit. */
enum { PHRASE_WORTH = 1000, SENTENCE_WORTH = 100, HIT_WORTH = 1 };

typedef struct word_t {
    const char *folded;
    int start, end; /* in the text */
    int is_first;   /* of a sentence or block */
} word_t;

typedef struct hit_t {
    int at, end; /* words */
    int phrase;
} hit_t;

typedef struct scene_t {
    const char *text;
    int is_cut;                       /* there is more of it */
    apr_array_header_t *words, *hits; /* in the order of the text */
    apr_pool_t *pool;
} scene_t;

static const word_t *word_at(const scene_t *scene, int at)
{
    return &APR_ARRAY_IDX(scene->words, at, word_t);
}

static const hit_t *hit_at(const scene_t *scene, int at)
{
    return &APR_ARRAY_IDX(scene->hits, at, hit_t);
}

/* Whether what stands before a word ends a sentence or a block. */
static int ends_sentence(const char *text, int start, int end)
{
    int at;
    for (at = start; at < end; at++) {
        if (text[at] == '\n' || (strchr(".:!?", text[at]) && at + 1 < end && text[at + 1] == ' ') ||
            !strncmp(text + at, "。", sizeof("。") - 1)) {
            return 1;
        }
    }
    return 0;
}

static int note_word(void *baton, const char *folded, int size, int start, int end)
{
    scene_t *scene = baton;
    int last_end = scene->words->nelts ? word_at(scene, scene->words->nelts - 1)->end : 0;
    word_t word = {apr_pstrmemdup(scene->pool, folded, (apr_size_t)size), start, end,
                   !scene->words->nelts || ends_sentence(scene->text, last_end, start)};
    APR_ARRAY_PUSH(scene->words, word_t) = word;
    return 0;
}

static int is_phrase_at(const scene_t *scene, int at, const stm_phrase_t *phrase)
{
    int i, last = phrase->words->nelts - 1;
    if (at + last >= scene->words->nelts) {
        return 0;
    }
    for (i = 0; i <= last; i++) {
        const char *wanted = APR_ARRAY_IDX(phrase->words, i, const char *);
        const char *word = word_at(scene, at + i)->folded;
        if (i == last && phrase->opening ? strncmp(word, wanted, strlen(wanted))
                                         : strcmp(word, wanted)) {
            return 0;
        }
    }
    return 1;
}

static void find_hits(scene_t *scene, const apr_array_header_t *phrases)
{
    int at, i;
    for (at = 0; at < scene->words->nelts; at++) {
        for (i = 0; i < phrases->nelts; i++) {
            const stm_phrase_t *phrase = &APR_ARRAY_IDX(phrases, i, stm_phrase_t);
            if (is_phrase_at(scene, at, phrase)) {
                APR_ARRAY_PUSH(scene->hits, hit_t) = (hit_t){at, at + phrase->words->nelts, i};
            }
        }
    }
}

/* What the words from @a at on are worth; *last is the last of their hits, from @a first on. */
static int worth_of(int *last, const scene_t *scene, int at, int first)
{
    apr_uint64_t seen = 0;
    int worth = 0, i;
    *last = first;
    for (i = first; i < scene->hits->nelts && hit_at(scene, i)->at < at + LENGTH; i++) {
        apr_uint64_t bit = (apr_uint64_t)1 << hit_at(scene, i)->phrase % 64;
        worth += seen & bit ? HIT_WORTH : PHRASE_WORTH;
        seen |= bit;
        *last = i;
    }
    return worth;
}

/* Where to start so that the hits from one to another are in the middle. */
static int centred(const scene_t *scene, int first, int last)
{
    int length = hit_at(scene, last)->end - hit_at(scene, first)->at;
    int at = hit_at(scene, first)->at - (LENGTH - length) / 2;
    at = at + LENGTH > scene->words->nelts ? scene->words->nelts - LENGTH : at;
    return at > 0 ? at : 0;
}

/* The last start of a sentence up to a word and near enough to show both; else -1. */
static int sentence_of(const scene_t *scene, int at)
{
    int least = at > LENGTH ? at - LENGTH : 0;
    while (at >= least && !word_at(scene, at)->is_first) {
        at--;
    }
    return at >= least ? at : -1;
}

/* The first hit from the word @a from on, down from the hit @a i. */
static int first_hit(const scene_t *scene, int i, int from)
{
    while (i > 0 && hit_at(scene, i - 1)->at >= from) {
        i--;
    }
    return i;
}

/* The word to start with. */
static int find_start(const scene_t *scene)
{
    int i, last, best = 0, most = 0;
    for (i = 0; i < scene->hits->nelts; i++) {
        int at = hit_at(scene, i)->at, sentence = sentence_of(scene, at);
        int worth = worth_of(&last, scene, at, i);
        if (worth > most) {
            most = worth;
            best = centred(scene, i, last);
        }
        if (sentence >= 0) {
            worth = worth_of(&last, scene, sentence, first_hit(scene, i, sentence));
        }
        if (sentence >= 0 && worth + SENTENCE_WORTH > most) {
            most = worth + SENTENCE_WORTH;
            best = sentence;
        }
    }
    return best;
}

/* Each run of hits that overlap is one. */
static void mark(apr_array_header_t *parts, const scene_t *scene, int from, int to)
{
    int at = from ? word_at(scene, from)->start : 0, i = 0;
    while (i < scene->hits->nelts && hit_at(scene, i)->at < from) {
        i++;
    }
    while (i < scene->hits->nelts && hit_at(scene, i)->at < to) {
        int start = word_at(scene, hit_at(scene, i)->at)->start, end = hit_at(scene, i)->end;
        for (i++; i < scene->hits->nelts && hit_at(scene, i)->at < end; i++) {
            end = hit_at(scene, i)->end > end ? hit_at(scene, i)->end : end;
        }
        end = word_at(scene, (end < to ? end : to) - 1)->end;
        APR_ARRAY_PUSH(parts, const char *) =
            apr_psprintf(scene->pool, "%.*s%c%.*s%c", start - at, scene->text + at, STM_HIT_START,
                         end - start, scene->text + start, STM_HIT_END);
        at = end;
    }
    APR_ARRAY_PUSH(parts, const char *) =
        to < scene->words->nelts || (scene->is_cut && to)
            ? apr_pstrcat(scene->pool,
                          apr_pstrndup(scene->pool, scene->text + at,
                                       (apr_size_t)(word_at(scene, to - 1)->end - at)),
                          LEFT_OUT, NULL)
            : scene->text + at;
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

const char *stm_snippet(const char *text, const apr_array_header_t *phrases,
                        apr_pool_t *result_pool)
{
    scene_t scene = {.text = text};
    apr_array_header_t *parts;
    const char *snippet;
    int from, to;
    apr_pool_create(&scene.pool, result_pool);
    scene.is_cut = strnlen(text, READ_BYTES + 1) > READ_BYTES;
    if (scene.is_cut) {
        text = scene.text = beginning(text, READ_BYTES, scene.pool);
    }
    scene.words = apr_array_make(scene.pool, 1024, sizeof(word_t));
    scene.hits = apr_array_make(scene.pool, 64, sizeof(hit_t));
    stm_tokenizer_walk(text, (int)strlen(text), note_word, &scene, scene.pool);
    find_hits(&scene, phrases);
    from = scene.words->nelts > LENGTH ? find_start(&scene) : 0;
    to = from + LENGTH < scene.words->nelts ? from + LENGTH : scene.words->nelts;
    parts = apr_array_make(scene.pool, 16, sizeof(const char *));
    if (from) {
        APR_ARRAY_PUSH(parts, const char *) = LEFT_OUT;
    }
    mark(parts, &scene, from, to);
    snippet = shortened(apr_array_pstrcat(result_pool, parts, 0), result_pool);
    apr_pool_destroy(scene.pool);
    return snippet;
}
