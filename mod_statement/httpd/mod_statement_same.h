/**
 * mod_statement_same - whether two per-directory configurations say the same.
 *
 * Two that are read from equal .htaccess files are different objects.
 */
#ifndef MOD_STATEMENT_SAME_H
#define MOD_STATEMENT_SAME_H

#include "mod_statement_config.h"

/** Non-zero where both set the same to the same values; how long they live does not count. */
int stm_same_config(const stm_config_t *one, const stm_config_t *other);

#endif
