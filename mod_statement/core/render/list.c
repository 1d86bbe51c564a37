#include "core/render/list.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "core/catalog/index.h"
#include "core/edition/tree.h"
#include "core/i18n/date.h"
#include "core/search/snippet.h"
#include "core/site/address.h"
#include "core/site/spelling.h"
#include "core/site/statement.h"
#include "core/site/teaser.h"
#include "core/xml/plain.h"

/* Nothing where @a value is NULL. */
static void set(xmlNode *node, const char *name, const char *value)
{
    if (value != NULL) {
        xmlNewProp(node, BAD_CAST name, BAD_CAST value);
    }
}

static void set_number(xmlNode *node, const char *name, int value, apr_pool_t *pool)
{
    set(node, name, apr_itoa(pool, value));
}

/* As stable as a statement's; no statement has a name that begins with a slash. */
static const char *identity_of(const stm_list_t *list, apr_pool_t *pool)
{
    return stm_statement_identity(NULL, apr_pstrcat(pool, "/", list->folder, NULL),
                                  list->newsroom->identity, pool);
}

static void set_pages(xmlNode *root, const stm_list_t *list, apr_pool_t *pool)
{
    set(root, "start", list->start);
    set(root, "next", list->next);
    if (!list->is_uncounted) {
        set_number(root, "page", list->page, pool);
        set_number(root, "pages", list->pages, pool);
        set_number(root, "total", list->total, pool);
    }
}

static const char *encode_folder(const stm_list_t *list, apr_pool_t *pool)
{
    return stm_address_encode(stm_spelling_public(list->newsroom->root, list->folder, "", pool), 0,
                              pool);
}

/* A name that XML cannot hold is shown as addresses have it. */
static const char *name_folder(const char *folder, apr_pool_t *pool)
{
    const char *at = folder, *name = folder;

    while (*at != '\0' && !apr_iscntrl(*at)) {
        at++;
    }
    if (*at != '\0' || !xmlCheckUTF8(BAD_CAST folder)) {
        name = stm_address_encode(folder, 0, pool);
    }
    return apr_pstrmemdup(pool, name, strlen(name) - 1);
}

stm_document_t *stm_list_create(const stm_list_t *list, apr_pool_t *result_pool)
{
    const char *name = apr_pstrcat(result_pool, list->folder, "newsroom", NULL);
    stm_document_t *document = stm_document_create(name, "newsroom", result_pool);
    xmlNode *root = xmlDocGetRootElement(document->xml);
    xmlNs *space = xmlNewNs(root, BAD_CAST STM_META_NS, BAD_CAST "m");

    xmlNewNsProp(root, space, BAD_CAST "identity", BAD_CAST identity_of(list, result_pool));
    set(root, "title", list->newsroom->title);
    xmlNodeSetLang(root, BAD_CAST list->newsroom->lang);
    set(root, "base", list->base);
    set(root, "folder", encode_folder(list, result_pool));
    if (list->folder[0] != '\0') {
        set(root, "folder-name", name_folder(list->folder, result_pool));
    }
    set(root, "self", list->self);
    set_pages(root, list, result_pool);
    set(root, "archive", list->archive);
    set(root, "current", list->current);
    if (list->status != 0) {
        set_number(root, "status", list->status, result_pool);
    }
    if (list->is_static) {
        set(root, "static", "yes");
    }
    if (list->is_subscription) {
        set(root, "feed", "yes");
    }
    if (list->updated != 0) {
        set(root, "updated", stm_date_rfc3339(list->updated, result_pool));
    }
    return document;
}

/* The document itself is left whole: the caller may render it again. */
static void keep_head(xmlNode *statement)
{
    xmlNode *node = statement->children;

    while (node != NULL) {
        xmlNode *next = node->next;

        if (!stm_plain_is(node, "head")) {
            stm_tree_remove(node);
        }
        node = next;
    }
}

/* An entry is no place for thousands of them; its own page has all. */
static void keep_few_tags(xmlNode *head)
{
    xmlNode *last = NULL, *more;
    int count = 0;

    while (count < STM_LIST_TAGS_MAX && (last = stm_plain_child(head, "tag", last)) != NULL) {
        count++;
    }
    while (last != NULL && (more = stm_plain_child(head, "tag", last)) != NULL) {
        stm_tree_remove(more);
    }
}

/* Of a feed's document, with some of the two megabytes left for what stm_list_bytes does not see.
 */
#define MOST_BYTES 1800000

/* In content that is escaped, each mark of a tag and each sign that means something takes five
 * letters or nine. */
#define TAG_BYTES  36
#define SIGN_BYTES 8

static apr_size_t text_bytes(const xmlChar *text)
{
    apr_size_t bytes = 0;

    for (; text != NULL && *text != '\0'; text++) {
        bytes += 1 + (strchr("&<>", *text) != NULL ? SIGN_BYTES : 0);
    }
    return bytes;
}

/* Depth is bounded where the document was read. */
static apr_size_t node_bytes(const xmlNode *node)
{
    apr_size_t bytes = 0;
    const xmlAttr *attribute;
    const xmlNode *inner;

    if (node->type != XML_ELEMENT_NODE) {
        return text_bytes(node->content);
    }
    for (attribute = node->properties; attribute != NULL; attribute = attribute->next) {
        bytes += TAG_BYTES / 2;
        for (inner = attribute->children; inner != NULL; inner = inner->next) {
            bytes += text_bytes(inner->content);
        }
    }
    for (inner = node->children; inner != NULL; inner = inner->next) {
        bytes += node_bytes(inner);
    }
    return bytes + TAG_BYTES;
}

apr_size_t stm_list_bytes(const stm_document_t *entry)
{
    const xmlNode *root = xmlDocGetRootElement(entry->xml);

    return root == NULL ? 0 : node_bytes(root);
}

int stm_list_has_room(apr_size_t bytes, int shown)
{
    return bytes <= MOST_BYTES || shown == 0;
}

apr_time_t stm_list_newest(const stm_entry_t *entry, apr_time_t newest, apr_time_t moment)
{
    const apr_time_t moments[] = {entry->visible_from, entry->updated_at};
    size_t i;

    for (i = 0; i < sizeof(moments) / sizeof(moments[0]); i++) {
        if (moments[i] <= moment && moments[i] > newest) {
            newest = moments[i];
        }
    }
    return newest;
}

void stm_list_previous(stm_document_t *document, const char *previous, int is_whole)
{
    xmlNode *root = xmlDocGetRootElement(document->xml);

    if (previous != NULL) {
        set(root, "previous", previous);
    }
    else if (is_whole) {
        set(root, "complete", "yes");
    }
}

void stm_list_gone(stm_document_t *document, const char *identity, apr_time_t when)
{
    xmlNode *root = xmlDocGetRootElement(document->xml);
    xmlNs *meta = xmlSearchNsByHref(document->xml, root, BAD_CAST STM_META_NS);
    xmlNode *node = xmlNewChild(root, meta, BAD_CAST "gone", NULL);

    set(node, "identity", identity);
    set(node, "when", stm_date_rfc3339(when, document->pool));
}

/* An archive entry has a teaser; where the editor wrote none, the one that feeds use stands in. */
static void make_summary(xmlNode *statement, const stm_document_t *entry, apr_pool_t *pool)
{
    xmlNode *head = stm_plain_child(statement, "head", NULL);
    const char *summary;

    if (head == NULL || stm_plain_child(head, "summary", NULL) != NULL) {
        return;
    }
    summary = stm_teaser_of(xmlDocGetRootElement(entry->xml), pool);
    if (summary != NULL && summary[0] != '\0') {
        xmlNewTextChild(head, NULL, BAD_CAST "summary", BAD_CAST summary);
    }
}

apr_status_t stm_list_add(stm_document_t *list, const stm_document_t *entry, stm_extent_t extent)
{
    xmlNode *root = xmlDocGetRootElement(entry->xml);
    xmlNode *copy = root == NULL ? NULL : xmlDocCopyNode(root, list->xml, 1);

    if (copy == NULL) {
        return root == NULL ? APR_EINVAL : APR_ENOMEM;
    }
    if (extent == STM_EXTENT_HEAD) {
        apr_pool_t *scratch_pool;

        keep_head(copy);
        keep_few_tags(stm_plain_child(copy, "head", NULL));
        apr_pool_create(&scratch_pool, list->pool);
        make_summary(copy, entry, scratch_pool);
        apr_pool_destroy(scratch_pool);
    }
    xmlAddChild(xmlDocGetRootElement(list->xml), copy);
    return APR_SUCCESS;
}

static const char *address_of(const stm_list_t *list, const stm_filter_t *filter, apr_pool_t *pool)
{
    const char *query = stm_filter_ordered_query(filter, pool);

    return apr_pstrcat(pool, list->base, encode_folder(list, pool), *query ? "?" : "", query, NULL);
}

static void add_facet(xmlNode *facets, const stm_list_t *list, const stm_filter_t *filter,
                      const stm_facet_t *facet, apr_pool_t *pool)
{
    xmlNode *node = xmlNewChild(facets, NULL, BAD_CAST "facet", NULL);
    const char *given = filter->values[facet->kind];
    int is_current = given != NULL && strcmp(given, facet->value) == 0;
    stm_filter_t other = *filter;

    other.values[facet->kind] = is_current ? NULL : facet->value;
    set(node, "kind", stm_filter_kind_name(facet->kind));
    set(node, "value", facet->value);
    set(node, "text", facet->text);
    if (!list->is_uncounted) {
        set_number(node, "count", facet->count, pool);
    }
    set(node, "href", address_of(list, &other, pool));
    if (stm_filter_count(&other) > 1) {
        set(node, "combined", "yes");
    }
    if (is_current) {
        set(node, "current", "yes");
    }
}

/* In which order what was found is listed, and what else to search for. */
static void set_search(xmlNode *root, const stm_list_t *list, const stm_filter_t *filter,
                       apr_pool_t *pool)
{
    const int is_newest =
        list->is_uncounted || list->is_by_date || filter->order == STM_FOUND_NEWEST;
    stm_filter_t other = *filter;

    if (filter->q == NULL) {
        return;
    }
    set(root, "order", is_newest ? "newest" : "best");
    if (!list->is_uncounted && !list->is_by_date) {
        other.order = is_newest ? STM_FOUND_BEST : STM_FOUND_NEWEST;
        set(root, "order-href", address_of(list, &other, pool));
    }
    if (list->meant != NULL) {
        other = *filter;
        other.q = list->meant;
        set(root, "meant", list->meant);
        set(root, "meant-href", address_of(list, &other, pool));
    }
}

/* The feed of a filter is another than the newsroom's (RFC 4287 section 4.2.6). */
static void tell_apart(xmlNode *root, const char *query, apr_pool_t *pool)
{
    xmlAttr *identity = xmlHasNsProp(root, BAD_CAST "identity", BAD_CAST STM_META_NS);
    xmlChar *former =
        identity == NULL || *query == '\0' ? NULL : xmlNodeGetContent((xmlNode *)identity);

    if (former != NULL) {
        xmlSetNsProp(root, identity->ns, BAD_CAST "identity",
                     BAD_CAST stm_statement_identity(NULL, query, (const char *)former, pool));
        xmlFree(former);
    }
}

void stm_list_filter(stm_document_t *document, const stm_list_t *list, const stm_filter_t *filter,
                     const apr_array_header_t *facets)
{
    xmlNode *root = xmlDocGetRootElement(document->xml), *node;
    int i;

    set(root, "query", stm_filter_query(filter, document->pool));
    tell_apart(root, stm_filter_query(filter, document->pool), document->pool);
    set_search(root, list, filter, document->pool);
    node = xmlNewChild(root, NULL, BAD_CAST "filter", NULL);
    for (i = STM_FACET_TAG; i < STM_FACET_KINDS; i++) {
        if (filter->values[i] != NULL) {
            set(node, stm_filter_kind_name((stm_facet_kind_t)i), filter->values[i]);
        }
    }
    if (filter->q != NULL) {
        set(node, "q", filter->q);
    }
    node = xmlNewChild(root, NULL, BAD_CAST "facets", NULL);
    for (i = 0; i < facets->nelts; i++) {
        add_facet(node, list, filter, &APR_ARRAY_IDX(facets, i, stm_facet_t), document->pool);
    }
}

static void add_hits(xmlNode *statement, xmlNs *meta, const char *name, const char *marked)
{
    static const char start[] = {STM_HIT_START, '\0'}, end[] = {STM_HIT_END, '\0'};
    xmlNode *node = xmlNewChild(statement, meta, BAD_CAST name, NULL);

    while (*marked != '\0') {
        size_t length = strcspn(marked, start);

        if (length > 0) {
            xmlAddChild(node, xmlNewTextLen(BAD_CAST marked, (int)length));
        }
        marked += length;
        if (*marked != '\0') {
            length = strcspn(++marked, end);
            xmlAddChild(xmlNewChild(node, meta, BAD_CAST "mark", NULL),
                        xmlNewTextLen(BAD_CAST marked, (int)length));
            marked += length + (marked[length] != '\0');
        }
    }
}

void stm_list_hits(stm_document_t *document, const char *title, const char *snippet)
{
    xmlNode *root = xmlDocGetRootElement(document->xml);
    xmlNs *meta = xmlSearchNsByHref(document->xml, root, BAD_CAST STM_META_NS);
    xmlNode *statement = root->last;

    if (title != NULL) {
        add_hits(statement, meta, "title", title);
    }
    if (snippet != NULL) {
        add_hits(statement, meta, "snippet", snippet);
    }
}
