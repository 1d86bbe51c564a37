#include <apr_strings.h>
#include <apr_time.h>
#include <stdio.h>
#include <string.h>

#include "command/checker.h"
#include "command/command.h"
#include "command/option.h"
#include "command/replace_file.h"
#include "command/report.h"
#include "command/withdraw_edit.h"
#include "core/i18n/date.h"
#include "core/state/history.h"
#include "core/xml/document.h"
#include "core/xml/file_name.h"
#include "core/xml/plain.h"

static const char help[] =
    "usage: statement withdraw [OPTION]… --reason WORDS NAME\n\n"
    "Takes the statement in NAME (or NAME.xml) back: writes <withdrawn> into its head\n"
    "and leaves all its other bytes alone. Its address then answers 410 with the\n"
    "reason. A file with errors is replaced by a short one with title, issuers and\n"
    "date of the last good version, which the server's records or a file of yours\n"
    "have; it is kept beside that as NAME.xml.orig, which is never served.\n\n"
    "  --reason WORDS     why, as readers are told\n"
    "  --at MOMENT        from when on, as 2026-05-04T10:00+02:00 (otherwise now)\n"
    "  --zone ZONE        the newsroom's time zone (StatementTimeZone), as\n"
    "                     Europe/Berlin\n"
    "  --from FILE        the last good version, where NAME.xml has errors\n"
    "  --state DIR        the server's StatementStateDir, which has it otherwise\n"
    "  --root DIR         the newsroom's folder (otherwise that of NAME.xml)\n"
    "  --identity NAME    StatementIdentity or ServerName, to find it there\n"
    "  --stylesheets DIR  where statement.xsd is\n\n"
    "Exit status: 0 withdrawn, 1 it could not be, 2 the arguments are wrong.";

typedef struct withdraw_t {
    const char *given, *reason, *at, *zone_name, *from, *state, *root, *identity, *stylesheets;
    const char *path, *name, *when;
    const stm_zone_t *zone; /* NULL: none set */
    checker_t checker;
    struct stat before;
    withdraw_text_t text;
    apr_pool_t *pool;
} withdraw_t;

/* COMMAND_CLEAN, or COMMAND_USAGE after saying what is wrong. */
static int read_arguments(withdraw_t *withdraw, int argc, const char *const *argv)
{
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] != '-' && withdraw->given == NULL) {
            withdraw->given = argv[i];
        }
        else if (!option_take(&withdraw->reason, "--reason", &i, argc, argv) &&
                 !option_take(&withdraw->at, "--at", &i, argc, argv) &&
                 !option_take(&withdraw->zone_name, "--zone", &i, argc, argv) &&
                 !option_take(&withdraw->from, "--from", &i, argc, argv) &&
                 !option_take(&withdraw->state, "--state", &i, argc, argv) &&
                 !option_take(&withdraw->root, "--root", &i, argc, argv) &&
                 !option_take(&withdraw->identity, "--identity", &i, argc, argv) &&
                 !option_take(&withdraw->stylesheets, "--stylesheets", &i, argc, argv)) {
            return command_usage("withdraw", "withdraw does not know “%s”, or it wants a value",
                                 argv[i]);
        }
    }
    if (withdraw->given == NULL) {
        return command_usage("withdraw", "withdraw needs a statement");
    }
    return withdraw->reason == NULL || withdraw->reason[strspn(withdraw->reason, " \t")] == '\0'
               ? command_usage("withdraw", "readers are told why: --reason WORDS")
           : !stm_newsroom_is_text(withdraw->reason)
               ? command_usage("withdraw",
                               "--reason wants text in UTF-8 without control characters")
               : COMMAND_CLEAN;
}

static int set_moment(withdraw_t *withdraw)
{
    apr_time_t moment = apr_time_now();
    int status = option_zone(&withdraw->zone, withdraw->zone_name, "withdraw", withdraw->pool);

    if (status == COMMAND_CLEAN && withdraw->at != NULL) {
        status = option_moment(&moment, withdraw->at, withdraw->zone, "withdraw", "--at");
    }
    withdraw->when = stm_date_rfc3339(moment, withdraw->pool);
    return status;
}

/* Finds the file, the newsroom's folder, and the statement's name in it. */
static int find_file(withdraw_t *withdraw)
{
    apr_pool_t *pool = withdraw->pool;
    const char *given = withdraw->given, *root;
    apr_size_t length;

    if (!stm_file_name_is_xml(given)) {
        given = apr_pstrcat(pool, given, ".xml", NULL);
    }
    withdraw->path = command_real_path(given, pool);
    if (withdraw->path == NULL) {
        return command_fail(given, APR_ENOENT);
    }
    root = withdraw->root != NULL ? command_real_path(withdraw->root, pool)
                                  : command_folder_of(withdraw->path, pool);
    length = root != NULL ? strlen(root) : 0;
    if (root == NULL || strncmp(withdraw->path, root, length) != 0 ||
        withdraw->path[length] != '/') {
        return command_usage("withdraw", "“%s” is not in “%s”", given, withdraw->root);
    }
    withdraw->root = root;
    withdraw->name = apr_pstrmemdup(pool, withdraw->path + length + 1,
                                    strlen(withdraw->path) - length - 1 - strlen(".xml"));
    withdraw->given = given;
    return COMMAND_CLEAN;
}

/* Problems that keep @a text from being public, at the end of @a problems. */
static stm_document_t *check(const withdraw_t *withdraw, const withdraw_text_t *text,
                             stm_problems_t *problems)
{
    stm_document_t *document;
    apr_status_t status =
        checker_parse(&document, &withdraw->checker, withdraw->given, withdraw->name, text->bytes,
                      text->size, problems, withdraw->pool);

    return status == APR_SUCCESS && stm_problems_count(problems, STM_SEVERITY_ERROR) == 0 ? document
                                                                                          : NULL;
}

static int replace(const withdraw_t *withdraw, const withdraw_text_t *text, const char *kept)
{
    apr_status_t status = replace_file(withdraw->path, text->bytes, text->size, &withdraw->before,
                                       kept, withdraw->pool);

    if (status == APR_EBUSY) {
        command_say(stderr, "statement: %s has been changed meanwhile: try again", withdraw->given);
        return COMMAND_PROBLEMS;
    }
    if (status != APR_SUCCESS) {
        return replace_file_fail(APR_STATUS_IS_EEXIST(status) ? kept : withdraw->given, status);
    }
    command_say(stderr, "Withdrew %s, from %s on", withdraw->given, withdraw->when);
    if (kept != NULL) {
        command_say(stderr, "Kept the file with errors as %s.orig", withdraw->given);
    }
    return COMMAND_CLEAN;
}

static int edit(const withdraw_t *withdraw, const stm_document_t *document)
{
    const xmlNode *root = xmlDocGetRootElement(document->xml);
    const xmlNode *head = stm_plain_child(root, "head", NULL);
    stm_problems_t *problems = stm_problems_create(withdraw->pool);
    withdraw_text_t edited;

    if (head != NULL && stm_plain_child(head, "withdrawn", NULL) != NULL) {
        command_say(stderr, "statement: %s is withdrawn already: edit <withdrawn> in it",
                    withdraw->given);
        return COMMAND_PROBLEMS;
    }
    if (!withdraw_edit(&edited, &withdraw->text, withdraw->when, withdraw->reason,
                       withdraw->pool)) {
        command_say(stderr,
                    "statement: %s: write <withdrawn when=\"%s\"> into its head yourself: its "
                    "encoding has no place for it",
                    withdraw->given, withdraw->when);
        return COMMAND_PROBLEMS;
    }
    if (check(withdraw, &edited, problems) == NULL) {
        report_print(problems, REPORT_TEXT, edited.bytes, withdraw->pool);
        return COMMAND_PROBLEMS;
    }
    return replace(withdraw, &edited, NULL);
}

static int read_records(withdraw_text_t *good, const withdraw_t *withdraw)
{
    const char *key = stm_newsroom_key(withdraw->root, withdraw->zone, STM_VALIDATE_STRICT,
                                       withdraw->identity, withdraw->pool);
    stm_history_t *history;
    stm_past_t past;

    if (stm_history_open(&history, withdraw->state ? withdraw->state : STM_STATE_DIR,
                         STM_ACCESS_READ, stm_problems_create(withdraw->pool),
                         withdraw->pool) != APR_SUCCESS ||
        stm_history_by_name(&past, history, key, withdraw->name, STM_BYTES_WITH, withdraw->pool) !=
            APR_SUCCESS ||
        past.bytes == NULL) {
        return 0;
    }
    *good = (withdraw_text_t){past.bytes, past.size};
    return 1;
}

static int find_last_good(withdraw_text_t *good, const withdraw_t *withdraw)
{
    if (withdraw->from != NULL) {
        return stm_document_bytes(&good->bytes, &good->size, withdraw->from, withdraw->from,
                                  &stm_limits_default, stm_problems_create(withdraw->pool),
                                  withdraw->pool) == APR_SUCCESS;
    }
    return withdraw->identity != NULL && read_records(good, withdraw);
}

/* The file has @a problems: a short one takes its place. */
static int rebuild(const withdraw_t *withdraw, const stm_problems_t *problems)
{
    stm_problems_t *in_short = stm_problems_create(withdraw->pool);
    withdraw_text_t good, made = {NULL, 0};

    if (!find_last_good(&good, withdraw)) {
        report_print(problems, REPORT_TEXT, NULL, withdraw->pool);
        command_say(stderr,
                    "statement: %s has errors, and no good version of it was found. Correct it, or "
                    "give one:",
                    withdraw->given);
        fputs("  --from FILE, or --state DIR --identity NAME (and --zone, --root)\n", stderr);
        return COMMAND_PROBLEMS;
    }
    made.bytes = withdraw_minimal(&good, withdraw->when, withdraw->reason, withdraw->pool);
    made.size = made.bytes != NULL ? strlen(made.bytes) : 0;
    if (made.bytes == NULL || check(withdraw, &made, in_short) == NULL) {
        report_print(in_short, REPORT_TEXT, made.bytes, withdraw->pool);
        command_say(stderr, "statement: no withdrawal can be made of the good version of %s",
                    withdraw->given);
        return COMMAND_PROBLEMS;
    }
    return replace(withdraw, &made, apr_pstrcat(withdraw->pool, withdraw->path, ".orig", NULL));
}

static int withdraw_statement(withdraw_t *withdraw)
{
    stm_problems_t *problems = stm_problems_create(withdraw->pool);
    const stm_document_t *document;
    int status;

    if (checker_make(&withdraw->checker, withdraw->stylesheets, withdraw->zone, problems,
                     withdraw->pool) != APR_SUCCESS) {
        report_print(problems, REPORT_TEXT, NULL, withdraw->pool);
        return COMMAND_PROBLEMS;
    }
    status = command_read(&withdraw->text.bytes, &withdraw->text.size, &withdraw->before,
                          withdraw->path, withdraw->given, withdraw->pool);
    if (status != COMMAND_CLEAN) {
        return status;
    }
    checker_enter(&withdraw->checker, withdraw->root, stm_problems_create(withdraw->pool));
    document = check(withdraw, &withdraw->text, problems);
    return document != NULL ? edit(withdraw, document) : rebuild(withdraw, problems);
}

int cmd_withdraw(int argc, const char *const *argv, apr_pool_t *pool)
{
    withdraw_t withdraw = {.pool = pool};
    int status;

    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        puts(help);
        return COMMAND_CLEAN;
    }
    status = read_arguments(&withdraw, argc, argv);
    if (status == COMMAND_CLEAN) {
        status = set_moment(&withdraw);
    }
    if (status == COMMAND_CLEAN) {
        status = find_file(&withdraw);
    }
    return status == COMMAND_CLEAN ? withdraw_statement(&withdraw) : status;
}
