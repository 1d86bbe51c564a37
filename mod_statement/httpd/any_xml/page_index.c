#include "httpd/any_xml/page_index.h"

#include <apr_thread_rwlock.h>
#include <string.h>

#include "core/base/fingerprint.h"
#include "httpd/any_xml/certificate.h"
#include "httpd/config/settings.h"
#include "httpd/runtime/idle_trim.h"

/* A page has a few places where it may be, and gives way there to the oldest. */
#define ROWS  128
#define WAYS  4
#define LOCKS 16

#define NAME 33 /* digits of a fingerprint, and a zero */

/* Guarded by the lock of its row, beside which others may read, too. */
typedef struct page_t {
    char name[NAME];
    stmh_any_indexed_t page; /* without a mapping: free */
    apr_time_t put_at;
} page_t;

static page_t pages[ROWS][WAYS];
static apr_thread_rwlock_t *locks[LOCKS];

static void drop(page_t *page)
{
    if (page->page.mapping) {
        stm_page_mapping_release(page->page.mapping);
    }
    page->page.mapping = NULL;
}

static void release_idle(void)
{
    int row, way;

    for (row = 0; row < ROWS; row++) {
        apr_thread_rwlock_wrlock(locks[row % LOCKS]);
        for (way = 0; way < WAYS; way++) {
            drop(&pages[row][way]);
        }
        apr_thread_rwlock_unlock(locks[row % LOCKS]);
    }
}

void stmh_any_index_child(void)
{
    apr_pool_t *pool;
    int i;

    /* Not below the child's pool, which goes before requests that are cut off by its end. */
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_any_index");
    for (i = 0; i < LOCKS; i++) {
        apr_thread_rwlock_create(&locks[i], pool);
    }
    stmh_idle_trim_register(release_idle);
}

static void add_text(stm_fingerprint_t *fingerprint, const char *text)
{
    stm_fingerprint_add(fingerprint, text ? text : "\1", text ? strlen(text) + 1 : 1);
}

const char *stmh_any_index_name(const request_rec *r, const char *content, apr_pool_t *result_pool)
{
    const apr_array_header_t *headers = apr_table_elts(r->headers_in);
    stm_fingerprint_t *fingerprint = stm_fingerprint_start(result_pool);
    int i;

    add_text(fingerprint, content);
    add_text(fingerprint, r->useragent_ip);
    add_text(fingerprint, r->connection->client_ip);
    add_text(fingerprint, stmh_any_certificate(r, result_pool));
    add_text(fingerprint, r->user);
    add_text(fingerprint, r->uri);
    add_text(fingerprint, r->args);
    add_text(fingerprint, r->filename);
    stm_fingerprint_add(fingerprint, &r->server, sizeof(r->server));
    stm_fingerprint_add(fingerprint, &r->connection->local_addr->port,
                        sizeof(r->connection->local_addr->port));
    for (i = 0; i < headers->nelts; i++) {
        const apr_table_entry_t *one = &APR_ARRAY_IDX(headers, i, apr_table_entry_t);
        add_text(fingerprint, one->key);
        add_text(fingerprint, one->val);
    }
    return stm_fingerprint_hex(fingerprint);
}

static unsigned int row_of(const char *name)
{
    return (unsigned int)(stm_fingerprint_short(name, strlen(name)) % ROWS);
}

static page_t *find(page_t *row, const char *name)
{
    int i;

    for (i = 0; i < WAYS; i++) {
        if (row[i].page.mapping && strcmp(row[i].name, name) == 0) {
            return &row[i];
        }
    }
    return NULL;
}

int stmh_any_index_find(stmh_any_indexed_t *found, const char *name, apr_time_t since)
{
    const unsigned int row = row_of(name);
    const page_t *page;
    int is_found;

    apr_thread_rwlock_rdlock(locks[row % LOCKS]);
    page = find(pages[row], name);
    is_found = page && page->put_at >= since;
    if (is_found) {
        *found = page->page;
        stm_page_mapping_retain(found->mapping);
    }
    apr_thread_rwlock_unlock(locks[row % LOCKS]);
    return is_found;
}

/* A free place, or the one that was put first. */
static page_t *place_in(page_t *row)
{
    page_t *oldest = row;
    int i;

    for (i = 0; i < WAYS; i++) {
        if (!row[i].page.mapping) {
            return &row[i];
        }
        oldest = row[i].put_at < oldest->put_at ? &row[i] : oldest;
    }
    return oldest;
}

void stmh_any_index_put(const char *name, const stmh_any_indexed_t *page, apr_time_t moment)
{
    const unsigned int row = row_of(name);
    page_t *place;

    apr_thread_rwlock_wrlock(locks[row % LOCKS]);
    place = find(pages[row], name);
    place = place ? place : place_in(pages[row]);
    stm_page_mapping_retain(page->mapping);
    drop(place);
    memcpy(place->name, name, NAME);
    place->page = *page;
    place->put_at = moment;
    apr_thread_rwlock_unlock(locks[row % LOCKS]);
}
