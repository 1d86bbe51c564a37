#include "httpd/start/warm_up.h"

#include <apr_atomic.h>
#include <http_log.h>
#include <http_main.h>

#include "core/i18n/locale.h"
#include "core/render/warm_up.h"
#include "httpd/runtime/pool.h"
#include "httpd/runtime/shutdown.h"
#include "httpd/runtime/thread.h"
#include "httpd/shared/stylesheets.h"

APLOG_USE_MODULE(statement);

/* The built-in stylesheets take a tenth of each for the sample. */
#define MOST_WORK 200000
#define MOST_TIME apr_time_from_msec(500)

/* The thread only waits for another, which gives back what it had. */
#define STACK_BYTES ((size_t)256 * 1024)

static apr_array_header_t *firsts; /* stmh_stylesheets_first_t; immutable in children */
static apr_uint32_t is_ending;     /* atomic, as the next */
static apr_uint32_t is_running;

void stmh_warm_up_start(apr_pool_t *pconf)
{
    firsts = apr_array_make(pconf, 16, sizeof(stmh_stylesheets_first_t));
}

/* The newsroom's addresses are not known before the first request. */
void stmh_warm_up_add(const stm_newsroom_t *newsroom, const stmh_config_t *config)
{
    static const char base[] = "http://localhost/";
    stmh_mount_t *mount = apr_pcalloc(firsts->pool, sizeof(*mount));
    apr_pool_t *scratch_pool;

    mount->config = config;
    mount->newsroom = newsroom;
    mount->formats = stmh_newsroom_formats(config, firsts->pool);
    mount->base = mount->style = base;
    apr_pool_create(&scratch_pool, firsts->pool);
    stmh_stylesheets_prepare(firsts, mount, scratch_pool);
    apr_pool_destroy(scratch_pool);
}

static void use(const stmh_stylesheets_first_t *first, apr_pool_t *pool)
{
    const stmh_server_t *server = stmh_config_server();
    const stmh_mount_t *mount = first->mount;
    stm_newsroom_t newsroom = *mount->newsroom;
    const stm_scene_t scene = {&newsroom,   server->words, first->format, mount->base,
                               mount->base, mount->style,  NULL,          0,
                               NULL};
    stmh_stylesheet_use_t sheet;

    newsroom.limits.max_work = MOST_WORK;
    if (!stmh_stylesheets_acquire_prepared(&sheet, mount, first->path, pool)) {
        stm_warm_up_render(sheet.sheet, &scene, server->stylesheet_dir, first->is_list, pool);
    }
}

static void use_all(void *unused)
{
    apr_time_t until = apr_time_now() + MOST_TIME;
    apr_pool_t *pool = stmh_pool_create("statement_warm_up");
    int i;

    (void)unused;
    for (i = 0; i < firsts->nelts && !apr_atomic_read32(&is_ending) && apr_time_now() < until;
         i++) {
        use(&APR_ARRAY_IDX(firsts, i, stmh_stylesheets_first_t), pool);
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
    stm_locale_release_idle();
    ap_log_error(APLOG_MARK, APLOG_DEBUG, 0, ap_server_conf,
                 "STM0706: used %d of %d stylesheets for the first time", i, firsts->nelts);
}

static void *run(void *unused)
{
    stmh_thread_do(use_all, unused);
    apr_atomic_set32(&is_running, 0);
    return NULL;
}

static int is_over(void)
{
    return !apr_atomic_read32(&is_running);
}

static apr_status_t end(void *unused)
{
    (void)unused;
    apr_atomic_set32(&is_ending, 1);
    stmh_shutdown_wait(is_over);
    return APR_SUCCESS;
}

void stmh_warm_up_child(apr_pool_t *child_pool)
{
    apr_atomic_set32(&is_ending, 0);
    apr_atomic_set32(&is_running, 0);
    if (!firsts->nelts || !stmh_config_server()->words) {
        return;
    }
    apr_atomic_set32(&is_running, 1);
    if (stmh_thread_start(run, NULL, STACK_BYTES)) {
        apr_atomic_set32(&is_running, 0);
        return;
    }
    apr_pool_pre_cleanup_register(child_pool, NULL, end);
}
