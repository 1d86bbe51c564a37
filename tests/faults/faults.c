/* Takes in a folder of edits, reads lists, keeps and finds pages, while the n-th call of one kind
 * fails, for each n and kind. Nothing may end by a signal; what fails is said; afterwards the same
 * process finds and publishes all, and the history is as it was. Where it is killed before a
 * commit, the next one does. Usage: faults [--stride=N]
 * [--only=KIND] */
#include <apr_general.h>
#include <apr_strings.h>
#include <ftw.h>
#include <libxml/parser.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/file_stamp.h"
#include "core/intake/scan.h"
#include "core/page_store/store.h"
#include "core/state/generation.h"
#include "core/state/preview_token.h"
#include "faults/shim.h"

#define NOON       apr_time_from_sec(1777896000) /* 2026-05-04T12:00:00Z */
#define LATER      (NOON + apr_time_from_sec(3600))
#define REFRESH    apr_time_from_sec(1)
#define STATEMENTS 6
#define MOST_CALLS 1500
#define PAGE_KEY   "newsroom\nsettings\na"

static const struct {
    fault_kind_t kind;
    const char *name;
} kinds[] = {
    {FAULT_MALLOC, "malloc"},
    {FAULT_OPEN, "open"},
    {FAULT_READ, "read"},
    {FAULT_READ_SHORT, "read-short"},
    {FAULT_WRITE, "write"},
    {FAULT_WRITE_SHORT, "write-short"},
    {FAULT_WRITE_FULL, "write-full"},
    {FAULT_SYNC, "sync"},
    {FAULT_RENAME, "rename"},
    {FAULT_MAP, "map"},
    {FAULT_STAT, "stat"},
    {FAULT_INOTIFY, "inotify"},
    {FAULT_STEP_FULL, "step-full"},
    {FAULT_STEP_ERROR, "step-error"},
    {FAULT_STEP_MEMORY, "step-memory"},
    {FAULT_KILL, "kill"},
    {FAULT_COMMIT, "commit"},
};

static apr_pool_t *lasting;
static const char *root, *state, *base;
static stm_newsroom_t newsroom;
static const stm_schema_t *schema;
static int told; /* that something failed */

/* --- the newsroom: what was taken in before, and the edits since */

static const char *path_of(const char *folder, const char *name)
{
    return apr_pstrcat(lasting, folder, "/", name, NULL);
}

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(path_of(root, name), "w");

    if (file == NULL || fputs(text, file) == EOF || fclose(file) != 0) {
        perror(name);
        exit(2);
    }
}

static const char *text_of(const char *id, const char *head, const char *words)
{
    return apr_psprintf(lasting,
                        "<statement xml:lang=\"en\" id=\"%s\"><head><title>Title %s</title>"
                        "<issuer>Example Body</issuer><published>2026-05-04T08:00:00Z</published>%s"
                        "</head><body><p>%s</p></body></statement>\n",
                        id, id, head, words);
}

static void make_newsroom(void)
{
    for (int i = 0; i < STATEMENTS; i++) {
        const char *id = apr_psprintf(lasting, "s%d", i);

        write_file(apr_pstrcat(lasting, id, ".xml", NULL), text_of(id, "", "First words."));
    }
}

/* s0 stays, s1 changes, s2 is withdrawn, s3 breaks, s4 goes, s5 gets another name, s6 is new. */
static void edit_newsroom(void)
{
    write_file("s1.xml", text_of("s1", "", "Other words."));
    write_file("s2.xml",
               text_of("s2", "<withdrawn when=\"2026-05-04T12:30:00Z\">A slip.</withdrawn>",
                       "First words."));
    write_file("s3.xml", "<statement xml:lang=\"en\" id=\"s3\"><head>");
    unlink(path_of(root, "s4.xml"));
    rename(path_of(root, "s5.xml"), path_of(root, "moved.xml"));
    write_file("s6.xml", text_of("s6", "", "New words."));
}

/* --- what is done while something fails */

static void note(int is_fault)
{
    told += is_fault != 0;
}

static void report(void *baton, const stm_newsroom_t *of, const char *name, stm_about_t about,
                   stm_intake_outcome_t outcome, const stm_problems_t *problems)
{
    (void)baton;
    (void)of;
    (void)about;
    (void)outcome;
    /* That s3 is broken is no news. */
    note((name == NULL || strcmp(name, "s3") != 0) && stm_problems_at(problems, 0) != NULL);
}

static stm_intake_t *open_intake(apr_pool_t *pool)
{
    stm_intake_t *intake;
    stm_problems_t *problems = stm_problems_create(pool);
    apr_status_t status =
        stm_intake_open(&intake, state, schema, report, NULL, NULL, problems, pool);

    note(status != APR_SUCCESS || stm_problems_at(problems, 0) != NULL);
    return status == APR_SUCCESS ? intake : NULL;
}

static const char *const page_texts[] = {"<p>first</p>", "<p>second, which is longer</p>"};

static stm_page_record_t page_of(int version)
{
    stm_page_record_t record = {.key = PAGE_KEY,
                                .origin = {7, version, {1, 2, 3, 4}, "looks"},
                                .content = "content",
                                .changed_at = NOON,
                                .status = 200,
                                .media_type = "text/html; charset=utf-8",
                                .etag = "\"tag\""};

    record.bodies[STM_CODING_PLAIN].bytes = page_texts[version];
    record.bodies[STM_CODING_PLAIN].size = strlen(page_texts[version]);
    return record;
}

static void fail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

static void fail(const char *format, ...)
{
    va_list more;

    va_start(more, format);
    vfprintf(stderr, format, more);
    va_end(more);
    fputc('\n', stderr);
    _exit(1);
}

/* A page is one that was put, whole, or there is none. */
static void find_page(const stm_page_store_t *store)
{
    stm_page_mapping_t *mapping;
    stm_page_record_t record;
    const stm_page_body_t *body = &record.bodies[STM_CODING_PLAIN];

    if (stm_page_store_find(&mapping, store, PAGE_KEY) != APR_SUCCESS) {
        return;
    }
    stm_page_mapping_read(&record, mapping);
    for (int i = 0; i < 2; i++) {
        if (body->size == strlen(page_texts[i]) &&
            memcmp(body->bytes, page_texts[i], body->size) == 0) {
            stm_page_mapping_release(mapping);
            return;
        }
    }
    fail("a page that nobody has put: %.*s", (int)body->size, body->bytes);
}

static void use_pages(apr_pool_t *pool)
{
    stm_page_store_t *store;
    stm_page_record_t record = page_of(1);
    apr_status_t status = stm_page_store_open(&store, state, 1024 * 1024, pool);

    note(status != APR_SUCCESS);
    if (status == APR_SUCCESS) {
        stm_render_lock_t lock;

        find_page(store);
        if (stm_render_lock_try(&lock, store, PAGE_KEY) == APR_SUCCESS) {
            note(stm_page_store_put(store, &record, NOON, pool) != APR_SUCCESS);
            stm_render_lock_release(&lock);
        }
        find_page(store);
        stm_page_store_trim(store, 1, NOON, pool);
    }
}

static void use_previews(apr_pool_t *pool)
{
    stm_preview_key_t *key;
    apr_status_t status = stm_preview_open(&key, state, STM_ACCESS_WRITE, pool);

    note(status != APR_SUCCESS);
    if (status == APR_SUCCESS) {
        const char *token = stm_preview_sign(key, "/a", NOON, LATER, pool);

        if (token != NULL && stm_preview_opens(key, token, "/b", NOON, pool)) {
            fail("a token opens another statement");
        }
    }
}

static stm_history_t *read_history(apr_pool_t *pool)
{
    stm_history_t *history;

    return stm_history_open(&history, state, STM_ACCESS_READ, stm_problems_create(pool), pool) ==
                   APR_SUCCESS
               ? history
               : NULL;
}

/* A reader that keeps its handle for as long as the process lives, as those of a child do. */
static stm_catalog_t *reader;

static stm_catalog_t *open_catalog(apr_pool_t *pool)
{
    stm_catalog_t *catalog;

    return stm_catalog_open(&catalog, state, STM_ACCESS_READ, stm_problems_create(pool), pool) ==
                   APR_SUCCESS
               ? catalog
               : NULL;
}

/* In the order of names; NULL where the catalog says that it cannot be read. */
static const char *listed_by(stm_catalog_t *catalog, apr_time_t moment, apr_pool_t *pool)
{
    stm_query_t query = {.folder = "", .show = STM_SHOW_PUBLISHED, .moment = moment, .limit = 20};
    apr_array_header_t *entries;
    const char *names = "";
    int total;

    if (catalog == NULL ||
        stm_catalog_list(&entries, &total, catalog, newsroom.key, &query, pool)) {
        return NULL;
    }
    for (int wanted = 0; wanted < 3; wanted++) {
        for (int i = 0; i < entries->nelts; i++) {
            const char *name = APR_ARRAY_IDX(entries, i, stm_entry_t *)->name;

            if ((wanted == 0) == (strcmp(name, "moved") == 0) && wanted < 2) {
                names = apr_pstrcat(pool, names, name, " ", NULL);
            }
        }
    }
    return apr_psprintf(pool, "%d: %s", total, names);
}

static const char *listed(apr_time_t moment, apr_pool_t *pool)
{
    return listed_by(open_catalog(pool), moment, pool);
}

static void use_readers(apr_pool_t *pool)
{
    stm_history_t *history = read_history(pool);
    stm_generation_t *generation;
    stm_past_t past;

    listed(LATER, pool);
    listed_by(reader, LATER, pool);
    if (history != NULL &&
        stm_history_by_name(&past, history, newsroom.key, "s0", STM_BYTES_WITH, pool) ==
            APR_SUCCESS &&
        past.first_public_at != NOON) {
        fail("s0 was public first at %" APR_TIME_T_FMT, past.first_public_at);
    }
    if (stm_generation_open(&generation, state, pool) == APR_SUCCESS) {
        stm_generation_get(generation, stm_generation_slot(newsroom.key, "s0"));
    }
}

static void scan(stm_intake_t *intake, apr_time_t moment, apr_pool_t *pool)
{
    note(stm_intake_watch(intake, &newsroom, moment, REFRESH, pool) != APR_SUCCESS);
}

/* --- what holds afterwards */

static void must_be_kept(stm_history_t *history, const char *name, const char *newest,
                         const char *words, apr_pool_t *pool)
{
    stm_past_t past;
    apr_status_t status =
        stm_history_by_name(&past, history, newsroom.key, name, STM_BYTES_WITH, pool);

    if (status != APR_SUCCESS || past.bytes == NULL) {
        fail("the history has lost %s: %d", name, status);
    }
    if (strcmp(name, "s6") != 0 && past.first_public_at != NOON) {
        fail("%s was public first at %" APR_TIME_T_FMT, name, past.first_public_at);
    }
    if (strcmp(past.name, newest) != 0 || strstr(past.bytes, words) == NULL) {
        fail("the history has %s as %s: %s", name, past.name, past.bytes);
    }
}

static const char *is_complete(stm_catalog_t *catalog, apr_pool_t *pool)
{
    static const char wanted[] = "5: moved ";
    const char *names = listed_by(catalog, LATER, pool);

    if (names == NULL || strncmp(names, wanted, sizeof(wanted) - 1) != 0 ||
        strstr(names, "s0 ") == NULL || strstr(names, "s1 ") == NULL ||
        strstr(names, "s3 ") == NULL || strstr(names, "s6 ") == NULL) {
        return names == NULL ? "nothing that can be read" : names;
    }
    return NULL;
}

static void must_be_whole(apr_pool_t *pool)
{
    stm_history_t *history = read_history(pool);

    if (history == NULL) {
        fail("the history cannot be read");
    }
    must_be_kept(history, "s0", "s0", "First words.", pool);
    must_be_kept(history, "s1", "s1", "Other words.", pool);
    must_be_kept(history, "s2", "s2", "A slip.", pool);
    must_be_kept(history, "s3", "s3", "First words.", pool);
    must_be_kept(history, "s4", "s4", "First words.", pool);
    must_be_kept(history, "s5", "moved", "First words.", pool);
    must_be_kept(history, "s6", "s6", "New words.", pool);
}

/* Opens it, or again where it is no use: as httpd/start/watchdog_task does. */
static stm_intake_t *renew(stm_intake_t *intake, apr_status_t status, apr_pool_t **pool)
{
    if (intake != NULL && status != STM_ESTATE && !APR_STATUS_IS_EACCES(status) &&
        stm_intake_health(intake) != STM_INTAKE_DAMAGED) {
        return intake;
    }
    apr_pool_destroy(*pool);
    apr_pool_create(pool, NULL);
    intake = open_intake(*pool);
    if (intake == NULL) {
        fail("it cannot be opened again");
    }
    return intake;
}

static void recover(stm_intake_t *intake, apr_pool_t *pool)
{
    const char *names;
    apr_status_t status = APR_SUCCESS;

    for (int i = 0; i < 5; i++) {
        apr_time_t moment = LATER + apr_time_from_sec(100 * (i + 1));

        intake = renew(intake, status, &pool);
        status = stm_intake_scan(intake, &newsroom, moment, REFRESH, pool);
    }
    if (status != APR_SUCCESS) {
        fail("scans after the fault have status %d", status);
    }
    names = is_complete(open_catalog(pool), pool);
    if (names != NULL) {
        fail("the list has %s", names);
    }
    names = is_complete(reader, pool);
    if (names != NULL) {
        fail("a reader's list has %s", names);
    }
    must_be_whole(pool);
    use_pages(pool);
}

/* What came before and is gone after it is deleted where the history has it: readers may
 * have seen it. */
static void must_be_deleted(const char *name, apr_pool_t *pool)
{
    stm_history_t *history = read_history(pool);
    stm_catalog_t *catalog = open_catalog(pool);
    stm_past_t past;
    stm_entry_t *entry;

    if (history == NULL || stm_history_by_name(&past, history, newsroom.key, name,
                                               STM_BYTES_WITHOUT, pool) != APR_SUCCESS) {
        return;
    }
    if (past.deleted_at == 0) {
        fail("%s is not deleted in the history", name);
    }
    /* One that was moved may be in the index by its former name. */
    if (catalog == NULL ||
        (stm_catalog_find(&entry, catalog, newsroom.key, name, pool) == APR_SUCCESS &&
         entry->state != STM_STATE_DELETED)) {
        fail("%s is not deleted in the index", name);
    }
}

static void hide(const char *name)
{
    rename(path_of(root, name), path_of(root, apr_pstrcat(lasting, ".", name, NULL)));
}

static void show(const char *name)
{
    rename(path_of(root, apr_pstrcat(lasting, ".", name, NULL)), path_of(root, name));
}

/* Without the new file and the one that was moved. */
static void recover_without(stm_intake_t *intake, apr_pool_t *pool)
{
    static const char *const names[] = {"s6", "moved"};
    apr_status_t status = APR_SUCCESS;

    for (int i = 0; i < 5; i++) {
        apr_time_t moment = LATER + apr_time_from_sec(100 * (i + 1));

        intake = renew(intake, status, &pool);
        status = stm_intake_scan(intake, &newsroom, moment, REFRESH, pool);
    }
    for (int i = 0; i < 2; i++) {
        must_be_deleted(names[i], pool);
    }
}

static void run(fault_kind_t kind, int at, int is_lasting)
{
    const int is_gone = kind == FAULT_COMMIT && is_lasting; /* after it, files go instead */
    apr_pool_t *pool;
    stm_intake_t *intake;

    apr_pool_create(&pool, NULL);
    reader = open_catalog(lasting);
    fault_arm(kind, at, is_lasting && !is_gone);
    listed_by(reader, LATER, pool);
    intake = open_intake(pool);
    if (intake != NULL) {
        scan(intake, LATER, pool);
        for (int i = 1; i < 3 && !is_gone; i++) {
            scan(intake, LATER + i * REFRESH, pool);
        }
    }
    use_readers(pool);
    use_pages(pool);
    use_previews(pool);
    fault_control()->kind = FAULT_NONE;
    if (is_gone) {
        hide("s6.xml");
        hide("moved.xml");
        recover_without(intake, pool);
        _exit(0);
    }
    if (told == 0 && fault_control()->failed > 0) {
        /* Nobody was told of anything: then nothing is amiss. */
        const char *names = is_complete(open_catalog(pool), pool);

        if (names != NULL) {
            fail("nothing was said, and the list has %s", names);
        }
        must_be_whole(pool);
    }
    recover(intake, pool);
    _exit(0);
}

/* The next process, which finds what the one that was killed has left: first all edits, or without
 * the new file and the one that was moved. */
static void go_on(int is_gone)
{
    apr_pool_t *pool;

    fault_control()->kind = FAULT_NONE;
    apr_pool_create(&pool, NULL);
    reader = open_catalog(lasting);
    (is_gone ? recover_without : recover)(open_intake(pool), pool);
    _exit(0);
}

/* --- all rounds */

static int copy_folder(const char *from, const char *to)
{
    return system(apr_psprintf(lasting, "rm -rf '%s' && cp -a '%s' '%s'", to, from, to));
}

static int ends_well(int is_gone)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        alarm(60);
        go_on(is_gone);
    }
    waitpid(child, &status, 0);
    return status == 0;
}

/* After a kill. */
static int goes_on(void)
{
    const char *killed = path_of(fault_control()->roots[0], "killed");
    int is_well;

    if (copy_folder(state, killed) != 0 || !ends_well(0) || copy_folder(killed, state) != 0) {
        return 0;
    }
    hide("s6.xml");
    hide("moved.xml");
    is_well = ends_well(1);
    show("s6.xml");
    show("moved.xml");
    return is_well;
}

/* How many calls failed; -1: the child ended as it must not. */
static int round_of(fault_kind_t kind, int at, int is_lasting)
{
    int status;
    pid_t child;

    if (copy_folder(base, state) != 0) {
        exit(2);
    }
    child = fork();
    if (child == 0) {
        alarm(60);
        run(kind, at, is_lasting);
    }
    waitpid(child, &status, 0);
    show("s6.xml");
    show("moved.xml");
    if (kind == FAULT_KILL && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) {
        return goes_on() ? fault_control()->failed : -1;
    }
    if (WIFSIGNALED(status)) {
        fprintf(stderr, "ended by signal %d\n", WTERMSIG(status));
    }
    return status == 0 ? fault_control()->failed : -1;
}

/* Each n until no call is left; returns how many rounds went wrong. */
static int run_kind(int index, int is_lasting, int stride, int *rounds)
{
    int wrong = 0;

    stride = kinds[index].kind >= FAULT_KILL ? 1 : stride;
    for (int at = 1; at <= MOST_CALLS; at += at < 20 && stride > 1 ? (stride + 3) / 4 : stride) {
        int failed = round_of(kinds[index].kind, at, is_lasting);

        ++*rounds;
        if (failed < 0) {
            fprintf(stderr, "^ %s %d%s\n", kinds[index].name, at,
                    is_lasting ? " and all later" : "");
            wrong++;
        }
        if (failed == 0) {
            break;
        }
    }
    return wrong;
}

static void prepare(void)
{
    const char *place = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    char *folder = apr_pstrcat(lasting, place, "/statement-faults-XXXXXX", NULL);
    stm_problems_t *problems = stm_problems_create(lasting);
    apr_pool_t *pool;
    stm_intake_t *intake;

    if (mkdtemp(folder) == NULL ||
        stm_schema_load(&schema, SOURCE_DIR "/xslt", problems, lasting) != APR_SUCCESS) {
        exit(2);
    }
    root = path_of(folder, "newsroom");
    state = path_of(folder, "state");
    base = path_of(folder, "base");
    mkdir(root, 0700);
    mkdir(state, 0700);
    newsroom = (stm_newsroom_t){.key = "0123456789abcdef0123456789abcdef",
                                .root = root,
                                .title = "News",
                                .identity = "example.org",
                                .lang = "en",
                                .zone = stm_zone_utc(),
                                .validate = STM_VALIDATE_STRICT,
                                .show = STM_SHOW_PUBLISHED,
                                .feed_items = 20,
                                .limits = stm_limits_default};
    apr_cpystrn(fault_control()->roots[0], folder, sizeof(fault_control()->roots[0]));
    apr_cpystrn(fault_control()->object, "faults", sizeof(fault_control()->object));
    make_newsroom();
    apr_pool_create(&pool, NULL);
    intake = open_intake(pool);
    stm_intake_scan(intake, &newsroom, NOON, REFRESH, pool);
    use_pages(pool);
    apr_pool_destroy(pool);
    edit_newsroom();
    /* What has just been written over another text may be half of it, and waits. */
    apr_sleep(STM_FILE_QUIET + apr_time_from_msec(50));
    if (copy_folder(state, base) != 0) {
        exit(2);
    }
}

int main(int argc, char **argv)
{
    int stride = 1, rounds = 0, wrong = 0;
    const char *only = NULL;

    apr_initialize();
    xmlInitParser();
    apr_pool_create(&lasting, NULL);
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--stride=", 9) == 0) {
            stride = atoi(argv[i] + 9);
        }
        else if (strncmp(argv[i], "--only=", 7) == 0) {
            only = argv[i] + 7;
        }
    }
    prepare();
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        if (only == NULL || strcmp(only, kinds[i].name) == 0) {
            int before = rounds;

            wrong += run_kind((int)i, 0, stride, &rounds);
            if (kinds[i].kind != FAULT_KILL) {
                wrong += run_kind((int)i, 1, stride, &rounds);
            }
            printf("%s: %d rounds\n", kinds[i].name, rounds - before);
            fflush(stdout);
        }
    }
    if (system(apr_psprintf(lasting, "rm -rf '%s'", fault_control()->roots[0])) != 0) {
        return 2;
    }
    printf("%d%%: Checks: %d, Failures: %d, Errors: 0\n",
           rounds == 0 ? 0 : 100 * (rounds - wrong) / rounds, rounds, wrong);
    return wrong != 0 || rounds == 0;
}
