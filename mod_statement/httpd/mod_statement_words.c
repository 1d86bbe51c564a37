#include "mod_statement_words.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <apr_thread_mutex.h>
#include <string.h>

#include "mod_statement_log.h"

/* Words that were loaded after the start. They go when they are no longer the current ones and
 * their last user has gone. */
typedef struct copy_t {
    const stm_words_t *words;
    apr_time_t changed_at;
    apr_pool_t *pool;
    int users; /* being current is one; guarded by lock */
} copy_t;

/* What tells whether the files have changed. */
typedef struct look_t {
    apr_time_t newest;
    apr_off_t bytes;
    int files;
} look_t;

static apr_thread_mutex_t *lock;
static apr_pool_t *words_pool; /* guarded by lock, as all below */
static copy_t *current;        /* NULL: those of the start */
static look_t last_look;
static apr_time_t looked_at;

static void look(look_t *seen, apr_pool_t *pool)
{
    const char *directory = apr_pstrcat(pool, stm_config_server()->stylesheet_dir, "/l10n", NULL);
    apr_finfo_t finfo;
    apr_dir_t *dir;

    memset(seen, 0, sizeof(*seen));
    if (apr_dir_open(&dir, directory, pool)) {
        return;
    }
    while (!apr_dir_read(&finfo, APR_FINFO_NAME, dir)) {
        const char *path = apr_pstrcat(pool, directory, "/", finfo.name, NULL);
        if (!strcmp(finfo.name, "..") || apr_stat(&finfo, path, APR_FINFO_MIN, pool)) {
            continue;
        }
        seen->files++;
        seen->bytes += finfo.filetype == APR_REG ? finfo.size : 0;
        if (finfo.mtime > seen->newest) {
            seen->newest = finfo.mtime;
        }
    }
    apr_dir_close(dir);
}

void stm_words_start(apr_pool_t *scratch_pool)
{
    look(&last_look, scratch_pool);
}

void stm_words_child(apr_pool_t *child_pool)
{
    (void)child_pool;
    /* Not below the child's pool, as with stylesheets. */
    apr_pool_create(&words_pool, NULL);
    apr_pool_tag(words_pool, "statement_words");
    apr_thread_mutex_create(&lock, APR_THREAD_MUTEX_DEFAULT, words_pool);
    current = NULL;
    looked_at = 0;
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

static void load(apr_time_t changed_at, apr_pool_t *scratch_pool)
{
    stm_problems_t *problems = stm_problems_create(scratch_pool);
    apr_pool_t *pool;
    copy_t *copy;

    apr_pool_create(&pool, words_pool);
    copy = apr_pcalloc(pool, sizeof(*copy));
    copy->pool = pool;
    copy->users = 1;
    copy->changed_at = changed_at;
    if (stm_words_load(&copy->words, stm_config_server()->stylesheet_dir, problems, pool)) {
        stm_log_start(problems);
        apr_pool_destroy(pool);
        return;
    }
    if (current) {
        let_go(current);
    }
    current = copy;
}

static void refresh(apr_interval_time_t span, apr_pool_t *pool)
{
    apr_time_t now = apr_time_now();
    look_t seen;

    if (looked_at && now >= looked_at && now - looked_at < span) {
        return;
    }
    looked_at = now;
    look(&seen, pool);
    if (seen.newest != last_look.newest || seen.bytes != last_look.bytes ||
        seen.files != last_look.files) {
        last_look = seen;
        load(seen.newest, pool);
    }
}

void stm_words_acquire(stm_words_use_t *use, request_rec *r, const stm_place_t *place)
{
    copy_t *copy;

    apr_thread_mutex_lock(lock);
    refresh(place->config->refresh, r->pool);
    copy = current;
    if (copy) {
        copy->users++;
    }
    apr_thread_mutex_unlock(lock);
    if (copy) {
        apr_pool_cleanup_register(r->pool, copy, end_of_use, apr_pool_cleanup_null);
    }
    use->words = copy ? copy->words : stm_config_server()->words;
    use->changed_at = copy ? copy->changed_at : 0;
}
