/* What somebody may have meant who searched for words by which nothing is found. */
#include <apr_strings.h>
#include <string.h>

#include "core/catalog/listing.h"
#include "core/search/query.h"
#include "core/search/suggest.h"
#include "core/search/terms.h"

/* Of the words of a search no more are replaced, and of what is found so many are looked at. */
#define WORDS_MAX 3
#define FOUND_MAX 20

typedef struct meaning_t {
    stm_catalog_t *catalog;
    const char *newsroom;
    stm_query_t query;
    stm_catalog_may_t *may;
    void *baton;
    const char *meant; /* the answer; NULL: none yet */
    apr_pool_t *pool;
} meaning_t;

/* How a text writes a word. */
typedef struct spelling_t {
    const char *word, *text;
    const char *found; /* NULL: it does not */
    apr_pool_t *pool;
} spelling_t;

static int compare_term(void *baton, const stm_term_t *term)
{
    spelling_t *spelling = baton;

    if (term->is_beside || (size_t)term->size != strlen(spelling->word) ||
        memcmp(term->text, spelling->word, (size_t)term->size) != 0) {
        return 0;
    }
    spelling->found = apr_pstrmemdup(spelling->pool, spelling->text + term->start,
                                     (apr_size_t)(term->end - term->start));
    return 1;
}

static void find_spelling(spelling_t *spelling, const char *text)
{
    int mark = text ? stm_terms_mark(text, (int)strlen(text)) : 0;

    if (text && !spelling->found) {
        spelling->text = text + mark;
        stm_terms_walk(text + mark, (int)strlen(text + mark), NULL, compare_term, spelling,
                       spelling->pool);
    }
}

/* As the statement @a name writes it, in its text where it does so: titles have capitals. */
static apr_status_t spell(spelling_t *spelling, const meaning_t *meaning, const char *name)
{
    sqlite3_stmt *query;
    apr_status_t status = stm_database_first(
        &query, meaning->catalog->database,
        "SELECT text, title FROM words WHERE rowid = (SELECT id FROM entries WHERE"
        " newsroom = " STM_NEWSROOM_ID " AND name = ?2)",
        STM_VALUES(STM_TEXT(meaning->newsroom), STM_TEXT(name)));

    if (!status) {
        find_spelling(spelling, (const char *)sqlite3_column_text(query, 0));
        find_spelling(spelling, (const char *)sqlite3_column_text(query, 1));
        stm_database_leave(query);
    }
    return status == APR_ENOENT ? APR_SUCCESS : status;
}

static const char *replaced(const meaning_t *meaning, const stm_phrase_t *phrase, const char *word)
{
    const char *q = meaning->query.filter.q;

    return apr_pstrcat(meaning->pool, apr_pstrmemdup(meaning->pool, q, (apr_size_t)phrase->start),
                       word, q + phrase->end, NULL);
}

/* Whether the search with @a word in place of a phrase finds what this reader may see. */
static apr_status_t try_word(meaning_t *meaning, const stm_phrase_t *phrase, const char *word)
{
    spelling_t spelling = {.word = word, .pool = meaning->pool};
    stm_query_t query = meaning->query;
    apr_array_header_t *entries;
    int total, i;
    apr_status_t status;

    query.filter.q = replaced(meaning, phrase, apr_pstrcat(meaning->pool, "\"", word, "\"", NULL));
    query.limit = meaning->may ? FOUND_MAX : 1;
    status = stm_catalog_list(&entries, &total, meaning->catalog, meaning->newsroom, &query,
                              meaning->pool);
    for (i = 0; !status && !meaning->meant && i < entries->nelts; i++) {
        const stm_entry_t *entry = APR_ARRAY_IDX(entries, i, const stm_entry_t *);

        if (!meaning->may || meaning->may(meaning->baton, entry)) {
            status = spell(&spelling, meaning, entry->name);
            meaning->meant =
                spelling.found ? replaced(meaning, phrase, spelling.found) : meaning->meant;
        }
    }
    return status;
}

static apr_status_t try_phrase(meaning_t *meaning, const stm_phrase_t *phrase)
{
    apr_array_header_t *words;
    apr_status_t status =
        stm_suggest_words(&words, meaning->catalog->database,
                          APR_ARRAY_IDX(phrase->words, 0, const char *), meaning->pool);
    int i;

    for (i = 0; !status && !meaning->meant && i < words->nelts; i++) {
        status = try_word(meaning, phrase, APR_ARRAY_IDX(words, i, const char *));
    }
    return status;
}

/* Each word in turn, whether anything has it or not: that would tell of what is hidden. */
static apr_status_t try_all(meaning_t *meaning)
{
    const apr_array_header_t *phrases =
        stm_search_phrases(meaning->query.filter.q, NULL, meaning->pool);
    apr_status_t status = APR_SUCCESS;
    int i, tried = 0;

    for (i = 0; !status && !meaning->meant && tried < WORDS_MAX && i < phrases->nelts; i++) {
        const stm_phrase_t *phrase = &APR_ARRAY_IDX(phrases, i, stm_phrase_t);

        if (!phrase->is_quoted && phrase->words->nelts == 1) {
            status = try_phrase(meaning, phrase);
            tried++;
        }
    }
    return status;
}

apr_status_t stm_catalog_suggest(const char **meant, stm_catalog_t *catalog, const char *newsroom,
                                 const stm_query_t *query, stm_catalog_may_t *may, void *baton,
                                 apr_pool_t *result_pool)
{
    meaning_t meaning = {
        .catalog = catalog, .newsroom = newsroom, .query = *query, .may = may, .baton = baton};
    apr_status_t status;

    apr_pool_create(&meaning.pool, result_pool);
    meaning.query.offset = 0;
    meaning.query.after = NULL;
    meaning.query.order = STM_ORDER_NEWEST;
    status = try_all(&meaning);
    *meant = meaning.meant ? apr_pstrdup(result_pool, meaning.meant) : NULL;
    apr_pool_destroy(meaning.pool);
    return status;
}
