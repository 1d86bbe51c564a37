#include "command/withdraw_edit.h"

#include <apr_strings.h>
#include <apr_tables.h>
#include <libxml/tree.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/edition/tree.h"
#include "core/xml/document.h"
#include "core/xml/plain.h"
#include "core/xml/source.h"

/* Past what begins with @a open at @a at, up to and with @a close; @a at where it does not. */
static const char *skip(const char *at, const char *end, const char *open, const char *close)
{
    const apr_size_t length = strlen(close);

    if ((apr_size_t)(end - at) < strlen(open) || strncmp(at, open, strlen(open)) != 0) {
        return at;
    }
    while (at < end && ((apr_size_t)(end - at) < length || strncmp(at, close, length) != 0)) {
        at++;
    }
    return at < end ? at + length : end;
}

/* A comment, a CDATA section or an instruction may hold anything; an attribute no "<". */
static const char *skip_what_is_no_tag(const char *at, const char *end)
{
    const char *past = skip(at, end, "<!--", "-->");

    past = past == at ? skip(at, end, "<![CDATA[", "]]>") : past;
    return past == at ? skip(at, end, "<?", "?>") : past;
}

/* Where the end tag of the first head begins; NULL: nowhere. */
static const char *find_end_of_head(const stm_source_t *source)
{
    const char *at = source->text, *end = source->text + source->size;

    while (at < end) {
        const char *past = *at == '<' ? skip_what_is_no_tag(at, end) : at;

        if (past != at) {
            at = past;
        }
        else if (end - at > 6 && strncmp(at, "</head", 6) == 0) {
            return at;
        }
        else {
            at++;
        }
    }
    return NULL;
}

/* Markup is escaped; so is what is beyond ASCII, which every encoding can hold then, unless
 * @a is_utf8. */
static const char *escape(const char *words, int is_utf8, apr_pool_t *pool)
{
    const char *end = words + strlen(words);
    apr_array_header_t *parts = apr_array_make(pool, 64, sizeof(const char *));

    while (words < end) {
        int length = stm_utf8_length(words, end);
        const char *one = apr_pstrmemdup(pool, words, (apr_size_t)length);

        if (length == 1 && strchr("&<>", *words) != NULL) {
            one = *words == '&' ? "&amp;" : *words == '<' ? "&lt;" : "&gt;";
        }
        else if (length > 1 && !is_utf8) {
            one = apr_psprintf(pool, "&#%u;", stm_utf8_decode(words, &length));
        }
        APR_ARRAY_PUSH(parts, const char *) = one;
        words += length;
    }
    return apr_array_pstrcat(pool, parts, '\0');
}

/* The element, on a line of its own where the end tag at *@a at is on one: then *@a at becomes the
 * start of that line. */
static const char *make_insertion(const char **at, const char *start, const char *element,
                                  apr_pool_t *pool)
{
    const char *line = *at, *indent, *line_end;

    while (line > start && (line[-1] == ' ' || line[-1] == '\t')) {
        line--;
    }
    if (line == start || line[-1] != '\n') {
        return element;
    }
    indent = apr_pstrmemdup(pool, line, (apr_size_t)(*at - line));
    line_end = line - 1 > start && line[-2] == '\r' ? "\r\n" : "\n";
    *at = line;
    return apr_pstrcat(pool, indent, strchr(indent, '\t') ? "\t" : "  ", element, line_end, NULL);
}

/* ASCII in UTF-16, whose first byte is the high one where @a is_big. */
static const char *widen(const char *ascii, int is_big, apr_pool_t *pool)
{
    char *wide = apr_pcalloc(pool, 2 * strlen(ascii) + 1);

    for (apr_size_t i = 0; ascii[i] != '\0'; i++) {
        wide[2 * i + (is_big ? 1 : 0)] = ascii[i];
    }
    return wide;
}

/* How many units of @a width bytes (1: a character each; 2: UTF-16) @a text has up to @a to. */
static apr_size_t units_of(const char *text, const char *to, int width)
{
    apr_size_t units = 0;

    while (text < to) {
        int length = stm_utf8_length(text, to);

        units += width == 2 && length == 4 ? 2 : 1;
        text += length > 0 ? length : 1;
    }
    return units;
}

static void splice(withdraw_text_t *edited, const withdraw_text_t *text, apr_size_t at,
                   const char *insertion, apr_size_t size, apr_pool_t *pool)
{
    char *bytes = apr_palloc(pool, text->size + size + 1);

    memcpy(bytes, text->bytes, at);
    memcpy(bytes + at, insertion, size);
    memcpy(bytes + at + size, text->bytes + at, text->size - at);
    bytes[text->size + size] = '\0';
    *edited = (withdraw_text_t){bytes, text->size + size};
}

static int decode(stm_source_t *source, const withdraw_text_t *text, apr_pool_t *pool)
{
    return stm_source_decode(source, "", text->bytes, text->size, stm_problems_create(pool),
                             pool) == APR_SUCCESS;
}

/* Whether @a edited says what the source said, with @a insertion at @a at. */
static int is_as_meant(const withdraw_text_t *edited, const stm_source_t *source, const char *at,
                       const char *insertion, apr_pool_t *pool)
{
    const apr_size_t before = (apr_size_t)(at - source->text), length = strlen(insertion);
    stm_source_t now;

    return decode(&now, edited, pool) && now.size == source->size + length &&
           memcmp(now.text, source->text, before) == 0 &&
           memcmp(now.text + before, insertion, length) == 0 &&
           memcmp(now.text + before + length, at, source->size - before) == 0;
}

int withdraw_edit(withdraw_text_t *edited, const withdraw_text_t *text, const char *when,
                  const char *reason, apr_pool_t *result_pool)
{
    const int is_wide = text->size > 1 && (memcmp(text->bytes, "\xFF\xFE", 2) == 0 ||
                                           memcmp(text->bytes, "\xFE\xFF", 2) == 0);
    stm_source_t source;
    const char *at, *insertion, *bytes;
    apr_size_t offset, length;
    int is_utf8;

    if (!decode(&source, text, result_pool) || (at = find_end_of_head(&source)) == NULL) {
        return 0;
    }
    is_utf8 = source.text >= text->bytes && source.text <= text->bytes + text->size;
    insertion = apr_pstrcat(result_pool, "<withdrawn when=\"", when, "\">",
                            escape(reason, is_utf8, result_pool), "</withdrawn>", NULL);
    insertion = make_insertion(&at, source.text, insertion, result_pool);
    length = strlen(insertion);
    offset = is_utf8   ? (apr_size_t)(at - text->bytes)
             : is_wide ? 2 + 2 * units_of(source.text, at, 2)
                       : units_of(source.text, at, 1);
    bytes = is_wide ? widen(insertion, text->bytes[0] == '\xFE', result_pool) : insertion;
    if (offset > text->size) {
        return 0;
    }
    splice(edited, text, offset, bytes, is_wide ? 2 * length : length, result_pool);
    return is_as_meant(edited, &source, at, insertion, result_pool);
}

static void keep_only(xmlNode *parent, const char *const *names)
{
    xmlNode *node = parent->children, *next;

    for (; node != NULL; node = next) {
        next = node->next;
        if (!stm_plain_is_one_of(node, names)) {
            stm_tree_remove(node);
        }
    }
}

const char *withdraw_minimal(const withdraw_text_t *text, const char *when, const char *reason,
                             apr_pool_t *result_pool)
{
    static const char *const head_only[] = {"head", NULL};
    static const char *const facts[] = {"title", "issuer", "published", NULL};
    stm_document_t *document;
    xmlNode *root, *head, *withdrawn;
    xmlChar *bytes = NULL;
    const char *copy;
    int size;

    if (stm_document_parse(&document, "", text->bytes, text->size, &stm_limits_default,
                           stm_problems_create(result_pool), result_pool) != APR_SUCCESS) {
        return NULL;
    }
    root = xmlDocGetRootElement(document->xml);
    keep_only(root, head_only);
    head = root->children;
    if (head == NULL) {
        return NULL;
    }
    keep_only(head, facts);
    withdrawn = xmlNewTextChild(head, NULL, BAD_CAST "withdrawn", BAD_CAST reason);
    xmlSetProp(withdrawn, BAD_CAST "when", BAD_CAST when);
    xmlNewChild(root, NULL, BAD_CAST "body", NULL);
    xmlDocDumpFormatMemoryEnc(document->xml, &bytes, &size, "UTF-8", 1);
    copy = bytes == NULL ? NULL : apr_pstrmemdup(result_pool, (char *)bytes, (apr_size_t)size);
    xmlFree(bytes);
    return copy;
}
