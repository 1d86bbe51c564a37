#include <apr_strings.h>
#include <apr_tables.h>
#include <limits.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>

#include "core/i18n/language.h"
#include "core/i18n/locale.h"

static void *open_breaks(const char *locale, UBreakIteratorType type)
{
    UErrorCode status = U_ZERO_ERROR;
    UBreakIterator *breaks = ubrk_open(type, locale, NULL, 0, &status);
    if (U_FAILURE(status)) {
        ubrk_close(breaks);
        return NULL;
    }
    return breaks;
}

static void *open_graphemes(const char *locale)
{
    return open_breaks(locale, UBRK_CHARACTER);
}

static void *open_word_breaks(const char *locale)
{
    return open_breaks(locale, UBRK_WORD);
}

static void *open_line_breaks(const char *locale)
{
    return open_breaks(locale, UBRK_LINE);
}

static void close_breaks(void *breaks)
{
    ubrk_close(breaks);
}

static const stm_locale_kind_t grapheme_sort = {open_graphemes, close_breaks};
static const stm_locale_kind_t word_sort = {open_word_breaks, close_breaks};
static const stm_locale_kind_t line_sort = {open_line_breaks, close_breaks};

/* An iterator, set to @a text, to be given back; NULL where ICU has none. An idle one points at the
 * text of its last use until it is set again. */
static UBreakIterator *breaks_of(const stm_locale_kind_t *sort, const char *tag, const UChar *text,
                                 int32_t length)
{
    UBreakIterator *breaks = stm_locale_acquire(sort, tag);
    UErrorCode status = U_ZERO_ERROR;
    if (breaks) {
        ubrk_setText(breaks, text, length, &status);
    }
    if (U_FAILURE(status)) {
        stm_locale_release(sort, tag, breaks);
        return NULL;
    }
    return breaks;
}

static UChar32 char_before(const UChar *text, int32_t at)
{
    UChar32 c;
    U16_PREV(text, 0, at, c);
    return c;
}

/* The end of what is worth keeping of text[0..end]: nothing that only leads to what follows. */
static int32_t trim_cut(const UChar *text, int32_t end)
{
    while (end > 0) {
        UChar32 c = char_before(text, end);
        int8_t type = u_charType(c);
        if (!u_isUWhiteSpace(c) && c != ',' && c != ';' && c != ':' && c != 0x3001 && c != 0xff0c &&
            type != U_DASH_PUNCTUATION && type != U_START_PUNCTUATION &&
            type != U_INITIAL_PUNCTUATION) {
            break;
        }
        end -= U16_LENGTH(c);
    }
    return end;
}

/* Between two words: at a space, or next to a letter of a script that writes none. A boundary
 * within an address or a number is neither. */
static int is_between_words(const UChar *text, int32_t at)
{
    UChar32 before = char_before(text, at), after;
    U16_GET_UNSAFE(text, at, after);
    return u_isUWhiteSpace(before) || u_isUWhiteSpace(after) || stm_language_is_spaceless(before) ||
           stm_language_is_spaceless(after);
}

static int32_t cut_at_word(const UChar *text, int32_t length, int32_t limit, const char *tag)
{
    UBreakIterator *words = breaks_of(&word_sort, tag, text, length);
    int32_t at;
    if (!words) {
        return 0;
    }
    at = ubrk_isBoundary(words, limit) ? limit : ubrk_preceding(words, limit);
    while (at > 0 && !is_between_words(text, at)) {
        at = ubrk_preceding(words, at);
    }
    stm_locale_release(&word_sort, tag, words);
    return at > 0 ? trim_cut(text, at) : 0;
}

static int32_t cut_at_grapheme(const UChar *text, int32_t length, int32_t limit, const char *tag)
{
    UBreakIterator *graphemes = breaks_of(&grapheme_sort, tag, text, length);
    int32_t at;
    if (!graphemes) {
        return 0;
    }
    at = ubrk_isBoundary(graphemes, limit) ? limit : ubrk_preceding(graphemes, limit);
    stm_locale_release(&grapheme_sort, tag, graphemes);
    return at;
}

const char *stm_language_cut(const char *text, const char *tag, int max_chars,
                             apr_pool_t *result_pool)
{
    int32_t length, limit = 0, end;
    const UChar *wide = stm_locale_utf16(text, &length, result_pool);
    if (max_chars < 1) {
        return "";
    }
    if (u_countChar32(wide, length) <= max_chars) {
        return apr_pstrdup(result_pool, text);
    }
    U16_FWD_N(wide, limit, length, max_chars - 1);
    end = cut_at_word(wide, length, limit, tag);
    if (!end) {
        end = cut_at_grapheme(wide, length, limit, tag);
    }
    return apr_pstrcat(result_pool, stm_locale_utf8(wide, end, result_pool), "…", NULL);
}

static int char_columns(UChar32 c)
{
    int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    int8_t type = u_charType(c);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) {
        return 0;
    }
    return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

/* Counts no further than one past @a most: a line is short however long a text is. */
static int columns_of(const UChar *text, int32_t start, int32_t end, int most)
{
    int columns = 0;
    while (start < end && columns <= most) {
        UChar32 c;
        U16_NEXT(text, start, end, c);
        columns += char_columns(c);
    }
    return columns;
}

static int columns_of_utf8(const char *text, apr_pool_t *pool)
{
    int32_t length;
    const UChar *wide = stm_locale_utf16(text, &length, pool);
    return columns_of(wide, 0, length, INT_MAX - 2);
}

/* A text on its way into lines. */
typedef struct wrap_t {
    const UChar *text;
    int32_t length;
    const char *tag;
    int width;
    const char *prefix, *later;
    int prefix_columns, later_columns;
    int32_t run_end;           /* of the letters without a space that were looked at last */
    int is_address;            /* whether they are one */
    apr_array_header_t *parts; /* const char * */
    apr_pool_t *pool;
} wrap_t;

static int32_t trim_end(const UChar *text, int32_t start, int32_t end)
{
    while (end > start && u_isUWhiteSpace(text[end - 1]) && text[end - 1] != 0xa0 &&
           text[end - 1] != 0x202f) {
        end--;
    }
    return end;
}

static void put_line(wrap_t *wrap, int32_t start, int32_t end)
{
    char *line;
    size_t length;
    end = trim_end(wrap->text, start, end);
    line = apr_pstrcat(wrap->pool, wrap->prefix,
                       stm_locale_utf8(wrap->text + start, end - start, wrap->pool), NULL);
    for (length = strlen(line); length && line[length - 1] == ' '; length--) {
    }
    line[length] = '\0';
    APR_ARRAY_PUSH(wrap->parts, const char *) = line;
    APR_ARRAY_PUSH(wrap->parts, const char *) = "\n";
    wrap->prefix = wrap->later;
    wrap->prefix_columns = wrap->later_columns;
}

static int is_address(const UChar *text, int32_t start, int32_t end)
{
    int32_t length = end - start;
    return u_strFindFirst(text + start, length, u"://", 3) || u_memchr(text + start, '@', length) ||
           (length > 4 && u_strncmp(text + start, u"www.", 4) == 0);
}

/* Looks at the letters without a space from @a start on, once for each such run. */
static void look_at_run(wrap_t *wrap, int32_t start, int32_t end)
{
    int32_t at = start;
    if (start < wrap->run_end) {
        return;
    }
    while (at < end && !u_isUWhiteSpace(wrap->text[at]) &&
           !stm_language_is_spaceless(wrap->text[at])) {
        at++;
    }
    wrap->run_end = at;
    wrap->is_address = is_address(wrap->text, start, at);
}

/* Where the unbroken piece that begins at @a start ends: the next break opportunity, but the end
 * of the whole address where one goes through it. */
static int32_t piece_end(wrap_t *wrap, UBreakIterator *breaks, int32_t start, int32_t end)
{
    int32_t at = ubrk_following(breaks, start);
    if (at == UBRK_DONE || at > end) {
        at = end;
    }
    look_at_run(wrap, start, end);
    if (at < wrap->run_end && wrap->is_address) {
        at = wrap->run_end;
        while (at < end && u_isUWhiteSpace(wrap->text[at])) {
            at++;
        }
    }
    return at;
}

/* How much of a piece longer than a line fits into @a room columns, at least one grapheme. */
static int32_t break_piece(const wrap_t *wrap, int32_t start, int32_t end, int room)
{
    UBreakIterator *graphemes =
        breaks_of(&grapheme_sort, wrap->tag, wrap->text + start, end - start);
    int32_t at = 0, next;
    if (!graphemes) {
        return end;
    }
    while ((next = ubrk_following(graphemes, at)) != UBRK_DONE &&
           (at == 0 || columns_of(wrap->text, start, start + next, room) <= room)) {
        at = next;
    }
    stm_locale_release(&grapheme_sort, wrap->tag, graphemes);
    return start + at;
}

static void wrap_line(wrap_t *wrap, UBreakIterator *breaks, int32_t start, int32_t end)
{
    int32_t at = start, next;
    while (at < end) {
        int room = wrap->width - wrap->prefix_columns;
        next = piece_end(wrap, breaks, at, end);
        if (columns_of(wrap->text, start, trim_end(wrap->text, at, next), room) <= room) {
            at = next;
        }
        else if (at > start) {
            put_line(wrap, start, at);
            start = at;
        }
        else {
            at = wrap->is_address ? next : break_piece(wrap, at, next, room);
            put_line(wrap, start, at);
            start = at;
        }
    }
    if (start < end) {
        put_line(wrap, start, end);
    }
}

const char *stm_language_wrap(const char *text, const char *tag, int width, const char *first,
                              const char *later, apr_pool_t *result_pool)
{
    wrap_t wrap = {.tag = tag, .width = width, .prefix = first, .later = later};
    UBreakIterator *breaks;
    int32_t start, end;
    wrap.pool = result_pool;
    wrap.parts = apr_array_make(result_pool, 16, sizeof(const char *));
    wrap.text = stm_locale_utf16(text, &wrap.length, result_pool);
    wrap.prefix_columns = columns_of_utf8(first, result_pool);
    wrap.later_columns = columns_of_utf8(later, result_pool);
    breaks = breaks_of(&line_sort, tag, wrap.text, wrap.length);
    if (!breaks) {
        return apr_pstrcat(result_pool, first, text, "\n", NULL);
    }
    for (start = 0; start < wrap.length; start = end + 1) {
        for (end = start; end < wrap.length && wrap.text[end] != '\n'; end++) {
        }
        if (trim_end(wrap.text, start, end) == start) {
            put_line(&wrap, start, start);
        }
        else {
            wrap_line(&wrap, breaks, start, end);
        }
    }
    stm_locale_release(&line_sort, tag, breaks);
    return apr_array_pstrcat(result_pool, wrap.parts, '\0');
}
