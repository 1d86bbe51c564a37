#include <apr_strings.h>
#include <apr_time.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/command.h"
#include "command/export_facts.h"
#include "command/option.h"
#include "core/site/address.h"
#include "core/state/preview_token.h"
#include "core/xml/file_name.h"

static const char help[] =
    "usage: statement preview [OPTION]… NAME|FILE\n\n"
    "Prints an address under which people without a login see a statement before it\n"
    "is public, where the server has StatementPreview On: NAME?preview=TOKEN. It\n"
    "opens that statement and the files that it shows. NAME is the statement's name\n"
    "in the newsroom, as 2026/ferry-returns; FILE ends with .xml. Run it as root or\n"
    "as the server's user, who may read the key, or with a copy of the key.\n\n"
    "  --for SPAN      how long it opens: a number with min, h or d, up to 31d\n"
    "                  (otherwise 2d)\n"
    "  --newsroom DIR  the newsroom's folder, in which NAME is (otherwise the\n"
    "                  current folder)\n"
    "  --base URL      the newsroom's address, with FILE the address of its folder,\n"
    "                  to print the whole address\n"
    "  --config FILE   httpd's configuration, for its StatementBaseURL and\n"
    "                  StatementStateDir; where StatementPreview is off, this says\n"
    "                  so and prints nothing\n"
    "  --key FILE      a copy of the key that your group may read, for editors\n"
    "                  without root's rights\n"
    "  --revoke        let no address open that was printed for it so far\n"
    "  --state DIR     the server's StatementStateDir\n\n"
    "Exit status: 0 all is well, 1 the key cannot be used, or the address would\n"
    "open nothing, 2 the arguments are wrong.";

typedef struct preview_t {
    const char *given, *span, *newsroom, *base, *key, *state, *config;
    int is_revoking;
    const char *subject; /* what is signed */
    const char *name;    /* as --base goes on with */
    apr_pool_t *pool;
} preview_t;

/* Zero after saying what is wrong. */
static int read_arguments(preview_t *preview, int argc, const char *const *argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--revoke") == 0) {
            preview->is_revoking = 1;
        }
        else if (argv[i][0] != '-' && preview->given == NULL) {
            preview->given = argv[i];
        }
        else if (!option_take(&preview->span, "--for", &i, argc, argv) &&
                 !option_take(&preview->newsroom, "--newsroom", &i, argc, argv) &&
                 !option_take(&preview->base, "--base", &i, argc, argv) &&
                 !option_take(&preview->key, "--key", &i, argc, argv) &&
                 !option_take(&preview->config, "--config", &i, argc, argv) &&
                 !option_take(&preview->state, "--state", &i, argc, argv)) {
            command_usage("preview", "“%s” is one argument too many", argv[i]);
            return 0;
        }
    }
    if (preview->given == NULL) {
        command_usage("preview", "the statement is missing");
    }
    if (preview->key && preview->is_revoking) {
        command_usage("preview", "--revoke writes into the state directory: use sudo, not --key");
        return 0;
    }
    return preview->given != NULL;
}

/* 0: it is none. */
static apr_interval_time_t span_of(const char *text)
{
    static const struct {
        const char *unit;
        int seconds;
    } units[] = {{"min", 60}, {"h", 3600}, {"d", 86400}};
    char *end;
    long number = strtol(text, &end, 10);

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (number > 0 && number <= 44640 && strcmp(end, units[i].unit) == 0) {
            return apr_time_from_sec((apr_int64_t)number * units[i].seconds);
        }
    }
    return 0;
}

/* The name below the newsroom's folder @a root, of a path without links. */
static int find_name(preview_t *preview, const char *root)
{
    const char *real = command_real_path(root, preview->pool);
    const apr_size_t length = real ? strlen(real) : 0;

    if (!real || strncmp(preview->subject, real, length) != 0 || preview->subject[length] != '/') {
        return command_usage("preview", "“%s” is not in “%s”", preview->given, root);
    }
    preview->name = preview->subject + length + 1;
    return COMMAND_CLEAN;
}

/* A name has no ending and is one of the newsroom; a file, or an absolute path, may be anywhere. */
static int find_statement(preview_t *preview)
{
    apr_pool_t *pool = preview->pool;
    const int is_file = stm_file_name_is_xml(preview->given) || *preview->given == '/';
    const char *root = preview->newsroom ? preview->newsroom : ".";
    const char *path = stm_file_name_is_xml(preview->given)
                           ? preview->given
                           : apr_pstrcat(pool, preview->given, ".xml", NULL);

    if (preview->newsroom && *path != '/') {
        path = apr_pstrcat(pool, root, "/", path, NULL);
    }
    preview->subject = stm_preview_subject(path, pool);
    if (preview->subject == NULL || access(path, F_OK) != 0) {
        return command_fail(path, APR_ENOENT);
    }
    preview->name = strrchr(preview->subject, '/') + 1;
    return is_file && !preview->newsroom ? COMMAND_CLEAN : find_name(preview, root);
}

static int read_config(export_facts_t *facts, const preview_t *preview)
{
    const char *folder = command_folder_of(preview->subject, preview->pool), *failed;
    apr_array_header_t *directives;
    apr_status_t status = config_read(&directives, &failed, preview->config, preview->pool);

    if (status) {
        return command_fail(failed, status);
    }
    export_facts_find(facts, directives, folder, preview->base, preview->pool);
    if (preview->base == NULL && facts->base != NULL) {
        export_facts_find(facts, directives, folder, facts->base, preview->pool);
    }
    if (facts->root == NULL || !facts->has_previews) {
        command_say(
            stderr,
            "statement: %s has no %s On for %s, so the address would open nothing: set it there "
            "and restart httpd%s",
            preview->config, facts->root ? "StatementPreview" : "StatementEngine", folder,
            preview->base || facts->base ? "" : ", or give --base if it is in a <Location>");
        return COMMAND_PROBLEMS;
    }
    return COMMAND_CLEAN;
}

/* What the arguments say goes first. An address of the configuration is that of its newsroom. */
static int take_config(preview_t *preview)
{
    export_facts_t facts = {0};
    int status;

    if (preview->config == NULL || preview->is_revoking) {
        return COMMAND_CLEAN;
    }
    status = read_config(&facts, preview);
    if (status == COMMAND_CLEAN && preview->base == NULL && facts.base != NULL) {
        preview->base = facts.base;
        status = find_name(preview, facts.root);
    }
    preview->state = preview->state ? preview->state : facts.state_dir;
    return status;
}

static int print_address(const preview_t *preview, const char *token)
{
    const char *base = preview->base ? preview->base : "";
    const apr_size_t size = strlen(base);

    printf("%s%s%s?preview=%s\n", base, size > 0 && base[size - 1] != '/' ? "/" : "",
           stm_address_encode(preview->name, 0, preview->pool), token);
    return command_flush();
}

static int fail_with_copy(const preview_t *preview, apr_status_t status)
{
    if (status == APR_EINVAL) {
        command_say(
            stderr,
            "statement: %s: all users may read or write it, and so sign addresses: chmod o= "
            "it",
            preview->key);
        return COMMAND_PROBLEMS;
    }
    if (status == APR_EGENERAL) {
        command_say(stderr, "statement: %s: this is no copy of preview/key", preview->key);
        return COMMAND_PROBLEMS;
    }
    return command_fail(preview->key, status);
}

static int open_key(stm_preview_key_t **key, const preview_t *preview)
{
    apr_status_t status;

    if (preview->key) {
        status = stm_preview_read_copy(key, preview->key, preview->pool);
        return status == APR_SUCCESS ? COMMAND_CLEAN : fail_with_copy(preview, status);
    }
    status = stm_preview_open(key, preview->state, STM_ACCESS_WRITE, preview->pool);
    if (APR_STATUS_IS_EACCES(status)) {
        fprintf(stderr, "statement: only root and the server's user can read the key there: use "
                        "sudo, or --key and a copy\n");
    }
    return status == APR_SUCCESS ? COMMAND_CLEAN : command_fail(preview->state, status);
}

static int run(preview_t *preview, apr_interval_time_t span)
{
    const apr_time_t now = apr_time_now();
    stm_preview_key_t *key;
    apr_status_t status;
    const char *token;

    if (open_key(&key, preview) != COMMAND_CLEAN) {
        return COMMAND_PROBLEMS;
    }
    if (preview->is_revoking) {
        status = stm_preview_revoke(key, preview->subject, now, preview->pool);
        return status == APR_SUCCESS ? COMMAND_CLEAN : command_fail(preview->state, status);
    }
    token = stm_preview_sign(key, preview->subject, now, now + span, preview->pool);
    return token ? print_address(preview, token) : command_fail(preview->state, APR_EGENERAL);
}

int cmd_preview(int argc, const char *const *argv, apr_pool_t *pool)
{
    preview_t preview = {.span = "2d", .pool = pool};
    apr_interval_time_t span;
    int status;

    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        puts(help);
        return COMMAND_CLEAN;
    }
    if (!read_arguments(&preview, argc, argv)) {
        return COMMAND_USAGE;
    }
    span = span_of(preview.span);
    if (span <= 0 || span > STM_PREVIEW_MOST) {
        return command_usage("preview", "--for wants a span up to 31d as 2d or 8h, not “%s”",
                             preview.span);
    }
    status = find_statement(&preview);
    if (status == COMMAND_CLEAN) {
        status = take_config(&preview);
    }
    preview.state = preview.state ? preview.state : STM_STATE_DIR;
    return status == COMMAND_CLEAN ? run(&preview, span) : status;
}
