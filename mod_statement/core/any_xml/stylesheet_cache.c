#include "core/any_xml/stylesheet_cache.h"

#include <apr_thread_mutex.h>
#include <string.h>

#include "core/any_xml/stylesheet.h"

typedef struct entry_t {
    struct entry_t *next; /* used less recently */
    stm_stylesheet_cache_t *cache;
    const stm_any_stylesheet_t *sheet;
    apr_pool_t *pool; /* of its own, with all of the entry in it */
    int users;
    int is_listed;
} entry_t;

struct stm_stylesheet_cache_t {
    apr_thread_mutex_t *lock; /* of all below, and of the entries' users */
    entry_t *entries;         /* the most recently used one first */
    int count, max_count;
    apr_size_t bytes, max_bytes;
};

static void unlist(entry_t *entry)
{
    stm_stylesheet_cache_t *cache = entry->cache;
    entry_t **at = &cache->entries;

    while (*at != entry) {
        at = &(*at)->next;
    }
    *at = entry->next;
    entry->is_listed = 0;
    cache->count--;
    cache->bytes -= entry->sheet->bytes;
}

static void list_first(entry_t *entry)
{
    stm_stylesheet_cache_t *cache = entry->cache;

    entry->next = cache->entries;
    cache->entries = entry;
    entry->is_listed = 1;
    cache->count++;
    cache->bytes += entry->sheet->bytes;
}

/* The one that nobody has used for the longest time. */
static entry_t *last_idle(const stm_stylesheet_cache_t *cache)
{
    entry_t *last = NULL;

    for (entry_t *entry = cache->entries; entry != NULL; entry = entry->next) {
        last = entry->users == 0 ? entry : last;
    }
    return last;
}

static void trim(stm_stylesheet_cache_t *cache, int max_count, apr_size_t max_bytes)
{
    entry_t *entry;

    while ((cache->count > max_count || cache->bytes > max_bytes) &&
           (entry = last_idle(cache)) != NULL) {
        unlist(entry);
        apr_pool_destroy(entry->pool);
    }
}

static apr_status_t release(void *data)
{
    entry_t *entry = data;
    stm_stylesheet_cache_t *cache = entry->cache;

    apr_thread_mutex_lock(cache->lock);
    entry->users--;
    if (entry->users == 0 && !entry->is_listed) {
        apr_pool_destroy(entry->pool);
    }
    trim(cache, cache->max_count, cache->max_bytes);
    apr_thread_mutex_unlock(cache->lock);
    return APR_SUCCESS;
}

static apr_status_t clear(void *cache)
{
    stm_stylesheet_cache_clear(cache);
    return APR_SUCCESS;
}

stm_stylesheet_cache_t *stm_stylesheet_cache_create(int max_count, apr_size_t max_bytes,
                                                    apr_pool_t *result_pool)
{
    stm_stylesheet_cache_t *cache = apr_pcalloc(result_pool, sizeof(*cache));

    cache->max_count = max_count;
    cache->max_bytes = max_bytes;
    if (apr_thread_mutex_create(&cache->lock, APR_THREAD_MUTEX_DEFAULT, result_pool)) {
        return NULL;
    }
    apr_pool_pre_cleanup_register(result_pool, cache, clear);
    return cache;
}

void stm_stylesheet_cache_clear(stm_stylesheet_cache_t *cache)
{
    apr_thread_mutex_lock(cache->lock);
    trim(cache, 0, 0);
    apr_thread_mutex_unlock(cache->lock);
}

int stm_stylesheet_cache_count(stm_stylesheet_cache_t *cache, apr_size_t *bytes)
{
    int count;

    apr_thread_mutex_lock(cache->lock);
    count = cache->count;
    *bytes = cache->bytes;
    apr_thread_mutex_unlock(cache->lock);
    return count;
}

static int is_same(const stm_any_stylesheet_part_t *part, const stm_resource_t *resource)
{
    return resource->status == APR_SUCCESS && strcmp(part->fingerprint, resource->fingerprint) == 0;
}

static const stm_any_stylesheet_part_t *part_of(const entry_t *entry, int index)
{
    return &APR_ARRAY_IDX(entry->sheet->parts, index, const stm_any_stylesheet_part_t);
}

/* One that the caller uses from now on, whose own file has not changed; NULL: there is none. */
static entry_t *find(stm_stylesheet_cache_t *cache, const char *url, const stm_resource_t *own,
                     apr_pool_t *pool)
{
    entry_t *entry;

    apr_thread_mutex_lock(cache->lock);
    for (entry = cache->entries; entry != NULL; entry = entry->next) {
        if (strcmp(entry->sheet->url, url) == 0 && is_same(part_of(entry, 0), own)) {
            break;
        }
    }
    if (entry != NULL) {
        entry->users++;
        unlist(entry);
        list_first(entry);
    }
    apr_thread_mutex_unlock(cache->lock);
    if (entry != NULL) {
        apr_pool_cleanup_register(pool, entry, release, apr_pool_cleanup_null);
    }
    return entry;
}

/* What it imports is fetched in the order in which it was found: up to a change, the same. */
static int is_unchanged(const entry_t *entry, stm_resources_t *resources)
{
    for (int i = 1; i < entry->sheet->parts->nelts; i++) {
        const stm_any_stylesheet_part_t *part = part_of(entry, i);

        if (!is_same(part, stm_resources_get(resources, part->url, STM_FETCH_STYLESHEET))) {
            return 0;
        }
    }
    return stm_dtd_reader_is_current(entry->sheet->dtds, resources->dtds, resources->pool);
}

static void drop(entry_t *entry, apr_pool_t *pool)
{
    stm_stylesheet_cache_t *cache = entry->cache;

    apr_thread_mutex_lock(cache->lock);
    if (entry->is_listed) {
        unlist(entry);
    }
    apr_thread_mutex_unlock(cache->lock);
    apr_pool_cleanup_run(pool, entry, release);
}

static apr_status_t compile(const stm_any_stylesheet_t **sheet, stm_stylesheet_cache_t *cache,
                            stm_resources_t *resources, const char *url)
{
    apr_pool_t *pool;
    stm_any_stylesheet_t *made;
    entry_t *entry;
    apr_status_t status = apr_pool_create_unmanaged_ex(&pool, NULL, NULL);

    if (status != APR_SUCCESS) {
        return status;
    }
    status = stm_any_stylesheet_compile(&made, resources, url, pool);
    if (status != APR_SUCCESS) {
        apr_pool_destroy(pool);
        return status;
    }
    entry = apr_pcalloc(pool, sizeof(*entry));
    entry->cache = cache;
    entry->sheet = *sheet = made;
    entry->pool = pool;
    entry->users = 1;
    apr_thread_mutex_lock(cache->lock);
    list_first(entry);
    apr_thread_mutex_unlock(cache->lock);
    apr_pool_cleanup_register(resources->pool, entry, release, apr_pool_cleanup_null);
    return APR_SUCCESS;
}

apr_status_t stm_stylesheet_cache_get(const stm_any_stylesheet_t **sheet,
                                      stm_stylesheet_cache_t *cache, stm_resources_t *resources,
                                      const char *url)
{
    const stm_resource_t *own = stm_resources_get(resources, url, STM_FETCH_STYLESHEET);
    entry_t *entry = own->status == APR_SUCCESS ? find(cache, url, own, resources->pool) : NULL;

    if (entry != NULL && !resources->is_stopped && is_unchanged(entry, resources)) {
        *sheet = entry->sheet;
        stm_dtd_reader_add(resources->dtds, entry->sheet->dtds);
        return APR_SUCCESS;
    }
    if (entry != NULL && !resources->is_stopped) {
        drop(entry, resources->pool);
    }
    return resources->is_stopped ? APR_EAGAIN : compile(sheet, cache, resources, url);
}
