#include "httpd/request/known_names.h"

#include <apr_strings.h>
#include <apr_thread_rwlock.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/fingerprint.h"
#include "core/site/spelling.h"
#include "httpd/request/unwritten.h"
#include "httpd/runtime/shutdown.h"
#include "httpd/shared/page_store.h"

/* Half a megabyte; a newsroom of more is asked each time. */
#define MOST_NAMES 65536

/* How often they are read at most, and tried to be where there are too many. */
#define PAUSE      apr_time_from_sec(1)
#define LONG_PAUSE apr_time_from_sec(60)

typedef struct stmh_known_names_t {
    apr_thread_rwlock_t *lock;
    apr_uint32_t slot;   /* of the newsroom's counter in core/state/generation */
    apr_uint64_t mark;   /* of that counter, read before; guarded by lock, as all below */
    apr_time_t next_at;  /* when they may be read again */
    apr_uint64_t *names; /* their hashes, in order; from malloc */
    int count;
} stmh_known_names_t;

static void fill(stmh_mount_t *mount, const server_rec *server, apr_pool_t *pool)
{
    stmh_known_names_t *known = apr_pcalloc(pool, sizeof(*known));

    (void)server;
    if (!apr_thread_rwlock_create(&known->lock, pool)) {
        known->slot = stm_generation_slot(mount->newsroom->key, NULL);
        known->mark = STM_GENERATION_UNKNOWN;
        mount->names = known;
    }
}

void stmh_known_names_child(void)
{
    stmh_mount_fill_with(fill);
}

/* Of a preview another module may know more; while nothing can be written, only the files do. */
static int may_be_known(const stmh_request_t *request)
{
    return request->r && request->mount->is_lasting && request->mount->names &&
           !request->previewed && !stmh_unwritten_is();
}

static apr_uint64_t mark_of(const stmh_known_names_t *known)
{
    return stm_generation_get(stmh_page_store_generation(), known->slot);
}

static apr_uint64_t hash_of(const char *name, apr_size_t size)
{
    return stm_fingerprint_short(name, size);
}

static int compare(const void *one, const void *other)
{
    const apr_uint64_t a = *(const apr_uint64_t *)one, b = *(const apr_uint64_t *)other;

    return (a > b) - (a < b);
}

/* Under lock. */
static int has(const stmh_known_names_t *known, const char *name, apr_size_t size)
{
    const apr_uint64_t hash = hash_of(name, size);

    return known->count &&
           bsearch(&hash, known->names, (size_t)known->count, sizeof(hash), compare);
}

/* "a" of "a.rss". */
static apr_size_t stem_size(const char *name)
{
    const char *dot = strrchr(name, '.');

    return dot && !strchr(dot, '/') ? (apr_size_t)(dot - name) : 0;
}

/* What has several spellings may be known in another one. */
int stmh_known_names_lack(const stmh_request_t *request, const char *name)
{
    stmh_known_names_t *known = request->mount->names;
    apr_uint64_t mark;
    int lacks;

    if (!may_be_known(request) || !stm_spelling_is_plain(name)) {
        return 0;
    }
    apr_thread_rwlock_rdlock(known->lock);
    mark = mark_of(known);
    lacks = mark != STM_GENERATION_UNKNOWN && known->mark == mark &&
            !has(known, name, strlen(name)) && !has(known, name, stem_size(name));
    apr_thread_rwlock_unlock(known->lock);
    return lacks;
}

/* What is being read. */
typedef struct reading_t {
    const stmh_request_t *request;
    stmh_lookup_t lookup; /* its handle is the request's or its own */
    apr_uint64_t *names;  /* room for all that are read */
    int count;
    apr_status_t status;
} reading_t;

static void add(void *baton, const char *name)
{
    reading_t *reading = baton;

    if (name) {
        reading->names[reading->count++] = hash_of(name, strlen(name));
    }
}

/* Before the first complete scan the catalog does not have all of them. */
static void read_all(void *baton)
{
    reading_t *reading = baton;
    const stmh_request_t *request = reading->request;
    const stmh_catalog_handle_t *handle = reading->lookup.handle;
    const char *newsroom = request->mount->newsroom->key;

    reading->status = stm_catalog_is_complete(handle->catalog, newsroom) ? APR_SUCCESS : APR_ENOENT;
    if (!reading->status) {
        reading->status =
            stm_catalog_each_name(handle->catalog, newsroom, MOST_NAMES + 1, add, reading);
    }
    if (!reading->status) {
        reading->status =
            stm_history_each_name(handle->history, newsroom, MOST_NAMES + 1, add, reading);
    }
    if (!reading->status && reading->count > MOST_NAMES) {
        reading->status = APR_ENOSPC;
    }
    if (!reading->status) {
        qsort(reading->names, (size_t)reading->count, sizeof(*reading->names), compare);
    }
}

/* Nothing is known where there is no memory. */
static void keep(stmh_known_names_t *known, const reading_t *reading, apr_uint64_t mark)
{
    const size_t size = (size_t)reading->count * sizeof(*known->names);

    apr_thread_rwlock_wrlock(known->lock);
    free(known->names);
    known->names = malloc(size + 1);
    known->count = known->names ? reading->count : 0;
    known->mark = known->names ? mark : STM_GENERATION_UNKNOWN;
    if (known->names) {
        memcpy(known->names, reading->names, size);
    }
    apr_thread_rwlock_unlock(known->lock);
}

/* With the handle that the request has, or with another for as long as it takes. */
static apr_status_t read_names(reading_t *reading)
{
    stmh_lookup_t *lookup = &reading->lookup;
    const int is_own = !lookup->handle;

    stmh_shutdown_hold();
    if (is_own) {
        stmh_lookup_acquire(reading->request, lookup);
    }
    if (lookup->handle && !lookup->is_late) {
        stmh_lookup_run(reading->request, lookup, read_all, reading);
    }
    if (is_own) {
        stmh_lookup_release(lookup);
    }
    return lookup->is_late ? APR_TIMEUP : reading->status;
}

/* Whether this request is the one to read them now. */
static int take_turn(stmh_known_names_t *known, apr_time_t moment)
{
    const apr_uint64_t mark = mark_of(known);
    int is_turn;

    apr_thread_rwlock_wrlock(known->lock);
    is_turn = mark != STM_GENERATION_UNKNOWN && mark != known->mark &&
              (moment >= known->next_at || known->next_at - moment > LONG_PAUSE);
    if (is_turn) {
        known->next_at = moment + PAUSE;
    }
    apr_thread_rwlock_unlock(known->lock);
    return is_turn;
}

void stmh_known_names_learn(const stmh_request_t *request, const stmh_lookup_t *lookup)
{
    stmh_known_names_t *known = request->mount->names;
    reading_t reading = {.request = request, .lookup = *lookup, .status = APR_ENOENT};
    apr_uint64_t mark;
    apr_status_t status;

    if (!may_be_known(request) || !take_turn(known, request->moment)) {
        return;
    }
    mark = mark_of(known);
    reading.names = malloc((size_t)2 * (MOST_NAMES + 1) * sizeof(*reading.names));
    if (!reading.names) {
        return;
    }
    status = read_names(&reading);
    if (!status) {
        keep(known, &reading, mark);
    }
    else if (status == APR_ENOSPC) {
        apr_thread_rwlock_wrlock(known->lock);
        known->next_at = request->moment + LONG_PAUSE;
        apr_thread_rwlock_unlock(known->lock);
    }
    free(reading.names);
}
