#include "core/i18n/zone_file.h"

#include <apr_strings.h>
#include <string.h>

/* Counts of a data block's parts, in the order in which the header names them. */
typedef struct block_t {
    const unsigned char *body;
    apr_uint32_t uts, stds, leaps, times, kinds, chars;
    int time_bytes;
    apr_size_t size;
} block_t;

#define HEADER_BYTES 44

static apr_uint32_t read_u32(const unsigned char *at)
{
    return (apr_uint32_t)at[0] << 24 | (apr_uint32_t)at[1] << 16 | (apr_uint32_t)at[2] << 8 | at[3];
}

static apr_int64_t read_time(const unsigned char *at, int time_bytes)
{
    if (time_bytes == 4) {
        return (apr_int32_t)read_u32(at);
    }
    return (apr_int64_t)((apr_uint64_t)read_u32(at) << 32 | read_u32(at + 4));
}

/* Reads a header and finds out whether its block lies within @a size bytes. */
static int read_block(block_t *block, const unsigned char *at, apr_size_t size, int time_bytes)
{
    const apr_uint32_t most = 1024 * 1024;
    if (size < HEADER_BYTES || memcmp(at, "TZif", 4) != 0) {
        return 0;
    }
    block->uts = read_u32(at + 20);
    block->stds = read_u32(at + 24);
    block->leaps = read_u32(at + 28);
    block->times = read_u32(at + 32);
    block->kinds = read_u32(at + 36);
    block->chars = read_u32(at + 40);
    block->time_bytes = time_bytes;
    block->body = at + HEADER_BYTES;
    if (block->uts > most || block->stds > most || block->leaps > most || block->times > most ||
        block->kinds > 256 || block->chars > most) {
        return 0;
    }
    block->size = (apr_size_t)block->times * (time_bytes + 1) + block->kinds * 6 + block->chars +
                  (apr_size_t)block->leaps * (time_bytes + 4) + block->stds + block->uts;
    return block->size <= size - HEADER_BYTES;
}

static apr_status_t read_kinds(stm_zone_t *zone, const block_t *block, apr_pool_t *result_pool)
{
    const unsigned char *at = block->body + (apr_size_t)block->times * (block->time_bytes + 1);
    const char *names =
        apr_pstrmemdup(result_pool, (const char *)at + block->kinds * 6, block->chars);
    stm_zone_kind_t *kinds = apr_palloc(result_pool, block->kinds * sizeof(*kinds));
    apr_uint32_t index;
    for (index = 0; index < block->kinds; index++, at += 6) {
        kinds[index].offset_sec = (apr_int32_t)read_u32(at);
        if (at[5] >= block->chars || kinds[index].offset_sec <= -86400 ||
            kinds[index].offset_sec >= 86400) {
            return APR_EINVAL;
        }
        kinds[index].abbreviation = names + at[5];
    }
    zone->kinds = kinds;
    zone->kind_count = (int)block->kinds;
    return APR_SUCCESS;
}

static apr_status_t read_changes(stm_zone_t *zone, const block_t *block, apr_pool_t *result_pool)
{
    const unsigned char *kind_of = block->body + (apr_size_t)block->times * block->time_bytes;
    apr_int64_t *at = apr_palloc(result_pool, (block->times + 1) * sizeof(*at));
    apr_uint32_t index;
    for (index = 0; index < block->times; index++) {
        at[index] =
            read_time(block->body + (apr_size_t)index * block->time_bytes, block->time_bytes);
        if (kind_of[index] >= block->kinds || (index && at[index] <= at[index - 1])) {
            return APR_EINVAL;
        }
    }
    zone->at = at;
    zone->kind_of = apr_pmemdup(result_pool, kind_of, block->times);
    zone->count = (int)block->times;
    return APR_SUCCESS;
}

static apr_status_t read_footer(stm_zone_t *zone, const unsigned char *at, apr_size_t size,
                                apr_pool_t *result_pool)
{
    const unsigned char *end = size > 1 ? memchr(at + 1, '\n', size - 1) : NULL;
    if (!end || *at != '\n') {
        return APR_EINVAL;
    }
    return stm_zone_rule_parse(
        &zone->rule, apr_pstrmemdup(result_pool, (const char *)at + 1, end - at - 1), result_pool);
}

apr_status_t stm_zone_file_parse(const stm_zone_t **zone, const char *name, const char *bytes,
                                 apr_size_t size, apr_pool_t *result_pool)
{
    const unsigned char *at = (const unsigned char *)bytes;
    stm_zone_t *made = apr_pcalloc(result_pool, sizeof(*made));
    int has_footer;
    block_t block;
    if (!read_block(&block, at, size, 4)) {
        return APR_EINVAL;
    }
    has_footer = at[4] >= '2';
    if (has_footer) {
        apr_size_t first = HEADER_BYTES + block.size;
        if (!read_block(&block, at + first, size - first, 8)) {
            return APR_EINVAL;
        }
    }
    /* A file of "right/" counts leap seconds in its times, which no moment of ours does. */
    if (!block.kinds || !block.chars || block.leaps) {
        return APR_EINVAL;
    }
    made->name = apr_pstrdup(result_pool, name);
    if (read_kinds(made, &block, result_pool) != APR_SUCCESS ||
        read_changes(made, &block, result_pool) != APR_SUCCESS) {
        return APR_EINVAL;
    }
    if (has_footer) {
        const unsigned char *footer = block.body + block.size;
        if (read_footer(made, footer, at + size - footer, result_pool) != APR_SUCCESS) {
            return APR_EINVAL;
        }
    }
    *zone = made;
    return APR_SUCCESS;
}
