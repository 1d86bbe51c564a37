/* By which values a statement can be found. */
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "core/catalog/facet_values.h"
#include "core/i18n/language.h"
#include "core/site/filter.h"

#define TEXT_CHARS 200

/* Seven bits a byte. */
#define NUMBER_MAX 10

/* An entry whose values are looked for. */
typedef struct finding_t {
    stm_catalog_t *catalog;
    const char *newsroom;
    apr_array_header_t *values;    /* stm_facet_value_t, so far */
    apr_array_header_t *spellings; /* stm_spelling_t */
    apr_pool_t *pool;
} finding_t;

/* The two forms in which a transaction, which is of one newsroom, finds a value again. */
#define VALUE 'v' /* as the table has it */
#define TEXT  't' /* what a document says */

/* A value as the transaction knows it. */
typedef struct known_t {
    apr_int64_t id;
    const char *text;
    int is_varied;
} known_t;

static apr_status_t read_known(known_t *known, const finding_t *finding, const stm_value_t *values)
{
    stm_catalog_t *catalog = finding->catalog;
    sqlite3_stmt *query;
    apr_status_t status =
        stm_database_run(catalog->database,
                         "INSERT INTO facet_values (newsroom, kind, value)"
                         " VALUES (" STM_NEWSROOM_ID ", ?2, ?3) ON CONFLICT DO NOTHING",
                         values, NULL);
    if (!status) {
        status = stm_database_first(&query, catalog->database,
                                    "SELECT id, text, is_varied FROM facet_values WHERE"
                                    " newsroom = " STM_NEWSROOM_ID " AND kind = ?2 AND value = ?3",
                                    values);
    }
    if (!status) {
        known->id = sqlite3_column_int64(query, 0);
        known->text = stm_database_text(query, 1, catalog->change_pool);
        known->is_varied = sqlite3_column_int(query, 2);
        stm_database_leave(query);
    }
    return status;
}

static const char *key_of(const finding_t *finding, char form, int kind, const char *text)
{
    const char start[] = {form, (char)('a' + kind), '\0'};
    return apr_pstrcat(finding->pool, start, text, NULL);
}

static known_t *recall(const finding_t *finding, const char *key)
{
    return apr_hash_get(finding->catalog->values, key, APR_HASH_KEY_STRING);
}

static void remember(const finding_t *finding, const char *key, known_t *known)
{
    stm_catalog_t *catalog = finding->catalog;
    apr_hash_set(catalog->values, apr_pstrdup(catalog->change_pool, key), APR_HASH_KEY_STRING,
                 known);
}

/* A value, which is made where there is none yet. */
static apr_status_t find_value(known_t **known, const finding_t *finding, int kind,
                               const char *value)
{
    const char *key = key_of(finding, VALUE, kind, value);
    apr_status_t status;
    *known = recall(finding, key);
    if (*known) {
        return APR_SUCCESS;
    }
    *known = apr_pcalloc(finding->catalog->change_pool, sizeof(**known));
    status = read_known(*known, finding,
                        STM_VALUES(STM_TEXT(finding->newsroom), STM_NUMBER(kind), STM_TEXT(value)));
    if (!status) {
        remember(finding, key, *known);
    }
    return status;
}

/* The value that @a text of a document means. Many documents have the same texts, and it takes
 * time to find out which are alike to a reader. APR_EOF: to none. */
static apr_status_t find_value_of(known_t **known, const finding_t *finding, stm_facet_kind_t kind,
                                  const char *text)
{
    const char *key = key_of(finding, TEXT, (int)kind, text), *value;
    apr_status_t status;
    *known = recall(finding, key);
    if (*known) {
        return APR_SUCCESS;
    }
    value = stm_filter_value(kind, text, finding->pool);
    status = value ? find_value(known, finding, (int)kind, value) : APR_EOF;
    if (!status) {
        remember(finding, key, *known);
    }
    return status;
}

/* Most write it as the first one does. */
static apr_status_t note_text(known_t *known, const finding_t *finding, const char *text)
{
    if (!text || (known->text && strcmp(known->text, text) == 0)) {
        return APR_SUCCESS;
    }
    if (known->text) {
        stm_spelling_t *spelling = apr_array_push(finding->spellings);

        spelling->value = known->id;
        spelling->text = apr_pstrdup(finding->catalog->change_pool, text);
        if (known->is_varied) {
            return APR_SUCCESS;
        }
    }
    known->is_varied = known->text != NULL;
    if (!known->text) {
        known->text = apr_pstrdup(finding->catalog->change_pool, text);
    }
    return stm_database_run(
        finding->catalog->database,
        "UPDATE facet_values SET text = ?2, is_varied = ?3 WHERE id = ?1",
        STM_VALUES(STM_NUMBER(known->id), STM_TEXT(known->text), STM_NUMBER(known->is_varied)),
        NULL);
}

static int has_value(const finding_t *finding, apr_int64_t id)
{
    for (int i = 0; i < finding->values->nelts; i++) {
        if (APR_ARRAY_IDX(finding->values, i, stm_facet_value_t).id == id) {
            return 1;
        }
    }
    return 0;
}

static apr_status_t add_known(const finding_t *finding, int kind, known_t *known, const char *text)
{
    stm_facet_value_t *value;

    if (has_value(finding, known->id)) {
        return APR_SUCCESS;
    }
    value = apr_array_push(finding->values);
    value->id = known->id;
    value->kind = kind;
    return note_text(known, finding, text);
}

/* @a value as the table has it. */
static apr_status_t add_value(const finding_t *finding, int kind, const char *value)
{
    known_t *known;
    apr_status_t status = find_value(&known, finding, kind, value);
    return status ? status : add_known(finding, kind, known, NULL);
}

/* What a document says, @a key, has no value where it is NULL or nothing to find it by. */
static apr_status_t add_facet(const finding_t *finding, stm_facet_kind_t kind, const char *text,
                              const char *key)
{
    known_t *known;
    apr_status_t status = key ? find_value_of(&known, finding, kind, key) : APR_EOF;
    if (!status) {
        status = add_known(finding, (int)kind, known, text);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

/* "de-at" is found by "de" and by "de-at". */
static apr_status_t add_ranges(const finding_t *finding, const char *lang)
{
    const char *tag = lang ? stm_filter_value(STM_FACET_LANG, lang, finding->pool) : NULL;
    const char *end = tag;
    apr_status_t status = APR_SUCCESS;
    while (!status && end && *end) {
        end = strchr(end + 1, '-');
        status = add_value(finding, STM_KIND_RANGE,
                           end ? apr_pstrmemdup(finding->pool, tag, (apr_size_t)(end - tag)) : tag);
    }
    return status;
}

static apr_status_t add_folders(const finding_t *finding, const char *folder)
{
    apr_status_t status = add_value(finding, STM_KIND_FOLDER, folder);
    const char *end = folder;
    if (!status) {
        status = add_value(finding, STM_KIND_BELOW, "");
    }
    while (!status && (end = strchr(end, '/'))) {
        end++;
        status = add_value(finding, STM_KIND_BELOW,
                           apr_pstrmemdup(finding->pool, folder, (apr_size_t)(end - folder)));
    }
    return status;
}

/* Each page of a list shows it: a name of a megabyte would be on all of them. */
static const char *shortened(const finding_t *finding, const char *text, const char *lang)
{
    return strlen(text) <= TEXT_CHARS ? text
                                      : stm_language_cut(text, lang, TEXT_CHARS, finding->pool);
}

static apr_status_t add_facets(const finding_t *finding, const stm_statement_t *statement)
{
    const char *year =
        statement->year ? apr_psprintf(finding->pool, "%04d", statement->year) : NULL;
    apr_status_t status = add_facet(finding, STM_FACET_YEAR, year, year);
    int i;
    if (!status) {
        status = add_facet(finding, STM_FACET_LANG, statement->lang, statement->lang);
    }
    if (!status) {
        status = add_ranges(finding, statement->lang);
    }
    for (i = 0; !status && statement->tags && i < statement->tags->nelts; i++) {
        const stm_tag_t *tag = &APR_ARRAY_IDX(statement->tags, i, stm_tag_t);
        status = add_facet(finding, STM_FACET_TAG, shortened(finding, tag->text, statement->lang),
                           tag->key);
    }
    for (i = 0; !status && statement->issuers && i < statement->issuers->nelts; i++) {
        const char *issuer = APR_ARRAY_IDX(statement->issuers, i, const char *);
        status = add_facet(finding, STM_FACET_ISSUER, shortened(finding, issuer, statement->lang),
                           issuer);
    }
    return status;
}

apr_status_t stm_facet_values_find(apr_array_header_t *values, apr_array_header_t *spellings,
                                   stm_catalog_t *catalog, const char *newsroom,
                                   const stm_entry_t *entry, const stm_statement_t *statement,
                                   apr_pool_t *scratch_pool)
{
    const finding_t finding = {catalog, newsroom, values, spellings, scratch_pool};
    apr_status_t status = add_folders(&finding, entry->folder);

    return !status && statement ? add_facets(&finding, statement) : status;
}

static int compare_numbers(const void *one, const void *other)
{
    apr_uint64_t a = *(const apr_uint64_t *)one, b = *(const apr_uint64_t *)other;

    return (a > b) - (a < b);
}

static unsigned char *put_number(unsigned char *to, apr_uint64_t number)
{
    for (; number >= 0x80; number >>= 7) {
        *to++ = (unsigned char)(number | 0x80);
    }
    *to++ = (unsigned char)number;
    return to;
}

stm_value_t stm_facet_values_write(const apr_array_header_t *values, apr_pool_t *result_pool)
{
    apr_size_t count = (apr_size_t)values->nelts;
    apr_uint64_t *all = apr_palloc(result_pool, (count + 1) * sizeof(*all)), last = 0;
    unsigned char *bytes = apr_palloc(result_pool, count * NUMBER_MAX + 1), *end = bytes;

    for (int i = 0; i < values->nelts; i++) {
        const stm_facet_value_t *value = &APR_ARRAY_IDX(values, i, stm_facet_value_t);

        all[i] = (apr_uint64_t)value->id << 3 | (apr_uint64_t)value->kind;
    }
    qsort(all, count, sizeof(*all), compare_numbers);
    for (size_t i = 0; i < count; i++) {
        end = put_number(end, all[i] - last);
        last = all[i];
    }
    return (stm_value_t)STM_BLOB((const char *)bytes, (apr_size_t)(end - bytes));
}

apr_array_header_t *stm_facet_values_read(sqlite3_stmt *row, int column, apr_pool_t *result_pool)
{
    apr_array_header_t *values = apr_array_make(result_pool, 16, sizeof(stm_facet_value_t));
    const unsigned char *at = sqlite3_column_blob(row, column);
    const unsigned char *end = at + sqlite3_column_bytes(row, column);
    stm_facet_value_t value = {0};

    while ((at = stm_facet_value_next(&value, at, end))) {
        APR_ARRAY_PUSH(values, stm_facet_value_t) = value;
    }
    return values;
}
