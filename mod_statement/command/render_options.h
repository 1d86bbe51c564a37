/**
 * render_options - the arguments of `statement render`, as typed. For command/render.c only.
 */
#ifndef COMMAND_RENDER_OPTIONS_H
#define COMMAND_RENDER_OPTIONS_H

#include <apr_pools.h>
#include <apr_tables.h>

typedef struct render_options_t {
    const char *path, *to, *output, *root, *base, *title, *identity, *lang, *zone, *now,
        *stylesheets;
    int is_all;
    int is_preview;             /* and all */
    apr_array_header_t *params; /* stm_param_t */
} render_options_t;

/** Reads them; what is not given is NULL or has its default. COMMAND_CLEAN, or COMMAND_USAGE after
 * saying why. */
int render_options_read(render_options_t *options, int argc, const char *const *argv,
                        apr_pool_t *pool);

#endif
