#include "fuzz/checks.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <libxml/parser.h>
#include <string.h>
#include <strings.h>

#include "fuzz/json.h"

static apr_size_t letter_size(const unsigned char *at, const unsigned char *end)
{
    apr_size_t size = *at < 0x80   ? 1
                      : *at < 0xC2 ? 0
                      : *at < 0xE0 ? 2
                      : *at < 0xF0 ? 3
                      : *at < 0xF5 ? 4
                                   : 0;

    if (size == 0 || (apr_size_t)(end - at) < size) {
        return 0;
    }
    for (apr_size_t i = 1; i < size; i++) {
        if ((at[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    /* Overlong forms, surrogates, beyond the last one. */
    if ((*at == 0xE0 && at[1] < 0xA0) || (*at == 0xED && at[1] > 0x9F) ||
        (*at == 0xF0 && at[1] < 0x90) || (*at == 0xF4 && at[1] > 0x8F)) {
        return 0;
    }
    return size;
}

void fuzz_must_be_text(const char *bytes, apr_size_t size)
{
    const unsigned char *at = (const unsigned char *)bytes, *end = at + size;

    while (at < end) {
        apr_size_t length = letter_size(at, end);

        FUZZ_MUST(length > 0, "no UTF-8 at byte %ld of: %.200s", (long)((const char *)at - bytes),
                  bytes);
        FUZZ_MUST(*at >= 0x20 || *at == '\t' || *at == '\n' || *at == '\r',
                  "a control character at byte %ld of: %.200s", (long)((const char *)at - bytes),
                  bytes);
        at += length;
    }
}

void fuzz_must_be_problems(const stm_problems_t *problems, int is_refused, int has_place,
                           apr_pool_t *pool)
{
    const char *json = stm_problems_json(problems, pool);
    const stm_problem_t *problem;

    FUZZ_MUST((stm_problems_count(problems, STM_SEVERITY_ERROR) > 0) == !!is_refused,
              "refused: %d, %s", is_refused, json);
    for (int i = 0; (problem = stm_problems_at(problems, i)) != NULL; i++) {
        const char *text = stm_problem_text(problem, pool);

        FUZZ_MUST(problem->message != NULL && *problem->message != '\0', "%s", problem->code);
        FUZZ_MUST(!has_place || (problem->line > 0 && problem->column > 0), "%s", text);
        fuzz_must_be_text(text, strlen(text));
        FUZZ_MUST(strchr(text, '\n') == NULL, "a line feed in: %s", text);
    }
    fuzz_must_be_json(json, strlen(json), pool);
}

/* As a browser reads it (WHATWG URL): control characters and spaces around it count for nothing,
 * tabs and line feeds in it neither. */
static void must_lead_somewhere_known(const char *address, apr_pool_t *pool)
{
    static const char *const known[] = {"http", "https", "mailto", "tel", "urn", "tag", "feed"};
    char *scheme = apr_palloc(pool, strlen(address) + 1), *to = scheme;

    while (*address != '\0' && (unsigned char)*address <= ' ') {
        address++;
    }
    for (; *address != '\0' && strchr(":/?#", *address) == NULL; address++) {
        if (strchr("\t\r\n", *address) == NULL) {
            *to++ = *address;
        }
    }
    *to = '\0';
    if (*address != ':' || !apr_isalpha(*scheme)) {
        return;
    }
    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
        if (strcasecmp(scheme, known[i]) == 0) {
            return;
        }
    }
    for (to = scheme; apr_isalnum(*to) || strchr("+-.", *to) != NULL; to++) {
        if (*to == '\0') {
            FUZZ_MUST(0, "an address with the scheme “%s”", scheme);
        }
    }
}

static int is_one_of(const char *name, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (strcasecmp(name, *names) == 0) {
            return 1;
        }
    }
    return 0;
}

static const char *decode(const char *value, apr_pool_t *pool)
{
    xmlDocPtr none = xmlNewDoc(BAD_CAST "1.0");
    xmlNodePtr list = xmlStringGetNodeList(none, BAD_CAST value);
    xmlChar *text = xmlNodeListGetString(none, list, 1);
    const char *copy = apr_pstrdup(pool, text == NULL ? value : (const char *)text);

    xmlFree(text);
    xmlFreeNodeList(list);
    xmlFreeDoc(none);
    return copy;
}

static void must_be_attribute(const char *element, const char *name, const char *value,
                              apr_pool_t *pool)
{
    static const char *const addresses[] = {
        "href",       "src",        "action",   "formaction", "poster",   "cite", "data",
        "xlink:href", "background", "longdesc", "icon",       "manifest", NULL};
    const char *decoded = decode(value, pool);

    FUZZ_MUST(strncasecmp(name, "on", 2) != 0, "<%s %s=…>", element, name);
    FUZZ_MUST(strcasecmp(name, "srcdoc") != 0, "<%s %s=…>", element, name);
    if (is_one_of(name, addresses)) {
        must_lead_somewhere_known(decoded, pool);
    }
}

static void must_be_tag(const char *element)
{
    static const char *const never[] = {"iframe", "frame", "object", "embed",
                                        "applet", "base",  "svg",    NULL};

    FUZZ_MUST(!is_one_of(element, never), "<%s>", element);
}

/* Behind a start tag's name: its attributes; returns what follows the tag. */
static const char *walk_attributes(const char *at, const char *element, int *is_data,
                                   apr_pool_t *pool)
{
    for (;;) {
        const char *name, *value = "";

        at += strspn(at, " \t\r\n/");
        if (*at == '>' || *at == '\0') {
            return at + (*at == '>');
        }
        name = apr_pstrmemdup(pool, at, strcspn(at, " \t\r\n/>="));
        FUZZ_MUST(*name != '\0', "a tag of <%s> that cannot be read: %.60s", element, at);
        at += strlen(name);
        if (*at == '=') {
            char mark = at[1];

            FUZZ_MUST(mark == '"' || mark == '\'', "<%s %s=%.20s", element, name, at);
            value = apr_pstrmemdup(pool, at + 2, strcspn(at + 2, mark == '"' ? "\"" : "'"));
            at += 2 + strlen(value);
            FUZZ_MUST(*at == mark, "<%s %s> has a value without an end", element, name);
            at++;
        }
        must_be_attribute(element, name, value, pool);
        *is_data |= strcasecmp(name, "type") == 0 && strcmp(value, "application/ld+json") == 0;
    }
}

/* What a script holds, which must be data. Returns what follows it. */
static const char *walk_script(const char *at, apr_pool_t *pool)
{
    const char *end = strstr(at, "</script>");

    FUZZ_MUST(end != NULL, "a script without an end");
    fuzz_must_be_json(at, (apr_size_t)(end - at), pool);
    return end;
}

void fuzz_must_be_html(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    const char *at = apr_pstrmemdup(pool, bytes, size);

    fuzz_must_be_text(bytes, size);
    while ((at = strchr(at, '<')) != NULL) {
        int is_data = 0;
        const char *element;

        if (strncmp(at, "<!--", 4) == 0) {
            at = strstr(at, "-->");
            FUZZ_MUST(at != NULL, "a comment without an end");
            continue;
        }
        if (!apr_isalpha(at[1])) {
            FUZZ_MUST(at[1] == '/' || at[1] == '!' || at[1] == '?', "a bare bracket: %.60s", at);
            at++;
            continue;
        }
        element = apr_pstrmemdup(pool, at + 1, strcspn(at + 1, " \t\r\n/>"));
        must_be_tag(element);
        at = walk_attributes(at + 1 + strlen(element), element, &is_data, pool);
        if (strcasecmp(element, "script") == 0) {
            FUZZ_MUST(is_data, "a script that is no data");
            at = walk_script(at, pool);
        }
    }
}

static int holds_html(const xmlNode *node)
{
    static const char *const rss[] = {"description", "encoded", NULL};
    xmlChar *type = xmlGetNoNsProp(node, BAD_CAST "type");
    int is_html = type != NULL && strcmp((const char *)type, "html") == 0;

    xmlFree(type);
    return is_html || is_one_of((const char *)node->name, rss);
}

static int holds_address(const xmlNode *node)
{
    static const char *const names[] = {"link", "comments", "docs", "url", "loc", "uri", NULL};

    return is_one_of((const char *)node->name, names);
}

static void must_be_elements(const xmlNode *node, apr_pool_t *pool)
{
    for (; node != NULL; node = node->next) {
        const xmlAttr *attribute;

        if (node->type != XML_ELEMENT_NODE) {
            continue;
        }
        for (attribute = node->properties; attribute != NULL; attribute = attribute->next) {
            static const char *const names[] = {"href", "src", "url", "uri", NULL};
            xmlChar *value = xmlNodeGetContent((const xmlNode *)attribute);

            if (is_one_of((const char *)attribute->name, names)) {
                must_lead_somewhere_known((const char *)value, pool);
            }
            xmlFree(value);
        }
        if (holds_html(node) || holds_address(node)) {
            xmlChar *text = xmlNodeGetContent(node);

            if (holds_html(node)) {
                fuzz_must_be_html((const char *)text, strlen((const char *)text), pool);
            }
            else {
                must_lead_somewhere_known((const char *)text, pool);
            }
            xmlFree(text);
        }
        must_be_elements(node->children, pool);
    }
}

static xmlDocPtr read_xml(const char *bytes, apr_size_t size, int has_namespaces)
{
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    xmlDocPtr document =
        xmlCtxtReadMemory(parser, bytes, (int)size, NULL, NULL,
                          XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);

    fuzz_must_be_text(bytes, size);
    FUZZ_MUST(document != NULL && (parser->nsWellFormed || !has_namespaces),
              "not well-formed: %.*s", (int)size, bytes);
    xmlFreeParserCtxt(parser);
    return document;
}

void fuzz_must_be_xml(const char *bytes, apr_size_t size)
{
    xmlFreeDoc(read_xml(bytes, size, 0));
}

void fuzz_must_be_feed(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    xmlDocPtr document = read_xml(bytes, size, 1);

    must_be_elements(xmlDocGetRootElement(document), pool);
    xmlFreeDoc(document);
}

static void see_string(const char *name, const char *text, apr_size_t size, apr_pool_t *pool)
{
    static const char *const addresses[] = {"url",      "external_url", "image", "home_page_url",
                                            "feed_url", "next_url",     "@id",   NULL};

    fuzz_must_be_text(text, size);
    if (name != NULL && strcmp(name, "content_html") == 0) {
        fuzz_must_be_html(text, size, pool);
    }
    else if (name != NULL && is_one_of(name, addresses)) {
        must_lead_somewhere_known(text, pool);
    }
}

void fuzz_must_be_json(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    fuzz_must_be_text(bytes, size);
    FUZZ_MUST(fuzz_json_read(bytes, size, see_string, pool), "no JSON: %.*s", (int)size, bytes);
}

void fuzz_must_be_lines(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    const char *at = apr_pstrmemdup(pool, bytes, size), *end;
    int depth = 0;

    fuzz_must_be_text(bytes, size);
    for (; (end = strstr(at, "\r\n")) != NULL; at = end + 2) {
        FUZZ_MUST(end - at <= 75, "a line of %ld bytes: %.*s", (long)(end - at), (int)(end - at),
                  at);
        FUZZ_MUST(memchr(at, '\n', (size_t)(end - at)) == NULL &&
                      memchr(at, '\r', (size_t)(end - at)) == NULL,
                  "a bare line end in: %.*s", (int)(end - at), at);
        depth += strncmp(at, "BEGIN:", 6) == 0;
        depth -= strncmp(at, "END:", 4) == 0;
        FUZZ_MUST(depth >= 0 && (depth > 0 || strncmp(at, "END:", 4) == 0), "outside: %.75s", at);
    }
    FUZZ_MUST(*at == '\0' && depth == 0, "it ends with: %.75s", at);
}

void fuzz_must_be_page(const stm_page_t *page, apr_pool_t *pool)
{
    const char *type = page->media_type;

    if (strncmp(type, "text/html", 9) == 0) {
        fuzz_must_be_html(page->bytes, page->size, pool);
    }
    else if (strstr(type, "json") != NULL) {
        fuzz_must_be_json(page->bytes, page->size, pool);
    }
    else if (strstr(type, "xml") != NULL) {
        fuzz_must_be_feed(page->bytes, page->size, pool);
    }
    else if (strncmp(type, "text/plain", 10) == 0) {
        fuzz_must_be_text(page->bytes, page->size);
    }
    else {
        fuzz_must_be_lines(page->bytes, page->size, pool);
    }
}
