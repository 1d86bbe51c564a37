/**
 * core/state/preview_token - signed addresses by which people without a login see one statement.
 *
 * A token says when it was made and until when it opens, and has an HMAC-SHA256 (RFC 2104, by
 * libcrypto) of both and of the statement's path. The key is `preview/key` in the state directory,
 * 32 random bytes; whoever can read it can sign. A revocation is a file beside it that says up to
 * when the tokens of one statement were made that no longer open. What cannot be read opens
 * nothing.
 *
 * Everything is opened relative to the descriptor of the state directory and with O_NOFOLLOW, so
 * that root may run `statement preview`; what root makes there belongs to the directory's owner.
 */
#ifndef CORE_STATE_PREVIEW_TOKEN_H
#define CORE_STATE_PREVIEW_TOKEN_H

#include <apr_pools.h>
#include <apr_time.h>

#include "core/state/open_mode.h"

/** No token opens for longer. */
#define STM_PREVIEW_MOST apr_time_from_sec(31 * 24 * 3600)

typedef struct stm_preview_key_t stm_preview_key_t;

/** Opens the key below @a state_dir (absolute); STM_ACCESS_WRITE makes one that is missing. Both
 * end with @a result_pool. APR_SUCCESS; APR_ENOENT: there is none; ELOOP or what the system says.
 */
apr_status_t stm_preview_open(stm_preview_key_t **key, const char *state_dir, stm_access_t access,
                              apr_pool_t *result_pool);

/** Reads the key in the file @a path, a copy for those who sign without access to the state
 * directory; it opens and revokes nothing. APR_SUCCESS; APR_EINVAL: all users may read or write it;
 * APR_EGENERAL: it is no key; or what the system says. */
apr_status_t stm_preview_read_copy(stm_preview_key_t **key, const char *path,
                                   apr_pool_t *result_pool);

/** What a token of the statement in the file @a path is signed for: one spelling of the path, with
 * the links of its folders resolved. NULL where its folder is not there. */
const char *stm_preview_subject(const char *path, apr_pool_t *result_pool);

/** A token for @a subject from @a now until @a until; seconds count. */
const char *stm_preview_sign(const stm_preview_key_t *key, const char *subject, apr_time_t now,
                             apr_time_t until, apr_pool_t *result_pool);

/** Non-zero where @a token (any text) opens @a subject at @a now. None does that was made more
 * than five minutes later. The comparison takes the same time wherever two signatures differ. */
int stm_preview_opens(const stm_preview_key_t *key, const char *token, const char *subject,
                      apr_time_t now, apr_pool_t *scratch_pool);

/** Has no token of @a subject open that was made up to @a now. APR_SUCCESS, or what the system
 * says.
 */
apr_status_t stm_preview_revoke(const stm_preview_key_t *key, const char *subject, apr_time_t now,
                                apr_pool_t *scratch_pool);

#endif
