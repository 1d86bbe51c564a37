/**
 * stm_press - XML of the press and of office programs that is no statement.
 *
 * A newsroom's folder gets it by mistake, and then everybody can read it: whoever is told what it
 * is knows where it came from.
 */
#ifndef STM_PRESS_H
#define STM_PRESS_H

#include <apr_pools.h>

/** The code of the problem that names the format: unlike any other warning it is for
 * administrators, too. */
#define STM_PRESS_CODE "foreign-press"

/** What @a bytes are, as "NITF" or "NewsML-G2"; NULL: nothing that is known. */
const char *stm_press_format(const char *bytes, apr_size_t size, apr_pool_t *scratch_pool);

#endif
