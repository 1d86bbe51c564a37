/**
 * core/xml/plain - the words of elements as plain text.
 *
 * White space as xslt/README.md has it: collapsed, moved out of inline elements, gone at the edges
 * and between letters of scripts that write none where a line breaks.
 */
#ifndef CORE_XML_PLAIN_H
#define CORE_XML_PLAIN_H

#include <apr_pools.h>
#include <apr_tables.h>
#include <libxml/tree.h>
#include <string.h>

/** The value of attribute @a name, NULL where there is none. */
const char *stm_plain_attribute(const xmlNode *element, const char *name, apr_pool_t *result_pool);

/** The value of xml:lang on @a element itself, NULL where there is none. */
const char *stm_plain_lang(const xmlNode *element, apr_pool_t *result_pool);

/** Non-zero where @a node is an element of the vocabulary (no namespace) of that name. Here, and
 * with a look at the first letter, because one check of one document asks thousands of times. */
static inline int stm_plain_is(const xmlNode *node, const char *name)
{
    return node != NULL && node->type == XML_ELEMENT_NODE && node->ns == NULL &&
           node->name[0] == (xmlChar)name[0] && strcmp((const char *)node->name, name) == 0;
}

/** Non-zero where @a node has one of @a names, which end with NULL. */
int stm_plain_is_one_of(const xmlNode *node, const char *const *names);

/** Non-zero for an element that stands in running text. */
int stm_plain_is_inline(const xmlNode *node);

/** The first child element of that name after @a after (NULL: from the start); NULL: none. */
xmlNode *stm_plain_child(const xmlNode *parent, const char *name, const xmlNode *after);

/** The next node after @a node in document order below @a top, and the next that is not in @a node.
 * NULL at the end. */
xmlNode *stm_plain_next(const xmlNode *node, const xmlNode *top);
xmlNode *stm_plain_next_after(const xmlNode *node, const xmlNode *top);

/** The nearest `statement` around @a node; NULL: none. */
xmlNode *stm_plain_statement_of(const xmlNode *node);

/** The text of an inline element: quotation marks of @a lang in, note references out. */
const char *stm_plain_inline(const xmlNode *element, const char *lang, apr_pool_t *result_pool);

/** All words of @a element that are public, blocks apart by a space, in document order. */
const char *stm_plain_words(const xmlNode *element, apr_pool_t *result_pool);

/** The words of a `sup` or `sub` as plain text has them (core/xml/superscript), note references
 * out. */
const char *stm_plain_script(const xmlNode *script, apr_pool_t *result_pool);

/** Stands between what a statement says and what its head says of it: no document can hold it. */
#define STM_PLAIN_HEAD "\004"

/** All public words of a statement but its title, what it says before what its head says of it,
 * with STM_PLAIN_HEAD between, blocks apart by a line feed. */
const char *stm_plain_statement(const xmlNode *statement, apr_pool_t *result_pool);

/** The end of the words that begin at @a at with nothing but one space between each two of them,
 * before @a end: these stay as they are wherever white space is collapsed. */
const char *stm_plain_words_end(const char *at, const char *end);

/** Non-zero where @a element has a `scope`, whatever its value and however the name is capitalized:
 * "internal" is the only one, so any other is a slip and hides alike. */
int stm_plain_is_internal(const xmlNode *element);

#endif
