#include "httpd/shared/ui_words.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <apr_thread_mutex.h>
#include <string.h>

#include "httpd/runtime/log.h"
#include "httpd/shared/snapshots.h"

/* What tells whether the files have changed. */
typedef struct look_t {
    apr_time_t newest;
    apr_off_t bytes;
    int files;
} look_t;

static apr_thread_mutex_t *lock;
static stmh_snapshot_t *current; /* NULL: those of the start; guarded by lock, as all below */
static apr_time_t checked_at;
static int is_checked; /* somebody reads the files now, and has last_look to itself */
static look_t last_look;

static void look(look_t *seen, apr_pool_t *pool)
{
    const char *directory = apr_pstrcat(pool, stmh_config_server()->stylesheet_dir, "/l10n", NULL);
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

void stmh_ui_words_start(apr_pool_t *scratch_pool)
{
    look(&last_look, scratch_pool);
}

void stmh_ui_words_child(apr_pool_t *child_pool)
{
    apr_pool_t *pool;

    (void)child_pool;
    /* Not below the child's pool, as with stylesheets. */
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_ui_words");
    apr_thread_mutex_create(&lock, APR_THREAD_MUTEX_DEFAULT, pool);
    current = NULL;
    checked_at = 0;
    is_checked = 0;
}

/* NULL: they cannot be used, and what is there goes on. */
static stmh_snapshot_t *load(apr_time_t changed_at, apr_pool_t *scratch_pool)
{
    stm_problems_t *problems = stm_problems_create(scratch_pool);
    stmh_snapshot_t *copy = stmh_snapshots_create();
    const stm_ui_words_t *words;

    if (stm_ui_words_load(&words, stmh_config_server()->stylesheet_dir, problems, copy->pool)) {
        stmh_log_start(problems);
        stmh_snapshots_let_go(copy);
        return NULL;
    }
    copy->content = words;
    copy->digest = stm_ui_words_digest(words);
    copy->changed_at = changed_at;
    return copy;
}

static int is_due(apr_interval_time_t span)
{
    apr_time_t now = apr_time_now();

    return !is_checked && (!checked_at || now < checked_at || now - checked_at >= span);
}

/* Under the lock, which is free while files are read: nobody waits for a slow disk. */
static void refresh(apr_pool_t *pool)
{
    apr_time_t now = apr_time_now();
    stmh_snapshot_t *copy = NULL;
    look_t seen;

    is_checked = 1;
    apr_thread_mutex_unlock(lock);
    look(&seen, pool);
    if (seen.newest != last_look.newest || seen.bytes != last_look.bytes ||
        seen.files != last_look.files) {
        last_look = seen;
        copy = load(seen.newest, pool);
    }
    apr_thread_mutex_lock(lock);
    if (copy) {
        stmh_snapshots_replace(&current, copy);
    }
    checked_at = now;
    is_checked = 0;
}

void stmh_ui_words_acquire(stmh_ui_words_use_t *use, const stmh_mount_t *mount, apr_pool_t *pool)
{
    stmh_snapshot_t *copy;

    apr_thread_mutex_lock(lock);
    if (is_due(mount->config->refresh)) {
        refresh(pool);
    }
    copy = current;
    if (copy) {
        stmh_snapshots_use(copy, pool);
    }
    use->checked_at = checked_at;
    apr_thread_mutex_unlock(lock);
    use->words = copy ? copy->content : stmh_config_server()->words;
    use->digest = stm_ui_words_digest(use->words);
    use->changed_at = copy ? copy->changed_at : 0;
}
