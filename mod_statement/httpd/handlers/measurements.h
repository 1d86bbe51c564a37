/**
 * httpd/handlers/measurements - all that monitoring systems are told.
 *
 * What children count (httpd/runtime/metrics), what the catalog knows of each newsroom, and what
 * the file system says of the state directory. The number of samples is bounded by that of
 * newsrooms with a row of their own. Labels name newsrooms, kinds and states, never a statement.
 */
#ifndef HTTPD_HANDLERS_MEASUREMENTS_H
#define HTTPD_HANDLERS_MEASUREMENTS_H

#include <httpd.h>

#include "core/render/exposition.h"

/** In r->pool. Waits a second at most for a handle of the catalog; without one the families that
 * need it have no samples. */
stm_exposition_t *stmh_measurements_collect(request_rec *r);

#endif
