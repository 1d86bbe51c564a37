#include "unit/unit.h"

#include <string.h>

#include "httpd/access/check.h"
#include "httpd/page_cache/get_or_render.h"
#include "httpd/request/language.h"
#include "httpd/response/codings.h"
#include "httpd/shared/css.h"
#include "httpd/shared/page_store.h"
#include "httpd/shared/stylesheets.h"
#include "httpd/shared/ui_words.h"

/* What the other files of httpd/ say. */
static struct {
    int has_store;
    const char *access_key, *sheet_digest, *words_digest, *style, *lang;
    apr_time_t sheet_at, words_at, style_at;
    apr_status_t status;
} world;

static stm_newsroom_t newsroom;
static stmh_config_t config;
static stmh_mount_t mount;
static stmh_request_t request;
static const stm_format_t html = {.name = "html"}, rss = {.name = "rss"};

stm_page_store_t *stmh_page_store_pages(void)
{
    return world.has_store ? (stm_page_store_t *)&world : NULL;
}

const char *stmh_access_key(stmh_access_check_t *check, apr_pool_t *result_pool)
{
    (void)check, (void)result_pool;
    return world.access_key;
}

apr_status_t stmh_stylesheets_digest(const char **digest, apr_time_t *checked_at,
                                     const stmh_mount_t *of, const char *sheet_path,
                                     apr_pool_t *result_pool)
{
    (void)of, (void)sheet_path, (void)result_pool;
    *digest = world.sheet_digest;
    *checked_at = world.sheet_at;
    return world.status;
}

void stmh_ui_words_acquire(stmh_ui_words_use_t *use, const stmh_mount_t *of,
                           apr_pool_t *request_pool)
{
    (void)of, (void)request_pool;
    memset(use, 0, sizeof(*use));
    use->digest = world.words_digest;
    use->checked_at = world.words_at;
}

void stmh_css_acquire(stmh_css_file_t *file, apr_interval_time_t refresh, apr_pool_t *request_pool)
{
    (void)refresh, (void)request_pool;
    memset(file, 0, sizeof(*file));
    file->fingerprint = world.style;
    file->checked_at = world.style_at;
}

const char *stmh_language_of(const stmh_request_t *of, stmh_lookup_t *lookup)
{
    (void)of, (void)lookup;
    return world.lang;
}

void stmh_codings_fill(stmh_response_t *response, const request_rec *r,
                       const stm_page_body_t *bodies, const char *etag, apr_pool_t *result_pool)
{
    (void)response, (void)r, (void)bodies, (void)etag, (void)result_pool;
    ck_abort_msg("no page is filled in here");
}

static void start(void)
{
    world.has_store = 1;
    world.access_key = "";
    world.sheet_digest = "sheet";
    world.words_digest = "words";
    world.style = "style";
    world.lang = "en";
    world.sheet_at = 3;
    world.words_at = 2;
    world.style_at = 4;
    world.status = APR_SUCCESS;
    memset(&newsroom, 0, sizeof(newsroom));
    memset(&config, 0, sizeof(config));
    memset(&mount, 0, sizeof(mount));
    memset(&request, 0, sizeof(request));
    newsroom.root = "/srv/press";
    newsroom.show = STM_SHOW_PUBLISHED;
    mount.newsroom = &newsroom;
    mount.config = &config;
    mount.base = "https://example.org/statements/";
    mount.style = "/statements/statement.css";
    mount.digest = "settings";
    mount.is_lasting = 1;
    request.pool = pool;
    request.mount = &mount;
}

static const char *key_of(void)
{
    return stmh_page_cache_key(&request, "statement", &html, "a", "", "");
}

static const char *digest_of(void)
{
    static stmh_lookup_t lookup;
    const char *digest = NULL;
    apr_time_t checked_at;

    ck_assert_int_eq(stmh_page_cache_digest(&digest, &checked_at, &request, &lookup, "s"), 0);
    return digest;
}

START_TEST(test_pages_that_differ_have_keys_that_differ)
{
    const char *keys[12];
    int count = 0;

    start();
    keys[count++] = key_of();
    keys[count++] = stmh_page_cache_key(&request, "archive", &html, "a", "", "");
    keys[count++] = stmh_page_cache_key(&request, "statement", &rss, "a", "", "");
    keys[count++] = stmh_page_cache_key(&request, "statement", &html, "b", "", "");
    keys[count++] = stmh_page_cache_key(&request, "statement", &html, "a", "tag=x", "");
    keys[count++] = stmh_page_cache_key(&request, "statement", &html, "a", "", "some");
    mount.base = "http://example.org/statements/";
    keys[count++] = key_of();
    mount.style = "/other.css";
    keys[count++] = key_of();
    newsroom.root = "/srv/other";
    keys[count++] = key_of();
    request.access = (struct stmh_access_check_t *)&world;
    world.access_key = "rules";
    keys[count++] = key_of();
    for (int i = 0; i < count; i++) {
        ck_assert_ptr_nonnull(keys[i]);
        for (int k = 0; k < i; k++) {
            ck_assert_str_ne(keys[i], keys[k]);
        }
    }
}
END_TEST

START_TEST(test_the_key_of_a_page_is_the_same_each_time)
{
    const char *before;

    start();
    before = key_of();
    world.sheet_digest = "another"; /* settings date a page, and do not name it */
    mount.digest = "others";
    ck_assert_str_eq(key_of(), before);
}
END_TEST

START_TEST(test_what_must_not_be_stored_has_no_key)
{
    start();
    newsroom.show = STM_SHOW_ALL; /* previews */
    ck_assert_ptr_null(key_of());
    start();
    mount.is_lasting = 0; /* an address that a stranger has made up */
    ck_assert_ptr_null(key_of());
    start();
    world.has_store = 0;
    ck_assert_ptr_null(key_of());
}
END_TEST

START_TEST(test_the_digest_changes_with_all_that_a_page_is_made_with)
{
    const char **parts[] = {&world.sheet_digest, &world.words_digest, &world.style, &mount.digest,
                            &world.lang};
    const char *before;

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        start();
        before = digest_of();
        ck_assert_str_eq(digest_of(), before);
        *parts[i] = "another";
        ck_assert_str_ne(digest_of(), before);
    }
}
END_TEST

START_TEST(test_the_digest_is_as_old_as_the_oldest_check)
{
    static stmh_lookup_t lookup;
    apr_time_t *moments[] = {&world.sheet_at, &world.words_at, &world.style_at};
    apr_time_t checked_at;
    const char *digest;

    for (size_t i = 0; i < sizeof(moments) / sizeof(moments[0]); i++) {
        start();
        *moments[i] = 1;
        ck_assert_int_eq(stmh_page_cache_digest(&digest, &checked_at, &request, &lookup, "s"), 0);
        ck_assert_int_eq(checked_at, 1);
    }
    world.status = APR_EGENERAL;
    ck_assert_int_eq(stmh_page_cache_digest(&digest, &checked_at, &request, &lookup, "s"),
                     APR_EGENERAL);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_pages_that_differ_have_keys_that_differ);
    tcase_add_test(all, test_the_key_of_a_page_is_the_same_each_time);
    tcase_add_test(all, test_what_must_not_be_stored_has_no_key);
    tcase_add_test(all, test_the_digest_changes_with_all_that_a_page_is_made_with);
    tcase_add_test(all, test_the_digest_is_as_old_as_the_oldest_check);
}

UNIT_MAIN("stmh_page_cache_key")
