#include <apr_strings.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command/command.h"
#include "command/export_options.h"
#include "command/export_site.h"
#include "command/report.h"
#include "core/base/json.h"

static const char help[] =
    "usage: statement export [OPTION]… FOLDER OUT\n\n"
    "Writes a static copy of the newsroom in FOLDER into OUT: each public statement\n"
    "in every format, feeds and sitemap as the server sends them, the archive as\n"
    "index.html and page/2.html, without search and filters, the files that\n"
    "statements show, and the style sheet. Run it again after a change: only what has\n"
    "changed is made and written. It deletes what it wrote and what is no longer\n"
    "public, and nothing else; OUT/.statement-export lists what is its own.\n\n"
    "  --config FILE      httpd's configuration, or the part of it that is about\n"
    "                     FOLDER; includes are followed\n"
    "  --state DIR        the server's StatementStateDir, if FILE does not name it:\n"
    "                     with it the copy is what the server shows, else what one\n"
    "                     would that sees FOLDER for the first time\n"
    "  --base-url URL     where the copy will be, if FILE has no StatementBaseURL\n"
    "  --htaccess         also write OUT/.htaccess, which leads from former names to\n"
    "                     new ones, answers 410 for what was taken back, and finds\n"
    "                     the files of addresses without extension\n"
    "  --ignore-access    export what FILE closes to some readers, too\n"
    "  --title TITLE      StatementTitle (default: as FILE has it, or the host)\n"
    "  --identity NAME    StatementIdentity (likewise)\n"
    "  --lang TAG         StatementLanguage, as de-CH (default: that of FILE, or the\n"
    "                     language that all statements share, else en)\n"
    "  --zone ZONE        StatementTimeZone, as Europe/Berlin\n"
    "  --json             say what was done as JSON\n"
    "  --stylesheets DIR  where the stylesheets are\n\n"
    "Exit status: 0 the copy is whole, 1 it is not, 2 the arguments are wrong.";

/* So that a pipe gets one line, and a terminal something to look at. */
static void show_progress(int done, int total)
{
    static apr_time_t last;
    apr_time_t now = apr_time_now();

    if (isatty(STDERR_FILENO) && (now - last > apr_time_from_msec(100) || done == total)) {
        fprintf(stderr, "\r%d of %d statements%s", done, total, done == total ? "\r\033[K" : "");
        fflush(stderr);
        last = now;
    }
}

static int is_in(const char *folder, const char *path)
{
    apr_size_t size = strlen(folder);

    return strncmp(path, folder, size) == 0 && (path[size] == '/' || path[size] == '\0');
}

/* The part of @a path that is there, without symbolic links, and the rest behind it. */
static const char *resolve(const char *path, apr_pool_t *pool)
{
    const char *rest = "", *real;
    char *merged;

    if (apr_filepath_merge(&merged, NULL, path, APR_FILEPATH_NOTRELATIVE, pool)) {
        return path;
    }
    while ((real = command_real_path(merged, pool)) == NULL && strrchr(merged, '/') != merged) {
        char *slash = strrchr(merged, '/');

        rest = apr_pstrcat(pool, slash, rest, NULL);
        *slash = '\0';
    }
    return apr_pstrcat(pool, real ? real : merged, rest, NULL);
}

static int check_places(const char **out, const export_options_t *options,
                        const export_settings_t *settings, apr_pool_t *pool)
{
    const char *root = command_real_path(settings->newsroom.root, pool);

    *out = resolve(options->out, pool);
    if (is_in(root, *out)) {
        return command_usage("export", "“%s” is in the newsroom, which would publish it",
                             options->out);
    }
    return is_in(*out, root) ? command_usage("export", "“%s” has the newsroom in it", options->out)
                             : COMMAND_CLEAN;
}

static int open_out(export_site_t *site, const char *out, const char *given)
{
    apr_status_t status = export_out_open(&site->out, out, site->digest, site->pool);

    if (APR_STATUS_IS_ENOTEMPTY(status)) {
        command_say(stderr,
                    "statement: %s is not empty, and no export has made it: name another folder",
                    given);
        return COMMAND_PROBLEMS;
    }
    if (APR_STATUS_IS_EINVAL(status)) {
        command_say(stderr, "statement: %s/.statement-export was not written by this version",
                    given);
        return COMMAND_PROBLEMS;
    }
    return status ? command_fail(given, status) : COMMAND_CLEAN;
}

static int check_folders(const export_site_t *site, const export_options_t *options)
{
    apr_array_header_t *folders;
    apr_status_t status =
        stm_catalog_folders(&folders, site->records.catalog, site->newsroom.key, site->pool);

    return status ? command_fail(options->folder, status)
                  : export_settings_check_folders(site->settings, options, folders, site->pool);
}

/* Statements first: what a list shows is told by what they were made of. */
static apr_status_t export_all(int *count, export_site_t *site, const export_options_t *options)
{
    apr_status_t status = export_statements(count, site, show_progress);

    if (!status) {
        status = export_lists(site);
    }
    if (!status) {
        status = export_sitemap(site);
    }
    if (!status) {
        status = export_files(site);
    }
    return !status && options->has_htaccess ? export_htaccess(site) : status;
}

static void print_json(int statements, const export_counts_t *counts,
                       const stm_problems_t *problems, apr_pool_t *pool)
{
    printf("{\"statements\":%d,\"files\":%d,\"written\":%d,\"deleted\":%d,\"problems\":%s}\n",
           statements, counts->files, counts->written, counts->deleted,
           stm_problems_json(problems, pool));
}

static void print_text(int statements, const export_counts_t *counts)
{
    printf("%d statements, %d files: %d written, %d as they were, %d deleted\n", statements,
           counts->files, counts->written, counts->files - counts->written, counts->deleted);
}

static int finish(export_site_t *site, const export_options_t *options, int statements)
{
    export_counts_t counts;
    apr_status_t status = export_out_finish(&counts, site->out);

    if (status) {
        return command_fail(options->out, status);
    }
    if (counts.kept) {
        stm_problems_add(site->problems, STM_SEVERITY_WARNING, "kept", options->out, 0, 0, NULL,
                         "%d files that are no longer wanted were changed by somebody, and stay",
                         counts.kept);
    }
    if (options->is_json) {
        print_json(statements, &counts, site->problems, site->pool);
    }
    else {
        if (stm_problems_at(site->problems, 0)) {
            report_print(site->problems, REPORT_TEXT, NULL, site->pool);
        }
        print_text(statements, &counts);
    }
    status = command_flush();
    return stm_problems_count(site->problems, STM_SEVERITY_ERROR) ? COMMAND_PROBLEMS : (int)status;
}

static int export_newsroom(const export_options_t *options, const export_settings_t *settings,
                           stm_problems_t *problems, apr_pool_t *pool)
{
    export_site_t site;
    const char *out;
    int statements = 0, status = check_places(&out, options, settings, pool);
    apr_status_t failure;

    if (status == COMMAND_CLEAN) {
        status = export_site_open(&site, settings, problems, pool);
    }
    if (status == COMMAND_CLEAN) {
        status = check_folders(&site, options);
    }
    if (status == COMMAND_CLEAN) {
        status = open_out(&site, out, options->out);
    }
    if (status != COMMAND_CLEAN) {
        report_print(problems, REPORT_TEXT, NULL, pool);
        return status;
    }
    failure = export_all(&statements, &site, options);
    if (failure) {
        report_print(problems, REPORT_TEXT, NULL, pool);
        return command_fail(options->folder, failure);
    }
    return finish(&site, options, statements);
}

int cmd_export(int argc, const char *const *argv, apr_pool_t *pool)
{
    stm_problems_t *problems = stm_problems_create(pool);
    export_options_t options;
    export_settings_t settings;
    int status;

    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        puts(help);
        return COMMAND_CLEAN;
    }
    status = export_options_read(&options, argc, argv);
    if (status == COMMAND_CLEAN) {
        status = export_settings_make(&settings, &options, pool);
    }
    return status == COMMAND_CLEAN ? export_newsroom(&options, &settings, problems, pool) : status;
}
