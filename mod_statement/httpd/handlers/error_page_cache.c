#include "httpd/handlers/error_page_cache.h"

#include <string.h>

#include "core/base/bounded_table.h"

/* Room for two pages of each of a thousand newsrooms. */
#define ROWS 512

/* A larger page is rendered each time. */
#define MOST_BYTES ((apr_size_t)128 * 1024)

/* A page's media type with its end, and its bytes. */
static stm_bounded_table_t *pages;

void stmh_error_page_cache_child(void)
{
    apr_pool_t *pool;

    /* Not below the child's pool, which goes before requests that are cut off by its end. */
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_error_page_cache");
    pages = stm_bounded_table_create(ROWS, pool);
}

int stmh_error_page_cache_find(stm_page_t *page, const char *key, apr_pool_t *result_pool)
{
    struct iovec kept;

    if (!pages || !stm_bounded_table_get(&kept, pages, key, result_pool)) {
        return 0;
    }
    page->media_type = kept.iov_base;
    page->bytes = page->media_type + strlen(page->media_type) + 1;
    page->size = kept.iov_len - (apr_size_t)(page->bytes - page->media_type);
    return 1;
}

void stmh_error_page_cache_put(const char *key, const stm_page_t *page)
{
    const struct iovec pieces[] = {
        {.iov_base = (void *)page->media_type, .iov_len = strlen(page->media_type) + 1},
        {.iov_base = (void *)page->bytes, .iov_len = page->size}};

    if (pages && page->size <= MOST_BYTES) {
        stm_bounded_table_put(pages, key, pieces, 2);
    }
}
