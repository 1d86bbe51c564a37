#include "core/base/bounded_table.h"

#include <apr_strings.h>
#include <apr_thread_rwlock.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/fingerprint.h"

#define WAYS 4

/* All of it in one piece of memory: its key, and its value behind that. */
typedef struct entry_t {
    apr_uint64_t hash;
    apr_uint32_t asked; /* the clock when it was last asked for; atomic */
    apr_size_t key_size, size;
    char key[];
} entry_t;

typedef entry_t *row_t[WAYS]; /* NULL: free */

struct stm_bounded_table_t {
    apr_thread_rwlock_t *lock;
    apr_uint32_t clock; /* atomic */
    apr_size_t row_count;
    row_t rows[]; /* guarded by lock */
};

static apr_status_t free_all(void *data)
{
    stm_bounded_table_t *table = data;

    for (apr_size_t i = 0; i < table->row_count * WAYS; i++) {
        free(table->rows[i / WAYS][i % WAYS]);
    }
    return APR_SUCCESS;
}

stm_bounded_table_t *stm_bounded_table_create(apr_size_t rows, apr_pool_t *result_pool)
{
    stm_bounded_table_t *table =
        apr_pcalloc(result_pool, sizeof(*table) + rows * sizeof(table->rows[0]));

    table->row_count = rows;
    if (apr_thread_rwlock_create(&table->lock, result_pool)) {
        return NULL;
    }
    apr_pool_cleanup_register(result_pool, table, free_all, apr_pool_cleanup_null);
    return table;
}

/* Where @a key is, or NULL. Under lock. */
static entry_t **find(stm_bounded_table_t *table, const char *key, apr_uint64_t hash)
{
    entry_t **row = table->rows[hash % table->row_count];

    for (int i = 0; i < WAYS; i++) {
        if (row[i] && row[i]->hash == hash && strcmp(row[i]->key, key) == 0) {
            return &row[i];
        }
    }
    return NULL;
}

static void note_asked(stm_bounded_table_t *table, entry_t *entry)
{
    __atomic_store_n(&entry->asked, __atomic_add_fetch(&table->clock, 1, __ATOMIC_RELAXED),
                     __ATOMIC_RELAXED);
}

int stm_bounded_table_get(struct iovec *value, stm_bounded_table_t *table, const char *key,
                          apr_pool_t *result_pool)
{
    entry_t **place;

    apr_thread_rwlock_rdlock(table->lock);
    place = find(table, key, stm_fingerprint_short(key, strlen(key)));
    if (place) {
        note_asked(table, *place);
    }
    if (place && value) {
        value->iov_len = (*place)->size;
        value->iov_base =
            apr_pmemdup(result_pool, (*place)->key + (*place)->key_size, (*place)->size);
    }
    apr_thread_rwlock_unlock(table->lock);
    return place != NULL;
}

/* NULL where there is no memory. */
static entry_t *create_entry(const char *key, const struct iovec *pieces, int count)
{
    const apr_size_t key_size = strlen(key) + 1;
    apr_size_t size = 0;
    entry_t *entry;
    char *end;

    for (int i = 0; i < count; i++) {
        size += pieces[i].iov_len;
    }
    entry = malloc(sizeof(*entry) + key_size + size);
    if (!entry) {
        return NULL;
    }
    entry->hash = stm_fingerprint_short(key, key_size - 1);
    entry->key_size = key_size;
    entry->size = size;
    memcpy(entry->key, key, key_size);
    end = entry->key + key_size;
    for (int i = 0; i < count; i++) {
        end = (char *)memcpy(end, pieces[i].iov_base, pieces[i].iov_len) + pieces[i].iov_len;
    }
    return entry;
}

/* The place of the same key, a free one, or that of the least recently used. Under lock. */
static entry_t **make_room(stm_bounded_table_t *table, const entry_t *entry)
{
    entry_t **row = table->rows[entry->hash % table->row_count];
    entry_t **room = find(table, entry->key, entry->hash);

    for (int i = 0; !room && i < WAYS; i++) {
        room = row[i] ? NULL : &row[i];
    }
    if (room) {
        return room;
    }
    room = row;
    for (int i = 1; i < WAYS; i++) {
        room = row[i]->asked < (*room)->asked ? &row[i] : room;
    }
    return room;
}

void stm_bounded_table_put(stm_bounded_table_t *table, const char *key, const struct iovec *pieces,
                           int count)
{
    entry_t *entry = create_entry(key, pieces, count), **room, *former;

    if (!entry) {
        return;
    }
    note_asked(table, entry);
    apr_thread_rwlock_wrlock(table->lock);
    room = make_room(table, entry);
    /* A plain store looks like a leak to gcc's analyzer. */
    former = __atomic_exchange_n(room, entry, __ATOMIC_RELAXED);
    apr_thread_rwlock_unlock(table->lock);
    free(former);
}
