/**
 * command/export_sections - which directives of a configuration hold for one folder.
 *
 * Sections are merged in httpd's order. What cannot be told from the text counts as holding.
 */
#ifndef COMMAND_EXPORT_SECTIONS_H
#define COMMAND_EXPORT_SECTIONS_H

#include "command/export_config.h"

/** The order in which httpd merges sections. */
typedef enum {
    EXPORT_FOR_NOBODY = 0,
    EXPORT_FOR_SERVER,
    EXPORT_FOR_HOST,
    EXPORT_FOR_DIRECTORY,
    EXPORT_FOR_HTACCESS,
    EXPORT_FOR_DIRECTORY_MATCH,
    EXPORT_FOR_LOCATION
} export_order_t;

typedef struct export_ordered_t {
    export_order_t order;
    int depth, index;
    const config_directive_t *directive;
} export_ordered_t;

/** What is asked about. */
typedef struct export_place_t {
    const apr_array_header_t *directives; /* config_directive_t */
    const char *folder, *real_folder;
    const char *path; /* of the base URL, decoded; NULL: unknown */
    int host;         /* a virtual host's number; 0: none */
    apr_pool_t *pool;
} export_place_t;

/** The directives that hold for @a place (export_ordered_t), in the order of their merging. */
apr_array_header_t *export_sections_order(const export_place_t *place);

/** The virtual host whose name @a base has, or else the first that leads to the folder; 0: none. */
int export_sections_host(const export_place_t *place, const char *base);

/** Non-zero where a section for @a section, a path or a pattern, covers the folder of @a place. */
int export_covers_folder(const export_place_t *place, const char *section);

/** The host in @a name: "https://www.example.org:443", "www.example.org". */
const char *export_host_name(const char *name, apr_pool_t *result_pool);

/** Non-zero where @a path is @a folder or lies below it. */
int export_is_below(const char *folder, const char *path);

#endif
