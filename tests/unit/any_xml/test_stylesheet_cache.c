#include "core/any_xml/stylesheet_cache.h"

#include <apr_thread_proc.h>

#include "unit/any_xml/site.h"

static stm_transform_page_t page;
static apr_status_t status;

static const file_t unedited[] = {
    {"sheet.xsl", XSL("<xsl:import href='part.xsl'/>")},
    {"part.xsl", SHEET("<html>one</html>")},
    {"other.xsl", SHEET("<html>other</html>")},
    {NULL, NULL},
};

static file_t files[sizeof(unedited) / sizeof(unedited[0])];

/* The files as they were before any test edited one, and an empty cache. */
static void begin(int max_sheets, apr_size_t max_bytes)
{
    memcpy(files, unedited, sizeof(files));
    site_source.sheets = stm_stylesheet_cache_create(max_sheets, max_bytes, pool);
}

static const char *made(const char *text)
{
    site_page(&status, text, files, &page);
    ck_assert_msg(status == APR_SUCCESS, "%s", site_said());
    return page.bytes;
}

static void expect(const char *text)
{
    const char *bytes = made(PI "<a/>");

    ck_assert_msg(strstr(bytes, apr_pstrcat(pool, ">", text, "</html>", NULL)) != NULL, "no %s: %s",
                  text, bytes);
}

static int count(void)
{
    apr_size_t bytes;

    return stm_stylesheet_cache_count(site_source.sheets, &bytes);
}

START_TEST(an_edit_of_an_import_is_seen_at_once)
{
    begin(4, 10000000);
    expect("one");
    expect("one");
    ck_assert_int_eq(site_fetched, 2);
    ck_assert_int_eq(count(), 1);
    files[1].text = SHEET("<html>two</html>");
    expect("two");
    ck_assert_int_eq(count(), 1);
    files[0].text = SHEET("<html>three</html>");
    expect("three");
    ck_assert_int_eq(site_fetched, 1);
}
END_TEST

START_TEST(a_sheet_that_its_reader_must_not_see_is_not_used)
{
    const file_t closed[] = {{"sheet.xsl", unedited[0].text}, {NULL, NULL}};

    begin(4, 10000000);
    made(PI "<a/>");
    site_page(&status, PI "<a/>", closed, &page);
    ck_assert_int_eq(status, STM_ESTYLESHEET);
}
END_TEST

START_TEST(the_least_recently_used_one_goes)
{
    begin(1, 10000000);
    made(PI "<a/>");
    made("<?xml-stylesheet type='text/xsl' href='other.xsl'?><a/>");
    ck_assert_int_eq(count(), 1);
    stm_stylesheet_cache_clear(site_source.sheets);
    ck_assert_int_eq(count(), 0);
}
END_TEST

START_TEST(bytes_are_bounded)
{
    begin(100, 1);
    made(PI "<a/>");
    ck_assert_int_eq(count(), 0);
}
END_TEST

START_TEST(a_stylesheet_that_fails_is_not_kept)
{
    const file_t broken[] = {{"sheet.xsl", "<xsl:stylesheet"}, {NULL, NULL}};

    begin(4, 10000000);
    site_page(&status, PI "<a/>", broken, &page);
    ck_assert_int_eq(status, STM_EMALFORMED);
    ck_assert_int_eq(count(), 0);
}
END_TEST

static apr_status_t fetch_quietly(stm_fetched_t *fetched, void *baton, const char *url,
                                  stm_fetch_kind_t kind, apr_pool_t *result_pool)
{
    const file_t *file = files;

    (void)baton, (void)kind, (void)result_pool;
    while (file->path != NULL && strcmp(file->path, url + strlen(SITE)) != 0) {
        file++;
    }
    fetched->bytes = file->text;
    fetched->size = file->text == NULL ? 0 : strlen(file->text);
    return file->path == NULL ? APR_ENOENT : APR_SUCCESS;
}

static void *APR_THREAD_FUNC transform_often(apr_thread_t *thread, void *data)
{
    static const char *const documents[] = {
        PI "<a/>", "<?xml-stylesheet type='text/xsl' href='other.xsl'?><a/>"};
    int *good = data;

    (void)thread;
    for (int i = 0; i < 100; i++) {
        stm_transform_source_t source = site_source;
        stm_transform_page_t own;
        apr_pool_t *own_pool;

        apr_pool_create(&own_pool, NULL);
        source.bytes = documents[i % 2];
        source.size = strlen(source.bytes);
        source.fetch = fetch_quietly;
        *good +=
            stm_transform(&own, &source, stm_problems_create(own_pool), own_pool) == APR_SUCCESS;
        apr_pool_destroy(own_pool);
    }
    return NULL;
}

START_TEST(threads_share_it)
{
    apr_thread_t *threads[4];
    int good[4] = {0};
    apr_status_t ended;

    begin(1, 10000000);
    made(PI "<a/>");
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(apr_thread_create(&threads[i], NULL, transform_often, &good[i], pool), 0);
    }
    for (int i = 0; i < 4; i++) {
        apr_thread_join(&ended, threads[i]);
        ck_assert_int_eq(good[i], 100);
    }
    ck_assert_int_eq(count(), 1);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, an_edit_of_an_import_is_seen_at_once);
    tcase_add_test(all, a_sheet_that_its_reader_must_not_see_is_not_used);
    tcase_add_test(all, the_least_recently_used_one_goes);
    tcase_add_test(all, bytes_are_bounded);
    tcase_add_test(all, a_stylesheet_that_fails_is_not_kept);
    tcase_add_test(all, threads_share_it);
}

UNIT_MAIN("stm_stylesheet_cache")
