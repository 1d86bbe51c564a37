#include "httpd/handlers/vitals.h"

#include <sys/statvfs.h>
#include <unistd.h>

#include "httpd/config/settings.h"
#include "httpd/request/unwritten.h"
#include "httpd/runtime/metrics.h"

/* The writer shows itself ten times a second, and between two documents. */
#define SILENCE apr_time_from_sec(10)

/* A journal of the history takes a few megabytes. */
#define LEAST_LEFT ((apr_int64_t)64 * 1024 * 1024)

int stmh_vitals_has_writer(void)
{
    const apr_time_t seen = (apr_time_t)stmh_metrics_get(&stmh_metrics_server()->writer_at);
    const apr_interval_time_t since = apr_time_now() - seen;

    return seen && since < SILENCE && since > -SILENCE;
}

int stmh_vitals_is_writable(void)
{
    return !stmh_unwritten_is() && access(stmh_config_server()->state_dir, W_OK) == 0;
}

apr_int64_t stmh_vitals_disk_left(void)
{
    struct statvfs disk;

    return statvfs(stmh_config_server()->state_dir, &disk)
               ? -1
               : (apr_int64_t)disk.f_bavail * (apr_int64_t)disk.f_frsize;
}

int stmh_vitals_has_room(void)
{
    return stmh_vitals_disk_left() >= LEAST_LEFT;
}
