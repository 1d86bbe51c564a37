#include "core/output/internal.h"

/* Each way of writing gets code of its own, in which only its comparisons are left. */
#define FOR_EACH_WAY static inline __attribute__((always_inline))

/* The ways to write a text, as bits of which character needs what. */
typedef enum {
    HTML_TEXT = 1,
    HTML_VALUE = 2,
    HTML_URI = 4,
    XML_TEXT = 8,
    XML_VALUE = 16,
} way_t;

#define IN_HTML (HTML_TEXT | HTML_VALUE | HTML_URI)
#define IN_ALL  (IN_HTML | XML_TEXT | XML_VALUE)

/* Which ways have another form for a character, or none. */
static const unsigned char replaced[256] = {
    [0x01 ... 0x08] = IN_HTML,
    ['\t'] = HTML_URI | XML_VALUE,
    ['\n'] = HTML_URI | XML_VALUE,
    [0x0B ... 0x0C] = IN_HTML,
    ['\r'] = HTML_URI | XML_TEXT | XML_VALUE,
    [0x0E ... 0x1F] = IN_HTML,
    [' '] = HTML_URI,
    ['"'] = HTML_VALUE | HTML_URI | XML_VALUE,
    ['$'] = HTML_URI,
    ['&'] = IN_ALL,
    ['<'] = IN_ALL,
    ['>'] = IN_ALL,
    ['['] = HTML_URI,
    ['\\'] = HTML_URI,
    [']'] = HTML_URI,
    ['^'] = HTML_URI,
    ['`'] = HTML_URI,
    ['{'] = HTML_URI,
    ['|'] = HTML_URI,
    ['}'] = HTML_URI,
    [0x7F ... 0xFF] = HTML_URI,
};

typedef unsigned char block_t __attribute__((vector_size(STM_OUTPUT_BLOCK)));

/* Bytes of a block that may have to be replaced: all those that have to, few others. */
FOR_EACH_WAY block_t suspects(block_t block, way_t way)
{
    block_t angles = (block_t)((block & 0xFD) == 0x3C);

    switch (way) {
    case HTML_TEXT:
        return angles | (block_t)(block == '&') | (block_t)((block < 0x20) & (block != '\n'));
    case XML_TEXT:
        return angles | (block_t)(block == '&') | (block_t)(block == '\r');
    case HTML_URI:
        return angles | (block_t)(block < 0x20) | (block_t)((block & 0xF9) == 0x20) |
               (block_t)(block == '`') | (block_t)(((block | 0x20) > 0x7A) & (block > 0x5A));
    default:
        return angles | (block_t)((block & 0xFB) == '"') | (block_t)(block < 0x20);
    }
}

static inline int has_any(block_t block)
{
    apr_uint64_t halves[2];

    memcpy(halves, &block, sizeof(halves));
    return (halves[0] | halves[1]) != 0;
}

/* Copies a block; zero where there may be something in it to replace. */
FOR_EACH_WAY int copy_block(char *to, const xmlChar *text, way_t way)
{
    block_t block;

    memcpy(&block, text, sizeof(block));
    memcpy(to, &block, sizeof(block));
    return !has_any(suspects(block, way));
}

/* Copies up to the first character to be replaced; returns how far it got. The last block overlaps
 * with the one before. */
FOR_EACH_WAY apr_size_t copy_plain(char *to, const xmlChar *text, apr_size_t size, way_t way)
{
    apr_size_t done = 0, last = size - sizeof(block_t);

    if (size >= sizeof(block_t)) {
        while (done < last && copy_block(to + done, text + done, way)) {
            done += sizeof(block_t);
        }
        if (done >= last && copy_block(to + last, text + last, way)) {
            return size;
        }
    }
    while (done < size && !(replaced[text[done]] & way)) {
        to[done] = (char)text[done];
        done++;
    }
    return done;
}

/* What stands for a character that must not stand there itself; NULL: nothing does. */
static inline const char *reference_to(xmlChar character, way_t way)
{
    switch (character) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\r':
        return way == XML_TEXT || way == XML_VALUE ? "&#13;" : NULL;
    case '\n':
        return "&#10;";
    case '\t':
        return "&#9;";
    default:
        return NULL;
    }
}

static inline char *put_reference(char *to, const char *reference)
{
    while (reference != NULL && *reference != '\0') {
        *to++ = *reference++;
    }
    return to;
}

static inline char *replace(char *to, xmlChar character, way_t way)
{
    if (way == HTML_URI && character != '&' && character != '<' && character != '>') {
        return stm_output_put_percent(to, character);
    }
    return put_reference(to, reference_to(character, way));
}

/* What a value in HTML has to be looked at as a whole for: its quotes, a server side include, a
 * script's macro (HTML 4 section B.7.1), a character that is left out. */
static inline int is_intricate(const xmlChar *text, way_t way)
{
    switch (*text) {
    case '"':
        return way == HTML_VALUE;
    case '<':
        return text[1] == '!';
    case '&':
        return text[1] == '{';
    case '\t':
    case '\n':
    case '\r':
        return 0;
    default:
        return *text < 0x20;
    }
}

/* Non-zero where all was written: values in HTML may have something intricate. */
FOR_EACH_WAY int escape(stm_bytes_t *bytes, const xmlChar *text, apr_size_t size, way_t way)
{
    char *to = stm_bytes_room(bytes, size);

    for (;;) {
        apr_size_t done = copy_plain(to, text, size, way);

        bytes->at = to + done;
        text += done;
        size -= done;
        if (size == 0) {
            return 1;
        }
        if ((way == HTML_VALUE || way == HTML_URI) && is_intricate(text, way)) {
            return 0;
        }
        to = replace(stm_bytes_room(bytes, size + sizeof("&quot;")), *text, way);
        text++;
        size--;
    }
}

void stm_output_html_text(stm_bytes_t *bytes, const xmlChar *text)
{
    escape(bytes, text, strlen((const char *)text), HTML_TEXT);
}

void stm_output_xml_text(stm_bytes_t *bytes, const xmlChar *text)
{
    escape(bytes, text, strlen((const char *)text), XML_TEXT);
}

void stm_output_xml_value(stm_bytes_t *bytes, const xmlChar *text)
{
    escape(bytes, text, strlen((const char *)text), XML_VALUE);
}

/* The brackets around the IPv6 address that is the host of @a url; *end is past them. NULL: there
 * are none. */
static const xmlChar *literal_host(const xmlChar **end, const xmlChar *url)
{
    static const char letters[] =
        "0123456789:.%abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const char *text = (const char *)url, *open = strchr(text, '['), *authority;
    size_t length;

    if (open == NULL) {
        return NULL;
    }
    authority = strstr(text, "//");
    if (authority == NULL || authority > open ||
        strcspn(authority + 2, "/?#") < (size_t)(open - authority - 2)) {
        return NULL;
    }
    length = strspn(open + 1, letters);
    *end = (const xmlChar *)open + length + 2;
    return open[length + 1] == ']' ? (const xmlChar *)open : NULL;
}

/* As libxml2 does, but for the brackets of an IPv6 host: escaped, they would be no host. */
static int escape_uri(stm_bytes_t *bytes, const xmlChar *text)
{
    const xmlChar *end, *open = literal_host(&end, text);
    apr_size_t size;

    if (open != NULL) {
        if (!escape(bytes, text, (apr_size_t)(open - text), HTML_URI)) {
            return 0;
        }
        size = (apr_size_t)(end - open);
        memcpy(stm_bytes_room(bytes, size), open, size);
        bytes->at += size;
        text = end;
    }
    return escape(bytes, text, strlen((const char *)text), HTML_URI);
}

void stm_output_html_value(stm_bytes_t *bytes, const xmlAttr *attribute, int is_uri)
{
    const xmlNode *child = attribute->children;
    apr_size_t before = stm_bytes_size(bytes);
    int is_whole = 0;

    if (child->next == NULL && child->type == XML_TEXT_NODE && child->content != NULL) {
        const xmlChar *text = is_uri ? stm_output_skip_blanks(child->content) : child->content;

        *stm_bytes_room(bytes, 1) = '"';
        bytes->at++;
        is_whole = is_uri ? escape_uri(bytes, text)
                          : escape(bytes, text, strlen((const char *)text), HTML_VALUE);
        *bytes->at = '"'; /* in what is spare */
        bytes->at++;
    }
    if (!is_whole) {
        bytes->at = bytes->start + before;
        stm_output_intricate_value(bytes, attribute, is_uri);
    }
}
