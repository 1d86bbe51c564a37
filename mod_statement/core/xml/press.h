/**
 * core/xml/press - recognizes XML of the press and of office programs that is no statement.
 *
 * Such a file gets into a newsroom's folder by mistake, and httpd serves it to everybody. Its
 * format tells administrators where it came from.
 */
#ifndef CORE_XML_PRESS_H
#define CORE_XML_PRESS_H

#include <apr_pools.h>

/** The code of the problem that names the format: unlike any other warning it is for
 * administrators, too. */
#define STM_PRESS_CODE "foreign-press"

/** The format of @a bytes, as "NITF" or "NewsML-G2"; NULL where it is not a known one. */
const char *stm_press_format(const char *bytes, apr_size_t size, apr_pool_t *scratch_pool);

#endif
