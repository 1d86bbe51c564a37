/**
 * core/any_xml/dtd_text - an external DTD as one text, with all files that it includes.
 *
 * libxml2 loads the files of external parameter entities by the loader of the process. So they are
 * put where they are referred to before the parser sees the text. Comments and instructions are
 * left out; declarations, conditional sections and internal parameter entities stay as they are.
 */
#ifndef CORE_ANY_XML_DTD_TEXT_H
#define CORE_ANY_XML_DTD_TEXT_H

#include "core/any_xml/dtd_reader.h"

/** The text of the DTD, or of the parameter entity, with these identifiers (either may be NULL).
 * @a reader notes all files that are read for it. NULL: its catalogue has none, the file cannot be
 * read, or it is too large with all that it includes. */
const char *stm_dtd_text(stm_dtd_reader_t *reader, const char *public_id, const char *system_id,
                         apr_pool_t *result_pool);

#endif
