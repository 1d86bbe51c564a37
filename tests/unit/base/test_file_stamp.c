/* Whether a file was written over in place, or is another one with the same name and inode. */
#include "unit/unit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/file_stamp.h"

#define WANTED (APR_FINFO_IDENT | APR_FINFO_SIZE | APR_FINFO_MTIME | APR_FINFO_CTIME)

static char path[] = "/tmp/test_file_stamp.XXXXXX";

static void setup(void)
{
    int file = mkstemp(path);

    ck_assert_int_ge(file, 0);
    close(file);
}

static void teardown(void)
{
    unlink(path);
    strcpy(path + strlen(path) - 6, "XXXXXX");
}

static stm_file_stamp_t stamp(void)
{
    apr_finfo_t finfo;

    ck_assert_int_eq(apr_stat(&finfo, path, WANTED, pool), APR_SUCCESS);
    return stm_file_stamp(&finfo);
}

static int tells_when_it_was_made(void)
{
#ifdef STATX_BTIME
    struct statx found;

    return !statx(AT_FDCWD, path, 0, STATX_BTIME, &found) && (found.stx_mask & STATX_BTIME);
#else
    return 0;
#endif
}

static int is_overwritten(const stm_file_stamp_t *now, const stm_file_stamp_t *before)
{
    return stm_file_stamp_is_overwritten(path, now, before, now->ctime + 1000, STM_FILE_QUIET);
}

START_TEST(a_file_that_was_written_over_in_place_is_told)
{
    const stm_file_stamp_t before = stamp();
    stm_file_stamp_t now;
    FILE *file = fopen(path, "w");

    ck_assert_ptr_nonnull(file);
    fputs("words", file);
    fclose(file);
    now = stamp();
    ck_assert(is_overwritten(&now, &before));
    ck_assert(!is_overwritten(&now, &now));
    ck_assert(!stm_file_stamp_is_overwritten(path, &now, &before, now.ctime + STM_FILE_QUIET,
                                             STM_FILE_QUIET));
}
END_TEST

/* The file before had changed for the last time before this one was made. */
START_TEST(a_file_that_got_the_inode_of_one_that_is_gone_is_another)
{
    const stm_file_stamp_t now = stamp();
    stm_file_stamp_t before = now;

    before.size++;
    before.ctime -= apr_time_from_sec(5);
    ck_assert_int_eq(is_overwritten(&now, &before), !tells_when_it_was_made());
}
END_TEST

/* Of a clock that was set back nothing can be concluded. */
START_TEST(a_file_made_later_than_it_has_changed_may_be_the_same)
{
    stm_file_stamp_t now = stamp(), before = now;

    now.ctime -= apr_time_from_sec(5);
    before.ctime -= apr_time_from_sec(10);
    ck_assert(is_overwritten(&now, &before));
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_checked_fixture(all, setup, teardown);
    tcase_add_test(all, a_file_that_was_written_over_in_place_is_told);
    tcase_add_test(all, a_file_that_got_the_inode_of_one_that_is_gone_is_another);
    tcase_add_test(all, a_file_made_later_than_it_has_changed_may_be_the_same);
}

UNIT_MAIN("stm_file_stamp")
