/**
 * httpd/config/equal - whether two per-directory configurations say the same.
 *
 * Two that are read from equal .htaccess files are different objects.
 */
#ifndef HTTPD_CONFIG_EQUAL_H
#define HTTPD_CONFIG_EQUAL_H

#include "httpd/config/settings.h"

/** Non-zero where both set the same to the same values; how long they live does not count. */
int stmh_same_config(const stmh_config_t *one, const stmh_config_t *other);

#endif
