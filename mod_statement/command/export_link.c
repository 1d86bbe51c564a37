#include "command/export_link.h"

#include <apr_strings.h>
#include <string.h>
#include <sys/stat.h>

int export_link_is(const char *folder, const char *path, apr_pool_t *scratch_pool)
{
    struct stat found;

    return lstat(apr_pstrcat(scratch_pool, folder, "/", path, NULL), &found) == 0 &&
           S_ISLNK(found.st_mode);
}

int export_link_leads_to(const char *folder, const char *path, apr_pool_t *scratch_pool)
{
    char *step = apr_pstrdup(scratch_pool, path), *slash;
    int is_link = 0;

    while (!is_link && (slash = strrchr(step, '/')) != NULL) {
        *slash = '\0';
        is_link = export_link_is(folder, step, scratch_pool);
    }
    return is_link;
}
