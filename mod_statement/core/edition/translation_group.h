/**
 * core/edition/translation_group - the other languages in which a statement is offered.
 *
 * The same statement in several languages is a group, connected by what each names as its
 * translation, in either direction. Statements that are or were public connect others; drafts and
 * embargoed ones do not. Page, feeds, Link header, metadata and sitemap offer the same ones.
 */
#ifndef CORE_EDITION_TRANSLATION_GROUP_H
#define CORE_EDITION_TRANSLATION_GROUP_H

#include <apr_hash.h>

#include "core/edition/make.h"

/** A group has at most so many. */
#define STM_TRANSLATIONS_MAX 50

/** The other members of the group of the statement @a name (stm_translation_t) that are visible at
 * @a moment and have a language, sorted by name. APR_SUCCESS, or an error of the resolver. */
apr_status_t stm_translations_group(apr_array_header_t **group, const stm_resolver_t *resolver,
                                    const char *name, apr_time_t moment, apr_pool_t *result_pool);

/** What a page may offer. */
typedef struct stm_offer_t {
    const char *address, *lang;
    int is_named;    /* by the statement itself, and may lead elsewhere */
    int is_left_out; /* see stm_offers_choose */
} stm_offer_t;

/** All of them. A head may name as many as a document holds, hence the table. */
typedef struct stm_offers_t {
    apr_array_header_t *list; /* stm_offer_t *, in the order in which they were added */
    apr_hash_t *by_address;
} stm_offers_t;

/** None yet. */
stm_offers_t *stm_offers_make(apr_pool_t *result_pool);

/** Adds one to @a offers unless its address is there already. @a address and @a lang (may be NULL)
 * must live as long as @a offers. */
void stm_offers_add(stm_offers_t *offers, const char *address, const char *lang, int is_named);

/** The one with @a address; NULL. */
const stm_offer_t *stm_offers_find(const stm_offers_t *offers, const char *address);

/** Leaves out of @a offers what is in the language of another or of the statement itself (@a
 * own_lang, may be NULL): the first one that the statement names stays, and none where it names
 * none. What is beyond STM_TRANSLATIONS_MAX is left out, too. Returns the first language, but its
 * own, that several are in and none is left of; NULL where there is none. */
const char *stm_offers_choose(const stm_offers_t *offers, const char *own_lang);

#endif
