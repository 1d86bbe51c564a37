#include "unit/folder.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/state/folder.h"

static const char *root;

static const char *below(const char *name)
{
    return apr_pstrcat(pool, root, "/", name, NULL);
}

static void put(const char *name, const char *bytes, apr_size_t size)
{
    int file = open(below(name), O_WRONLY | O_CREAT | O_TRUNC, 0644);

    ck_assert_int_eq(write(file, bytes, size), (ssize_t)size);
    close(file);
}

static void make(const char *name)
{
    apr_size_t size = strlen(name);

    if (name[size - 1] == '/') {
        ck_assert_int_eq(mkdir(below(name), 0700), 0);
    }
    else {
        put(name, "", 0);
    }
}

static void put_database(const char *name, const char *application)
{
    char header[100] = "SQLite format 3";

    memcpy(header + 68, application, 4);
    put(name, header, sizeof(header));
}

static stm_state_folder_t look(const char **foreign)
{
    int folder = open(root, O_RDONLY | O_DIRECTORY);
    stm_state_folder_t found = stm_state_folder_is(folder, foreign, pool);

    close(folder);
    return found;
}

/* Names, one after the other; those of folders end with a slash. */
typedef struct sample_t {
    const char *names[5];
    stm_state_folder_t kind;
    const char *foreign;
} sample_t;

static const sample_t samples[] = {
    {{NULL}, STM_STATE_FOLDER_EMPTY, NULL},
    {{"lost+found/"}, STM_STATE_FOLDER_EMPTY, NULL},
    {{"mod_statement.txt"}, STM_STATE_FOLDER_OURS, NULL},
    {{"mod_statement.txt", "notes"}, STM_STATE_FOLDER_OURS, NULL},
    /* Without the marker, as earlier versions have left it. */
    {{"writer.lock", "history.db-wal", "index-12.db-shm", "changes"}, STM_STATE_FOLDER_OURS, NULL},
    {{"writer.lock", "changes", "failures"}, STM_STATE_FOLDER_OURS, NULL},
    {{"newsrooms/"}, STM_STATE_FOLDER_OURS, NULL},
    {{"pages/", "pages/used"}, STM_STATE_FOLDER_OURS, NULL},
    {{"index.current", "history.db.damaged-20260101T000000Z"}, STM_STATE_FOLDER_OURS, NULL},
    {{"writer.lock", "notes"}, STM_STATE_FOLDER_FOREIGN, "notes"},
    /* What anybody may have. */
    {{"notes"}, STM_STATE_FOLDER_FOREIGN, "notes"},
    {{".hidden"}, STM_STATE_FOLDER_FOREIGN, ".hidden"},
    {{"pages/"}, STM_STATE_FOLDER_FOREIGN, NULL},
    {{"changes"}, STM_STATE_FOLDER_FOREIGN, NULL},
    {{"history.db"}, STM_STATE_FOLDER_FOREIGN, NULL},
    {{"history.database"}, STM_STATE_FOLDER_FOREIGN, "history.database"},
    {{"index-.db"}, STM_STATE_FOLDER_FOREIGN, "index-.db"},
    {{"writer.lock/"}, STM_STATE_FOLDER_FOREIGN, NULL},
    {{"mod_statement.txt/"}, STM_STATE_FOLDER_FOREIGN, NULL},
};

START_TEST(test_a_folder_is_known_by_what_is_in_it)
{
    const sample_t *sample = &samples[_i];
    const char *foreign;
    int i;

    root = folder_create();
    for (i = 0; i < 5 && sample->names[i]; i++) {
        make(sample->names[i]);
    }
    ck_assert_int_eq(look(&foreign), sample->kind);
    ck_assert_pstr_eq(foreign, sample->foreign);
}
END_TEST

START_TEST(test_a_history_is_known_by_the_number_of_its_application)
{
    const char *foreign;

    root = folder_create();
    make("notes");
    put_database("history.db", "Fos1");
    ck_assert_int_eq(look(&foreign), STM_STATE_FOLDER_FOREIGN);
    put_database("history.db", "StmH");
    ck_assert_int_eq(look(&foreign), STM_STATE_FOLDER_OURS);
}
END_TEST

START_TEST(test_a_link_is_no_marker)
{
    const char *foreign;

    root = folder_create();
    put("notes", "x", 1);
    ck_assert_int_eq(symlink("notes", below("mod_statement.txt")), 0);
    ck_assert_int_eq(look(&foreign), STM_STATE_FOLDER_FOREIGN);
}
END_TEST

START_TEST(test_a_folder_is_furnished_unless_it_is_in_use)
{
    struct stat found;
    const char *foreign;

    root = folder_create();
    make("changes");
    put("history.db", "x", 1);
    ck_assert_int_eq(stm_state_folder_init(root), APR_SUCCESS);
    ck_assert_int_eq(look(&foreign), STM_STATE_FOLDER_OURS);
    ck_assert_int_eq(stat(below("history.db"), &found), 0);
    ck_assert_int_eq(found.st_mode & 0777, 0600);
    ck_assert_int_eq(stat(below("newsrooms"), &found), 0);
    root = folder_create();
    make("notes");
    ck_assert_int_eq(stm_state_folder_init(root), APR_EEXIST);
    ck_assert_int_ne(stat(below("newsrooms"), &found), 0);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_loop_test(all, test_a_folder_is_known_by_what_is_in_it, 0,
                        sizeof(samples) / sizeof(samples[0]));
    tcase_add_test(all, test_a_history_is_known_by_the_number_of_its_application);
    tcase_add_test(all, test_a_link_is_no_marker);
    tcase_add_test(all, test_a_folder_is_furnished_unless_it_is_in_use);
}

UNIT_MAIN("stm_state_folder")
