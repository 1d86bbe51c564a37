/**
 * httpd/access/readers - whether rules tell readers of one address apart, outside of newsrooms.
 *
 * httpd/access/variance answers that for a newsroom with all its statements. Here one request is
 * asked about, whatever it is mapped to: the configuration as it is written, and the .htaccess
 * files on the way. What is not known counts as yes.
 */
#ifndef HTTPD_ACCESS_READERS_H
#define HTTPD_ACCESS_READERS_H

#include <httpd.h>

/** Once per child, before its threads. */
void stmh_readers_child(void);

/** Non-zero where another reader who asks for the address of @a r, or of the sub-request @a r, may
 * get another verdict. Costs a stat() for each folder on the way where .htaccess files count. Any
 * thread. */
int stmh_readers_may_differ(const request_rec *r);

#endif
