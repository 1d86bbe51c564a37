#include "core/search/suggest.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/utf8.h>

#include "core/base/nearest.h"

#define LETTERS_MIN 4
#define LETTERS_MAX 32 /* at most STM_NEAREST_LETTERS */

/* A word of so many letters may have two errors. */
#define LETTERS_FOR_TWO 6

/* At most so many words that begin alike are compared. */
#define WORDS_MAX 4000

typedef struct letters_t {
    UChar32 letters[LETTERS_MAX];
    int count; /* 0: too many */
} letters_t;

typedef struct candidate_t {
    const char *word;
    int distance, frequency;
} candidate_t;

static letters_t letters_of(const char *word)
{
    letters_t made = {{0}, 0};
    int32_t at = 0, size = (int32_t)strlen(word);

    while (at < size && made.count < LETTERS_MAX) {
        U8_NEXT(word, at, size, made.letters[made.count]);
        made.count++;
    }
    made.count = at < size ? 0 : made.count;
    return made;
}

static void consider(apr_array_header_t *found, const letters_t *typed, const char *word,
                     int frequency)
{
    int most = typed->count >= LETTERS_FOR_TWO ? 2 : 1, distance, i;
    letters_t letters = letters_of(word);

    if (!letters.count || abs(letters.count - typed->count) > most) {
        return;
    }
    distance = stm_nearest_distance(typed->letters, typed->count, letters.letters, letters.count);
    for (i = 0; i < found->nelts; i++) {
        if (!strcmp(APR_ARRAY_IDX(found, i, candidate_t).word, word)) {
            return;
        }
    }
    if (distance > 0 && distance <= most) {
        APR_ARRAY_PUSH(found, candidate_t) =
            (candidate_t){apr_pstrdup(found->pool, word), distance, frequency};
    }
}

/* Words that begin with two letters. */
static apr_status_t look_through(apr_array_header_t *found, stm_database_t *database,
                                 const letters_t *typed, UChar32 first, UChar32 second)
{
    char start[2 * U8_MAX_LENGTH + 1] = "", end[2 * U8_MAX_LENGTH + 2] = "";
    int length = 0;
    sqlite3_stmt *query;
    apr_status_t status;

    U8_APPEND_UNSAFE(start, length, first);
    U8_APPEND_UNSAFE(start, length, second);
    memcpy(end, start, (size_t)length);
    end[length] = '\xff';
    status = stm_database_query(&query, database,
                                "SELECT term, doc FROM vocabulary WHERE term >= ?1 AND term < ?2"
                                " LIMIT ?3",
                                STM_VALUES(STM_TEXT(start), STM_TEXT(end), STM_NUMBER(WORDS_MAX)));
    while (!status && !(status = stm_database_next(database, query))) {
        consider(found, typed, (const char *)sqlite3_column_text(query, 0),
                 sqlite3_column_int(query, 1));
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static int compare_candidates(const void *one, const void *other)
{
    const candidate_t *a = one, *b = other;

    if (a->distance != b->distance) {
        return a->distance - b->distance;
    }
    return a->frequency != b->frequency ? b->frequency - a->frequency : strcmp(a->word, b->word);
}

apr_status_t stm_suggest_words(apr_array_header_t **words, stm_database_t *database,
                               const char *word, apr_pool_t *result_pool)
{
    apr_array_header_t *found = apr_array_make(result_pool, 16, sizeof(candidate_t));
    const letters_t typed = letters_of(word);
    const UChar32 *letters = typed.letters;
    apr_status_t status = APR_SUCCESS;
    int i;

    *words = apr_array_make(result_pool, STM_MEANT_MAX, sizeof(const char *));
    if (typed.count < LETTERS_MIN || strpbrk(word, "0123456789")) {
        return APR_SUCCESS;
    }
    status = look_through(found, database, &typed, letters[0], letters[1]);
    if (!status && letters[0] != letters[1]) {
        status = look_through(found, database, &typed, letters[1], letters[0]);
    }
    if (!status && letters[1] != letters[2]) {
        status = look_through(found, database, &typed, letters[0], letters[2]);
    }
    qsort(found->elts, (size_t)found->nelts, sizeof(candidate_t), compare_candidates);
    for (i = 0; i < found->nelts && i < STM_MEANT_MAX; i++) {
        APR_ARRAY_PUSH(*words, const char *) = APR_ARRAY_IDX(found, i, candidate_t).word;
    }
    return status;
}
