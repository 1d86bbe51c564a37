#include "core/search/terms.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "core/search/stem.h"
#include "core/search/tokenizer.h"

/* Encloses a text's language. XML does not allow this character, so no document can forge it. */
#define MARK     '\003'
#define LANG_MAX 16

/* Bounds of what is joined: the groups of a number, the bytes of a part and of a code. */
#define GROUPS_MAX 6
#define PART_MAX   8
#define CODE_MAX   4

/* A word that may go on, until the next one is known: the first group of a number, or letters
 * before digits. */
typedef struct held_t {
    stm_term_t term;
    char *text;
    apr_size_t room;
    int is_digits, is_code;
    int is_spaced; /* groups stand apart like words */
    int count;     /* of groups; 0: nothing is held */
    stm_term_t groups[GROUPS_MAX];
} held_t;

typedef struct terms_t {
    const char *text;
    int size;
    stm_stemmer_t *stemmer;
    stm_terms_term_t term;
    void *baton;
    held_t held;
    apr_pool_t *pool;
} terms_t;

const char *stm_terms_marked(const char *text, const char *lang, apr_pool_t *result_pool)
{
    const char mark[] = {MARK, '\0'};
    size_t length = lang ? strcspn(lang, "-") : 0;

    return text && length > 0 && length < LANG_MAX
               ? apr_pstrcat(result_pool, mark, apr_pstrmemdup(result_pool, lang, length), mark,
                             text, NULL)
               : text;
}

int stm_terms_mark(const char *text, int size)
{
    const char *end = size > 1 && *text == MARK ? memchr(text + 1, MARK, (size_t)size - 1) : NULL;

    return end && end - text <= LANG_MAX ? (int)(end - text) + 1 : 0;
}

static int is_digits(const char *word, int size)
{
    int i;

    for (i = 0; i < size && apr_isdigit(word[i]); i++) {
    }
    return i == size;
}

static int has_digits(const char *word, int size)
{
    int i;

    for (i = 0; i < size && !apr_isdigit(word[i]); i++) {
    }
    return i < size;
}

/* What may stand between the parts of a term. */
typedef enum { SIGN_NONE = 0, SIGN_HYPHEN, SIGN_SPACE, SIGN_SEPARATOR } sign_t;

static const struct {
    sign_t sign;
    const char *text;
} signs[] = {
    {SIGN_HYPHEN, "-"},     {SIGN_HYPHEN, "\u2010"},    {SIGN_HYPHEN, "\u2011"},
    {SIGN_SPACE, " "},      {SIGN_SPACE, "\u00a0"},     {SIGN_SPACE, "\u202f"},
    {SIGN_SPACE, "\u2009"}, {SIGN_SEPARATOR, ","},      {SIGN_SEPARATOR, "."},
    {SIGN_SEPARATOR, "'"},  {SIGN_SEPARATOR, "\u2019"}, {SIGN_SEPARATOR, "\u066c"},
};

/* The sign that begins what is left of a text, and its *length. */
static sign_t sign_at(int *length, const terms_t *terms, int at)
{
    const char *text = terms->text + at;
    size_t left = (size_t)(terms->size - at), i;

    for (i = 0; left > 0 && i < sizeof(signs) / sizeof(signs[0]); i++) {
        if (*text == *signs[i].text && left >= strlen(signs[i].text) &&
            memcmp(text, signs[i].text, strlen(signs[i].text)) == 0) {
            *length = (int)strlen(signs[i].text);
            return signs[i].sign;
        }
    }
    return SIGN_NONE;
}

/* The sign between two places, where nothing else is. */
static sign_t gap_between(const terms_t *terms, int from, int to)
{
    int length;
    sign_t sign = from < to ? sign_at(&length, terms, from) : SIGN_NONE;

    return sign && from + length == to ? sign : SIGN_NONE;
}

/* Short words in capitals are taken for codes: EU 261, ISO 9001. */
static int is_code(const terms_t *terms, int start, int end)
{
    int at = start;

    while (at < end && terms->text[at] >= 'A' && terms->text[at] <= 'Z') {
        at++;
    }
    return at == end && end - start <= CODE_MAX;
}

static int emit(const terms_t *terms, const stm_term_t *term)
{
    const stm_stems_t *stems;
    int code = terms->term(terms->baton, term), i;

    if (code || !terms->stemmer || term->is_beside || has_digits(term->text, term->size)) {
        return code;
    }
    stems = stm_stem_word(terms->stemmer, terms->text + term->start, term->end - term->start,
                          term->text, term->size, terms->pool);
    for (i = 0; !code && i < stems->count; i++) {
        stm_term_t beside = {stems->texts[i], stems->sizes[i], term->start, term->end, 1};

        code = terms->term(terms->baton, &beside);
    }
    return code;
}

/* Groups that a space separates may be separate numbers all the same. */
static int emit_held(terms_t *terms)
{
    held_t *held = &terms->held;
    int code = emit(terms, &held->term), i;

    for (i = 0; !code && held->is_spaced && i < held->count; i++) {
        code = terms->term(terms->baton, &held->groups[i]);
    }
    held->count = 0;
    return code;
}

static void append(held_t *held, const stm_term_t *term, apr_pool_t *pool)
{
    apr_size_t size = (apr_size_t)held->term.size + (apr_size_t)term->size;
    stm_term_t *group = &held->groups[held->count++];

    if (size > held->room) {
        char *larger = apr_palloc(pool, size * 2);

        memcpy(larger, held->text ? held->text : "", (size_t)held->term.size);
        held->text = larger;
        held->room = size * 2;
    }
    memcpy(held->text + held->term.size, term->text, (size_t)term->size);
    held->term.text = held->text;
    held->term.size = (int)size;
    held->term.end = term->end;
    *group = *term;
    group->is_beside = 1;
}

static void hold(terms_t *terms, const stm_term_t *term)
{
    held_t *held = &terms->held;

    held->term = *term;
    held->term.size = 0;
    held->count = 0;
    held->is_spaced = 0;
    held->is_digits = is_digits(term->text, term->size);
    held->is_code = !held->is_digits && is_code(terms, term->start, term->end);
    append(held, term, terms->pool);
}

/* The words of the groups are gone by now: the number holds their digits. */
static void place_groups(held_t *held)
{
    int i, at = 0;

    for (i = 0; i < held->count; i++) {
        held->groups[i].text = held->text + at;
        at += held->groups[i].size;
    }
}

/* All separators of a number are the same: in 1.234,567 the comma begins a fraction. */
static int is_same_gap(const terms_t *terms, const stm_term_t *term)
{
    const stm_term_t *groups = terms->held.groups;
    int length = groups[1].start - groups[0].end;

    return term->start - terms->held.term.end == length &&
           memcmp(terms->text + groups[0].end, terms->text + terms->held.term.end,
                  (size_t)length) == 0;
}

/* Whether @a term is the next group of the number that is held, and takes it. */
static int goes_on(terms_t *terms, const stm_term_t *term)
{
    held_t *held = &terms->held;
    sign_t gap = gap_between(terms, held->term.end, term->start);

    if (!held->is_digits || held->groups[0].size > 3 || held->count == GROUPS_MAX ||
        term->size != 3 || !is_digits(term->text, term->size) || gap < SIGN_SPACE ||
        (held->count > 1 && !is_same_gap(terms, term))) {
        return 0;
    }
    held->is_spaced = gap == SIGN_SPACE;
    append(held, term, terms->pool);
    place_groups(held);
    return 1;
}

static int is_joined(const terms_t *terms, const stm_term_t *term)
{
    const held_t *held = &terms->held;
    int are_digits = is_digits(term->text, term->size);
    sign_t gap;

    if (held->term.size > PART_MAX || term->size > PART_MAX || are_digits == held->is_digits ||
        (!are_digits && has_digits(term->text, term->size)) ||
        (!held->is_digits && has_digits(held->term.text, held->term.size))) {
        return 0;
    }
    gap = gap_between(terms, held->term.end, term->start);
    return gap == SIGN_HYPHEN || (held->is_code && gap == SIGN_SPACE);
}

/* Emits what is held, now that the next word is known. */
static int release(terms_t *terms, const stm_term_t *next)
{
    char text[2 * PART_MAX];
    stm_term_t joined = {text, 0, terms->held.term.start, next->end, 1};
    int code;

    if (is_joined(terms, next)) {
        memcpy(text, terms->held.term.text, (size_t)terms->held.term.size);
        memcpy(text + terms->held.term.size, next->text, (size_t)next->size);
        joined.size = terms->held.term.size + next->size;
    }
    code = emit_held(terms);
    return !code && joined.size ? terms->term(terms->baton, &joined) : code;
}

/* Whether the next word may join this one. */
static int may_go_on(const terms_t *terms, const stm_term_t *term)
{
    sign_t sign;
    int length;

    if (term->size > PART_MAX) {
        return 0;
    }
    sign = sign_at(&length, terms, term->end);
    return sign == SIGN_HYPHEN || (sign && is_digits(term->text, term->size)) ||
           (sign == SIGN_SPACE && is_code(terms, term->start, term->end));
}

static int take(void *baton, const char *word, int size, int start, int end)
{
    terms_t *terms = baton;
    stm_term_t term = {word, size, start, end, 0};

    if (terms->held.count) {
        int code;

        if (goes_on(terms, &term)) {
            return 0;
        }
        code = release(terms, &term);
        if (code) {
            return code;
        }
    }
    if (may_go_on(terms, &term)) {
        hold(terms, &term);
        return 0;
    }
    return emit(terms, &term);
}

int stm_terms_walk(const char *text, int size, const char *lang, stm_terms_term_t term, void *baton,
                   apr_pool_t *scratch_pool)
{
    int mark = stm_terms_mark(text, size), code;
    terms_t terms = {.text = text + mark, .size = size - mark, .term = term, .baton = baton};

    terms.pool = scratch_pool;
    if (mark) {
        lang = apr_pstrmemdup(scratch_pool, text + 1, (apr_size_t)mark - 2);
    }
    terms.stemmer = stm_stem_take(lang);
    code = stm_tokenizer_walk(terms.text, terms.size, take, &terms, scratch_pool);
    if (!code && terms.held.count) {
        code = emit_held(&terms);
    }
    stm_stem_give(terms.stemmer);
    return code;
}
