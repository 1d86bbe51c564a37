#include "httpd/access/variance.h"

#include <apr_strings.h>
#include <apr_thread_cond.h>
#include <apr_thread_mutex.h>
#include <http_log.h>
#include <string.h>

#include "httpd/access/htaccess_rules.h"
#include "httpd/shared/catalog_handle.h"
#include "httpd/shared/page_store.h"
#include "httpd/shared/snapshots.h"

APLOG_USE_MODULE(statement);

#define MOST_VARIANCES 1024

/* Beyond, nobody knows what can differ. */
#define STORE_WAIT_MSEC 500
#define CHECK_WAIT      apr_time_from_msec(1500)

/* As long as nothing is known, everything is taken to differ. */
static const stmh_differences_t unknown = {.documents = 1,
                                           .readers = 1,
                                           .unaskable = "what is not known in time",
                                           .key = "",
                                           .is_late = 1};

typedef struct cached_t cached_t;

struct stmh_variance_t {
    const char *newsroom; /* its key */
    cached_t *cached;     /* NULL: the table is full */
    stmh_server_rules_t rules;
};

/* What .htaccess files and the catalog's folders add: content of a snapshot. */
typedef struct found_t {
    stmh_differences_t differences;
    const char *stamps; /* of the files and folders */
} found_t;

struct cached_t {
    const stmh_variance_t *variance;
    stmh_snapshot_t *current; /* a found_t; NULL: none yet. Guarded by lock, as what follows */
    apr_time_t checked_at;
    apr_uint64_t generation; /* of the catalog, before it was asked for folders */
    int is_being_checked;
};

static apr_pool_t *pool_of_all;    /* guarded by lock */
static apr_thread_mutex_t *lock;   /* for those who add; readers of a variance need none */
static apr_thread_cond_t *checked; /* with lock: one of the table has been checked */
static cached_t cached[MOST_VARIANCES];
static int cached_count; /* atomic: raised once the place below it is filled */

static stmh_variance_t *make_variance(const server_rec *server, const stmh_mount_t *mount,
                                      apr_pool_t *pool)
{
    stmh_variance_t *variance = apr_pcalloc(pool, sizeof(*variance));

    variance->newsroom = apr_pstrdup(pool, mount->newsroom->key);
    stmh_server_rules_read(&variance->rules, server, apr_pstrdup(pool, mount->newsroom->root),
                           apr_pstrdup(pool, mount->base_path), pool);
    return variance;
}

static cached_t *find(const server_rec *server, const stmh_mount_t *mount)
{
    int count = __atomic_load_n(&cached_count, __ATOMIC_ACQUIRE), i;

    for (i = 0; i < count; i++) {
        const stmh_variance_t *variance = cached[i].variance;
        if (variance->rules.server == server &&
            !strcmp(variance->rules.root, mount->newsroom->root) &&
            !strcmp(variance->rules.base_path, mount->base_path) &&
            !strcmp(variance->newsroom, mount->newsroom->key)) {
            return &cached[i];
        }
    }
    return NULL;
}

static const stmh_variance_t *keep(const server_rec *server, const stmh_mount_t *mount)
{
    stmh_variance_t *variance = make_variance(server, mount, pool_of_all);

    variance->cached = &cached[cached_count];
    cached[cached_count].variance = variance;
    __atomic_store_n(&cached_count, cached_count + 1, __ATOMIC_RELEASE);
    return variance;
}

static const stmh_variance_t *variance_of(const server_rec *server, const stmh_mount_t *mount,
                                          apr_pool_t *pool)
{
    const cached_t *one = find(server, mount);
    const stmh_variance_t *variance = NULL;

    if (one) {
        return one->variance;
    }
    apr_thread_mutex_lock(lock);
    one = find(server, mount);
    if (one) {
        variance = one->variance;
    }
    else if (cached_count < MOST_VARIANCES) {
        variance = keep(server, mount);
    }
    apr_thread_mutex_unlock(lock);
    return variance ? variance : make_variance(server, mount, pool);
}

static void fill(stmh_mount_t *mount, const server_rec *server, apr_pool_t *pool)
{
    mount->variance = variance_of(server, mount, pool);
}

void stmh_variance_child(void)
{
    /* Not below the child's pool, which may go while requests still run. */
    apr_pool_create(&pool_of_all, NULL);
    apr_pool_tag(pool_of_all, "statement_variance");
    apr_thread_mutex_create(&lock, APR_THREAD_MUTEX_DEFAULT, pool_of_all);
    apr_thread_cond_create(&checked, pool_of_all);
    stmh_mount_fill_with(fill);
}

int stmh_variance_is_for_all(const stmh_mount_t *mount)
{
    const stmh_variance_t *variance = mount->variance;

    return mount->newsroom->show != STM_SHOW_ALL &&
           !stmh_server_rules_need_disk(&variance->rules) &&
           !variance->rules.differences.documents && !variance->rules.differences.readers;
}

int stmh_variance_names(const stmh_variance_t *variance, const char *uri)
{
    apr_size_t size;
    int i;

    if (!variance->rules.parts->nelts) {
        return 0;
    }
    size = strlen(variance->rules.base_path);
    for (i = 0; i < variance->rules.parts->nelts; i++) {
        const stmh_survey_part_t *part =
            &APR_ARRAY_IDX(variance->rules.parts, i, stmh_survey_part_t);
        if (strncmp(uri, variance->rules.base_path, size) ||
            stmh_survey_part_holds(part, uri + size)) {
            return 1;
        }
    }
    return 0;
}

/* --- what lies on the disk */

/* Takes a handle of the catalog; *folders: NULL where there is none. APR_TIMEUP: there may be. */
static apr_status_t read_folders(apr_array_header_t **folders, const request_rec *r,
                                 const stmh_mount_t *mount, apr_pool_t *pool)
{
    stmh_catalog_handle_t *handle;
    apr_status_t status = stmh_catalog_handle_acquire(&handle, STORE_WAIT_MSEC, r->uri, pool);

    *folders = NULL;
    if (!status) {
        if (stm_catalog_folders(folders, handle->catalog, mount->newsroom->key, pool)) {
            *folders = NULL;
        }
        stmh_catalog_handle_release(handle, pool);
    }
    return APR_STATUS_IS_TIMEUP(status) ? status : APR_SUCCESS;
}

static stmh_snapshot_t *make_copy(const stmh_variance_t *variance, const stmh_rule_files_t *files,
                                  apr_pool_t *scratch_pool)
{
    stmh_snapshot_t *copy = stmh_snapshots_create();
    found_t *found = apr_pcalloc(copy->pool, sizeof(*found));

    stmh_rule_files_read(&found->differences, &variance->rules, files, copy->pool, scratch_pool);
    found->stamps = apr_pstrdup(copy->pool, files->stamps);
    copy->content = found;
    return copy;
}

static apr_uint64_t generation_of(const stmh_mount_t *mount)
{
    return stm_generation_get(stmh_page_store_generation(),
                              stm_generation_slot(mount->newsroom->key, NULL));
}

/* Who finds that a look is due takes it; others go on with what is known meanwhile, unless the
 * catalog may have folders of which nothing is known. Under the lock. */
static int is_current(cached_t *one, const stmh_mount_t *mount, apr_uint64_t generation)
{
    apr_time_t now = apr_time_now();

    if (!one->current || one->generation != generation || generation == STM_GENERATION_UNKNOWN) {
        return 0;
    }
    if (now >= one->checked_at && now - one->checked_at < mount->config->refresh) {
        return 1;
    }
    one->checked_at = now;
    return 0;
}

static const stmh_differences_t *use(stmh_snapshot_t *copy, apr_pool_t *pool)
{
    const found_t *found = copy->content;

    stmh_snapshots_use(copy, pool);
    return &found->differences;
}

/* Where nothing has changed, what is known goes on. NULL: something has. */
static const stmh_differences_t *confirm(cached_t *one, const char *stamps, apr_uint64_t generation,
                                         apr_pool_t *pool)
{
    const stmh_differences_t *differences = NULL;
    const found_t *found;

    apr_thread_mutex_lock(lock);
    found = one->current ? one->current->content : NULL;
    if (found && !strcmp(found->stamps, stamps)) {
        differences = use(one->current, pool);
        one->generation = generation;
        one->checked_at = apr_time_now();
    }
    apr_thread_mutex_unlock(lock);
    return differences;
}

static void replace(cached_t *one, stmh_snapshot_t *copy, apr_uint64_t generation)
{
    apr_thread_mutex_lock(lock);
    if (one->current) {
        stmh_snapshots_let_go(one->current);
    }
    one->current = copy;
    one->generation = generation;
    one->checked_at = apr_time_now();
    apr_thread_mutex_unlock(lock);
}

/* What is around it says: what is known where it is as it was. */
static const stmh_differences_t *refresh(cached_t *one, request_rec *r,
                                         const stmh_variance_t *variance,
                                         const stmh_rule_files_t *files, apr_uint64_t generation,
                                         apr_pool_t *pool)
{
    int is_kept = one && files->folders;
    const stmh_differences_t *differences =
        is_kept ? confirm(one, files->stamps, generation, r->pool) : NULL;
    stmh_snapshot_t *copy;

    if (differences) {
        return differences;
    }
    copy = make_copy(variance, files, pool);
    differences = use(copy, r->pool);
    stmh_differences_warn(&variance->rules, differences, pool);
    if (is_kept) {
        replace(one, copy, generation);
    }
    else {
        stmh_snapshots_let_go(copy);
    }
    return differences;
}

static const stmh_differences_t *check_now(cached_t *one, request_rec *r, const stmh_mount_t *mount,
                                           apr_uint64_t generation)
{
    const stmh_differences_t *differences = &unknown;
    apr_array_header_t *folders;
    apr_pool_t *pool;
    stmh_rule_files_t files;

    apr_pool_create(&pool, r->pool);
    if (!read_folders(&folders, r, mount, pool)) {
        files = stmh_rule_files_find(&mount->variance->rules, folders, pool);
        differences = refresh(one, r, mount->variance, &files, generation, pool);
    }
    apr_pool_destroy(pool);
    return differences;
}

/* What is known, perhaps once somebody has looked, who is waited for. NULL: this one has to. */
static const stmh_differences_t *find_known(cached_t *one, apr_uint64_t *generation,
                                            const stmh_mount_t *mount, apr_pool_t *pool)
{
    const stmh_differences_t *known = NULL;
    const apr_time_t until = apr_time_now() + CHECK_WAIT;
    apr_interval_time_t left = CHECK_WAIT;
    int is_known;

    apr_thread_mutex_lock(lock);
    is_known = is_current(one, mount, *generation);
    while (!is_known && one->is_being_checked && left > 0 && left <= CHECK_WAIT) {
        apr_thread_cond_timedwait(checked, lock, left);
        left = until - apr_time_now();
        *generation = generation_of(mount);
        is_known = is_current(one, mount, *generation);
    }
    if (is_known) {
        known = use(one->current, pool);
    }
    else if (one->is_being_checked) {
        known = &unknown;
    }
    else {
        one->is_being_checked = 1;
    }
    apr_thread_mutex_unlock(lock);
    return known;
}

static void end_check(cached_t *one)
{
    apr_thread_mutex_lock(lock);
    one->is_being_checked = 0;
    apr_thread_cond_broadcast(checked);
    apr_thread_mutex_unlock(lock);
}

const stmh_differences_t *stmh_variance_differences(request_rec *r, const stmh_mount_t *mount)
{
    const stmh_variance_t *variance = mount->variance;
    const stmh_differences_t *differences;
    cached_t *one = variance->cached;
    apr_uint64_t generation;

    if (!stmh_server_rules_need_disk(&variance->rules)) {
        return &variance->rules.differences;
    }
    generation = generation_of(mount);
    if (!one || generation == STM_GENERATION_UNKNOWN) {
        return check_now(one, r, mount, generation);
    }
    differences = find_known(one, &generation, mount, r->pool);
    if (!differences) {
        differences = check_now(one, r, mount, generation);
        end_check(one);
    }
    if (differences->is_late) {
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                      "STM0343: the rules in force in %s could not be determined in time; %s is "
                      "answered with 503",
                      variance->rules.root, r->uri);
    }
    return differences;
}

int stmh_variance_is_unchecked(const stmh_differences_t *differences, const char *folder,
                               apr_pool_t *scratch_pool)
{
    apr_size_t size = strlen(folder);

    return size && !differences->is_complete &&
           (!differences->folders ||
            !apr_hash_get(differences->folders, apr_pstrmemdup(scratch_pool, folder, size - 1),
                          APR_HASH_KEY_STRING));
}

int stmh_variance_is_unaskable(const request_rec *r, const stmh_mount_t *mount, const char *folder)
{
    const stmh_server_rules_t *rules = &mount->variance->rules;
    stmh_differences_t differences = {0};
    apr_array_header_t *folders;
    stmh_rule_files_t files;
    apr_pool_t *pool;
    int is_unaskable;

    apr_pool_create(&pool, r->pool);
    folders = apr_array_make(pool, 1, sizeof(const char *));
    APR_ARRAY_PUSH(folders, const char *) = folder;
    files = stmh_rule_files_find(rules, folders, pool);
    stmh_rule_files_read(&differences, rules, &files, pool, pool);
    is_unaskable = differences.unaskable != NULL;
    apr_pool_destroy(pool);
    return is_unaskable;
}
