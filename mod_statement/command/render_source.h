/**
 * render_source - the documents that `statement render` turns into pages: one statement, or the
 * list of a folder. For command/render.c only.
 */
#ifndef COMMAND_RENDER_SOURCE_H
#define COMMAND_RENDER_SOURCE_H

#include <apr_pools.h>

#include "core/base/problem.h"
#include "core/edition/make.h"
#include "core/render/list.h"
#include "core/schema/validate.h"
#include "core/site/newsroom.h"

typedef struct render_source_t {
    const stm_newsroom_t *newsroom;
    const stm_schema_t *schema;
    const stm_resolver_t *resolver;
    const stm_newsroom_file_t *newsroom_file; /* NULL: none */
    const char *base; /* absolute URL of the newsroom's root, with a slash at its end */
    apr_time_t moment;
    stm_problems_t *problems;
    apr_pool_t *pool;
} render_source_t;

/** The edition of the statement @a name, whether it is public yet or not: who has the file may
 * see it. A core status, with problems; problems name the file by @a file. */
apr_status_t render_source_statement(stm_document_t **document, const render_source_t *source,
                                     const char *name, const char *file);

/** The list of all that is public in @a folder ("" or "2026/") and below, newest first; with
 * STM_SHOW_ALL drafts and later ones too. What has problems is left out, without a word: `check`
 * speaks of it. */
apr_status_t render_source_list(stm_document_t **document, const render_source_t *source,
                                const char *folder, const char *self, stm_extent_t extent);

/** The language that all public statements of the newsroom share, else "en". */
const char *render_source_language(const render_source_t *source);

#endif
