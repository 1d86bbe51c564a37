#include <apr_general.h>
#include <libxml/parser.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "core/base/nearest.h"
#include "core/base/version.h"
#include "core/render/build.h"
#include "core/xslt/budget.h"

typedef struct command_t {
    const char *name;
    int (*run)(int argc, const char *const *argv, apr_pool_t *pool);
    const char *arguments, *summary;
} command_t;

static const command_t commands[] = {
    {"check", cmd_check, "PATH…", "say what is wrong with statements, and how to mend it"},
    {"export", cmd_export, "FOLDER OUT", "write a static copy of a newsroom"},
    {"fix", cmd_fix, "FILE…", "mend what has exactly one right mending"},
    {"list", cmd_list, "FOLDER", "say which statements are public, and when"},
    {"new", cmd_new, "TITLE", "write a new statement to fill in"},
    {"notify", cmd_notify, "WAY TO", "pass on what StatementNotify tells"},
    {"preview", cmd_preview, "NAME --for SPAN",
     "print an address that shows a statement before it is public"},
    {"render", cmd_render, "FILE|FOLDER --to FORMAT",
     "write the page of a statement, or a folder's archive or feed"},
    {"state", cmd_state, "check|export FILE|import FILE",
     "check, back up and restore what the server has to remember"},
    {"transform", cmd_transform, "FILE",
     "write the page that any XML becomes by its own stylesheet"},
    {"withdraw", cmd_withdraw, "NAME --reason WORDS", "take a statement back"},
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(*commands))

static void print_help(void)
{
    puts("usage: statement COMMAND …\n\nPress statements in XML, without a server.\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        printf("  statement %s %s\n      %s\n", commands[i].name, commands[i].arguments,
               commands[i].summary);
    }
    puts("\n`statement COMMAND --help` says more about a command; `statement --version`\n"
         "prints the version.\n"
         "Exit status: 0 all is well, 1 there are problems, 2 the arguments are wrong.");
}

static int refuse_command(const char *given)
{
    const char *names[COMMAND_COUNT + 1] = {NULL}, *meant;

    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        names[i] = commands[i].name;
    }
    meant = stm_nearest(given, names);
    return meant ? command_usage(NULL, "there is no command “%s”. Did you mean “%s”?", given, meant)
                 : command_usage(NULL, "there is no command “%s”", given);
}

static int is_one_of(const char *word, const char *one, const char *other)
{
    return strcmp(word, one) == 0 || strcmp(word, other) == 0;
}

static int run(int argc, const char *const *argv, apr_pool_t *pool)
{
    if (argc < 2) {
        return command_usage(NULL, "a command is missing");
    }
    if (is_one_of(argv[1], "--help", "-h") || strcmp(argv[1], "help") == 0) {
        print_help();
        return COMMAND_CLEAN;
    }
    if (is_one_of(argv[1], "--version", "-V")) {
        printf("statement " STM_VERSION " (%s)\n", stm_build_libraries());
        return COMMAND_CLEAN;
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return commands[i].run(argc - 1, argv + 1, pool);
        }
    }
    return refuse_command(argv[1]);
}

int main(int argc, const char *const *argv, const char *const *env)
{
    apr_pool_t *pool;
    int status;

    if (apr_app_initialize(&argc, &argv, &env) != APR_SUCCESS) {
        return COMMAND_USAGE;
    }
    signal(SIGCHLD, SIG_DFL); /* who ignores it passes that on, and no program's status is known */
    stm_budget_install();
    xmlInitParser();
    apr_pool_create(&pool, NULL);
    status = run(argc, argv, pool);
    apr_pool_destroy(pool);
    apr_terminate();
    return status;
}
