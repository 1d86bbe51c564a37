/**
 * A directory that lives as long as one test.
 */
#ifndef FOLDER_H
#define FOLDER_H

#include <apr_strings.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>

#include "unit/unit.h"

static int folder_remove_one(const char *path, const struct stat *found, int type,
                             struct FTW *place)
{
    (void)found;
    (void)type;
    (void)place;
    return remove(path);
}

static apr_status_t folder_remove(void *path)
{
    chmod(path, 0700);
    return nftw(path, folder_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static const char *folder_create_in(const char *base)
{
    char *path = apr_pstrcat(pool, base, "/statement-test-XXXXXX", NULL);
    ck_assert_ptr_nonnull(mkdtemp(path));
    apr_pool_cleanup_register(pool, path, folder_remove, apr_pool_cleanup_null);
    return path;
}

UNIT_MAY static const char *folder_create(void)
{
    return folder_create_in("/tmp");
}

#endif
