/**
 * core/xml/superscript - raised and lowered words as plain text, so that no number changes.
 *
 * Digits, signs, brackets and a single n have letters of their own in Unicode: 10³, CO₂, Ca²⁺.
 * Letters alone stay as they are typed: 4th, Mme. One letter after a digit would pass for a part of
 * the number, unless it makes an ordinal: 2^k, but 2e. Whatever else holds a digit is marked:
 * 10^1.5, 10^(1/2), x_(2,i).
 */
#ifndef CORE_XML_SUPERSCRIPT_H
#define CORE_XML_SUPERSCRIPT_H

#include <apr_pools.h>
#include <libxml/tree.h>

/** What @a words, without white space at their edges, are in the `sup` or `sub` @a script; the text
 * before it and its language decide too. */
const char *stm_superscript_words(const xmlNode *script, const char *words,
                                  apr_pool_t *result_pool);

/** Non-zero where @a node is a `sup` or a `sub` that is not in more than three others: marks of
 * marks tell nothing any more. */
int stm_superscript_is(const xmlNode *node);

#endif
