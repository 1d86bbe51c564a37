#include "core/site/teaser.h"

#include <apr_strings.h>
#include <string.h>

#include "core/i18n/language.h"
#include "core/xml/empty.h"
#include "core/xml/end_mark.h"
#include "core/xml/plain.h"

#define TEASER_CHARS 300

static const xmlNode *public_child(const xmlNode *parent, const char *name)
{
    const xmlNode *child = stm_plain_child(parent, name, NULL);

    while (child != NULL && stm_plain_is_internal(child)) {
        child = stm_plain_child(parent, name, child);
    }
    return child;
}

/* The plain text of @a element; NULL where there is nothing to see in it. */
static const char *words_of(const xmlNode *element, const char *lang, apr_pool_t *pool)
{
    const char *words = element ? stm_plain_inline(element, lang, pool) : NULL;

    return words != NULL && !stm_empty_is_blank(words) ? words : NULL;
}

/* Whether @a voice (the value of `by`) is an issuer of the statement itself. */
static int is_issuer(const xmlNode *head, const char *voice, apr_pool_t *pool)
{
    const xmlNode *issuer = NULL;

    while ((issuer = stm_plain_child(head, "issuer", issuer)) != NULL) {
        const char *id = stm_plain_attribute(issuer, "id", pool);

        if (id != NULL && strcmp(id, voice) == 0) {
            return 1;
        }
    }
    return 0;
}

/* A paragraph that is nothing but a quotation is somebody else's voice. */
static int is_own_paragraph(const xmlNode *node)
{
    if (!stm_plain_is(node, "p") || stm_plain_is_internal(node)) {
        return 0;
    }
    for (const xmlNode *child = node->children; child != NULL; child = child->next) {
        int is_blank = child->type == XML_COMMENT_NODE || child->type == XML_PI_NODE ||
                       (child->type == XML_TEXT_NODE && xmlIsBlankNode(child));

        if (!is_blank && !stm_plain_is(child, "quote")) {
            return 1;
        }
    }
    return 0;
}

static const char *own_words(const xmlNode *paragraph, const char *lang, apr_pool_t *pool)
{
    const char *words = is_own_paragraph(paragraph) ? words_of(paragraph, lang, pool) : NULL;

    return words != NULL && !stm_end_mark_is(words) && !stm_end_mark_is_ornament(words) ? words
                                                                                        : NULL;
}

static const char *first_own_words(const xmlNode *blocks, const xmlNode *head, const char *lang,
                                   apr_pool_t *pool)
{
    for (const xmlNode *node = blocks ? blocks->children : NULL; node != NULL; node = node->next) {
        const char *found = own_words(node, lang, pool);

        if (stm_plain_is(node, "section") && !stm_plain_is_internal(node)) {
            const char *voice = stm_plain_attribute(node, "by", pool);

            if (voice == NULL || is_issuer(head, voice, pool)) {
                found = first_own_words(node, head, lang, pool);
            }
        }
        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}

/* The name that stands above a turn: what is written there, else that of the issuer or speaker. */
static const char *name_in(const xmlNode *speech, const xmlNode *head, const char *lang,
                           apr_pool_t *pool)
{
    const char *who = stm_plain_attribute(speech, "who", pool);
    const char *name = words_of(public_child(speech, "speaker"), lang, pool);

    for (const xmlNode *node = head->children; name == NULL && node != NULL; node = node->next) {
        const char *id = stm_plain_is(node, "issuer") || stm_plain_is(node, "speaker")
                             ? stm_plain_attribute(node, "id", pool)
                             : NULL;

        if (id == NULL || strcmp(id, who) != 0) {
            continue;
        }
        if (stm_plain_is(node, "issuer")) {
            return words_of(node, lang, pool);
        }
        name = words_of(public_child(node, "name"), lang, pool);
        return name != NULL ? name : words_of(public_child(node, "role"), lang, pool);
    }
    return name;
}

/* The first paragraph below @a block that says something. */
static const char *first_words(const xmlNode *block, const char *lang, apr_pool_t *pool)
{
    const char *found = NULL;

    for (const xmlNode *node = block->children; found == NULL && node != NULL; node = node->next) {
        if (node->type != XML_ELEMENT_NODE || stm_plain_is_internal(node)) {
            continue;
        }
        found =
            stm_plain_is(node, "p") ? words_of(node, lang, pool) : first_words(node, lang, pool);
    }
    return found;
}

static const char *turn_of(const xmlNode *speech, const xmlNode *head, const char *lang,
                           apr_pool_t *pool)
{
    const char *name, *words;

    if (xmlHasNsProp(speech, BAD_CAST "who", NULL) == NULL) {
        return NULL;
    }
    name = name_in(speech, head, lang, pool);
    words = first_words(speech, lang, pool);
    return name != NULL && words != NULL ? apr_pstrcat(pool, name, ": ", words, NULL) : NULL;
}

/* What a reproduced statement or a block quotation holds is nobody's turn here. */
static const char *first_turn(const xmlNode *blocks, const xmlNode *head, const char *lang,
                              apr_pool_t *pool)
{
    const char *found = NULL;

    for (const xmlNode *node = blocks ? blocks->children : NULL; found == NULL && node != NULL;
         node = node->next) {
        if (node->type != XML_ELEMENT_NODE || stm_plain_is_internal(node)) {
            continue;
        }
        if (stm_plain_is(node, "speech")) {
            found = turn_of(node, head, lang, pool);
        }
        else if (stm_plain_is(node, "section")) {
            found = first_turn(node, head, lang, pool);
        }
    }
    return found;
}

/* The summary, or the first own paragraph. */
static const char *first_choice(const xmlNode *root, const xmlNode *head, const char *lang,
                                apr_pool_t *pool)
{
    const char *words = words_of(public_child(head, "summary"), lang, pool);

    return words ? words : first_own_words(public_child(root, "body"), head, lang, pool);
}

int stm_teaser_is_sure(const xmlNode *root, apr_pool_t *scratch_pool)
{
    return first_choice(root, public_child(root, "head"), stm_plain_lang(root, scratch_pool),
                        scratch_pool) != NULL;
}

const char *stm_teaser_of(const xmlNode *root, apr_pool_t *result_pool)
{
    const char *lang = stm_plain_lang(root, result_pool);
    const xmlNode *head = public_child(root, "head"), *body = public_child(root, "body");
    const char *words = first_choice(root, head, lang, result_pool);

    if (words == NULL) {
        words = words_of(public_child(head, "subtitle"), lang, result_pool);
    }
    if (words == NULL && head != NULL) {
        words = first_turn(body, head, lang, result_pool);
    }
    return words ? stm_language_cut(words, lang, TEASER_CHARS, result_pool) : NULL;
}
