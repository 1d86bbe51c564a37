/**
 * command/new_like - a new statement made from an older one.
 */
#ifndef COMMAND_NEW_LIKE_H
#define COMMAND_NEW_LIKE_H

#include "core/base/problem.h"

/** The statement in the file @a path as a draft with another @a id, @a title and @a date, and
 * @a lang and @a issuer where they are not NULL. What belongs to the older one alone goes: its
 * number, corrections, withdrawal, expiry, translations and related statements. NULL with problems
 * where the file is no statement that can be read. */
const char *new_like(const char *path, const char *id, const char *title, const char *date,
                     const char *lang, const char *issuer, stm_problems_t *problems,
                     apr_pool_t *result_pool);

#endif
