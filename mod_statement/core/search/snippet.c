#include "core/search/snippet.h"

#include <apr_strings.h>
#include <string.h>

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

typedef struct word_t {
    int terms, count; /* its terms: the word itself, and what stands beside it */
    int start, end;   /* in the text */
    int is_first;     /* of a sentence or passage */
    int passage;
} word_t;

typedef struct term_t {
    const char *text;
    int end; /* in the text */
} term_t;

typedef struct hit_t {
    int at, end; /* words */
    int phrase;
} hit_t;

typedef struct scene_t {
    const char *text;
    int is_cut;                       /* there is more of it */
    apr_array_header_t *words, *hits; /* in the order of the text */
    apr_array_header_t *terms;        /* term_t */
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

static const term_t *term_at(const scene_t *scene, int at)
{
    return &APR_ARRAY_IDX(scene->terms, at, term_t);
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

static void add_word(scene_t *scene, const stm_term_t *term)
{
    const word_t *last = scene->words->nelts ? word_at(scene, scene->words->nelts - 1) : NULL;
    int ended = last ? last->end : 0, passages = passages_between(scene->text, ended, term->start);
    word_t word = {scene->terms->nelts,
                   0,
                   term->start,
                   term->end,
                   !last || passages || ends_sentence(scene->text, ended, term->start),
                   (last ? last->passage : 0) + passages};
    APR_ARRAY_PUSH(scene->words, word_t) = word;
}

static int note_term(void *baton, const stm_term_t *term)
{
    scene_t *scene = baton;
    term_t noted = {apr_pstrmemdup(scene->pool, term->text, (apr_size_t)term->size), term->end};
    if (!term->is_beside) {
        add_word(scene, term);
    }
    APR_ARRAY_PUSH(scene->terms, term_t) = noted;
    APR_ARRAY_IDX(scene->words, scene->words->nelts - 1, word_t).count++;
    return 0;
}

static int are_words_at(const scene_t *scene, int at, const stm_phrase_t *phrase)
{
    int i, last = phrase->words->nelts - 1;
    if (at + last >= scene->words->nelts) {
        return 0;
    }
    for (i = 0; i <= last; i++) {
        const char *wanted = APR_ARRAY_IDX(phrase->words, i, const char *);
        const char *word = term_at(scene, word_at(scene, at + i)->terms)->text;
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
static int words_until(const scene_t *scene, int at, int end)
{
    int next = at + 1;
    while (next < scene->words->nelts && word_at(scene, next)->start < end) {
        next++;
    }
    return next;
}

/* Where what was found there ends, by words; 0: nothing was. */
static int hit_end(const scene_t *scene, int at, const stm_phrase_t *phrase)
{
    const word_t *word = word_at(scene, at);
    int i;
    if (are_words_at(scene, at, phrase)) {
        return at + phrase->words->nelts;
    }
    for (i = word->terms; i < word->terms + word->count; i++) {
        if (is_wanted(term_at(scene, i)->text, phrase)) {
            return words_until(scene, at, term_at(scene, i)->end);
        }
    }
    return 0;
}

static void find_hits(scene_t *scene, const apr_array_header_t *phrases)
{
    int at, i;
    for (at = 0; at < scene->words->nelts; at++) {
        for (i = 0; i < phrases->nelts; i++) {
            int end = hit_end(scene, at, &APR_ARRAY_IDX(phrases, i, stm_phrase_t));
            if (end) {
                APR_ARRAY_PUSH(scene->hits, hit_t) = (hit_t){at, end, i};
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

static scene_t make_scene(const char *text, const char *lang, const apr_array_header_t *phrases,
                          apr_pool_t *pool)
{
    scene_t scene = {.text = text, .pool = pool};
    scene.words = apr_array_make(pool, 1024, sizeof(word_t));
    scene.terms = apr_array_make(pool, 1024, sizeof(term_t));
    scene.hits = apr_array_make(pool, 64, sizeof(hit_t));
    stm_terms_walk(text, (int)strlen(text), lang, note_term, &scene, pool);
    find_hits(&scene, phrases);
    return scene;
}

/* The hits from the one @a from on that are in its passage; past the last of them. *worth: of all
 * of them. */
static int passage_end(int *worth, const scene_t *scene, int from)
{
    int passage = word_at(scene, hit_at(scene, from)->at)->passage, i;
    apr_uint64_t seen = 0;
    *worth = 0;
    for (i = from;
         i < scene->hits->nelts && word_at(scene, hit_at(scene, i)->at)->passage == passage; i++) {
        apr_uint64_t bit = (apr_uint64_t)1 << hit_at(scene, i)->phrase % 64;
        *worth += seen & bit ? HIT_WORTH : PHRASE_WORTH;
        seen |= bit;
    }
    return i;
}

/* The passage with the most phrases, and of these with the most hits. There is a hit. */
static int best_passage(const scene_t *scene)
{
    int from, next, worth, most = 0, best = 0;
    for (from = 0; from < scene->hits->nelts; from = next) {
        next = passage_end(&worth, scene, from);
        if (worth > most) {
            most = worth;
            best = word_at(scene, hit_at(scene, from)->at)->passage;
        }
    }
    return best;
}

/* That passage alone. */
static void keep_passage(scene_t *scene, int passage)
{
    const char *text = scene->text, *end;
    int i;
    for (i = 0; i < passage; i++) {
        text = strchr(text, '\n') + 1;
    }
    end = text + strcspn(text, "\n");
    scene->is_cut = scene->is_cut && !*end;
    scene->text = apr_pstrmemdup(scene->pool, text, (apr_size_t)(end - text));
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

static const char *write_all(scene_t *scene, apr_pool_t *result_pool)
{
    int from = scene->words->nelts > LENGTH ? find_start(scene) : 0;
    int to = from + LENGTH < scene->words->nelts ? from + LENGTH : scene->words->nelts;
    apr_array_header_t *parts = apr_array_make(scene->pool, 16, sizeof(const char *));
    if (from) {
        APR_ARRAY_PUSH(parts, const char *) = LEFT_OUT;
    }
    mark(parts, scene, from, to);
    return shortened(apr_array_pstrcat(result_pool, parts, 0), result_pool);
}

const char *stm_snippet(const char *text, const apr_array_header_t *phrases,
                        apr_pool_t *result_pool)
{
    const char *lang, *body, *snippet = NULL;
    apr_pool_t *pool;
    scene_t scene;
    int is_cut;
    apr_pool_create(&pool, result_pool);
    text = unmarked(&lang, text, pool);
    is_cut = strnlen(text, READ_BYTES + 1) > READ_BYTES;
    text = is_cut ? beginning(text, READ_BYTES, pool) : text;
    body = body_of(text, pool);
    scene = make_scene(body, lang, phrases, pool);
    scene.is_cut = is_cut && body == text;
    if (scene.hits->nelts) {
        keep_passage(&scene, best_passage(&scene));
        is_cut = scene.is_cut;
        scene = make_scene(scene.text, lang, phrases, pool);
        scene.is_cut = is_cut;
        snippet = write_all(&scene, result_pool);
    }
    apr_pool_destroy(pool);
    return snippet;
}

const char *stm_snippet_title(const char *title, const apr_array_header_t *phrases,
                              apr_pool_t *result_pool)
{
    const char *lang, *marked = NULL;
    apr_pool_t *pool;
    scene_t scene;
    apr_pool_create(&pool, result_pool);
    title = unmarked(&lang, title, pool);
    scene = make_scene(title, lang, phrases, pool);
    if (scene.hits->nelts) {
        apr_array_header_t *parts = apr_array_make(pool, 16, sizeof(const char *));
        mark(parts, &scene, 0, scene.words->nelts);
        marked = apr_array_pstrcat(result_pool, parts, 0);
    }
    apr_pool_destroy(pool);
    return marked;
}
