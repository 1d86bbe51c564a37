/**
 * core/edition/fragment - whether a statement's page has the part that an address names behind "#".
 *
 * Ids in pages are made from the path (xslt/common/names.xsl): "s2-s1" is the first statement
 * reproduced in the second, "s2-note-n1" a note of it, "entry-x" an entry of a glossary, "ref-n1"
 * the first reference to a note. This walks that path in the document and renders nothing.
 */
#ifndef CORE_EDITION_FRAGMENT_H
#define CORE_EDITION_FRAGMENT_H

#include "core/site/newsroom.h"

/** Non-zero where the page of @a document, the statement @a name, has the part @a fragment (as
 * typed, without "#"), or where that cannot be told. Statements reproduced by `src` are read. */
int stm_fragment_is_there(const stm_newsroom_t *newsroom, const stm_document_t *document,
                          const char *name, const char *fragment, apr_pool_t *scratch_pool);

#endif
