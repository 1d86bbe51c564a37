/* Elements whose end tag is missing or in another paragraph. */
#include <apr_strings.h>
#include <string.h>
#include <strings.h>

#include "core/xml/reader.h"
#include "core/xml/slip.h"

static const stm_reader_name_t paragraph = {"p", 1}, quote = {"quote", 5};

static int line_of(const stm_reader_t *reader, const char *where)
{
    stm_cursor_t cursor;

    stm_cursor_start(&cursor, reader->source);
    stm_cursor_move(&cursor, where);
    return cursor.line;
}

/* The end tag of that name that closes nothing from @a at on, where elements of the name within are
 * closed themselves, and a paragraph begins before it; NULL: it does not come. */
static const char *late_end(const stm_reader_t *reader, stm_reader_name_t name, const char *at)
{
    int depth = 0, has_paragraph = 0;

    while ((at = memchr(at, '<', (apr_size_t)(reader->end - at))) != NULL) {
        stm_reader_t tag = {.at = at + 1, .end = reader->end};
        int is_end = stm_reader_looks_at(&tag, "/");
        stm_reader_name_t found;

        tag.at += is_end;
        found = stm_reader_name(&tag);
        has_paragraph |= !is_end && stm_name_equals(found, paragraph);
        depth += !stm_name_equals(found, name) ? 0 : is_end ? -1 : 1;
        if (depth < 0) {
            return has_paragraph ? at : NULL;
        }
        at++;
    }
    return NULL;
}

static const char *crossing_remedy(const stm_reader_t *reader, const stm_open_element_t *open)
{
    if (stm_name_equals(open->name, quote)) {
        return "Put <blockquote> around whole paragraphs instead; or close <quote "
               "continues=\"yes\"> before </p>, and begin the next paragraph with a <quote> of its "
               "own.";
    }
    return apr_psprintf(reader->pool,
                        "Put </%.*s> before </p>, and begin again in the next "
                        "paragraph.",
                        open->name.length, open->name.start);
}

/* Emphasis and quotations that go on in the next paragraph, where a web page's reader would not
 * mind. */
static int report_crossing(stm_reader_t *reader, const stm_open_element_t *open,
                           stm_reader_name_t closer, const char *closer_at)
{
    const char *end = stm_name_equals(closer, paragraph) && !stm_name_equals(open->name, paragraph)
                          ? late_end(reader, open->name, closer_at + 1)
                          : NULL;

    if (end == NULL) {
        return 0;
    }
    stm_reader_report(reader, "crossing", open->at, crossing_remedy(reader, open),
                      "<%.*s> begins in one paragraph and ends in another, in line %d",
                      open->name.length, open->name.start, line_of(reader, end));
    APR_ARRAY_PUSH(reader->crossed, const char *) = end;
    return 1;
}

int stm_reader_is_crossed(const stm_reader_t *reader, const char *at)
{
    for (int i = 0; i < reader->crossed->nelts; i++) {
        if (APR_ARRAY_IDX(reader->crossed, i, const char *) == at) {
            return 1;
        }
    }
    return 0;
}

/* Elements that hold nothing, of ours and of web pages, where no end tag is typed. */
static int is_void(const char *name)
{
    static const char *const names[] = {"area",    "base",  "br",    "col",         "embed",
                                        "hr",      "image", "img",   "input",       "meta",
                                        "noteref", "param", "track", "translation", "wbr"};

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (strcasecmp(names[i], name) == 0) {
            return 1;
        }
    }
    return 0;
}

static int report_void(stm_reader_t *reader, const stm_open_element_t *open)
{
    const char *name =
        apr_pstrmemdup(reader->pool, open->name.start, (apr_size_t)open->name.length);
    const stm_slip_t *slip = stm_slip_of(name);

    if (!is_void(name)) {
        return 0;
    }
    stm_reader_report(
        reader, "open-void", open->at,
        slip                          ? slip->remedy
        : strcasecmp(name, "br") == 0 ? "Write <br/>."
                                      : apr_psprintf(reader->pool,
                                                     "Put a slash before its >: "
                                                     "<%s …/>.",
                                                     name),
        slip ? "There is no <%s> in statements" : "<%s> lacks the slash that closes it", name);
    return 1;
}

static const char *unclosed_remedy(const stm_reader_t *reader, const stm_open_element_t *open,
                                   stm_reader_name_t closer)
{
    return stm_name_equals(open->name, paragraph) && stm_name_equals(closer, quote)
               ? "Put </p> before it; around whole paragraphs write <blockquote>, not <quote>."
               : apr_psprintf(reader->pool, "Put </%.*s> where it ends.", open->name.length,
                              open->name.start);
}

void stm_reader_unclosed(stm_reader_t *reader, const stm_open_element_t *open,
                         stm_reader_name_t closer, const char *closer_at)
{
    if (reader->found >= STM_PROBLEMS_MALFORMED_MOST || report_void(reader, open) ||
        report_crossing(reader, open, closer, closer_at)) {
        return;
    }
    stm_reader_report(reader, "unclosed", open->at, unclosed_remedy(reader, open, closer),
                      "<%.*s> is not closed before </%.*s> in line %d", open->name.length,
                      open->name.start, closer.length, closer.start, line_of(reader, closer_at));
}
