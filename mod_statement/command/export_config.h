/**
 * command/export_config - reads httpd's configuration, or the part of it that matters.
 *
 * Lines with continuations, quoted arguments, sections, Include, Define and ${NAME} as httpd reads
 * them. What <IfModule>, <IfVersion>, <IfFile> and <IfDefine> hold counts, unless they ask for
 * something that is missing ("!") or, of <IfDefine>, that nobody has defined.
 */
#ifndef COMMAND_EXPORT_CONFIG_H
#define COMMAND_EXPORT_CONFIG_H

#include <apr_errno.h>
#include <apr_pools.h>
#include <apr_tables.h>
#include <strings.h>

typedef enum {
    CONFIG_UNSET = 0, /* outside of sections */
    CONFIG_DIRECTORY,
    CONFIG_DIRECTORY_MATCH,
    CONFIG_FILES, /* also <FilesMatch> */
    CONFIG_LOCATION,
    CONFIG_LOCATION_MATCH,
    CONFIG_CONDITION /* <If>, <Limit> and others that only a request can decide */
} config_section_t;

typedef struct config_directive_t {
    const char *name;
    const apr_array_header_t *arguments; /* const char * */
    int host;                            /* 0: the main server's; else the virtual host's number */
    config_section_t section;            /* the innermost */
    const char *path;                    /* of that; NULL */
    const char *directory;               /* of the <Directory> around it, or itself; NULL */
    int is_required;                     /* in <RequireAny> and the like */
    const char *file;
    int line;
} config_directive_t;

/** Argument @a index of @a directive; "" where it has none. */
static inline const char *config_argument(const config_directive_t *directive, int index)
{
    return index < directive->arguments->nelts
               ? APR_ARRAY_IDX(directive->arguments, index, const char *)
               : "";
}

/** Non-zero where @a directive is @a name. */
static inline int config_is(const config_directive_t *directive, const char *name)
{
    return strcasecmp(directive->name, name) == 0;
}

/** All directives (config_directive_t) that @a path and what it includes hold, in order.
 * APR_SUCCESS; an error of the file system, and *file is the one that cannot be read. */
apr_status_t config_read(apr_array_header_t **directives, const char **file, const char *path,
                         apr_pool_t *result_pool);

/** The same of a .htaccess file, for the folder @a directory, added to @a directives. */
apr_status_t config_read_htaccess(apr_array_header_t *directives, const char *path,
                                  const char *directory, apr_pool_t *result_pool);

#endif
