/**
 * httpd/config/intern - one lasting copy of configurations that are equal.
 *
 * A `.htaccess` file gives each request a configuration of its own. What is kept for a
 * configuration, by its address, could never be found again; so a child keeps the first of equal
 * ones, up to a bound that only many editions of such files reach.
 */
#ifndef HTTPD_CONFIG_INTERN_H
#define HTTPD_CONFIG_INTERN_H

#include "httpd/config/settings.h"

/** Once per child, before its threads. */
void stmh_intern_child(void);

/** A configuration equal to @a config that lives as long as the child: @a config itself where it is
 * lasting. @a config as it is where the bound is reached. Any thread. */
const stmh_config_t *stmh_intern_config(const stmh_config_t *config);

#endif
