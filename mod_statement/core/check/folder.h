/**
 * core/check/folder - the problems that the server would report at its first look at a newsroom.
 *
 * The intake itself makes that look, into a private catalog that is then thrown away.
 */
#ifndef CORE_CHECK_FOLDER_H
#define CORE_CHECK_FOLDER_H

#include "core/schema/validate.h"

/** Adds to @a problems what is wrong in @a folder and below, each file named by its path through @a
 * folder. APR_SUCCESS whatever is wrong with documents; an error where the look itself failed, as
 * when there is no room for the catalog. */
apr_status_t stm_check_folder(stm_problems_t *problems, const char *folder,
                              const stm_schema_t *schema, const stm_rules_t *rules,
                              apr_pool_t *scratch_pool);

#endif
