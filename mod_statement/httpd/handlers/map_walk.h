/**
 * httpd/handlers/map_walk - httpd's directory and file walk, as httpd/handlers/map_to_storage and
 * map_lookup take it.
 */
#ifndef HTTPD_HANDLERS_MAP_WALK_H
#define HTTPD_HANDLERS_MAP_WALK_H

#include <httpd.h>

/** What core's own hook does with @a r. OK or an HTTP status. */
int stmh_map_walk(request_rec *r);

/** Gives @a r the folder @a folder, which is there, as a regular file for all who ask: a rule for
 * missing files does not match then. */
void stmh_map_pose_as_file(request_rec *r, const char *folder);

/** Non-zero where @a r is mapped to a path of the file system. */
int stmh_map_is_path(const request_rec *r);

/** Maps one of the module's own look-ups, which ask what holds for an address. As a folder or a
 * missing file it would be handed on to a DirectoryIndex, a FallbackResource or a variant, and the
 * answer be about those. OK, an HTTP status, or DECLINED for any other request. */
int stmh_map_lookup(request_rec *r);

#endif
