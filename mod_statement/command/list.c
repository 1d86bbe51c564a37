#include <apr_file_info.h>
#include <apr_strings.h>
#include <apr_time.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command/checker.h"
#include "command/command.h"
#include "command/option.h"
#include "command/report.h"
#include "command/terminal.h"
#include "core/base/json.h"
#include "core/base/utf8.h"
#include "core/check/folder.h"
#include "core/i18n/date.h"
#include "core/render/report.h"

static const char help[] =
    "usage: statement list [OPTION]… FOLDER\n\n"
    "Says which statements in FOLDER and below readers see, and when, by the rules of\n"
    "the server: state, first and last moment, and name of each, the newest first.\n\n"
    "  --at MOMENT        as it is at that moment, as 2026-05-04T10:00+02:00\n"
    "                     (otherwise now)\n"
    "  --json             as a JSON array, with titles\n"
    "  --zone ZONE        the newsroom's time zone (StatementTimeZone), as\n"
    "                     Europe/Berlin\n"
    "  --stylesheets DIR  where statement.xsd is\n\n"
    "public       in the archive and the feeds\n"
    "expired      in no list any more; its page stays\n"
    "withdrawn    taken back; its address answers 410\n"
    "embargoed    its moment has not come\n"
    "waiting      for the moment of a statement that it reproduces\n"
    "draft        until its status is removed\n"
    "invalid      not published; `statement check FOLDER` says why, as of duplicate,\n"
    "             copy, loop, bound and unreadable\n\n"
    "It looks at the files alone. A server also knows what was public before: it goes\n"
    "on showing the last good version of a file that was broken later, and answers\n"
    "410 for a deleted one.\n\n"
    "Exit status: 0 listed, 1 the folder is unreadable, 2 the arguments are wrong.";

typedef struct list_t {
    const char *folder, *at, *zone_name, *stylesheets;
    int is_json;
    const stm_zone_t *zone; /* NULL: the newsroom has none */
    apr_time_t moment;
    int count, public_count;
    int has_colours;
    int width; /* of the columns with moments */
} list_t;

/* COMMAND_CLEAN, or COMMAND_USAGE after saying what is wrong. */
static int read_arguments(list_t *list, int argc, const char *const *argv)
{
    int is_literal = 0;

    for (int i = 1; i < argc; i++) {
        if (!is_literal && strcmp(argv[i], "--") == 0) {
            is_literal = 1;
        }
        else if (!is_literal && strcmp(argv[i], "--json") == 0) {
            list->is_json = 1;
        }
        else if (is_literal || argv[i][0] != '-') {
            if (list->folder != NULL) {
                return command_usage("list", "list takes one folder at a time");
            }
            list->folder = argv[i];
        }
        else if (!option_take(&list->at, "--at", &i, argc, argv) &&
                 !option_take(&list->zone_name, "--zone", &i, argc, argv) &&
                 !option_take(&list->stylesheets, "--stylesheets", &i, argc, argv)) {
            return command_usage("list", "list does not know “%s”, or it wants a value", argv[i]);
        }
    }
    return list->folder == NULL ? command_usage("list", "list needs a folder") : COMMAND_CLEAN;
}

static int set_times(list_t *list, apr_pool_t *pool)
{
    int status = option_zone(&list->zone, list->zone_name, "list", pool);

    list->moment = apr_time_now();
    return status != COMMAND_CLEAN || list->at == NULL
               ? status
               : option_moment(&list->moment, list->at, list->zone, "list", "--at");
}

/* When lists begin to show it, or a draft is to be published; STM_NEVER. */
static apr_time_t begin_of(const stm_entry_t *entry)
{
    return entry->visible_from < STM_NEVER ? entry->visible_from : entry->published_at;
}

static apr_time_t end_of(const stm_entry_t *entry)
{
    return entry->expires_at < entry->withdrawn_at ? entry->expires_at : entry->withdrawn_at;
}

/* "2026-05-04 10:00" in the zone, with seconds where there are any. */
static const char *moment_text(const list_t *list, apr_time_t moment, apr_pool_t *pool)
{
    stm_civil_t civil;
    const char *text;

    if (moment == STM_NEVER) {
        return "-";
    }
    stm_zone_civil(list->zone ? list->zone : stm_zone_utc(), moment, &civil);
    text = apr_psprintf(pool, "%04d-%02d-%02d %02d:%02d", civil.year, civil.month, civil.day,
                        civil.hour, civil.minute);
    return civil.second == 0 ? text : apr_psprintf(pool, "%s:%02d", text, civil.second);
}

static const char *colour_of(const list_t *list, const char *state)
{
    static const char *const quiet[] = {"expired", "withdrawn", "embargoed", "waiting", "draft"};

    if (!list->has_colours) {
        return "";
    }
    for (size_t i = 0; i < sizeof(quiet) / sizeof(*quiet); i++) {
        if (strcmp(quiet[i], state) == 0) {
            return TERMINAL_YELLOW;
        }
    }
    return strcmp(state, "public") == 0 ? TERMINAL_GREEN : TERMINAL_RED;
}

static void print_head(list_t *list, apr_pool_t *pool)
{
    const char *zone = stm_zone_name(list->zone ? list->zone : stm_zone_utc());
    const char *from = apr_psprintf(pool, "FROM (%s)", zone);

    list->width = strlen(from) > 16 ? (int)strlen(from) : 16;
    printf("%s%-10s  %-*s  %-16s  NAME%s\n", list->has_colours ? TERMINAL_BOLD : "", "STATE",
           list->width, from, "UNTIL", list->has_colours ? TERMINAL_PLAIN : "");
}

static void print_line(list_t *list, const stm_entry_t *entry, const char *state, apr_pool_t *pool)
{
    const char *colour = colour_of(list, state);

    if (list->count == 0) {
        print_head(list, pool);
    }
    printf("%s%-10s%s  %-*s  %-16s  %s\n", colour, state, *colour ? TERMINAL_PLAIN : "",
           list->width, moment_text(list, begin_of(entry), pool),
           moment_text(list, end_of(entry), pool),
           stm_utf8_one_line(apr_pstrdup(pool, entry->name)));
}

static const char *json_moment(apr_time_t moment, apr_pool_t *pool)
{
    return stm_json_string(moment == STM_NEVER ? NULL : stm_date_rfc3339(moment, pool), pool);
}

static void print_object(const list_t *list, const stm_entry_t *entry, const char *state,
                         apr_pool_t *pool)
{
    printf("%s\n{\"name\":%s,\"state\":\"%s\",\"published\":%s,\"from\":%s,\"expires\":%s,"
           "\"withdrawn\":%s,\"lang\":%s,\"title\":%s}",
           list->count == 0 ? "" : ",", stm_json_string(entry->name, pool), state,
           json_moment(entry->published_at, pool), json_moment(entry->visible_from, pool),
           json_moment(entry->expires_at, pool), json_moment(entry->withdrawn_at, pool),
           stm_json_string(entry->lang, pool), stm_json_string(entry->title, pool));
}

static void list_one(void *baton, const stm_entry_t *entry, const stm_problems_t *problems,
                     apr_pool_t *scratch_pool)
{
    list_t *list = baton;
    const char *reason = stm_report_reason(entry, problems, list->moment);
    const char *state = *reason ? reason : "public";

    if (list->is_json) {
        print_object(list, entry, state, scratch_pool);
    }
    else {
        print_line(list, entry, state, scratch_pool);
    }
    list->count++;
    list->public_count += *reason == '\0';
}

/* A folder that cannot be listed would look empty. */
static apr_status_t probe(const char *folder, apr_pool_t *pool)
{
    apr_dir_t *dir;
    apr_status_t status = apr_dir_open(&dir, folder, pool);

    if (status == APR_SUCCESS) {
        apr_dir_close(dir);
    }
    return status;
}

static void print_end(const list_t *list)
{
    if (list->is_json) {
        puts(list->count == 0 ? "]" : "\n]");
    }
    else if (isatty(STDOUT_FILENO)) {
        printf("%d of %d public.\n", list->public_count, list->count);
    }
}

static int list_all(list_t *list, apr_pool_t *pool)
{
    stm_problems_t *problems = stm_problems_create(pool);
    checker_t checker;
    apr_status_t status = probe(list->folder, pool);

    if (status != APR_SUCCESS) {
        return command_fail(list->folder, status);
    }
    if (checker_make(&checker, list->stylesheets, list->zone, problems, pool) != APR_SUCCESS) {
        report_print(problems, REPORT_TEXT, NULL, pool);
        return COMMAND_PROBLEMS;
    }
    fputs(list->is_json ? "[" : "", stdout);
    status =
        stm_check_folder_visit(list->folder, checker.schema, &checker.rules, list_one, list, pool);
    if (status != APR_SUCCESS) {
        return command_fail(list->folder, status);
    }
    print_end(list);
    return command_flush();
}

int cmd_list(int argc, const char *const *argv, apr_pool_t *pool)
{
    list_t list = {.has_colours = terminal_has_colours(stdout)};
    int status;

    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        puts(help);
        return COMMAND_CLEAN;
    }
    status = read_arguments(&list, argc, argv);
    if (status == COMMAND_CLEAN) {
        status = set_times(&list, pool);
    }
    return status == COMMAND_CLEAN ? list_all(&list, pool) : status;
}
