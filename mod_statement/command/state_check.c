#include <apr_strings.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/command.h"
#include "command/report.h"
#include "command/state.h"
#include "core/base/json.h"
#include "core/check/state.h"

static const char *owner_of(const char *path, apr_pool_t *pool)
{
    struct stat found;
    const struct passwd *known = stat(path, &found) == 0 ? getpwuid(found.st_uid) : NULL;

    return known ? apr_pstrdup(pool, known->pw_name) : NULL;
}

static const char *size_text(apr_off_t size, apr_pool_t *pool)
{
    return size >= 10 * 1024 * 1024 ? apr_psprintf(pool, "%d MB", (int)(size >> 20))
           : size >= 10 * 1024      ? apr_psprintf(pool, "%d KB", (int)(size >> 10))
                                    : apr_psprintf(pool, "%d bytes", (int)size);
}

static void print_newsrooms(const stm_state_facts_t *facts)
{
    for (int i = 0; i < facts->newsrooms->nelts; i++) {
        const stm_state_newsroom_t *one = &APR_ARRAY_IDX(facts->newsrooms, i, stm_state_newsroom_t);

        command_say(stdout,
                    "newsroom  %s (%s): %" APR_INT64_T_FMT " statements, %" APR_INT64_T_FMT
                    " of them published, %" APR_INT64_T_FMT " deleted",
                    one->root ? one->root : "without a folder", one->identity ? one->identity : "-",
                    one->statements, one->published, one->deleted);
    }
}

static void print_text(const stm_state_facts_t *facts, const char *path, apr_pool_t *pool)
{
    const char *owner = owner_of(path, pool);

    command_say(stdout, "folder    %s, of %s%s", path, owner ? owner : "a user without a name",
                facts->is_in_use ? ", in use by httpd" : "");
    if (facts->layout != 0) {
        printf("history   layout %d, %s and a log of %s\n", facts->layout,
               size_text(facts->history_size, pool), size_text(facts->log_size, pool));
    }
    print_newsrooms(facts);
    command_say(stdout, "index     %s", facts->index ? facts->index : "none; httpd builds one");
    printf("pages     %" APR_INT64_T_FMT " rendered, %s\n", facts->pages,
           size_text(facts->page_bytes, pool));
}

static void print_json(const stm_state_facts_t *facts, const char *path,
                       const stm_problems_t *problems, apr_pool_t *pool)
{
    printf(
        "{\"state\":%s,\"owner\":%s,\"in_use\":%s,\"layout\":%d,\"history_bytes\":%" APR_OFF_T_FMT
        ",\"log_bytes\":%" APR_OFF_T_FMT ",\"index\":%s,\"pages\":%" APR_INT64_T_FMT
        ",\"page_bytes\":%" APR_OFF_T_FMT ",\"newsrooms\":[",
        stm_json_string(path, pool), stm_json_string(owner_of(path, pool), pool),
        facts->is_in_use ? "true" : "false", facts->layout, facts->history_size, facts->log_size,
        stm_json_string(facts->index, pool), facts->pages, facts->page_bytes);
    for (int i = 0; i < facts->newsrooms->nelts; i++) {
        const stm_state_newsroom_t *one = &APR_ARRAY_IDX(facts->newsrooms, i, stm_state_newsroom_t);

        printf("%s\n{\"root\":%s,\"identity\":%s,\"statements\":%" APR_INT64_T_FMT
               ",\"published\":%" APR_INT64_T_FMT ",\"deleted\":%" APR_INT64_T_FMT "}",
               i == 0 ? "" : ",", stm_json_string(one->root, pool),
               stm_json_string(one->identity, pool), one->statements, one->published, one->deleted);
    }
    printf("],\n\"problems\":%s}\n", stm_problems_json(problems, pool));
}

static int work(void *baton, const char *state_dir, apr_pool_t *pool)
{
    const state_options_t *options = baton;
    stm_problems_t *problems = stm_problems_create(pool);
    stm_state_facts_t facts;
    int status;

    stm_check_state(&facts, state_dir, problems, pool);
    if (options->is_json) {
        print_json(&facts, state_dir, problems, pool);
    }
    else {
        print_text(&facts, state_dir, pool);
        fflush(stdout);
        report_print(problems, REPORT_TEXT, NULL, pool);
    }
    status = command_flush();
    return stm_problems_count(problems, STM_SEVERITY_ERROR) > 0 ? COMMAND_PROBLEMS : status;
}

int state_check(const state_options_t *options, apr_pool_t *pool)
{
    const state_place_t place = {.path = options->state};

    return state_as_owner(&place, work, (void *)options, pool);
}
