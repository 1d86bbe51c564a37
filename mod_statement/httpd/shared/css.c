#include "httpd/shared/css.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <apr_thread_mutex.h>
#include <string.h>

#include "core/base/fingerprint.h"
#include "core/catalog/index.h"
#include "core/xml/document.h"
#include "httpd/shared/snapshots.h"

#define FINGERPRINT_SIZE 16

static apr_thread_mutex_t *lock;
static stmh_snapshot_t *current; /* NULL: nothing that can be read; guarded by lock, as all below */
static apr_time_t checked_at;
static int is_checked;              /* somebody reads the file now, and has last_stamp to itself */
static stm_file_stamp_t last_stamp; /* of what current was read from */

void stmh_css_child(void)
{
    apr_pool_t *pool;

    /* Not below the child's pool, as with stylesheets. */
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_css");
    apr_thread_mutex_create(&lock, APR_THREAD_MUTEX_DEFAULT, pool);
}

static void code(stmh_css_file_t *style, apr_pool_t *pool)
{
    const stm_page_body_t *plain = &style->bodies[STM_CODING_PLAIN];
    int i;

    for (i = STM_CODING_GZIP; i < STM_CODINGS; i++) {
        stm_page_body_t *body = &style->bodies[i];
        if (stm_coding_apply(&body->bytes, &body->size, (stm_coding_t)i, plain->bytes, plain->size,
                             pool)) {
            body->bytes = NULL;
        }
    }
}

/* NULL: it cannot be read. */
static stmh_snapshot_t *load(const char *path, const apr_finfo_t *finfo, apr_pool_t *scratch_pool)
{
    stmh_snapshot_t *copy = stmh_snapshots_create();
    stmh_css_file_t *style = apr_pcalloc(copy->pool, sizeof(*style));
    stm_page_body_t *plain = &style->bodies[STM_CODING_PLAIN];

    if (stm_document_bytes(&plain->bytes, &plain->size, path, path, &stm_limits_default,
                           stm_problems_create(scratch_pool), copy->pool)) {
        stmh_snapshots_let_go(copy);
        return NULL;
    }
    style->etag = stm_fingerprint(plain->bytes, plain->size, copy->pool);
    style->fingerprint = apr_pstrmemdup(copy->pool, style->etag, FINGERPRINT_SIZE);
    style->etag = apr_pstrcat(copy->pool, "\"", style->etag, "\"", NULL);
    style->written_at = finfo->mtime;
    style->changed_at = finfo->mtime > finfo->ctime ? finfo->mtime : finfo->ctime;
    code(style, copy->pool);
    copy->content = style;
    return copy;
}

/* NULL: it is as it was, or cannot be read. */
static stmh_snapshot_t *look(int is_known, apr_pool_t *pool)
{
    const char *path =
        apr_pstrcat(pool, stmh_config_server()->stylesheet_dir, "/statement.css", NULL);
    stm_file_stamp_t stamp;
    apr_finfo_t finfo;

    if (apr_stat(&finfo, path, APR_FINFO_MIN | APR_FINFO_INODE, pool)) {
        return NULL;
    }
    stamp = stm_file_stamp(&finfo);
    if (is_known && stm_file_stamp_equals(&stamp, &last_stamp)) {
        return NULL;
    }
    last_stamp = stamp;
    return load(path, &finfo, pool);
}

static int is_due(apr_interval_time_t span)
{
    apr_time_t now = apr_time_now();

    return !is_checked && (!checked_at || now < checked_at || now - checked_at >= span);
}

/* Under the lock, which is free while the file is read, but for the first time: nobody has anything
 * to go on with then. */
static void refresh_copy(apr_pool_t *pool)
{
    const apr_time_t now = apr_time_now();
    const int is_first = !checked_at, is_known = current != NULL;
    stmh_snapshot_t *copy;

    is_checked = 1;
    if (!is_first) {
        apr_thread_mutex_unlock(lock);
    }
    copy = look(is_known, pool);
    if (!is_first) {
        apr_thread_mutex_lock(lock);
    }
    if (copy) {
        stmh_snapshots_replace(&current, copy);
    }
    checked_at = now;
    is_checked = 0;
}

void stmh_css_acquire(stmh_css_file_t *style, apr_interval_time_t refresh, apr_pool_t *pool)
{
    static const stmh_css_file_t none = {.fingerprint = ""};

    apr_thread_mutex_lock(lock);
    if (is_due(refresh)) {
        refresh_copy(pool);
    }
    if (current) {
        stmh_snapshots_use(current, pool);
    }
    *style = current ? *(const stmh_css_file_t *)current->content : none;
    style->checked_at = checked_at;
    apr_thread_mutex_unlock(lock);
}

const char *stmh_css_address(const stmh_mount_t *mount, const stmh_css_file_t *style,
                             apr_pool_t *pool)
{
    return *style->fingerprint ? apr_pstrcat(pool, mount->style, "?v=", style->fingerprint, NULL)
                               : mount->style;
}

int stmh_css_is_named(const stmh_css_file_t *style, const char *query)
{
    return *style->fingerprint && query && !strncmp(query, "v=", 2) &&
           !strcmp(query + 2, style->fingerprint);
}
