#include <apr_file_io.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_time.h>
#include <libxml/entities.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/checker.h"
#include "command/command.h"
#include "command/new_like.h"
#include "command/option.h"
#include "command/report.h"
#include "command/slug.h"
#include "core/edition/make.h"
#include "core/schema/validate.h"
#include "core/site/expansion.h"
#include "core/xml/document.h"

#define LONGEST_NAME 60

static const char help[] =
    "usage: statement new [OPTION]… TITLE\n\n"
    "Writes a new statement to fill in: valid, commented, a draft until its status is\n"
    "removed. On a terminal it asks for what is missing. Its file is NAME.xml in the\n"
    "current folder, NAME made of the title; nothing is overwritten.\n\n"
    "  --issuer NAME      who speaks\n"
    "  --lang TAG         the language, as en or de-CH (otherwise that of the\n"
    "                     environment)\n"
    "  --date DATE        the day or moment of publication (otherwise today)\n"
    "  --id NAME          the identity that feeds use (otherwise NAME)\n"
    "  --like FILE        take issuers, contacts, tags, body and notes from an older\n"
    "                     statement\n"
    "  -o FILE            write to FILE, - for standard output\n"
    "  --stylesheets DIR  where statement.xsd is, which XML editors then find\n\n"
    "Exit status: 0 the file is written, 1 it could not be, 2 the arguments are\n"
    "wrong.";

typedef struct fields_t {
    const char *title, *issuer, *lang, *date, *id, *like, *output, *stylesheets;
    const char *name; /* of its file, without ".xml" */
} fields_t;

/* Zero after saying what is wrong. */
static int read_arguments(fields_t *fields, int argc, const char *const *argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0 && i + 1 < argc && fields->title == NULL) {
            fields->title = argv[++i];
        }
        else if (argv[i][0] != '-' && fields->title == NULL) {
            fields->title = argv[i];
        }
        else if (argv[i][0] != '-') {
            command_usage("new", "a title with spaces goes in quotation marks: “%s %s”",
                          fields->title, argv[i]);
            return 0;
        }
        else if (!option_take(&fields->issuer, "--issuer", &i, argc, argv) &&
                 !option_take(&fields->lang, "--lang", &i, argc, argv) &&
                 !option_take(&fields->date, "--date", &i, argc, argv) &&
                 !option_take(&fields->id, "--id", &i, argc, argv) &&
                 !option_take(&fields->like, "--like", &i, argc, argv) &&
                 !option_take(&fields->stylesheets, "--stylesheets", &i, argc, argv) &&
                 !option_take(&fields->output, "-o", &i, argc, argv)) {
            command_usage("new", "new does not know “%s”", argv[i]);
            return 0;
        }
    }
    return 1;
}

/* What is typed after @a question, without its line feed; NULL: nothing. */
static const char *ask(const char *question, apr_pool_t *pool)
{
    char line[1000];
    size_t length;

    if (!isatty(STDIN_FILENO)) {
        return NULL;
    }
    fprintf(stderr, "%s: ", question);
    if (fgets(line, sizeof(line), stdin) == NULL) {
        return NULL;
    }
    length = strcspn(line, "\r\n");
    return length > 0 ? apr_pstrmemdup(pool, line, length) : NULL;
}

/* "de-CH" of "de_CH.UTF-8"; English where the environment names none. */
static const char *language_of_environment(apr_pool_t *pool)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

    for (int i = 0; i < 3; i++) {
        const char *value = getenv(names[i]);

        if (value != NULL && strspn(value, "abcdefghijklmnopqrstuvwxyz") >= 2) {
            char *tag = apr_pstrmemdup(pool, value, strcspn(value, ".@"));
            char *territory = strchr(tag, '_');

            if (territory != NULL) {
                *territory = '-';
            }
            return strcmp(tag, "posix") == 0 ? "en" : tag;
        }
    }
    return "en";
}

static const char *today(apr_pool_t *pool)
{
    apr_time_exp_t now;

    apr_time_exp_lt(&now, apr_time_now());
    return apr_psprintf(pool, "%04d-%02d-%02d", now.tm_year + 1900, now.tm_mon + 1, now.tm_mday);
}

/* Asks for what is missing. Zero after saying what nobody has said. */
static int complete(fields_t *fields, apr_pool_t *pool)
{
    if (fields->title == NULL) {
        fields->title = ask("Title", pool);
    }
    if (fields->title == NULL) {
        command_usage("new", "new needs a title");
        return 0;
    }
    if (fields->issuer == NULL && fields->like == NULL) {
        fields->issuer = ask("Issuer (who speaks)", pool);
    }
    if (fields->issuer == NULL && fields->like == NULL) {
        command_usage("new", "new needs an issuer: --issuer NAME, or --like FILE");
        return 0;
    }
    fields->name = slug_of(fields->title, LONGEST_NAME, pool);
    if (fields->name == NULL && (fields->id == NULL || fields->output == NULL)) {
        command_usage("new", "the title has no letters to make a name of: give --id NAME -o FILE");
        return 0;
    }
    fields->id = fields->id ? fields->id : fields->name;
    fields->lang = fields->lang || fields->like ? fields->lang : language_of_environment(pool);
    fields->date = fields->date ? fields->date : today(pool);
    return 1;
}

/* For text and attribute values. */
static const char *escape(const char *text, apr_pool_t *pool)
{
    xmlChar *escaped = xmlEncodeSpecialChars(NULL, BAD_CAST text);
    const char *copy = apr_pstrdup(pool, (const char *)escaped);

    xmlFree(escaped);
    return copy;
}

static const char *fill_in(const fields_t *fields, const char *schema, apr_pool_t *pool)
{
    return apr_pstrcat(
        pool,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<?xml-model href=\"",
        escape(schema, pool),
        "\"?>\n"
        "<!-- Check it with: statement check FILE. It is public once its status, draft, is gone\n"
        "     and its moment has come; never change the id afterwards. -->\n"
        "<statement id=\"",
        escape(fields->id, pool), "\" xml:lang=\"", escape(fields->lang, pool),
        "\" status=\"draft\">\n"
        "  <head>\n"
        "    <title>",
        escape(fields->title, pool),
        "</title>\n"
        "    <issuer>",
        escape(fields->issuer, pool),
        "</issuer>\n"
        "    <!-- A day, or a moment with its zone: 2026-05-04T10:00+02:00 keeps it back until "
        "then. -->\n"
        "    <published>",
        escape(fields->date, pool),
        "</published>\n"
        "    <!-- One or two sentences for lists, feeds and search engines:\n"
        "    <summary></summary> -->\n"
        "    <!-- A topic each:\n"
        "    <tag></tag> -->\n"
        "    <!-- For the press:\n"
        "    <contact><name></name><email></email><phone></phone></contact> -->\n"
        "  </head>\n"
        "  <body>\n"
        "    <p>Write the first paragraph here. <quote>What somebody said</quote> gets its "
        "quotation\n"
        "      marks from the page.</p>\n"
        "  </body>\n"
        "</statement>\n",
        NULL);
}

/* Never over a file that is there. */
static int write_file(const char *path, const char *text, apr_pool_t *pool)
{
    apr_file_t *file;
    apr_status_t status =
        apr_file_open(&file, path, APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_EXCL,
                      APR_FPROT_OS_DEFAULT, pool);

    if (status == APR_SUCCESS) {
        status = apr_file_write_full(file, text, strlen(text), NULL);
        if (status == APR_SUCCESS) {
            status = apr_file_close(file);
        }
        if (status != APR_SUCCESS) {
            apr_file_remove(path, pool);
        }
    }
    if (status != APR_SUCCESS) {
        return command_fail(path, status);
    }
    command_say(stderr, "Wrote %s", path);
    return COMMAND_CLEAN;
}

static int write_out(const fields_t *fields, const char *text, apr_pool_t *pool)
{
    const char *path =
        fields->output ? fields->output : apr_pstrcat(pool, fields->name, ".xml", NULL);

    if (strcmp(path, "-") == 0) {
        fputs(text, stdout);
        return command_flush();
    }
    return write_file(path, text, pool);
}

/* By the rules of check: a wrong date or language is said before there is a file. What an older
 * statement has of newsroom.xml has to be where the new one will be. */
static int is_valid(const fields_t *fields, const char *text, stm_problems_t *problems,
                    apr_pool_t *pool)
{
    const char *name = fields->output ? fields->output : fields->name;
    checker_t checker;
    stm_document_t *document;

    if (checker_make(&checker, fields->stylesheets, NULL, problems, pool) != APR_SUCCESS) {
        return 0;
    }
    checker_enter(&checker, command_folder_of(name, pool), stm_problems_create(pool));
    return checker_parse(&document, &checker, name, apr_filepath_name_get(name), text, strlen(text),
                         problems, pool) == APR_SUCCESS &&
           stm_problems_count(problems, STM_SEVERITY_ERROR) == 0;
}

int cmd_new(int argc, const char *const *argv, apr_pool_t *pool)
{
    fields_t fields = {0};
    stm_problems_t *problems = stm_problems_create(pool);
    const char *text, *schema;

    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        puts(help);
        return COMMAND_CLEAN;
    }
    if (!read_arguments(&fields, argc, argv) || !complete(&fields, pool)) {
        return COMMAND_USAGE;
    }
    schema =
        apr_pstrcat(pool, command_stylesheet_dir(fields.stylesheets, pool), "/statement.xsd", NULL);
    text = fields.like == NULL ? fill_in(&fields, schema, pool)
                               : new_like(fields.like, fields.id, fields.title, fields.date,
                                          fields.lang, fields.issuer, problems, pool);
    if (text == NULL) {
        report_print(problems, REPORT_TEXT, NULL, pool);
        return COMMAND_PROBLEMS;
    }
    if (!is_valid(&fields, text, problems, pool)) {
        report_print(problems, REPORT_TEXT, text, pool);
        return COMMAND_PROBLEMS;
    }
    return write_out(&fields, text, pool);
}
