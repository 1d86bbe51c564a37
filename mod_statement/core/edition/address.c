/*
 * Addresses: every href, cite, poster and transcript becomes an absolute URL, and none leads where
 * it may not.
 *
 * One that names a statement, with or without ".xml", becomes that statement's canonical URL, or
 * goes where the statement is hidden.
 */
#include "core/edition/internal.h"

#include <apr_cstr.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "core/base/percent.h"
#include "core/base/table.h"
#include "core/i18n/language.h"
#include "core/site/spelling.h"
#include "core/xml/page_id.h"
#include "core/xml/plain.h"

stm_reference_t stm_edition_state(const char *name, const stm_editing_t *editing)
{
    const stm_view_t *view = editing->view;
    stm_reference_t *state = apr_hash_get(editing->states, name, APR_HASH_KEY_STRING);

    if (state == NULL) {
        state = apr_palloc(editing->pool, sizeof(*state));
        *state = view->resolver->state(view->resolver->baton, name, view->moment, editing->pool);
        apr_hash_set(editing->states, name, APR_HASH_KEY_STRING, state);
    }
    return *state;
}

/* Whether @a name is a hidden statement, or one in a format: "name.rss" is as hidden as "name". */
static stm_reference_t state_of(const char *name, const stm_editing_t *editing)
{
    stm_reference_t state = stm_edition_state(name, editing);
    const char *dot = strrchr(name, '.');

    if (state == STM_REFERENCE_MISSING && dot != NULL && strchr(dot, '/') == NULL && dot > name) {
        const char *stem = apr_pstrmemdup(editing->pool, name, (apr_size_t)(dot - name));

        if (stm_edition_state(stem, editing) == STM_REFERENCE_HIDDEN) {
            return STM_REFERENCE_HIDDEN;
        }
    }
    return state;
}

/* Whether @a reference leads to a hidden statement by a mount that is not known here. */
static int leads_to_hidden(const char *reference, const stm_editing_t *editing)
{
    const apr_array_header_t *ends;
    int i;

    if (editing->mounts->leads == NULL ||
        !stm_reference_is_own(reference, editing->mounts, editing->pool)) {
        return 0;
    }
    ends = stm_reference_ends(reference, editing->pool);
    for (i = 0; i < ends->nelts; i++) {
        const char *end = APR_ARRAY_IDX(ends, i, const char *);

        if (state_of(stm_reference_name(end, editing->pool), editing) == STM_REFERENCE_HIDDEN &&
            stm_reference_leads(reference, end, editing->mounts, editing->pool)) {
            return 1;
        }
    }
    return 0;
}

/* The state of the statement that @a reference leads to, whose name is *target; NULL: to none. */
static stm_reference_t look_up(const char **target, const char **tail, const char *reference,
                               const stm_editing_t *editing)
{
    *target = NULL;
    *tail = stm_reference_tail(reference, editing->mounts, editing->pool);
    if (*tail == NULL) {
        return leads_to_hidden(reference, editing) ? STM_REFERENCE_HIDDEN : STM_REFERENCE_MISSING;
    }
    *target = stm_reference_name(*tail, editing->pool);
    return state_of(*target, editing);
}

/* What of @a href is known: where it leads, what is there. */
typedef struct address_t {
    const char *url;    /* absolute; NULL: the address has to go */
    const char *tail;   /* a path below the root; NULL: elsewhere */
    const char *target; /* the same as the name of a statement */
    stm_reference_t state;
} address_t;

/* Browsers read "http:x" and "http:///x" in ways of their own. */
static int is_whole(const char *href, const char *end)
{
    return apr_cstr_casecmpn(href, "http", 4) != 0 ||
           (strncmp(end, "://", 3) == 0 && strchr("/?#", end[3]) == NULL);
}

/* A file's address is printed in NFC as well, unless that would be another file's. */
static const char *public_href(const char *href, const char *tail, const stm_editing_t *editing)
{
    const char *root = editing->view->newsroom->root;
    const char *file = stm_spelling_is_plain(href) || root == NULL || strchr("/.", *tail) != NULL
                           ? NULL
                           : stm_spelling_find(root, tail, "", editing->pool);

    return file != NULL && strcmp(stm_spelling_public(root, file, "", editing->pool),
                                  stm_language_composed(tail, editing->pool)) == 0
               ? stm_language_composed(href, editing->pool)
               : href;
}

static address_t settle(const char *href, const stm_editing_t *editing)
{
    const char *page = stm_edition_canonical(editing->view, editing->name, editing->pool);
    const char *end = stm_edition_scheme_end(href);
    const char *reference = stm_reference_make(href, editing->name, editing->pool);
    address_t address = {NULL, NULL, NULL, STM_REFERENCE_MISSING};

    if (*href == '#') {
        address.url = stm_edition_resolve(page, href, editing->pool);
        return address;
    }
    if (end != NULL && (!stm_edition_is_allowed(href, end) || !is_whole(href, end))) {
        return address;
    }
    if (reference != NULL) {
        address.state = look_up(&address.target, &address.tail, reference, editing);
    }
    if (address.state == STM_REFERENCE_HIDDEN) {
        return address;
    }
    if (address.state == STM_REFERENCE_MISSING && address.tail != NULL) {
        href = public_href(href, address.tail, editing);
    }
    if (address.state == STM_REFERENCE_MISSING) {
        address.url = end != NULL ? stm_edition_encode(href, editing->pool)
                                  : stm_edition_resolve(page, href, editing->pool);
        return address;
    }
    address.url = apr_pstrcat(
        editing->pool, stm_edition_canonical(editing->view, address.target, editing->pool),
        stm_percent_encode(href + strcspn(href, "?#"), STM_EDITION_IN_REFERENCE, editing->pool),
        NULL);
    return address;
}

static void unwrap(xmlNode *node)
{
    while (node->children != NULL) {
        xmlNode *child = node->children;

        xmlUnlinkNode(child);
        xmlAddPrevSibling(node, child);
    }
    stm_tree_remove(node);
}

/* A translation is a statement of this newsroom: where that cannot be read, nothing is offered. */
static int is_unreadable(const address_t *address)
{
    return address->target != NULL && address->state != STM_REFERENCE_VISIBLE;
}

static int is_pointless(const xmlNode *node, const address_t *address)
{
    return stm_plain_is(node, "translation") && is_unreadable(address);
}

/* A link that is a line of its own, and no words in a text. */
static int is_part(const xmlNode *link)
{
    return stm_plain_is(link->parent, "contact") || stm_plain_is(link->parent, "event");
}

/* What is shown as a file that readers fetch. */
static int is_file(const xmlNode *node)
{
    return stm_plain_is(node, "attachment") || stm_plain_is(node, "image") ||
           stm_plain_is(node, "video") || stm_plain_is(node, "audio");
}

/* What stays of an element whose address may not be named: a link's words, nothing of what is
 * only a pointer. */
static void forget(xmlNode *node, const char *attribute)
{
    if (strcmp(attribute, "href") != 0) {
        xmlUnsetProp(node, BAD_CAST attribute);
    }
    else if (stm_plain_is(node, "link") && !is_part(node)) {
        unwrap(node);
    }
    else if (stm_plain_is(node, "link") || stm_plain_is(node, "translation") ||
             stm_plain_is(node, "related") || is_file(node)) {
        stm_tree_remove(node);
    }
    else {
        xmlUnsetProp(node, BAD_CAST attribute);
    }
}

static char *trim(const char *text, apr_pool_t *pool)
{
    const char *end = text + strlen(text);

    while (apr_isspace(*text)) {
        text++;
    }
    while (end > text && apr_isspace(end[-1])) {
        end--;
    }
    return apr_pstrmemdup(pool, text, (apr_size_t)(end - text));
}

static void settle_attribute(xmlNode *node, const char *attribute, const stm_editing_t *editing)
{
    const char *value = stm_plain_attribute(node, attribute, editing->pool);
    address_t address;

    if (value == NULL) {
        return;
    }
    value = trim(value, editing->pool);
    address = settle(value, editing);
    if (address.url == NULL || is_pointless(node, &address)) {
        forget(node, attribute);
    }
    else {
        xmlSetProp(node, BAD_CAST attribute, BAD_CAST address.url);
        if (strcmp(attribute, "href") == 0) {
            stm_edition_mark_bare_link(node, value, editing);
        }
        if (*value == '#' && stm_plain_is(node, "link")) {
            stm_tree_mark(node, "place", stm_page_id_of(value, editing->pool));
        }
        if (address.tail != NULL && strcmp(attribute, "poster") == 0) {
            stm_edition_describe_picture(node, address.tail, editing);
        }
        else if (address.tail != NULL && strcmp(attribute, "href") == 0 && is_file(node)) {
            stm_edition_describe_file(node, address.tail, editing);
        }
    }
}

/* The last of them may take the element with it. */
static const char *const addresses[] = {"cite", "poster", "transcript", "href"};
#define ADDRESSES (int)(sizeof(addresses) / sizeof(*addresses))

static void forget_hidden(xmlNode *node, const char *attribute, const stm_editing_t *editing)
{
    const char *value = stm_plain_attribute(node, attribute, editing->pool);

    if (value != NULL &&
        settle(trim(value, editing->pool), editing).state == STM_REFERENCE_HIDDEN) {
        forget(node, attribute);
    }
}

void stm_edition_remove_hidden(xmlNode *root, const stm_editing_t *editing)
{
    xmlNode *node, *next;

    for (node = root->children; node != NULL; node = next) {
        next = node->next;
        if (node->type == XML_ELEMENT_NODE) {
            stm_edition_remove_hidden(node, editing);
            for (int i = 0; i < ADDRESSES; i++) {
                forget_hidden(node, addresses[i], editing);
            }
        }
    }
}

void stm_edition_resolve_addresses(xmlNode *root, const stm_editing_t *editing)
{
    xmlNode *node, *next;

    for (node = root->children; node != NULL; node = next) {
        next = node->next;
        if (node->type == XML_ELEMENT_NODE) {
            /* Children first: an element may be gone after its own turn. */
            stm_edition_resolve_addresses(node, editing);
            for (int i = 0; i < ADDRESSES; i++) {
                settle_attribute(node, addresses[i], editing);
            }
        }
    }
}

const char *stm_edition_offered(const char *href, const stm_view_t *view, apr_pool_t *result_pool)
{
    const stm_editing_t editing = {
        .view = view,
        .name = view->name,
        .mounts = view->mounts ? view->mounts : stm_mounts_of_base(view->base, result_pool),
        .states = stm_table_make(result_pool),
        .pool = result_pool};
    const address_t address = settle(trim(href, result_pool), &editing);

    return is_unreadable(&address) ? NULL : address.url;
}
