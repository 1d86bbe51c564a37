/* A notice as a line of JSON. */
#include <apr_strings.h>
#include <stdarg.h>
#include <string.h>

#include "core/base/json.h"
#include "core/i18n/date.h"
#include "core/intake/internal.h"
#include "core/intake/notices.h"
#include "core/site/address.h"
#include "core/site/cache_keys.h"

static const char *const events[] = {"",        "published", "changed",   "corrected",
                                     "renamed", "expired",   "withdrawn", "deleted",
                                     "hidden",  "broken",    "mended",    "newsroom"};

/* What is composed. */
typedef struct line_t {
    const stm_newsroom_t *newsroom;
    const stm_notice_t *notice;
    const char *base;
    const stm_entry_t *entry;         /* NULL: no words are told */
    const apr_array_header_t *values; /* stm_facet_t; its own */
    const char *text;
    apr_pool_t *pool;
} line_t;

/* A member of the object; nothing where @a value is NULL. */
static void add(line_t *line, const char *name, const char *value)
{
    if (value) {
        line->text = apr_pstrcat(line->pool, line->text, ",\"", name,
                                 "\":", stm_json_string(value, line->pool), NULL);
    }
}

static const char *address_of(const line_t *line, const char *name)
{
    return line->base
               ? apr_pstrcat(line->pool, line->base, stm_address_encode(name, 0, line->pool), NULL)
               : NULL;
}

static void add_texts(line_t *line, const char *name, stm_facet_kind_t kind)
{
    const char *texts = "", *separator = "";

    for (int i = 0; i < line->values->nelts; i++) {
        const stm_facet_t *value = &APR_ARRAY_IDX(line->values, i, stm_facet_t);

        if (value->kind == kind) {
            texts = apr_pstrcat(
                line->pool, texts, separator,
                stm_json_string(value->text ? value->text : value->value, line->pool), NULL);
            separator = ",";
        }
    }
    line->text = apr_pstrcat(line->pool, line->text, ",\"", name, "\":[", texts, "]", NULL);
}

static void add_words(line_t *line)
{
    const stm_entry_t *entry = line->entry;

    add(line, "title", entry->title);
    add(line, "summary", entry->summary);
    add(line, "lang", entry->lang);
    add(line, "date", stm_date_rfc3339(entry->visible_from, line->pool));
    add_texts(line, "issuers", STM_FACET_ISSUER);
    add_texts(line, "tags", STM_FACET_TAG);
}

static const char *key(const line_t *line, stm_cache_key_kind_t kind, const char *value)
{
    return stm_json_string(stm_cache_key(kind, line->newsroom->identity, value, line->pool),
                           line->pool);
}

/* Those of answers that are no longer right. */
static void add_keys(line_t *line, stm_tell_t tell)
{
    const stm_notice_t *notice = line->notice;
    const int is_whole = notice->kind == STM_NOTICE_NEWSROOM;
    const char *keys = key(line, is_whole ? STM_CACHE_KEY_NEWSROOM : STM_CACHE_KEY_LISTS, NULL);

    if (tell == STM_TELL_ALL && !is_whole) {
        keys = apr_pstrcat(line->pool, keys, ",", key(line, STM_CACHE_KEY_STATEMENT, notice->name),
                           NULL);
        if (notice->other) {
            keys = apr_pstrcat(line->pool, keys, ",",
                               key(line, STM_CACHE_KEY_STATEMENT, notice->other), NULL);
        }
    }
    line->text = apr_pstrcat(line->pool, line->text, ",\"keys\":[", keys, "]", NULL);
}

/* The statement's own, for who removes more than that. */
static void add_groups(line_t *line)
{
    const char *keys = key(line, STM_CACHE_KEY_NEWSROOM, NULL);

    for (int i = 0; i < line->values->nelts; i++) {
        const stm_facet_t *value = &APR_ARRAY_IDX(line->values, i, stm_facet_t);
        const char *group =
            stm_cache_key_of_facet(value->kind, line->newsroom->identity, value->value, line->pool);

        if (group) {
            keys = apr_pstrcat(line->pool, keys, ",", stm_json_string(group, line->pool), NULL);
        }
    }
    line->text = apr_pstrcat(line->pool, line->text, ",\"groups\":[", keys, "]", NULL);
}

static void add_statement(line_t *line)
{
    const stm_notice_t *notice = line->notice;

    add(line, "name", notice->name);
    add(line, "was", notice->other);
    add(line, "identity", notice->identity);
    add(line, "url", address_of(line, notice->name));
    if (notice->other) {
        add(line, "wasUrl", address_of(line, notice->other));
    }
    if (line->entry) {
        add_words(line);
    }
}

static const char *event_of(const stm_notice_t *notice, stm_tell_t tell)
{
    return tell == STM_TELL_ALL || notice->kind == STM_NOTICE_NEWSROOM ? events[notice->kind]
                                                                       : "lists";
}

static const char *compose(line_t *line, stm_tell_t tell)
{
    const stm_notice_t *notice = line->notice;

    line->text = apr_psprintf(
        line->pool, "{\"id\":%" APR_INT64_T_FMT ",\"event\":\"%s\",\"at\":\"%s\"", notice->id,
        event_of(notice, tell), stm_date_rfc3339(notice->moment, line->pool));
    add(line, "newsroom", line->newsroom->identity);
    add(line, "base", line->base);
    if (tell == STM_TELL_ALL && notice->kind != STM_NOTICE_NEWSROOM) {
        add_statement(line);
    }
    add_keys(line, tell);
    if (line->entry && tell == STM_TELL_ALL) {
        add_groups(line);
    }
    return apr_pstrcat(line->pool, line->text, "}\n", NULL);
}

/* Its entry now, whatever it is called; APR_ENOENT. */
static apr_status_t find_entry(stm_entry_t **entry, stm_intake_t *intake,
                               const stm_notice_t *notice, apr_pool_t *pool)
{
    stm_past_t past;
    apr_status_t status =
        stm_catalog_find(entry, intake->catalog, notice->newsroom, notice->name, pool);

    if (status == APR_ENOENT ||
        (!status && !stm_scan_is_text_same((*entry)->identity, notice->identity))) {
        status = stm_history_by_identity(&past, intake->history, notice->newsroom, notice->identity,
                                         STM_BYTES_WITHOUT, pool);
        if (!status) {
            status = stm_catalog_find(entry, intake->catalog, notice->newsroom, past.name, pool);
        }
    }
    return status;
}

/* Readers are told that it was there. */
static int is_gone(const stm_entry_t *entry, apr_time_t moment)
{
    return entry->state == STM_STATE_DELETED ||
           (entry->state == STM_STATE_FINAL && stm_catalog_has_begun(entry, moment) &&
            entry->withdrawn_at <= moment);
}

apr_status_t stm_intake_notice_line(const char **line, stm_intake_t *intake,
                                    const stm_newsroom_t *newsroom, const stm_notice_t *notice,
                                    stm_tell_t tell, const char *base, apr_time_t moment,
                                    apr_pool_t *result_pool)
{
    line_t composed = {.newsroom = newsroom, .notice = notice, .base = base, .pool = result_pool};
    apr_array_header_t *values = NULL;
    stm_entry_t *entry = NULL;
    apr_status_t status;

    if (notice->kind == STM_NOTICE_NEWSROOM) {
        *line = compose(&composed, tell);
        return APR_SUCCESS;
    }
    status = find_entry(&entry, intake, notice, result_pool);
    *line = NULL;
    if (status && status != APR_ENOENT) {
        return status;
    }
    if (!status && stm_catalog_is_shown(entry, moment)) {
        composed.entry = entry;
        status = stm_catalog_values_of(&values, intake->catalog, newsroom->key, entry->name,
                                       result_pool);
        composed.values = values;
    }
    else if (notice->kind != STM_NOTICE_HIDDEN && (status || !is_gone(entry, moment))) {
        return APR_SUCCESS;
    }
    else {
        status = APR_SUCCESS;
    }
    *line = status ? NULL : compose(&composed, tell);
    return status;
}
