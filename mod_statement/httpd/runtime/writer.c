#include "httpd/runtime/writer.h"

#include <apr_proc_mutex.h>
#include <http_log.h>
#include <http_main.h>
#include <util_mutex.h>

#include "httpd/runtime/log_once.h"

APLOG_USE_MODULE(statement);

#define NAME "statement-writer"

static apr_proc_mutex_t *mutex; /* the parent's, then each child's own handle of it */
static int is_taken;            /* used by the task's thread alone */

int stmh_writer_register(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp)
{
    (void)plog;
    (void)ptemp;
    mutex = NULL;
    return ap_mutex_register(pconf, NAME, NULL, APR_LOCK_DEFAULT, 0) ? HTTP_INTERNAL_SERVER_ERROR
                                                                     : OK;
}

apr_status_t stmh_writer_start(server_rec *server, apr_pool_t *pconf)
{
    return ap_proc_mutex_create(&mutex, NULL, NAME, NULL, server, pconf, 0);
}

void stmh_writer_child(apr_pool_t *child_pool)
{
    apr_status_t status;

    is_taken = 0;
    if (mutex == NULL) {
        return;
    }
    status = apr_proc_mutex_child_init(&mutex, apr_proc_mutex_lockfile(mutex), child_pool);
    if (status) {
        if (stmh_log_once_is_first("no writer mutex")) {
            ap_log_error(
                APLOG_MARK, APLOG_ERR, status, ap_server_conf,
                "STM0408: a child cannot use the mutex %s; it leaves the writing to other children",
                NAME);
        }
        mutex = NULL;
    }
}

int stmh_writer_take(void)
{
    if (!is_taken && mutex != NULL) {
        is_taken = apr_proc_mutex_trylock(mutex) == APR_SUCCESS;
    }
    return is_taken;
}

void stmh_writer_leave(void)
{
    if (is_taken) {
        apr_proc_mutex_unlock(mutex);
        is_taken = 0;
    }
}
