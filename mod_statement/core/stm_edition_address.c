/*
 * Addresses: every href and cite becomes an absolute URL, and none leads where it may not.
 *
 * One that names a statement, with or without ".xml", becomes that statement's canonical URL, or
 * goes where the statement is hidden.
 */
#include "stm_edition_parts.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

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

/* The statement that @a href names and its state; *target is NULL where it names none. "name.rss"
 * is as hidden as "name". */
static stm_reference_t look_up(const char **target, const char *href, const stm_editing_t *editing)
{
    const char *base = editing->view->base, *dot;
    apr_size_t length = strlen(base);
    stm_reference_t state;

    *target = strncmp(href, base, length) == 0
                  ? stm_edition_name(href + length, "", editing->pool)
                  : stm_edition_name(href, editing->name, editing->pool);
    if (*target == NULL) {
        return STM_REFERENCE_MISSING;
    }
    state = stm_edition_state(*target, editing);
    dot = strrchr(*target, '.');
    if (state == STM_REFERENCE_MISSING && dot != NULL && strchr(dot, '/') == NULL &&
        dot > *target) {
        const char *stem = apr_pstrmemdup(editing->pool, *target, (apr_size_t)(dot - *target));

        if (stm_edition_state(stem, editing) == STM_REFERENCE_HIDDEN) {
            return STM_REFERENCE_HIDDEN;
        }
    }
    return state;
}

/* The absolute address of @a href; NULL where it has to go. */
static const char *settle(stm_reference_t *state, const char **target, const char *href,
                          const stm_editing_t *editing)
{
    const char *page = stm_edition_canonical(editing->view->base, editing->name, editing->pool);
    const char *end = stm_edition_scheme_end(href);

    *state = STM_REFERENCE_MISSING;
    *target = NULL;
    if (end != NULL && !stm_edition_is_allowed(href, end)) {
        return NULL;
    }
    *state = look_up(target, href, editing);
    if (*state == STM_REFERENCE_HIDDEN) {
        return NULL;
    }
    if (*state == STM_REFERENCE_MISSING || *target == NULL) {
        return end != NULL ? stm_edition_escape(href, STM_EDITION_IN_URL, editing->pool)
                           : stm_edition_resolve(page, href, editing->pool);
    }
    return apr_pstrcat(
        editing->pool, stm_edition_canonical(editing->view->base, *target, editing->pool),
        stm_edition_escape(href + strcspn(href, "?#"), STM_EDITION_IN_REFERENCE, editing->pool),
        NULL);
}

static void unwrap(xmlNode *node)
{
    while (node->children != NULL) {
        xmlNode *child = node->children;

        xmlUnlinkNode(child);
        xmlAddPrevSibling(node, child);
    }
    stm_edition_remove(node);
}

/* A translation is a statement of this newsroom: where that cannot be read, nothing is offered. */
static int is_pointless(const xmlNode *node, stm_reference_t state, const char *target)
{
    return stm_edition_is(node, "translation") && target != NULL && state != STM_REFERENCE_VISIBLE;
}

/* What stays of an element whose address may not be named: a link's words, nothing of what is
 * only a pointer. */
static void forget(xmlNode *node, const char *attribute)
{
    if (stm_edition_is(node, "link") && !stm_edition_is(node->parent, "contact")) {
        unwrap(node);
    }
    else if (stm_edition_is(node, "link") || stm_edition_is(node, "translation") ||
             stm_edition_is(node, "related") || stm_edition_is(node, "image") ||
             stm_edition_is(node, "attachment")) {
        stm_edition_remove(node);
    }
    else {
        xmlUnsetProp(node, BAD_CAST attribute);
    }
}

static char *trim(char *text)
{
    char *end = text + strlen(text);

    while (apr_isspace(*text)) {
        text++;
    }
    while (end > text && apr_isspace(end[-1])) {
        *--end = '\0';
    }
    return text;
}

static void settle_attribute(xmlNode *node, const char *attribute, const stm_editing_t *editing)
{
    char *value = stm_edition_get(node, attribute, editing->pool);
    const char *address, *target;
    stm_reference_t state;

    if (value == NULL) {
        return;
    }
    value = trim(value);
    address = settle(&state, &target, value, editing);
    if (address == NULL || is_pointless(node, state, target)) {
        forget(node, attribute);
    }
    else {
        xmlSetProp(node, BAD_CAST attribute, BAD_CAST address);
        if (stm_edition_is(node, "attachment") || stm_edition_is(node, "image")) {
            stm_edition_file(node, value, editing);
        }
    }
}

void stm_edition_addresses(xmlNode *root, const stm_editing_t *editing)
{
    xmlNode *node, *next;

    for (node = root->children; node != NULL; node = next) {
        next = node->next;
        if (node->type == XML_ELEMENT_NODE) {
            /* Children first: an element may be gone after its own turn. */
            stm_edition_addresses(node, editing);
            settle_attribute(node, "cite", editing);
            settle_attribute(node, "href", editing);
        }
    }
}
