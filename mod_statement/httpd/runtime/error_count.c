#include "httpd/runtime/error_count.h"

#include <http_config.h>
#include <http_log.h>
#include <stdlib.h>
#include <string.h>

#include "httpd/config/settings.h"
#include "httpd/runtime/metrics.h"

static apr_uint64_t tag_of(const char *line)
{
    return strncmp(line, "STM", 3) == 0 ? strtoul(line + 3, NULL, 10) : 0;
}

void stmh_error_count(const ap_errorlog_info *info, const char *line)
{
    stmh_metrics_server_t *server = stmh_metrics_server();
    const int level = info->level & APLOG_LEVELMASK;

    if (info->module_index != statement_module.module_index || level > APLOG_WARNING) {
        return;
    }
    if (level == APLOG_WARNING) {
        stmh_metrics_add(&server->warnings, 1);
        return;
    }
    stmh_metrics_add(&server->errors, 1);
    stmh_metrics_set(&server->last_error_tag, tag_of(line));
    stmh_metrics_set(&server->last_error_at, (apr_uint64_t)apr_time_now());
}
