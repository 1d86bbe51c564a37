#include "stm_segment.h"

#include <string.h>

/* What FTS5 writes by default. */
#define LEAF_SIZE   4050
#define HEADER_SIZE 4
#define ROOM        (2 * STM_SEGMENT_TERM_MAX)

/* A list of leaves is kept for a doclist that goes over so many. */
#define LISTED_LEAVES 4

/* All terms of an index without prefixes begin with this. */
#define MAIN_INDEX '0'

/* Rows of words_data: segment, whether it is a list of leaves, leaf. */
#define ROW(segment, is_list, leaf)                                                                \
    ((apr_int64_t)(segment) << 37 | (apr_int64_t)(is_list) << 36 | (apr_int64_t)(leaf))

struct stm_segment_t {
    stm_database_t *database;
    int number, leaf;            /* the one in the making */
    unsigned char page[ROOM];    /* that leaf */
    int size;                    /* of page */
    unsigned char starts[ROOM];  /* where its terms start, each by the step from the one before */
    int starts_size, last_start; /* of starts, and in page */
    char term[ROOM];             /* the last one */
    int term_size;
    int has_term, has_row; /* the leaf has some; a row: in a doclist that began before */
    char key[ROOM];        /* what tells the terms of key_leaf and behind from those before */
    int key_size, key_leaf;
    int leaves_without;            /* a term, since key_leaf */
    int list_leaf;                 /* where the last doclist began */
    unsigned char list[LEAF_SIZE]; /* the first row of each leaf that it goes over */
    int list_size, is_list_cut;    /* it does not fit */
    apr_int64_t list_row;          /* the last one in it */
};

int stm_varint_get(apr_uint64_t *number, const unsigned char *from)
{
    int size = 0;
    *number = 0;
    do {
        *number = *number << 7 | (from[size] & 0x7f);
    } while (from[size++] & 0x80 && size < STM_VARINT_MAX);
    return size;
}

static void put_header(unsigned char *to, int offset)
{
    to[0] = (unsigned char)(offset >> 8);
    to[1] = (unsigned char)offset;
}

static void start_leaf(stm_segment_t *segment)
{
    segment->leaf++;
    memset(segment->page, 0, HEADER_SIZE);
    segment->size = HEADER_SIZE;
    segment->starts_size = segment->last_start = 0;
    segment->has_term = segment->has_row = 0;
}

stm_segment_t *stm_segment_start(stm_database_t *database, int number, apr_pool_t *result_pool)
{
    stm_segment_t *segment = apr_palloc(result_pool, sizeof(*segment));
    segment->database = database;
    segment->number = number;
    segment->leaf = segment->term_size = segment->key_size = 0;
    segment->key_leaf = 1;
    segment->leaves_without = segment->list_size = segment->is_list_cut = 0;
    start_leaf(segment);
    return segment;
}

static apr_status_t write_row(const stm_segment_t *segment, int is_list, int leaf,
                              const unsigned char *bytes, int size)
{
    return stm_database_run(segment->database, "INSERT INTO words_data (id, block) VALUES (?1, ?2)",
                            STM_VALUES(STM_NUMBER(ROW(segment->number, is_list, leaf)),
                                       STM_BLOB((const char *)bytes, (apr_size_t)size)),
                            NULL);
}

static void put_list(stm_segment_t *segment, apr_uint64_t number)
{
    if (segment->list_size + STM_VARINT_MAX > LEAF_SIZE) {
        segment->is_list_cut = 1;
    }
    if (!segment->is_list_cut) {
        segment->list_size += stm_varint_put(segment->list + segment->list_size, number);
    }
}

/* Of a leaf in the midst of a doclist. */
static void list_row(stm_segment_t *segment, apr_int64_t row)
{
    if (!segment->list_size) {
        segment->list_size = 1;
        segment->list[0] = 0;
        put_list(segment, (apr_uint64_t)segment->leaf);
        segment->list_row = 0;
    }
    put_list(segment, (apr_uint64_t)(row - segment->list_row));
    segment->list_row = row;
}

static apr_status_t write_leaf(stm_segment_t *segment)
{
    apr_status_t status;
    put_header(segment->page + 2, segment->size);
    memcpy(segment->page + segment->size, segment->starts, (size_t)segment->starts_size);
    segment->size += segment->starts_size;
    if (!segment->has_term) {
        segment->leaves_without++;
        if (!segment->has_row && segment->list_size) {
            put_list(segment, 0);
        }
    }
    status = write_row(segment, 0, segment->leaf, segment->page, segment->size);
    start_leaf(segment);
    return status;
}

/* The leaves from key_leaf on that are reached by its key. */
static apr_status_t write_key(stm_segment_t *segment)
{
    int has_list = segment->leaves_without >= LISTED_LEAVES && !segment->is_list_cut;
    apr_status_t status =
        has_list ? write_row(segment, 1, segment->list_leaf, segment->list, segment->list_size)
                 : APR_SUCCESS;
    segment->list_size = segment->is_list_cut = segment->leaves_without = 0;
    return status ? status
                  : stm_database_run(
                        segment->database,
                        "INSERT INTO words_idx (segid, term, pgno) VALUES (?1, ?2, ?3)",
                        STM_VALUES(STM_NUMBER(segment->number),
                                   STM_BLOB(segment->key, (apr_size_t)segment->key_size),
                                   STM_NUMBER((apr_int64_t)segment->key_leaf << 1 | has_list)),
                        NULL);
}

static int common_size(const char *one, int one_size, const char *other, int other_size)
{
    int size = 0;
    while (size < one_size && size < other_size && one[size] == other[size]) {
        size++;
    }
    return size;
}

static void put(stm_segment_t *segment, const void *bytes, int size)
{
    memcpy(segment->page + segment->size, bytes, (size_t)size);
    segment->size += size;
}

static void put_number(stm_segment_t *segment, apr_uint64_t number)
{
    segment->size += stm_varint_put(segment->page + segment->size, number);
}

/* The shortest key that the first term of a leaf has and the one before has not. */
static apr_status_t start_key(stm_segment_t *segment, const char *term, int common)
{
    apr_status_t status = segment->leaf > 1 ? write_key(segment) : APR_SUCCESS;
    if (segment->leaf > 1) {
        segment->key_size = common + 1;
        memcpy(segment->key, term, (size_t)segment->key_size);
        segment->key_leaf = segment->leaf;
    }
    return status;
}

static apr_status_t put_term(stm_segment_t *segment, const char *term, int size)
{
    int common = common_size(segment->term, segment->term_size, term, size);
    apr_status_t status = APR_SUCCESS;
    if (segment->size > HEADER_SIZE &&
        segment->size + segment->starts_size + size + 2 >= LEAF_SIZE) {
        status = write_leaf(segment);
    }
    segment->starts_size += stm_varint_put(segment->starts + segment->starts_size,
                                           (apr_uint64_t)(segment->size - segment->last_start));
    segment->last_start = segment->size;
    if (segment->has_term) {
        put_number(segment, (apr_uint64_t)common);
    }
    else if (!status) {
        status = start_key(segment, term, common);
        common = 0;
    }
    put_number(segment, (apr_uint64_t)(size - common));
    put(segment, term + common, size - common);
    memcpy(segment->term, term, (size_t)size);
    segment->term_size = size;
    segment->has_term = segment->has_row = 1;
    segment->list_leaf = segment->leaf;
    return status;
}

/* As many whole numbers of @a bytes as go into @a room, one at least. */
static int cut(const unsigned char *bytes, int size, int room)
{
    apr_uint64_t ignored;
    int end = stm_varint_get(&ignored, bytes);
    while (end < size) {
        int next = end + stm_varint_get(&ignored, bytes + end);
        if (next > room) {
            break;
        }
        end = next;
    }
    return end;
}

static int room(const stm_segment_t *segment)
{
    return LEAF_SIZE - segment->size - segment->starts_size;
}

static apr_status_t put_places(stm_segment_t *segment, const unsigned char *places, int size)
{
    apr_status_t status = APR_SUCCESS;
    if (size <= room(segment)) {
        put(segment, places, size);
        return APR_SUCCESS;
    }
    while (!status && size) {
        int part = size <= room(segment) ? size : cut(places, size, room(segment));
        put(segment, places, part);
        places += part;
        size -= part;
        if (room(segment) <= 0) {
            status = write_leaf(segment);
        }
    }
    return status;
}

/* The first row of a leaf stands there as it is. */
static void put_row(stm_segment_t *segment, apr_int64_t row, apr_int64_t step)
{
    if (segment->has_row) {
        put_number(segment, (apr_uint64_t)step);
        return;
    }
    put_header(segment->page, segment->size);
    put_number(segment, (apr_uint64_t)row);
    segment->has_row = 1;
    list_row(segment, row);
}

static apr_status_t put_doclist(stm_segment_t *segment, const unsigned char *doclist, int size)
{
    apr_status_t status = APR_SUCCESS;
    apr_int64_t row = 0;
    int at = 0;
    while (!status && at < size) {
        apr_uint64_t step, doubled;
        int head;
        at += stm_varint_get(&step, doclist + at);
        row += (apr_int64_t)step;
        put_row(segment, row, (apr_int64_t)step);
        head = stm_varint_get(&doubled, doclist + at);
        status = put_places(segment, doclist + at, head + (int)(doubled / 2));
        at += head + (int)(doubled / 2);
    }
    return status;
}

apr_status_t stm_segment_add(stm_segment_t *segment, const char *term, apr_size_t size,
                             const unsigned char *doclist, apr_size_t doclist_size)
{
    char whole[STM_SEGMENT_TERM_MAX + 1];
    apr_status_t status;
    whole[0] = MAIN_INDEX;
    memcpy(whole + 1, term, size);
    status = put_term(segment, whole, (int)size + 1);
    if (status) {
        return status;
    }
    if (room(segment) > 0 && doclist_size < (apr_size_t)room(segment)) {
        put(segment, doclist, (int)doclist_size);
        return APR_SUCCESS;
    }
    return put_doclist(segment, doclist, (int)doclist_size);
}

apr_status_t stm_segment_finish(int *leaves, stm_segment_t *segment)
{
    apr_status_t status = segment->size > HEADER_SIZE ? write_leaf(segment) : APR_SUCCESS;
    *leaves = segment->leaf - 1;
    return status || !*leaves ? status : write_key(segment);
}
