#include "command/export_sections.h"

#include <apr_fnmatch.h>
#include <apr_strings.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "command/command.h"

int export_is_below(const char *folder, const char *path)
{
    apr_size_t size = strlen(folder);

    while (size && folder[size - 1] == '/') {
        size--;
    }
    return strncmp(path, folder, size) == 0 && (path[size] == '/' || path[size] == '\0');
}

static int count_slashes(const char *path)
{
    int count = 0;

    for (; *path; path++) {
        count += *path == '/' && path[1] != '\0';
    }
    return count;
}

/* A pattern stands for the steps that it has, and for all that is below. */
static int matches_pattern(const char *pattern, const char *path, apr_pool_t *pool)
{
    for (const char *end = path; *end != '\0';) {
        end += 1 + strcspn(end + 1, "/");
        if (apr_fnmatch(pattern, apr_pstrmemdup(pool, path, (apr_size_t)(end - path)),
                        APR_FNM_PATHNAME) == APR_SUCCESS) {
            return 1;
        }
    }
    return 0;
}

static int matches_expression(const char *expression, const char *path, apr_pool_t *pool)
{
    regex_t compiled;
    int is_match;

    if (regcomp(&compiled, expression, REG_EXTENDED | REG_NOSUB) != 0) {
        return 1; /* it may */
    }
    is_match = regexec(&compiled, path, 0, NULL, 0) == 0 ||
               regexec(&compiled, apr_pstrcat(pool, path, "/", NULL), 0, NULL, 0) == 0;
    regfree(&compiled);
    return is_match;
}

static int covers(const char *section, const char *path, apr_pool_t *pool)
{
    return apr_fnmatch_test(section) ? matches_pattern(section, path, pool)
                                     : export_is_below(section, path);
}

int export_covers_folder(const export_place_t *place, const char *section)
{
    const char *real = command_real_path(section, place->pool);

    return covers(section, place->folder, place->pool) ||
           covers(real ? real : section, place->real_folder, place->pool);
}

static export_order_t order_of(const export_place_t *place, const config_directive_t *directive)
{
    const char *path = directive->path;

    if (directive->host && directive->host != place->host) {
        return EXPORT_FOR_NOBODY;
    }
    switch (directive->section) {
    case CONFIG_UNSET:
        return directive->host ? EXPORT_FOR_HOST : EXPORT_FOR_SERVER;
    case CONFIG_DIRECTORY:
        return export_covers_folder(place, path) ? EXPORT_FOR_DIRECTORY : EXPORT_FOR_NOBODY;
    case CONFIG_DIRECTORY_MATCH:
        return matches_expression(path, place->folder, place->pool) ? EXPORT_FOR_DIRECTORY_MATCH
                                                                    : EXPORT_FOR_NOBODY;
    case CONFIG_LOCATION:
        return place->path && covers(path, place->path, place->pool) ? EXPORT_FOR_LOCATION
                                                                     : EXPORT_FOR_NOBODY;
    case CONFIG_LOCATION_MATCH:
        return place->path && matches_expression(path, place->path, place->pool)
                   ? EXPORT_FOR_LOCATION
                   : EXPORT_FOR_NOBODY;
    case CONFIG_FILES:
    case CONFIG_CONDITION:
        break;
    }
    return EXPORT_FOR_NOBODY;
}

static int in_order(const void *one, const void *other)
{
    const export_ordered_t *a = one, *b = other;

    return a->order != b->order   ? (a->order < b->order ? -1 : 1)
           : a->depth != b->depth ? (a->depth < b->depth ? -1 : 1)
                                  : a->index - b->index;
}

/* Of sections as deep as each other those of the virtual host come last. */
apr_array_header_t *export_sections_order(const export_place_t *place)
{
    const apr_array_header_t *all = place->directives;
    apr_array_header_t *ordered = apr_array_make(place->pool, 32, sizeof(export_ordered_t));

    for (int i = 0; i < all->nelts; i++) {
        const config_directive_t *directive = &APR_ARRAY_IDX(all, i, config_directive_t);
        export_order_t order = order_of(place, directive);
        int depth = order == EXPORT_FOR_DIRECTORY
                        ? 2 * count_slashes(directive->path) + (directive->host != 0)
                        : 0;

        if (order != EXPORT_FOR_NOBODY) {
            APR_ARRAY_PUSH(ordered, export_ordered_t) =
                (export_ordered_t){order, depth, i, directive};
        }
    }
    qsort(ordered->elts, (size_t)ordered->nelts, sizeof(export_ordered_t), in_order);
    return ordered;
}

/* "https://www.example.org:443" */
const char *export_host_name(const char *name, apr_pool_t *pool)
{
    const char *host = strstr(name, "://");

    host = host ? host + 3 : name;
    return apr_pstrmemdup(pool, host, strcspn(host, ":/"));
}

static int names_host(const config_directive_t *directive, const char *host, apr_pool_t *pool)
{
    if (!config_is(directive, "ServerName") && !config_is(directive, "ServerAlias")) {
        return 0;
    }
    for (int i = 0; i < directive->arguments->nelts; i++) {
        if (strcasecmp(export_host_name(config_argument(directive, i), pool), host) == 0) {
            return 1;
        }
    }
    return 0;
}

static int leads_to_folder(const export_place_t *place, const config_directive_t *directive)
{
    if (config_is(directive, "Alias")) {
        return export_covers_folder(place, config_argument(directive, 1));
    }
    return config_is(directive, "DocumentRoot")
               ? export_covers_folder(place, config_argument(directive, 0))
           : strncasecmp(directive->name, "Statement", 9) == 0 &&
                   directive->section == CONFIG_DIRECTORY
               ? export_covers_folder(place, directive->path)
               : 0;
}

/* The virtual host whose name @a base has, or else the first that leads to the folder; 0: none. */
int export_sections_host(const export_place_t *place, const char *base)
{
    const char *host = base ? export_host_name(base, place->pool) : NULL;
    int leading = 0;

    for (int i = 0; i < place->directives->nelts; i++) {
        const config_directive_t *directive =
            &APR_ARRAY_IDX(place->directives, i, config_directive_t);

        if (directive->host && host && names_host(directive, host, place->pool)) {
            return directive->host;
        }
        if (!leading && directive->host && leads_to_folder(place, directive)) {
            leading = directive->host;
        }
    }
    return leading;
}
