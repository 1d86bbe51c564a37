#include "httpd/notify/teller.h"

#include <apr_strings.h>
#include <http_log.h>
#include <http_main.h>
#include <string.h>

#include "httpd/notify/program.h"
#include "httpd/runtime/pool.h"

APLOG_USE_MODULE(statement);

/* So many lines may be without an acknowledgement. */
#define WINDOW 32

/* How long a program that ends is left alone: at first, and at most. One that has acknowledged
 * something is started anew after the former. */
#define FIRST_WAIT apr_time_from_sec(1)
#define MOST_WAIT  apr_time_from_sec(60)

/* How long it may be silent before an administrator hears of it. */
#define SILENCE apr_time_from_sec(60)

/* How long it may take to end. */
#define PATIENCE apr_time_from_msec(400)

/* So many notices wait at most, which is looked at so often: those of years. */
#define MOST_WAITING 100000
#define CUT_INTERVAL apr_time_from_sec(600)

/* Of the thread that does the watchdog task's work. */
static struct {
    stmh_program_t program;
    stm_intake_t *intake; /* NULL: there is nothing to tell, or nobody */
    apr_time_t retry_at;
    apr_interval_time_t wait;
    apr_time_t heard_at; /* when it acknowledged something, or got the first line to do so */
    int has_complained;  /* of its silence */
    int has_failed;      /* of the history */
    apr_time_t cut_at;
    int may_be_more;         /* in the history, behind the last one that was looked at */
    int has_skipped;         /* notices of a newsroom that was not known */
    apr_int64_t looked_at;   /* the last notice that was */
    apr_int64_t ids[WINDOW]; /* told and not acknowledged, in their order */
    int count;
    char *bytes; /* of lines that the pipe has not taken yet; in the pool */
    apr_size_t size;
    apr_pool_t *pool; /* cleared with each portion */
} teller;

void stmh_teller_child(void)
{
    memset(&teller, 0, sizeof(teller));
    /* Not below the child's pool, which may go while the task's thread still runs. */
    teller.pool = stmh_pool_create("statement_notify");
}

static void begin_anew(void)
{
    teller.count = 0;
    teller.size = 0;
    teller.looked_at = 0;
    teller.may_be_more = 1;
    teller.has_skipped = 0;
    teller.has_complained = 0;
}

void stmh_teller_start(stm_intake_t *intake)
{
    teller.program.argv = stmh_config_server()->notify_argv;
    if (teller.program.argv) {
        stm_intake_keep_notices(intake);
        teller.intake = intake;
        teller.retry_at = 0;
        teller.wait = FIRST_WAIT;
        begin_anew();
    }
}

void stmh_teller_note(void)
{
    teller.may_be_more = 1;
}

static void complain_of_state(apr_status_t status)
{
    if (teller.has_failed) {
        return;
    }
    teller.has_failed = 1;
    ap_log_error(APLOG_MARK, APLOG_ERR, status, ap_server_conf,
                 "STM0801: what the program of StatementNotify is told cannot be read from or "
                 "removed from the history; it is told later, and may be told twice");
}

static void take_acknowledged(int count)
{
    apr_status_t status;

    if (count > teller.count) {
        count = teller.count; /* it says more than it was told */
    }
    if (!count) {
        return;
    }
    status = stm_intake_notices_told(teller.intake, teller.ids, count);
    if (status) {
        complain_of_state(status);
    }
    else {
        teller.has_failed = 0;
    }
    teller.count -= count;
    memmove(teller.ids, teller.ids + count, (size_t)teller.count * sizeof(*teller.ids));
    teller.heard_at = apr_time_now();
    teller.wait = FIRST_WAIT;
    teller.has_complained = 0;
}

static void wait_to_start(void)
{
    teller.retry_at = apr_time_now() + teller.wait;
    teller.wait = teller.wait * 2 < MOST_WAIT ? teller.wait * 2 : MOST_WAIT;
}

static const char *how_it_ended(char *text, apr_size_t size, const stmh_program_end_t *end)
{
    if (end->is_unknown) {
        return "ended (how is not known: this process ignores SIGCHLD)";
    }
    apr_snprintf(text, size, "%s %d%s",
                 end->is_signal ? "was ended by signal" : "ended with status", end->code,
                 !end->is_signal && end->code == 127 ? " (it cannot be executed)" : "");
    return text;
}

static void say_end(const stmh_program_end_t *end)
{
    char text[80];

    ap_log_error(
        APLOG_MARK, APLOG_WARNING, 0, ap_server_conf,
        "STM0802: the program of StatementNotify, %s, %s; it is started again in %d s, and "
        "what it has not acknowledged is told again",
        teller.program.argv[0], how_it_ended(text, sizeof(text), end),
        (int)apr_time_sec(teller.wait));
}

static void notice_end(void)
{
    stmh_program_end_t end;

    if (stmh_program_has_ended(&teller.program, &end)) {
        say_end(&end);
        wait_to_start();
    }
}

/* A clock set back must not prolong the wait. */
static int is_too_early(apr_time_t now)
{
    return now < teller.retry_at && teller.retry_at - now <= MOST_WAIT;
}

static void start_program(void)
{
    apr_status_t status;

    if (teller.program.pid || is_too_early(apr_time_now())) {
        return;
    }
    begin_anew();
    status = stmh_program_start(&teller.program);
    if (status) {
        ap_log_error(APLOG_MARK, APLOG_ERR, status, ap_server_conf,
                     "STM0803: the program of StatementNotify cannot be started; it is tried again "
                     "in %d s",
                     (int)apr_time_sec(teller.wait));
        wait_to_start();
    }
}

static void complain_of_silence(void)
{
    apr_time_t now = apr_time_now();

    if (teller.count && !teller.has_complained &&
        (now < teller.heard_at || now - teller.heard_at > SILENCE)) {
        teller.has_complained = 1;
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, ap_server_conf,
                     "STM0804: the program of StatementNotify, %s, has not acknowledged a line for "
                     "a minute: it has to write \"ok\" and a line feed for each, and may have to "
                     "flush its output; what follows waits in the history",
                     teller.program.argv[0]);
    }
}

static void add_line(const char *line)
{
    teller.bytes = teller.size ? apr_pstrcat(teller.pool, teller.bytes, line, NULL)
                               : apr_pstrdup(teller.pool, line);
    teller.size = strlen(teller.bytes);
}

/* Zero where the rest has to wait. */
static int tell(const stm_notice_t *notice, stmh_teller_find_t find)
{
    const stmh_known_newsroom_t *known = find(notice->newsroom);
    const char *line;
    apr_status_t status;

    if (!known) {
        teller.has_skipped = 1;
        return 1;
    }
    status = stm_intake_notice_line(&line, teller.intake, known->newsroom, notice,
                                    stmh_config_server()->notifies_all ? STM_TELL_ALL : known->tell,
                                    known->base_url, apr_time_now(), teller.pool);
    if (status) {
        complain_of_state(status);
        return 0;
    }
    if (!line) {
        stm_intake_notices_told(teller.intake, &notice->id, 1);
        return 1;
    }
    teller.heard_at = teller.count ? teller.heard_at : apr_time_now();
    teller.ids[teller.count++] = notice->id;
    add_line(line);
    return 1;
}

static void fill(stmh_teller_find_t find)
{
    apr_array_header_t *notices;
    int room = WINDOW - teller.count, i;
    apr_status_t status;

    apr_pool_clear(teller.pool);
    status = stm_intake_notices(&notices, teller.intake, teller.looked_at, room, teller.pool);
    teller.may_be_more = status || notices->nelts == room;
    if (status) {
        complain_of_state(status);
        return;
    }
    for (i = 0; i < notices->nelts; i++) {
        const stm_notice_t *notice = &APR_ARRAY_IDX(notices, i, stm_notice_t);

        if (!tell(notice, find)) {
            teller.may_be_more = 1;
            return;
        }
        teller.looked_at = notice->id;
    }
}

static void write_lines(void)
{
    apr_size_t written = stmh_program_write(&teller.program, teller.bytes, teller.size);

    teller.bytes += written;
    teller.size -= written;
}

void stmh_teller_look_again(void)
{
    if (teller.has_skipped && !teller.count && !teller.size) {
        teller.has_skipped = 0;
        teller.looked_at = 0;
        teller.may_be_more = 1;
    }
}

void stmh_teller_go_on(stmh_teller_find_t find)
{
    if (!teller.intake || !teller.program.pid) {
        return;
    }
    take_acknowledged(stmh_program_read(&teller.program));
    if (teller.may_be_more && !teller.size && teller.count < WINDOW) {
        fill(find);
    }
    if (teller.size) {
        write_lines();
    }
    complain_of_silence();
}

static void cut(void)
{
    apr_time_t now = apr_time_now();
    int removed = 0;

    if (now >= teller.cut_at && now - teller.cut_at < CUT_INTERVAL) {
        return;
    }
    teller.cut_at = now;
    if (!stm_intake_notices_trim(&removed, teller.intake, MOST_WAITING) && removed) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, ap_server_conf,
                     "STM0805: %d notices for the program of StatementNotify, the oldest of more "
                     "than %d, were dropped, because it does not acknowledge them",
                     removed, MOST_WAITING);
    }
}

void stmh_teller_run(stmh_teller_find_t find)
{
    if (!teller.intake) {
        return;
    }
    if (teller.program.pid) {
        take_acknowledged(stmh_program_read(&teller.program));
    }
    notice_end();
    cut();
    start_program();
    stmh_teller_go_on(find);
}

void stmh_teller_stop(void)
{
    int count = stmh_program_end(&teller.program, PATIENCE);

    if (teller.intake) {
        take_acknowledged(count);
    }
    teller.intake = NULL;
}
