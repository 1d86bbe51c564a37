/* What is gathered, statement by statement, becomes a segment, term by term. */
#include <stdlib.h>
#include <string.h>

#include "stm_postings_parts.h"
#include "stm_segment.h"

/* What is so far ahead has to come from memory by the time it is needed. */
#define AHEAD 8

/* A term with its first letters as a number, by which most are told apart. */
typedef struct rank_t {
    apr_uint64_t start;
    const char *text;
    unsigned size, number;
} rank_t;

static int compare_ranks(const void *one, const void *other)
{
    const rank_t *a = one, *b = other;
    int order;
    if (a->start != b->start) {
        return a->start < b->start ? -1 : 1;
    }
    order = memcmp(a->text, b->text, a->size < b->size ? a->size : b->size);
    return order ? order : (a->size > b->size) - (a->size < b->size);
}

static const char *copy_text(const stm_postings_t *postings, const stm_postings_term_t *term,
                             apr_pool_t *pool)
{
    unsigned rest = stm_postings_rest(term->size);
    char *text = apr_palloc(pool, term->size);
    memcpy(text, term->start, term->size - rest);
    if (rest) {
        memcpy(text + STM_POSTINGS_START_SIZE, (const char *)postings->texts.start + term->rest,
               rest);
    }
    return text;
}

static rank_t *sort_terms(const stm_postings_t *postings, apr_pool_t *pool)
{
    unsigned count = stm_postings_count(postings), number, i;
    rank_t *ranks = apr_palloc(pool, (count + 1) * sizeof(*ranks));
    for (number = 1; number <= count; number++) {
        const stm_postings_term_t *term = stm_postings_term(postings, number);
        const unsigned char *start = (const unsigned char *)term->start;
        rank_t *rank = &ranks[number - 1];
        rank->text = copy_text(postings, term, pool);
        rank->size = term->size;
        rank->number = number;
        rank->start = 0;
        for (i = 0; i < sizeof(rank->start); i++) {
            rank->start = rank->start << 8 | start[i];
        }
    }
    qsort(ranks, count, sizeof(*ranks), compare_ranks);
    return ranks;
}

/* One behind the other, in the order of their terms: where each begins. *size of all. */
static void place_doclists(size_t *size, stm_postings_t *postings, const rank_t *ranks)
{
    unsigned i;
    *size = 0;
    for (i = 0; i < stm_postings_count(postings); i++) {
        stm_postings_term_t *term = stm_postings_term(postings, ranks[i].number);
        size_t own = term->doclist;
        term->doclist = (unsigned)*size;
        term->last = 0;
        *size += own;
    }
}

/* One term of one statement, whose places are at @a from; their end. */
static const unsigned char *move_list(unsigned char *doclists, stm_postings_term_t *term,
                                      apr_int64_t id, const unsigned char *from)
{
    apr_uint64_t doubled;
    size_t size = (size_t)stm_varint_get(&doubled, from) + doubled / 2;
    term->doclist +=
        (unsigned)stm_varint_put(doclists + term->doclist, (apr_uint64_t)(id - term->last));
    memcpy(doclists + term->doclist, from, size);
    term->doclist += (unsigned)size;
    term->last = id;
    return from + size;
}

static unsigned number_at(const unsigned char *numbers, unsigned i)
{
    unsigned number;
    memcpy(&number, numbers + i * sizeof(number), sizeof(number));
    return number;
}

/* Those of one statement; their end. */
static const unsigned char *move_lists(unsigned char *doclists, stm_postings_t *postings,
                                       apr_int64_t id, const unsigned char *numbers, unsigned count)
{
    const unsigned char *at = numbers + count * sizeof(unsigned);
    unsigned i;
    for (i = 0; i < count; i++) {
        if (i + 2 * AHEAD < count) {
            __builtin_prefetch(stm_postings_term(postings, number_at(numbers, i + 2 * AHEAD)), 1);
        }
        if (i + AHEAD < count) {
            __builtin_prefetch(
                doclists + stm_postings_term(postings, number_at(numbers, i + AHEAD))->doclist, 1);
        }
        at = move_list(doclists, stm_postings_term(postings, number_at(numbers, i)), id, at);
    }
    return at;
}

static void fill_doclists(unsigned char *doclists, stm_postings_t *postings)
{
    const unsigned char *at = postings->gathered.start, *end = at + postings->gathered.size;
    while (at < end) {
        apr_int64_t id;
        unsigned count;
        memcpy(&id, at, sizeof(id));
        memcpy(&count, at + sizeof(id), sizeof(count));
        at = move_lists(doclists, postings, id, at + sizeof(id) + sizeof(count), count);
    }
}

apr_status_t stm_postings_write_segment(int *leaves, stm_postings_t *postings,
                                        stm_database_t *database, int number, apr_pool_t *pool)
{
    stm_segment_t *segment = stm_segment_start(database, number, pool);
    rank_t *ranks = sort_terms(postings, pool);
    const unsigned char *doclists;
    size_t size, start = 0;
    unsigned i;
    apr_status_t status = APR_SUCCESS;
    place_doclists(&size, postings, ranks);
    postings->doclists.size = 0;
    doclists = stm_postings_extend(&postings->doclists, size + STM_VARINT_MAX);
    fill_doclists(postings->doclists.start, postings);
    for (i = 0; !status && i < stm_postings_count(postings); i++) {
        size_t end = stm_postings_term(postings, ranks[i].number)->doclist;
        status =
            stm_segment_add(segment, ranks[i].text, ranks[i].size, doclists + start, end - start);
        start = end;
    }
    return status ? status : stm_segment_finish(leaves, segment);
}
