#include "unit/unit.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "core/base/malloc_trim.h"

#define PIECES      20000
#define PIECE_BYTES 400
#define LARGE_BYTES ((size_t)16 * 1024 * 1024)
#define KIB         1024L

/* Where malloc is another one's, as a sanitizer's is, there is nothing to see. */
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define IS_GLIBC 1
#else
#define IS_GLIBC 0
#endif

/* This process's own memory, in KiB. */
static long resident(void)
{
    char line[128];
    long size = -1;
    FILE *file = fopen("/proc/self/status", "r");

    while (file != NULL && fgets(line, sizeof(line), file) != NULL &&
           sscanf(line, "RssAnon: %ld", &size) != 1) {
    }
    if (file != NULL) {
        fclose(file);
    }
    return size;
}

/* Far more than any thread keeps at hand, freed in an order that leaves pieces of it between. After
 * a large block glibc gives no end back by itself. */
static void use_much(void)
{
    static char *pieces[PIECES];
    void *volatile large = malloc(LARGE_BYTES);
    int i;

    free(large);
    for (i = 0; i < PIECES; i++) {
        pieces[i] = malloc(PIECE_BYTES);
        ck_assert_ptr_nonnull(pieces[i]);
        memset(pieces[i], 1, PIECE_BYTES);
    }
    for (i = 0; i < PIECES; i++) {
        free(pieces[(long)i * 7 % PIECES]);
    }
}

static void *use_and_end(void *unused)
{
    (void)unused;
    use_much();
    return stm_trim_bound();
}

START_TEST(test_nothing_is_left_of_a_thread_that_has_ended)
{
    long before = resident();
    pthread_t thread;
    void *bound;

    ck_assert_int_eq(pthread_create(&thread, NULL, use_and_end, NULL), 0);
    pthread_join(thread, &bound);
    stm_trim();
    free(bound);
    if (IS_GLIBC) {
        ck_assert_int_lt(resident() - before, PIECES / KIB * PIECE_BYTES / 16);
    }
}
END_TEST

static void *use_and_trim(void *size)
{
    use_much();
    stm_trim_own();
    *(long *)size = resident();
    return NULL;
}

START_TEST(test_little_is_left_in_a_thread_that_goes_on)
{
    long before = resident(), after = 0;
    pthread_t thread;

    ck_assert_int_eq(pthread_create(&thread, NULL, use_and_trim, &after), 0);
    pthread_join(thread, NULL);
    if (IS_GLIBC) {
        ck_assert_int_lt(after - before, PIECES / KIB * PIECE_BYTES / 8);
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_nothing_is_left_of_a_thread_that_has_ended);
    tcase_add_test(all, test_little_is_left_in_a_thread_that_goes_on);
}

UNIT_MAIN("stm_trim")
