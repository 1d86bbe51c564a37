#include "httpd/newsroom/forwarded.h"

#include <apr_atomic.h>
#include <http_log.h>

#include "httpd/runtime/shared_memory.h"

APLOG_USE_MODULE(statement);

void stmh_forwarded_start(apr_pool_t *pconf, server_rec *servers)
{
    const server_rec *each;
    apr_uint32_t *words;
    apr_size_t count = 0;

    for (each = servers; each; each = each->next) {
        count++;
    }
    /* Where there is none, nothing is said. */
    words = stmh_shared_memory_create(count * sizeof(*words), pconf);
    for (each = servers; words && each; each = each->next) {
        stmh_config_own(each)->forwarded = words++;
    }
}

const char *stmh_forwarded_sign(const request_rec *r)
{
    static const char *const headers[] = {"X-Forwarded-For",
                                          "X-Forwarded-Host",
                                          "X-Forwarded-Proto",
                                          "X-Forwarded-Server",
                                          "X-Forwarded-Port",
                                          "X-Real-IP",
                                          "X-Client-IP",
                                          "True-Client-IP",
                                          "CF-Connecting-IP",
                                          "Forwarded",
                                          "Via"};
    apr_size_t i;

    for (i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
        if (apr_table_get(r->headers_in, headers[i])) {
            return headers[i];
        }
    }
    return NULL;
}

void stmh_forwarded_note(request_rec *r, const stmh_mount_t *mount)
{
    apr_uint32_t *is_said = stmh_config_own(r->server)->forwarded;
    const char *sign;

    /* The first request of a connection tells: looking at each costs a fiftieth of a page. */
    if (r->connection->keepalives || mount->config->base_url || !is_said ||
        apr_atomic_read32(is_said)) {
        return;
    }
    sign = stmh_forwarded_sign(r);
    if (sign && !apr_atomic_xchg32(is_said, 1)) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, r->server,
                     "STM0260: a request for %s came through a proxy (%s), and StatementBaseURL is "
                     "not set: links in pages and feeds point to %s, the address that the proxy "
                     "asked for; set StatementBaseURL to the address that readers use",
                     mount->base_path, sign, mount->base);
    }
}
