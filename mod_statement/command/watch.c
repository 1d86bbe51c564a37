#include "command/watch.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <apr_time.h>
#include <string.h>

#include "core/base/hash.h"

#define PAUSE      apr_time_from_msec(250)
#define MOST_DEPTH 20

struct watch_t {
    const apr_array_header_t *paths;
    apr_pool_t *pool;
    const char *seen; /* a digest of names, sizes and times */
    apr_pool_t *seen_pool;
};

static void add(stm_hash_t *digest, const char *path, int depth, apr_pool_t *pool);

static void add_folder(stm_hash_t *digest, const char *path, int depth, apr_pool_t *pool)
{
    apr_dir_t *dir;
    apr_finfo_t entry;

    if (apr_dir_open(&dir, path, pool) != APR_SUCCESS) {
        return;
    }
    while (apr_dir_read(&entry, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        if (*entry.name != '.') {
            add(digest, apr_pstrcat(pool, path, "/", entry.name, NULL), depth + 1, pool);
        }
    }
    apr_dir_close(dir);
}

static void add(stm_hash_t *digest, const char *path, int depth, apr_pool_t *pool)
{
    apr_finfo_t found;
    /* A link below may lead anywhere, and back: only what was named is followed. */
    apr_int32_t wanted =
        APR_FINFO_TYPE | APR_FINFO_SIZE | APR_FINFO_MTIME | (depth > 0 ? APR_FINFO_LINK : 0);
    apr_status_t status = apr_stat(&found, path, wanted, pool);

    stm_hash_text(digest, path);
    if (status != APR_SUCCESS && status != APR_INCOMPLETE) {
        return;
    }
    stm_hash_bytes(digest, &found.size, sizeof(found.size));
    stm_hash_bytes(digest, &found.mtime, sizeof(found.mtime));
    if (found.filetype == APR_DIR && depth < MOST_DEPTH) {
        add_folder(digest, path, depth, pool);
    }
}

static const char *look(const watch_t *watch, apr_pool_t *pool)
{
    stm_hash_t digest;

    stm_hash_start(&digest);
    for (int i = 0; i < watch->paths->nelts; i++) {
        add(&digest, APR_ARRAY_IDX(watch->paths, i, const char *), 0, pool);
    }
    return stm_hash_hex(&digest, pool);
}

/* Non-zero where that differs from the last look. */
static int look_again(watch_t *watch)
{
    apr_pool_t *pool;
    const char *now;
    int is_changed;

    apr_pool_create(&pool, watch->pool);
    now = look(watch, pool);
    is_changed = watch->seen == NULL || strcmp(now, watch->seen) != 0;
    if (watch->seen_pool != NULL) {
        apr_pool_destroy(watch->seen_pool);
    }
    watch->seen = now;
    watch->seen_pool = pool;
    return is_changed;
}

watch_t *watch_start(const apr_array_header_t *paths, apr_pool_t *result_pool)
{
    watch_t *watch = apr_pcalloc(result_pool, sizeof(*watch));

    watch->paths = paths;
    watch->pool = result_pool;
    look_again(watch);
    return watch;
}

void watch_wait(watch_t *watch)
{
    int calm = 0;

    while (!look_again(watch)) {
        apr_sleep(PAUSE);
    }
    while (calm < 2) {
        apr_sleep(PAUSE);
        calm = look_again(watch) ? 0 : calm + 1;
    }
}
