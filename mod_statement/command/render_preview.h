/**
 * render_preview - a page that a browser shows without a server, for `statement render --preview`.
 */
#ifndef COMMAND_RENDER_PREVIEW_H
#define COMMAND_RENDER_PREVIEW_H

#include "core/render/page.h"

/** Has the page of the edition @a document say why it is not public, with the style of @a
 * stylesheets and the pictures of the newsroom in it: changes @a context and the document, and adds
 * to @a params (stm_param_t). A picture that cannot be read, or is larger than 8 MB, stays an
 * address. */
void render_preview(stm_render_context_t *context, apr_array_header_t *params,
                    const stm_document_t *document, const char *stylesheets,
                    apr_pool_t *result_pool);

#endif
