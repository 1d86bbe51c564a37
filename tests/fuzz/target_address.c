/* The tail of an address and its query: lines of the input. What is written again means the same.
 */
#include <apr_strings.h>
#include <string.h>
#include <sys/stat.h>

#include "core/site/address.h"
#include "core/site/archive.h"
#include "core/site/filter.h"
#include "core/site/list_cursor.h"
#include "core/site/reference.h"
#include "core/state/preview_token.h"
#include "fuzz/checks.h"

static const apr_array_header_t *formats;
static const char *root;
static stm_preview_key_t *key;

static void make_file(const char *name, apr_pool_t *pool)
{
    FILE *file = fopen(apr_pstrcat(pool, root, "/", name, NULL), "w");

    FUZZ_MUST(file != NULL, "%s", name);
    fclose(file);
}

void fuzz_setup(apr_pool_t *pool)
{
    root = fuzz_folder(pool);
    mkdir(apr_pstrcat(pool, root, "/2026", NULL), 0700);
    make_file("a.xml", pool);
    make_file("2026/b.XML", pool);
    make_file("c.rss.xml", pool);
    make_file("kit.zip", pool);
    FUZZ_MUST(stm_preview_open(&key, root, STM_ACCESS_WRITE, pool) == APR_SUCCESS, "no key");
    formats = stm_format_builtin(pool);
}

static void resolve(const char *tail, apr_pool_t *pool)
{
    stm_address_t address = {0};
    const char *encoded;

    if (stm_address_resolve(&address, root, tail, formats, NULL, pool) != APR_SUCCESS) {
        return;
    }
    FUZZ_MUST(address.kind != STM_ADDRESS_UNSET, "%s", tail);
    FUZZ_MUST(address.path == NULL || strncmp(address.path, root, strlen(root)) == 0, "%s",
              address.path);
    FUZZ_MUST(address.kind == STM_ADDRESS_NOTHING || address.kind == STM_ADDRESS_COMPANION ||
                  address.path == NULL || strstr(address.path, "/../") == NULL,
              "%s", address.path);
    if (address.kind == STM_ADDRESS_STATEMENT || address.kind == STM_ADDRESS_NEGOTIATED) {
        encoded = stm_address_encode(address.name, 1, pool);
        FUZZ_MUST(strpbrk(encoded, " \"<>\\^`{|}\r\n\t?#;") == NULL, "%s", encoded);
        stm_address_retry(&address, root, formats, pool);
    }
}

static void filter(const char *query, apr_pool_t *pool)
{
    stm_filter_t first, second;
    const char *written;

    stm_filter_parse(&first, query, pool);
    written = stm_filter_ordered_query(&first, pool);
    fuzz_must_be_text(written, strlen(written));
    FUZZ_MUST(strpbrk(written, " \"<>\r\n") == NULL, "%s", written);
    stm_filter_parse(&second, written, pool);
    FUZZ_MUST(strcmp(written, stm_filter_ordered_query(&second, pool)) == 0, "%s, then %s", written,
              stm_filter_ordered_query(&second, pool));
    FUZZ_MUST(stm_filter_count(&first) == stm_filter_count(&second), "%s", written);
}

static void cursor(const char *query, apr_pool_t *pool)
{
    stm_list_cursor_t first, second;
    stm_archive_t archive;

    if (stm_list_cursor_parse(&first, query, pool)) {
        const char *written = stm_list_cursor_query(&first, pool);

        FUZZ_MUST(stm_list_cursor_parse(&second, written, pool), "%s", written);
        FUZZ_MUST(first.moment == second.moment && strcmp(first.tie, second.tie) == 0, "%s",
                  written);
    }
    if (stm_archive_parse(&archive, query)) {
        FUZZ_MUST(archive.from < archive.until, "%s", archive.name);
    }
    FUZZ_MUST(stm_address_number(query, "page") >= 0, "%s", query);
}

static void reference(const char *href, apr_pool_t *pool)
{
    const char *made = stm_reference_make(href, "2026/a", pool);

    if (made != NULL) {
        const stm_mounts_t *mounts = stm_mounts_of_base("https://example.org/statements/", pool);

        stm_reference_tail(made, mounts, pool);
        stm_reference_leads(made, "2026/b.xml", mounts, pool);
        stm_reference_ends(made, pool);
    }
}

void fuzz_one(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    const char *tail = fuzz_line(&bytes, &size, pool), *query = fuzz_line(&bytes, &size, pool);

    resolve(tail + strspn(tail, "/"), pool);
    filter(query, pool);
    cursor(query, pool);
    reference(tail, pool);
    reference(query, pool);
    FUZZ_MUST(!stm_preview_opens(key, query, root, FUZZ_NOW, pool), "a token that nobody signed");
}
