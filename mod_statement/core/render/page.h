/**
 * core/render/page - an edition or a list, a stylesheet and parameters to bytes, within a work
 * budget.
 */
#ifndef CORE_RENDER_PAGE_H
#define CORE_RENDER_PAGE_H

#include "core/edition/make.h"
#include "core/render/list.h"
#include "core/site/format.h"
#include "core/xslt/stylesheet.h"
#include "core/xslt/ui_words.h"

typedef struct stm_page_t {
    const char *bytes;
    apr_size_t size;
    const char *media_type; /* with charset: "text/html; charset=utf-8" */
    const char *etag;       /* quoted, strong: a hash of the bytes (RFC 9110 section 8.8.3) */
} stm_page_t;

/** What a transform reads besides its document; also what the extension functions see. */
typedef struct stm_render_context_t {
    const stm_newsroom_t *newsroom;
    const stm_ui_words_t *words;
    const stm_format_t *format;
    const char *base;       /* absolute URL of the newsroom's root */
    const char *self;       /* absolute URL of this page */
    const char *style;      /* address of statement.css */
    const char *preview;    /* why it is not public, see xslt/html/preview.xsl; NULL: it is */
    apr_time_t public_from; /* of a preview: when it will be; STM_NEVER */
    const int *is_unwanted; /* atomic, set by another thread: it shall end; NULL: nobody does */
} stm_render_context_t;

/** Transforms @a document (changed by it, used once). The stylesheet gets the parameters of
 * xslt/common/params.xsl and those of the newsroom. STM_ELIMIT past the work budget;
 * STM_ESTYLESHEET where the transform stops; both with problems. APR_EINTR where it was
 * ended. Thread safe. */
apr_status_t stm_render(stm_page_t *page, const stm_document_t *document,
                        const stm_stylesheet_t *sheet, const stm_render_context_t *context,
                        stm_problems_t *problems, apr_pool_t *result_pool);

/** What tells whether stm_render would give the same bytes again, with the same stylesheet, words
 * and settings: a digest of the document and the page's own address. NULL where there is no memory.
 * To be asked for before the transform, which changes the document. */
const char *stm_render_digest(const stm_document_t *document, const stm_render_context_t *context,
                              apr_pool_t *result_pool);

#endif
