/**
 * command/export_manifest - the list of what `statement export` has written. For
 * command/export_out.c only.
 *
 * Lines of fields that tabs separate, percent-encoded:
 *
 *   statement-export 1 SETTINGS
 *   F PATH SIZE FINGERPRINT MTIME   a file of the group whose line follows
 *   G KEY STAMP UNTIL FILES         that group
 */
#ifndef COMMAND_EXPORT_MANIFEST_H
#define COMMAND_EXPORT_MANIFEST_H

#include <apr_file_io.h>
#include <apr_hash.h>
#include <apr_tables.h>

#include "command/export_out.h"

typedef struct manifest_file_t {
    const char *path;
    apr_off_t size;
    const char *fingerprint;
    apr_time_t mtime; /* as it was when the bytes were known to be these; 0: nobody has said */
} manifest_file_t;

typedef struct manifest_group_t {
    export_group_t group;
    apr_array_header_t *files; /* manifest_file_t * */
} manifest_group_t;

typedef struct manifest_t {
    const char *settings; /* NULL: nobody has said */
    apr_hash_t *files;    /* path to manifest_file_t * */
    apr_hash_t *groups;   /* key to manifest_group_t * */
} manifest_t;

/** Empty. */
manifest_t *manifest_make(apr_pool_t *result_pool);

/** Adds what the list in the file @a path says; a line that is none ends it. APR_ENOENT: it is not
 * there; APR_EINVAL: it is no such list; an error of the file system. */
apr_status_t manifest_read(manifest_t *manifest, const char *path, apr_pool_t *result_pool);

/* Each adds a line; an error of the file system. */
apr_status_t manifest_write_start(apr_file_t *list, const char *settings, apr_pool_t *scratch_pool);
apr_status_t manifest_write_file(apr_file_t *list, const manifest_file_t *file,
                                 apr_pool_t *scratch_pool);
apr_status_t manifest_write_group(apr_file_t *list, const export_group_t *group,
                                  apr_pool_t *scratch_pool);

#endif
