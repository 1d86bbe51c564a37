/**
 * stm_segment - one segment of FTS5's index, written as a whole.
 *
 * FTS5 takes words in one by one and writes, sorts and merges them several times over. Where many
 * statements come at once into an index that has none, their words are gathered in memory
 * (stm_postings) and written as FTS5 keeps them: leaves of terms and doclists in `words_data`, the
 * first term of each leaf in `words_idx` (sqlite.org/fts5.html section 9; the format that every
 * version of FTS5 reads). Within the caller's transaction.
 */
#ifndef STM_SEGMENT_H
#define STM_SEGMENT_H

#include "stm_database.h"

/** No term is longer: FTS5 cuts it. */
#define STM_SEGMENT_TERM_MAX 32768

typedef struct stm_segment_t stm_segment_t;

/** Begins the segment @a number (from 1 on, one that the index does not have). */
stm_segment_t *stm_segment_start(stm_database_t *database, int number, apr_pool_t *result_pool);

/** Adds a term, which sorts behind the one before, with its doclist: for each statement the step
 * from the one before, the doubled size of its places, its places. */
apr_status_t stm_segment_add(stm_segment_t *segment, const char *term, apr_size_t size,
                             const unsigned char *doclist, apr_size_t doclist_size);

/** Writes what is left; *leaves: how many there are. */
apr_status_t stm_segment_finish(int *leaves, stm_segment_t *segment);

/* SQLite's numbers: seven bits a byte, the highest first. */
#define STM_VARINT_MAX 9

/** How many bytes @a number, below 2^56, takes. */
static inline int stm_varint_size(apr_uint64_t number)
{
    int size = 1;
    while (number >>= 7) {
        size++;
    }
    return size;
}

/** Writes it; how many bytes that took. */
static inline int stm_varint_put(unsigned char *to, apr_uint64_t number)
{
    int size, at;
    if (number < 0x80) {
        *to = (unsigned char)number;
        return 1;
    }
    size = stm_varint_size(number);
    to[size - 1] = (unsigned char)(number & 0x7f);
    for (at = size - 2; at >= 0; at--) {
        number >>= 7;
        to[at] = (unsigned char)((number & 0x7f) | 0x80);
    }
    return size;
}

/** Reads such a number; how many bytes it had. */
int stm_varint_get(apr_uint64_t *number, const unsigned char *from);

#endif
