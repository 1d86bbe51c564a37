/* By which lists a statement can be found. */
#include <apr_strings.h>
#include <string.h>

#include "core/catalog/postings.h"
#include "core/i18n/language.h"
#include "core/site/filter.h"

#define LABEL_CHARS 200

typedef struct labeling_t {
    stm_catalog_t *catalog;
    const char *newsroom;
    apr_int64_t id;
    apr_array_header_t *labels; /* stm_label_t, written so far */
    apr_pool_t *pool;
} labeling_t;

/* The two forms in which a transaction, which is of one newsroom, finds a list again. */
#define VALUE 'v' /* what the list is of */
#define TEXT  't' /* what a document says */

/* A list as the transaction knows it. */
typedef struct known_t {
    apr_int64_t id;
    const char *text;
    int is_varied;
} known_t;

static apr_status_t ask_list(known_t *known, const labeling_t *labeling, const stm_value_t *values)
{
    stm_catalog_t *catalog = labeling->catalog;
    sqlite3_stmt *query;
    apr_status_t status = stm_database_run(catalog->database,
                                           "INSERT INTO lists (newsroom, kind, value)"
                                           " VALUES (" STM_ROOM ", ?2, ?3) ON CONFLICT DO NOTHING",
                                           values, NULL);
    if (!status) {
        status = stm_database_query(&query, catalog->database,
                                    "SELECT id, text, is_varied FROM lists WHERE"
                                    " newsroom = " STM_ROOM " AND kind = ?2 AND value = ?3",
                                    values);
    }
    if (!status) {
        status = stm_database_next(catalog->database, query);
    }
    if (!status) {
        known->id = sqlite3_column_int64(query, 0);
        known->text = stm_database_text(query, 1, catalog->change_pool);
        known->is_varied = sqlite3_column_int(query, 2);
        stm_database_leave(query);
    }
    return status;
}

static const char *key_of(const labeling_t *labeling, char form, int kind, const char *text)
{
    const char start[] = {form, (char)('a' + kind), '\0'};
    return apr_pstrcat(labeling->pool, start, text, NULL);
}

static known_t *recall(const labeling_t *labeling, const char *key)
{
    return apr_hash_get(labeling->catalog->lists, key, APR_HASH_KEY_STRING);
}

static void remember(const labeling_t *labeling, const char *key, known_t *known)
{
    stm_catalog_t *catalog = labeling->catalog;
    apr_hash_set(catalog->lists, apr_pstrdup(catalog->change_pool, key), APR_HASH_KEY_STRING,
                 known);
}

/* A list, which is made where there is none yet. */
static apr_status_t find_list(known_t **known, const labeling_t *labeling, int kind,
                              const char *value)
{
    const char *key = key_of(labeling, VALUE, kind, value);
    apr_status_t status;
    *known = recall(labeling, key);
    if (*known) {
        return APR_SUCCESS;
    }
    *known = apr_pcalloc(labeling->catalog->change_pool, sizeof(**known));
    status = ask_list(*known, labeling,
                      STM_VALUES(STM_TEXT(labeling->newsroom), STM_NUMBER(kind), STM_TEXT(value)));
    if (!status) {
        remember(labeling, key, *known);
    }
    return status;
}

/* The list that @a text of a document belongs to. Many documents have the same texts, and it takes
 * time to find out which are alike to a reader. APR_EOF: to none. */
static apr_status_t find_list_of(known_t **known, const labeling_t *labeling, stm_facet_kind_t kind,
                                 const char *text)
{
    const char *key = key_of(labeling, TEXT, (int)kind, text), *value;
    apr_status_t status;
    *known = recall(labeling, key);
    if (*known) {
        return APR_SUCCESS;
    }
    value = stm_filter_value(kind, text, labeling->pool);
    status = value ? find_list(known, labeling, (int)kind, value) : APR_EOF;
    if (!status) {
        remember(labeling, key, *known);
    }
    return status;
}

/* Where all that have a label write it alike, its text is not looked for in each of them. */
static apr_status_t note_text(known_t *known, const labeling_t *labeling, const char *text)
{
    if (!text || known->is_varied || (known->text && !strcmp(known->text, text))) {
        return APR_SUCCESS;
    }
    known->is_varied = known->text != NULL;
    if (!known->text) {
        known->text = apr_pstrdup(labeling->catalog->change_pool, text);
    }
    return stm_database_run(
        labeling->catalog->database, "UPDATE lists SET text = ?2, is_varied = ?3 WHERE id = ?1",
        STM_VALUES(STM_NUMBER(known->id), STM_TEXT(known->text), STM_NUMBER(known->is_varied)),
        NULL);
}

static int has_label(const labeling_t *labeling, apr_int64_t list)
{
    int i;
    for (i = 0; i < labeling->labels->nelts; i++) {
        if (APR_ARRAY_IDX(labeling->labels, i, stm_label_t).list == list) {
            return 1;
        }
    }
    return 0;
}

/* Most write it as the first one does. */
static const char *keep_text(const known_t *known, const labeling_t *labeling, const char *text)
{
    return text && known->text && !strcmp(text, known->text)
               ? known->text
               : apr_pstrdup(labeling->catalog->change_pool, text);
}

static apr_status_t write_known(const labeling_t *labeling, int kind, known_t *known,
                                const char *text)
{
    apr_status_t status = note_text(known, labeling, text);
    if (!status && !has_label(labeling, known->id)) {
        stm_label_t *label = apr_array_push(labeling->labels);
        label->list = known->id;
        label->kind = kind;
        stm_catalog_add_label(labeling->catalog, labeling->id, label,
                              keep_text(known, labeling, text));
    }
    return status;
}

/* @a value as the list has it. */
static apr_status_t write_value(const labeling_t *labeling, int kind, const char *value)
{
    known_t *known;
    apr_status_t status = find_list(&known, labeling, kind, value);
    return status ? status : write_known(labeling, kind, known, NULL);
}

/* What a document says, @a key, makes no label where it is NULL or nothing to find it by. */
static apr_status_t write_label(const labeling_t *labeling, stm_facet_kind_t kind, const char *text,
                                const char *key)
{
    known_t *known;
    apr_status_t status = key ? find_list_of(&known, labeling, kind, key) : APR_EOF;
    if (!status) {
        status = write_known(labeling, (int)kind, known, text);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

/* "de-at" is found by "de" and by "de-at". */
static apr_status_t write_ranges(const labeling_t *labeling, const char *lang)
{
    const char *tag = lang ? stm_filter_value(STM_FACET_LANG, lang, labeling->pool) : NULL;
    const char *end = tag;
    apr_status_t status = APR_SUCCESS;
    while (!status && end && *end) {
        end = strchr(end + 1, '-');
        status =
            write_value(labeling, STM_LIST_RANGE,
                        end ? apr_pstrmemdup(labeling->pool, tag, (apr_size_t)(end - tag)) : tag);
    }
    return status;
}

static apr_status_t write_folders(const labeling_t *labeling, const char *folder)
{
    apr_status_t status = write_value(labeling, STM_LIST_IN, folder);
    const char *end = folder;
    if (!status) {
        status = write_value(labeling, STM_LIST_BELOW, "");
    }
    while (!status && (end = strchr(end, '/'))) {
        end++;
        status = write_value(labeling, STM_LIST_BELOW,
                             apr_pstrmemdup(labeling->pool, folder, (apr_size_t)(end - folder)));
    }
    return status;
}

/* Each page of a list shows it: a name of a megabyte would be on all of them. */
static const char *shortened(const labeling_t *labeling, const char *text, const char *lang)
{
    return strlen(text) <= LABEL_CHARS ? text
                                       : stm_language_cut(text, lang, LABEL_CHARS, labeling->pool);
}

static apr_status_t write_facets(const labeling_t *labeling, const stm_statement_t *statement)
{
    const char *year =
        statement->year ? apr_psprintf(labeling->pool, "%04d", statement->year) : NULL;
    apr_status_t status = write_label(labeling, STM_FACET_YEAR, year, year);
    int i;
    if (!status) {
        status = write_label(labeling, STM_FACET_LANG, statement->lang, statement->lang);
    }
    if (!status) {
        status = write_ranges(labeling, statement->lang);
    }
    for (i = 0; !status && statement->tags && i < statement->tags->nelts; i++) {
        const stm_tag_t *tag = &APR_ARRAY_IDX(statement->tags, i, stm_tag_t);
        status = write_label(labeling, STM_FACET_TAG,
                             shortened(labeling, tag->text, statement->lang), tag->key);
    }
    for (i = 0; !status && statement->issuers && i < statement->issuers->nelts; i++) {
        const char *issuer = APR_ARRAY_IDX(statement->issuers, i, const char *);
        status = write_label(labeling, STM_FACET_ISSUER,
                             shortened(labeling, issuer, statement->lang), issuer);
    }
    return status;
}

apr_status_t stm_catalog_label(apr_array_header_t *labels, stm_catalog_t *catalog,
                               const char *newsroom, apr_int64_t id, const stm_entry_t *entry,
                               const stm_statement_t *statement, apr_pool_t *scratch_pool)
{
    const labeling_t labeling = {catalog, newsroom, id, labels, scratch_pool};
    apr_status_t status = write_folders(&labeling, entry->folder);
    return !status && statement ? write_facets(&labeling, statement) : status;
}
