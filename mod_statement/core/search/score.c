#include "core/search/score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/search/tokenizer.h"

/* Okapi BM25's usual constants. */
#define SATURATION 1.2
#define BY_LENGTH  0.75

#define TITLE_WEIGHT 4.0
#define LEAST_WEIGHT 1e-6

/* No word is counted further, over all statements and in one. */
#define COUNTED_MAX        4000
#define COUNTED_IN_ONE_MAX 200

/* What is typed counts for twice as much as another form of it. */
#define FORM_WEIGHT 0.5

/* What is the same for all rows of a query. */
typedef struct weights_t {
    double average; /* length of a statement, in words */
    int count;      /* of what a reader typed */
    const stm_score_t *score;
    double *frequencies;
    double words[]; /* the weight of each */
} weights_t;

/* To which of them one of FTS5's phrases belongs. */
static int owner_of(const weights_t *weights, int phrase)
{
    const stm_score_t *score = weights->score;
    return phrase < score->count ? abs(score->owners[phrase]) - 1 : weights->count - 1;
}

static double worth_of(const weights_t *weights, int phrase)
{
    const stm_score_t *score = weights->score;
    return phrase < score->count && score->owners[phrase] < 0 ? FORM_WEIGHT : 1;
}

static int count_row(const Fts5ExtensionApi *api, Fts5Context *context, void *count)
{
    (void)api;
    (void)context;
    return ++*(int *)count < COUNTED_MAX ? SQLITE_OK : SQLITE_DONE;
}

/* Of its forms the most frequent one says how rare a word is. */
static int weigh(weights_t *weights, int phrase, const Fts5ExtensionApi *api, Fts5Context *context,
                 sqlite3_int64 rows)
{
    int count = 0, owner = owner_of(weights, phrase);
    double weight;
    int code = api->xQueryPhrase(context, phrase, &count, count_row);
    weight = count < COUNTED_MAX ? log(((double)rows - count + 0.5) / (count + 0.5)) : 0;
    weight = weight > LEAST_WEIGHT ? weight : LEAST_WEIGHT;
    if (weights->words[owner] == 0 || weights->words[owner] > weight) {
        weights->words[owner] = weight;
    }
    return code;
}

static int weigh_all(weights_t *weights, const Fts5ExtensionApi *api, Fts5Context *context,
                     sqlite3_int64 rows)
{
    int phrases = api->xPhraseCount(context), code = SQLITE_OK, i;
    double most = LEAST_WEIGHT;
    for (i = 0; code == SQLITE_OK && i < phrases; i++) {
        code = weigh(weights, i, api, context, rows);
    }
    for (i = 0; i < weights->count; i++) {
        most = weights->words[i] > most ? weights->words[i] : most;
    }
    for (i = 0; i < weights->count; i++) {
        weights->words[i] /= most;
    }
    return code;
}

static int count_words(const stm_score_t *score)
{
    int count = 1, i;
    for (i = 0; i < score->count; i++) {
        count = abs(score->owners[i]) > count ? abs(score->owners[i]) : count;
    }
    return count;
}

/* A single word needs no weight, and no count of those that have it. */
static int make_weights(weights_t **made, const stm_score_t *score, const Fts5ExtensionApi *api,
                        Fts5Context *context)
{
    int count = count_words(score), code;
    size_t size = sizeof(weights_t) + 2 * (size_t)count * sizeof(double);
    weights_t *weights = calloc(1, size);
    sqlite3_int64 rows = 0, length = 0;
    if (!weights) {
        return SQLITE_NOMEM;
    }
    weights->count = count;
    weights->score = score;
    weights->frequencies = weights->words + count;
    weights->words[0] = 1;
    code = api->xRowCount(context, &rows);
    if (code == SQLITE_OK) {
        code = api->xColumnTotalSize(context, -1, &length);
    }
    weights->average = rows > 0 && length > 0 ? (double)length / (double)rows : 1;
    if (code == SQLITE_OK && count > 1) {
        weights->words[0] = 0;
        code = weigh_all(weights, api, context, rows);
    }
    if (code == SQLITE_OK) {
        code = api->xSetAuxdata(context, weights, free);
    }
    else {
        free(weights);
    }
    *made = weights;
    return code;
}

/* Those in the title come first. Not by FTS5's list of all places, which a statement may have a
 * million of: beyond some the score hardly rises. */
static int count_phrases(weights_t *weights, const Fts5ExtensionApi *api, Fts5Context *context)
{
    int phrases = api->xPhraseCount(context), code = SQLITE_OK, i;
    memset(weights->frequencies, 0, (size_t)weights->count * sizeof(double));
    for (i = 0; code == SQLITE_OK && i < phrases; i++) {
        double *frequency = &weights->frequencies[owner_of(weights, i)];
        double worth = worth_of(weights, i);
        Fts5PhraseIter place;
        int column, offset, count = 0;
        code = api->xPhraseFirst(context, i, &place, &column, &offset);
        while (code == SQLITE_OK && column >= 0 && count++ < COUNTED_IN_ONE_MAX) {
            *frequency += worth * (column ? 1 : TITLE_WEIGHT);
            api->xPhraseNext(context, &place, &column, &offset);
        }
    }
    return code;
}

static int score_row(double *score, weights_t *weights, const Fts5ExtensionApi *api,
                     Fts5Context *context)
{
    int code = count_phrases(weights, api, context), size = 0, i;
    double damping;
    if (code == SQLITE_OK) {
        code = api->xColumnSize(context, -1, &size);
    }
    damping = SATURATION * (1 - BY_LENGTH + BY_LENGTH * size / weights->average);
    *score = 0;
    for (i = 0; code == SQLITE_OK && i < weights->count; i++) {
        double frequency = weights->frequencies[i];
        *score += weights->words[i] * (SATURATION + 1) * frequency / (frequency + damping);
    }
    return code;
}

static void answer(const Fts5ExtensionApi *api, Fts5Context *context, sqlite3_context *result,
                   int count, sqlite3_value **values)
{
    const stm_score_t *wanted =
        count == 1 ? sqlite3_value_pointer(values[0], STM_SCORE_POINTER) : NULL;
    weights_t *weights;
    double score = 0;
    int code = SQLITE_OK;
    if (!wanted || !wanted->wants(wanted->baton, api->xRowid(context))) {
        return;
    }
    weights = api->xGetAuxdata(context, 0);
    if (!weights) {
        code = make_weights(&weights, wanted, api, context);
    }
    if (code == SQLITE_OK) {
        code = score_row(&score, weights, api, context);
    }
    if (code == SQLITE_OK) {
        sqlite3_result_double(result, score);
    }
    else {
        sqlite3_result_error_code(result, code);
    }
}

int stm_score_register(sqlite3 *handle)
{
    fts5_api *api;
    int code = stm_tokenizer_api(&api, handle);
    return code == SQLITE_OK ? api->xCreateFunction(api, "score", NULL, answer, NULL) : code;
}
