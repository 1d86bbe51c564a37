#include "httpd/shared/foreign_files.h"

#include <apr_sha1.h>
#include <apr_thread_mutex.h>
#include <string.h>

/* Newer ones take the place of older ones. */
#define MOST 1024

/* The coarsest stamps are of whole seconds. */
#define SETTLED apr_time_from_sec(2)

/* Of path and stamp: nobody can make a second pair with the same one. */
typedef struct mark_t {
    unsigned char digest[APR_SHA1_DIGESTSIZE];
} mark_t;

static mark_t marks[MOST];
static apr_thread_mutex_t *lock; /* of marks */

void stmh_foreign_child(void)
{
    apr_pool_t *pool;

    /* Not below the child's pool, which may go while requests still run. */
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_foreign");
    apr_thread_mutex_create(&lock, APR_THREAD_MUTEX_DEFAULT, pool);
}

static mark_t mark_of(const char *path, const stm_file_stamp_t *stamp)
{
    apr_int64_t parts[] = {stamp->inode, stamp->size, stamp->mtime, stamp->ctime};
    apr_sha1_ctx_t sha1;
    mark_t mark;

    apr_sha1_init(&sha1);
    apr_sha1_update_binary(&sha1, (const unsigned char *)parts, sizeof(parts));
    apr_sha1_update_binary(&sha1, (const unsigned char *)path, (unsigned)strlen(path));
    apr_sha1_final(mark.digest, &sha1);
    return mark;
}

static mark_t *place_of(const mark_t *mark)
{
    return &marks[(mark->digest[0] | mark->digest[1] << 8) % MOST];
}

int stmh_foreign_knows(const char *path, const stm_file_stamp_t *stamp)
{
    const mark_t mark = mark_of(path, stamp);
    int is_known;

    apr_thread_mutex_lock(lock);
    is_known = memcmp(place_of(&mark), &mark, sizeof(mark)) == 0;
    apr_thread_mutex_unlock(lock);
    return is_known;
}

void stmh_foreign_note(const char *path, const stm_file_stamp_t *stamp, apr_time_t moment)
{
    const mark_t mark = mark_of(path, stamp);
    apr_time_t changed_at = stamp->mtime > stamp->ctime ? stamp->mtime : stamp->ctime;

    if (moment - changed_at > SETTLED) {
        apr_thread_mutex_lock(lock);
        *place_of(&mark) = mark;
        apr_thread_mutex_unlock(lock);
    }
}
