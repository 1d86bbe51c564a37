#include "httpd/start/noted_newsrooms.h"

#include <apr_file_info.h>
#include <apr_hash.h>
#include <apr_strings.h>
#include <string.h>

#include "httpd/newsroom/registry.h"

/* How long a newsroom that only requests have found may be gone before it is forgotten. */
#define ABSENCE apr_time_from_sec(60)

static struct {
    apr_pool_t *pool, *read_pool, *absent_pool; /* the latter two below the first */
    apr_array_header_t *newsrooms;              /* stmh_known_newsroom_t */
    apr_time_t mtime, read_at;
    apr_time_t roots_checked_at;
    apr_hash_t *absent; /* keys of those whose root was not there then */
} noted;

void stmh_noted_newsrooms_child(apr_pool_t *pool)
{
    memset(&noted, 0, sizeof(noted));
    noted.pool = pool;
}

const apr_array_header_t *stmh_noted_newsrooms(void)
{
    return noted.newsrooms;
}

static apr_hash_t *keys_of(const apr_array_header_t *newsrooms, apr_pool_t *pool)
{
    apr_hash_t *keys = apr_hash_make(pool);
    int i;

    for (i = 0; newsrooms && i < newsrooms->nelts; i++) {
        const char *key = APR_ARRAY_IDX(newsrooms, i, stmh_known_newsroom_t).newsroom->key;
        apr_hash_set(keys, key, APR_HASH_KEY_STRING, key);
    }
    return keys;
}

/* What was noted before and is not any more. */
static void forget_others(const apr_array_header_t *before, stm_intake_t *intake, apr_pool_t *pool)
{
    apr_hash_t *keys = keys_of(noted.newsrooms, pool);
    int i;

    for (i = 0; before && intake && i < before->nelts; i++) {
        const char *key = APR_ARRAY_IDX(before, i, stmh_known_newsroom_t).newsroom->key;
        if (!apr_hash_get(keys, key, APR_HASH_KEY_STRING)) {
            stm_intake_forget(intake, key);
        }
    }
}

static int is_absent(const char *root, apr_pool_t *pool)
{
    apr_finfo_t finfo;
    apr_status_t status = apr_stat(&finfo, root, APR_FINFO_TYPE, pool);

    return APR_STATUS_IS_ENOENT(status) || APR_STATUS_IS_ENOTDIR(status);
}

void stmh_noted_newsrooms_forget_absent(const stmh_server_t *shared, apr_pool_t *pool)
{
    apr_hash_t *before = noted.absent;
    apr_pool_t *before_pool = noted.absent_pool;
    apr_time_t now = apr_time_now();
    int i;

    if (now >= noted.roots_checked_at && now - noted.roots_checked_at < ABSENCE) {
        return;
    }
    noted.roots_checked_at = now;
    apr_pool_create(&noted.absent_pool, noted.pool);
    noted.absent = apr_hash_make(noted.absent_pool);
    for (i = 0; noted.newsrooms && i < noted.newsrooms->nelts; i++) {
        const stm_newsroom_t *newsroom =
            APR_ARRAY_IDX(noted.newsrooms, i, stmh_known_newsroom_t).newsroom;
        if (!is_absent(newsroom->root, pool)) {
            continue;
        }
        if (before && apr_hash_get(before, newsroom->key, APR_HASH_KEY_STRING)) {
            stmh_registry_forget(shared->state_dir, newsroom->key, pool);
        }
        apr_hash_set(noted.absent, apr_pstrdup(noted.absent_pool, newsroom->key),
                     APR_HASH_KEY_STRING, noted.absent);
    }
    if (before) {
        apr_pool_destroy(before_pool);
    }
}

/* Reads the notes again when one has been added. Within the tick of a file system's clock its
 * time tells nothing, so they are read once more a little later. */
int stmh_noted_newsrooms_read(const stmh_server_t *shared, stm_intake_t *intake, apr_pool_t *pool)
{
    const char *path = stmh_registry_folder(shared->state_dir, pool);
    const apr_array_header_t *before;
    apr_pool_t *before_pool;
    apr_time_t now = apr_time_now();
    apr_finfo_t finfo;

    if (apr_stat(&finfo, path, APR_FINFO_MTIME, pool) ||
        (noted.newsrooms && finfo.mtime == noted.mtime &&
         noted.read_at > finfo.mtime + apr_time_from_msec(50))) {
        return 0;
    }
    before = noted.newsrooms;
    before_pool = noted.read_pool;
    apr_pool_create(&noted.read_pool, noted.pool);
    noted.newsrooms = stmh_registry_read(shared->state_dir, noted.read_pool);
    forget_others(before, intake, pool);
    if (before) {
        apr_pool_destroy(before_pool);
    }
    noted.mtime = finfo.mtime;
    noted.read_at = now;
    return 1;
}
