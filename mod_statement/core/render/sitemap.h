/**
 * core/render/sitemap - the document from which sitemaps are rendered (sitemaps.org, protocol 0.9).
 *
 * <sitemap>
 *   <address href="https://…" changed="RFC 3339"><alternate xml:lang="" href=""/>…</address>…
 * or, where there are too many for one,
 *   <part href="https://…/sitemap.xml?page=1"/>…
 *
 * Parts are counted from the oldest statement on, so that a new one changes the last part only.
 */
#ifndef CORE_RENDER_SITEMAP_H
#define CORE_RENDER_SITEMAP_H

#include <apr_time.h>

#include "core/site/format.h"
#include "core/xml/document.h"

/* Far below what the protocol allows (50,000 addresses, 50 MB): what is made at once stays small,
 * and so does what a crawler fetches anew after one more statement. */
#define STM_SITEMAP_ADDRESSES 1000

stm_document_t *stm_sitemap_create(apr_pool_t *result_pool);

/** @a changed_at 0: unknown. */
void stm_sitemap_add(stm_document_t *sitemap, const char *address, apr_time_t changed_at);

/** The address that was added last in one of its languages, itself among them; without @a lang
 * nothing is said. */
void stm_sitemap_alternate(stm_document_t *sitemap, const char *lang, const char *address);

void stm_sitemap_part(stm_document_t *sitemap, const char *address);

/** How many parts @a total statements need: 0, 2 or more, where 0 is a sitemap without parts. */
int stm_sitemap_parts(int total);

/** Which of @a total statements, newest first, the part @a part (1 and up) holds; *limit is 0 where
 * there is no such part. */
void stm_sitemap_range(int *offset, int *limit, int total, int part);

#endif
