/**
 * core/check/folder - what the server would say and know of a newsroom after its first look.
 *
 * The intake itself makes that look, into a private catalog that is then thrown away.
 */
#ifndef CORE_CHECK_FOLDER_H
#define CORE_CHECK_FOLDER_H

#include "core/catalog/index.h"
#include "core/schema/validate.h"

/** Adds to @a problems what is wrong in @a folder and below, each file named by its path through @a
 * folder. APR_SUCCESS whatever is wrong with documents; an error where the look itself failed, as
 * when there is no room for the catalog. */
apr_status_t stm_check_folder(stm_problems_t *problems, const char *folder,
                              const stm_schema_t *schema, const stm_rules_t *rules,
                              apr_pool_t *scratch_pool);

/** Takes what the server knows of one statement after that look, and what it says of it; both live
 * until the call returns. */
typedef void stm_check_visit_t(void *baton, const stm_entry_t *entry,
                               const stm_problems_t *problems, apr_pool_t *scratch_pool);

/** Calls @a visit for each statement in @a folder and below, in the order of
 * stm_catalog_visit_all, as a server without records knows them after a look at rules->moment: none
 * is deleted or shown in an earlier version. Their first_public_at is 0, so that the visibility
 * rule holds for any moment. Statuses as stm_check_folder. */
apr_status_t stm_check_folder_visit(const char *folder, const stm_schema_t *schema,
                                    const stm_rules_t *rules, stm_check_visit_t *visit, void *baton,
                                    apr_pool_t *scratch_pool);

#endif
