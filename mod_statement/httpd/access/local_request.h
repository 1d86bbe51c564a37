/**
 * httpd/access/local_request - whether a request comes from the machine that the server runs on.
 *
 * A proxy on the same machine asks for others from a local address, and so does what it passes on.
 * It says so in a header (httpd/newsroom/forwarded), which mod_remoteip removes once it has put the
 * reader's own address into the request.
 */
#ifndef HTTPD_ACCESS_LOCAL_REQUEST_H
#define HTTPD_ACCESS_LOCAL_REQUEST_H

#include <httpd.h>

/** Non-zero where @a r has one of these headers and comes from an address of this machine: a reader
 * behind a proxy, for whom `Require local` means nothing. Any thread. */
int stmh_local_request_is_of_proxy(const request_rec *r);

#endif
