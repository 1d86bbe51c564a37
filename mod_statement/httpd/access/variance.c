#include "httpd/access/variance.h"

#include <apr_strings.h>
#include <apr_thread_cond.h>
#include <apr_thread_mutex.h>
#include <http_core.h>
#include <http_log.h>
#include <string.h>

#include "httpd/access/dirconf.h"
#include "httpd/access/htaccess.h"
#include "httpd/access/modules.h"
#include "httpd/access/survey.h"
#include "httpd/config/sections.h"
#include "httpd/runtime/log_once.h"
#include "httpd/shared/catalog_handle.h"
#include "httpd/shared/page_store.h"
#include "httpd/shared/snapshots.h"

APLOG_USE_MODULE(statement);

#define MOST_VARIANCES 1024

/* Beyond, nobody knows what can differ. */
#define STORE_WAIT_MSEC 500
#define LOOK_WAIT       apr_time_from_msec(1500)

/* As long as nothing is known, everything is taken to differ. */
static const stmh_differences_t unknown = {.documents = 1,
                                           .readers = 1,
                                           .unaskable = "what is not known in time",
                                           .key = "",
                                           .is_late = 1};

typedef struct kept_t kept_t;

struct stmh_variance_t {
    const server_rec *server;
    const char *root, *base_path, *newsroom; /* the last: its key */
    kept_t *kept;                            /* NULL: it is not */
    int is_level;
    const apr_array_header_t *parts; /* stmh_survey_part_t */
    stmh_differences_t differences;  /* without what lies on the disk */
};

/* What .htaccess files and the catalog's folders add: content of a copy. */
typedef struct found_t {
    stmh_differences_t differences;
    const char *stamps; /* of the files and folders */
} found_t;

struct kept_t {
    const stmh_variance_t *variance;
    stmh_snapshot_t *current; /* a found_t; NULL: none yet. Guarded by lock, as what follows */
    apr_time_t checked_at;
    apr_uint64_t mark; /* of the catalog, before it was asked for folders */
    int is_checked;    /* somebody takes a look */
};

static apr_pool_t *kept_pool;         /* guarded by lock */
static apr_thread_mutex_t *lock;      /* for those who add; readers of a variance need none */
static apr_thread_cond_t *has_looked; /* with lock: somebody has taken a look */
static kept_t kept[MOST_VARIANCES];
static int kept_count; /* atomic: raised once the place below it is filled */

static int lies_below(const char *folder, const char *path)
{
    return !strncmp(folder, path, strlen(path)) && folder[strlen(path)] == '/';
}

/* Below the root .htaccess files and links never count. */
static int is_level(const server_rec *server, const char *root, apr_pool_t *pool)
{
    const apr_array_header_t *dirconfs = stmh_config_own(server)->dirconfs;
    int i;

    for (i = 0; i < dirconfs->nelts; i++) {
        const stmh_dirconf_t *dirconf = &APR_ARRAY_IDX(dirconfs, i, stmh_dirconf_t);
        if (lies_below(dirconf->folder, root) && !dirconf->vector) {
            return 0;
        }
    }
    return stmh_dirconf_of(server, apr_pstrcat(pool, root, "/", NULL)) != NULL;
}

/* Every symbolic link is followed as if it were the file. */
static int are_links_free(const server_rec *server, const char *root, apr_pool_t *pool)
{
    const core_dir_config *core =
        ap_get_core_module_config(stmh_sections_vector(server, root, pool));

    return (core->opts & (OPT_SYM_OWNER | OPT_SYM_LINKS)) == OPT_SYM_LINKS;
}

static const char *say(const ap_directive_t *directive, apr_pool_t *pool)
{
    return directive
               ? apr_psprintf(pool, "%s:%d: %s%s%s", directive->filename, directive->line_num,
                              directive->directive, *directive->args ? " " : "", directive->args)
               : NULL;
}

static void take_survey(stmh_differences_t *differences, stmh_survey_t *survey, apr_pool_t *pool)
{
    stmh_survey_finish(survey);
    differences->documents = survey->do_documents_differ;
    differences->readers = survey->do_readers_differ;
    differences->reads_host = survey->reads_host;
    differences->unaskable = say(survey->unaskable, pool);
}

static apr_array_header_t *copy_parts(const apr_array_header_t *parts, apr_pool_t *pool)
{
    apr_array_header_t *copies = apr_array_make(pool, parts->nelts, sizeof(stmh_survey_part_t));
    int i;

    for (i = 0; i < parts->nelts; i++) {
        stmh_survey_part_t part = APR_ARRAY_IDX(parts, i, stmh_survey_part_t);
        part.tail = apr_pstrdup(pool, part.tail);
        APR_ARRAY_PUSH(copies, stmh_survey_part_t) = part;
    }
    return copies;
}

static void survey_server(stmh_variance_t *variance, apr_pool_t *pool, apr_pool_t *scratch_pool)
{
    stmh_differences_t *differences = &variance->differences;
    stmh_survey_t survey;

    stmh_survey_start(&survey, variance->server, variance->root, variance->base_path, scratch_pool);
    stmh_survey_server(&survey);
    take_survey(differences, &survey, pool);
    differences->key = stm_hash_hex(&survey.hash, pool);
    variance->parts = copy_parts(survey.parts, pool);
    differences->documents |= !are_links_free(variance->server, variance->root, scratch_pool);
    variance->is_level = is_level(variance->server, variance->root, scratch_pool);
}

/* Folders that rules name are asked for in the catalog only where something hangs on that. */
static int needs_look(const stmh_variance_t *variance)
{
    return !variance->is_level || variance->parts->nelts;
}

static stmh_variance_t *make_variance(const server_rec *server, const stmh_mount_t *mount,
                                      apr_pool_t *pool)
{
    stmh_variance_t *variance = apr_pcalloc(pool, sizeof(*variance));
    apr_pool_t *scratch_pool;

    variance->server = server;
    variance->root = apr_pstrdup(pool, mount->newsroom->root);
    variance->base_path = apr_pstrdup(pool, mount->base_path);
    variance->newsroom = apr_pstrdup(pool, mount->newsroom->key);
    apr_pool_create(&scratch_pool, pool);
    survey_server(variance, pool, scratch_pool);
    apr_pool_destroy(scratch_pool);
    variance->differences.is_whole = !needs_look(variance);
    if (stmh_modules_have_stranger()) {
        variance->differences.documents = variance->differences.readers = 1;
    }
    return variance;
}

static kept_t *find(const server_rec *server, const stmh_mount_t *mount)
{
    int count = __atomic_load_n(&kept_count, __ATOMIC_ACQUIRE), i;

    for (i = 0; i < count; i++) {
        const stmh_variance_t *variance = kept[i].variance;
        if (variance->server == server && !strcmp(variance->root, mount->newsroom->root) &&
            !strcmp(variance->base_path, mount->base_path) &&
            !strcmp(variance->newsroom, mount->newsroom->key)) {
            return &kept[i];
        }
    }
    return NULL;
}

static const stmh_variance_t *keep(const server_rec *server, const stmh_mount_t *mount)
{
    stmh_variance_t *variance = make_variance(server, mount, kept_pool);

    variance->kept = &kept[kept_count];
    kept[kept_count].variance = variance;
    __atomic_store_n(&kept_count, kept_count + 1, __ATOMIC_RELEASE);
    return variance;
}

static const stmh_variance_t *variance_of(const server_rec *server, const stmh_mount_t *mount,
                                          apr_pool_t *pool)
{
    const kept_t *one = find(server, mount);
    const stmh_variance_t *variance = NULL;

    if (one) {
        return one->variance;
    }
    apr_thread_mutex_lock(lock);
    one = find(server, mount);
    if (one) {
        variance = one->variance;
    }
    else if (kept_count < MOST_VARIANCES) {
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
    apr_pool_create(&kept_pool, NULL);
    apr_pool_tag(kept_pool, "statement_variance");
    apr_thread_mutex_create(&lock, APR_THREAD_MUTEX_DEFAULT, kept_pool);
    apr_thread_cond_create(&has_looked, kept_pool);
    stmh_mount_fill_with(fill);
}

int stmh_variance_is_for_all(const stmh_mount_t *mount)
{
    const stmh_variance_t *variance = mount->variance;

    return mount->newsroom->show != STM_SHOW_ALL && !needs_look(variance) &&
           !variance->differences.documents && !variance->differences.readers;
}

/* Whether @a path is @a tail or lies below it. */
static int is_of_tail(const char *path, const char *tail)
{
    apr_size_t size = strlen(tail);

    return !strncmp(path, tail, size) && (!path[size] || path[size] == '/');
}

int stmh_variance_names(const stmh_variance_t *variance, const char *uri)
{
    apr_size_t size;
    int i;

    if (!variance->parts->nelts) {
        return 0;
    }
    size = strlen(variance->base_path);
    for (i = 0; i < variance->parts->nelts; i++) {
        const stmh_survey_part_t *part = &APR_ARRAY_IDX(variance->parts, i, stmh_survey_part_t);
        if (strncmp(uri, variance->base_path, size) || is_of_tail(uri + size, part->tail)) {
            return 1;
        }
    }
    return 0;
}

/* --- what lies on the disk */

/* All folders from the file system's root to that of the newsroom. */
static void find_above(apr_array_header_t *files, stm_hash_t *stamps,
                       const stmh_variance_t *variance, apr_pool_t *pool)
{
    const char *slash = variance->root;

    while (slash) {
        const char *folder = apr_pstrmemdup(pool, variance->root, slash - variance->root);
        stmh_htaccess_find(files, stamps, variance->server, folder, pool);
        slash = strchr(slash + 1, '/');
    }
    stmh_htaccess_find(files, stamps, variance->server, variance->root, pool);
}

/* A folder, and those on the way to it. */
static void find_below(apr_array_header_t *files, stm_hash_t *stamps,
                       const stmh_variance_t *variance, const char *folder, apr_hash_t *seen,
                       apr_pool_t *pool)
{
    const char *slash = folder;

    while ((slash = strchr(slash, '/'))) {
        const char *step = apr_pstrmemdup(pool, folder, slash++ - folder);
        if (!apr_hash_get(seen, step, APR_HASH_KEY_STRING)) {
            apr_hash_set(seen, step, APR_HASH_KEY_STRING, step);
            if (!variance->is_level) {
                stmh_htaccess_find(files, stamps, variance->server,
                                   apr_pstrcat(pool, variance->root, "/", step, NULL), pool);
            }
        }
    }
}

static void take_files(stmh_survey_t *survey, const apr_array_header_t *files)
{
    int i;

    for (i = 0; i < files->nelts; i++) {
        const stmh_htaccess_t *file = &APR_ARRAY_IDX(files, i, stmh_htaccess_t);
        ap_directive_t *tree;
        if (stmh_htaccess_read(&tree, file, survey->pool)) {
            survey->do_documents_differ = 1; /* httpd refuses all in its folder */
            continue;
        }
        stmh_survey_htaccess(survey, tree, file->folder);
    }
}

static void take_parts(stmh_differences_t *differences, const apr_array_header_t *parts,
                       const apr_array_header_t *folders)
{
    int i, j;

    for (i = 0; i < parts->nelts; i++) {
        const stmh_survey_part_t *part = &APR_ARRAY_IDX(parts, i, stmh_survey_part_t);
        for (j = 0; !folders || j < folders->nelts; j++) {
            if (!folders || is_of_tail(APR_ARRAY_IDX(folders, j, const char *), part->tail)) {
                differences->documents = 1;
                differences->readers |= part->do_readers_differ;
                break;
            }
        }
    }
}

/* What is looked at: the files that make rules, and the folders that hold statements. */
typedef struct scene_t {
    apr_array_header_t *files;         /* stmh_htaccess_t */
    const apr_array_header_t *folders; /* const char *; NULL: nobody knows which there are */
    apr_hash_t *seen;                  /* these and those above them, without a slash at the end */
    const char *stamps;
} scene_t;

static scene_t set_scene(const stmh_variance_t *variance, const apr_array_header_t *folders,
                         apr_pool_t *pool)
{
    scene_t scene = {apr_array_make(pool, 4, sizeof(stmh_htaccess_t)), folders, apr_hash_make(pool),
                     NULL};
    stm_hash_t stamps;
    int i;

    stm_hash_start(&stamps);
    if (!variance->is_level) {
        find_above(scene.files, &stamps, variance, pool);
    }
    for (i = 0; folders && i < folders->nelts; i++) {
        const char *folder = APR_ARRAY_IDX(folders, i, const char *);
        stm_hash_text(&stamps, folder);
        find_below(scene.files, &stamps, variance, folder, scene.seen, pool);
    }
    scene.stamps = stm_hash_hex(&stamps, pool);
    return scene;
}

static void add_stamps(stmh_survey_t *survey, const apr_array_header_t *files)
{
    int i;

    for (i = 0; i < files->nelts; i++) {
        stm_hash_text(&survey->hash, APR_ARRAY_IDX(files, i, stmh_htaccess_t).stamp);
    }
}

static apr_hash_t *copy_names(apr_hash_t *names, apr_pool_t *pool)
{
    apr_hash_t *copies = apr_hash_make(pool);

    for (apr_hash_index_t *i = apr_hash_first(NULL, names); i; i = apr_hash_next(i)) {
        const char *name = apr_pstrdup(pool, apr_hash_this_key(i));

        apr_hash_set(copies, name, APR_HASH_KEY_STRING, name);
    }
    return copies;
}

static void look(found_t *found, const stmh_variance_t *variance, const scene_t *scene,
                 apr_pool_t *result_pool, apr_pool_t *scratch_pool)
{
    stmh_differences_t *differences = &found->differences;
    stmh_survey_t survey;

    stmh_survey_start(&survey, variance->server, variance->root, variance->base_path, scratch_pool);
    stmh_survey_server(&survey);
    survey.do_documents_differ |= variance->differences.documents || !scene->folders;
    survey.do_readers_differ |= variance->differences.readers;
    take_files(&survey, scene->files);
    take_survey(differences, &survey, result_pool);
    take_parts(differences, survey.parts, scene->folders);
    add_stamps(&survey, scene->files);
    differences->key = stm_hash_hex(&survey.hash, result_pool);
    differences->folders = copy_names(scene->seen, result_pool);
    found->stamps = apr_pstrdup(result_pool, scene->stamps);
}

#define CLOSES                                                                                     \
    "the newsroom %s answers only at the addresses of its documents (NAME.xml): %s depends on "    \
    "something that only the request itself has, such as a variable that SetEnvIf sets by "        \
    "Request_URI; write the condition as <If> or Require expr on %%{REQUEST_URI}"

/* The start has reported what the server's own configuration says. One .htaccess file may close
 * several newsrooms below it. */
static void tell_unaskable(const stmh_variance_t *variance, const stmh_differences_t *differences,
                           apr_pool_t *pool)
{
    if (differences->unaskable && !variance->differences.unaskable &&
        stmh_log_once_is_first(
            apr_pstrcat(pool, variance->root, " ", differences->unaskable, NULL))) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, variance->server, "STM0345: " CLOSES,
                     variance->root, differences->unaskable);
    }
}

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

static stmh_snapshot_t *make_copy(const stmh_variance_t *variance, const scene_t *scene,
                                  apr_pool_t *scratch_pool)
{
    stmh_snapshot_t *copy = stmh_snapshots_create();
    found_t *found = apr_pcalloc(copy->pool, sizeof(*found));

    look(found, variance, scene, copy->pool, scratch_pool);
    copy->content = found;
    return copy;
}

static apr_uint64_t mark_of(const stmh_mount_t *mount)
{
    return stm_generation_get(stmh_page_store_generation(),
                              stm_generation_slot(mount->newsroom->key, NULL));
}

/* Who finds that a look is due takes it; others go on with what is known meanwhile, unless the
 * catalog may have folders of which nothing is known. Under the lock. */
static int is_current(kept_t *one, const stmh_mount_t *mount, apr_uint64_t mark)
{
    apr_time_t now = apr_time_now();

    if (!one->current || one->mark != mark || mark == STM_GENERATION_UNKNOWN) {
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
static const stmh_differences_t *confirm(kept_t *one, const char *stamps, apr_uint64_t mark,
                                         apr_pool_t *pool)
{
    const stmh_differences_t *differences = NULL;
    const found_t *found;

    apr_thread_mutex_lock(lock);
    found = one->current ? one->current->content : NULL;
    if (found && !strcmp(found->stamps, stamps)) {
        differences = use(one->current, pool);
        one->mark = mark;
        one->checked_at = apr_time_now();
    }
    apr_thread_mutex_unlock(lock);
    return differences;
}

static void replace(kept_t *one, stmh_snapshot_t *copy, apr_uint64_t mark)
{
    apr_thread_mutex_lock(lock);
    if (one->current) {
        stmh_snapshots_let_go(one->current);
    }
    one->current = copy;
    one->mark = mark;
    one->checked_at = apr_time_now();
    apr_thread_mutex_unlock(lock);
}

/* What the scene says: what is known where it is as it was. */
static const stmh_differences_t *take_look(kept_t *one, request_rec *r,
                                           const stmh_variance_t *variance, const scene_t *scene,
                                           apr_uint64_t mark, apr_pool_t *pool)
{
    int is_kept = one && scene->folders;
    const stmh_differences_t *differences =
        is_kept ? confirm(one, scene->stamps, mark, r->pool) : NULL;
    stmh_snapshot_t *copy;

    if (differences) {
        return differences;
    }
    copy = make_copy(variance, scene, pool);
    differences = use(copy, r->pool);
    tell_unaskable(variance, differences, pool);
    if (is_kept) {
        replace(one, copy, mark);
    }
    else {
        stmh_snapshots_let_go(copy);
    }
    return differences;
}

static const stmh_differences_t *look_now(kept_t *one, request_rec *r, const stmh_mount_t *mount,
                                          apr_uint64_t mark)
{
    const stmh_differences_t *differences = &unknown;
    apr_array_header_t *folders;
    apr_pool_t *pool;
    scene_t scene;

    apr_pool_create(&pool, r->pool);
    if (!read_folders(&folders, r, mount, pool)) {
        scene = set_scene(mount->variance, folders, pool);
        differences = take_look(one, r, mount->variance, &scene, mark, pool);
    }
    apr_pool_destroy(pool);
    return differences;
}

/* What is known, perhaps once somebody has looked, who is waited for. NULL: this one has to. */
static const stmh_differences_t *find_known(kept_t *one, apr_uint64_t *mark,
                                            const stmh_mount_t *mount, apr_pool_t *pool)
{
    const stmh_differences_t *known = NULL;
    const apr_time_t until = apr_time_now() + LOOK_WAIT;
    apr_interval_time_t left = LOOK_WAIT;
    int is_known;

    apr_thread_mutex_lock(lock);
    is_known = is_current(one, mount, *mark);
    while (!is_known && one->is_checked && left > 0 && left <= LOOK_WAIT) {
        apr_thread_cond_timedwait(has_looked, lock, left);
        left = until - apr_time_now();
        *mark = mark_of(mount);
        is_known = is_current(one, mount, *mark);
    }
    if (is_known) {
        known = use(one->current, pool);
    }
    else if (one->is_checked) {
        known = &unknown;
    }
    else {
        one->is_checked = 1;
    }
    apr_thread_mutex_unlock(lock);
    return known;
}

static void end_look(kept_t *one)
{
    apr_thread_mutex_lock(lock);
    one->is_checked = 0;
    apr_thread_cond_broadcast(has_looked);
    apr_thread_mutex_unlock(lock);
}

const stmh_differences_t *stmh_variance_differences(request_rec *r, const stmh_mount_t *mount)
{
    const stmh_variance_t *variance = mount->variance;
    const stmh_differences_t *differences;
    kept_t *one = variance->kept;
    apr_uint64_t mark;

    if (!needs_look(variance)) {
        return &variance->differences;
    }
    mark = mark_of(mount);
    if (!one || mark == STM_GENERATION_UNKNOWN) {
        return look_now(one, r, mount, mark);
    }
    differences = find_known(one, &mark, mount, r->pool);
    if (!differences) {
        differences = look_now(one, r, mount, mark);
        end_look(one);
    }
    if (differences->is_late) {
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                      "STM0343: the rules in force in %s could not be determined in time; %s is "
                      "answered with 503",
                      variance->root, r->uri);
    }
    return differences;
}

int stmh_variance_is_strange(const stmh_differences_t *differences, const char *folder,
                             apr_pool_t *scratch_pool)
{
    apr_size_t size = strlen(folder);

    return size && !differences->is_whole &&
           (!differences->folders ||
            !apr_hash_get(differences->folders, apr_pstrmemdup(scratch_pool, folder, size - 1),
                          APR_HASH_KEY_STRING));
}

int stmh_variance_is_unaskable(const request_rec *r, const stmh_mount_t *mount, const char *folder)
{
    const stmh_variance_t *variance = mount->variance;
    apr_array_header_t *folders;
    stmh_survey_t survey;
    scene_t scene;
    apr_pool_t *pool;
    int is_unaskable;

    apr_pool_create(&pool, r->pool);
    folders = apr_array_make(pool, 1, sizeof(const char *));
    APR_ARRAY_PUSH(folders, const char *) = folder;
    scene = set_scene(variance, folders, pool);
    stmh_survey_start(&survey, variance->server, variance->root, variance->base_path, pool);
    stmh_survey_server(&survey);
    take_files(&survey, scene.files);
    stmh_survey_finish(&survey);
    is_unaskable = survey.unaskable != NULL;
    apr_pool_destroy(pool);
    return is_unaskable;
}

/* --- at the start */

int stmh_variance_is_uniform(const server_rec *server, const char *root, apr_pool_t *pool)
{
    stmh_survey_t survey;
    apr_pool_t *scratch_pool;
    int is_uniform;

    apr_pool_create(&scratch_pool, pool);
    stmh_survey_start(&survey, server, root, NULL, scratch_pool);
    stmh_survey_server(&survey);
    stmh_survey_finish(&survey);
    is_uniform = !survey.do_documents_differ && !survey.do_readers_differ && !survey.unaskable &&
                 !survey.parts->nelts && are_links_free(server, root, scratch_pool) &&
                 is_level(server, root, scratch_pool) && !stmh_modules_have_stranger();
    apr_pool_destroy(scratch_pool);
    return is_uniform;
}

void stmh_variance_report(const server_rec *server, const char *root, const stmh_config_t *config,
                          apr_pool_t *pool)
{
    const char *module_name = stmh_modules_for_main_requests();
    apr_pool_t *scratch_pool;
    stmh_survey_t survey;

    apr_pool_create(&scratch_pool, pool);
    stmh_survey_start(&survey, server, root, NULL, scratch_pool);
    stmh_survey_server(&survey);
    stmh_survey_finish(&survey);
    if (survey.unaskable) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, server, "STM0340: " CLOSES, root,
                     say(survey.unaskable, scratch_pool));
    }
    if (survey.block_list) {
        ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, server,
                     "STM0341: %s denies some readers the newsroom %s, but its answers are public, "
                     "and shared caches serve them to everybody; set StatementAudience Private to "
                     "prevent that",
                     say(survey.block_list, scratch_pool), root);
    }
    if (survey.reader_rule && config->audience == STMH_AUDIENCE_PUBLIC) {
        ap_log_error(
            APLOG_MARK, APLOG_WARNING, 0, server,
            "STM0344: StatementAudience Public is set for the newsroom %s, which not all readers "
            "may read (%s): caches such as mod_cache keep its pages and serve them to everybody, "
            "without a login; set StatementAudience Auto unless you want that",
            root, say(survey.reader_rule, scratch_pool));
    }
    if (module_name) {
        ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, server,
                     "STM0342: %s checks main requests only: a statement of the newsroom %s that "
                     "it refuses still appears in lists and feeds",
                     module_name, root);
    }
    apr_pool_destroy(scratch_pool);
}
