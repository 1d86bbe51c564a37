#include "httpd/newsroom/registry.h"

#include <apr_file_io.h>
#include <apr_hash.h>
#include <apr_strings.h>
#include <apr_thread_mutex.h>
#include <http_log.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/state/database.h"
#include "httpd/runtime/log_once.h"

APLOG_USE_MODULE(statement);

/* What a file holds: texts, each closed by a zero byte, in this order. */
enum { ROOT, IDENTITY, ZONE, VALIDATE, MAX_BYTES, MAX_DEPTH, MAX_WORK, REFRESH, TEXTS };

#define OWNER_ONLY (APR_UREAD | APR_UWRITE | APR_UEXECUTE)

/* So many newsrooms are noted at most. */
#define MOST_NOTED 4096

/* How old what a child knows of a note may be: it may have been forgotten since. */
#define TRUST apr_time_from_sec(30)

typedef struct noted_t {
    const char *key;
    apr_time_t seen_at;
} noted_t;

static apr_thread_mutex_t *lock;
static apr_hash_t *noted;      /* key to noted_t, of this child's; guarded by lock */
static apr_hash_t *from_start; /* keys of newsrooms that sections name; set before the threads */

static const char *epoch; /* of this configuration; set before the children */

static const char *all_folders(const char *state_dir, apr_pool_t *pool)
{
    return apr_pstrcat(pool, state_dir, "/newsrooms", NULL);
}

const char *stmh_registry_folder(const char *state_dir, apr_pool_t *result_pool)
{
    return apr_pstrcat(result_pool, all_folders(state_dir, result_pool), "/", epoch, NULL);
}

/* The next file in @a folder, temporary ones too; NULL at the end. */
static const char *next_file(apr_dir_t *folder, apr_pool_t *pool)
{
    apr_finfo_t finfo;
    apr_status_t status;

    do {
        status = apr_dir_read(&finfo, APR_FINFO_NAME, folder);
    } while ((!status || status == APR_INCOMPLETE) &&
             (!strcmp(finfo.name, ".") || !strcmp(finfo.name, "..")));
    return status && status != APR_INCOMPLETE ? NULL : apr_pstrdup(pool, finfo.name);
}

void stmh_registry_start(apr_pool_t *pconf)
{
    epoch = apr_psprintf(pconf, "%" APR_UINT64_T_HEX_FMT "-%" APR_PID_T_FMT,
                         (apr_uint64_t)apr_time_now(), getpid());
}

/* What other versions have left here are files, not folders. */
static void remove_folder(const char *path, apr_pool_t *pool)
{
    apr_dir_t *folder;
    const char *name;

    if (!apr_dir_open(&folder, path, pool)) {
        while ((name = next_file(folder, pool))) {
            apr_file_remove(apr_pstrcat(pool, path, "/", name, NULL), pool);
        }
        apr_dir_close(folder);
    }
    if (apr_dir_remove(path, pool)) {
        apr_file_remove(path, pool);
    }
}

void stmh_registry_clear(const char *state_dir, apr_pool_t *scratch_pool)
{
    const char *path = all_folders(state_dir, scratch_pool), *name;
    apr_dir_t *folder;

    if (apr_dir_open(&folder, path, scratch_pool)) {
        return;
    }
    while ((name = next_file(folder, scratch_pool))) {
        if (strcmp(name, epoch)) {
            remove_folder(apr_pstrcat(scratch_pool, path, "/", name, NULL), scratch_pool);
        }
    }
    apr_dir_close(folder);
}

void stmh_registry_child(void)
{
    const apr_array_header_t *newsrooms = stmh_config_server()->newsrooms;
    apr_pool_t *pool;
    int i;

    /* The child's pool is every module's, and requests add to this one under a lock of ours. */
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_registry");
    apr_thread_mutex_create(&lock, APR_THREAD_MUTEX_DEFAULT, pool);
    noted = apr_hash_make(pool);
    from_start = apr_hash_make(pool);
    for (i = 0; i < newsrooms->nelts; i++) {
        const char *key = APR_ARRAY_IDX(newsrooms, i, stmh_known_newsroom_t).newsroom->key;
        apr_hash_set(from_start, key, APR_HASH_KEY_STRING, key);
    }
}

int stmh_registry_is_from_start(const char *key)
{
    return apr_hash_get(from_start, key, APR_HASH_KEY_STRING) != NULL;
}

static int is_folder(const char *path, apr_pool_t *pool)
{
    apr_finfo_t finfo;
    apr_status_t status = apr_stat(&finfo, path, APR_FINFO_TYPE, pool);

    return (!status || status == APR_INCOMPLETE) && finfo.filetype == APR_DIR;
}

int stmh_registry_is_expected(const stmh_mount_t *mount, apr_pool_t *scratch_pool)
{
    return mount->is_from_start || is_folder(mount->newsroom->root, scratch_pool);
}

/* As far as this child knows, and not for long. */
static int is_noted(const char *key, apr_time_t now)
{
    const noted_t *one;
    int is_there;

    apr_thread_mutex_lock(lock);
    one = apr_hash_get(noted, key, APR_HASH_KEY_STRING);
    is_there = one && now >= one->seen_at && now - one->seen_at < TRUST;
    apr_thread_mutex_unlock(lock);
    return is_there;
}

static int has_room(const char *key)
{
    int is_it;

    apr_thread_mutex_lock(lock);
    is_it = apr_hash_count(noted) < MOST_NOTED || apr_hash_get(noted, key, APR_HASH_KEY_STRING);
    apr_thread_mutex_unlock(lock);
    return is_it;
}

static void mark_noted(const char *key, apr_time_t now)
{
    apr_pool_t *pool = apr_hash_pool_get(noted);
    noted_t *one;

    apr_thread_mutex_lock(lock);
    one = apr_hash_get(noted, key, APR_HASH_KEY_STRING);
    if (!one) {
        one = apr_pcalloc(pool, sizeof(*one));
        one->key = apr_pstrdup(pool, key);
        apr_hash_set(noted, one->key, APR_HASH_KEY_STRING, one);
    }
    one->seen_at = now;
    apr_thread_mutex_unlock(lock);
}

static void complain_of_many(request_rec *r)
{
    if (stmh_log_once_is_first("too many newsrooms")) {
        ap_log_rerror(
            APLOG_MARK, APLOG_WARNING, 0, r,
            "STM0350: more than %d newsrooms were found through requests alone; lists and "
            "feeds of any others stay unavailable: name their folders in <Directory> "
            "sections",
            MOST_NOTED);
    }
}

static void complain_of_writing(request_rec *r, const char *root, const char *folder,
                                apr_status_t status)
{
    if (stmh_log_once_is_first(apr_pstrcat(r->pool, "cannot be noted: ", root, NULL))) {
        ap_log_rerror(APLOG_MARK, APLOG_ERR, status, r,
                      "STM0306: newsroom %s: it cannot be noted in %s, and its lists and feeds "
                      "stay unavailable; let the server's user write there",
                      root, folder);
    }
}

static apr_status_t put_text(apr_file_t *file, const char *text)
{
    return apr_file_write_full(file, text, strlen(text) + 1, NULL);
}

static apr_status_t write_newsroom(apr_file_t *file, const stmh_mount_t *mount, apr_pool_t *pool)
{
    const stm_newsroom_t *newsroom = mount->newsroom;
    const char *texts[TEXTS];
    apr_status_t status = APR_SUCCESS;
    int i;

    texts[ROOT] = newsroom->root;
    texts[IDENTITY] = newsroom->identity;
    texts[ZONE] = newsroom->set_zone ? stm_zone_name(newsroom->set_zone) : "";
    texts[VALIDATE] = apr_itoa(pool, newsroom->validate);
    texts[MAX_BYTES] = apr_off_t_toa(pool, newsroom->limits.max_bytes);
    texts[MAX_DEPTH] = apr_itoa(pool, newsroom->limits.max_depth);
    texts[MAX_WORK] = apr_psprintf(pool, "%" APR_UINT64_T_FMT, newsroom->limits.max_work);
    texts[REFRESH] = apr_psprintf(pool, "%" APR_INT64_T_FMT, mount->config->refresh);
    for (i = 0; i < TEXTS && !status; i++) {
        status = put_text(file, texts[i]);
    }
    return status;
}

/* The folder is made by the first that needs it. */
static apr_status_t open_beside(apr_file_t **file, char **temporary, const char *path,
                                apr_pool_t *pool)
{
    static const apr_int32_t flags = APR_CREATE | APR_WRITE | APR_EXCL | APR_BINARY;
    const char *state_dir = stmh_config_server()->state_dir;
    apr_status_t status;

    *temporary = apr_pstrcat(pool, path, ".XXXXXX", NULL);
    status = apr_file_mktemp(file, *temporary, flags, pool);
    if (APR_STATUS_IS_ENOENT(status)) {
        apr_dir_make(all_folders(state_dir, pool), OWNER_ONLY, pool);
        apr_dir_make(stmh_registry_folder(state_dir, pool), OWNER_ONLY, pool);
        *temporary = apr_pstrcat(pool, path, ".XXXXXX", NULL);
        status = apr_file_mktemp(file, *temporary, flags, pool);
    }
    return status;
}

static apr_status_t write_file(const char *path, const stmh_mount_t *mount, apr_pool_t *pool)
{
    char *temporary;
    apr_file_t *file;
    apr_status_t status = open_beside(&file, &temporary, path, pool);

    if (status) {
        return status;
    }
    status = write_newsroom(file, mount, pool);
    apr_file_close(file);
    if (!status) {
        status = apr_file_rename(temporary, path, pool);
    }
    if (status) {
        apr_file_remove(temporary, pool);
    }
    return status;
}

/* Another child may have done it. */
static apr_status_t write_missing(const char *path, const stmh_mount_t *mount, apr_pool_t *pool)
{
    apr_finfo_t finfo;

    return apr_stat(&finfo, path, APR_FINFO_TYPE, pool) ? write_file(path, mount, pool)
                                                        : APR_SUCCESS;
}

void stmh_registry_note(request_rec *r, const stmh_mount_t *mount)
{
    const char *key = mount->newsroom->key, *folder;
    apr_time_t now;
    apr_status_t status;

    if (mount->is_from_start) {
        return;
    }
    now = apr_time_now();
    if (is_noted(key, now) || !is_folder(mount->newsroom->root, r->pool)) {
        return;
    }
    if (!has_room(key)) {
        complain_of_many(r);
        return;
    }
    folder = stmh_registry_folder(stmh_config_server()->state_dir, r->pool);
    status = write_missing(apr_pstrcat(r->pool, folder, "/", key, NULL), mount, r->pool);
    if (status) {
        complain_of_writing(r, mount->newsroom->root, folder, status);
        return;
    }
    mark_noted(key, now);
}

void stmh_registry_forget(const char *state_dir, const char *newsroom, apr_pool_t *scratch_pool)
{
    apr_file_remove(apr_pstrcat(scratch_pool, stmh_registry_folder(state_dir, scratch_pool), "/",
                                newsroom, NULL),
                    scratch_pool);
}

/* Zero where the text does not hold all that it should. */
static int split(const char *texts[TEXTS], const char *bytes, apr_size_t size)
{
    const char *end = bytes + size;
    int i;

    for (i = 0; i < TEXTS && bytes < end; i++) {
        texts[i] = bytes;
        bytes += strlen(bytes) + 1;
    }
    return i == TEXTS && bytes == end;
}

static int parse(stmh_known_newsroom_t *known, const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    stm_newsroom_t *newsroom = apr_pcalloc(pool, sizeof(*newsroom));
    const char *texts[TEXTS];

    if (!split(texts, bytes, size) ||
        (*texts[ZONE] && stm_zone_load(&newsroom->set_zone, texts[ZONE], pool))) {
        return 0;
    }
    newsroom->root = newsroom->title = texts[ROOT];
    newsroom->identity = texts[IDENTITY];
    newsroom->lang = "en";
    newsroom->zone = newsroom->set_zone ? newsroom->set_zone : stm_zone_utc();
    newsroom->validate = (stm_validate_t)atoi(texts[VALIDATE]);
    newsroom->show = STM_SHOW_PUBLISHED;
    newsroom->limits.max_bytes = apr_atoi64(texts[MAX_BYTES]);
    newsroom->limits.max_depth = atoi(texts[MAX_DEPTH]);
    newsroom->limits.max_work = (apr_uint64_t)apr_atoi64(texts[MAX_WORK]);
    newsroom->key = stm_newsroom_key(newsroom->root, newsroom->set_zone, newsroom->validate,
                                     newsroom->identity, pool);
    known->newsroom = newsroom;
    known->refresh = apr_atoi64(texts[REFRESH]);
    known->metrics = stmh_metrics_of(newsroom->root, newsroom->identity, newsroom->key);
    known->base_url = NULL;
    known->tell = STM_TELL_LISTS; /* nobody knows what rules a request would meet */
    return known->refresh > 0;
}

static int read_newsroom(stmh_known_newsroom_t *known, const char *path, apr_pool_t *pool)
{
    apr_size_t size = 8192;
    char *bytes = apr_pcalloc(pool, size + 1);
    apr_file_t *file;
    apr_status_t status;

    if (!stm_database_is_file(path) ||
        apr_file_open(&file, path, APR_READ | APR_BINARY, APR_OS_DEFAULT, pool)) {
        return 0;
    }
    status = apr_file_read_full(file, bytes, size, &size);
    apr_file_close(file);
    return APR_STATUS_IS_EOF(status) && parse(known, bytes, size, pool);
}

apr_array_header_t *stmh_registry_read(const char *state_dir, apr_pool_t *result_pool)
{
    apr_array_header_t *newsrooms = apr_array_make(result_pool, 4, sizeof(stmh_known_newsroom_t));
    const char *path = stmh_registry_folder(state_dir, result_pool), *name;
    stmh_known_newsroom_t known;
    apr_dir_t *folder;

    if (apr_dir_open(&folder, path, result_pool)) {
        return newsrooms;
    }
    while ((name = next_file(folder, result_pool))) {
        if (!strchr(name, '.') &&
            read_newsroom(&known, apr_pstrcat(result_pool, path, "/", name, NULL), result_pool)) {
            APR_ARRAY_PUSH(newsrooms, stmh_known_newsroom_t) = known;
        }
    }
    apr_dir_close(folder);
    return newsrooms;
}
