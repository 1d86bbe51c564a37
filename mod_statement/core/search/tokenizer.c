#include "core/search/tokenizer.h"

#include <apr_strings.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/utf16.h>

#include "core/base/utf8.h"
#include "core/i18n/fold.h"
#include "core/i18n/locale.h"
#include "core/search/letter.h"

/* Room is made for so many bytes of a word at a time, and for STM_TOKENIZER_READABLE at least. */
#define PORTION 64

typedef struct walk_t {
    const char *text;
    stm_tokenizer_word_t word;
    void *baton;
    char *folded; /* the word in the making */
    apr_size_t room;
    apr_pool_t *pool;
} walk_t;

typedef struct run_t {
    int start, end;
    int size;     /* of walk->folded */
    int is_whole; /* some letter folds only together with its neighbours */
    int is_spaceless;
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

static const stm_locale_kind_t words_sort = {open_words, close_words};

static void need_room(walk_t *walk, int size, int more)
{
    apr_size_t needed = (apr_size_t)size + (apr_size_t)more;
    if (needed > walk->room) {
        char *larger = apr_palloc(walk->pool, needed * 2);
        if (size) {
            memcpy(larger, walk->folded, (apr_size_t)size);
        }
        walk->folded = larger;
        walk->room = needed * 2;
    }
}

static void add_letter(walk_t *walk, run_t *run, const stm_letter_t *letter)
{
    need_room(walk, run->size, STM_LETTER_BYTES);
    memcpy(walk->folded + run->size, letter->folded, STM_LETTER_BYTES);
    run->size += letter->size;
    run->is_whole |= !(letter->traits & STM_LETTER_ALONE);
    run->is_spaceless |= letter->traits & STM_LETTER_SPACELESS;
}

/* The character at @a at; its length is 0 at the end and where there is no UTF-8. */
static int read_letter(stm_letter_t *letter, const char *text, int at, int size)
{
    int length = stm_utf8_length(text + at, text + size);
    *letter = length ? stm_letter(stm_utf8_decode(text + at, &length)) : (stm_letter_t){0};
    return length;
}

/* Most of most texts, without a look at any table of Unicode: what ASCII's letters and digits are
 * to search, and APART for all else in it, which parts words. Bytes of other characters are 0. */
#define APART '.'
static const char ascii[256] = "................................"
                               "................0123456789......"
                               ".abcdefghijklmnopqrstuvwxyz....."
                               ".abcdefghijklmnopqrstuvwxyz.....";

static char ascii_of(char byte)
{
    return ascii[(unsigned char)byte];
}

static int is_ascii(char byte)
{
    return (unsigned char)byte < 0x80;
}

/* How many of @a text, at most @a most, are letters and digits; these to @a folded. */
static int fold_ascii(char *restrict folded, const char *restrict text, int most)
{
    const char *at = text, *end = text + most;
    char letter;
    while (at < end && (letter = ascii_of(*at)) > APART) {
        *folded++ = letter;
        at++;
    }
    return (int)(at - text);
}

static void take_ascii(walk_t *walk, run_t *run, int size)
{
    int count, most;
    do {
        most = size - run->end < PORTION ? size - run->end : PORTION;
        need_room(walk, run->size, most);
        count = fold_ascii(walk->folded + run->size, walk->text + run->end, most);
        run->size += count;
        run->end += count;
    } while (count == PORTION);
}

static int skip_ascii(const walk_t *walk, int from, int size)
{
    const char *at = walk->text + from, *end = walk->text + size;
    while (at < end && ascii_of(*at) == APART) {
        at++;
    }
    return (int)(at - walk->text);
}

/* The character at the run's end, where that is none of ASCII's: whether it is of the run. */
static int take_letter(walk_t *walk, run_t *run, int size, int traits)
{
    stm_letter_t letter;
    int length = read_letter(&letter, walk->text, run->end, size);
    if (!length || !(letter.traits & traits)) {
        return 0;
    }
    add_letter(walk, run, &letter);
    run->end += length;
    return 1;
}

static int length_at(const walk_t *walk, int at, int size)
{
    int length = stm_utf8_length(walk->text + at, walk->text + size);
    return length ? length : 1;
}

/* Most words are short, and of ASCII alone: non-zero where that is all of this one. */
static int take_short(walk_t *walk, run_t *run, int size)
{
    run->size = fold_ascii(walk->folded, walk->text + run->end,
                           size - run->end < PORTION ? size - run->end : PORTION);
    run->end += run->size;
    return run->size && (run->end == size || ascii_of(walk->text[run->end]) == APART);
}

/* The next run from @a at on; its end is where it starts at the end of the text. */
static run_t next_run(walk_t *walk, int at, int size)
{
    run_t run = {0};
    run.start = run.end = skip_ascii(walk, at, size);
    if (take_short(walk, &run, size)) {
        return run;
    }
    while (run.end < size) {
        int is_started;
        take_ascii(walk, &run, size);
        is_started = run.end > run.start;
        if (run.end < size && !is_ascii(walk->text[run.end]) &&
            take_letter(walk, &run, size,
                        is_started ? STM_LETTER_WORD | STM_LETTER_MARK : STM_LETTER_WORD)) {
            continue;
        }
        if (is_started) {
            break;
        }
        run.start = run.end = skip_ascii(walk, run.end + length_at(walk, run.end, size), size);
    }
    return run;
}

static int emit(walk_t *walk, const run_t *run)
{
    int size = run->size;
    if (run->is_whole) {
        char *word = apr_pstrmemdup(walk->pool, walk->text + run->start,
                                    (apr_size_t)(run->end - run->start));
        const char *folded = stm_fold(word, walk->pool);
        size = (int)strlen(folded);
        need_room(walk, 0, size);
        memcpy(walk->folded, folded, (apr_size_t)size);
    }
    return size ? walk->word(walk->baton, walk->folded, size, run->start, run->end) : 0;
}

/* A word that a break iterator found. */
static int emit_piece(walk_t *walk, int start, int end)
{
    run_t run = {.start = start, .end = end};
    while (start < end) {
        stm_letter_t letter;
        start += read_letter(&letter, walk->text, start, end);
        add_letter(walk, &run, &letter);
    }
    return emit(walk, &run);
}

/* UTF-16 of a run, and where in the text each unit starts. */
static int widen(UChar *wide, int *places, const walk_t *walk, const run_t *run)
{
    int at = run->start, count = 0;
    while (at < run->end) {
        int length, from = count;
        UChar32 character = (UChar32)stm_utf8_decode(walk->text + at, &length);
        U16_APPEND_UNSAFE(wide, count, character);
        for (; from < count; from++) {
            places[from] = at;
        }
        at += length;
    }
    places[count] = run->end;
    return count;
}

static int emit_pieces(walk_t *walk, const run_t *run)
{
    apr_size_t most = (apr_size_t)(run->end - run->start) + 1;
    UChar *wide = apr_palloc(walk->pool, most * sizeof(*wide));
    int *places = apr_palloc(walk->pool, most * sizeof(*places));
    int count = widen(wide, places, walk, run), from = 0, to, code = 0;
    UBreakIterator *words = stm_locale_acquire(&words_sort, "en");
    UErrorCode status = U_ZERO_ERROR;
    if (words) {
        ubrk_setText(words, wide, count, &status);
    }
    if (!words || U_FAILURE(status)) {
        stm_locale_release(&words_sort, "en", words);
        return emit(walk, run);
    }
    while (!code && (to = ubrk_next(words)) != UBRK_DONE) {
        code = emit_piece(walk, places[from], places[to]);
        from = to;
    }
    stm_locale_release(&words_sort, "en", words);
    return code;
}

int stm_tokenizer_walk(const char *text, int size, stm_tokenizer_word_t word, void *baton,
                       apr_pool_t *scratch_pool)
{
    walk_t walk = {.text = text, .word = word, .baton = baton, .pool = scratch_pool};
    run_t run;
    int code = 0;
    need_room(&walk, 0, PORTION);
    run = next_run(&walk, 0, size);
    while (!code && run.end > run.start) {
        code = run.is_spaceless ? emit_pieces(&walk, &run) : emit(&walk, &run);
        run = next_run(&walk, run.end, size);
    }
    return code;
}
