#include "unit/unit.h"

#include <string.h>
#include <sys/resource.h>
#include <zlib.h>

#include "core/http/coding.h"

#define GZIP   (1u << STM_CODING_GZIP)
#define BROTLI (1u << STM_CODING_BROTLI)
#define BOTH   (GZIP | BROTLI)

START_TEST(test_the_coding_is_one_that_the_client_takes)
{
    static const struct {
        const char *accept;
        unsigned int offered;
        stm_coding_t wanted;
    } cases[] = {
        {NULL, BOTH, STM_CODING_PLAIN},                       /* no header: most likely a tool */
        {"", BOTH, STM_CODING_PLAIN},                         /* nothing but the plain form */
        {"gzip, deflate, br", BOTH, STM_CODING_BROTLI},       /* Firefox, Safari: the smaller */
        {"gzip, deflate, br, zstd", GZIP, STM_CODING_GZIP},   /* Chromium; brotli not kept */
        {"gzip", BOTH, STM_CODING_GZIP},                      /* many feed readers */
        {"GZIP", BOTH, STM_CODING_GZIP},                      /* names have no case */
        {"x-gzip", BOTH, STM_CODING_GZIP},                    /* RFC 9110 8.4.1.3 */
        {"deflate", BOTH, STM_CODING_PLAIN},                  /* not on offer */
        {"identity", BOTH, STM_CODING_PLAIN},                 /* curl -H */
        {"*", BOTH, STM_CODING_BROTLI},                       /* any */
        {"*;q=0", BOTH, STM_CODING_PLAIN},                    /* none, and no 406 for it */
        {"gzip;q=0", BOTH, STM_CODING_PLAIN},                 /* not this one */
        {"gzip;q=0, *", BOTH, STM_CODING_BROTLI},             /* any but this one */
        {"br;q=0.5, gzip;q=0.8", BOTH, STM_CODING_GZIP},      /* the client's preference */
        {"br;q=1.0, gzip;q=1", BOTH, STM_CODING_BROTLI},      /* a tie */
        {"gzip;q=0.5, identity", BOTH, STM_CODING_PLAIN},     /* identity preferred */
        {"gzip;q=0.001", BOTH, STM_CODING_GZIP},              /* the least weight there is */
        {"gzip ; q=0.3 , br ; q=0.2", BOTH, STM_CODING_GZIP}, /* space around */
        {"gzip;q=nonsense", BOTH, STM_CODING_PLAIN},          /* cannot be read */
        {"gzip;q=2, br;q=0.1", BOTH, STM_CODING_BROTLI},      /* no weight */
        {", ,gzip,,", BOTH, STM_CODING_GZIP},                 /* empty items (5.6.1.2) */
        {"gzipped, brot", BOTH, STM_CODING_PLAIN},            /* whole names only */
        {"gzip, deflate, br", 0, STM_CODING_PLAIN},           /* nothing on offer */
        {";;;q=,=1;gzip", BOTH, STM_CODING_PLAIN},            /* noise */
    };
    size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ck_assert_msg(stm_coding_choose(cases[i].accept, cases[i].offered) == cases[i].wanted, "%s",
                      cases[i].accept ? cases[i].accept : "(none)");
    }
}
END_TEST

START_TEST(test_gzip_gives_the_bytes_back_and_is_the_same_each_time)
{
    const char *text = "words and words and words and words and words and words and words";
    const char *coded, *again;
    apr_size_t size, again_size;
    char back[128];
    z_stream stream;

    ck_assert_int_eq(stm_coding_apply(&coded, &size, STM_CODING_GZIP, text, strlen(text), pool), 0);
    ck_assert_int_eq(
        stm_coding_apply(&again, &again_size, STM_CODING_GZIP, text, strlen(text), pool), 0);
    ck_assert_uint_eq(size, again_size);
    ck_assert_int_eq(memcmp(coded, again, size), 0);
    memset(&stream, 0, sizeof(stream));
    ck_assert_int_eq(inflateInit2(&stream, 15 + 16), Z_OK);
    stream.next_in = (Bytef *)coded;
    stream.avail_in = (uInt)size;
    stream.next_out = (Bytef *)back;
    stream.avail_out = sizeof(back);
    ck_assert_int_eq(inflate(&stream, Z_FINISH), Z_STREAM_END);
    ck_assert_uint_eq(stream.total_out, strlen(text));
    ck_assert_int_eq(memcmp(back, text, strlen(text)), 0);
    inflateEnd(&stream);
}
END_TEST

START_TEST(test_what_would_not_get_smaller_is_not_coded)
{
    const char *coded;
    apr_size_t size;

    ck_assert_int_eq(stm_coding_apply(&coded, &size, STM_CODING_GZIP, "abc", 3, pool),
                     APR_EINCOMPLETE);
    ck_assert_int_eq(stm_coding_apply(&coded, &size, STM_CODING_GZIP, "", 0, pool),
                     APR_EINCOMPLETE);
    ck_assert_int_ne(stm_coding_apply(&coded, &size, STM_CODING_BROTLI, "", 0, pool), 0);
    ck_assert_int_ne(stm_coding_apply(&coded, &size, STM_CODING_PLAIN, "aaaaaaaa", 8, pool), 0);
}
END_TEST

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
START_TEST(test_without_memory_there_is_no_coded_form_and_the_process_goes_on)
{
    static const stm_coding_t codings[] = {STM_CODING_GZIP, STM_CODING_BROTLI};
    static char text[300000];
    const struct rlimit none = {1, RLIM_INFINITY};
    struct rlimit before;
    const char *coded;
    apr_size_t size;
    apr_status_t status;

    memset(text, 'a', sizeof(text));
    /* What it goes into is there already. */
    apr_pool_clear(pool);
    apr_palloc(pool, sizeof(text));
    apr_pool_clear(pool);
    getrlimit(RLIMIT_AS, &before);
    setrlimit(RLIMIT_AS, &none);
    status = stm_coding_apply(&coded, &size, codings[_i], text, sizeof(text), pool);
    setrlimit(RLIMIT_AS, &before);
    ck_assert(status == APR_ENOMEM || (_i == 1 && status == APR_ENOTIMPL));
    status = stm_coding_apply(&coded, &size, codings[_i], text, sizeof(text), pool);
    ck_assert(status == APR_SUCCESS || (_i == 1 && status == APR_ENOTIMPL));
}
END_TEST
#endif

static void add_tests(TCase *all)
{
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    tcase_add_loop_test(all, test_without_memory_there_is_no_coded_form_and_the_process_goes_on, 0,
                        2);
#endif
    tcase_add_test(all, test_the_coding_is_one_that_the_client_takes);
    tcase_add_test(all, test_gzip_gives_the_bytes_back_and_is_the_same_each_time);
    tcase_add_test(all, test_what_would_not_get_smaller_is_not_coded);
}

UNIT_MAIN("stm_coding")
