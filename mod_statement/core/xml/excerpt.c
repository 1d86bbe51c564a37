#include "core/xml/excerpt.h"

#include <apr_strings.h>
#include <string.h>
#include <unicode/uchar.h>

#include "core/base/utf8.h"
#include "core/xml/document.h"

/* The columns that a terminal gives the character: none to marks, two to wide letters. */
static int columns_of(UChar32 character)
{
    int8_t type = u_charType(character);
    int width = u_getIntPropertyValue(character, UCHAR_EAST_ASIAN_WIDTH);

    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) {
        return 0;
    }
    return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

/* Control characters and those that turn a line round are shown as a blank. */
static int is_printable(UChar32 character)
{
    return character >= 0x20 && u_isprint(character) && u_charType(character) != U_FORMAT_CHAR;
}

/* Where line @a number begins, from 1; NULL: there are fewer, or the text is not UTF-8 so far. */
static const char *find_line(const char *text, const char *end, int number)
{
    while (number > 1) {
        int length = stm_utf8_length(text, end);

        if (length == 0) {
            return NULL;
        }
        number -= *text == '\n' || (*text == '\r' && (text + 1 == end || text[1] != '\n'));
        text += length;
    }
    return text;
}

typedef struct line_t {
    char *shown;
    int columns, mark; /* of what is shown; the column of the place */
} line_t;

/* The whole line with blanks for what a terminal would obey; 0: not UTF-8. */
static int read_line(line_t *line, const char *text, const char *end, int place, apr_pool_t *pool)
{
    char *to = line->shown = apr_palloc(pool, (apr_size_t)(end - text) + 1);
    int index = 1, length;

    line->columns = 0;
    line->mark = -1;
    for (; text < end && *text != '\n' && *text != '\r'; text += length, index++) {
        UChar32 character;

        length = stm_utf8_length(text, end);
        if (length == 0) {
            return 0;
        }
        character = (UChar32)stm_utf8_decode(text, &length);
        if (index == place) {
            line->mark = line->columns;
        }
        if (!is_printable(character)) {
            *to++ = ' ';
            line->columns++;
            continue;
        }
        memcpy(to, text, (apr_size_t)length);
        to += length;
        line->columns += columns_of(character);
    }
    *to = '\0';
    line->mark = line->mark < 0 ? line->columns : line->mark;
    return 1;
}

/* Leaves out what is more than @a width columns, in front of the place and behind it. */
static void cut(line_t *line, int width)
{
    int first = line->mark > width * 2 / 3 ? line->mark - width / 2 : 0, column = 0, length;
    const char *from = line->shown, *text, *end = from + strlen(from);

    while (from < end && column < first) {
        column += columns_of((UChar32)stm_utf8_decode(from, &length));
        from += length;
    }
    first = column;
    for (text = from; text < end; text += length) {
        int more = columns_of((UChar32)stm_utf8_decode(text, &length));

        if (column + more - first > width) {
            break;
        }
        column += more;
    }
    line->mark -= first;
    memmove(line->shown, from, (apr_size_t)(text - from));
    line->shown[text - from] = '\0';
}

const char *stm_excerpt_of(const stm_problem_t *problem, const char *text, int width,
                           apr_pool_t *result_pool)
{
    apr_size_t size = text != NULL ? strlen(text) : 0;
    const char *end;
    line_t line;
    char *blanks;

    if (problem->file == NULL || problem->line <= 0 || problem->column <= 0 ||
        (text == NULL &&
         stm_document_bytes(&text, &size, problem->file, problem->file, &stm_limits_default,
                            stm_problems_create(result_pool), result_pool) != APR_SUCCESS)) {
        return NULL;
    }
    end = text + size;
    text = size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? text + 3 : text;
    text = find_line(text, end, problem->line);
    if (text == NULL || !read_line(&line, text, end, problem->column, result_pool)) {
        return NULL;
    }
    cut(&line, width);
    blanks = apr_palloc(result_pool, (apr_size_t)line.mark + 1);
    memset(blanks, ' ', (apr_size_t)line.mark);
    blanks[line.mark] = '\0';
    return apr_pstrcat(result_pool, "    ", line.shown, "\n    ", blanks, "^\n", NULL);
}
