#include "httpd/request/listed_values.h"

#include <apr_atomic.h>
#include <apr_thread_rwlock.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/fingerprint.h"
#include "core/catalog/records.h"
#include "httpd/request/unwritten.h"
#include "httpd/runtime/shutdown.h"
#include "httpd/shared/page_store.h"

/* Half a megabyte; a newsroom of more is asked each time. */
#define MOST_VALUES 65536

/* Two values may have one hash: then the count is that of the more frequent one. */
typedef struct value_t {
    apr_uint32_t hash, count;
} value_t;

typedef struct stmh_listed_values_t {
    apr_thread_rwlock_t *lock;
    apr_uint32_t slot;          /* of the newsroom's counter in core/state/generation */
    apr_uint32_t is_being_read; /* atomic */
    apr_uint64_t mark;          /* of that counter, read before; guarded by lock, as all below */
    apr_time_t from, until;     /* the moment of reading, and that of the newsroom's next change */
    value_t *values;            /* by hash; from malloc */
    int count, room;
} stmh_listed_values_t;

static void fill(stmh_mount_t *mount, const server_rec *server, apr_pool_t *pool)
{
    stmh_listed_values_t *listed = apr_pcalloc(pool, sizeof(*listed));

    (void)server;
    if (!apr_thread_rwlock_create(&listed->lock, pool)) {
        listed->slot = stm_generation_slot(mount->newsroom->key, NULL);
        mount->values = listed;
    }
}

void stmh_listed_values_child(void)
{
    stmh_mount_fill_with(fill);
}

/* Where readers or documents differ, or nothing can be written, what a list shows is not what the
 * catalog lists. */
static int is_for_all(const stmh_request_t *request)
{
    return request->r && request->mount->is_lasting && request->mount->values &&
           !request->documents_differ && !request->previewed &&
           request->mount->newsroom->show != STM_SHOW_ALL && !stmh_unwritten_is();
}

static apr_uint64_t mark_of(const stmh_listed_values_t *listed)
{
    return stm_generation_get(stmh_page_store_generation(), listed->slot);
}

static int is_current(const stmh_listed_values_t *listed, apr_uint64_t mark, apr_time_t moment)
{
    return mark != STM_GENERATION_UNKNOWN && listed->mark == mark && listed->from <= moment &&
           moment < listed->until;
}

static apr_uint32_t hash_of(stm_facet_kind_t kind, const char *value)
{
    return (apr_uint32_t)(stm_fingerprint_short(value, strlen(value)) >> 32) + (apr_uint32_t)kind;
}

static int compare(const void *one, const void *other)
{
    const value_t *a = one, *b = other;

    return (a->hash > b->hash) - (a->hash < b->hash);
}

/* Under lock, as what uses it. */
static const value_t *find(const stmh_listed_values_t *listed, stm_facet_kind_t kind,
                           const char *value)
{
    const value_t wanted = {hash_of(kind, value), 0};

    return listed->count
               ? bsearch(&wanted, listed->values, (size_t)listed->count, sizeof(wanted), compare)
               : NULL;
}

/* Lowers *@a most to what lists with the value have. Zero where nothing has had it. */
static int bound(int *most, const stmh_listed_values_t *listed, stm_facet_kind_t kind,
                 const char *value)
{
    const value_t *found = find(listed, kind, value);
    const int count = found ? (int)found->count : 0;

    *most = *most == STMH_LISTED_ANY || count < *most ? count : *most;
    return found != NULL;
}

/* A newsroom in which nothing was ever public has its first page all the same. */
static int bound_all(int *most, const stmh_listed_values_t *listed, const char *folder,
                     const stm_filter_t *filter)
{
    int is_known_value = bound(most, listed, STM_FACET_UNSET, folder) || !*folder;

    for (int kind = STM_FACET_TAG; kind < STM_FACET_KINDS; kind++) {
        if (filter->values[kind]) {
            is_known_value &= bound(most, listed, (stm_facet_kind_t)kind, filter->values[kind]);
        }
    }
    return is_known_value;
}

int stmh_listed_values_most(int *is_known_value, const stmh_request_t *request, const char *folder,
                            const stm_filter_t *filter)
{
    stmh_listed_values_t *listed = request->mount->values;
    int most = STMH_LISTED_ANY, is_known = 1;

    if (is_for_all(request)) {
        apr_thread_rwlock_rdlock(listed->lock);
        if (is_current(listed, mark_of(listed), request->moment)) {
            is_known = bound_all(&most, listed, folder, filter);
        }
        apr_thread_rwlock_unlock(listed->lock);
    }
    if (is_known_value) {
        *is_known_value = is_known;
    }
    return most;
}

/* What is being read. */
typedef struct reading_t {
    const stmh_request_t *request;
    stmh_lookup_t *lookup;
    value_t *values; /* in the request's pool */
    int count;
    apr_time_t until;
    apr_status_t status;
} reading_t;

/* Before the first complete scan the catalog does not have all of them. */
static apr_status_t read_catalog(apr_array_header_t **values, reading_t *reading)
{
    const stmh_request_t *request = reading->request;
    const char *newsroom = request->mount->newsroom->key;
    stm_catalog_t *catalog = reading->lookup->handle->catalog;
    apr_status_t status = stm_catalog_is_complete(catalog, newsroom) ? APR_SUCCESS : APR_ENOENT;

    if (!status) {
        status = stm_catalog_next_change(&reading->until, catalog, newsroom, request->moment);
    }
    return status ? status
                  : stm_catalog_listed_values(values, catalog, newsroom, request->moment,
                                              request->pool);
}

/* newsroom.xml names topics and issuers that no statement has had yet. */
static void add_named(apr_array_header_t *values, stm_facet_kind_t kind,
                      const stm_newsroom_file_t *file)
{
    apr_array_header_t *named = apr_array_make(values->pool, 16, sizeof(const char *));

    stm_newsroom_file_values(named, file, kind);
    for (int i = 0; i < named->nelts; i++) {
        stm_listed_value_t *value = apr_array_push(values);

        *value = (stm_listed_value_t){.kind = kind, .value = APR_ARRAY_IDX(named, i, const char *)};
    }
}

static apr_status_t read_newsroom_file(apr_array_header_t *values, const reading_t *reading)
{
    const stm_records_t records = {reading->request->mount->newsroom,
                                   reading->lookup->handle->catalog,
                                   reading->lookup->handle->history};
    stm_newsroom_file_t *file;
    apr_status_t status = stm_records_newsroom_file(&file, &records, values->pool);

    if (status && !APR_STATUS_IS_ENOENT(status) && status != STM_EINVALID) {
        return status;
    }
    add_named(values, STM_FACET_TAG, file);
    add_named(values, STM_FACET_ISSUER, file);
    return APR_SUCCESS;
}

static void sort(reading_t *reading, const apr_array_header_t *values)
{
    value_t *sorted = apr_palloc(values->pool, (apr_size_t)values->nelts * sizeof(*sorted) + 1);
    int count = 0;

    for (int i = 0; i < values->nelts; i++) {
        const stm_listed_value_t *value = &APR_ARRAY_IDX(values, i, stm_listed_value_t);

        sorted[i] = (value_t){hash_of(value->kind, value->value), (apr_uint32_t)value->count};
    }
    qsort(sorted, (size_t)values->nelts, sizeof(*sorted), compare);
    for (int i = 0; i < values->nelts; i++) {
        if (!count || sorted[count - 1].hash != sorted[i].hash) {
            sorted[count++] = sorted[i];
        }
        else if (sorted[count - 1].count < sorted[i].count) {
            sorted[count - 1].count = sorted[i].count;
        }
    }
    reading->values = sorted;
    reading->count = count;
}

static void read_all(void *data)
{
    reading_t *reading = data;
    apr_array_header_t *values;

    reading->status = read_catalog(&values, reading);
    if (!reading->status) {
        reading->status = read_newsroom_file(values, reading);
    }
    if (!reading->status) {
        reading->status = values->nelts > MOST_VALUES ? APR_ENOSPC : APR_SUCCESS;
    }
    if (!reading->status) {
        sort(reading, values);
    }
}

/* Under lock. Zero where there is no memory. */
static int make_room(stmh_listed_values_t *listed, int count)
{
    if (listed->room < count || listed->room / 4 > count) {
        free(listed->values);
        listed->values = malloc((size_t)count * sizeof(*listed->values) + 1);
        listed->room = listed->values ? count : 0;
    }
    return listed->values != NULL;
}

static void keep(stmh_listed_values_t *listed, const reading_t *reading, apr_uint64_t mark)
{
    apr_thread_rwlock_wrlock(listed->lock);
    listed->count = make_room(listed, reading->count) ? reading->count : 0;
    listed->mark = listed->values ? mark : STM_GENERATION_UNKNOWN;
    listed->from = reading->request->moment;
    listed->until = reading->until;
    if (listed->count) {
        memcpy(listed->values, reading->values, (size_t)reading->count * sizeof(value_t));
    }
    apr_thread_rwlock_unlock(listed->lock);
}

/* With the handle that the request has, or with another for as long as it takes. That none came
 * free in time changes nothing of the answer. */
static void read_and_keep(stmh_listed_values_t *listed, const stmh_request_t *request,
                          const stmh_lookup_t *lookup)
{
    stmh_lookup_t own = *lookup;
    reading_t reading = {.request = request, .lookup = &own, .status = APR_ENOENT};
    const apr_uint64_t mark = mark_of(listed);

    stmh_shutdown_hold();
    if (!lookup->handle) {
        stmh_lookup_acquire(request, &own);
    }
    if (own.handle && !own.is_late) {
        stmh_lookup_run(request, &own, read_all, &reading);
    }
    if (!lookup->handle) {
        stmh_lookup_release(&own);
    }
    if (!reading.status && !own.is_late) {
        keep(listed, &reading, mark);
    }
}

static int is_known(stmh_listed_values_t *listed, apr_time_t moment)
{
    int is_it;

    apr_thread_rwlock_rdlock(listed->lock);
    is_it = is_current(listed, mark_of(listed), moment);
    apr_thread_rwlock_unlock(listed->lock);
    return is_it;
}

void stmh_listed_values_learn(const stmh_request_t *request, const stmh_lookup_t *lookup)
{
    stmh_listed_values_t *listed = request->mount->values;

    if (!is_for_all(request) || mark_of(listed) == STM_GENERATION_UNKNOWN ||
        is_known(listed, request->moment) || apr_atomic_cas32(&listed->is_being_read, 1, 0)) {
        return;
    }
    read_and_keep(listed, request, lookup);
    apr_atomic_set32(&listed->is_being_read, 0);
}
