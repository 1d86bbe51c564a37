/* What FTS5's index knows of itself, so that it takes a segment for one of its own. */
#include <apr_tables.h>
#include <string.h>

#include "stm_postings_parts.h"
#include "stm_segment.h"

/* What words_data keeps beside segments. */
#define AVERAGES_ROW  1
#define STRUCTURE_ROW 10
#define COOKIE_SIZE   4
#define SEGMENT_SIZE  3  /* numbers */
#define SEGMENTS_MAX  32 /* a search looks into each */

/* A row of these: a list of numbers behind @a skip bytes. */
static apr_status_t read_numbers(apr_array_header_t **numbers, const char **start,
                                 stm_database_t *database, int row, int skip, apr_pool_t *pool)
{
    sqlite3_stmt *query;
    apr_status_t status =
        stm_database_query(&query, database, "SELECT block FROM words_data WHERE id = ?1",
                           STM_VALUES(STM_NUMBER(row)));
    *numbers = apr_array_make(pool, 16, sizeof(apr_uint64_t));
    if (!status) {
        status = stm_database_next(database, query);
    }
    if (!status) {
        int size = sqlite3_column_bytes(query, 0), at = skip;
        /* Zeroes behind it, at which a number that is cut short ends. */
        unsigned char *bytes = apr_pcalloc(pool, (apr_size_t)size + skip + STM_VARINT_MAX);
        memcpy(bytes, size ? sqlite3_column_blob(query, 0) : "", (size_t)size);
        *start = (const char *)bytes;
        while (at < size) {
            at += stm_varint_get(apr_array_push(*numbers), bytes + at);
        }
        stm_database_leave(query);
    }
    return status == APR_EOF ? STM_ESTATE : status;
}

static apr_status_t write_numbers(stm_database_t *database, int row, const char *start, int skip,
                                  const apr_array_header_t *numbers, apr_pool_t *pool)
{
    unsigned char *bytes =
        apr_palloc(pool, (apr_size_t)skip + (apr_size_t)numbers->nelts * STM_VARINT_MAX + 1);
    int size = skip, i;
    memcpy(bytes, start, (size_t)skip);
    for (i = 0; i < numbers->nelts; i++) {
        size += stm_varint_put(bytes + size, APR_ARRAY_IDX(numbers, i, apr_uint64_t));
    }
    return stm_database_run(
        database, "REPLACE INTO words_data (id, block) VALUES (?1, ?2)",
        STM_VALUES(STM_NUMBER(row), STM_BLOB((const char *)bytes, (apr_size_t)size)), NULL);
}

static apr_status_t write_averages(const stm_postings_t *postings, stm_database_t *database,
                                   apr_pool_t *pool)
{
    apr_array_header_t *numbers;
    const char *start;
    int i;
    apr_status_t status = read_numbers(&numbers, &start, database, AVERAGES_ROW, 0, pool);
    while (numbers->nelts <= STM_POSTINGS_COLUMNS) {
        APR_ARRAY_PUSH(numbers, apr_uint64_t) = 0;
    }
    APR_ARRAY_IDX(numbers, 0, apr_uint64_t) += postings->statements;
    for (i = 0; i < STM_POSTINGS_COLUMNS; i++) {
        APR_ARRAY_IDX(numbers, 1 + i, apr_uint64_t) += postings->words[i];
    }
    return status ? status : write_numbers(database, AVERAGES_ROW, start, 0, numbers, pool);
}

/* Two levels, the lower one empty: what FTS5 writes from now on comes there. */
enum { LEVELS, SEGMENTS, LEAVES, LEVEL_0, LEVEL_1 = LEVEL_0 + 2, FIRST = LEVEL_1 + 2 };

static apr_status_t read_structure(apr_array_header_t **numbers, const char **cookie,
                                   stm_database_t *database, apr_pool_t *pool)
{
    apr_status_t status = read_numbers(numbers, cookie, database, STRUCTURE_ROW, COOKIE_SIZE, pool);
    apr_uint64_t segments = 0;
    if (status || (*numbers)->nelts < LEVEL_0) {
        return status ? status : STM_ESTATE;
    }
    segments = APR_ARRAY_IDX(*numbers, SEGMENTS, apr_uint64_t);
    while (!segments && (*numbers)->nelts < FIRST) {
        APR_ARRAY_PUSH(*numbers, apr_uint64_t) = 0;
    }
    return (*numbers)->nelts == FIRST + SEGMENT_SIZE * (int)segments ? APR_SUCCESS : STM_ESTATE;
}

static apr_status_t add_segment(stm_postings_t *postings, stm_database_t *database,
                                apr_array_header_t *numbers, apr_pool_t *pool)
{
    apr_uint64_t number = ++APR_ARRAY_IDX(numbers, SEGMENTS, apr_uint64_t);
    int leaves = 0;
    apr_status_t status =
        stm_postings_write_segment(&leaves, postings, database, (int)number, pool);
    APR_ARRAY_IDX(numbers, LEVELS, apr_uint64_t) = 2;
    APR_ARRAY_IDX(numbers, LEVEL_1 + 1, apr_uint64_t) = number;
    APR_ARRAY_IDX(numbers, LEAVES, apr_uint64_t) += (apr_uint64_t)leaves;
    APR_ARRAY_PUSH(numbers, apr_uint64_t) = number;
    APR_ARRAY_PUSH(numbers, apr_uint64_t) = 1;
    APR_ARRAY_PUSH(numbers, apr_uint64_t) = (apr_uint64_t)leaves;
    return status;
}

static apr_status_t write_all(stm_postings_t *postings, stm_database_t *database, apr_pool_t *pool)
{
    apr_array_header_t *numbers;
    const char *cookie;
    apr_status_t status = write_averages(postings, database, pool);
    if (status || !stm_postings_count(postings)) {
        return status;
    }
    status = read_structure(&numbers, &cookie, database, pool);
    if (!status) {
        status = add_segment(postings, database, numbers, pool);
    }
    return status ? status
                  : write_numbers(database, STRUCTURE_ROW, cookie, COOKIE_SIZE, numbers, pool);
}

/* FTS5 keeps what it has read of the index until another connection changes it, or until what it
 * takes part in is rolled back. */
static apr_status_t have_it_read_again(stm_database_t *database)
{
    static const char *const steps[] = {"SAVEPOINT again", "DELETE FROM words WHERE rowid = -1",
                                        "ROLLBACK TO again", "RELEASE again"};
    apr_status_t status = APR_SUCCESS;
    size_t i;
    for (i = 0; !status && i < sizeof(steps) / sizeof(steps[0]); i++) {
        status = stm_database_run(database, steps[i], NULL, NULL);
    }
    return status;
}

apr_status_t stm_postings_write(stm_postings_t *postings, stm_database_t *database)
{
    apr_pool_t *pool;
    apr_status_t status;
    if (!postings->statements) {
        return APR_SUCCESS;
    }
    if (apr_pool_create_unmanaged(&pool)) {
        return APR_ENOMEM;
    }
    status = write_all(postings, database, pool);
    apr_pool_destroy(pool);
    stm_postings_empty(postings);
    return status ? status : have_it_read_again(database);
}

int stm_postings_is_full(stm_database_t *database)
{
    apr_array_header_t *numbers;
    const char *cookie;
    apr_pool_t *pool;
    int is_full;
    if (apr_pool_create_unmanaged(&pool)) {
        return 1;
    }
    is_full = read_structure(&numbers, &cookie, database, pool) ||
              APR_ARRAY_IDX(numbers, SEGMENTS, apr_uint64_t) >= SEGMENTS_MAX;
    apr_pool_destroy(pool);
    return is_full;
}
