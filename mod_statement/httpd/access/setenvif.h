/**
 * httpd/access/setenvif - has mod_setenvif judge a sub-request by its own address.
 *
 * It runs for requests that come over the wire and for internal redirects alone, so that a
 * sub-request has the variables that the main request's address set. "SetEnvIf Request_URI" would
 * then spare what it is to refuse.
 */
#ifndef HTTPD_ACCESS_SETENVIF_H
#define HTTPD_ACCESS_SETENVIF_H

#include <httpd.h>

/** Sets the variables of @a r: at the first call by what the server's configuration says, at the
 * second by that of its folder. Nothing where mod_setenvif is not loaded. */
void stmh_setenvif_run(request_rec *r);

/** For register_hooks. */
void stmh_setenvif_register(void);

#endif
