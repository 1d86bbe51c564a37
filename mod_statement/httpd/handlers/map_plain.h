/**
 * httpd/handlers/map_plain - where a walk would find no more than the disk has already told.
 *
 * Strangers make up any number of names. For one that nothing has, two walks and a second look at
 * the disk took half of the request's processor time; in a folder that is not there, two thirds of
 * its system calls.
 */
#ifndef HTTPD_HANDLERS_MAP_PLAIN_H
#define HTTPD_HANDLERS_MAP_PLAIN_H

#include "httpd/access/dirconf.h"
#include "httpd/request/target.h"

/** Whether what a walk would say of the target, beside what the start knows of its folder as @a
 * dirconf, which @a r has as its configuration, follows from what was found at its address. Any
 * thread. */
int stmh_map_is_plain(const request_rec *r, const stmh_target_t *target,
                      const stmh_dirconf_t *dirconf);

#endif
