#include "httpd/page_cache/page_index.h"

#include <apr_strings.h>
#include <apr_thread_rwlock.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/slab.h"
#include "core/base/string_pool.h"
#include "httpd/page_cache/internal.h"
#include "httpd/page_cache/page_name.h"
#include "httpd/request/language.h"
#include "httpd/request/unwritten.h"
#include "httpd/shared/page_store.h"
#include "httpd/shared/snapshots.h"

/* A page has a few places where it may be, and gives way there. */
#define ROWS  512
#define WAYS  4
#define LOCKS 16

/* Room beside a page for the end of its name, as most have it. */
#define USUAL_END 48

/* One page. Guarded by the lock of its row, beside which others may read, too: one of them that
 * has to wait for a processor would keep all readers of a page waiting otherwise. A child has up to
 * two thousand pages. */
typedef struct page_t {
    apr_uint64_t hash;
    const stm_pooled_string_t *start; /* of the name, and behind it the stylesheet's */
    char *end;                        /* the rest of the name; in usual where there is room */
    stm_page_mapping_t *mapping;
    apr_uint64_t mark;  /* of the counter that tells of changes */
    apr_uint32_t slot;  /* of that one */
    apr_uint32_t epoch; /* of the stylesheets and words */
    apr_time_t checked_at;
    apr_uint32_t asked; /* for which one gives way; atomic */
    apr_uint16_t start_size, end_size;
    char usual[USUAL_END];
} page_t;

static struct {
    apr_thread_rwlock_t *locks[LOCKS];
    page_t *rows[ROWS][WAYS]; /* NULL: free */
    apr_uint32_t clock;       /* atomic */
} table;

static stm_slab_t cells = STM_SLAB(page_t);
static stm_string_pool_t starts = STM_STRING_POOL;

void stmh_page_index_child(apr_pool_t *child_pool)
{
    apr_pool_t *pool;
    int i;

    /* Not below the child's pool, which goes before requests that are cut off by its end. */
    (void)child_pool;
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_page_index");
    for (i = 0; i < LOCKS; i++) {
        apr_thread_rwlock_create(&table.locks[i], pool);
    }
}

static apr_thread_rwlock_t *lock_of(apr_uint64_t hash)
{
    return table.locks[hash % LOCKS];
}

static int has_name(const page_t *page, const stmh_page_name_t *name)
{
    return page->hash == name->hash && page->start_size == name->start_size &&
           page->end_size == name->size - name->start_size &&
           !memcmp(page->start->bytes, name->text, page->start_size) &&
           !memcmp(page->end, name->text + name->start_size, page->end_size);
}

/* Its place in its row; NULL: it has none. */
static page_t **find_place(const stmh_page_name_t *name)
{
    page_t **row = table.rows[name->hash % ROWS];
    int i;

    for (i = 0; i < WAYS; i++) {
        if (row[i] && has_name(row[i], name)) {
            return &row[i];
        }
    }
    return NULL;
}

static page_t *find(const stmh_page_name_t *name)
{
    page_t **place = find_place(name);

    return place ? *place : NULL;
}

static const char *sheet_of(const page_t *page)
{
    return page->start->bytes + page->start_size;
}

static stm_file_stamp_t stamp_of(const stmh_request_t *request)
{
    static const stm_file_stamp_t none;
    const apr_finfo_t *finfo = &request->target->address.finfo;

    return !stmh_page_name_is_list(request) && finfo->filetype == APR_REG ? stm_file_stamp(finfo)
                                                                          : none;
}

static int is_unchanged(const page_t *page, const stm_page_record_t *record,
                        const stmh_request_t *request)
{
    const stm_file_stamp_t stamp = stamp_of(request);
    const apr_uint64_t mark = stm_generation_get(stmh_page_store_generation(), page->slot);

    /* Stylesheets that have been another in between may have given the page another moment. */
    return page->epoch == stmh_snapshots_epoch() &&
           stm_file_stamp_equals(&record->origin.stamp, &stamp) && mark != STM_GENERATION_UNKNOWN &&
           mark == page->mark && record->valid_from <= request->moment &&
           request->moment < record->valid_until;
}

static int is_checked(const page_t *page, const stmh_request_t *request)
{
    return page->checked_at <= request->moment &&
           request->moment - page->checked_at < request->mount->config->refresh;
}

/* Whether stylesheet, words and files still are what the page was made with. */
static int has_same_digest(apr_time_t *checked_at, const stmh_request_t *request,
                           stmh_lookup_t *lookup, const char *sheet,
                           const stm_page_record_t *record)
{
    const char *digest;

    return !stmh_page_cache_digest(&digest, checked_at, request, lookup, sheet) &&
           !strcmp(digest, record->origin.stylesheet_digest) &&
           stmh_page_cache_has_files(request, record);
}

static void note_look(const stmh_page_name_t *name, const stm_page_mapping_t *mapping,
                      apr_uint32_t epoch, apr_time_t checked_at)
{
    page_t *page;

    apr_thread_rwlock_wrlock(lock_of(name->hash));
    page = find(name);
    if (page && page->mapping == mapping) {
        page->epoch = epoch;
        page->checked_at = checked_at;
    }
    apr_thread_rwlock_unlock(lock_of(name->hash));
}

/* Nothing is written for the page that was the last one before, too. */
static void note_asked(page_t *page)
{
    apr_uint32_t now = __atomic_load_n(&table.clock, __ATOMIC_RELAXED);

    if (__atomic_load_n(&page->asked, __ATOMIC_RELAXED) != now) {
        now = __atomic_add_fetch(&table.clock, 1, __ATOMIC_RELAXED);
        __atomic_store_n(&page->asked, now, __ATOMIC_RELAXED);
    }
}

/* The page, of which the caller is a user then, and what stands in it; NULL where it is not
 * certain.
 */
static stm_page_mapping_t *get(stm_page_record_t *record, const stmh_page_name_t *name,
                               const stmh_request_t *request, stmh_lookup_t *lookup)
{
    stm_page_mapping_t *mapping = NULL;
    const char *sheet = NULL;
    apr_time_t checked_at;
    apr_uint32_t epoch;
    page_t *page;

    apr_thread_rwlock_rdlock(lock_of(name->hash));
    page = find(name);
    if (page) {
        stm_page_mapping_read(record, page->mapping);
    }
    if (page && is_unchanged(page, record, request)) {
        mapping = page->mapping;
        stm_page_mapping_retain(mapping);
        note_asked(page);
        sheet = is_checked(page, request) ? NULL : apr_pstrdup(request->pool, sheet_of(page));
    }
    apr_thread_rwlock_unlock(lock_of(name->hash));
    if (!sheet) {
        return mapping;
    }
    epoch = stmh_snapshots_epoch();
    if (has_same_digest(&checked_at, request, lookup, sheet, record) &&
        epoch == stmh_snapshots_epoch()) {
        note_look(name, mapping, epoch, checked_at);
        return mapping;
    }
    stm_page_mapping_release(mapping);
    return NULL;
}

/* Of a list nobody knows whether it is right while nothing can be written. A page of the source has
 * the same address; what this reader does not see of a list only the catalog and httpd know, unless
 * all see all. */
static int may_be_indexed(const stmh_request_t *request)
{
    if (!stmh_page_store_pages() || !stmh_page_store_generation() ||
        (stmh_page_name_is_list(request) && stmh_unwritten_is())) {
        return 0;
    }
    return stmh_page_name_is_list(request) ? !request->documents_differ
                                           : request->mount->config->source != STMH_SWITCH_ON ||
                                                 request->target->address.format;
}

int stmh_page_index_answer(const stmh_exchange_t *exchange)
{
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    stmh_answer_t *answer = exchange->answer;
    stm_page_mapping_t *mapping;
    stm_page_record_t record;
    stmh_page_name_t name;

    if (!may_be_indexed(request) || !stmh_page_name(&name, request)) {
        return DECLINED;
    }
    mapping = get(&record, &name, request, lookup);
    if (!mapping) {
        return DECLINED;
    }
    answer->response.is_negotiated = !request->target->address.format;
    request->target->cache = STMH_CACHE_MEMORY;
    answer->next_change = record.valid_until;
    stmh_answer_bound(answer, stmh_language_next_change(request, lookup));
    stmh_page_cache_fill(&answer->response, request, mapping, &record);
    stm_page_store_touch(stmh_page_store_pages(), mapping, request->moment);
    /* The log reads the headers, which lie in it, when the last byte has gone. */
    apr_pool_cleanup_register(request->pool, mapping, stmh_page_cache_let_go,
                              apr_pool_cleanup_null);
    return stmh_response_send(exchange);
}

static void discard(page_t *page)
{
    if (page->start) {
        stm_string_pool_release(&starts, page->start);
    }
    if (page->end != page->usual) {
        free(page->end);
    }
    stm_slab_free(&cells, page);
}

static void clear(page_t **place)
{
    page_t *page = *place;

    if (page) {
        stm_page_mapping_release(page->mapping);
        discard(page);
    }
    *place = NULL;
}

/* That of the same page, a free one, or that of the one that was not asked for the longest. */
static page_t **make_room(const stmh_page_name_t *name)
{
    page_t **row = table.rows[name->hash % ROWS], **room = find_place(name);
    int i;

    for (i = 0; !room && i < WAYS; i++) {
        room = row[i] ? NULL : &row[i];
    }
    if (!room) {
        for (room = row, i = 1; i < WAYS; i++) {
            room = row[i]->asked < (*room)->asked ? &row[i] : room;
        }
    }
    clear(room);
    return room;
}

static const stm_pooled_string_t *start_of(const stmh_page_name_t *name, const char *sheet,
                                           apr_pool_t *pool)
{
    const apr_size_t sheet_size = strlen(sheet) + 1;
    char *start = apr_palloc(pool, name->start_size + sheet_size);

    memcpy(start, name->text, name->start_size);
    memcpy(start + name->start_size, sheet, sheet_size);
    return stm_string_pool_acquire(&starts, start, name->start_size + sheet_size);
}

/* NULL where there is no memory. */
static page_t *create(const stmh_page_name_t *name, const char *sheet, apr_pool_t *pool)
{
    const apr_size_t end_size = name->size - name->start_size;
    page_t *page = stm_slab_alloc(&cells);

    if (!page) {
        return NULL;
    }
    page->start = start_of(name, sheet, pool);
    page->end = end_size <= sizeof(page->usual) ? page->usual : malloc(end_size);
    if (!page->start || !page->end) {
        discard(page);
        return NULL;
    }
    memcpy(page->end, name->text + name->start_size, end_size);
    page->hash = name->hash;
    page->start_size = (apr_uint16_t)name->start_size;
    page->end_size = (apr_uint16_t)end_size;
    return page;
}

static void fill(page_t *page, const stmh_request_t *request, const stmh_lookup_t *lookup,
                 const stmh_page_slot_t *slot, stm_page_mapping_t *mapping)
{
    /* Of what the catalog does not know yet, anything may change. */
    int is_known = slot->statement && slot->origin.version >= 0;
    const char *newsroom = request->mount->newsroom->key;

    stm_page_mapping_retain(mapping);
    page->mapping = mapping;
    page->slot = stm_generation_slot(newsroom, is_known ? slot->statement : NULL);
    page->mark = lookup->marks[is_known ? 0 : 1];
    page->asked = __atomic_add_fetch(&table.clock, 1, __ATOMIC_RELAXED);
}

void stmh_page_index_put(const stmh_request_t *request, const stmh_lookup_t *lookup,
                         const stmh_page_slot_t *slot, stm_page_mapping_t *mapping,
                         apr_uint32_t epoch, apr_time_t checked_at)
{
    page_t **room;
    stmh_page_name_t name;

    if (!may_be_indexed(request) || !stmh_page_name(&name, request)) {
        return;
    }
    apr_thread_rwlock_wrlock(lock_of(name.hash));
    room = make_room(&name);
    *room = create(&name, slot->sheet, request->pool);
    if (*room) {
        fill(*room, request, lookup, slot, mapping);
        (*room)->epoch = epoch;
        (*room)->checked_at = checked_at;
    }
    apr_thread_rwlock_unlock(lock_of(name.hash));
}
