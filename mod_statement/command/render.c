#include <apr_file_info.h>
#include <apr_strings.h>
#include <apr_tables.h>
#include <apr_time.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "command/option.h"
#include "command/render_options.h"
#include "command/render_preview.h"
#include "command/render_source.h"
#include "command/report.h"
#include "core/i18n/date.h"
#include "core/i18n/language.h"
#include "core/render/page.h"
#include "core/site/address.h"
#include "core/site/format.h"
#include "core/site/newsroom.h"
#include "core/xml/file_name.h"
#include "core/xslt/ui_words.h"

static const char help[] =
    "usage: statement render [OPTION]… FILE|FOLDER\n\n"
    "Writes the page of a statement, or a folder's archive or feed, as the server\n"
    "would send it.\n\n"
    "  --to FORMAT         html (default), rss, atom, json, txt, vcf or ics\n"
    "  -o FILE             write to FILE instead of standard output\n"
    "  --root DIR          the newsroom's folder; by default the folder of FILE\n"
    "  --base URL          the newsroom's address (default http://localhost/)\n"
    "  --title TITLE       the newsroom's name (StatementTitle; default: the address'\n"
    "                      host)\n"
    "  --identity NAME     StatementIdentity (default: the address' host)\n"
    "  --lang TAG          StatementLanguage, as de-CH (default: the language that\n"
    "                      all statements of a folder share, else en)\n"
    "  --zone ZONE         StatementTimeZone, as Europe/Berlin\n"
    "  --now MOMENT        as if it were 2026-05-04T10:00:00Z\n"
    "  --param NAME=VALUE  a parameter for the stylesheets (StatementParam)\n"
    "  --preview           a page that a browser shows without a server: style and\n"
    "                      pictures in it, and why it is not public; with all that\n"
    "                      --all shows\n"
    "  --all               drafts and what is not public yet, too\n"
    "  --stylesheets DIR   where the stylesheets are\n\n"
    "Exit status: 0 written, 1 problems, 2 the arguments are wrong.";

typedef struct render_t {
    stm_newsroom_t newsroom;
    render_source_t source;
    stm_render_context_t context;
    const char *stylesheets;
    const char *name; /* of the statement, or the folder with a slash at its end */
    int is_list;
    int has_language;           /* it was given */
    int is_preview;             /* the page of a statement, for a browser without a server */
    apr_array_header_t *params; /* stm_param_t, those of the newsroom */
    const char *file;           /* as problems name it */
} render_t;

static const char *host_of(const char *url, apr_pool_t *pool)
{
    const char *host = strstr(url, "://");

    host = host == NULL ? url : host + 3;
    return apr_pstrmemdup(pool, host, strcspn(host, ":/"));
}

/* Finds the newsroom's root and the statement's or folder's name below it. */
static int find_place(render_t *render, const render_options_t *options, apr_pool_t *pool)
{
    const char *path = command_real_path(options->path, pool), *root, *rest;
    apr_finfo_t finfo;

    if (path == NULL || apr_stat(&finfo, path, APR_FINFO_TYPE, pool) != APR_SUCCESS) {
        return command_usage("render", "“%s” cannot be read: %s", options->path, strerror(errno));
    }
    render->is_list = finfo.filetype == APR_DIR;
    root = options->root != NULL ? command_real_path(options->root, pool)
           : render->is_list     ? path
                                 : command_folder_of(path, pool);
    if (root == NULL || strncmp(path, root, strlen(root)) != 0 ||
        (path[strlen(root)] != '/' && path[strlen(root)] != '\0')) {
        return command_usage("render", "“%s” does not lie in “%s”", options->path, options->root);
    }
    rest = path + strlen(root) + (path[strlen(root)] == '/');
    if (render->is_list) {
        render->name = *rest == '\0' ? "" : apr_pstrcat(pool, rest, "/", NULL);
    }
    else if (stm_file_name_is_xml(rest)) {
        render->name = apr_pstrmemdup(pool, rest, strlen(rest) - 4);
    }
    else {
        return command_usage("render", "“%s” does not end with .xml", options->path);
    }
    render->newsroom.root = root;
    render->file = options->path;
    return COMMAND_CLEAN;
}

static int set_times(render_t *render, const render_options_t *options, apr_pool_t *pool)
{
    stm_newsroom_t *newsroom = &render->newsroom;
    int status = option_zone(&newsroom->set_zone, options->zone, "render", pool);
    stm_date_t date;

    if (status != COMMAND_CLEAN) {
        return status;
    }
    newsroom->zone = newsroom->set_zone != NULL ? newsroom->set_zone : stm_zone_utc();
    render->source.moment = apr_time_now();
    if (options->now != NULL) {
        if (stm_date_parse(&date, options->now) != STM_DATE_GOOD) {
            return command_usage("render", "--now wants a moment as 2026-05-04T10:00:00Z, not “%s”",
                                 options->now);
        }
        render->source.moment = stm_date_moment(&date, newsroom->zone);
    }
    return COMMAND_CLEAN;
}

static void set_newsroom(render_t *render, const render_options_t *options, apr_pool_t *pool)
{
    stm_newsroom_t *newsroom = &render->newsroom;
    const char *base = options->base, *host = host_of(base, pool);

    if (base[strlen(base) - 1] != '/') {
        base = apr_pstrcat(pool, base, "/", NULL);
    }
    newsroom->title = options->title != NULL ? options->title : host;
    newsroom->identity = options->identity != NULL ? options->identity : host;
    render->has_language = options->lang != NULL;
    newsroom->lang = options->lang != NULL ? options->lang : "en";
    newsroom->validate = STM_VALIDATE_STRICT;
    newsroom->show = options->is_all ? STM_SHOW_ALL : STM_SHOW_PUBLISHED;
    newsroom->limits = stm_limits_default;
    newsroom->params = options->params;
    render->params = options->params;
    render->is_preview = options->is_preview;
    newsroom->key = stm_newsroom_key(newsroom->root, newsroom->set_zone, newsroom->validate,
                                     newsroom->identity, pool);
    render->source.newsroom = newsroom;
    render->source.base = render->context.base = base;
    render->context.newsroom = newsroom;
}

/* As a page links to it: without scheme and host where the format's links are paths. */
static const char *style_address(const stm_format_t *format, const char *base, apr_pool_t *pool)
{
    const char *host = strstr(base, "://");

    if (format->links == STM_LINKS_PATH && host != NULL) {
        base = host + 3 + strcspn(host + 3, "/");
    }
    return apr_pstrcat(pool, base, "statement.css", NULL);
}

static int check_language(const render_options_t *options)
{
    return options->lang == NULL || stm_language_is_tag(options->lang)
               ? COMMAND_CLEAN
               : command_usage("render", "--lang wants the tag of a language as de-CH, not “%s”",
                               options->lang);
}

static int set_format(render_t *render, const render_options_t *options, apr_pool_t *pool)
{
    const stm_format_t *format = stm_format_by_name(stm_format_builtin(pool), options->to);
    int is_page = format != NULL && strcmp(format->name, "html") == 0;
    const char *page =
        apr_pstrcat(pool, render->context.base, stm_address_encode(render->name, 0, pool), NULL);

    if (format == NULL) {
        return command_usage("render", "there is no format “%s”", options->to);
    }
    if (render->is_list && format->list_sheet == NULL) {
        return command_usage("render", "a folder has no page in the format “%s”", options->to);
    }
    render->context.format = format;
    render->context.style = style_address(format, render->context.base, pool);
    render->context.self =
        is_page ? page
                : apr_pstrcat(pool, page, render->is_list ? "feed." : ".", format->extension, NULL);
    return COMMAND_CLEAN;
}

static apr_status_t make_document(stm_document_t **document, const render_t *render)
{
    apr_status_t status;

    if (render->is_list) {
        stm_extent_t extent =
            strcmp(render->context.format->name, "html") == 0 ? STM_EXTENT_HEAD : STM_EXTENT_WHOLE;

        return render_source_list(document, &render->source, render->name, render->context.self,
                                  extent);
    }
    status = render_source_statement(document, &render->source, render->name, render->file);
    if (APR_STATUS_IS_ENOENT(status)) {
        stm_problems_add(render->source.problems, STM_SEVERITY_ERROR, "source-hidden", render->file,
                         0, 0, "Render it with --all to see it.",
                         "A statement that is reproduced here is not public yet");
    }
    else if (status == STM_EFOREIGN) {
        stm_problems_add(render->source.problems, STM_SEVERITY_ERROR, "foreign", render->file, 0, 0,
                         NULL, "The file is XML, but its outermost element is not <statement>");
    }
    else if (status == APR_SUCCESS && !stm_format_suits(render->context.format, *document)) {
        stm_problems_add(render->source.problems, STM_SEVERITY_ERROR, "no-part", render->file, 0, 0,
                         NULL, "The statement has no <%s>", render->context.format->part);
        return STM_EINVALID;
    }
    return status;
}

static apr_status_t load_sheet(const stm_stylesheet_t **sheet, const render_t *render,
                               apr_pool_t *pool)
{
    const stm_format_t *format = render->context.format;
    apr_array_header_t *roots = apr_array_make(pool, 1, sizeof(const char *));
    const char *dir = command_real_path(render->stylesheets, pool);

    APR_ARRAY_PUSH(roots, const char *) = dir == NULL ? render->stylesheets : dir;
    return stm_stylesheet_load(
        sheet,
        apr_pstrcat(pool, APR_ARRAY_IDX(roots, 0, const char *), "/",
                    render->is_list ? format->list_sheet : format->statement_sheet, NULL),
        roots, render->source.problems, pool);
}

static apr_status_t make_page(stm_page_t *page, render_t *render, apr_pool_t *pool)
{
    stm_problems_t *problems = render->source.problems;
    const stm_stylesheet_t *sheet;
    stm_document_t *document;
    apr_status_t status =
        stm_schema_load(&render->source.schema, render->stylesheets, problems, pool);

    if (status == APR_SUCCESS) {
        status = stm_ui_words_load(&render->context.words, render->stylesheets, problems, pool);
        if (APR_STATUS_IS_ENOENT(status)) {
            stm_problems_add(problems, STM_SEVERITY_ERROR, "words", render->stylesheets, 0, 0, NULL,
                             "l10n/en.xml is not there");
        }
    }
    if (status == APR_SUCCESS) {
        stm_newsroom_file_locate(&render->newsroom, pool);
        render->source.newsroom_file =
            stm_edition_newsroom_file(&render->newsroom, render->source.schema, problems, pool);
        render->source.resolver = stm_edition_folder_resolver(
            &render->newsroom, render->source.schema, STM_REACH_FOLDER, pool);
        if (render->is_list && !render->has_language) {
            render->newsroom.lang = render_source_language(&render->source);
        }
        status = make_document(&document, render);
    }
    if (status == APR_SUCCESS && render->is_preview && !render->is_list) {
        render_preview(&render->context, render->params, document, render->stylesheets, pool);
    }
    if (status == APR_SUCCESS) {
        status = load_sheet(&sheet, render, pool);
    }
    return status != APR_SUCCESS
               ? status
               : stm_render(page, document, sheet, &render->context, problems, pool);
}

static int write_page(const stm_page_t *page, const char *output)
{
    FILE *file = output == NULL ? NULL : fopen(output, "wb");
    int is_written;

    if (output == NULL) {
        is_written =
            fwrite(page->bytes, 1, page->size, stdout) == page->size && fflush(stdout) == 0;
    }
    else {
        is_written = file != NULL && fwrite(page->bytes, 1, page->size, file) == page->size;
        is_written = file != NULL && fclose(file) == 0 && is_written;
    }
    if (!is_written) {
        command_say(stderr, "statement: “%s” cannot be written: %s",
                    output == NULL ? "standard output" : output, strerror(errno));
    }
    return is_written ? COMMAND_CLEAN : COMMAND_PROBLEMS;
}

int cmd_render(int argc, const char *const *argv, apr_pool_t *pool)
{
    render_t render;
    render_options_t options;
    stm_page_t page;
    apr_status_t status;

    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        puts(help);
        return COMMAND_CLEAN;
    }
    memset(&render, 0, sizeof(render));
    if (render_options_read(&options, argc, argv, pool) != COMMAND_CLEAN ||
        check_language(&options) != COMMAND_CLEAN ||
        find_place(&render, &options, pool) != COMMAND_CLEAN ||
        set_times(&render, &options, pool) != COMMAND_CLEAN) {
        return COMMAND_USAGE;
    }
    set_newsroom(&render, &options, pool);
    if (set_format(&render, &options, pool) != COMMAND_CLEAN) {
        return COMMAND_USAGE;
    }
    render.stylesheets = command_stylesheet_dir(options.stylesheets, pool);
    render.source.pool = pool;
    render.source.problems = stm_problems_create(pool);
    status = make_page(&page, &render, pool);
    report_print(render.source.problems, REPORT_TEXT, NULL, pool);
    return status == APR_SUCCESS ? write_page(&page, options.output) : COMMAND_PROBLEMS;
}
