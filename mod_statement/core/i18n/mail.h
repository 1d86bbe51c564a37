/**
 * core/i18n/mail - makes mailto: addresses of contacts' e-mail fields.
 */
#ifndef CORE_I18N_MAIL_H
#define CORE_I18N_MAIL_H

#include <apr_pools.h>

/** Returns the mailto: address (RFC 6068) of @a text, with the host in A-labels; NULL where @a text
 * is not exactly one address by RFC 5321 section 4.1.2, without quoted names and numeric hosts, or
 * by RFC 6531, which allows letters of any script. Any thread. */
const char *stm_mail_address(const char *text, apr_pool_t *result_pool);

#endif
