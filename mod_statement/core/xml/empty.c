#include "core/xml/empty.h"

#include <string.h>

#include "core/xml/plain.h"

/* What an element is without anything in it. */
typedef enum {
    STAYS = 0, /* it says something by being there */
    LINE,      /* a part of running text */
    WORDS,     /* nothing: words are all that it carries */
    HOLDER     /* nothing: it only holds others */
} sort_t;

typedef struct named_t {
    const char *name;
    sort_t sort;
} named_t;

/* By their first letters: an element is looked up in each document that is checked or shown. */
static const named_t sorts['z' - 'a' + 1][13] = {
    ['a' - 'a'] = {{"abbr", LINE}, {"author", WORDS}, {"attribution", WORDS}, {"ai", WORDS}},
    ['b' - 'a'] = {{"blockquote", HOLDER}},
    ['c' - 'a'] = {{"caption", WORDS}, {"credit", WORDS}, {"contact", HOLDER}, {"callout", HOLDER}},
    ['d' - 'a'] = {{"def", WORDS}},
    ['e' - 'a'] = {{"em", LINE}, {"ending", WORDS}, {"email", WORDS}, {"entry", HOLDER}},
    ['f' - 'a'] = {{"figure", HOLDER}},
    ['g' - 'a'] = {{"glossary", HOLDER}, {"gallery", HOLDER}},
    ['h' - 'a'] = {{"heading", WORDS}, {"hours", WORDS}},
    ['i' - 'a'] = {{"issuer", WORDS}},
    ['l' - 'a'] = {{"link", LINE}, {"leadin", WORDS}, {"list", HOLDER}},
    ['n' - 'a'] = {{"name", WORDS}, {"note", HOLDER}},
    ['o' - 'a'] = {{"organization", WORDS}},
    ['p' - 'a'] = {{"p", WORDS}, {"place", WORDS}, {"phone", WORDS}, {"points", HOLDER}},
    ['q' - 'a'] = {{"quote", WORDS}},
    ['r' - 'a'] = {{"role", WORDS}, {"remark", WORDS}, {"rights", WORDS}, {"responsible", WORDS}},
    ['s' - 'a'] = {{"strong", LINE},
                   {"sub", LINE},
                   {"sup", LINE},
                   {"span", LINE},
                   {"subtitle", WORDS},
                   {"summary", WORDS},
                   {"source", WORDS},
                   {"speaker", WORDS},
                   {"section", HOLDER},
                   {"speech", HOLDER},
                   {"signatories", HOLDER},
                   {"signatory", HOLDER}},
    ['t' - 'a'] =
        {{"time", LINE}, {"tag", WORDS}, {"title", WORDS}, {"term", WORDS}, {"table", HOLDER}},
};

static sort_t by_name(const xmlNode *element)
{
    const named_t *named;

    if (element->ns != NULL || *element->name < 'a' || *element->name > 'z') {
        return STAYS;
    }
    named = sorts[*element->name - 'a'];
    while (named->name != NULL && strcmp((const char *)element->name, named->name) != 0) {
        named++;
    }
    return named->sort;
}

static int has_value(const xmlNode *element, const char *attribute)
{
    const xmlAttr *found = xmlHasNsProp(element, BAD_CAST attribute, NULL);

    return found != NULL && found->children != NULL &&
           !stm_empty_is_blank((const char *)found->children->content);
}

static int is_outermost_title(const xmlNode *element)
{
    const xmlNode *statement = element->parent ? element->parent->parent : NULL;

    return stm_plain_is(element, "title") && stm_plain_is(element->parent, "head") &&
           (statement == NULL || statement->parent == NULL ||
            statement->parent->type != XML_ELEMENT_NODE);
}

/* An address is shown where it has no words; a person is named by others; a statement has a title,
 * and an error says so. */
static sort_t sort_of(const xmlNode *element)
{
    sort_t sort = by_name(element);

    if (stm_plain_is(element, "item") && stm_plain_is(element->parent, "points")) {
        return WORDS;
    }
    if ((stm_plain_is(element, "source") || stm_plain_is(element, "link") ||
         stm_plain_is(element, "rights")) &&
        has_value(element, "href")) {
        return STAYS;
    }
    if (stm_plain_is(element, "ai") && has_value(element, "use")) {
        return STAYS;
    }
    if ((stm_plain_is(element, "speaker") && stm_plain_is(element->parent, "head")) ||
        is_outermost_title(element)) {
        return STAYS;
    }
    return sort;
}

int stm_empty_is_inline(const xmlNode *element)
{
    return by_name(element) == LINE || stm_plain_is(element, "quote");
}

/* The length of the white space that @a text begins with; 0: none. */
static int space_at(const char *text)
{
    static const char *const spaces[] = {
        "\xC2\xA0",     "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83",
        "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88",
        "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\x8B", "\xE2\x80\xA8", "\xE2\x80\xA9",
        "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE2\x81\xA0", "\xE3\x80\x80", "\xEF\xBB\xBF"};

    if (*text == ' ' || *text == '\t' || *text == '\n' || *text == '\r') {
        return 1;
    }
    if ((unsigned char)*text < 0xC2) {
        return 0;
    }
    for (apr_size_t i = 0; i < sizeof(spaces) / sizeof(*spaces); i++) {
        if (strncmp(text, spaces[i], strlen(spaces[i])) == 0) {
            return (int)strlen(spaces[i]);
        }
    }
    return 0;
}

int stm_empty_is_blank(const char *text)
{
    int length;

    while (*text != '\0' && (length = space_at(text)) > 0) {
        text += length;
    }
    return *text == '\0';
}

int stm_empty_is_word(const xmlAttr *attribute)
{
    static const char *const names[] = {"kind",  "number", "credit", "rights",
                                        "short", "key",    "type"};
    const xmlNode *element = attribute->parent;

    if (stm_plain_is(element, "list") || stm_plain_is(element, "note")) {
        return 0;
    }
    for (apr_size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (attribute->ns == NULL && strcmp((const char *)attribute->name, names[i]) == 0) {
            return attribute->children == NULL ||
                   stm_empty_is_blank((const char *)attribute->children->content);
        }
    }
    return 0;
}

static int is_seen(const xmlNode *text, sort_t sort)
{
    return sort == LINE ? !xmlIsBlankNode(text) : !stm_empty_is_blank((const char *)text->content);
}

static int is_below_table(const xmlNode *element)
{
    return stm_plain_is(element->parent, "table") &&
           (stm_plain_is(element, "remark") || stm_plain_is(element, "source"));
}

/* What stands beside the parts that a holder is there for. */
static int is_aside(const xmlNode *element)
{
    return stm_plain_is(element, "attribution") || stm_plain_is(element, "caption") ||
           stm_plain_is(element, "credit") || is_below_table(element) ||
           (stm_plain_is(element, "speaker") && stm_plain_is(element->parent, "speech")) ||
           (stm_plain_is(element, "heading") && stm_plain_is(element->parent, "callout")) ||
           (stm_plain_is(element, "title") && stm_plain_is(element->parent, "glossary"));
}

/* Whether @a child, which is not absent, gives its parent something to show. */
static int bears(const xmlNode *child, sort_t sort)
{
    switch (child->type) {
    case XML_TEXT_NODE:
    case XML_CDATA_SECTION_NODE:
        return is_seen(child, sort);
    case XML_ELEMENT_NODE:
        return sort == LINE || (sort == WORDS && !stm_plain_is(child, "br")) ||
               (sort == HOLDER && !is_aside(child));
    default:
        return child->type == XML_ENTITY_REF_NODE;
    }
}

/* Non-zero where @a element is absent. One walk from the leaves up: what was found in an element
 * that turns out to be absent itself is forgotten. */
static int find(apr_array_header_t *found, const xmlNode *element)
{
    sort_t sort = sort_of(element);
    int before = found->nelts, held = 0;

    for (const xmlNode *child = element->children; child != NULL; child = child->next) {
        if (child->type == XML_ELEMENT_NODE && !stm_plain_is_internal(child) &&
            find(found, child)) {
            continue;
        }
        held += bears(child, sort);
    }
    /* A term without its meaning, or the other way round, explains nothing. */
    if (sort == STAYS || held > stm_plain_is(element, "entry")) {
        return 0;
    }
    found->nelts = before;
    APR_ARRAY_PUSH(found, const xmlNode *) = element;
    return 1;
}

apr_array_header_t *stm_empty_find(const xmlNode *root, apr_pool_t *result_pool)
{
    apr_array_header_t *found = apr_array_make(result_pool, 4, sizeof(const xmlNode *));

    for (const xmlNode *child = root->children; child != NULL; child = child->next) {
        if (child->type == XML_ELEMENT_NODE && !stm_plain_is_internal(child)) {
            find(found, child);
        }
    }
    return found;
}

static int has_seen_text(const xmlNode *element)
{
    for (const xmlNode *child = element->children; child != NULL; child = child->next) {
        if (child->type == XML_ELEMENT_NODE ? has_seen_text(child) : bears(child, WORDS)) {
            return 1;
        }
    }
    return 0;
}

int stm_empty_decides(const xmlNode *element, const char **name)
{
    static const char *const attributes[] = {"when", "status", "src"};

    if ((stm_plain_is(element, "published") || stm_plain_is(element, "expires")) &&
        !has_seen_text(element)) {
        *name = (const char *)element->name;
        return 1;
    }
    for (int i = 0; element->properties != NULL && i < 3; i++) {
        if (xmlHasNsProp(element, BAD_CAST attributes[i], NULL) != NULL &&
            !has_value(element, attributes[i])) {
            *name = attributes[i];
            return 1;
        }
    }
    return 0;
}
