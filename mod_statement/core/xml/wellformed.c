#include "core/xml/wellformed.h"

#include <apr_strings.h>
#include <libxml/xmlerror.h>
#include <string.h>

#include "core/xml/reader.h"

/* An end tag closes the innermost element of its name; whatever is open inside was forgotten. */
static void close_element(stm_reader_t *reader, stm_reader_name_t name, const char *where)
{
    int count = reader->open->nelts, match = count - 1;
    const stm_open_element_t *top =
        count > 0 ? &APR_ARRAY_IDX(reader->open, count - 1, stm_open_element_t) : NULL;

    while (match >= 0 &&
           !stm_name_equals(APR_ARRAY_IDX(reader->open, match, stm_open_element_t).name, name)) {
        match--;
    }
    if (match < 0 && top != NULL && stm_name_resembles(top->name, name)) {
        stm_reader_report(reader, "capitals", where,
                          "Write both in the same way; all names here are in small letters.",
                          "<%.*s> is closed as </%.*s>: capital and small letters differ",
                          top->name.length, top->name.start, name.length, name.start);
        apr_array_pop(reader->open);
        return;
    }
    if (match < 0 && stm_reader_is_crossed(reader, where)) {
        return;
    }
    if (match < 0) {
        stm_reader_report(reader, "closes-nothing", where,
                          "Delete it, or put the opening tag where it belongs.",
                          "</%.*s> closes nothing: no <%.*s> is open here", name.length, name.start,
                          name.length, name.start);
        return;
    }
    while (reader->open->nelts - 1 > match) {
        stm_reader_unclosed(reader, apr_array_pop(reader->open), name, where);
    }
    apr_array_pop(reader->open);
}

static void end_tag(stm_reader_t *reader)
{
    const char *where = reader->at;
    stm_reader_name_t name;

    reader->at += 2;
    name = stm_reader_name(reader);
    stm_reader_skip_space(reader);
    if (stm_reader_looks_at(reader, ">")) {
        reader->at++;
    }
    else {
        stm_reader_report(reader, "open-tag", where, "Put the missing > at its end.",
                          "The closing tag </%.*s is not finished", name.length, name.start);
        while (reader->at < reader->end && *reader->at != '<' && *reader->at != '>') {
            reader->at++;
        }
        reader->at += stm_reader_looks_at(reader, ">");
    }
    close_element(reader, name, where);
}

static void start_tag(stm_reader_t *reader)
{
    stm_open_element_t open = {.at = reader->at};
    int is_outside = reader->open->nelts == 0;

    reader->at++;
    open.name = stm_reader_name(reader);
    if (open.name.length == 0) {
        stm_reader_report(reader, "bare-less-than", open.at, "Write &lt; instead.",
                          "The sign < may not be typed as it is");
        return;
    }
    if (is_outside && reader->has_root) {
        stm_reader_report(reader, "second-root", open.at,
                          "Keep one statement in a file; move the rest to a file of its own.",
                          "<%.*s> comes after the end of the statement", open.name.length,
                          open.name.start);
    }
    reader->has_root = 1;
    if (!stm_reader_attributes(reader, open.name, open.at)) {
        APR_ARRAY_PUSH(reader->open, stm_open_element_t) = open;
    }
}

static void comment(stm_reader_t *reader)
{
    const char *where = reader->at, *dashes;

    reader->at += 4;
    dashes = reader->at;
    if (!stm_reader_skip_past(reader, "-->")) {
        stm_reader_report(reader, "open-comment", where, "Put --> where it ends.",
                          "The comment that begins here is not closed");
        return;
    }
    for (; dashes + 3 < reader->at; dashes++) {
        if (dashes[0] == '-' && dashes[1] == '-') {
            stm_reader_report(reader, "comment-dashes", dashes, "Use one hyphen, or a dash (–).",
                              "A comment may not hold two hyphens in a row");
            return;
        }
    }
}

static void check_version(stm_reader_t *reader, const char *declaration)
{
    static const char version[] = " version=";

    for (const char *at = declaration; at + sizeof(version) <= reader->at; at++) {
        if (memcmp(at, version, sizeof(version) - 1) == 0) {
            return;
        }
    }
    stm_reader_report(reader, "xml-declaration", declaration,
                      "Write <?xml version=\"1.0\" encoding=\"UTF-8\"?>.",
                      "The first line does not say the version of XML");
}

static void instruction(stm_reader_t *reader)
{
    const char *where = reader->at;
    int is_declaration = stm_reader_looks_at(reader, "<?xml ");

    if (!stm_reader_skip_past(reader, "?>")) {
        stm_reader_report(reader, "open-tag", where, "Put ?> at its end.",
                          "The line that begins with <? is not finished");
    }
    if (is_declaration && where == reader->source->text) {
        check_version(reader, where);
    }
    else if (is_declaration) {
        stm_reader_report(reader, "xml-declaration", where,
                          "Delete every space and line before it.",
                          "The line <?xml …?> may stand only at the very start of the file");
    }
}

static void marked_section(stm_reader_t *reader)
{
    const char *where = reader->at;

    if (!stm_reader_skip_past(reader, "]]>")) {
        stm_reader_report(reader, "open-tag", where, "Put ]]> where it ends.",
                          "The section <![CDATA[ is not closed");
    }
}

static void outside_text(stm_reader_t *reader)
{
    stm_reader_skip_space(reader);
    if (reader->at < reader->end && *reader->at != '<' && !reader->said_outside) {
        reader->said_outside = 1;
        if (reader->has_root) {
            stm_reader_report(reader, "text-outside", reader->at,
                              "Move it before </statement>, or delete it.",
                              "Text comes after the end of the statement");
        }
        else if (memchr(reader->at, '<', (apr_size_t)(reader->end - reader->at)) == NULL) {
            stm_reader_report(reader, "no-statement", reader->at,
                              "Write it as XML, between <statement> and </statement>.",
                              "The file holds plain text, not a statement");
        }
        else {
            stm_reader_report(reader, "text-outside", reader->at,
                              "Let the file begin with <statement> (or with <?xml …?> before it).",
                              "Text comes before the beginning of the statement");
        }
    }
    while (reader->at < reader->end && *reader->at != '<') {
        reader->at++;
    }
}

static void text(stm_reader_t *reader)
{
    const char *stop = memchr(reader->at, '<', (apr_size_t)(reader->end - reader->at));

    if (reader->open->nelts == 0) {
        outside_text(reader);
    }
    else {
        stm_reader_text(reader, stop ? stop : reader->end);
    }
}

static void declaration(stm_reader_t *reader)
{
    stm_reader_report(reader, "declaration", reader->at, "Delete it.",
                      "A line that begins with <! does not belong here");
    stm_reader_skip_past(reader, ">");
}

static void step(stm_reader_t *reader)
{
    if (*reader->at != '<') {
        text(reader);
    }
    else if (stm_reader_looks_at(reader, "<!--")) {
        comment(reader);
    }
    else if (stm_reader_looks_at(reader, "<![CDATA[")) {
        marked_section(reader);
    }
    else if (stm_reader_looks_at(reader, "<!")) {
        declaration(reader);
    }
    else if (stm_reader_looks_at(reader, "<?")) {
        instruction(reader);
    }
    else if (stm_reader_looks_at(reader, "</")) {
        end_tag(reader);
    }
    else {
        start_tag(reader);
    }
}

static void report_end(stm_reader_t *reader)
{
    const stm_open_element_t *open;

    if (!reader->has_root) {
        if (!reader->said_outside) {
            stm_reader_report(reader, "no-statement", reader->source->text,
                              "Write <statement> and </statement> around everything.",
                              "The file holds no statement");
        }
    }
    else if (reader->open->nelts > 0) {
        open = &APR_ARRAY_IDX(reader->open, reader->open->nelts - 1, stm_open_element_t);
        stm_reader_report(reader, "unclosed", open->at,
                          "If an upload was cut off, upload the file again; else put the missing "
                          "end tags.",
                          "The file ends while <%.*s> is still open", open->name.length,
                          open->name.start);
    }
}

static int is_in_declaration(const stm_source_t *source, long at)
{
    const char *end = memchr(source->text, '>', source->size);

    return end != NULL && source->size > 2 && memcmp(source->text, "<?", 2) == 0 &&
           at <= end - source->text;
}

/* For the faults that the reader does not know. */
static void report_unknown(stm_reader_t *reader, int parser_code, long parser_at)
{
    const char *start = reader->source->text;

    if (parser_code == XML_ERR_NO_MEMORY) {
        stm_reader_report(reader, "memory", start, "Make it smaller, or try again later.",
                          "The file needs more memory than there is");
    }
    else if (is_in_declaration(reader->source, parser_at)) {
        stm_reader_report(reader, "xml-declaration", start,
                          "Write <?xml version=\"1.0\" encoding=\"UTF-8\"?>.",
                          "The first line is not as it must be");
    }
    else {
        stm_reader_report(reader, "malformed", start + (parser_at > 0 ? parser_at : 0),
                          "Look for a slip just before this place.",
                          "The file cannot be read from here on");
    }
}

void stm_wellformed_explain(const stm_source_t *source, int parser_code, long parser_at,
                            stm_problems_t *problems, apr_pool_t *pool)
{
    stm_reader_t reader = {.source = source,
                           .at = source->text,
                           .end = source->text + source->size,
                           .problems = problems,
                           .pool = pool};

    reader.open = apr_array_make(pool, 16, sizeof(stm_open_element_t));
    reader.crossed = apr_array_make(pool, 4, sizeof(const char *));
    while (reader.at < reader.end && reader.found < STM_PROBLEMS_MALFORMED_MOST) {
        step(&reader);
    }
    if (reader.found == 0) {
        report_end(&reader);
    }
    if (reader.found == 0) {
        report_unknown(&reader, parser_code, parser_at);
    }
}
