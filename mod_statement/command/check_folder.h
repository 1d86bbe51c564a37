/**
 * check_folder - what the server would say of a newsroom at its first look.
 *
 * It is that look: the intake itself goes over the folder, into a catalog that nobody else has, and
 * what it reports is all that is kept.
 */
#ifndef CHECK_FOLDER_H
#define CHECK_FOLDER_H

#include "stm_schema.h"

/** Adds to @a problems what is wrong in @a folder and below, each file named by its path through
 * @a folder. An error where there is no room for the catalog. */
apr_status_t check_folder(stm_problems_t *problems, const char *folder, const stm_schema_t *schema,
                          const stm_rules_t *rules, apr_pool_t *scratch_pool);

#endif
