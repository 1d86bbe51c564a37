/**
 * httpd/config/sections - what <Directory> sections say about a folder without a request.
 *
 * Replays the merges that a request for the folder would go through, .htaccess files and <Location>
 * sections left out.
 */
#ifndef HTTPD_CONFIG_SECTIONS_H
#define HTTPD_CONFIG_SECTIONS_H

#include "httpd/config/settings.h"

/** The <Directory> sections of @a server (ap_conf_vector_t *), in the walk's order: by the number
 * of their steps, those by expression last. */
const apr_array_header_t *stmh_sections_of(const server_rec *server);

/** The merged per-directory configuration of @a folder (no slash at its end) in @a server. */
ap_conf_vector_t *stmh_sections_vector(const server_rec *server, const char *folder,
                                       apr_pool_t *result_pool);

/** The folders (const char *) that sections of @a server itself, and those it has from the main
 * server where @a with_inherited, make newsrooms by name (no expressions, no wildcards). */
apr_array_header_t *stmh_sections_roots(const server_rec *server, int with_inherited,
                                        apr_pool_t *result_pool);

/** Non-zero where <Directory> sections of @a server go by expressions, which see the file's name.
 */
int stmh_sections_by_expression(const server_rec *server);

/** Non-zero where a <Location> section of @a server sets anything of ours. */
int stmh_sections_have_located(const server_rec *server);

/** What the start has to say about the configuration as written: `StatementEngine On` and `Dav On`
 * in one section. Logs. */
void stmh_sections_warn_dav(const ap_directive_t *tree);

/** Non-zero where @a container, a <VirtualHost>, is what @a server was made from. */
int stmh_sections_is_host(const ap_directive_t *container, const server_rec *server);

/** Non-zero where an Alias in @a server's own part of the configuration leads to the folder @a
 * root, above or below it; those outside virtual hosts count for all of them. */
int stmh_sections_has_alias(const ap_directive_t *tree, const server_rec *server, const char *root,
                            apr_pool_t *scratch_pool);

/** Non-zero where the configuration gives @a server a ServerName. */
int stmh_sections_has_name(const ap_directive_t *tree, const server_rec *server);

#endif
