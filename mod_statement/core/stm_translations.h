/**
 * stm_translations - in which other languages a statement is offered.
 *
 * The same statement in several languages is a group: it is enough that each is joined to another,
 * whichever of the two names the other, through statements that are or were public; drafts and
 * embargoed ones join nothing. Page, feeds, Link header, metadata and sitemap offer the same ones.
 */
#ifndef STM_TRANSLATIONS_H
#define STM_TRANSLATIONS_H

#include "stm_edition.h"

/** A group has at most so many. */
#define STM_TRANSLATIONS_MAX 50

/** Those of the group of the statement @a name (stm_translation_t) that are visible at @a moment
 * and have a language, by name; itself is not among them. An error of the resolver. */
apr_status_t stm_translations_group(apr_array_header_t **group, const stm_resolver_t *resolver,
                                    const char *name, apr_time_t moment, apr_pool_t *result_pool);

/** What a page may offer. */
typedef struct stm_offer_t {
    const char *address, *lang;
    int is_named;    /* by the statement itself, and may lead elsewhere */
    int is_left_out; /* see stm_offers_choose */
} stm_offer_t;

/** Adds one to @a offers unless its address is there already. */
void stm_offers_add(apr_array_header_t *offers, const char *address, const char *lang,
                    int is_named);

/** Leaves out of @a offers, the named ones first, what is in the language of another or of the
 * statement itself (@a own_lang, may be NULL): the first one that the statement names stays, and
 * none where it names none. The first language of which something was left out; NULL. */
const char *stm_offers_choose(apr_array_header_t *offers, const char *own_lang);

#endif
