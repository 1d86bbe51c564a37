#include "httpd/page_cache/refusals.h"

#include <httpd.h>

#include <http_log.h>
#include <string.h>

#include "core/base/bounded_table.h"
#include "core/base/file_stamp.h"
#include "httpd/request/unwritten.h"
#include "httpd/shared/page_store.h"

APLOG_USE_MODULE(statement);

/* Room for two thousand. */
#define ROWS 512

typedef struct refusal_t {
    stm_file_stamp_t stamp; /* zeros: there was no file */
    apr_uint64_t mark;      /* of the newsroom's counter in core/state/generation */
    apr_time_t from, until;
    apr_time_t next_change;
    int status, is_retried;
} refusal_t;

/* By the page's name, whose ends of parts are line feeds. */
static stm_bounded_table_t *refusals;

void stmh_refusals_child(void)
{
    apr_pool_t *pool;

    /* Not below the child's pool, which may go while requests still run. */
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_refusals");
    refusals = stm_bounded_table_create(ROWS, pool);
}

static stm_file_stamp_t stamp_of(const apr_finfo_t *finfo)
{
    static const stm_file_stamp_t none;

    return finfo->filetype == APR_REG ? stm_file_stamp(finfo) : none;
}

/* Of a mount that goes with its request, and while nothing can be written, there are no
 * generations. What is shown to editors alone has the same names as what readers get. */
static int may_be_kept(const stmh_request_t *request)
{
    return refusals && request->r && !request->previewed && !request->documents_differ &&
           request->mount->newsroom->show != STM_SHOW_ALL && request->mount->is_lasting &&
           !stmh_unwritten_is() &&
           (request->mount->config->source != STMH_SWITCH_ON || request->target->address.format);
}

static int make_name(stmh_page_name_t *name, const stmh_request_t *request)
{
    if (!stmh_page_name(name, request)) {
        return 0;
    }
    for (apr_size_t i = 0; i + 1 < name->size; i++) {
        name->text[i] = name->text[i] ? name->text[i] : '\n';
    }
    return 1;
}

static int holds(const refusal_t *refusal, const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    const stm_file_stamp_t stamp = stamp_of(&request->target->address.finfo);

    return refusal->mark == exchange->lookup->marks[1] && refusal->from <= request->moment &&
           request->moment < refusal->until && stm_file_stamp_equals(&refusal->stamp, &stamp);
}

/* Zero where the statement's file is there by now. */
static int take_other_meaning(const stmh_request_t *request)
{
    stm_address_t *address = &request->target->address;

    return stm_address_retry(address, request->mount->newsroom->root, request->mount->formats,
                             request->pool) &&
           address->finfo.filetype != APR_REG;
}

int stmh_refusals_find(stmh_page_name_t *name, const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    struct iovec value;
    refusal_t refusal;

    name->size = 0;
    if (!may_be_kept(request) || !make_name(name, request)) {
        name->size = 0;
        return DECLINED;
    }
    if (!stm_bounded_table_get(&value, refusals, name->text, request->pool)) {
        return DECLINED;
    }
    memcpy(&refusal, value.iov_base, sizeof(refusal));
    stmh_lookup_read_generations(request, exchange->lookup);
    if (!holds(&refusal, exchange) || (refusal.is_retried && !take_other_meaning(request))) {
        return DECLINED;
    }
    stmh_answer_bound(exchange->answer, refusal.next_change);
    if (request->target->is_told) {
        ap_log_rerror(
            APLOG_MARK, APLOG_DEBUG, 0, request->r,
            "STM0415: %s: refused with %d as it was a moment ago, and nothing has changed",
            request->label, refusal.status);
    }
    return refusal.status;
}

void stmh_refusals_note(const stmh_page_name_t *name, const stmh_exchange_t *exchange, int status,
                        int is_retried)
{
    const stmh_request_t *request = exchange->request;
    const stmh_answer_t *answer = exchange->answer;
    refusal_t refusal = {.stamp = stamp_of(&request->target->address.finfo),
                         .mark = exchange->lookup->marks[1],
                         .from = request->moment,
                         .until = request->moment + request->mount->config->refresh,
                         .next_change = answer->next_change,
                         .status = status,
                         .is_retried = is_retried};
    const struct iovec piece = {.iov_base = &refusal, .iov_len = sizeof(refusal)};

    if (!name->size || (status != HTTP_NOT_FOUND && status != HTTP_GONE) ||
        stmh_answer_is_for_one(answer) || exchange->lookup->is_late ||
        refusal.mark == STM_GENERATION_UNKNOWN) {
        return;
    }
    refusal.until = refusal.next_change < refusal.until ? refusal.next_change : refusal.until;
    stm_bounded_table_put(refusals, name->text, &piece, 1);
}
