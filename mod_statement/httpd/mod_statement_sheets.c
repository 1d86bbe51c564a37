#include "mod_statement_sheets.h"

#include <apr_file_info.h>
#include <apr_hash.h>
#include <apr_strings.h>
#include <apr_thread_mutex.h>
#include <string.h>

#include "mod_statement_copies.h"
#include "mod_statement_log.h"

/* What is known of one path. Guarded by lock. */
typedef struct shelf_t {
    stm_copy_t *current; /* its content is the sheet; NULL: none yet */
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
    stm_copy_t *copy = stm_copies_create();
    const stm_sheet_t *sheet;

    if (stm_sheet_load(&sheet, path, roots, problems, copy->pool)) {
        complain(shelf, path, is_editors, problems);
        stm_copies_let_go(copy);
        return;
    }
    copy->content = sheet;
    copy->digest = sheet->hash;
    copy->changed_at = newest_of(sheet->files, scratch_pool);
    stm_copies_replace(&shelf->current, copy);
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
    return !shelf->current || stm_sheet_is_stale(shelf->current->content, pool);
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

apr_status_t stm_sheets_acquire(stm_sheet_use_t *use, const stm_place_t *place, const char *path,
                                apr_pool_t *pool)
{
    const stm_format_setting_t *setting = stm_newsroom_setting(place, path);
    const char *full =
        *path == '/' ? path
                     : apr_pstrcat(pool, stm_config_server()->stylesheet_dir, "/", path, NULL);
    const char *key = apr_pstrcat(pool, full, "\n", setting ? setting->root : "", NULL);
    stm_copy_t *copy;
    shelf_t *shelf;

    apr_thread_mutex_lock(lock);
    shelf = find_shelf(key);
    if (is_due(shelf, place->config->refresh, pool)) {
        load(shelf, full, roots_for(setting, pool), setting && setting->is_htaccess, pool);
    }
    copy = shelf->current;
    if (copy) {
        stm_copies_use(copy, pool);
    }
    apr_thread_mutex_unlock(lock);
    if (!copy) {
        return STM_ESTYLESHEET;
    }
    use->sheet = copy->content;
    use->changed_at = copy->changed_at;
    return APR_SUCCESS;
}
