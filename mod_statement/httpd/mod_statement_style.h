/**
 * mod_statement_style - statement.css as this child has read it, checked for changes like the
 * stylesheets.
 *
 * Pages link to it with the fingerprint of its bytes, so that caches may keep it for ever.
 */
#ifndef MOD_STATEMENT_STYLE_H
#define MOD_STATEMENT_STYLE_H

#include "mod_statement_newsroom.h"
#include "stm_pages.h"

typedef struct stm_style_file_t {
    const char *fingerprint; /* of its bytes; "": there is no such file that can be read */
    const char *etag;
    stm_body_t bodies[STM_CODINGS];
    apr_time_t written_at;            /* when its content was last changed */
    apr_time_t changed_at, looked_at; /* when anything of the file was, and when that was seen */
} stm_style_file_t;

/** Once per child, before its threads. */
void stm_style_child(void);

/** To be used until the end of @a pool. A look at the file is at most @a refresh old. Any thread.
 */
void stm_style_acquire(stm_style_file_t *style, apr_interval_time_t refresh, apr_pool_t *pool);

/** The address under which pages of @a place name @a style. */
const char *stm_style_address(const stm_place_t *place, const stm_style_file_t *style,
                              apr_pool_t *pool);

/** Non-zero where @a query, of a request for statement.css, names these very bytes. */
int stm_style_is_named(const stm_style_file_t *style, const char *query);

#endif
