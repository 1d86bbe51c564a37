#include "core/page_store/store.h"

#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/base/hash.h"
#include "core/base/shared_file.h"
#include "core/page_store/internal.h"

/* How exactly it is known when a page was last asked for. */
#define ASKING apr_time_from_sec(60)

static void note_creation(stm_page_store_used_t *used)
{
    apr_time_t none = 0;

    __atomic_compare_exchange_n(&used->since, &none, apr_time_now(), 0, __ATOMIC_RELAXED,
                                __ATOMIC_RELAXED);
}

apr_status_t stm_page_store_open(stm_page_store_t **store, const char *state_dir,
                                 apr_off_t max_bytes, apr_pool_t *result_pool)
{
    stm_page_store_t *opened = apr_pcalloc(result_pool, sizeof(*opened));
    void *used;
    apr_status_t status;

    opened->folder = apr_pstrcat(result_pool, state_dir, "/pages", NULL);
    opened->max_bytes = max_bytes;
    if (mkdir(opened->folder, 0700) && errno != EEXIST) {
        return errno;
    }
    status = stm_shared_file_map(&used, apr_pstrcat(result_pool, opened->folder, "/used", NULL),
                                 sizeof(*opened->used), result_pool);
    if (status) {
        *store = NULL;
        return status;
    }
    opened->used = used;
    note_creation(opened->used);
    *store = opened;
    return APR_SUCCESS;
}

apr_status_t stm_page_store_find(stm_page_mapping_t **mapping, const stm_page_store_t *store,
                                 const char *key)
{
    char name[STM_PAGE_STORE_NAME];
    stm_page_record_t record;
    apr_status_t status;

    stm_page_store_name(name, key);
    status = stm_page_mapping_open(mapping, store, name);
    if (status) {
        return status;
    }
    stm_page_mapping_read(&record, *mapping);
    if (strcmp(record.key, key)) {
        stm_page_mapping_release(*mapping);
        *mapping = NULL;
        return APR_ENOENT;
    }
    return APR_SUCCESS;
}

void stm_page_store_touch(const stm_page_store_t *store, stm_page_mapping_t *mapping,
                          apr_time_t moment)
{
    const struct timespec times[2] = {{apr_time_sec(moment), 0}, {apr_time_sec(moment), 0}};
    char name[STM_PAGE_STORE_NAME], path[STM_PAGE_STORE_PATH];
    apr_time_t before = __atomic_load_n(&mapping->asked_at, __ATOMIC_RELAXED);
    stm_page_record_t record;

    if (moment >= before && moment - before < ASKING) {
        return;
    }
    __atomic_store_n(&mapping->asked_at, moment, __ATOMIC_RELAXED);
    stm_page_mapping_read(&record, mapping);
    stm_page_store_name(name, record.key);
    if (stm_page_store_path(path, store, name)) {
        (void)!utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW);
    }
}

/* What another has made with a newer view of the index will do for whoever looked before. */
static int is_as_new(apr_int64_t version, apr_int64_t wanted)
{
    return wanted < 0 ? version >= 0 || version <= wanted : version >= wanted;
}

int stm_page_store_is_current(const stm_page_record_t *record, const stm_page_origin_t *origin,
                              apr_time_t moment)
{
    return record->origin.instance == origin->instance &&
           is_as_new(record->origin.version, origin->version) &&
           stm_file_stamp_equals(&record->origin.stamp, &origin->stamp) &&
           !strcmp(record->origin.stylesheet_digest, origin->stylesheet_digest) &&
           record->valid_from <= moment && moment < record->valid_until;
}

apr_time_t stm_page_store_changed_at(const stm_page_record_t *former, const char *etag,
                                     apr_time_t floor, apr_time_t moment)
{
    apr_time_t now = apr_time_from_sec(apr_time_sec(moment)), next;

    if (!former) {
        return floor;
    }
    if (!strcmp(former->etag, etag)) {
        return former->changed_at;
    }
    next = apr_time_from_sec(apr_time_sec(former->changed_at) + 1);
    return next > now ? next : now;
}

apr_time_t stm_page_store_latest_change(const stm_page_store_t *store, const char *key,
                                        apr_time_t moment)
{
    char name[STM_PAGE_STORE_NAME], path[STM_PAGE_STORE_PATH];
    apr_time_t evicted, since = __atomic_load_n(&store->used->since, __ATOMIC_RELAXED);
    struct stat found;

    stm_page_store_name(name, key);
    if (!stm_page_store_path(path, store, name) || !lstat(path, &found)) {
        return moment;
    }
    evicted =
        __atomic_load_n(&store->used->evicted[stm_page_store_evicted_at(name)], __ATOMIC_ACQUIRE);
    return evicted > since ? evicted : since;
}

static void add_codings(stm_page_record_t *record, apr_pool_t *pool)
{
    const stm_page_body_t *plain = &record->bodies[STM_CODING_PLAIN];
    int coding;

    for (coding = STM_CODING_GZIP; coding < STM_CODINGS; coding++) {
        stm_page_body_t *body = &record->bodies[coding];
        if (!body->bytes && stm_coding_apply(&body->bytes, &body->size, (stm_coding_t)coding,
                                             plain->bytes, plain->size, pool)) {
            body->bytes = NULL;
            body->size = 0;
        }
    }
}

static apr_status_t write_pieces(int file, struct iovec *pieces, int count)
{
    while (count) {
        ssize_t written = writev(file, pieces, count);
        if (written < 0) {
            return errno;
        }
        while (count && (size_t)written >= pieces->iov_len) {
            written -= (ssize_t)pieces->iov_len;
            pieces++;
            count--;
        }
        if (count) {
            pieces->iov_base = (char *)pieces->iov_base + written;
            pieces->iov_len -= (size_t)written;
        }
    }
    return APR_SUCCESS;
}

/* Writes it beside its place, with the moment at which it was last asked for. */
static apr_status_t write_beside(const char *path, struct iovec *pieces, apr_time_t asked_at)
{
    const struct timespec times[2] = {{apr_time_sec(asked_at), 0}, {apr_time_sec(asked_at), 0}};
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    apr_status_t status;

    if (file < 0) {
        return errno;
    }
    status = write_pieces(file, pieces, STM_PAGE_STORE_PIECES);
    if (!status && futimens(file, times)) {
        status = errno;
    }
    if (close(file) && !status) {
        status = errno;
    }
    return status;
}

static apr_status_t make_folder(const char *path, apr_pool_t *pool)
{
    const char *folder = apr_pstrmemdup(pool, path, (apr_size_t)(strrchr(path, '/') - path));

    return mkdir(folder, 0700) && errno != EEXIST ? errno : APR_SUCCESS;
}

static apr_off_t bytes_at(const char *path)
{
    struct stat found;

    return lstat(path, &found) ? 0 : stm_page_store_bytes(&found);
}

static apr_off_t bytes_of(const struct iovec *pieces)
{
    struct stat found;
    int i;

    found.st_size = 0;
    for (i = 0; i < STM_PAGE_STORE_PIECES; i++) {
        found.st_size += (off_t)pieces[i].iov_len;
    }
    return stm_page_store_bytes(&found);
}

/* The one that trims comes ten times a second; a burst is stopped a little above the bound. */
static int has_room(const stm_page_store_t *store, apr_off_t bytes)
{
    apr_int64_t used = __atomic_load_n(&store->used->bytes, __ATOMIC_RELAXED);

    return bytes <= store->max_bytes && used + bytes <= store->max_bytes + store->max_bytes / 16;
}

apr_status_t stm_page_store_put(const stm_page_store_t *store, stm_page_record_t *record,
                                apr_time_t asked_at, apr_pool_t *scratch_pool)
{
    struct iovec pieces[STM_PAGE_STORE_PIECES];
    char name[STM_PAGE_STORE_NAME], path[STM_PAGE_STORE_PATH];
    const char *beside;
    apr_off_t bytes;
    apr_status_t status;

    stm_page_store_name(name, record->key);
    if (!stm_page_store_path(path, store, name)) {
        return APR_ENAMETOOLONG;
    }
    add_codings(record, scratch_pool);
    stm_page_record_encode(pieces, record, scratch_pool);
    bytes = bytes_of(pieces) - bytes_at(path);
    if (!has_room(store, bytes)) {
        return APR_EBUSY;
    }
    /* Only one writes a slot at a time; another process may have died while it did. */
    beside = apr_psprintf(scratch_pool, "%s.%" APR_PID_T_FMT ".%p", path, getpid(), (void *)pieces);
    status = make_folder(path, scratch_pool);
    if (!status) {
        status = write_beside(beside, pieces, asked_at);
    }
    if (!status && rename(beside, path)) {
        status = errno;
    }
    if (status) {
        unlink(beside);
        return status;
    }
    __atomic_add_fetch(&store->used->bytes, bytes, __ATOMIC_RELAXED);
    return APR_SUCCESS;
}
