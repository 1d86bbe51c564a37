#include "stm_postings.h"

#include <apr_tables.h>
#include <stdlib.h>
#include <string.h>

#include "stm_segment.h"
#include "stm_tokenizer.h"

/* So many bytes of places are written at once. */
#define GATHERED_MAX ((size_t)24 * 1024 * 1024)

/* What words_data keeps beside segments. */
#define AVERAGES_ROW  1
#define STRUCTURE_ROW 10
#define COOKIE_SIZE   4
#define SEGMENT_SIZE  3  /* numbers */
#define SEGMENTS_MAX  32 /* a search looks into each */
#define COLUMNS       2

#define SLOTS_FIRST 4096

/* Memory that grows. */
typedef struct room_t {
    void *start;
    size_t size, room; /* bytes */
} room_t;

/* The beginning of a word, zeroes behind its end. */
#define START_PARTS 2
#define START_SIZE  (START_PARTS * sizeof(apr_uint64_t))
_Static_assert(START_SIZE <= STM_TOKENIZER_READABLE, "it is read as a whole");

/* So many words wait until what they need has come from memory, and so far ahead lists do. */
#define WAITING 16
#define AHEAD   8

/* What each word needs of it comes first, and is all in one line of the processor's cache where
 * malloc gives whole pages. */
typedef struct term_t {
    apr_uint64_t start[START_PARTS];
    unsigned size, doclist;   /* the doclist's size; once all is there, where it goes on */
    apr_int64_t last, former; /* the statement that had it last, and the one before */
    unsigned first, final;    /* of its places there, as numbers of place_t */
    size_t rest;              /* where in texts the letters behind the start are */
    unsigned hash;
} term_t;

/* Where a term stands in the statement that is being entered. */
typedef struct place_t {
    unsigned next; /* of the same term; 0: none */
    int column, at;
} place_t;

/* A word that waits. */
typedef struct word_t {
    apr_uint64_t start[START_PARTS];
    unsigned size, hash;
    int at;
} word_t;

struct stm_postings_t {
    room_t terms, texts; /* term_t, their letters */
    unsigned *slots;     /* by hash: the number of a term, from 1 on; 0: none */
    unsigned mask;       /* their number, less 1 */
    room_t places, here; /* of one statement: place_t, and the numbers of its terms */
    room_t gathered;     /* of each statement: id, how many terms, their numbers, their places */
    room_t doclists;     /* while they are written */
    word_t waiting[WAITING];
    int waiting_count;
    apr_int64_t id; /* the last one */
    apr_uint64_t statements, words[COLUMNS];
    int column, at; /* of the word that comes next */
};

/* Without memory it ends as a pool does. */
static void enlarge(room_t *room, size_t size)
{
    room->room = size * 3 / 2 + 4096;
    room->start = realloc(room->start, room->room);
    if (!room->start) {
        abort();
    }
}

/* Room for @a size bytes more, which are then part of it. */
static inline void *extend(room_t *room, size_t size)
{
    size_t before = room->size;
    room->size += size;
    if (room->size > room->room) {
        enlarge(room, room->size);
    }
    return (char *)room->start + before;
}

static unsigned count_terms(const stm_postings_t *postings)
{
    return (unsigned)(postings->terms.size / sizeof(term_t));
}

static term_t *term_of(const stm_postings_t *postings, unsigned number)
{
    return (term_t *)postings->terms.start + number - 1;
}

static void release(room_t *room)
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
static void empty(stm_postings_t *postings)
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

static unsigned rest_size(unsigned size)
{
    return size > START_SIZE ? size - (unsigned)START_SIZE : 0;
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

static word_t make_word(const char *word, unsigned size)
{
    word_t made = {.size = size};
    apr_uint64_t hash;
    unsigned at;
    made.start[0] = load(word, size);
    if (size > sizeof(made.start[0])) {
        made.start[1] = load(word + sizeof(made.start[0]), size - (unsigned)sizeof(made.start[0]));
    }
    hash = mix(mix(size, made.start[0]), made.start[1]);
    for (at = START_SIZE; at < size; at++) {
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
    for (number = 1; number <= count_terms(postings); number++) {
        unsigned slot = term_of(postings, number)->hash & postings->mask;
        while (postings->slots[slot]) {
            slot = (slot + 1) & postings->mask;
        }
        postings->slots[slot] = number;
    }
}

/* @a text are the letters of the word: of one that waits its start is all. */
static int is_term(const stm_postings_t *postings, const term_t *term, const word_t *word,
                   const char *text)
{
    return term->start[0] == word->start[0] && term->start[1] == word->start[1] &&
           term->size == word->size &&
           (term->size <= START_SIZE || !memcmp((const char *)postings->texts.start + term->rest,
                                                text + START_SIZE, rest_size(term->size)));
}

static unsigned add_term(stm_postings_t *postings, const word_t *word, const char *text)
{
    term_t *added = extend(&postings->terms, sizeof(*added));
    unsigned rest = rest_size(word->size);
    *added = (term_t){.start = {word->start[0], word->start[1]},
                      .rest = postings->texts.size,
                      .size = word->size,
                      .hash = word->hash};
    if (rest) {
        memcpy(extend(&postings->texts, rest), text + START_SIZE, rest);
    }
    return count_terms(postings);
}

/* The number of a term, which is made where there is none yet. */
static unsigned find_term(stm_postings_t *postings, const word_t *word, const char *text)
{
    unsigned slot, number;
    if (postings->terms.size >= (size_t)postings->mask / 2 * sizeof(term_t)) {
        make_slots(postings);
    }
    for (slot = word->hash & postings->mask; (number = postings->slots[slot]);
         slot = (slot + 1) & postings->mask) {
        if (is_term(postings, term_of(postings, number), word, text)) {
            return number;
        }
    }
    return postings->slots[slot] = add_term(postings, word, text);
}

static place_t *place_of(const stm_postings_t *postings, unsigned number)
{
    return (place_t *)postings->places.start + number;
}

static void take(stm_postings_t *postings, const word_t *word, const char *text)
{
    unsigned number = find_term(postings, word, text);
    unsigned here = (unsigned)(postings->places.size / sizeof(place_t));
    place_t *place = extend(&postings->places, sizeof(*place));
    term_t *term = term_of(postings, number);
    place->next = 0;
    place->column = postings->column;
    place->at = word->at;
    if (term->last == postings->id) {
        place_of(postings, term->final)->next = here;
    }
    else {
        *(unsigned *)extend(&postings->here, sizeof(unsigned)) = number;
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
            __builtin_prefetch(term_of(postings, number), 1);
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
    word_t word = make_word(text, cut);
    (void)start;
    (void)end;
    word.at = postings->at++;
    if (cut > START_SIZE) {
        take_waiting(postings);
        take(postings, &word, text);
        return 0;
    }
    __builtin_prefetch(&postings->slots[word.hash & postings->mask]);
    postings->waiting[postings->waiting_count++] = word;
    if (postings->waiting_count == WAITING) {
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
    memcpy(extend(&postings->gathered, sizeof(postings->id)), &postings->id, sizeof(postings->id));
    memcpy(extend(&postings->gathered, sizeof(count)), &count, sizeof(count));
    if (count) {
        memcpy(extend(&postings->gathered, count * sizeof(*numbers)), numbers,
               count * sizeof(*numbers));
    }
    for (i = 0; i < count; i++) {
        term_t *term = term_of(postings, numbers[i]);
        unsigned char *start, *end;
        start = extend(&postings->gathered, most);
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
    unsigned char bytes[COLUMNS * STM_VARINT_MAX];
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
    int sizes[COLUMNS];
    apr_status_t status;
    postings->id = id;
    postings->statements++;
    if (!postings->slots) {
        make_slots(postings);
    }
    extend(&postings->places, sizeof(place_t)); /* the one that stands for none */
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

static const char *copy_text(const stm_postings_t *postings, const term_t *term, apr_pool_t *pool)
{
    unsigned rest = rest_size(term->size);
    char *text = apr_palloc(pool, term->size);
    memcpy(text, term->start, term->size - rest);
    if (rest) {
        memcpy(text + START_SIZE, (const char *)postings->texts.start + term->rest, rest);
    }
    return text;
}

static rank_t *sort_terms(const stm_postings_t *postings, apr_pool_t *pool)
{
    unsigned count = count_terms(postings), number, i;
    rank_t *ranks = apr_palloc(pool, (count + 1) * sizeof(*ranks));
    for (number = 1; number <= count; number++) {
        const term_t *term = term_of(postings, number);
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
    for (i = 0; i < count_terms(postings); i++) {
        term_t *term = term_of(postings, ranks[i].number);
        size_t own = term->doclist;
        term->doclist = (unsigned)*size;
        term->last = 0;
        *size += own;
    }
}

/* One term of one statement, whose places are at @a from; their end. */
static const unsigned char *move_list(unsigned char *doclists, term_t *term, apr_int64_t id,
                                      const unsigned char *from)
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
            __builtin_prefetch(term_of(postings, number_at(numbers, i + 2 * AHEAD)), 1);
        }
        if (i + AHEAD < count) {
            __builtin_prefetch(doclists + term_of(postings, number_at(numbers, i + AHEAD))->doclist,
                               1);
        }
        at = move_list(doclists, term_of(postings, number_at(numbers, i)), id, at);
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

static apr_status_t write_segment(int *leaves, stm_postings_t *postings, stm_database_t *database,
                                  int number, apr_pool_t *pool)
{
    stm_segment_t *segment = stm_segment_start(database, number, pool);
    rank_t *ranks = sort_terms(postings, pool);
    const unsigned char *doclists;
    size_t size, start = 0;
    unsigned i;
    apr_status_t status = APR_SUCCESS;
    place_doclists(&size, postings, ranks);
    postings->doclists.size = 0;
    doclists = extend(&postings->doclists, size + STM_VARINT_MAX);
    fill_doclists(postings->doclists.start, postings);
    for (i = 0; !status && i < count_terms(postings); i++) {
        size_t end = term_of(postings, ranks[i].number)->doclist;
        status =
            stm_segment_add(segment, ranks[i].text, ranks[i].size, doclists + start, end - start);
        start = end;
    }
    return status ? status : stm_segment_finish(leaves, segment);
}

/* What the index knows of itself: a list of numbers behind @a skip bytes. */
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
    while (numbers->nelts <= COLUMNS) {
        APR_ARRAY_PUSH(numbers, apr_uint64_t) = 0;
    }
    APR_ARRAY_IDX(numbers, 0, apr_uint64_t) += postings->statements;
    for (i = 0; i < COLUMNS; i++) {
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
    apr_status_t status = write_segment(&leaves, postings, database, (int)number, pool);
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
    if (status || !count_terms(postings)) {
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
    empty(postings);
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
