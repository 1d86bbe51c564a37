/**
 * core/render/sitemap_languages - in which languages a sitemap offers a statement: those that its
 * page offers, as far as they are in lists.
 */
#ifndef CORE_RENDER_SITEMAP_LANGUAGES_H
#define CORE_RENDER_SITEMAP_LANGUAGES_H

#include "core/catalog/index.h"
#include "core/edition/make.h"

/** Says of @a address, which was added last and is that of @a entry, in which languages it is
 * offered, itself among them; nothing where it is alone. @a view is that of its page. APR_SUCCESS,
 * or an error of the index. */
apr_status_t stm_sitemap_languages(stm_document_t *sitemap, stm_catalog_t *catalog,
                                   const stm_view_t *view, const stm_entry_t *entry,
                                   const char *address);

#endif
