/*
 * composed(name) and decomposed(name) in the catalog's SQL: what documents name and what files are
 * called may differ in the form of their accents (core/site/spelling).
 */
#include "core/catalog/writer.h"
#include "core/i18n/language.h"
#include "core/site/spelling.h"

typedef const char *form_t(const char *text, apr_pool_t *result_pool);

static void answer(sqlite3_context *context, sqlite3_value **values, form_t *form)
{
    const char *text = (const char *)sqlite3_value_text(values[0]);
    apr_pool_t *pool;

    if (text == NULL || stm_spelling_is_plain(text)) {
        sqlite3_result_value(context, values[0]);
        return;
    }
    apr_pool_create(&pool, NULL);
    sqlite3_result_text(context, form(text, pool), -1, SQLITE_TRANSIENT);
    apr_pool_destroy(pool);
}

static void composed(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    answer(context, values, stm_language_composed);
}

static void decomposed(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    answer(context, values, stm_language_decomposed);
}

int stm_catalog_forms_register(sqlite3 *handle)
{
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    int code = sqlite3_create_function(handle, "composed", 1, flags, NULL, composed, NULL, NULL);

    return code ? code
                : sqlite3_create_function(handle, "decomposed", 1, flags, NULL, decomposed, NULL,
                                          NULL);
}
