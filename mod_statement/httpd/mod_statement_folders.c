#include "mod_statement_folders.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <apr_thread_mutex.h>
#include <string.h>

#include "mod_statement_copies.h"

#define MOST_NEWSROOMS 64

/* Content of a copy. */
typedef struct known_t {
    stm_folders_t folders;
    apr_int64_t generation;
} known_t;

typedef struct newsroom_t {
    const stm_judge_t *judge;
    const char *key;
    stm_copy_t *current;  /* a known_t; NULL: none yet */
    apr_time_t looked_at; /* at the disk */
} newsroom_t;

static apr_pool_t *kept_pool;           /* guarded by lock */
static apr_thread_mutex_t *lock;        /* for all below */
static newsroom_t kept[MOST_NEWSROOMS]; /* guarded by lock */
static int kept_count;                  /* guarded by lock */

void stm_folders_child(void)
{
    /* Not below the child's pool, which may go while requests still run. */
    apr_pool_create(&kept_pool, NULL);
    apr_pool_tag(kept_pool, "statement_folders");
    apr_thread_mutex_create(&lock, APR_THREAD_MUTEX_DEFAULT, kept_pool);
}

/* The answer for each folder on the way, so that one that many lie below is judged once. */
static const char *find_rule(const stm_judge_t *judge, const char *folder, apr_hash_t *found,
                             apr_pool_t *pool)
{
    const char *rule = "", *slash = folder;

    while ((slash = strchr(slash, '/'))) {
        apr_ssize_t size = ++slash - folder;
        const char *known = found ? apr_hash_get(found, folder, size) : NULL;
        if (!known) {
            const char *step = apr_pstrmemdup(pool, folder, (apr_size_t)size);
            known = stm_judge_has_own_rules(judge, step, pool) ? step : rule;
            if (found) {
                apr_hash_set(found, step, size, known);
            }
        }
        rule = known;
    }
    return rule;
}

const char *stm_folders_rule(const stm_judge_t *judge, const char *folder, apr_pool_t *result_pool)
{
    return find_rule(judge, folder, NULL, result_pool);
}

static apr_status_t read_folders(known_t *known, const stm_place_t *place, stm_catalog_t *catalog,
                                 apr_pool_t *pool, apr_pool_t *scratch_pool)
{
    apr_array_header_t *ruled = apr_array_make(pool, 4, sizeof(stm_folder_rule_t)), *folders;
    apr_hash_t *found = apr_hash_make(scratch_pool);
    apr_status_t status =
        stm_catalog_folders(&folders, catalog, place->newsroom->key, scratch_pool);
    int i;

    for (i = 0; !status && i < folders->nelts; i++) {
        const char *folder = APR_ARRAY_IDX(folders, i, const char *);
        const char *rule = find_rule(place->judge, folder, found, scratch_pool);
        if (*rule) {
            APR_ARRAY_PUSH(ruled, stm_folder_rule_t) =
                (stm_folder_rule_t){apr_pstrdup(pool, folder), apr_pstrdup(pool, rule)};
        }
    }
    known->folders.ruled = ruled;
    return status;
}

static apr_status_t read_names(known_t *known, const stm_place_t *place, stm_catalog_t *catalog,
                               apr_pool_t *pool, apr_pool_t *scratch_pool)
{
    const apr_array_header_t *files = stm_judge_files(place->judge);
    apr_array_header_t *named = apr_array_make(pool, 4, sizeof(const char *)), *names;
    apr_status_t status;
    apr_pool_t *name_pool;
    int i;

    known->folders.named = named;
    if (!stm_judge_may_name(place->judge, files)) {
        return APR_SUCCESS;
    }
    apr_pool_create(&name_pool, scratch_pool);
    status = stm_catalog_names(&names, catalog, place->newsroom->key, scratch_pool);
    for (i = 0; !status && i < names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(names, i, const char *);
        apr_pool_clear(name_pool);
        if (stm_judge_is_named(place->judge, files, name, name_pool)) {
            APR_ARRAY_PUSH(named, const char *) = apr_pstrdup(pool, name);
        }
    }
    return status;
}

static apr_status_t read_all(stm_copy_t *copy, const stm_place_t *place, stm_catalog_t *catalog,
                             apr_int64_t generation)
{
    known_t *known = apr_pcalloc(copy->pool, sizeof(*known));
    apr_pool_t *scratch_pool;
    apr_status_t status;

    apr_pool_create(&scratch_pool, copy->pool);
    known->generation = generation;
    status = read_folders(known, place, catalog, copy->pool, scratch_pool);
    if (!status) {
        status = read_names(known, place, catalog, copy->pool, scratch_pool);
    }
    apr_pool_destroy(scratch_pool);
    copy->content = known;
    return status;
}

static const known_t *content_of(const stm_copy_t *copy)
{
    return copy->content;
}

/* NULL where the bound is reached. Under the lock. */
static newsroom_t *find(const stm_place_t *place)
{
    newsroom_t *newsroom;
    int i;

    for (i = 0; i < kept_count; i++) {
        if (kept[i].judge == place->judge && !strcmp(kept[i].key, place->newsroom->key)) {
            return &kept[i];
        }
    }
    if (kept_count == MOST_NEWSROOMS || !stm_judge_is_kept(place->judge)) {
        return NULL;
    }
    newsroom = &kept[kept_count++];
    newsroom->judge = place->judge;
    newsroom->key = apr_pstrdup(kept_pool, place->newsroom->key);
    return newsroom;
}

/* Who finds that the disk is due looks at it; others go on with what is known meanwhile. A catalog
 * that has changed may have folders of which nothing is known. Under the lock. */
static int is_current(newsroom_t *newsroom, const stm_place_t *place, apr_int64_t generation)
{
    apr_time_t now = apr_time_now();

    if (!newsroom->current || content_of(newsroom->current)->generation != generation) {
        newsroom->looked_at = now;
        return 0;
    }
    if (stm_judge_is_level(place->judge) ||
        (now >= newsroom->looked_at && now - newsroom->looked_at < place->config->refresh)) {
        return 1;
    }
    newsroom->looked_at = now;
    return 0;
}

static void keep(newsroom_t *newsroom, stm_copy_t *copy)
{
    if (newsroom->current) {
        stm_copies_let_go(newsroom->current);
    }
    newsroom->current = copy;
}

static apr_status_t renew(const stm_folders_t **folders, request_rec *r, const stm_place_t *place,
                          stm_catalog_t *catalog, apr_int64_t generation)
{
    stm_copy_t *copy = stm_copies_create();
    apr_status_t status = read_all(copy, place, catalog, generation);
    newsroom_t *newsroom;

    *folders = &content_of(copy)->folders;
    stm_copies_use(copy, r->pool);
    apr_thread_mutex_lock(lock);
    newsroom = status ? NULL : find(place);
    if (newsroom) {
        keep(newsroom, copy);
    }
    apr_thread_mutex_unlock(lock);
    if (!newsroom) {
        stm_copies_let_go(copy);
    }
    return status;
}

apr_status_t stm_folders_get(const stm_folders_t **folders, request_rec *r,
                             const stm_place_t *place, stm_catalog_t *catalog)
{
    apr_int64_t generation;
    int is_complete;
    apr_status_t status =
        stm_catalog_generation(&generation, &is_complete, catalog, place->newsroom->key);
    newsroom_t *newsroom;

    *folders = NULL;
    if (status) {
        return status;
    }
    apr_thread_mutex_lock(lock);
    newsroom = find(place);
    if (newsroom && is_current(newsroom, place, generation)) {
        *folders = &content_of(newsroom->current)->folders;
        stm_copies_use(newsroom->current, r->pool);
    }
    apr_thread_mutex_unlock(lock);
    return *folders ? APR_SUCCESS : renew(folders, r, place, catalog, generation);
}
