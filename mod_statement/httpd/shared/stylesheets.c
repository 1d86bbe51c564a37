#include "httpd/shared/stylesheets.h"

#include <apr_file_info.h>
#include <apr_hash.h>
#include <apr_strings.h>
#include <http_log.h>
#include <http_main.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "core/base/hash.h"
#include "core/base/safe_open.h"
#include "httpd/runtime/log.h"
#include "httpd/runtime/log_once.h"
#include "httpd/runtime/thread.h"
#include "httpd/shared/snapshots.h"

APLOG_USE_MODULE(statement);

/* How long the parent compiles, and how large a stylesheet may be for it, with all it imports: some
 * three times what is built in. Children compile the rest when they need it. */
#define MOST_PREPARING      apr_time_from_sec(1)
#define MOST_PREPARED_BYTES (512 * 1024)

/* What is known of one path. Guarded by lock. */
typedef struct cached_t {
    stmh_snapshot_t *surveyed; /* its content is the sheet that lies there now, not compiled */
    stmh_snapshot_t *compiled; /* the last good one; NULL: none yet */
    char refused[STM_HASH_SHORT + 1]; /* digest of what did not compile; "": none */
    apr_time_t checked_at;
    apr_pool_t *complaint_pool;
    const char *complaint; /* what was last reported, so that it is reported once */
} cached_t;

/* Where a sheet is read from, and who answers for it. */
typedef struct source_t {
    const char *path;
    const apr_array_header_t *roots;
    int is_editors;
    apr_pool_t *pool; /* for this look */
} source_t;

/* How long a request waits while another one has a stylesheet compiled. */
#define PATIENCE_MSEC 1000

static pthread_mutex_t lock;
static apr_hash_t *cache;     /* path and root to cached_t; guarded by lock */
static apr_time_t started_at; /* the configuration; the parent's */

static apr_status_t forget(void *data)
{
    (void)data;
    cache = NULL;
    return APR_SUCCESS;
}

static apr_status_t let_all_go(void *data)
{
    (void)data;
    /* The end of a process takes them before the configuration. */
    if (!cache) {
        return APR_SUCCESS;
    }
    for (apr_hash_index_t *at = apr_hash_first(NULL, cache); at; at = apr_hash_next(at)) {
        cached_t *cached = apr_hash_this_val(at);
        stmh_snapshots_replace(&cached->surveyed, NULL);
        stmh_snapshots_replace(&cached->compiled, NULL);
    }
    apr_pool_destroy(apr_hash_pool_get(cache));
    return APR_SUCCESS;
}

void stmh_stylesheets_start(apr_pool_t *pconf)
{
    apr_pool_t *pool;

    /* Not below the configuration's pool, nor the child's: threads add to it, and a request that is
     * cut off by the child's end lets go of its sheets later than that. */
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_stylesheets");
    cache = apr_hash_make(pool);
    started_at = apr_time_now();
    apr_pool_cleanup_register(pool, NULL, forget, apr_pool_cleanup_null);
    apr_pool_cleanup_register(pconf, NULL, let_all_go, apr_pool_cleanup_null);
}

void stmh_stylesheets_child(apr_pool_t *child_pool)
{
    (void)child_pool;
    pthread_mutex_init(&lock, NULL);
}

static cached_t *find_cached(const char *key)
{
    cached_t *cached = apr_hash_get(cache, key, APR_HASH_KEY_STRING);
    apr_pool_t *pool = apr_hash_pool_get(cache);

    if (!cached) {
        cached = apr_pcalloc(pool, sizeof(*cached));
        apr_pool_create(&cached->complaint_pool, pool);
        apr_hash_set(cache, apr_pstrdup(pool, key), APR_HASH_KEY_STRING, cached);
    }
    return cached;
}

static apr_time_t newest_of(const apr_array_header_t *files, apr_pool_t *pool)
{
    apr_time_t newest = 0;
    apr_finfo_t finfo;

    for (int i = 0; i < files->nelts; i++) {
        if (!apr_stat(&finfo, APR_ARRAY_IDX(files, i, const char *), APR_FINFO_MTIME, pool) &&
            finfo.mtime > newest) {
            newest = finfo.mtime;
        }
    }
    return newest;
}

/* All children find the same fault; with another edit it is another one. */
static int is_first_of_all(const source_t *source, const char *complaint)
{
    apr_finfo_t finfo;

    if (apr_stat(&finfo, source->path, APR_FINFO_MTIME, source->pool)) {
        finfo.mtime = 0;
    }
    return stmh_log_once_is_first(apr_psprintf(source->pool, "%s %" APR_TIME_T_FMT " %s",
                                               source->path, finfo.mtime, complaint));
}

static void complain(cached_t *cached, const source_t *source, const stm_problems_t *problems)
{
    const char *complaint = stm_problems_json(problems, source->pool);

    if (!cached->complaint || strcmp(cached->complaint, complaint)) {
        if (is_first_of_all(source, complaint)) {
            stmh_log_sheet(source->path, source->is_editors, problems);
        }
        apr_pool_clear(cached->complaint_pool);
        cached->complaint = apr_pstrdup(cached->complaint_pool, complaint);
    }
}

/* How a sheet is read: compiled, or only looked at. */
typedef apr_status_t (*load_t)(const stm_stylesheet_t **sheet, const char *path,
                               const apr_array_header_t *roots, stm_problems_t *problems,
                               apr_pool_t *result_pool);

/* A new copy, read from the disk. A status of @a load, with problems, where it cannot be used. */
static apr_status_t load_copy(stmh_snapshot_t **copy, load_t load, const source_t *source,
                              stm_problems_t *problems)
{
    stmh_snapshot_t *loaded = stmh_snapshots_create();
    const stm_stylesheet_t *sheet;
    apr_status_t status = load(&sheet, source->path, source->roots, problems, loaded->pool);

    if (status) {
        stmh_snapshots_let_go(loaded);
        return status;
    }
    loaded->content = sheet;
    loaded->digest = sheet->hash;
    loaded->changed_at = newest_of(sheet->files, source->pool);
    *copy = loaded;
    return APR_SUCCESS;
}

/* What may be in order the next time. */
static int is_for_now(apr_status_t status)
{
    return APR_STATUS_IS_EBUSY(status) || APR_STATUS_IS_ENOMEM(status);
}

/* The same, with a complaint, unless it is one for now. */
static apr_status_t read_copy(stmh_snapshot_t **copy, cached_t *cached, load_t load,
                              const source_t *source)
{
    stm_problems_t *problems = stm_problems_create(source->pool);
    apr_status_t status = load_copy(copy, load, source, problems);

    if (status && !is_for_now(status)) {
        complain(cached, source, problems);
    }
    return status;
}

static int is_due(const cached_t *cached, apr_interval_time_t refresh, apr_time_t now)
{
    return !cached->checked_at || now < cached->checked_at || now - cached->checked_at >= refresh;
}

/* What lies there, once it is older than @a refresh. */
static void look(cached_t *cached, const source_t *source, apr_interval_time_t refresh)
{
    apr_time_t now = apr_time_now();
    stmh_snapshot_t *copy;

    if (!is_due(cached, refresh, now)) {
        return;
    }
    cached->checked_at = now;
    if ((!cached->surveyed || stm_stylesheet_is_stale(cached->surveyed->content, source->pool)) &&
        !read_copy(&copy, cached, stm_stylesheet_survey, source)) {
        stmh_snapshots_replace(&cached->surveyed, copy);
    }
}

static int is_same(const char *digest, const stmh_snapshot_t *copy)
{
    return copy && !strcmp(digest, copy->digest);
}

/* What is wrong again after it was well is said again. */
static void forget_complaint(cached_t *cached)
{
    *cached->refused = '\0';
    cached->complaint = NULL;
    apr_pool_clear(cached->complaint_pool);
}

/* Has what lies there compiled, unless it is already, or is known not to. */
static void compile(cached_t *cached, const source_t *source)
{
    stmh_snapshot_t *copy;
    apr_status_t status;

    if (!cached->surveyed || is_same(cached->refused, cached->surveyed)) {
        return;
    }
    if (is_same(cached->surveyed->digest, cached->compiled)) {
        forget_complaint(cached);
        return;
    }
    status = read_copy(&copy, cached, stm_stylesheet_load, source);
    if (status) {
        if (!is_for_now(status)) {
            apr_cpystrn(cached->refused, cached->surveyed->digest, sizeof(cached->refused));
        }
        return;
    }
    ap_log_error(APLOG_MARK, APLOG_DEBUG, 0, ap_server_conf, "STM0704: compiled %s", source->path);
    stmh_snapshots_replace(&cached->compiled, copy);
    forget_complaint(cached);
}

/* Where a stylesheet may read: the stylesheet directory, and an own one's folder. */
static apr_array_header_t *roots_for(const stmh_format_setting_t *setting, apr_pool_t *pool)
{
    apr_array_header_t *roots = apr_array_make(pool, 2, sizeof(const char *));

    APR_ARRAY_PUSH(roots, const char *) = stmh_config_server()->stylesheet_dir;
    if (setting) {
        APR_ARRAY_PUSH(roots, const char *) = setting->root;
    }
    return roots;
}

/* Where @a path is read from, and what is cached of it. Under lock. */
static cached_t *cached_for(source_t *source, const stmh_mount_t *mount, const char *path,
                            apr_pool_t *pool)
{
    const stmh_format_setting_t *setting = stmh_newsroom_setting(mount, path);

    source->path = *path == '/'
                       ? path
                       : apr_pstrcat(pool, stmh_config_server()->stylesheet_dir, "/", path, NULL);
    source->roots = roots_for(setting, pool);
    source->is_editors = setting && setting->is_htaccess;
    source->pool = pool;
    return find_cached(apr_pstrcat(pool, source->path, "\n", setting ? setting->root : "", NULL));
}

/* Who is not root has nothing that others could want of him. */
static int is_for_parent(const char *file, apr_pool_t *pool)
{
    return geteuid() != 0 || stm_safe_open_is_root_only(file, pool);
}

/* Whether the parent may compile it for all children. It is root, so only what the server's
 * configuration names and only root can write, and no more than takes a moment. */
static int may_prepare(const source_t *source)
{
    const stm_stylesheet_t *sheet;
    apr_off_t bytes = 0;

    if (source->is_editors || apr_time_now() - started_at > MOST_PREPARING ||
        !is_for_parent(source->path, source->pool) ||
        stm_stylesheet_survey(&sheet, source->path, source->roots,
                              stm_problems_create(source->pool), source->pool)) {
        return 0;
    }
    for (int i = 0; i < sheet->files->nelts; i++) {
        bytes += APR_ARRAY_IDX(sheet->stamps, i, apr_finfo_t).size;
        if (!is_for_parent(APR_ARRAY_IDX(sheet->files, i, const char *), source->pool)) {
            return 0;
        }
    }
    return bytes <= MOST_PREPARED_BYTES;
}

static void prepare(const stmh_mount_t *mount, const char *path, apr_pool_t *pool)
{
    source_t source;
    cached_t *cached = cached_for(&source, mount, path, pool);
    stmh_snapshot_t *copy;

    if (!cached->compiled && may_prepare(&source) &&
        !load_copy(&copy, stm_stylesheet_load, &source, stm_problems_create(pool))) {
        cached->compiled = cached->surveyed = copy;
        copy->users++;
    }
}

void stmh_stylesheets_prepare(const stm_newsroom_t *newsroom, const stmh_config_t *config,
                              apr_pool_t *pool)
{
    stmh_mount_t mount = {.newsroom = newsroom, .config = config};
    apr_pool_t *scratch_pool;
    int i;

    apr_pool_create(&scratch_pool, pool);
    mount.formats = stmh_newsroom_formats(config, scratch_pool);
    for (i = 0; i < mount.formats->nelts; i++) {
        const stm_format_t *format = &APR_ARRAY_IDX(mount.formats, i, stm_format_t);
        if (format->statement_sheet) {
            prepare(&mount, format->statement_sheet, scratch_pool);
        }
        if (format->list_sheet) {
            prepare(&mount, format->list_sheet, scratch_pool);
        }
    }
    apr_pool_destroy(scratch_pool);
}

/* Locks what is cached of @a path, with a look at what lies there. NULL where that takes too long.
 */
static cached_t *lock_cached(source_t *source, const stmh_mount_t *mount, const char *path,
                             apr_pool_t *pool)
{
    cached_t *cached;

    if (!stmh_thread_lock(&lock, PATIENCE_MSEC)) {
        return NULL;
    }
    cached = cached_for(source, mount, path, pool);
    look(cached, source, mount->config->refresh);
    return cached;
}

static apr_status_t use_copy(stmh_stylesheet_use_t *use, stmh_snapshot_t *copy)
{
    if (!copy) {
        return STM_ESTYLESHEET;
    }
    use->sheet = copy->content;
    use->changed_at = copy->changed_at;
    return APR_SUCCESS;
}

apr_status_t stmh_stylesheets_acquire(stmh_stylesheet_use_t *use, const stmh_mount_t *mount,
                                      const char *path, apr_pool_t *pool)
{
    source_t source;
    cached_t *cached = lock_cached(&source, mount, path, pool);
    stmh_snapshot_t *copy;

    if (!cached) {
        return APR_TIMEUP;
    }
    compile(cached, &source);
    copy = cached->compiled;
    if (copy) {
        stmh_snapshots_use(copy, pool);
    }
    pthread_mutex_unlock(&lock);
    return use_copy(use, copy);
}

apr_status_t stmh_stylesheets_digest(const char **digest, apr_time_t *checked_at,
                                     const stmh_mount_t *mount, const char *path, apr_pool_t *pool)
{
    source_t source;
    cached_t *cached = lock_cached(&source, mount, path, pool);
    const stmh_snapshot_t *copy;

    if (!cached) {
        return APR_TIMEUP;
    }
    copy = cached->surveyed;
    if (cached->compiled && (!copy || is_same(cached->refused, copy))) {
        copy = cached->compiled;
    }
    *digest = copy ? apr_pstrdup(pool, copy->digest) : NULL;
    *checked_at = cached->checked_at;
    pthread_mutex_unlock(&lock);
    return copy ? APR_SUCCESS : STM_ESTYLESHEET;
}
