#include "httpd/handlers/error_page_cache.h"

#include <apr_strings.h>
#include <apr_thread_rwlock.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/fingerprint.h"

/* A set-associative table with room for two pages of each of a thousand newsrooms. */
#define ROWS 512
#define WAYS 4

/* A larger page is rendered each time. */
#define MOST_BYTES ((apr_size_t)128 * 1024)

/* All of a page in one piece: its key, its media type, its bytes. */
typedef struct kept_t {
    apr_uint64_t hash;
    apr_uint32_t asked; /* for which one gives way; atomic */
    apr_size_t size;    /* of its bytes */
    const char *media_type, *bytes;
    char key[];
} kept_t;

static struct {
    apr_thread_rwlock_t *lock;
    kept_t *rows[ROWS][WAYS]; /* NULL: free; guarded by lock */
    apr_uint32_t clock;       /* atomic */
} table;

void stmh_refusal_kept_child(void)
{
    apr_pool_t *pool;

    /* Not below the child's pool, which goes before requests that are cut off by its end. */
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_refusals");
    apr_thread_rwlock_create(&table.lock, pool);
}

/* Where @a key is, or NULL. Under lock. */
static kept_t **find(const char *key, apr_uint64_t hash)
{
    kept_t **row = table.rows[hash % ROWS];
    int i;

    for (i = 0; i < WAYS; i++) {
        if (row[i] && row[i]->hash == hash && !strcmp(row[i]->key, key)) {
            return &row[i];
        }
    }
    return NULL;
}

static void note_asked(kept_t *kept)
{
    __atomic_store_n(&kept->asked, __atomic_add_fetch(&table.clock, 1, __ATOMIC_RELAXED),
                     __ATOMIC_RELAXED);
}

int stmh_refusal_kept_find(stm_page_t *page, const char *key, apr_pool_t *result_pool)
{
    kept_t **place;

    apr_thread_rwlock_rdlock(table.lock);
    place = find(key, stm_fingerprint_short(key, strlen(key)));
    if (place) {
        note_asked(*place);
        page->bytes = apr_pmemdup(result_pool, (*place)->bytes, (*place)->size);
        page->size = (*place)->size;
        page->media_type = apr_pstrdup(result_pool, (*place)->media_type);
    }
    apr_thread_rwlock_unlock(table.lock);
    return place != NULL;
}

/* NULL where there is no memory. */
static kept_t *create(const char *key, const stm_page_t *page)
{
    const apr_size_t key_size = strlen(key) + 1, type_size = strlen(page->media_type) + 1;
    kept_t *kept = malloc(sizeof(*kept) + key_size + type_size + page->size);
    char *text;

    if (!kept) {
        return NULL;
    }
    memcpy(kept->key, key, key_size);
    text = memcpy(kept->key + key_size, page->media_type, type_size);
    kept->media_type = text;
    kept->bytes = memcpy(text + type_size, page->bytes, page->size);
    kept->size = page->size;
    kept->hash = stm_fingerprint_short(key, key_size - 1);
    note_asked(kept);
    return kept;
}

/* The place of the same page, a free one, or that of the least recently used. Under lock. */
static kept_t **make_room(const kept_t *kept)
{
    kept_t **row = table.rows[kept->hash % ROWS], **room = find(kept->key, kept->hash);
    int i;

    for (i = 0; !room && i < WAYS; i++) {
        room = row[i] ? NULL : &row[i];
    }
    if (!room) {
        for (room = row, i = 1; i < WAYS; i++) {
            room = row[i]->asked < (*room)->asked ? &row[i] : room;
        }
    }
    return room;
}

void stmh_refusal_kept_put(const char *key, const stm_page_t *page)
{
    kept_t *kept = page->size <= MOST_BYTES ? create(key, page) : NULL, **room, *former;

    if (!kept) {
        return;
    }
    apr_thread_rwlock_wrlock(table.lock);
    room = make_room(kept);
    /* A plain store looks like a leak to gcc's analyzer. */
    former = __atomic_exchange_n(room, kept, __ATOMIC_RELAXED);
    apr_thread_rwlock_unlock(table.lock);
    free(former);
}
