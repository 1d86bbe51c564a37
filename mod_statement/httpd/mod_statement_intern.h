/**
 * mod_statement_intern - one lasting copy of configurations that are equal.
 *
 * A `.htaccess` file gives each request a configuration of its own. What is kept for a
 * configuration, by its address, could never be found again; so a child keeps the first of equal
 * ones, up to a bound that only many editions of such files reach.
 */
#ifndef MOD_STATEMENT_INTERN_H
#define MOD_STATEMENT_INTERN_H

#include "mod_statement_config.h"

/** Once per child, before its threads. */
void stm_intern_child(void);

/** A configuration equal to @a config that lives as long as the child: @a config itself where it is
 * lasting. @a config as it is where the bound is reached. Any thread. */
const stm_config_t *stm_intern_config(const stm_config_t *config);

#endif
