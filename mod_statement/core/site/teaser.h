/**
 * core/site/teaser - the one or two sentences that stand for a statement in lists, feeds, search
 * engines and previews. Both functions may be called by any thread.
 */
#ifndef CORE_SITE_TEASER_H
#define CORE_SITE_TEASER_H

#include <apr_pools.h>
#include <libxml/tree.h>

/** `summary`, else the first paragraph in the issuer's own voice that is no end mark, else
 * `subtitle`, else the first `speech` with `who` as "Name: words"; plain text, cut at a word to
 * 300 characters. NULL: none of these. @a root is the outermost `statement`. */
const char *stm_teaser_of(const xmlNode *root, apr_pool_t *result_pool);

/** Non-zero where the teaser of a partly parsed @a root cannot change any more, whatever follows
 * its last paragraph. */
int stm_teaser_is_sure(const xmlNode *root, apr_pool_t *scratch_pool);

#endif
