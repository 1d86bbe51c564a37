/**
 * core/site/newsroom - a directory of statements and the settings that change their meaning.
 *
 * A newsroom is immutable; all threads may share it for as long as its pool lives.
 */
#ifndef CORE_SITE_NEWSROOM_H
#define CORE_SITE_NEWSROOM_H

#include <apr_pools.h>
#include <apr_tables.h>
#include <apr_time.h>

#include "core/i18n/zone.h"
#include "core/xml/document.h"

typedef enum {
    STM_VALIDATE_UNSET = 0,
    STM_VALIDATE_STRICT,
    STM_VALIDATE_WARN,
    STM_VALIDATE_OFF
} stm_validate_t;

typedef enum { STM_SHOW_UNSET = 0, STM_SHOW_PUBLISHED, STM_SHOW_ALL } stm_show_t;

typedef struct stm_param_t {
    const char *name, *value;
} stm_param_t;

/** @a given (stm_param_t; may be NULL), the last of several values for one name alone. */
apr_array_header_t *stm_params_settle(const apr_array_header_t *given, apr_pool_t *result_pool);

typedef struct stm_newsroom_t {
    const char *key;  /* 32 hex digits, see stm_newsroom_key */
    const char *root; /* absolute directory, without a slash at its end */
    const char *title;
    const char *identity; /* StatementIdentity */
    const char *lang;     /* where a document or a reader names none; "en" */
    const stm_zone_t *zone;
    const stm_zone_t *set_zone; /* the same where the admin set one, else NULL */
    stm_validate_t validate;
    stm_show_t show;
    int feed_items;
    stm_limits_t limits;
    const apr_array_header_t *params; /* stm_param_t; may be NULL */
    /* Where newsroom.xml is in a folder around the root, as for who checks a part of a newsroom:
     * that folder, and the root's name in it, "2026/". NULL: it is in the root. */
    const char *shared_root, *shared_prefix;
} stm_newsroom_t;

/** A hash of root, zone, validation and identity: names the newsroom's rows in the databases. */
const char *stm_newsroom_key(const char *root, const stm_zone_t *set_zone, stm_validate_t validate,
                             const char *identity, apr_pool_t *result_pool);

/** The path of the statement @a name ("2026/name"); its file may be spelt "name.XML", too. */
const char *stm_newsroom_path(const stm_newsroom_t *newsroom, const char *name,
                              apr_pool_t *result_pool);

/** The path of the file of the statement @a name, be it spelt ".xml" or ".XML", and what stat()
 * says of it (@a wanted: APR_FINFO_...). NULL where there is none. */
const char *stm_newsroom_find(apr_finfo_t *finfo, const stm_newsroom_t *newsroom, const char *name,
                              apr_int32_t wanted, apr_pool_t *result_pool);

/** Whether there is a regular file for the statement @a name. */
int stm_newsroom_is_there(const stm_newsroom_t *newsroom, const char *name,
                          apr_pool_t *scratch_pool);

/** Non-zero for text that every format can hold unchanged: UTF-8 (RFC 3629) without control
 * characters and without code points that XML excludes (XML 1.0 section 2.2). */
int stm_newsroom_is_text(const char *words);

/** Non-zero for a file name (one path step) that the module never serves and never reads as a
 * statement: dot files, temporary files of editors and upload programs, newsroom.xml
 * (docs/addresses.md, "What is never served"). */
int stm_newsroom_is_companion(const char *file_name);

#endif
