#include "httpd/any_xml/kept.h"

#include <apr_thread_mutex.h>
#include <stdlib.h>
#include <string.h>

#include "httpd/runtime/idle_trim.h"

#define MOST 32

/* Of one; the longest stylesheets take milliseconds to be applied. */
#define LONGEST ((apr_size_t)256 * 1024)

#define NAME 33 /* digits of a fingerprint, and a zero */

typedef struct bytes_t {
    int users; /* atomic; the table is one */
    char bytes[];
} bytes_t;

/* Guarded by lock. */
static struct {
    char name[NAME];
    bytes_t *bytes; /* NULL: free */
    apr_size_t size;
    apr_time_t changed_at, read_at;
    int is_private;
} kept[MOST];

static apr_thread_mutex_t *lock;
static int next; /* gives way */

static apr_status_t release(void *data)
{
    bytes_t *bytes = data;

    if (__atomic_sub_fetch(&bytes->users, 1, __ATOMIC_ACQ_REL) == 0) {
        free(bytes);
    }
    return APR_SUCCESS;
}

static void drop(int place)
{
    if (kept[place].bytes) {
        release(kept[place].bytes);
    }
    kept[place].bytes = NULL;
}

static void release_idle(void)
{
    int i;

    apr_thread_mutex_lock(lock);
    for (i = 0; i < MOST; i++) {
        drop(i);
    }
    apr_thread_mutex_unlock(lock);
}

void stmh_any_kept_child(void)
{
    apr_pool_t *pool;

    /* Not below the child's pool, which goes before requests that are cut off by its end. */
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_any_kept");
    apr_thread_mutex_create(&lock, APR_THREAD_MUTEX_DEFAULT, pool);
    stmh_idle_trim_register(release_idle);
}

/* -1: nowhere. */
static int place_of(const char *name)
{
    int i;

    for (i = 0; i < MOST; i++) {
        if (kept[i].bytes && strcmp(kept[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

int stmh_any_kept_find(stmh_any_fetched_t *fetched, const char *name, apr_time_t since,
                       apr_pool_t *pool)
{
    bytes_t *bytes = NULL;
    int place;

    apr_thread_mutex_lock(lock);
    place = place_of(name);
    if (place >= 0 && kept[place].read_at >= since) {
        bytes = kept[place].bytes;
        __atomic_add_fetch(&bytes->users, 1, __ATOMIC_ACQ_REL);
        fetched->result.bytes = bytes->bytes;
        fetched->result.size = kept[place].size;
        fetched->read_at = kept[place].read_at;
        fetched->changed_at = kept[place].changed_at;
        fetched->is_private = kept[place].is_private;
    }
    apr_thread_mutex_unlock(lock);
    if (bytes) {
        apr_pool_cleanup_register(pool, bytes, release, apr_pool_cleanup_null);
    }
    return bytes != NULL;
}

void stmh_any_kept_put(const char *name, const stmh_any_fetched_t *fetched)
{
    const apr_size_t size = fetched->result.size;
    bytes_t *bytes;
    int place;

    if (size > LONGEST || fetched->result.url || !(bytes = malloc(sizeof(*bytes) + size + 1))) {
        return;
    }
    bytes->users = 1;
    memcpy(bytes->bytes, fetched->result.bytes, size);
    bytes->bytes[size] = '\0';
    apr_thread_mutex_lock(lock);
    place = place_of(name);
    if (place < 0) {
        place = next;
        next = (next + 1) % MOST;
    }
    drop(place);
    memcpy(kept[place].name, name, NAME);
    kept[place].bytes = bytes;
    kept[place].size = size;
    kept[place].changed_at = fetched->changed_at;
    kept[place].read_at = fetched->read_at;
    kept[place].is_private = fetched->is_private;
    apr_thread_mutex_unlock(lock);
}
