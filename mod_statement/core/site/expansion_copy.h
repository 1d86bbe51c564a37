/**
 * core/site/expansion_copy - an element of newsroom.xml as it stands in a statement.
 */
#ifndef CORE_SITE_EXPANSION_COPY_H
#define CORE_SITE_EXPANSION_COPY_H

#include "core/site/newsroom_file.h"

/** A copy for @a xml, at the place of @a like (where problems are reported), with what only
 * newsroom.xml has of it taken out. @a lang is the language of the statement (NULL: none). @a up
 * leads from the statement's folder to the root. NULL where there is no memory. */
xmlNode *stm_expansion_copy(const stm_shared_t *shared, const char *lang, const xmlNode *like,
                            xmlDocPtr xml, const char *up, apr_pool_t *scratch_pool);

/** The same of an issuer or a speaker that speaks in a statement without being one of its issuers:
 * a `speaker`. */
xmlNode *stm_expansion_voice(const stm_shared_t *shared, const xmlNode *like, xmlDocPtr xml,
                             const char *up, apr_pool_t *scratch_pool);

#endif
