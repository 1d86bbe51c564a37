/**
 * core/site/expansion - puts into a statement what it uses of newsroom.xml.
 *
 * `<contact ref="press"/>` becomes the contact of that id, and so do `issuer`, `speaker` and
 * `note`;
 * `<tag key="ferries"/>` gets its words. What `by`, `who` and `abbr` name and the statement itself
 * has not is added to the outermost statement: a voice as a `speaker`, an entry to its glossary.
 * All that follows, from the check to the stylesheet, then sees a statement that was typed whole.
 * What is internal there stays internal: contacts and notes keep their `scope`, all else is left
 * out. Relative addresses are made to lead from the statement's folder to where they lead from the
 * root.
 *
 * Linear in the document and what it gets, of which there is no more than one document may have.
 */
#ifndef CORE_SITE_EXPANSION_H
#define CORE_SITE_EXPANSION_H

#include "core/site/newsroom_file.h"

/** Changes @a document, the statement @a name ("2026/name") of @a newsroom, before anything else is
 * done with it; it keeps @a file (NULL: there is none), which has to live as long. What cannot be
 * resolved becomes a problem, and its element stays as it is; with @a problems NULL such an element
 * is left out, as in a document that has been accepted before. APR_SUCCESS, or STM_EINVALID with
 * problems added. */
apr_status_t stm_expansion_make(stm_document_t *document, const stm_newsroom_file_t *file,
                                const stm_newsroom_t *newsroom, const char *name,
                                stm_problems_t *problems);

#endif
