/**
 * A newsroom to take in: a root and a state directory that live as long as one test, an intake, and
 * what it said.
 */
#ifndef NEWSROOM_H
#define NEWSROOM_H

#include "unit/folder.h"

#include <apr_file_io.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "core/intake/scan.h"
#include "core/state/history.h"

#define NOON    apr_time_from_sec(1777896000) /* 2026-05-04T12:00:00Z */
#define MORNING "2026-05-04T08:00:00Z"
#define EVENING "2026-05-04T18:00:00Z"
#define AT_SIX  (NOON + apr_time_from_sec(6 * 3600))
#define REFRESH apr_time_from_sec(1)

static const char *root, *state, *said;
static stm_newsroom_t newsroom;
static stm_intake_t *intake;
static apr_pool_t *intake_pool;
static int stop_after;

UNIT_MAY static void report(void *baton, const stm_newsroom_t *of, const char *name,
                            stm_about_t about, stm_intake_outcome_t fate,
                            const stm_problems_t *problems)
{
    const stm_problem_t *first = stm_problems_at(problems, 0);
    (void)baton;
    (void)about;
    (void)fate;
    ck_assert_ptr_eq(of, &newsroom);
    said =
        apr_pstrcat(pool, said, name ? name : "*", ":", first ? first->code : "mended", " ", NULL);
}

UNIT_MAY static int stop(void *baton)
{
    (void)baton;
    return stop_after && !--stop_after;
}

UNIT_MAY static void open_intake(void)
{
    stm_problems_t *problems = stm_problems_create(pool);
    const stm_schema_t *schema;
    apr_pool_create(&intake_pool, pool);
    ck_assert_int_eq(stm_schema_load(&schema, SOURCE_DIR "/xslt", problems, intake_pool), 0);
    ck_assert_int_eq(
        stm_intake_open(&intake, state, schema, report, stop, NULL, problems, intake_pool),
        APR_SUCCESS);
}

UNIT_MAY static void close_intake(void)
{
    apr_pool_destroy(intake_pool);
}

UNIT_MAY static void start(void)
{
    root = folder_create();
    state = folder_create();
    said = "";
    stop_after = 0;
    newsroom = (stm_newsroom_t){.key = "0123456789abcdef0123456789abcdef",
                                .root = root,
                                .title = "News",
                                .identity = "example.org",
                                .lang = "en",
                                .zone = stm_zone_utc(),
                                .validate = STM_VALIDATE_STRICT,
                                .show = STM_SHOW_PUBLISHED,
                                .feed_items = 20};
    newsroom.limits = stm_limits_default;
    open_intake();
}

UNIT_MAY static const char *path_of(const char *file)
{
    return apr_pstrcat(pool, root, "/", file, NULL);
}

/* Never within the same stamp, as an editor's change would be. */
UNIT_MAY static void write_file(const char *file, const char *text)
{
    static int count = 0;
    const char *path = path_of(file);
    struct timespec times[2] = {{1777000000 + count, 0}, {1777000000 + count, 1000}};
    FILE *out = fopen(path, "w");
    ck_assert_ptr_nonnull(out);
    count++;
    fputs(text, out);
    fclose(out);
    ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
}

UNIT_MAY static const char *document(const char *id, const char *head, const char *body)
{
    return apr_psprintf(pool,
                        "<statement xml:lang=\"en\"%s><head><title>Title</title>"
                        "<issuer>Example Body</issuer>%s</head><body><p>Words.</p>%s</body>"
                        "</statement>\n",
                        id ? apr_psprintf(pool, " id=\"%s\"", id) : "", head, body);
}

UNIT_MAY static const char *published(const char *id, const char *when)
{
    return document(id, apr_psprintf(pool, "<published>%s</published>", when), "");
}

UNIT_MAY static const char *draft(const char *id)
{
    return document(apr_pstrcat(pool, id, "\" status=\"draft", NULL), "", "");
}

UNIT_MAY static void make_folder(const char *name)
{
    ck_assert_int_eq(mkdir(path_of(name), 0700), 0);
}

UNIT_MAY static void move(const char *from, const char *to)
{
    ck_assert_int_eq(rename(path_of(from), path_of(to)), 0);
}

UNIT_MAY static void drop(const char *name)
{
    ck_assert_int_eq(remove(path_of(name)), 0);
}

UNIT_MAY static void scan_once(apr_time_t moment)
{
    ck_assert_int_eq(stm_intake_scan(intake, &newsroom, moment, REFRESH, pool), APR_SUCCESS);
}

UNIT_MAY static void watch(apr_time_t moment)
{
    ck_assert_int_eq(stm_intake_watch(intake, &newsroom, moment, REFRESH, pool), APR_SUCCESS);
}

/* Two scans, far enough apart for a deletion. */
UNIT_MAY static void scan_twice(apr_time_t moment)
{
    scan_once(moment);
    scan_once(moment + REFRESH);
}

UNIT_MAY static stm_catalog_t *catalog(void)
{
    stm_catalog_t *opened;
    ck_assert_int_eq(
        stm_catalog_open(&opened, state, STM_ACCESS_READ, stm_problems_create(pool), pool),
        APR_SUCCESS);
    return opened;
}

UNIT_MAY static stm_entry_t *entry(const char *name)
{
    stm_entry_t *found;
    return stm_catalog_find(&found, catalog(), newsroom.key, name, pool) ? NULL : found;
}

UNIT_MAY static const char *state_of(const char *name)
{
    static const char *const names[] = {"unset", "draft", "invalid", "final", "deleted"};
    const stm_entry_t *found = entry(name);
    return !found ? "none"
                  : apr_pstrcat(pool, names[found->state], found->is_broken ? " broken" : "", NULL);
}

UNIT_MAY static stm_past_t past(const char *name)
{
    stm_history_t *history;
    stm_past_t found;
    ck_assert_int_eq(
        stm_history_open(&history, state, STM_ACCESS_READ, stm_problems_create(pool), pool),
        APR_SUCCESS);
    ck_assert_int_eq(stm_history_by_name(&found, history, newsroom.key, name, STM_BYTES_WITH, pool),
                     APR_SUCCESS);
    return found;
}

UNIT_MAY static int by_name(const void *one, const void *other)
{
    return strcmp((*(stm_entry_t *const *)one)->name, (*(stm_entry_t *const *)other)->name);
}

/* "2: a b": how many are public, and their names in the order of names. */
UNIT_MAY static const char *listed(apr_time_t moment)
{
    stm_query_t query = {.folder = "", .show = STM_SHOW_PUBLISHED, .moment = moment, .limit = 20};
    apr_array_header_t *entries;
    const char *names;
    int total, i;
    ck_assert_int_eq(stm_catalog_list(&entries, &total, catalog(), newsroom.key, &query, pool),
                     APR_SUCCESS);
    qsort(entries->elts, (size_t)entries->nelts, sizeof(stm_entry_t *), by_name);
    names = apr_psprintf(pool, "%d:", total);
    for (i = 0; i < entries->nelts; i++) {
        names = apr_pstrcat(pool, names, " ", APR_ARRAY_IDX(entries, i, stm_entry_t *)->name, NULL);
    }
    return names;
}

UNIT_MAY static apr_int64_t generation(int *is_complete)
{
    apr_int64_t number = -1;
    stm_catalog_generation(&number, is_complete, catalog(), newsroom.key);
    return number;
}

#endif
