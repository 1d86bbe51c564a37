/* How many are in each list. */
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/counters.h"
#include "core/catalog/postings.h"

/* A list longer than this is divided into blocks; a block longer than that in two. */
#define LIST_MAX  512
#define BLOCK_MAX 256

/* Where in one list something came or went. */
typedef struct spot_t {
    const char *place;
    apr_size_t size;
    int step;
} spot_t;

typedef struct spots_t {
    apr_int64_t list;
    apr_array_header_t *all; /* spot_t */
} spots_t;

void stm_catalog_count(stm_catalog_t *catalog, apr_int64_t list, apr_int64_t other, int kind,
                       int step)
{
    stm_counter_t *count = stm_counters_find(catalog->counts, list, other);
    count->kind = kind;
    count->step += step;
}

void stm_catalog_count_place(stm_catalog_t *catalog, apr_int64_t list, const void *place,
                             apr_size_t size, int step)
{
    apr_pool_t *pool = catalog->change_pool;
    spots_t *spots = apr_hash_get(catalog->places, &list, sizeof(list));
    spot_t *spot;
    if (!spots) {
        spots = apr_pcalloc(pool, sizeof(*spots));
        spots->list = list;
        spots->all = apr_array_make(pool, 4, sizeof(spot_t));
        apr_hash_set(catalog->places, &spots->list, sizeof(spots->list), spots);
    }
    spot = apr_array_push(spots->all);
    spot->place = place;
    spot->size = size;
    spot->step = step;
}

static apr_status_t write_count(stm_catalog_t *catalog, const stm_counter_t *count)
{
    const stm_value_t values[] = {STM_NUMBER(count->list),
                                  STM_NUMBER(count->step),
                                  STM_NUMBER(count->other),
                                  STM_NUMBER(count->kind),
                                  {.type = STM_VALUE_END}};
    apr_status_t status;
    if (!count->step) {
        return APR_SUCCESS;
    }
    if (!count->other) {
        return stm_database_run(catalog->database,
                                "UPDATE lists SET count = count + ?2 WHERE id = ?1",
                                STM_VALUES(values[0], values[1]), NULL);
    }
    status = stm_database_run(catalog->database,
                              "INSERT INTO pairs (list, count, other, kind) VALUES (?1, ?2, ?3, ?4)"
                              " ON CONFLICT DO UPDATE SET count = count + excluded.count",
                              values, NULL);
    return status || count->step > 0
               ? status
               : stm_database_run(catalog->database,
                                  "DELETE FROM pairs WHERE list = ?1 AND other = ?2 AND count = 0",
                                  STM_VALUES(values[0], values[2]), NULL);
}

static int compare_spots(const void *one, const void *other)
{
    const spot_t *a = one, *b = other;
    int order = memcmp(a->place, b->place, a->size < b->size ? a->size : b->size);
    return order ? order : (a->size > b->size) - (a->size < b->size);
}

static apr_status_t write_block(stm_catalog_t *catalog, apr_int64_t list, const spot_t *start)
{
    return stm_database_run(
        catalog->database, "INSERT INTO blocks (list, place, count) VALUES (?1, ?2, ?3)",
        STM_VALUES(STM_NUMBER(list), STM_BLOB(start->place, start->size), STM_NUMBER(start->step)),
        NULL);
}

static void read_spot(spot_t *spot, sqlite3_stmt *query, apr_pool_t *pool)
{
    spot->size = (apr_size_t)sqlite3_column_bytes(query, 0);
    spot->place = apr_pmemdup(pool, spot->size ? sqlite3_column_blob(query, 0) : "", spot->size);
}

/* Divides what is counted in a part of a list into blocks; *blocks are their starts. Where only one
 * results, the part is no block of its own yet. What is counted the members tell themselves: their
 * entries lie far apart. */
static apr_status_t divide(apr_array_header_t **blocks, stm_catalog_t *catalog, apr_int64_t list,
                           const spot_t *start, int count, apr_pool_t *pool)
{
    sqlite3_stmt *query;
    int at = 0;
    apr_status_t status = stm_database_query(
        &query, catalog->database,
        "SELECT place FROM (SELECT counted_at AS counted FROM lists l JOIN newsrooms n"
        " ON n.id = l.newsroom WHERE l.id = ?1) CROSS JOIN members"
        " WHERE list = ?1 AND place >= ?2 AND " STM_LISTED("counted") " ORDER BY place LIMIT ?3",
        STM_VALUES(STM_NUMBER(list), STM_BLOB(start->place, start->size), STM_NUMBER(count)));
    *blocks = apr_array_make(pool, 8, sizeof(spot_t));
    while (!status && !(status = stm_database_next(catalog->database, query))) {
        if (at % (BLOCK_MAX / 2) == 0) {
            spot_t *block = apr_array_push(*blocks);
            read_spot(block, query, pool);
            block->step = 0;
        }
        APR_ARRAY_IDX(*blocks, (*blocks)->nelts - 1, spot_t).step++;
        at++;
    }
    if ((*blocks)->nelts) {
        APR_ARRAY_IDX(*blocks, 0, spot_t).place = start->place;
        APR_ARRAY_IDX(*blocks, 0, spot_t).size = start->size;
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

/* In place of one block, or (size 0) of none. */
static apr_status_t rebuild(stm_catalog_t *catalog, apr_int64_t list, const spot_t *start,
                            int count, apr_pool_t *pool)
{
    apr_array_header_t *blocks;
    int i;
    apr_status_t status = divide(&blocks, catalog, list, start, count, pool);
    if (!status) {
        status = stm_database_run(
            catalog->database, "DELETE FROM blocks WHERE list = ?1 AND place = ?2",
            STM_VALUES(STM_NUMBER(list), STM_BLOB(start->place, start->size)), NULL);
    }
    for (i = 0; !status && i < blocks->nelts; i++) {
        status = write_block(catalog, list, &APR_ARRAY_IDX(blocks, i, spot_t));
    }
    return status;
}

/* The block that holds @a spot; APR_ENOENT: the list has none. */
static apr_status_t find_block(spot_t *block, stm_catalog_t *catalog, apr_int64_t list,
                               const spot_t *spot, apr_pool_t *pool)
{
    sqlite3_stmt *query;
    apr_status_t status =
        stm_database_query(&query, catalog->database,
                           "SELECT place, count FROM blocks WHERE list = ?1 AND place <= ?2"
                           " ORDER BY place DESC LIMIT 1",
                           STM_VALUES(STM_NUMBER(list), STM_BLOB(spot->place, spot->size)));
    if (!status) {
        status = stm_database_next(catalog->database, query);
    }
    if (status) {
        return status == APR_EOF ? APR_ENOENT : status;
    }
    read_spot(block, query, pool);
    block->step = sqlite3_column_int(query, 1);
    stm_database_leave(query);
    return APR_SUCCESS;
}

/* The place at which the block after @a spot's starts; *has_end 0: there is none. */
static apr_status_t find_end(spot_t *end, int *has_end, stm_catalog_t *catalog, apr_int64_t list,
                             const spot_t *spot, apr_pool_t *pool)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, catalog->database,
        "SELECT place FROM blocks WHERE list = ?1 AND place > ?2 ORDER BY place LIMIT 1",
        STM_VALUES(STM_NUMBER(list), STM_BLOB(spot->place, spot->size)));
    *has_end = 0;
    if (!status) {
        status = stm_database_next(catalog->database, query);
    }
    if (!status) {
        read_spot(end, query, pool);
        *has_end = 1;
        stm_database_leave(query);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static apr_status_t write_step(stm_catalog_t *catalog, apr_int64_t list, const spot_t *block,
                               int step, apr_pool_t *pool)
{
    int count = block->step + step;
    if (count > BLOCK_MAX) {
        return rebuild(catalog, list, block, count, pool);
    }
    if (!count && block->size) {
        return stm_database_run(
            catalog->database, "DELETE FROM blocks WHERE list = ?1 AND place = ?2",
            STM_VALUES(STM_NUMBER(list), STM_BLOB(block->place, block->size)), NULL);
    }
    return stm_database_run(
        catalog->database, "UPDATE blocks SET count = ?3 WHERE list = ?1 AND place = ?2",
        STM_VALUES(STM_NUMBER(list), STM_BLOB(block->place, block->size), STM_NUMBER(count)), NULL);
}

/* Sorted, those of one block follow each other. */
static apr_status_t write_steps(stm_catalog_t *catalog, const spots_t *spots, apr_pool_t *pool)
{
    apr_status_t status = APR_SUCCESS;
    int i = 0;
    while (!status && i < spots->all->nelts) {
        const spot_t *spot = &APR_ARRAY_IDX(spots->all, i, spot_t);
        spot_t block, end;
        int has_end, step = 0;
        status = find_block(&block, catalog, spots->list, spot, pool);
        if (!status) {
            status = find_end(&end, &has_end, catalog, spots->list, spot, pool);
        }
        while (!status && i < spots->all->nelts &&
               (!has_end || compare_spots(&APR_ARRAY_IDX(spots->all, i, spot_t), &end) < 0)) {
            step += APR_ARRAY_IDX(spots->all, i++, spot_t).step;
        }
        if (!status && step) {
            status = write_step(catalog, spots->list, &block, step, pool);
        }
    }
    return status;
}

static apr_status_t write_spots(stm_catalog_t *catalog, const spots_t *spots, apr_pool_t *pool)
{
    static const spot_t start = {"", 0, 0};
    apr_int64_t count;
    spot_t block;
    apr_status_t status =
        stm_database_number(&count, catalog->database, "SELECT count FROM lists WHERE id = ?1",
                            STM_VALUES(STM_NUMBER(spots->list)));
    if (!status) {
        status = find_block(&block, catalog, spots->list, &start, pool);
    }
    if (status == APR_ENOENT) {
        return count > LIST_MAX ? rebuild(catalog, spots->list, &start, (int)count, pool)
                                : APR_SUCCESS;
    }
    if (!status) {
        qsort(spots->all->elts, (size_t)spots->all->nelts, sizeof(spot_t), compare_spots);
        status = write_steps(catalog, spots, pool);
    }
    return status;
}

apr_status_t stm_catalog_write_counts(stm_catalog_t *catalog)
{
    apr_status_t status = APR_SUCCESS;
    apr_hash_index_t *index;
    stm_counter_t *counts;
    apr_pool_t *pool;
    int i, number;
    if (!catalog->counts) {
        return APR_SUCCESS;
    }
    status = stm_catalog_write_rows(catalog);
    apr_pool_create(&pool, catalog->change_pool);
    counts = stm_counters_take(&number, catalog->counts);
    for (i = 0; !status && i < number; i++) {
        status = write_count(catalog, &counts[i]);
    }
    for (index = apr_hash_first(pool, catalog->places); !status && index;
         index = apr_hash_next(index)) {
        status = write_spots(catalog, apr_hash_this_val(index), pool);
    }
    apr_hash_clear(catalog->places);
    apr_pool_destroy(pool);
    return status;
}
