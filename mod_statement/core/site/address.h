/**
 * core/site/address - maps the part of a URL's path below a newsroom to a resource, and back.
 *
 * Tries, in the order of docs/addresses.md: a real file or folder of that name; a reserved name;
 * TAIL.xml; STEM.xml plus a format. Depends only on its arguments, on stat() and on an optional
 * memory of earlier stat() calls. Any thread.
 */
#ifndef CORE_SITE_ADDRESS_H
#define CORE_SITE_ADDRESS_H

#include <apr_file_info.h>
#include <apr_pools.h>
#include <apr_tables.h>

#include "core/base/stat_cache.h"
#include "core/site/folder_endings.h"
#include "core/site/format.h"

typedef enum {
    STM_ADDRESS_UNSET = 0,
    STM_ADDRESS_NOTHING,    /* no such thing: 404 */
    STM_ADDRESS_OTHER,      /* a real file that is not ours, or a folder without its slash */
    STM_ADDRESS_COMPANION,  /* never served: 404 */
    STM_ADDRESS_ARCHIVE,    /* of `folder`, which may be gone; format html */
    STM_ADDRESS_FEED,       /* format set; NULL: by Accept ("feed") */
    STM_ADDRESS_SITEMAP,    /* format set */
    STM_ADDRESS_STYLE,      /* statement.css */
    STM_ADDRESS_NEGOTIATED, /* NAME.xml */
    STM_ADDRESS_STATEMENT   /* NAME (html), NAME.ext; format set */
} stm_address_kind_t;

typedef struct stm_address_t {
    stm_address_kind_t kind;
    const char *name;   /* of the statement: "2026/name"; of another file: its relative path */
    const char *folder; /* "" or "2026/" */
    const char *path;   /* absolute path of the document, file or folder; it may be gone */
    const stm_format_t *format;
    int is_respelt; /* name and path are as on the disk, the tail was in another form (NFC, NFD) */
    apr_finfo_t finfo; /* of path; filetype APR_NOFILE where it is not there */
} stm_address_t;

/** Remembers which files and folders were missing, for as long as a change may take to be seen
 * (StatementRefresh): a page then costs one stat(), that of its document. And in which folders no
 * name has to be tried in other spellings of ".xml". */
typedef struct stm_address_memory_t {
    stm_stat_cache_t *missing;
    stm_folder_endings_t *endings; /* NULL: all spellings are tried */
    apr_time_t moment;             /* no later than now */
    apr_interval_time_t lasting;
} stm_address_memory_t;

/** Resolves @a tail (decoded, without a slash at its start) below @a root. A tail that matches no
 * name exactly is tried in the spelling on the disk (core/site/spelling). A statement without a
 * file is still STATEMENT or NEGOTIATED, because the history may know it; of two possible names the
 * exact one (TAIL.xml) is returned, and stm_address_retry returns the other. @a memory may be NULL.
 * APR_SUCCESS, or the error of stat() (APR_EACCES, …). */
apr_status_t stm_address_resolve(stm_address_t *address, const char *root, const char *tail,
                                 const apr_array_header_t *formats,
                                 const stm_address_memory_t *memory, apr_pool_t *result_pool);

/** Turns the address of a statement "a.rss" without a file into that of "a" in the format rss. Zero
 * where it has no other meaning. */
int stm_address_retry(stm_address_t *address, const char *root, const apr_array_header_t *formats,
                      apr_pool_t *result_pool);

/** Percent-encodes a relative name for use in a path (RFC 3986 section 3.3), ";" too; "c:d" is
 * "./c:d" only where @a is_relative. */
const char *stm_address_encode(const char *name, int is_relative, apr_pool_t *result_pool);

/** The absolute URL of the statement @a name below @a base, the absolute URL of @a root, in @a
 * format; html and NULL: the canonical one, without an extension. */
const char *stm_address_of_statement(const char *base, const char *root, const char *name,
                                     const stm_format_t *format, apr_pool_t *result_pool);

/** The absolute URL of a list of @a folder ("2026/") below @a base, the absolute URL of @a root: @a
 * file there ("feed.rss"; "": the archive), with the query string @a query (may be empty). */
const char *stm_address_of_list(const char *base, const char *root, const char *folder,
                                const char *file, const char *query, apr_pool_t *result_pool);

/** Where the value of the parameter @a name begins in a query string ("page=2&x=y"; may be NULL),
 * as it is encoded there; it ends at the next "&" or with the string. The first one counts. NULL:
 * there is none. */
const char *stm_address_value(const char *query, const char *name);

/** The number that @a name has in a query string ("page=2&x=y"; may be NULL); 0 where absent or no
 * number >= 1. */
int stm_address_number(const char *query, const char *name);

#endif
