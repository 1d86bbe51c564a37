#include "mod_statement_sheets.h"

#include <apr_file_info.h>
#include <apr_hash.h>
#include <apr_strings.h>
#include <apr_thread_mutex.h>
#include <string.h>

#include "mod_statement_log.h"

/* One compiled stylesheet. It goes when it is no longer the current one of its shelf and its last
 * user has gone. */
typedef struct copy_t {
    const stm_sheet_t *sheet;
    apr_time_t changed_at;
    apr_pool_t *pool;
    int users; /* the shelf is one; guarded by lock */
} copy_t;

/* What is known of one path. Guarded by lock. */
typedef struct shelf_t {
    copy_t *current;
    apr_time_t looked_at;
    apr_pool_t *complaint_pool;
    const char *complaint; /* what was last reported, so that it is reported once */
} shelf_t;

static apr_thread_mutex_t *lock;
static apr_hash_t *shelves; /* path and root to shelf_t; guarded by lock */

void stm_sheets_child(apr_pool_t *child_pool)
{
    apr_pool_t *pool;

    /* Not below the child's pool: a request that is cut off by the child's end lets go of its
     * sheets later than that. */
    (void)child_pool;
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_sheets");
    apr_thread_mutex_create(&lock, APR_THREAD_MUTEX_DEFAULT, pool);
    shelves = apr_hash_make(pool);
}

static void let_go(copy_t *copy)
{
    if (--copy->users == 0) {
        apr_pool_destroy(copy->pool);
    }
}

static apr_status_t end_of_use(void *baton)
{
    apr_thread_mutex_lock(lock);
    let_go(baton);
    apr_thread_mutex_unlock(lock);
    return APR_SUCCESS;
}

static shelf_t *find_shelf(const char *key)
{
    shelf_t *shelf = apr_hash_get(shelves, key, APR_HASH_KEY_STRING);
    apr_pool_t *pool = apr_hash_pool_get(shelves);

    if (!shelf) {
        shelf = apr_pcalloc(pool, sizeof(*shelf));
        apr_pool_create(&shelf->complaint_pool, pool);
        apr_hash_set(shelves, apr_pstrdup(pool, key), APR_HASH_KEY_STRING, shelf);
    }
    return shelf;
}

static apr_time_t newest_of(const apr_array_header_t *files, apr_pool_t *pool)
{
    apr_time_t newest = 0;
    apr_finfo_t finfo;
    int i;

    for (i = 0; i < files->nelts; i++) {
        if (!apr_stat(&finfo, APR_ARRAY_IDX(files, i, const char *), APR_FINFO_MTIME, pool) &&
            finfo.mtime > newest) {
            newest = finfo.mtime;
        }
    }
    return newest;
}

static void complain(shelf_t *shelf, const char *path, int is_editors,
                     const stm_problems_t *problems)
{
    const char *complaint;

    complaint = stm_problems_json(problems, shelf->complaint_pool);
    if (!shelf->complaint || strcmp(shelf->complaint, complaint)) {
        stm_log_sheet(path, is_editors, problems);
        apr_pool_clear(shelf->complaint_pool);
        shelf->complaint = stm_problems_json(problems, shelf->complaint_pool);
    }
}

/* Puts a newly compiled copy on the shelf, or complains and leaves what is there. */
static void load(shelf_t *shelf, const char *path, const apr_array_header_t *roots, int is_editors,
                 apr_pool_t *scratch_pool)
{
    stm_problems_t *problems = stm_problems_create(scratch_pool);
    apr_pool_t *pool;
    copy_t *copy;

    apr_pool_create(&pool, apr_hash_pool_get(shelves));
    copy = apr_pcalloc(pool, sizeof(*copy));
    copy->pool = pool;
    copy->users = 1;
    if (stm_sheet_load(&copy->sheet, path, roots, problems, pool)) {
        complain(shelf, path, is_editors, problems);
        apr_pool_destroy(pool);
        return;
    }
    copy->changed_at = newest_of(copy->sheet->files, scratch_pool);
    if (shelf->current) {
        let_go(shelf->current);
    }
    shelf->current = copy;
    shelf->complaint = NULL;
    apr_pool_clear(shelf->complaint_pool);
}

static int is_due(shelf_t *shelf, apr_interval_time_t refresh, apr_pool_t *pool)
{
    apr_time_t now = apr_time_now();

    if (shelf->looked_at && now >= shelf->looked_at && now - shelf->looked_at < refresh) {
        return 0;
    }
    shelf->looked_at = now;
    return !shelf->current || stm_sheet_is_stale(shelf->current->sheet, pool);
}

/* Where a stylesheet may read: the stylesheet directory, and an own one's folder. */
static apr_array_header_t *roots_for(const stm_format_setting_t *setting, apr_pool_t *pool)
{
    apr_array_header_t *roots = apr_array_make(pool, 2, sizeof(const char *));

    APR_ARRAY_PUSH(roots, const char *) = stm_config_server()->stylesheet_dir;
    if (setting) {
        APR_ARRAY_PUSH(roots, const char *) = setting->root;
    }
    return roots;
}

apr_status_t stm_sheets_acquire(stm_sheet_use_t *use, request_rec *r, const stm_place_t *place,
                                const char *path)
{
    const stm_format_setting_t *setting = stm_newsroom_setting(place, path);
    const char *full =
        *path == '/' ? path
                     : apr_pstrcat(r->pool, stm_config_server()->stylesheet_dir, "/", path, NULL);
    const char *key = apr_pstrcat(r->pool, full, "\n", setting ? setting->root : "", NULL);
    copy_t *copy;
    shelf_t *shelf;

    apr_thread_mutex_lock(lock);
    shelf = find_shelf(key);
    if (is_due(shelf, place->config->refresh, r->pool)) {
        load(shelf, full, roots_for(setting, r->pool), setting && setting->is_htaccess, r->pool);
    }
    copy = shelf->current;
    if (copy) {
        copy->users++;
    }
    apr_thread_mutex_unlock(lock);
    if (!copy) {
        return STM_ESTYLESHEET;
    }
    apr_pool_cleanup_register(r->pool, copy, end_of_use, apr_pool_cleanup_null);
    use->sheet = copy->sheet;
    use->changed_at = copy->changed_at;
    return APR_SUCCESS;
}
