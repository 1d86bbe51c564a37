#include "stm_postings.h"

#include <stdlib.h>
#include <string.h>

#include "stm_postings_parts.h"
#include "stm_segment.h"
#include "stm_tokenizer.h"

/* So many bytes of places are written at once. */
#define GATHERED_MAX ((size_t)24 * 1024 * 1024)

#define SLOTS_FIRST 4096

_Static_assert(STM_POSTINGS_START_SIZE <= STM_TOKENIZER_READABLE, "it is read as a whole");

/* Where a term stands in the statement that is being entered. The first one stands for none. */
typedef struct place_t {
    unsigned next; /* of the same term, by number; 0: none */
    int column, at;
} place_t;

void stm_postings_enlarge(stm_postings_room_t *room, size_t size)
{
    room->room = size * 3 / 2 + 4096;
    room->start = realloc(room->start, room->room);
    if (!room->start) {
        abort();
    }
}

static void release(stm_postings_room_t *room)
{
    free(room->start);
    memset(room, 0, sizeof(*room));
}

void stm_postings_drop(stm_postings_t *postings)
{
    release(&postings->terms);
    release(&postings->texts);
    release(&postings->places);
    release(&postings->here);
    release(&postings->gathered);
    release(&postings->doclists);
    free(postings->slots);
    memset(postings, 0, sizeof(*postings));
}

/* For the next ones its memory stays: to get it anew from the system, page by page, takes longer
 * than to fill it. */
void stm_postings_empty(stm_postings_t *postings)
{
    postings->terms.size = postings->texts.size = postings->gathered.size = 0;
    postings->statements = 0;
    memset(postings->words, 0, sizeof(postings->words));
    memset(postings->slots, 0, ((size_t)postings->mask + 1) * sizeof(*postings->slots));
}

static apr_status_t drop(void *postings)
{
    stm_postings_drop(postings);
    return APR_SUCCESS;
}

stm_postings_t *stm_postings_create(apr_pool_t *result_pool)
{
    stm_postings_t *postings = apr_pcalloc(result_pool, sizeof(*postings));
    apr_pool_cleanup_register(result_pool, postings, drop, apr_pool_cleanup_null);
    return postings;
}

static apr_uint64_t mix(apr_uint64_t hash, apr_uint64_t part)
{
    hash = (hash ^ part) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 32;
}

/* The first eight letters as they stand in memory, zeroes behind the last. */
static apr_uint64_t load(const char *word, unsigned size)
{
    apr_uint64_t letters = 0;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(&letters, word, sizeof(letters));
    return size < sizeof(letters) ? letters & (((apr_uint64_t)1 << 8 * size) - 1) : letters;
#else
    memcpy(&letters, word, size < sizeof(letters) ? size : sizeof(letters));
    return letters;
#endif
}

static stm_postings_word_t make_word(const char *word, unsigned size)
{
    stm_postings_word_t made = {.size = size};
    apr_uint64_t hash;
    unsigned at;
    made.start[0] = load(word, size);
    if (size > sizeof(made.start[0])) {
        made.start[1] = load(word + sizeof(made.start[0]), size - (unsigned)sizeof(made.start[0]));
    }
    hash = mix(mix(size, made.start[0]), made.start[1]);
    for (at = STM_POSTINGS_START_SIZE; at < size; at++) {
        hash = mix(hash, (unsigned char)word[at]);
    }
    made.hash = (unsigned)hash;
    return made;
}

/* With room for more. */
static void make_slots(stm_postings_t *postings)
{
    unsigned size = postings->mask ? (postings->mask + 1) * 4 : SLOTS_FIRST, number;
    free(postings->slots);
    postings->slots = calloc(size, sizeof(*postings->slots));
    if (!postings->slots) {
        abort();
    }
    postings->mask = size - 1;
    for (number = 1; number <= stm_postings_count(postings); number++) {
        unsigned slot = stm_postings_term(postings, number)->hash & postings->mask;
        while (postings->slots[slot]) {
            slot = (slot + 1) & postings->mask;
        }
        postings->slots[slot] = number;
    }
}

/* @a text are the letters of the word: of one that waits its start is all. */
static int is_term(const stm_postings_t *postings, const stm_postings_term_t *term,
                   const stm_postings_word_t *word, const char *text)
{
    return term->start[0] == word->start[0] && term->start[1] == word->start[1] &&
           term->size == word->size &&
           (term->size <= STM_POSTINGS_START_SIZE ||
            !memcmp((const char *)postings->texts.start + term->rest,
                    text + STM_POSTINGS_START_SIZE, stm_postings_rest(term->size)));
}

static unsigned add_term(stm_postings_t *postings, const stm_postings_word_t *word,
                         const char *text)
{
    stm_postings_term_t *added = stm_postings_extend(&postings->terms, sizeof(*added));
    unsigned rest = stm_postings_rest(word->size);
    *added = (stm_postings_term_t){.start = {word->start[0], word->start[1]},
                                   .rest = postings->texts.size,
                                   .size = word->size,
                                   .hash = word->hash};
    if (rest) {
        memcpy(stm_postings_extend(&postings->texts, rest), text + STM_POSTINGS_START_SIZE, rest);
    }
    return stm_postings_count(postings);
}

/* The number of a term, which is made where there is none yet. */
static unsigned find_term(stm_postings_t *postings, const stm_postings_word_t *word,
                          const char *text)
{
    unsigned slot, number;
    if (postings->terms.size >= (size_t)postings->mask / 2 * sizeof(stm_postings_term_t)) {
        make_slots(postings);
    }
    for (slot = word->hash & postings->mask; (number = postings->slots[slot]);
         slot = (slot + 1) & postings->mask) {
        if (is_term(postings, stm_postings_term(postings, number), word, text)) {
            return number;
        }
    }
    return postings->slots[slot] = add_term(postings, word, text);
}

static place_t *place_of(const stm_postings_t *postings, unsigned number)
{
    return (place_t *)postings->places.start + number;
}

static void take(stm_postings_t *postings, const stm_postings_word_t *word, const char *text)
{
    unsigned number = find_term(postings, word, text);
    unsigned here = (unsigned)(postings->places.size / sizeof(place_t));
    place_t *place = stm_postings_extend(&postings->places, sizeof(*place));
    stm_postings_term_t *term = stm_postings_term(postings, number);
    place->next = 0;
    place->column = postings->column;
    place->at = word->at;
    if (term->last == postings->id) {
        place_of(postings, term->final)->next = here;
    }
    else {
        *(unsigned *)stm_postings_extend(&postings->here, sizeof(unsigned)) = number;
        term->former = term->last;
        term->last = postings->id;
        term->first = here;
    }
    term->final = here;
}

/* Which slots they need is known; which terms, these tell. */
static void take_waiting(stm_postings_t *postings)
{
    int i;
    for (i = 0; i < postings->waiting_count; i++) {
        unsigned number = postings->slots[postings->waiting[i].hash & postings->mask];
        if (number) {
            __builtin_prefetch(stm_postings_term(postings, number), 1);
        }
    }
    for (i = 0; i < postings->waiting_count; i++) {
        take(postings, &postings->waiting[i], NULL);
    }
    postings->waiting_count = 0;
}

static int take_word(void *baton, const char *text, int size, int start, int end)
{
    stm_postings_t *postings = baton;
    unsigned cut = size < STM_SEGMENT_TERM_MAX ? (unsigned)size : STM_SEGMENT_TERM_MAX;
    stm_postings_word_t word = make_word(text, cut);
    (void)start;
    (void)end;
    word.at = postings->at++;
    if (cut > STM_POSTINGS_START_SIZE) {
        take_waiting(postings);
        take(postings, &word, text);
        return 0;
    }
    __builtin_prefetch(&postings->slots[word.hash & postings->mask]);
    postings->waiting[postings->waiting_count++] = word;
    if (postings->waiting_count == STM_POSTINGS_WAITING) {
        take_waiting(postings);
    }
    return 0;
}

/* The places of a term in one statement, as FTS5 writes them; its end. */
static unsigned char *put_places(unsigned char *to, const stm_postings_t *postings, unsigned place)
{
    int column = 0, last = 0;
    for (; place; place = place_of(postings, place)->next) {
        const place_t *at = place_of(postings, place);
        if (at->column != column) {
            column = at->column;
            last = 0;
            *to++ = 1;
            *to++ = (unsigned char)column;
        }
        to += stm_varint_put(to, (apr_uint64_t)at->at - (apr_uint64_t)last + 2);
        last = at->at;
    }
    return to;
}

/* With their doubled size before them; its end. */
static unsigned char *put_list(unsigned char *to, const stm_postings_t *postings, unsigned place)
{
    unsigned char *end = put_places(to + 1, postings, place);
    apr_uint64_t doubled = 2 * (apr_uint64_t)(end - to - 1);
    int head = stm_varint_size(doubled);
    memmove(to + head, to + 1, (size_t)(end - to - 1));
    stm_varint_put(to, doubled);
    return end + head - 1;
}

/* What was found in the statement goes to what is gathered, and is no more. */
static void gather(stm_postings_t *postings)
{
    const unsigned *numbers = postings->here.start;
    unsigned count = (unsigned)(postings->here.size / sizeof(*numbers)), i;
    size_t most = postings->places.size / sizeof(place_t) * STM_VARINT_MAX + 4 * STM_VARINT_MAX;
    memcpy(stm_postings_extend(&postings->gathered, sizeof(postings->id)), &postings->id,
           sizeof(postings->id));
    memcpy(stm_postings_extend(&postings->gathered, sizeof(count)), &count, sizeof(count));
    if (count) {
        memcpy(stm_postings_extend(&postings->gathered, count * sizeof(*numbers)), numbers,
               count * sizeof(*numbers));
    }
    for (i = 0; i < count; i++) {
        stm_postings_term_t *term = stm_postings_term(postings, numbers[i]);
        unsigned char *start, *end;
        start = stm_postings_extend(&postings->gathered, most);
        end = put_list(start, postings, term->first);
        postings->gathered.size -= most - (size_t)(end - start);
        term->doclist += (unsigned)stm_varint_size((apr_uint64_t)(term->last - term->former)) +
                         (unsigned)(end - start);
    }
    postings->here.size = postings->places.size = 0;
}

static apr_status_t take_column(int *size, stm_postings_t *postings, int column, const char *text,
                                apr_pool_t *pool)
{
    postings->column = column;
    postings->at = 0;
    if (text && stm_tokenizer_walk(text, (int)strlen(text), take_word, postings, pool)) {
        return APR_EGENERAL;
    }
    take_waiting(postings);
    *size = postings->at;
    postings->words[column] += (apr_uint64_t)*size;
    return APR_SUCCESS;
}

static apr_status_t write_content(stm_database_t *database, apr_int64_t id, const char *title,
                                  const char *text, const int *sizes)
{
    unsigned char bytes[STM_POSTINGS_COLUMNS * STM_VARINT_MAX];
    int size = stm_varint_put(bytes, (apr_uint64_t)sizes[0]);
    apr_status_t status =
        stm_database_run(database, "INSERT INTO words_content (id, c0, c1) VALUES (?1, ?2, ?3)",
                         STM_VALUES(STM_NUMBER(id), STM_TEXT(title), STM_TEXT(text)), NULL);
    size += stm_varint_put(bytes + size, (apr_uint64_t)sizes[1]);
    return status ? status
                  : stm_database_run(
                        database, "INSERT INTO words_docsize (id, sz) VALUES (?1, ?2)",
                        STM_VALUES(STM_NUMBER(id), STM_BLOB((const char *)bytes, (apr_size_t)size)),
                        NULL);
}

apr_status_t stm_postings_add(stm_postings_t *postings, stm_database_t *database, apr_int64_t id,
                              const char *title, const char *text, apr_pool_t *scratch_pool)
{
    int sizes[STM_POSTINGS_COLUMNS];
    apr_status_t status;
    postings->id = id;
    postings->statements++;
    if (!postings->slots) {
        make_slots(postings);
    }
    stm_postings_extend(&postings->places, sizeof(place_t));
    status = take_column(&sizes[0], postings, 0, title, scratch_pool);
    if (!status) {
        status = take_column(&sizes[1], postings, 1, text, scratch_pool);
    }
    gather(postings);
    if (!status) {
        status = write_content(database, id, title, text, sizes);
    }
    return !status && postings->gathered.size > GATHERED_MAX
               ? stm_postings_write(postings, database)
               : status;
}
