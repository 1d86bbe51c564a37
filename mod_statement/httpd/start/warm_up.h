/**
 * httpd/start/warm_up - a child's first use of its stylesheets, before a reader waits for it.
 *
 * When an instruction is first executed, libxslt resolves its function and stores it in the
 * compiled stylesheet. The parent is root and transforms nothing, so each child applies the
 * stylesheets once to the sample statement: in a thread of its own, with little work for each and
 * little time for all, so that a stylesheet that never ends delays neither the start nor the exit
 * of a child.
 */
#ifndef HTTPD_START_WARM_UP_H
#define HTTPD_START_WARM_UP_H

#include "httpd/newsroom/mount.h"

/** In the parent, at each start, before the next. */
void stmh_warm_up_start(apr_pool_t *pconf);

/** Compiles the stylesheets of a newsroom that the start found, for stmh_warm_up_child. */
void stmh_warm_up_add(const stm_newsroom_t *newsroom, const stmh_config_t *config);

/** Once per child, when all else of it is there. Comes back at once. */
void stmh_warm_up_child(apr_pool_t *child_pool);

#endif
