#include "core/catalog/forward_index.h"

#include <stdlib.h>
#include <string.h>

/* Ids whose cards are one row: one entry that changes has all of them written again. */
#define CHUNK 256

#define MOMENT_SIZE 8
#define HEAD_MAX    (1 + 3 * MOMENT_SIZE)
#define NUMBER_MAX  10

/* A card: the low byte of its id, the size of what follows, a byte with the state and these, the
 * moments that they do not make needless, the labels. Numbers are seven bits a byte, the lowest
 * first; of labels each is the step from the one before. */
enum { IS_EVER = 0x10, IS_DATED_APART = 0x20, HAS_END = 0x40, STATE_MASK = 0x0f };

typedef struct note_t {
    apr_int64_t id;
    const unsigned char *bytes; /* what follows the low byte of the id */
    apr_size_t size;            /* 0: there is no card any more */
} note_t;

static unsigned char *put_number(unsigned char *to, apr_uint64_t number)
{
    for (; number >= 0x80; number >>= 7) {
        *to++ = (unsigned char)(number | 0x80);
    }
    *to++ = (unsigned char)number;
    return to;
}

static unsigned char *put_moment(unsigned char *to, apr_time_t moment)
{
    int i;
    for (i = 0; i < MOMENT_SIZE; i++) {
        *to++ = (unsigned char)((apr_uint64_t)moment >> (8 * i));
    }
    return to;
}

static apr_time_t moment_at(const unsigned char *at)
{
    apr_uint64_t moment = 0;
    int i;
    for (i = 0; i < MOMENT_SIZE; i++) {
        moment |= (apr_uint64_t)at[i] << (8 * i);
    }
    return (apr_time_t)moment;
}

static unsigned char *put_head(unsigned char *to, const stm_card_t *card)
{
    unsigned char *flags = to++;
    *flags = (unsigned char)card->state;
    to = put_moment(to, card->visible_from);
    if (card->is_ever) {
        *flags |= IS_EVER;
    }
    if (card->published_at != card->visible_from) {
        *flags |= IS_DATED_APART;
        to = put_moment(to, card->published_at);
    }
    if (card->listed_until != STM_NEVER) {
        *flags |= HAS_END;
        to = put_moment(to, card->listed_until);
    }
    return to;
}

static int compare_numbers(const void *one, const void *other)
{
    apr_uint64_t a = *(const apr_uint64_t *)one, b = *(const apr_uint64_t *)other;
    return (a > b) - (a < b);
}

static unsigned char *put_labels(unsigned char *to, const apr_array_header_t *labels,
                                 apr_pool_t *pool)
{
    apr_uint64_t *all = apr_palloc(pool, ((apr_size_t)labels->nelts + 1) * sizeof(*all)), last = 0;
    int i;
    for (i = 0; i < labels->nelts; i++) {
        const stm_label_t *label = &APR_ARRAY_IDX(labels, i, stm_label_t);
        all[i] = (apr_uint64_t)label->list << 3 | (apr_uint64_t)label->kind;
    }
    qsort(all, (size_t)labels->nelts, sizeof(*all), compare_numbers);
    for (i = 0; i < labels->nelts; i++) {
        to = put_number(to, all[i] - last);
        last = all[i];
    }
    return to;
}

static void note(stm_catalog_t *catalog, apr_int64_t id, const unsigned char *bytes,
                 apr_size_t size)
{
    note_t *noted = apr_hash_get(catalog->cards, &id, sizeof(id));
    if (!noted) {
        noted = apr_palloc(catalog->change_pool, sizeof(*noted));
        noted->id = id;
        apr_hash_set(catalog->cards, &noted->id, sizeof(noted->id), noted);
    }
    noted->bytes = bytes;
    noted->size = size;
}

void stm_catalog_drop_card(stm_catalog_t *catalog, apr_int64_t id)
{
    note(catalog, id, NULL, 0);
}

void stm_catalog_put_card(stm_catalog_t *catalog, const stm_card_t *card,
                          const apr_array_header_t *labels)
{
    apr_size_t most = HEAD_MAX + (apr_size_t)labels->nelts * NUMBER_MAX, size;
    unsigned char *bytes, *content, *end;
    if (card->state != STM_STATE_FINAL && card->state != STM_STATE_DRAFT) {
        stm_catalog_drop_card(catalog, card->id);
        return;
    }
    bytes = apr_palloc(catalog->change_pool, NUMBER_MAX + 2 * most);
    content = bytes + NUMBER_MAX + most;
    end = put_labels(put_head(content, card), labels, catalog->change_pool);
    size = (apr_size_t)(end - content);
    end = put_number(bytes, size);
    memcpy(end, content, size);
    note(catalog, card->id, bytes, (apr_size_t)(end - bytes) + size);
}

/* Steps over the low byte of an id and the size: where the rest starts, and *next behind it. NULL
 * where the chunk is cut short. */
static const unsigned char *open_card(const unsigned char **next, const unsigned char *at,
                                      const unsigned char *end)
{
    apr_uint64_t size;
    const unsigned char *start = stm_card_number(&size, at + 1, end);
    if (!start || !size || size > (apr_uint64_t)(end - start)) {
        return NULL;
    }
    *next = start + size;
    return start;
}

/* @a card->id is known. */
static int read_card(stm_card_t *card, const unsigned char *at, const unsigned char *end)
{
    int flags = *at++;
    int moments = 1 + !!(flags & IS_DATED_APART) + !!(flags & HAS_END);
    if (end - at < moments * MOMENT_SIZE) {
        return 0;
    }
    card->state = (stm_state_t)(flags & STATE_MASK);
    card->visible_from = card->published_at = moment_at(at);
    card->is_ever = flags & IS_EVER;
    at += MOMENT_SIZE;
    if (flags & IS_DATED_APART) {
        card->published_at = moment_at(at);
        at += MOMENT_SIZE;
    }
    card->listed_until = flags & HAS_END ? moment_at(at) : STM_NEVER;
    at += flags & HAS_END ? MOMENT_SIZE : 0;
    card->labels = at;
    card->end = end;
    return 1;
}

/* Starts a query that has the chunk's cards; APR_EOF: there is none. */
static apr_status_t find_chunk(sqlite3_stmt **query, stm_catalog_t *catalog, apr_int64_t chunk)
{
    apr_status_t status =
        stm_database_query(query, catalog->database, "SELECT cards FROM cards WHERE chunk = ?1",
                           STM_VALUES(STM_NUMBER(chunk)));
    return status ? status : stm_database_next(catalog->database, *query);
}

stm_ids_t stm_ids_make(apr_int64_t last, apr_pool_t *result_pool)
{
    stm_ids_t ids;
    ids.size = (last / CHUNK + 1) * CHUNK;
    ids.bits = apr_pcalloc(result_pool, (apr_size_t)ids.size / 8);
    return ids;
}

static apr_status_t take_cards(sqlite3_stmt *query, apr_int64_t chunk, const stm_ids_t *ids,
                               stm_card_take_t *take, void *baton)
{
    const unsigned char *at = sqlite3_column_blob(query, 0);
    const unsigned char *end = at + sqlite3_column_bytes(query, 0), *start, *next;
    while (at < end) {
        stm_card_t card = {.id = chunk * CHUNK + *at};
        start = open_card(&next, at, end);
        if (!start) {
            return STM_ESTATE;
        }
        if (stm_ids_has(ids, card.id)) {
            if (!read_card(&card, start, next)) {
                return STM_ESTATE;
            }
            take(baton, &card);
        }
        at = next;
    }
    return APR_SUCCESS;
}

static int has_any(const stm_ids_t *ids, apr_int64_t chunk)
{
    const unsigned char *bits = ids->bits + chunk * (CHUNK / 8);
    int i;
    for (i = 0; i < CHUNK / 8; i++) {
        if (bits[i]) {
            return 1;
        }
    }
    return 0;
}

apr_status_t stm_catalog_read_cards(stm_catalog_t *catalog, const stm_ids_t *ids,
                                    stm_card_take_t *take, void *baton)
{
    apr_int64_t chunk;
    apr_status_t status = APR_SUCCESS;
    for (chunk = 0; !status && chunk < ids->size / CHUNK; chunk++) {
        sqlite3_stmt *query;
        if (!has_any(ids, chunk)) {
            continue;
        }
        status = find_chunk(&query, catalog, chunk);
        if (!status) {
            status = take_cards(query, chunk, ids, take, baton);
            stm_database_leave(query);
        }
        if (status == STM_ESTATE) {
            stm_database_suspect(catalog->database);
        }
        status = status == APR_EOF ? APR_SUCCESS : status;
    }
    return status;
}

static void take_nothing(void *baton, const stm_card_t *card)
{
    (void)baton;
    (void)card;
}

apr_status_t stm_catalog_check_cards(stm_catalog_t *catalog)
{
    apr_int64_t last;
    apr_pool_t *pool;
    apr_status_t status = stm_database_number(&last, catalog->database,
                                              "SELECT ifnull(max(chunk), 0) FROM cards", NULL);
    apr_pool_create(&pool, catalog->pool);
    if (!status) {
        stm_ids_t all = stm_ids_make(last * CHUNK, pool);
        memset(all.bits, 0xff, (apr_size_t)all.size / 8);
        status = stm_catalog_read_cards(catalog, &all, take_nothing, NULL);
    }
    apr_pool_destroy(pool);
    return status;
}

static int compare_notes(const void *one, const void *other)
{
    const note_t *a = *(note_t *const *)one, *b = *(note_t *const *)other;
    return (a->id > b->id) - (a->id < b->id);
}

/* All that is noted, by id. */
static apr_array_header_t *sort_notes(stm_catalog_t *catalog, apr_pool_t *pool)
{
    apr_array_header_t *notes =
        apr_array_make(pool, (int)apr_hash_count(catalog->cards) + 1, sizeof(note_t *));
    apr_hash_index_t *index;
    for (index = apr_hash_first(pool, catalog->cards); index; index = apr_hash_next(index)) {
        APR_ARRAY_PUSH(notes, note_t *) = apr_hash_this_val(index);
    }
    qsort(notes->elts, (size_t)notes->nelts, sizeof(note_t *), compare_notes);
    return notes;
}

/* The cards of a chunk with those noted in place of what was there; *size bytes. What is cut short
 * is left behind. */
static unsigned char *merge(apr_size_t *size, const unsigned char *at, apr_size_t old_size,
                            note_t *const *notes, int count, apr_pool_t *pool)
{
    const unsigned char *end = at + old_size, *next;
    apr_size_t most = old_size;
    unsigned char *merged, *to;
    int i;
    for (i = 0; i < count; i++) {
        most += notes[i]->size + 1;
    }
    merged = to = apr_palloc(pool, most + 1);
    for (i = 0; i < count || at < end;) {
        int low = i < count ? (int)(notes[i]->id % CHUNK) : CHUNK;
        if (at < end && !open_card(&next, at, end)) {
            at = end;
        }
        else if (at < end && *at < low) {
            memcpy(to, at, (apr_size_t)(next - at));
            to += next - at;
            at = next;
        }
        else {
            at = at < end && *at == low ? next : at;
            if (notes[i]->size) {
                *to++ = (unsigned char)low;
                memcpy(to, notes[i]->bytes, notes[i]->size);
                to += notes[i]->size;
            }
            i++;
        }
    }
    *size = (apr_size_t)(to - merged);
    return merged;
}

static apr_status_t write_chunk(stm_catalog_t *catalog, apr_int64_t chunk, note_t *const *notes,
                                int count, apr_pool_t *pool)
{
    const unsigned char *merged;
    apr_size_t size;
    sqlite3_stmt *query;
    apr_status_t status = find_chunk(&query, catalog, chunk);
    if (status && status != APR_EOF) {
        return status;
    }
    merged = merge(&size, status ? (const void *)"" : sqlite3_column_blob(query, 0),
                   status ? 0 : (apr_size_t)sqlite3_column_bytes(query, 0), notes, count, pool);
    if (!status) {
        stm_database_leave(query);
    }
    return size ? stm_database_run(
                      catalog->database, "REPLACE INTO cards (chunk, cards) VALUES (?1, ?2)",
                      STM_VALUES(STM_NUMBER(chunk), STM_BLOB((const char *)merged, size)), NULL)
                : stm_database_run(catalog->database, "DELETE FROM cards WHERE chunk = ?1",
                                   STM_VALUES(STM_NUMBER(chunk)), NULL);
}

apr_status_t stm_catalog_write_cards(stm_catalog_t *catalog)
{
    apr_array_header_t *notes;
    apr_status_t status = APR_SUCCESS;
    apr_pool_t *pool;
    int i, next;
    if (!catalog->cards) {
        return APR_SUCCESS;
    }
    apr_pool_create(&pool, catalog->change_pool);
    notes = sort_notes(catalog, pool);
    for (i = 0; !status && i < notes->nelts; i = next) {
        note_t *const *first = &APR_ARRAY_IDX(notes, i, note_t *);
        apr_int64_t chunk = (*first)->id / CHUNK;
        for (next = i + 1; next < notes->nelts; next++) {
            if (APR_ARRAY_IDX(notes, next, note_t *)->id / CHUNK != chunk) {
                break;
            }
        }
        status = write_chunk(catalog, chunk, first, next - i, pool);
    }
    apr_hash_clear(catalog->cards);
    apr_pool_destroy(pool);
    return status;
}
