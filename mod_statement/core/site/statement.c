#include "core/site/statement.h"

#include <apr_strings.h>
#include <string.h>

#include "core/i18n/language.h"
#include "core/site/teaser.h"
#include "core/xml/empty.h"
#include "core/xml/plain.h"

/* So many updates and events of a statement are found by their days. */
#define DAYS_MAX 32

#define TITLE_CHARS 1000 /* of which no list shows more */

static const xmlNode *root_of(const stm_document_t *document)
{
    return document->xml ? xmlDocGetRootElement(document->xml) : NULL;
}

/* As stm_plain_child, without what is marked internal. */
static const xmlNode *public_child(const xmlNode *parent, const char *name, const xmlNode *after)
{
    const xmlNode *child = stm_plain_child(parent, name, after);

    while (child != NULL && stm_plain_is_internal(child)) {
        child = stm_plain_child(parent, name, child);
    }
    return child;
}

/* The moment that @a text means; @a otherwise where it is none. */
static apr_time_t moment_of(const char *text, const stm_zone_t *zone, apr_time_t otherwise)
{
    stm_date_t date;

    if (text == NULL || stm_date_parse(&date, text) != STM_DATE_GOOD) {
        return otherwise;
    }
    return stm_date_moment(&date, zone);
}

static const char *words_of(const xmlNode *element, apr_pool_t *pool)
{
    return element ? stm_plain_words(element, pool) : NULL;
}

static int shown_year(const stm_date_t *date, const stm_zone_t *zone)
{
    stm_civil_t civil;

    stm_date_shown(&civil, date, zone);
    return civil.year;
}

static void extract_published(stm_statement_t *statement, const xmlNode *head,
                              const stm_zone_t *zone, apr_pool_t *pool)
{
    const char *text = words_of(public_child(head, "published", NULL), pool);

    statement->published_text = text;
    statement->published_at = STM_NEVER;
    if (text != NULL && stm_date_parse(&statement->published, text) == STM_DATE_GOOD) {
        statement->published_at = moment_of(text, zone, STM_NEVER);
        statement->year = shown_year(&statement->published, zone);
    }
}

/* What takes a statement back or ends it counts though it be marked internal. */
static void extract_moments(stm_statement_t *statement, const xmlNode *head, const stm_zone_t *zone,
                            apr_pool_t *pool)
{
    const xmlNode *withdrawn = stm_plain_child(head, "withdrawn", NULL);
    const xmlNode *updated = NULL;

    extract_published(statement, head, zone, pool);
    statement->expires_at =
        moment_of(words_of(stm_plain_child(head, "expires", NULL), pool), zone, STM_NEVER);
    statement->withdrawn_at = STM_NEVER;
    if (withdrawn != NULL) {
        const char *when = stm_plain_attribute(withdrawn, "when", pool);

        /* Taken back at an unreadable moment is taken back. */
        statement->withdrawn_at = moment_of(when, zone, 0);
        if (statement->withdrawn_at != 0) {
            stm_date_parse(&statement->withdrawn, when);
        }
    }
    while ((updated = public_child(head, "updated", updated)) != NULL) {
        apr_time_t moment = moment_of(stm_plain_attribute(updated, "when", pool), zone, 0);

        if (moment > statement->updated_at) {
            statement->updated_at = moment;
        }
    }
}

static apr_array_header_t *extract_words(const xmlNode *head, const char *name, apr_pool_t *pool)
{
    apr_array_header_t *all = apr_array_make(pool, 2, sizeof(const char *));
    const xmlNode *element = NULL;

    while ((element = public_child(head, name, element)) != NULL) {
        const char *words = stm_plain_words(element, pool);

        if (*words != '\0') {
            APR_ARRAY_PUSH(all, const char *) = words;
        }
    }
    return all;
}

static apr_array_header_t *extract_tags(const xmlNode *head, apr_pool_t *pool)
{
    apr_array_header_t *tags = apr_array_make(pool, 2, sizeof(stm_tag_t));
    const xmlNode *element = NULL;

    while ((element = public_child(head, "tag", element)) != NULL) {
        stm_tag_t tag;

        tag.text = stm_plain_words(element, pool);
        tag.key = stm_plain_attribute(element, "key", pool);
        if (*tag.text == '\0') {
            continue;
        }
        if (tag.key == NULL || *tag.key == '\0') {
            tag.key = stm_language_fold(tag.text, pool);
        }
        APR_ARRAY_PUSH(tags, stm_tag_t) = tag;
    }
    return tags;
}

static void add_edge(apr_array_header_t *edges, stm_edge_kind_t kind, const xmlNode *element,
                     const char *href)
{
    stm_edge_t *edge;

    if (href == NULL || *href == '\0') {
        return;
    }
    edge = &APR_ARRAY_PUSH(edges, stm_edge_t);
    edge->kind = kind;
    edge->href = href;
    edge->lang = kind == STM_EDGE_TRANSLATION ? stm_plain_lang(element, edges->pool) : NULL;
    stm_document_position(element, &edge->line, &edge->column);
}

static stm_edge_kind_t kind_of(const xmlNode *element)
{
    if (stm_plain_is(element, "image") || stm_plain_is(element, "attachment") ||
        stm_plain_is(element, "video") || stm_plain_is(element, "audio")) {
        return STM_EDGE_SHOW;
    }
    return stm_plain_is(element, "translation") ? STM_EDGE_TRANSLATION : STM_EDGE_LINK;
}

/* What decides and says nothing hides: see core/xml/empty.h. */
static int is_decided(const xmlNode *root)
{
    const char *empty;

    if (stm_empty_decides(root, &empty)) {
        return 0;
    }
    for (const xmlNode *child = root->children; child != NULL; child = child->next) {
        if (child->type == XML_ELEMENT_NODE && !is_decided(child)) {
            return 0;
        }
    }
    return 1;
}

/* Attributes of the vocabulary; an address is in href, cite, poster, transcript, or the src of
 * a statement. */
static int is_known(const xmlNode *element, const xmlAttr *attribute)
{
    static const char *const names[] = {
        "alt",     "by",     "cancelled",  "until", "cite",   "colspan", "continues", "credit",
        "header",  "href",   "hreflang",   "id",    "key",    "kind",    "lang",      "number",
        "numeric", "poster", "ref",        "rel",   "rights", "rowspan", "scope",     "short",
        "start",   "status", "transcript", "type",  "use",    "when",    "who"};
    size_t i;

    if (attribute->ns != NULL) {
        return strcmp((const char *)attribute->name, "lang") == 0;
    }
    if (strcmp((const char *)attribute->name, "src") == 0) {
        return stm_plain_is(element, "statement");
    }
    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp((const char *)attribute->name, names[i]) == 0) {
            return 1;
        }
    }
    return 0;
}

/* A slip, as HREF or an <image> with src, names no file that is shown, but one that may be as
 * secret as the document. */
static void extract_slips(apr_array_header_t *edges, const xmlNode *element, apr_pool_t *pool)
{
    const xmlAttr *attribute;

    for (attribute = element->properties; attribute != NULL; attribute = attribute->next) {
        xmlChar *value = is_known(element, attribute)
                             ? NULL
                             : xmlNodeListGetString(element->doc, attribute->children, 1);

        if (value != NULL && strchr((const char *)value, '.') != NULL) {
            const char *text = apr_pstrdup(pool, (const char *)value);

            /* The whole, and the first word: srcset goes on with a width. */
            add_edge(edges, STM_EDGE_INTERNAL, element, text);
            if (strpbrk(text, " \t\n\r,") != NULL) {
                add_edge(edges, STM_EDGE_INTERNAL, element,
                         apr_pstrmemdup(pool, text, strcspn(text, " \t\n\r,")));
            }
        }
        xmlFree(value);
    }
}

static void extract_edges(apr_array_header_t *edges, const xmlNode *element, int is_internal,
                          apr_pool_t *pool)
{
    is_internal |= stm_plain_is_internal(element);
    if (element->properties != NULL) {
        extract_slips(edges, element, pool);
        add_edge(edges, is_internal ? STM_EDGE_INTERNAL : kind_of(element), element,
                 stm_plain_attribute(element, "href", pool));
        add_edge(edges, is_internal ? STM_EDGE_INTERNAL : STM_EDGE_LINK, element,
                 stm_plain_attribute(element, "cite", pool));
        add_edge(edges, is_internal ? STM_EDGE_INTERNAL : STM_EDGE_SHOW, element,
                 stm_plain_attribute(element, "poster", pool));
        add_edge(edges, is_internal ? STM_EDGE_INTERNAL : STM_EDGE_LINK, element,
                 stm_plain_attribute(element, "transcript", pool));
        if (!is_internal && stm_plain_is(element, "statement")) {
            add_edge(edges, STM_EDGE_SOURCE, element, stm_plain_attribute(element, "src", pool));
        }
    }
    for (const xmlNode *child = element->children; child != NULL; child = child->next) {
        if (child->type == XML_ELEMENT_NODE) {
            extract_edges(edges, child, is_internal, pool);
        }
    }
}

/* A status that is neither word is taken for a draft, and so is what is internal as a whole: what
 * is unclear stays hidden. */
static stm_status_t extract_status(const xmlNode *root, const xmlNode *head, apr_pool_t *pool)
{
    const char *status = stm_plain_attribute(root, "status", pool);

    if (stm_plain_is_internal(root) || (head != NULL && stm_plain_is_internal(head))) {
        return STM_STATUS_DRAFT;
    }
    return status == NULL || strcmp(status, "final") == 0 ? STM_STATUS_FINAL : STM_STATUS_DRAFT;
}

static void extract_outline(stm_statement_t *statement, const xmlNode *root, const xmlNode *head,
                            const stm_zone_t *zone, apr_pool_t *pool)
{
    statement->id = stm_plain_attribute(root, "id", pool);
    statement->lang = stm_plain_lang(root, pool);
    statement->status = extract_status(root, head, pool);
    statement->kind = stm_plain_attribute(root, "kind", pool);
    statement->number = stm_plain_attribute(root, "number", pool);
    extract_moments(statement, head, zone, pool);
}

/* A day as its page prints it, as English readers write it, and as documents do. */
static const char *day_of(const char *text, const char *lang, const stm_zone_t *zone,
                          apr_pool_t *pool)
{
    const int is_english = lang != NULL && (lang[0] | 0x20) == 'e' && (lang[1] | 0x20) == 'n';
    stm_civil_t civil;
    stm_date_t date;

    if (text == NULL || stm_date_parse(&date, text) != STM_DATE_GOOD) {
        return "";
    }
    stm_date_shown(&civil, &date, zone);
    return apr_psprintf(
        pool, "\n%s\n%s\n%04d-%02d-%02d",
        stm_language_date(&date, zone, "en-GB", STM_STYLE_DAY, pool),
        stm_language_date(&date, zone, is_english ? "en" : lang, STM_STYLE_DAY, pool), civil.year,
        civil.month, civil.day);
}

/* The days that its page shows. */
static const char *days_of(const stm_statement_t *statement, const xmlNode *head,
                           const stm_zone_t *zone, apr_pool_t *pool)
{
    const xmlNode *updated = NULL, *event = NULL;
    const char *days = public_child(head, "published", NULL) == NULL
                           ? ""
                           : day_of(statement->published_text, statement->lang, zone, pool);
    int count = 0;

    while (count++ < DAYS_MAX && (updated = public_child(head, "updated", updated)) != NULL) {
        days = apr_pstrcat(
            pool, days,
            day_of(stm_plain_attribute(updated, "when", pool), statement->lang, zone, pool), NULL);
    }
    while (count++ < DAYS_MAX && (event = public_child(head, "event", event)) != NULL) {
        days = apr_pstrcat(
            pool, days,
            day_of(stm_plain_attribute(event, "when", pool), statement->lang, zone, pool),
            day_of(stm_plain_attribute(event, "until", pool), statement->lang, zone, pool), NULL);
    }
    return days;
}

static void extract_rest(stm_statement_t *statement, const xmlNode *root, const xmlNode *head,
                         const stm_zone_t *zone, apr_pool_t *pool)
{
    const xmlNode *title = public_child(head, "title", NULL);

    statement->title = title ? stm_plain_inline(title, statement->lang, pool) : NULL;
    if (title && strlen(statement->title) > TITLE_CHARS) {
        statement->title = stm_language_cut(statement->title, statement->lang, TITLE_CHARS, pool);
    }
    statement->summary = stm_teaser_of(root, pool);
    statement->tags = extract_tags(head, pool);
    statement->issuers = extract_words(head, "issuer", pool);
    statement->authors = extract_words(head, "author", pool);
    extract_edges(statement->edges, root, 0, pool);
    statement->text = apr_pstrcat(
        pool, stm_plain_statement(root, pool), statement->kind ? "\n" : "",
        statement->kind ? statement->kind : "", statement->number ? "\n" : "",
        statement->number ? statement->number : "", days_of(statement, head, zone, pool), NULL);
}

stm_statement_t *stm_statement_outline(const stm_document_t *document, const stm_zone_t *zone,
                                       apr_pool_t *result_pool)
{
    stm_statement_t *statement = apr_pcalloc(result_pool, sizeof(*statement));
    const xmlNode *root = root_of(document);

    statement->edges = apr_array_make(result_pool, 4, sizeof(stm_edge_t));
    statement->weight = document->weight;
    statement->bytes = (apr_off_t)document->size;
    if (root != NULL) {
        extract_outline(statement, root, stm_plain_child(root, "head", NULL), zone, result_pool);
    }
    return statement;
}

stm_statement_t *stm_statement_extract(const stm_document_t *document, const stm_zone_t *zone,
                                       apr_pool_t *result_pool)
{
    stm_statement_t *statement = stm_statement_outline(document, zone, result_pool);
    const xmlNode *root = root_of(document);

    if (root != NULL) {
        extract_rest(statement, root, stm_plain_child(root, "head", NULL), zone, result_pool);
        if (!is_decided(root)) {
            statement->status = STM_STATUS_DRAFT;
        }
    }
    return statement;
}
