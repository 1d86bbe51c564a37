/**
 * mod_statement_newsroom - which newsroom a request means, and under which address it sees it.
 *
 * The newsroom of a request and that of the watchdog task come from the same function, so that
 * their keys agree.
 */
#ifndef MOD_STATEMENT_NEWSROOM_H
#define MOD_STATEMENT_NEWSROOM_H

#include "mod_statement_config.h"

/** A newsroom as requests of one kind see it; immutable. Most live as long as their child, so that
 * their address names them; those beyond the bounds of mod_statement_places live with a request. */
typedef struct stm_place_t {
    const stm_config_t *config; /* settled */
    const stm_newsroom_t *newsroom;
    const apr_array_header_t *formats; /* stm_format_t; those that a setting replaces included */
    const char *base_path;             /* decoded, with a slash at both ends: "/statements/" */
    const char *base;                  /* absolute URL, encoded, with a slash at its end */
    const char *style;                 /* address of statement.css */
    const char *digest;                /* of all of the above that a page shows */
    int is_lasting;                    /* lives as long as the child */
    struct stm_known_language_t *language; /* see mod_statement_language.h */
    int is_from_start;                     /* the start has found the newsroom */
    const struct stm_variance_t *variance; /* see mod_statement_variance.h */
} stm_place_t;

/** The newsroom with @a root (no slash at its end) under the settled @a config of @a server. */
const stm_newsroom_t *stm_newsroom_make(const char *root, const stm_config_t *config,
                                        const server_rec *server, apr_pool_t *result_pool);

/** What a newsroom under the settled @a config can give (stm_format_t). */
const apr_array_header_t *stm_newsroom_formats(const stm_config_t *config, apr_pool_t *result_pool);

/** Non-zero where @a path is @a folder or lies below it. */
int stm_newsroom_holds(const char *folder, const char *path);

/** @a path with one slash for several in a row; itself where there are none. */
const char *stm_newsroom_merge_slashes(const char *path, apr_pool_t *result_pool);

/** What of @a path lies below @a root, without the slash; NULL: nothing, the root itself. */
const char *stm_newsroom_tail(const char *root, const char *path);

/** Where a request for the file name @a path (as translated, before any walk) stands.
 * APR_SUCCESS; APR_ENOENT: in no newsroom; APR_EGENERAL: in one, but the request's address says
 * nothing about the newsroom's own (an internal rewrite without StatementBaseURL). */
apr_status_t stm_newsroom_locate(const stm_place_t **place, request_rec *r,
                                 const stm_config_t *config, const char *path);

/** The setting that made @a sheet_path a format's stylesheet; NULL for a built-in one. */
const stm_format_setting_t *stm_newsroom_setting(const stm_place_t *place, const char *sheet_path);

#endif
