/**
 * core/intake/name_conflicts - names in one folder that claim the same address.
 */
#ifndef CORE_INTAKE_NAME_CONFLICTS_H
#define CORE_INTAKE_NAME_CONFLICTS_H

#include "core/base/problem.h"

/** Reports what the names beside @a path, a statement's file, take from it. Nothing where its
 * folder cannot be listed. */
void stm_name_conflicts_of_file(stm_problems_t *problems, const char *path,
                                apr_pool_t *scratch_pool);

#endif
