/**
 * core/render/warm_up - a first use of a stylesheet, for what that leaves behind.
 *
 * libxslt and libxml2 note in a compiled stylesheet, when an instruction or expression is first
 * used, which template or function it means; a reader need not wait for that. ICU reads what it
 * knows of a language when it is first asked: processes that are forked afterwards share it.
 */
#ifndef CORE_RENDER_WARM_UP_H
#define CORE_RENDER_WARM_UP_H

#include "core/render/page.h"

/** Asks once for all that differs between languages. */
void stm_warm_up_language(const char *tag, apr_pool_t *scratch_pool);

/** Has @a sheet transform the sample statement `sample.xml` in @a directory, and where @a is_list a
 * list of it, and throws away what comes out. What stands in the way (no sample, say) is of no
 * consequence. */
apr_status_t stm_warm_up_render(const stm_stylesheet_t *sheet, const stm_scene_t *scene,
                                const char *directory, int is_list, apr_pool_t *scratch_pool);

#endif
