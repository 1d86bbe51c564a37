#include "httpd/handlers/server_status.h"

#include <httpd.h>

#include <apr_optional_hooks.h>
#include <http_protocol.h>
#include <mod_status.h>

#include "core/base/version.h"
#include "httpd/handlers/vitals.h"
#include "httpd/runtime/metrics.h"

/* All newsrooms together. */
typedef struct sums_t {
    apr_uint64_t requests, not_modified, unavailable, renders, stored;
} sums_t;

static void add_row(sums_t *sums, const stmh_metrics_t *row)
{
    for (int kind = 0; kind < STMH_ASKED_KINDS; kind++) {
        for (int outcome = 0; outcome < STMH_ANSWERED_KINDS; outcome++) {
            sums->requests += stmh_metrics_get(&row->requests[kind][outcome]);
        }
        sums->not_modified += stmh_metrics_get(&row->requests[kind][STMH_ANSWERED_NOT_MODIFIED]);
        sums->unavailable += stmh_metrics_get(&row->requests[kind][STMH_ANSWERED_UNAVAILABLE]);
    }
    for (int kind = 0; kind < STMH_RENDER_KINDS; kind++) {
        sums->renders += stmh_metrics_get(&row->renders[kind]);
    }
    sums->stored += stmh_metrics_get(&row->pages[STMH_CACHE_MEMORY]) +
                    stmh_metrics_get(&row->pages[STMH_CACHE_STORE]);
}

static sums_t add_up(void)
{
    sums_t sums = {0};

    for (int i = 0; i <= STMH_METRICS_ROWS; i++) {
        const stmh_metrics_t *row = stmh_metrics_at(i);

        if (row) {
            add_row(&sums, row);
        }
    }
    return sums;
}

/* For programs, as mod_status has it: ServerUptimeSeconds: 12 */
static void print_lines(request_rec *r, const sums_t *sums)
{
    ap_rprintf(r,
               "StatementVersion: " STM_VERSION "\n"
               "StatementRequests: %" APR_UINT64_T_FMT "\n"
               "StatementStored: %" APR_UINT64_T_FMT "\n"
               "StatementNotModified: %" APR_UINT64_T_FMT "\n"
               "StatementUnavailable: %" APR_UINT64_T_FMT "\n"
               "StatementRenders: %" APR_UINT64_T_FMT "\n"
               "StatementWriterAlive: %d\n"
               "StatementStateWritable: %d\n",
               sums->requests, sums->stored, sums->not_modified, sums->unavailable, sums->renders,
               stmh_vitals_has_writer(), stmh_vitals_is_writable());
}

static void print_page(request_rec *r, const sums_t *sums)
{
    ap_rprintf(r,
               "<hr />\n<h2>mod_statement " STM_VERSION "</h2>\n<dl>\n"
               "<dt>Requests: %" APR_UINT64_T_FMT ", from memory or the page store: "
               "%" APR_UINT64_T_FMT ", answered with 304: %" APR_UINT64_T_FMT
               ", with 503: %" APR_UINT64_T_FMT "</dt>\n"
               "<dt>Pages rendered: %" APR_UINT64_T_FMT "</dt>\n"
               "<dt>The writer is %s, and the state directory is %s.</dt>\n</dl>\n",
               sums->requests, sums->stored, sums->not_modified, sums->unavailable, sums->renders,
               stmh_vitals_has_writer() ? "alive" : "not there",
               stmh_vitals_is_writable() ? "writable" : "not writable");
}

static int print(request_rec *r, int flags)
{
    const sums_t sums = add_up();

    if (flags & AP_STATUS_SHORT) {
        print_lines(r, &sums);
    }
    else {
        print_page(r, &sums);
    }
    return OK;
}

void stmh_server_status_register(void)
{
    APR_OPTIONAL_HOOK(ap, status_hook, print, NULL, NULL, APR_HOOK_MIDDLE);
}
