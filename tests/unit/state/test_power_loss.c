/* The power fails after each single write and sync of the history, as in SQLite's own crash tests:
 * all that SQLite asks the system to do is recorded, and each beginning of that is made into files,
 * with all, some or none of the writes that nothing has waited for. What was committed is there
 * each time, what was not is there whole or not at all. */
#include "unit/folder.h"

#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "core/state/history.h"

#define COMMITS    10
#define STATEMENTS 6
#define NEWSROOM   "0123456789abcdef0123456789abcdef"
#define SECTOR     512
#define MOST_BYTES (512 * 1024)

typedef enum { WRITE, TRUNCATE, SYNC, REMOVE, COMMITTED } kind_t;

/* One thing that SQLite did, or that a transaction was over. */
typedef struct act_t {
    kind_t kind;
    int file;
    sqlite3_int64 at;
    int size;
    const char *bytes;
    int commit;
} act_t;

/* --- what records it: a VFS in front of the system's own */

typedef struct recorded_t {
    sqlite3_file base;
    int file; /* -1: not recorded */
    sqlite3_file *real;
} recorded_t;

static sqlite3_vfs *beneath, recorder;
static apr_array_header_t *acts;
static const char *const endings[] = {"/history.db", "/history.db-wal", "/history.db-journal"};
static int is_recording;

static int number_of(const char *path)
{
    for (int i = 0; path != NULL && i < 3; i++) {
        size_t length = strlen(path), end = strlen(endings[i]);

        if (length > end && strcmp(path + length - end, endings[i]) == 0) {
            return i;
        }
    }
    return -1;
}

static void record(act_t act)
{
    if (is_recording && act.file >= 0) {
        APR_ARRAY_PUSH(acts, act_t) = act;
    }
}

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((recorded_t *)file)->real;
}

#define REAL(file) real_of(file)->pMethods

static int rec_close(sqlite3_file *file)
{
    return REAL(file)->xClose(real_of(file));
}

static int rec_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 at)
{
    return REAL(file)->xRead(real_of(file), bytes, size, at);
}

static int rec_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at)
{
    record((act_t){.kind = WRITE,
                   .file = ((recorded_t *)file)->file,
                   .at = at,
                   .size = size,
                   .bytes = is_recording ? apr_pmemdup(pool, bytes, (apr_size_t)size) : NULL});
    return REAL(file)->xWrite(real_of(file), bytes, size, at);
}

static int rec_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    record((act_t){.kind = TRUNCATE, .file = ((recorded_t *)file)->file, .at = size});
    return REAL(file)->xTruncate(real_of(file), size);
}

static int rec_sync(sqlite3_file *file, int flags)
{
    record((act_t){.kind = SYNC, .file = ((recorded_t *)file)->file});
    return REAL(file)->xSync(real_of(file), flags);
}

static int rec_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return REAL(file)->xFileSize(real_of(file), size);
}

static int rec_lock(sqlite3_file *file, int level)
{
    return REAL(file)->xLock(real_of(file), level);
}

static int rec_unlock(sqlite3_file *file, int level)
{
    return REAL(file)->xUnlock(real_of(file), level);
}

static int rec_reserved(sqlite3_file *file, int *is)
{
    return REAL(file)->xCheckReservedLock(real_of(file), is);
}

static int rec_control(sqlite3_file *file, int operation, void *argument)
{
    return REAL(file)->xFileControl(real_of(file), operation, argument);
}

/* A disk that promises nothing. */
static int rec_sector(sqlite3_file *file)
{
    (void)file;
    return SECTOR;
}

static int rec_promises(sqlite3_file *file)
{
    (void)file;
    return 0;
}

static int rec_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **to)
{
    return REAL(file)->xShmMap(real_of(file), region, size, extend, to);
}

static int rec_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    return REAL(file)->xShmLock(real_of(file), offset, n, flags);
}

static void rec_shm_barrier(sqlite3_file *file)
{
    REAL(file)->xShmBarrier(real_of(file));
}

static int rec_shm_unmap(sqlite3_file *file, int removes)
{
    return REAL(file)->xShmUnmap(real_of(file), removes);
}

static const sqlite3_io_methods methods = {2,
                                           rec_close,
                                           rec_read,
                                           rec_write,
                                           rec_truncate,
                                           rec_sync,
                                           rec_size,
                                           rec_lock,
                                           rec_unlock,
                                           rec_reserved,
                                           rec_control,
                                           rec_sector,
                                           rec_promises,
                                           rec_shm_map,
                                           rec_shm_lock,
                                           rec_shm_barrier,
                                           rec_shm_unmap,
                                           NULL,
                                           NULL};

static int rec_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *given)
{
    recorded_t *recorded = (recorded_t *)file;
    int code;

    (void)vfs;
    recorded->real = (sqlite3_file *)(recorded + 1);
    recorded->file = number_of(path);
    code = beneath->xOpen(beneath, path, recorded->real, flags, given);
    recorded->base.pMethods = recorded->real->pMethods != NULL ? &methods : NULL;
    return code;
}

static int rec_delete(sqlite3_vfs *vfs, const char *path, int waits)
{
    (void)vfs;
    record((act_t){.kind = REMOVE, .file = number_of(path)});
    return beneath->xDelete(beneath, path, waits);
}

static void put_recorder_in_front(void)
{
    beneath = sqlite3_vfs_find(NULL);
    recorder = *beneath;
    recorder.zName = "recorder";
    recorder.szOsFile = (int)sizeof(recorded_t) + beneath->szOsFile;
    recorder.xOpen = rec_open;
    recorder.xDelete = rec_delete;
    ck_assert_int_eq(sqlite3_vfs_register(&recorder, 1), SQLITE_OK);
    acts = apr_array_make(pool, 1024, sizeof(act_t));
}

/* --- what is recorded: edits of a few statements, with two restarts between them */

static const char *name_of(int number)
{
    return apr_psprintf(pool, "s%d", number);
}

/* What commit @a commit (from 1) says of a statement: every one has other bytes. */
static const char *bytes_of(int commit, int number)
{
    return apr_psprintf(pool, "<statement>%d %d %0*d</statement>", commit, number,
                        900 * (number + 1), commit);
}

static stm_history_t *open_history(const char *state, stm_access_t access, apr_pool_t *in)
{
    stm_problems_t *problems = stm_problems_create(in);
    stm_history_t *history;

    ck_assert_int_eq(stm_history_open(&history, state, access, problems, in), APR_SUCCESS);
    ck_assert_msg(stm_problems_count(problems, STM_SEVERITY_WARNING) == 0, "%s",
                  stm_problems_json(problems, pool));
    return history;
}

static void commit_edits(stm_history_t *history, int commit)
{
    ck_assert_int_eq(stm_history_begin(history), APR_SUCCESS);
    for (int i = 0; i < STATEMENTS; i++) {
        const char *bytes = bytes_of(commit, i);
        const stm_past_t past = {.identity = name_of(i),
                                 .name = name_of(i),
                                 .first_public_at = 1000 + commit, /* the first one stays */
                                 .changed_at = 1000 + commit,
                                 .bytes = bytes,
                                 .size = strlen(bytes)};

        ck_assert_int_eq(stm_history_keep(history, NEWSROOM, &past), APR_SUCCESS);
    }
    ck_assert_int_eq(stm_history_commit(history), APR_SUCCESS);
    record((act_t){.kind = COMMITTED, .commit = commit});
}

/* A restart checkpoints and removes the log. */
static void record_edits(const char *state)
{
    apr_pool_t *in;

    apr_pool_create(&in, pool);
    /* The tables are made by the first start of all, before anything is public. */
    open_history(state, STM_ACCESS_WRITE, in);
    apr_pool_destroy(in);
    is_recording = 1;
    for (int commit = 1; commit <= COMMITS; commit++) {
        static stm_history_t *history;

        if (commit % 4 == 1) {
            if (commit > 1) {
                apr_pool_destroy(in);
            }
            apr_pool_create(&in, pool);
            history = open_history(state, STM_ACCESS_WRITE, in);
        }
        commit_edits(history, commit);
    }
    apr_pool_destroy(in);
    is_recording = 0;
}

/* --- what a disk holds then */

typedef struct disk_t {
    char *bytes;
    sqlite3_int64 size; /* -1: no such file */
} disk_t;

typedef enum { ALL, NONE, SOME, WAYS } way_t;

static disk_t begun[2];

static void apply(disk_t *disk, const act_t *act, int size)
{
    if (act->kind == REMOVE) {
        disk->size = -1;
        return;
    }
    ck_assert_int_lt(act->at + size, MOST_BYTES);
    if (act->kind == TRUNCATE) {
        disk->size = act->at;
        return;
    }
    if (disk->size < act->at) {
        sqlite3_int64 from = disk->size < 0 ? 0 : disk->size;

        memset(disk->bytes + from, 0, (size_t)(act->at - from));
    }
    memcpy(disk->bytes + act->at, act->bytes, (size_t)size);
    disk->size = disk->size > act->at + size ? disk->size : act->at + size;
}

/* Non-zero where a later act of the first @a count waited for this one. What has waited for the
 * name of a file to be there has waited for its removal, too. */
static int is_waited_for(int index, int count)
{
    const act_t *act = &APR_ARRAY_IDX(acts, index, const act_t);

    for (int i = index + 1; i < count; i++) {
        const act_t *later = &APR_ARRAY_IDX(acts, i, const act_t);

        if (later->kind == SYNC && later->file == act->file) {
            return 1;
        }
    }
    return act->kind == REMOVE;
}

static unsigned int seed = 1;

/* How much of an act that nothing waited for is on the disk: whole sectors. */
static int torn_size(const act_t *act, way_t way)
{
    int sectors = (act->size + SECTOR - 1) / SECTOR, kept;

    if (way != SOME) {
        return way == ALL ? act->size : -1;
    }
    seed = seed * 1103515245u + 12345u;
    kept = (int)((seed >> 16) % (unsigned int)(sectors + 2)) - 1; /* -1: nothing */
    return kept * SECTOR < act->size ? kept * SECTOR : act->size;
}

/* The files after the first @a count acts. Returns the last commit that was over. */
static int make_disk(disk_t disks[2], int count, way_t way)
{
    int commit = 0;

    for (int file = 0; file < 2; file++) {
        memcpy(disks[file].bytes, begun[file].bytes, MOST_BYTES);
        disks[file].size = begun[file].size;
    }
    for (int i = 0; i < count; i++) {
        const act_t *act = &APR_ARRAY_IDX(acts, i, const act_t);
        int size = act->size;

        if (act->kind == COMMITTED) {
            commit = act->commit;
        }
        if (act->kind == COMMITTED || act->kind == SYNC) {
            continue;
        }
        ck_assert_int_lt(act->file, 2); /* a rollback journal has no use in WAL mode */
        if (!is_waited_for(i, count)) {
            size = torn_size(act, way);
        }
        if (size >= 0) {
            apply(&disks[act->file], act, size);
        }
    }
    return commit;
}

static void write_disk(const char *state, const disk_t disks[2])
{
    remove(apr_pstrcat(pool, state, "/history.db-shm", NULL));
    for (int file = 0; file < 2; file++) {
        const char *path = apr_pstrcat(pool, state, endings[file], NULL);
        FILE *out;

        if (disks[file].size < 0) {
            remove(path);
            continue;
        }
        out = fopen(path, "wb");
        ck_assert_ptr_nonnull(out);
        ck_assert_uint_eq(fwrite(disks[file].bytes, 1, (size_t)disks[file].size, out),
                          (size_t)disks[file].size);
        fclose(out);
    }
}

static void read_disk(disk_t *disk, const char *path)
{
    FILE *in = fopen(path, "rb");

    disk->bytes = apr_pcalloc(pool, MOST_BYTES);
    disk->size = in == NULL ? -1 : (sqlite3_int64)fread(disk->bytes, 1, MOST_BYTES, in);
    if (in != NULL) {
        fclose(in);
    }
}

/* --- what the next writer finds there */

/* The commit whose bytes the statement has; 0: it is unknown. */
static int commit_of(stm_history_t *history, int number, apr_pool_t *in)
{
    stm_past_t past;
    apr_status_t status =
        stm_history_by_name(&past, history, NEWSROOM, name_of(number), STM_BYTES_WITH, in);

    if (status != APR_SUCCESS) {
        ck_assert_int_eq(status, APR_ENOENT);
        return 0;
    }
    ck_assert_int_eq(past.first_public_at, 1001);
    for (int commit = 1; commit <= COMMITS; commit++) {
        if (past.changed_at == 1000 + commit) {
            const char *bytes = bytes_of(commit, number);

            ck_assert(past.size == strlen(bytes) && memcmp(past.bytes, bytes, past.size) == 0);
            return commit;
        }
    }
    ck_abort_msg("changed at %ld", (long)past.changed_at);
    return -1;
}

static void check_disk(const char *state, int commit, int count, way_t way)
{
    stm_history_t *history;
    apr_pool_t *in;
    int found;

    apr_pool_create(&in, pool);
    history = open_history(state, STM_ACCESS_WRITE, in);
    found = commit_of(history, 0, in);
    ck_assert_msg(found == commit || found == commit + 1,
                  "after %d acts, way %d: commit %d was over, and %d is there", count, way, commit,
                  found);
    for (int i = 1; i < STATEMENTS; i++) {
        ck_assert_int_eq(commit_of(history, i, in), found);
    }
    apr_pool_destroy(in);
}

static const char *folder_in_memory(void)
{
    return folder_create_in(access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
}

START_TEST(test_no_commit_is_lost_whenever_the_power_fails)
{
    const char *state = folder_in_memory(), *other = folder_in_memory();
    disk_t disks[2];
    apr_pool_t *in;

    put_recorder_in_front();
    apr_pool_create(&in, pool);
    open_history(state, STM_ACCESS_WRITE, in);
    apr_pool_destroy(in);
    for (int file = 0; file < 2; file++) {
        read_disk(&begun[file], apr_pstrcat(pool, state, endings[file], NULL));
        disks[file].bytes = apr_pcalloc(pool, MOST_BYTES);
    }
    record_edits(state);
    ck_assert_int_gt(acts->nelts, COMMITS * 5);
    for (int count = 0; count <= acts->nelts; count++) {
        for (way_t way = ALL; way < WAYS; way++) {
            int commit = make_disk(disks, count, way);

            write_disk(other, disks);
            check_disk(other, commit, count, way);
        }
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_no_commit_is_lost_whenever_the_power_fails);
}

UNIT_MAIN("stm_power_loss")
