/**
 * stm_postings_parts - what gathering words and writing them share. Only for stm_postings*.c.
 *
 * stm_postings.c gathers: all that is called for each word is there. stm_postings_segment.c makes a
 * segment of it, stm_postings_write.c has the index know of that.
 */
#ifndef STM_POSTINGS_PARTS_H
#define STM_POSTINGS_PARTS_H

#include "stm_postings.h"

#define STM_POSTINGS_COLUMNS 2

/** Memory that grows. */
typedef struct stm_postings_room_t {
    void *start;
    size_t size, room; /* bytes */
} stm_postings_room_t;

/** The beginning of a word, zeroes behind its end. */
#define STM_POSTINGS_START_PARTS 2
#define STM_POSTINGS_START_SIZE  (STM_POSTINGS_START_PARTS * sizeof(apr_uint64_t))

/** What each word needs of it comes first, and is all in one line of the processor's cache where
 * malloc gives whole pages. */
typedef struct stm_postings_term_t {
    apr_uint64_t start[STM_POSTINGS_START_PARTS];
    unsigned size, doclist;   /* the doclist's size; once all is there, where it goes on */
    apr_int64_t last, former; /* the statement that had it last, and the one before */
    unsigned first, final;    /* of its places there, by number */
    size_t rest;              /* where in texts the letters behind the start are */
    unsigned hash;
} stm_postings_term_t;

/** A word that waits; so many do until what they need has come from memory. */
typedef struct stm_postings_word_t {
    apr_uint64_t start[STM_POSTINGS_START_PARTS];
    unsigned size, hash;
    int at;
} stm_postings_word_t;

#define STM_POSTINGS_WAITING 16

struct stm_postings_t {
    stm_postings_room_t terms, texts; /* stm_postings_term_t, their letters */
    unsigned *slots;                  /* by hash: the number of a term, from 1 on; 0: none */
    unsigned mask;                    /* their number, less 1 */
    stm_postings_room_t places, here; /* of one statement, and the numbers of its terms */
    /* Of each statement: id, how many terms, their numbers, their places with the doubled size of
     * these before them. */
    stm_postings_room_t gathered;
    stm_postings_room_t doclists; /* while they are written */
    stm_postings_word_t waiting[STM_POSTINGS_WAITING];
    int waiting_count;
    apr_int64_t id; /* the last one */
    apr_uint64_t statements, words[STM_POSTINGS_COLUMNS];
    int column, at; /* of the word that comes next */
};

/** Makes room for @a size bytes and more. Without memory it ends as a pool does. */
void stm_postings_enlarge(stm_postings_room_t *room, size_t size);

/** Room for @a size bytes more, which are then part of it. */
static inline void *stm_postings_extend(stm_postings_room_t *room, size_t size)
{
    size_t before = room->size;
    room->size += size;
    if (room->size > room->room) {
        stm_postings_enlarge(room, room->size);
    }
    return (char *)room->start + before;
}

/** How many terms there are. */
static inline unsigned stm_postings_count(const stm_postings_t *postings)
{
    return (unsigned)(postings->terms.size / sizeof(stm_postings_term_t));
}

/** The term @a number, from 1 on. */
static inline stm_postings_term_t *stm_postings_term(const stm_postings_t *postings,
                                                     unsigned number)
{
    return (stm_postings_term_t *)postings->terms.start + number - 1;
}

/** How many letters of a word of @a size are behind its start. */
static inline unsigned stm_postings_rest(unsigned size)
{
    return size > STM_POSTINGS_START_SIZE ? size - (unsigned)STM_POSTINGS_START_SIZE : 0;
}

/** Writes what is gathered as the segment @a number, which the index does not have; *leaves: how
 * many it has. What is gathered is used up, even after an error: stm_postings_empty comes next. */
apr_status_t stm_postings_write_segment(int *leaves, stm_postings_t *postings,
                                        stm_database_t *database, int number,
                                        apr_pool_t *scratch_pool);

/** Nothing is gathered any more, but the memory stays. */
void stm_postings_empty(stm_postings_t *postings);

#endif
