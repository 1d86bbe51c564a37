#include "core/state/btree_leaf.h"

#include <apr_file_io.h>
#include <apr_mmap.h>
#include <apr_strings.h>
#include <string.h>

/* What our files are made with. */
#define PAGE         4096
#define LEAF         0x0d
#define MOST_LOCAL   (PAGE - 35)
#define LEAST_LOCAL  ((PAGE - 12) * 32 / 255 - 23)
#define MOST_PAYLOAD (64 * 1024 * 1024)

typedef struct scan_t {
    const unsigned char *bytes;
    apr_size_t pages;
    stm_leaf_row_t row;
    void *baton;
    apr_pool_t *pool; /* of one row */
} scan_t;

/* A part of the file that is being read; at NULL something did not make sense. */
typedef struct part_t {
    const unsigned char *at, *end;
} part_t;

static apr_uint64_t read_big(part_t *part, int size)
{
    apr_uint64_t number = 0;
    if (!part->at || part->end - part->at < size) {
        part->at = NULL;
        return 0;
    }
    while (size--) {
        number = number << 8 | *part->at++;
    }
    return number;
}

static apr_uint64_t read_varint(part_t *part)
{
    apr_uint64_t number = 0;
    int i;
    for (i = 0; i < 9; i++) {
        apr_uint64_t byte = read_big(part, 1);
        if (i == 8) {
            return number << 8 | byte;
        }
        number = number << 7 | (byte & 0x7f);
        if (!(byte & 0x80)) {
            break;
        }
    }
    return number;
}

/* The whole payload of a cell, from its page and those that it runs over to; NULL: torn. */
static const unsigned char *gather(const scan_t *scan, part_t cell, apr_size_t size)
{
    apr_size_t wanted = LEAST_LOCAL + (size - LEAST_LOCAL) % (PAGE - 4);
    apr_size_t local = size <= MOST_LOCAL ? size : wanted <= MOST_LOCAL ? wanted : LEAST_LOCAL;
    unsigned char *payload;
    apr_size_t have = local;
    apr_uint64_t page;
    if ((apr_size_t)(cell.end - cell.at) < local) {
        return NULL;
    }
    if (size == local) {
        return cell.at;
    }
    payload = apr_palloc(scan->pool, size);
    memcpy(payload, cell.at, local);
    cell.at += local;
    page = read_big(&cell, 4);
    while (have < size && page > 1 && page <= scan->pages) {
        apr_size_t piece = size - have < PAGE - 4 ? size - have : PAGE - 4;
        cell.at = scan->bytes + (page - 1) * PAGE;
        cell.end = cell.at + PAGE;
        page = read_big(&cell, 4);
        if (!cell.at) {
            return NULL;
        }
        memcpy(payload + have, cell.at, piece);
        have += piece;
    }
    return have == size ? payload : NULL;
}

static void read_bytes(stm_value_t *value, part_t *body, apr_uint64_t type, apr_pool_t *pool)
{
    apr_size_t size = (apr_size_t)(type - 12) / 2;
    if (!body->at || (apr_size_t)(body->end - body->at) < size) {
        body->at = NULL;
        return;
    }
    value->type = type % 2 ? STM_VALUE_TEXT : STM_VALUE_BLOB;
    value->text = apr_pstrmemdup(pool, (const char *)body->at, size);
    value->size = size;
    body->at += size;
}

static void read_value(stm_value_t *value, part_t *body, apr_uint64_t type, apr_pool_t *pool)
{
    static const int sizes[] = {0, 1, 2, 3, 4, 6, 8};
    *value = (stm_value_t)STM_TEXT(NULL);
    if (type >= 12) {
        read_bytes(value, body, type, pool);
    }
    else if (type == 8 || type == 9) {
        *value = (stm_value_t)STM_NUMBER((apr_int64_t)type - 8);
    }
    else if (type > 9 || type == 7) {
        body->at = NULL; /* reserved, or a fraction: we store none */
    }
    else if (type) {
        int shift = 64 - 8 * sizes[type];
        *value = (stm_value_t)STM_NUMBER((apr_int64_t)(read_big(body, sizes[type]) << shift));
        value->number >>= shift;
    }
}

static apr_status_t read_row(const scan_t *scan, apr_int64_t id, part_t payload)
{
    stm_value_t columns[STM_LEAF_COLUMNS + 1];
    part_t header = payload, body = payload;
    apr_uint64_t size = read_varint(&header);
    int count = 0;
    if (!header.at || size > (apr_uint64_t)(payload.end - payload.at)) {
        return APR_SUCCESS;
    }
    header.end = body.at = payload.at + size;
    while (header.at && header.at < header.end && body.at && count < STM_LEAF_COLUMNS) {
        apr_uint64_t type = read_varint(&header);
        read_value(&columns[count++], &body, type, scan->pool);
    }
    if (!header.at || header.at != header.end || body.at != payload.end) {
        return APR_SUCCESS;
    }
    columns[count].type = STM_VALUE_END;
    return scan->row(scan->baton, id, columns, count);
}

static apr_status_t read_cell(const scan_t *scan, part_t cell)
{
    apr_uint64_t size = read_varint(&cell);
    apr_int64_t id = (apr_int64_t)read_varint(&cell);
    part_t payload;
    if (!cell.at || !size || size > MOST_PAYLOAD) {
        return APR_SUCCESS;
    }
    payload.at = gather(scan, cell, (apr_size_t)size);
    if (!payload.at) {
        return APR_SUCCESS;
    }
    payload.end = payload.at + size;
    return read_row(scan, id, payload);
}

/* The first page holds the names of the tables and is of no use. */
static apr_status_t read_page(const scan_t *scan, const unsigned char *page)
{
    part_t header = {page, page + PAGE};
    apr_status_t status = APR_SUCCESS;
    apr_uint64_t cells;
    if (read_big(&header, 1) != LEAF) {
        return APR_SUCCESS;
    }
    read_big(&header, 2);
    cells = read_big(&header, 2);
    read_big(&header, 3);
    while (cells-- && !status) {
        apr_uint64_t offset = read_big(&header, 2);
        if (!header.at) {
            break;
        }
        if (offset >= 8 && offset < PAGE) {
            status = read_cell(scan, (part_t){page + offset, page + PAGE});
            apr_pool_clear(scan->pool);
        }
    }
    return status;
}

apr_status_t stm_leaf_scan(const char *path, stm_leaf_row_t row, void *baton,
                           apr_pool_t *scratch_pool)
{
    scan_t scan = {.row = row, .baton = baton};
    apr_file_t *file;
    apr_finfo_t finfo;
    apr_mmap_t *map;
    apr_size_t i;
    apr_status_t status =
        apr_file_open(&file, path, APR_FOPEN_READ | APR_FOPEN_BINARY, 0, scratch_pool);
    if (!status) {
        status = apr_file_info_get(&finfo, APR_FINFO_SIZE, file);
    }
    if (!status && finfo.size < PAGE) {
        return APR_SUCCESS;
    }
    if (!status) {
        status =
            apr_mmap_create(&map, file, 0, (apr_size_t)finfo.size, APR_MMAP_READ, scratch_pool);
    }
    if (status) {
        return status;
    }
    scan.bytes = map->mm;
    scan.pages = (apr_size_t)finfo.size / PAGE;
    apr_pool_create(&scan.pool, scratch_pool);
    for (i = 1; i < scan.pages && !status; i++) {
        status = read_page(&scan, scan.bytes + i * PAGE);
    }
    return status;
}
