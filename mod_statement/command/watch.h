/**
 * command/watch - waits until something below some paths has changed.
 */
#ifndef COMMAND_WATCH_H
#define COMMAND_WATCH_H

#include <apr_pools.h>
#include <apr_tables.h>

typedef struct watch_t watch_t;

/** For @a paths (const char *, files and folders), as they are now. */
watch_t *watch_start(const apr_array_header_t *paths, apr_pool_t *result_pool);

/** Returns after a change, once half a second has passed without another. */
void watch_wait(watch_t *watch);

#endif
