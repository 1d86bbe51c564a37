/**
 * core/catalog/forward_index - the catalog's inside: what a search asks of each of tens of
 * thousands.
 *
 * An entry's card says when it is listed and which labels it has, in some thirty bytes. The cards
 * of a few hundred ids that follow each other are one row, so that those of a hundred thousand
 * entries are read in milliseconds, within the transaction of the search. Only what may ever be
 * listed has one. Cards are written at the end of a transaction.
 */
#ifndef CORE_CATALOG_FORWARD_INDEX_H
#define CORE_CATALOG_FORWARD_INDEX_H

#include "core/catalog/postings.h"

typedef struct stm_card_t {
    apr_int64_t id;
    stm_state_t state; /* DRAFT or FINAL */
    apr_time_t visible_from, published_at, listed_until;
    int is_ever;                       /* shown whatever the moment, in spite of visible_from */
    const unsigned char *labels, *end; /* of a card that was read, see stm_card_label */
} stm_card_t;

/** Notes the card of an entry as it is from now on; @a labels are stm_label_t. Of a state that is
 * never listed: that it has none. */
void stm_catalog_put_card(stm_catalog_t *catalog, const stm_card_t *card,
                          const apr_array_header_t *labels);
/** Notes that the entry @a id has none. */
void stm_catalog_drop_card(stm_catalog_t *catalog, apr_int64_t id);

/** Writes what was noted. */
apr_status_t stm_catalog_write_cards(stm_catalog_t *catalog);

/* A set of ids as bits. */
typedef struct stm_ids_t {
    unsigned char *bits; /* whole chunks of cards */
    apr_int64_t size;    /* in bits: no higher id is in it */
} stm_ids_t;

/** An empty set that may hold ids up to @a last. */
stm_ids_t stm_ids_make(apr_int64_t last, apr_pool_t *result_pool);

static inline int stm_ids_has(const stm_ids_t *ids, apr_int64_t id)
{
    return id >= 0 && id < ids->size && ids->bits[id / 8] & (1 << (id % 8));
}

static inline void stm_ids_add(stm_ids_t *ids, apr_int64_t id)
{
    ids->bits[id / 8] |= (unsigned char)(1 << (id % 8));
}

typedef void stm_card_take_t(void *baton, const stm_card_t *card);

/** Calls @a take for each card of @a ids, in their order. STM_ESTATE: what is written makes no
 * sense, which the writer is told. */
apr_status_t stm_catalog_read_cards(stm_catalog_t *catalog, const stm_ids_t *ids,
                                    stm_card_take_t *take, void *baton);

/** Whether all of them can be read. APR_SUCCESS or STM_ESTATE. */
apr_status_t stm_catalog_check_cards(stm_catalog_t *catalog);

/* Reads a number, seven bits a byte with the lowest first; NULL where there is none. */
static inline const unsigned char *stm_card_number(apr_uint64_t *number, const unsigned char *at,
                                                   const unsigned char *end)
{
    int shift;
    *number = 0;
    for (shift = 0; at < end && shift < 63; shift += 7) {
        *number |= (apr_uint64_t)(*at & 0x7f) << shift;
        if (!(*at++ & 0x80)) {
            return at;
        }
    }
    return NULL;
}

/** Reads the label at @a at, the last one having been @a label ({0} at first); where the next one
 * is, or NULL behind the last. */
static inline const unsigned char *stm_card_label(stm_label_t *label, const unsigned char *at,
                                                  const unsigned char *end)
{
    apr_uint64_t step;
    at = stm_card_number(&step, at, end);
    if (!at) {
        return NULL;
    }
    /* The kind is in the lowest bits. */
    step += (apr_uint64_t)label->list << 3 | (apr_uint64_t)label->kind;
    label->list = (apr_int64_t)(step >> 3);
    label->kind = (int)(step & 7);
    return at;
}

#endif
