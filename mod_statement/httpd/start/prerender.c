#include "httpd/start/prerender.h"

#include <apr_strings.h>
#include <string.h>

#include "core/site/statement.h"
#include "httpd/access/variance.h"
#include "httpd/handlers/lists.h"
#include "httpd/handlers/page.h"
#include "httpd/newsroom/mounts.h"
#include "httpd/page_cache/get_or_render.h"
#include "httpd/runtime/pool.h"
#include "httpd/runtime/workers.h"
#include "httpd/shared/page_store.h"

#define MOST_WORK 256

/* The intake waits meanwhile: a larger document is rendered for its first reader, and so is what
 * has taken this long, or is left of it then. */
#define MOST_BYTES (128 * 1024)
#define MOST_TIME  apr_time_from_msec(300)

/* Page or list, of one newsroom. */
typedef struct work_t {
    const char *newsroom; /* its key */
    const char *name;     /* of the statement; of the folder ("" or "2026/") where it is a list */
    int is_list;
} work_t;

/* The watchdog thread's. */
static struct {
    apr_pool_t *pool; /* cleared when all is done */
    apr_array_header_t *work;
    int done;        /* of work */
    int is_too_long; /* atomic: what is being rendered; set by the thread that waits for it */
} queue;

void stmh_prerender_child(void)
{
    /* Not below the child's pool, which may go while the watchdog's thread still runs. */
    queue.pool = stmh_pool_create("statement_prerender");
    queue.work = NULL;
}

static void clear(void)
{
    apr_pool_clear(queue.pool);
    queue.work = apr_array_make(queue.pool, 16, sizeof(work_t));
    queue.done = 0;
}

static void add(const char *newsroom, const char *name, int is_list)
{
    int i;
    work_t *work;

    if (queue.work->nelts >= MOST_WORK) {
        return;
    }
    for (i = queue.done; i < queue.work->nelts; i++) {
        work = &APR_ARRAY_IDX(queue.work, i, work_t);
        if (work->is_list == is_list && !strcmp(work->name, name) &&
            !strcmp(work->newsroom, newsroom)) {
            return;
        }
    }
    work = apr_array_push(queue.work);
    work->newsroom = apr_pstrdup(queue.pool, newsroom);
    work->name = apr_pstrdup(queue.pool, name);
    work->is_list = is_list;
}

/* The newsroom's own list and those of all folders down to the statement. */
static void add_lists(const char *newsroom, const char *name)
{
    const char *end = name;

    add(newsroom, "", 1);
    while ((end = strchr(end, '/'))) {
        end++;
        add(newsroom, apr_pstrmemdup(queue.pool, name, (apr_size_t)(end - name)), 1);
    }
}

static int is_large(const stm_newsroom_t *newsroom, const char *name, apr_pool_t *pool)
{
    apr_finfo_t finfo;

    return stm_newsroom_find(&finfo, newsroom, name, APR_FINFO_SIZE, pool) &&
           finfo.size > MOST_BYTES;
}

/* A feed holds the whole of what has changed. */
void stmh_prerender_note(const stm_newsroom_t *newsroom, const apr_array_header_t *names)
{
    int i;

    if (!stmh_page_store_pages()) {
        return;
    }
    if (!queue.work || queue.done == queue.work->nelts) {
        clear();
    }
    for (i = 0; i < names->nelts && queue.work->nelts < MOST_WORK; i++) {
        const char *name = APR_ARRAY_IDX(names, i, const char *);
        if (!is_large(newsroom, name, queue.pool)) {
            add_lists(newsroom->key, name);
        }
    }
    for (i = 0; i < names->nelts; i++) {
        add(newsroom->key, APR_ARRAY_IDX(names, i, const char *), 0);
    }
}

static int is_kept(const stmh_request_t *request, const char *what, const stm_format_t *format,
                   const char *name)
{
    const char *key = stmh_page_cache_key(request, what, format, name, "", "");
    stm_page_mapping_t *mapping;

    if (!key || stm_page_store_find(&mapping, stmh_page_store_pages(), key)) {
        return 0;
    }
    stm_page_mapping_release(mapping);
    return 1;
}

static int is_html(const stm_format_t *format)
{
    return !strcmp(format->name, "html");
}

static void render_page(const stmh_exchange_t *exchange, const work_t *work,
                        const stm_format_t *format)
{
    const stmh_request_t *request = exchange->request;
    const char *tail = is_html(format)
                           ? work->name
                           : apr_pstrcat(request->pool, work->name, ".", format->extension, NULL);
    stm_address_t *address = &request->target->address;

    if ((is_html(format) || is_kept(request, "statement", format, work->name)) &&
        !stm_address_resolve(address, request->mount->newsroom->root, tail, request->mount->formats,
                             NULL, request->pool) &&
        address->kind == STM_ADDRESS_STATEMENT && !strcmp(address->name, work->name)) {
        stmh_page_prerender(exchange);
    }
}

static void render_list(const stmh_exchange_t *exchange, const work_t *work,
                        const stm_format_t *format)
{
    const stmh_request_t *request = exchange->request;
    stm_address_t *address = &request->target->address;
    const char *what = is_html(format) ? "archive" : "feed";

    if (format->list_sheet && is_kept(request, what, format, work->name)) {
        address->kind = is_html(format) ? STM_ADDRESS_ARCHIVE : STM_ADDRESS_FEED;
        address->folder = work->name;
        address->format = format;
        stmh_lists_prerender(exchange);
    }
}

static void render(const stmh_mount_t *mount, const work_t *work, const stm_format_t *format,
                   apr_pool_t *pool)
{
    const char *label = apr_pstrcat(pool, mount->base_path, work->name, NULL);
    stmh_target_t *target = apr_pcalloc(pool, sizeof(*target));
    stmh_request_t *request;
    stmh_exchange_t *exchange;

    target->mount = mount;
    request = stmh_request_create(target, label, pool);
    request->is_unwanted = &queue.is_too_long;
    exchange = stmh_exchange_create(request);
    (work->is_list ? render_list : render_page)(exchange, work, format);
    stmh_lookup_release(exchange->lookup);
}

static void render_at(void *baton, const stmh_mount_t *mount)
{
    const work_t *work = baton;
    apr_time_t started_at = apr_time_now();
    apr_pool_t *pool;
    int i;

    if (!stmh_variance_is_for_all(mount) ||
        (!work->is_list && is_large(mount->newsroom, work->name, queue.pool))) {
        return;
    }
    apr_pool_create(&pool, queue.pool);
    for (i = 0; i < mount->formats->nelts && apr_time_now() - started_at < MOST_TIME; i++) {
        render(mount, work, &APR_ARRAY_IDX(mount->formats, i, const stm_format_t), pool);
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
}

static int has_work(void)
{
    return queue.work && queue.done < queue.work->nelts;
}

typedef struct portion_t {
    apr_time_t until;
    int (*stop)(void *baton);
} portion_t;

static void render_portion(void *data)
{
    const portion_t *portion = data;

    do {
        work_t *work = &APR_ARRAY_IDX(queue.work, queue.done++, work_t);
        stmh_mounts_each(work->newsroom, render_at, work);
    } while (has_work() && !portion->stop(NULL) && apr_time_now() < portion->until);
}

void stmh_prerender_run(apr_interval_time_t most, int (*stop)(void *baton))
{
    portion_t portion = {apr_time_now() + most, stop};

    if (has_work() && !stop(NULL)) {
        queue.is_too_long = 0;
        stmh_workers_limit(STMH_WORKERS_PRERENDER, render_portion, &portion,
                           (int)apr_time_as_msec(MOST_TIME + most), &queue.is_too_long);
    }
}
