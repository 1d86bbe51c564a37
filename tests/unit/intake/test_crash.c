/* The writer is killed at a random moment of a stream of edits, two hundred times; the power fails
 * as often. Each time the next writer finds what the directory says, and nothing is lost. */
#include "unit/newsroom.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#define ROUNDS     200
#define STATEMENTS 16
#define MOST_EDITS 6

/* One statement: what it should be once its file has been looked at. */
typedef struct model_t {
    enum { ABSENT = 0, GOOD, WITHDRAWN, BROKEN, DELETED } is;
    int number, serial, edited_in;
    const char *name, *former; /* NULL: never was renamed */
    const char *good;          /* last good bytes */
    const char *identity;      /* as first seen, like the next */
    apr_time_t first_public_at;
} model_t;

static model_t models[STATEMENTS];
static int round_now;

/* The moment of the last look, in all processes; each look is a refresh later than the one before,
 * so that two are enough for a deletion. */
static volatile apr_time_t *clock_now;

/* A killed process loses nothing that the kernel has: no disk needs to be waited for. */
static const char *folder_in_memory(void)
{
    return folder_create_in(access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
}

static void save(const char *name, const char *text)
{
    const char *partial = path_of(".saving");
    FILE *out = fopen(partial, "w");
    ck_assert_ptr_nonnull(out);
    fputs(text, out);
    fclose(out);
    ck_assert_int_eq(rename(partial, path_of(apr_pstrcat(pool, name, ".xml", NULL))), 0);
}

static const char *text_of(model_t *model, const char *more)
{
    return document(apr_psprintf(pool, "s%d", model->number),
                    apr_psprintf(pool, "<published>" MORNING "</published>%s", more),
                    apr_psprintf(pool, "<p>Version %d.</p>", ++model->serial));
}

static void save_good(model_t *model, const char *more)
{
    model->good = text_of(model, more);
    model->is = *more ? WITHDRAWN : GOOD;
    save(model->name, model->good);
}

static void save_broken(model_t *model)
{
    const char *text = text_of(model, "");
    save(model->name, apr_pstrndup(pool, text, strlen(text) / 2));
    model->is = BROKEN;
}

static void give_new_name(model_t *model)
{
    model->former = model->name;
    model->name = apr_psprintf(pool, "s%d-%d", model->number, ++model->serial);
    move(apr_pstrcat(pool, model->former, ".xml", NULL),
         apr_pstrcat(pool, model->name, ".xml", NULL));
}

static void edit(model_t *model)
{
    model->edited_in = round_now;
    if (model->is == ABSENT || model->is == BROKEN || model->is == DELETED) {
        save_good(model, "");
        return;
    }
    switch (rand() % 5) {
    case 0:
        save_good(model, "");
        break;
    case 1:
        save_good(model, "<withdrawn when=\"" MORNING "\">A slip.</withdrawn>");
        break;
    case 2:
        save_broken(model);
        break;
    case 3:
        give_new_name(model);
        break;
    default:
        drop(apr_pstrcat(pool, model->name, ".xml", NULL));
        model->is = DELETED;
    }
}

/* At most once each between two looks at all: what was good before an edit is known by then. */
static void edit_some(void)
{
    int i, edits = 1 + rand() % MOST_EDITS;
    for (i = 0; i < edits; i++) {
        model_t *model = &models[rand() % STATEMENTS];
        if (model->edited_in != round_now) {
            edit(model);
        }
        usleep((useconds_t)(rand() % 3000));
    }
}

/* The rules are read once: they are not what is tested here. */
static void open_writer(void)
{
    static const stm_schema_t *schema;
    stm_problems_t *problems = stm_problems_create(pool);
    if (!schema) {
        ck_assert_int_eq(stm_schema_load(&schema, SOURCE_DIR "/xslt", problems, pool), 0);
    }
    apr_pool_create(&intake_pool, pool);
    ck_assert_int_eq(
        stm_intake_open(&intake, state, schema, report, NULL, NULL, problems, intake_pool),
        APR_SUCCESS);
    said = "";
}

static void look_on(void)
{
    stm_intake_scan(intake, &newsroom, *clock_now += REFRESH, REFRESH, intake_pool);
}

static pid_t start_writer(void)
{
    pid_t writer = fork();
    if (!writer) {
        open_writer();
        for (;;) {
            look_on();
        }
    }
    return writer;
}

/* What a check reads from; one pool a check. */
static stm_catalog_t *index_now;
static stm_history_t *history_now;

static stm_past_t past_of(const char *name)
{
    stm_past_t kept;
    ck_assert_int_eq(
        stm_history_by_name(&kept, history_now, newsroom.key, name, STM_BYTES_WITH, intake_pool),
        APR_SUCCESS);
    return kept;
}

static void check_state(const model_t *model)
{
    static const stm_state_t states[] = {STM_STATE_UNSET, STM_STATE_FINAL, STM_STATE_FINAL,
                                         STM_STATE_FINAL, STM_STATE_DELETED};
    stm_entry_t *found;
    apr_status_t status =
        stm_catalog_find(&found, index_now, newsroom.key, model->name, intake_pool);
    ck_assert_msg(status == (model->is == ABSENT ? APR_ENOENT : APR_SUCCESS),
                  "round %d: %s has status %d", round_now, model->name, status);
    if (!status) {
        ck_assert_msg(found->state == states[model->is] &&
                          found->is_broken == (model->is == BROKEN),
                      "round %d: %s is %d, broken %d", round_now, model->name, found->state,
                      found->is_broken);
    }
}

static void check_one(model_t *model)
{
    stm_past_t kept;
    check_state(model);
    if (model->is == ABSENT) {
        return;
    }
    kept = past_of(model->name);
    ck_assert_str_eq(kept.name, model->name);
    ck_assert(!model->identity || !strcmp(kept.identity, model->identity));
    ck_assert_int_eq(!kept.deleted_at, model->is != DELETED);
    ck_assert_msg(kept.size == strlen(model->good) && !memcmp(kept.bytes, model->good, kept.size),
                  "round %d: %s in %s (%d, edited in %d) has kept %s", round_now, model->name,
                  state, model->is, model->edited_in, kept.bytes);
    ck_assert_int_ne(kept.first_public_at, 0);
    ck_assert(!model->first_public_at || kept.first_public_at == model->first_public_at);
    if (model->former) {
        ck_assert_str_eq(past_of(model->former).name, model->name);
    }
}

static int listed_count(void)
{
    int i, count = 0;
    for (i = 0; i < STATEMENTS; i++) {
        count += models[i].is == GOOD ||
                 (models[i].is == BROKEN && !strstr(models[i].good, "<withdrawn"));
    }
    return count;
}

static void check_list(void)
{
    stm_query_t query = {.folder = "", .show = STM_SHOW_PUBLISHED, .limit = STATEMENTS};
    apr_array_header_t *entries;
    int total;
    query.moment = *clock_now;
    ck_assert_int_eq(
        stm_catalog_list(&entries, &total, index_now, newsroom.key, &query, intake_pool),
        APR_SUCCESS);
    ck_assert_int_eq(total, listed_count());
}

static void remember_first_moment(model_t *model)
{
    if (model->is != ABSENT && !model->first_public_at) {
        stm_past_t kept = past_of(model->name);
        model->identity = apr_pstrdup(pool, kept.identity);
        model->first_public_at = kept.first_public_at;
    }
}

static void open_readers(const char *at)
{
    stm_problems_t *problems = stm_problems_create(intake_pool);
    ck_assert_int_eq(stm_catalog_open(&index_now, at, STM_ACCESS_READ, problems, intake_pool),
                     APR_SUCCESS);
    ck_assert_int_eq(stm_history_open(&history_now, at, STM_ACCESS_READ, problems, intake_pool),
                     APR_SUCCESS);
}

/* A new writer looks at all there is, in the state directory @a at. */
static void check_all(const char *at)
{
    const char *own = state;
    int i;
    state = at;
    open_writer();
    for (i = 0; i < 3; i++) {
        look_on();
    }
    open_readers(at);
    for (i = 0; i < STATEMENTS; i++) {
        check_one(&models[i]);
        if (at == own) {
            remember_first_moment(&models[i]);
        }
    }
    check_list();
    close_intake();
    state = own;
}

static apr_uint32_t number_at(const unsigned char *bytes)
{
    return (apr_uint32_t)bytes[0] << 24 | (apr_uint32_t)bytes[1] << 16 |
           (apr_uint32_t)bytes[2] << 8 | bytes[3];
}

/* How much of a log the disk has for sure: up to its last commit, which was waited for. */
static long synced_size(const char *path)
{
    unsigned char header[32], frame[24];
    FILE *log = fopen(path, "r");
    long synced = 0, next = sizeof(header), page;
    if (fread(header, sizeof(header), 1, log) == 1) {
        page = number_at(header + 8);
        while (!fseek(log, next, SEEK_SET) && fread(frame, sizeof(frame), 1, log) == 1 &&
               !memcmp(frame + 8, header + 16, 8)) {
            next += (long)sizeof(frame) + page;
            synced = number_at(frame + 4) ? next : synced;
        }
    }
    fclose(log);
    return synced;
}

/* The index does not wait for the disk: any part of its log may be missing. */
static void cut_log(const char *path, apr_off_t size)
{
    long least = strstr(path, "/history") ? synced_size(path) : 0;
    if (least < size) {
        ck_assert_int_eq(truncate(path, least + rand() % (size - least + 1)), 0);
    }
}

/* What a disk holds when the power fails: the databases, and of each log a part. */
static const char *copy_state(void)
{
    const char *copy = folder_in_memory();
    const char *command = apr_psprintf(pool, "cp %s/* %s/ && rm -f %s/*-shm", state, copy, copy);
    apr_finfo_t finfo;
    apr_dir_t *dir;
    ck_assert_int_eq(system(command), 0);
    ck_assert_int_eq(apr_dir_open(&dir, copy, pool), APR_SUCCESS);
    while (!apr_dir_read(&finfo, APR_FINFO_NAME | APR_FINFO_SIZE, dir)) {
        if (strstr(finfo.name, "-wal")) {
            cut_log(apr_pstrcat(pool, copy, "/", finfo.name, NULL), finfo.size);
        }
    }
    apr_dir_close(dir);
    return copy;
}

static void begin(void)
{
    int i;
    start();
    close_intake();
    state = folder_in_memory();
    open_writer();
    close_intake();
    clock_now =
        mmap(NULL, sizeof(*clock_now), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ck_assert(clock_now != MAP_FAILED);
    *clock_now = NOON;
    for (i = 0; i < STATEMENTS; i++) {
        models[i] = (model_t){.number = i, .edited_in = -1};
        models[i].name = apr_psprintf(pool, "s%d", i);
    }
}

START_TEST(test_a_writer_killed_at_any_point_or_without_power_loses_nothing)
{
    begin();
    for (round_now = 0; round_now < ROUNDS; round_now++) {
        pid_t writer = start_writer();
        const char *copy;
        edit_some();
        usleep((useconds_t)(rand() % 20000));
        kill(writer, SIGSTOP);
        waitpid(writer, NULL, WUNTRACED);
        copy = copy_state();
        kill(writer, SIGKILL);
        waitpid(writer, NULL, 0);
        check_all(copy);
        check_all(state);
        folder_remove((void *)copy);
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_a_writer_killed_at_any_point_or_without_power_loses_nothing);
}

UNIT_MAIN("stm_crash")
