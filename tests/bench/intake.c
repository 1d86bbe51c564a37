/**
 * intake - drives the intake alone, without a server: intake ROOT STATE [LOOKS [PROGRAM]].
 *
 * Prints a line for each look: what it was, seconds on the clock, seconds of processor time, and
 * the growth of this process's resident memory. "first" takes in what STATE does not know of ROOT
 * yet, "again" is a complete look at what it knows; before each "more" PROGRAM (a shell command)
 * runs and changes something, which events tell.
 */
#include <apr_general.h>
#include <apr_strings.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/intake/scan.h"

static int reported;

static void count_report(void *baton, const stm_newsroom_t *newsroom, const char *name,
                         stm_about_t about, stm_intake_outcome_t fate,
                         const stm_problems_t *problems)
{
    (void)about;
    (void)fate;
    (void)baton;
    (void)newsroom;
    if (reported++ < 3) {
        const stm_problem_t *first = stm_problems_at(problems, 0);
        fprintf(stderr, "%s: %s\n", name ? name : "*", first ? first->message : "mended");
    }
}

static double processor_sec(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static long resident_kb(void)
{
    long size = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%ld %ld", &size, &resident) != 2) {
        resident = 0;
    }
    if (file) {
        fclose(file);
    }
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

typedef apr_status_t (*look_t)(stm_intake_t *, const stm_newsroom_t *, apr_time_t,
                               apr_interval_time_t, apr_pool_t *);

static void run_look(look_t look, stm_intake_t *intake, const stm_newsroom_t *newsroom,
                     const char *what, apr_pool_t *pool)
{
    long resident = resident_kb();
    double before = processor_sec();
    apr_time_t start = apr_time_now();
    apr_status_t status = look(intake, newsroom, start, apr_time_from_sec(1), pool);
    printf("%s: status %d, %.3f s, %.3f s of processor, %+ld kB resident\n", what, status,
           (double)(apr_time_now() - start) / 1e6, processor_sec() - before,
           resident_kb() - resident);
    fflush(stdout);
}

static stm_intake_t *open_intake(const char *state, apr_pool_t *pool)
{
    stm_problems_t *problems = stm_problems_create(pool);
    const stm_schema_t *schema;
    stm_intake_t *intake;
    if (stm_schema_load(&schema, SOURCE_DIR "/xslt", problems, pool) ||
        stm_intake_open(&intake, state, schema, count_report, NULL, NULL, problems, pool)) {
        fputs(stm_problems_json(problems, pool), stderr);
        exit(1);
    }
    return intake;
}

int main(int argc, char **argv)
{
    static stm_newsroom_t newsroom = {.key = "0123456789abcdef0123456789abcdef",
                                      .title = "News",
                                      .identity = "example.org",
                                      .lang = "en",
                                      .validate = STM_VALIDATE_STRICT,
                                      .show = STM_SHOW_PUBLISHED,
                                      .feed_items = 20};
    apr_pool_t *pool;
    stm_intake_t *intake;
    int i, looks = argc > 3 ? atoi(argv[3]) : 2;
    if (argc < 3) {
        fputs("usage: intake ROOT STATE [LOOKS [PROGRAM]]\n", stderr);
        return 2;
    }
    apr_initialize();
    apr_pool_create(&pool, NULL);
    newsroom.root = argv[1];
    newsroom.zone = stm_zone_utc();
    newsroom.limits = stm_limits_default;
    intake = open_intake(argv[2], pool);
    for (i = 0; i < looks; i++) {
        if (i > 1 && argc > 4 && system(argv[4])) {
            return 1;
        }
        run_look(i == 1 ? stm_intake_scan : stm_intake_watch, intake, &newsroom,
                 i == 0   ? "first"
                 : i == 1 ? "again"
                          : "more",
                 pool);
    }
    printf("reported: %d\n", reported);
    apr_pool_destroy(pool);
    apr_terminate();
    return 0;
}
