#include <apr_strings.h>
#include <apr_time.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "command/notify_ways.h"
#include "command/option.h"

static const char help[] =
    "usage: statement notify [OPTION]… webhook URL\n"
    "       statement notify [OPTION]… purge SERVER\n"
    "       statement notify [OPTION]… websub HUB\n"
    "       statement notify [OPTION]… indexnow KEY\n"
    "       statement notify [OPTION]… --from SENDER mail ADDRESS\n\n"
    "Reads what StatementNotify tells on standard input, a line for each event, and\n"
    "answers each with “ok” once it is done: posts it to URL, has the cache SERVER\n"
    "remove what is no longer right, pings a hub of the newsroom's feeds, names the\n"
    "address to search engines, or mails the text edition by sendmail. Requests are\n"
    "sent by curl. What fails is tried again after a second, then two, four and so\n"
    "on, and given up in the end.\n\n"
    "  --events LIST   of these events alone, separated by commas (otherwise all;\n"
    "                  for mail published,corrected)\n"
    "  --base URL      the newsroom's address, where StatementBaseURL is not set\n"
    "  --secret FILE   webhook: sign each line with the first line of FILE\n"
    "                  (X-Hub-Signature-256: sha256=…)\n"
    "  --keys NAME     purge: send the keys of what is to go in the header NAME, in\n"
    "                  one request to SERVER as it is written, instead of a request\n"
    "                  for each address\n"
    "  --method WORD   purge: the method (otherwise PURGE)\n"
    "  --headers FILE  send each line of FILE as a header\n"
    "  --from SENDER   mail: the address of the sender\n"
    "  --tries NUMBER  how often to try in all, from 1 to 20 (otherwise 5)\n\n"
    "Exit status: 0 the input has ended, 1 a file cannot be read, 2 the arguments\n"
    "are wrong.";

typedef struct way_t {
    const char *name;
    apr_status_t (*run)(const notify_line_t *line, const notify_options_t *options,
                        apr_pool_t *scratch_pool);
    const char *events;
} way_t;

static const way_t ways[] = {
    {"webhook", notify_webhook, NULL},
    {"purge", notify_purge, NULL},
    {"websub", notify_websub, NULL},
    {"indexnow", notify_indexnow, NULL},
    {"mail", notify_mail, "published,corrected"},
};

/* As typed. */
typedef struct arguments_t {
    const char *way, *to, *base, *events, *secret, *keys, *method, *headers, *from, *tries;
} arguments_t;

static const way_t *find_way(const char *name)
{
    for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
        if (strcmp(ways[i].name, name) == 0) {
            return &ways[i];
        }
    }
    return NULL;
}

static int take_option(arguments_t *typed, int *i, int argc, const char *const *argv)
{
    return option_take(&typed->events, "--events", i, argc, argv) ||
           option_take(&typed->base, "--base", i, argc, argv) ||
           option_take(&typed->secret, "--secret", i, argc, argv) ||
           option_take(&typed->keys, "--keys", i, argc, argv) ||
           option_take(&typed->method, "--method", i, argc, argv) ||
           option_take(&typed->headers, "--headers", i, argc, argv) ||
           option_take(&typed->from, "--from", i, argc, argv) ||
           option_take(&typed->tries, "--tries", i, argc, argv);
}

/* Zero after saying what is wrong. */
static int read_arguments(arguments_t *typed, int argc, const char *const *argv)
{
    for (int i = 1; i < argc; i++) {
        if (take_option(typed, &i, argc, argv)) {
            continue;
        }
        if (argv[i][0] == '-' || (typed->way != NULL && typed->to != NULL)) {
            command_usage("notify", "“%s” is one argument too many", argv[i]);
            return 0;
        }
        *(typed->way == NULL ? &typed->way : &typed->to) = argv[i];
    }
    if (typed->way == NULL || find_way(typed->way) == NULL || typed->to == NULL) {
        command_usage("notify", "it needs webhook URL, purge SERVER, websub HUB, indexnow KEY or "
                                "mail ADDRESS");
        return 0;
    }
    if (strcmp(typed->way, "mail") == 0 && typed->from == NULL) {
        command_usage("notify", "mail wants --from SENDER");
        return 0;
    }
    return 1;
}

/* The lines of @a path, without their ends; NULL after saying why there are none. */
static apr_array_header_t *lines_of(const char *path, apr_pool_t *pool)
{
    apr_array_header_t *lines = apr_array_make(pool, 4, sizeof(const char *));
    FILE *file = fopen(path, "r");
    char text[4096];

    if (file == NULL) {
        command_fail(path, APR_FROM_OS_ERROR(errno));
        return NULL;
    }
    while (fgets(text, sizeof(text), file) != NULL) {
        text[strcspn(text, "\r\n")] = '\0';
        if (*text != '\0') {
            APR_ARRAY_PUSH(lines, const char *) = apr_pstrdup(pool, text);
        }
    }
    fclose(file);
    return lines;
}

static int read_secret(const char **secret, const char *path, apr_pool_t *pool)
{
    const apr_array_header_t *lines = lines_of(path, pool);

    if (lines == NULL) {
        return COMMAND_PROBLEMS;
    }
    if (lines->nelts == 0) {
        return command_fail(path, APR_EOF);
    }
    *secret = APR_ARRAY_IDX(lines, 0, const char *);
    return COMMAND_CLEAN;
}

static const char *with_slash(const char *base, apr_pool_t *pool)
{
    const apr_size_t size = base ? strlen(base) : 0;

    return size && base[size - 1] != '/' ? apr_pstrcat(pool, base, "/", NULL) : base;
}

static int settle(notify_options_t *options, const arguments_t *typed, const way_t *way,
                  apr_pool_t *pool)
{
    options->to = typed->to;
    options->base = with_slash(typed->base, pool);
    options->keys = typed->keys;
    options->method = typed->method ? typed->method : "PURGE";
    options->from = typed->from;
    options->events = typed->events ? typed->events : way->events;
    if (typed->headers != NULL) {
        options->headers = lines_of(typed->headers, pool);
        if (options->headers == NULL) {
            return COMMAND_PROBLEMS;
        }
    }
    return typed->secret ? read_secret(&options->secret, typed->secret, pool) : COMMAND_CLEAN;
}

/* Whether the list of words, separated by commas, has @a event; NULL has all. */
static int is_wanted(const char *words, const char *event)
{
    const apr_size_t size = strlen(event);

    for (; words != NULL; words = strchr(words, ',')) {
        words += *words == ',';
        if (strncmp(words, event, size) == 0 && (words[size] == ',' || words[size] == '\0')) {
            return 1;
        }
    }
    return 0;
}

static void try_line(const notify_line_t *line, const way_t *way, const notify_options_t *options,
                     int tries, apr_pool_t *pool)
{
    apr_interval_time_t wait = apr_time_from_sec(1);
    apr_status_t status = way->run(line, options, pool);

    while (status && status != APR_EINVAL && --tries > 0) {
        apr_sleep(wait);
        wait = wait < apr_time_from_sec(60) ? 2 * wait : wait;
        status = way->run(line, options, pool);
    }
    if (status) {
        command_say(stderr, "statement: notify %s: given up: %s, number %s", way->name, line->event,
                    line->id);
    }
}

static void take_line(const char *text, const way_t *way, const notify_options_t *options,
                      int tries, apr_pool_t *pool)
{
    notify_line_t *line;

    if (notify_line_read(&line, text, options->base, pool)) {
        fputs(
            "statement: notify: a line on standard input is not one that StatementNotify writes\n",
            stderr);
    }
    else if (options->events == NULL || is_wanted(options->events, line->event)) {
        try_line(line, way, options, tries, pool);
    }
    puts("ok");
    fflush(stdout);
}

static int run(const way_t *way, const notify_options_t *options, int tries, apr_pool_t *pool)
{
    char *text = NULL;
    size_t room = 0;
    ssize_t size;
    apr_pool_t *each;

    apr_pool_create(&each, pool);
    while ((size = getline(&text, &room, stdin)) > 0) {
        text[size - (text[size - 1] == '\n')] = '\0';
        take_line(text, way, options, tries, each);
        apr_pool_clear(each);
    }
    free(text);
    return COMMAND_CLEAN;
}

int cmd_notify(int argc, const char *const *argv, apr_pool_t *pool)
{
    arguments_t typed = {0};
    notify_options_t options = {0};
    const way_t *way;
    int status, tries;

    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        puts(help);
        return COMMAND_CLEAN;
    }
    if (!read_arguments(&typed, argc, argv)) {
        return COMMAND_USAGE;
    }
    tries = typed.tries ? atoi(typed.tries) : 5;
    if (tries < 1 || tries > 20) {
        return command_usage("notify", "--tries wants a number from 1 to 20, not “%s”",
                             typed.tries);
    }
    way = find_way(typed.way);
    status = settle(&options, &typed, way, pool);
    return status ? status : run(way, &options, tries, pool);
}
