/**
 * core/i18n/mail - where a contact's e-mail field writes to.
 */
#ifndef CORE_I18N_MAIL_H
#define CORE_I18N_MAIL_H

#include <apr_pools.h>

/** The mailto: address (RFC 6068) of @a text, its host as A-label; NULL where that is not one
 * address (RFC 5321 without quoted names and numeric hosts, RFC 6531 with letters of any script).
 */
const char *stm_mail_address(const char *text, apr_pool_t *result_pool);

#endif
