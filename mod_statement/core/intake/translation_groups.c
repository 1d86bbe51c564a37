/* Finds pages that have to leave out translations because two are in one language. */
#include <apr_strings.h>
#include <string.h>
#include <strings.h>

#include "core/base/table.h"
#include "core/edition/translation_group.h"
#include "core/intake/internal.h"

/* At most so many neighbours of one statement are read: more than enough for a group. */
#define MOST_JOINED (20 * STM_TRANSLATIONS_MAX)

/* Names that are remembered at a time, in some megabytes. */
#define MOST_NAMES 20000

struct stm_translation_groups_t {
    stm_scan_t *scan;
    stm_resolver_t resolver;
    apr_hash_t *states; /* stm_reference_t * by name */
    apr_hash_t *langs;  /* const char * by name, of those that have one */
    apr_hash_t *joined; /* stm_translation_t in apr_array_header_t * by name: thousands of
                           statements may name the same one, and each asks for its neighbours */
    apr_pool_t *pool;
};

static stm_reference_t state_of(const stm_entry_t *entry, apr_time_t moment)
{
    if (entry->state == STM_STATE_DELETED) {
        return STM_REFERENCE_WITHDRAWN;
    }
    if (entry->state != STM_STATE_FINAL || !stm_catalog_has_begun(entry, moment)) {
        return STM_REFERENCE_HIDDEN;
    }
    return stm_catalog_is_shown(entry, moment) ? STM_REFERENCE_VISIBLE : STM_REFERENCE_WITHDRAWN;
}

static void note_state(stm_translation_groups_t *groups, const char *name, stm_reference_t state)
{
    apr_hash_set(groups->states, name, APR_HASH_KEY_STRING,
                 apr_pmemdup(groups->pool, &state, sizeof(state)));
}

static stm_reference_t find_state(void *baton, const char *name, apr_time_t moment,
                                  apr_pool_t *scratch_pool)
{
    stm_translation_groups_t *groups = baton;
    const stm_reference_t *known = apr_hash_get(groups->states, name, APR_HASH_KEY_STRING);
    stm_reference_t state = STM_REFERENCE_MISSING;
    stm_entry_t *entry;
    if (known) {
        return *known;
    }
    if (!stm_catalog_find_alike(&entry, groups->scan->intake->catalog, groups->scan->newsroom->key,
                                name, scratch_pool)) {
        state = state_of(entry, moment);
    }
    note_state(groups, apr_pstrdup(groups->pool, name), state);
    return state;
}

static void add_joined(stm_translation_groups_t *groups, apr_array_header_t *joined,
                       const stm_entry_t *entry)
{
    stm_translation_t *one = apr_array_push(joined);
    one->name = apr_pstrdup(groups->pool, entry->name);
    one->lang = apr_pstrdup(groups->pool, entry->lang);
    note_state(groups, one->name, state_of(entry, groups->scan->moment));
    apr_hash_set(groups->langs, one->name, APR_HASH_KEY_STRING, one->lang);
}

/* Where one of two statements in the same language names the other as a translation into a third,
 * the address is wrong: core/intake/dead_links reports that, and once it is corrected nothing is
 * doubled. */
static int is_mistaken(stm_translation_groups_t *groups, const char *name, const stm_entry_t *entry)
{
    stm_catalog_t *catalog = groups->scan->intake->catalog;
    const char *key = groups->scan->newsroom->key;
    const char *lang = apr_hash_get(groups->langs, name, APR_HASH_KEY_STRING);
    return lang && entry->lang && !strcasecmp(lang, entry->lang) &&
           (stm_catalog_is_misnamed(catalog, key, name, entry->name, lang) ||
            stm_catalog_is_misnamed(catalog, key, entry->name, name, lang));
}

static apr_status_t read_joined(apr_array_header_t **joined, stm_translation_groups_t *groups,
                                const char *name, apr_pool_t *scratch_pool)
{
    apr_array_header_t *entries;
    apr_status_t status =
        stm_catalog_siblings(&entries, groups->scan->intake->catalog, groups->scan->newsroom->key,
                             name, NULL, scratch_pool);
    if (status) {
        return status;
    }
    *joined = apr_array_make(groups->pool, 1, sizeof(stm_translation_t));
    for (int i = 0; i < entries->nelts && i < MOST_JOINED; i++) {
        const stm_entry_t *entry = APR_ARRAY_IDX(entries, i, const stm_entry_t *);
        if (!is_mistaken(groups, name, entry)) {
            add_joined(groups, *joined, entry);
        }
    }
    apr_hash_set(groups->joined, apr_pstrdup(groups->pool, name), APR_HASH_KEY_STRING, *joined);
    return APR_SUCCESS;
}

static apr_status_t find_joined(void *baton, apr_array_header_t **joined, const char *name,
                                apr_pool_t *result_pool)
{
    stm_translation_groups_t *groups = baton;
    apr_pool_t *pool;
    apr_status_t status = APR_SUCCESS;
    *joined = apr_hash_get(groups->joined, name, APR_HASH_KEY_STRING);
    if (!*joined) {
        apr_pool_create(&pool, result_pool);
        status = read_joined(joined, groups, name, pool);
        apr_pool_destroy(pool);
    }
    return status;
}

static void remember_none(stm_translation_groups_t *groups)
{
    apr_pool_clear(groups->pool);
    groups->states = stm_table_make(groups->pool);
    groups->langs = stm_table_make(groups->pool);
    groups->joined = stm_table_make(groups->pool);
}

stm_translation_groups_t *stm_translation_groups_make(stm_scan_t *scan, apr_pool_t *result_pool)
{
    stm_translation_groups_t *groups = apr_pcalloc(result_pool, sizeof(*groups));
    apr_pool_create(&groups->pool, result_pool);
    groups->scan = scan;
    groups->resolver.baton = groups;
    groups->resolver.state = find_state;
    groups->resolver.translations = find_joined;
    remember_none(groups);
    return groups;
}

/* The statement of this newsroom that @a name names by @a href; NULL. */
static const char *target_of(const char *href, const char *name, apr_pool_t *pool)
{
    const char *reference = stm_reference_make(href, name, pool);
    const char *tail = reference ? stm_reference_tail(reference, NULL, pool) : NULL;
    return tail ? stm_reference_name(tail, pool) : NULL;
}

/* Whether an address that depends on the mount leads to a statement is not known here: it counts as
 * offered. */
static void add_named(stm_offers_t *offers, stm_translation_groups_t *groups, const char *name,
                      const stm_named_translation_t *named, apr_pool_t *pool)
{
    const char *target = target_of(named->href, name, pool);
    if (!target ||
        find_state(groups, target, groups->scan->moment, pool) == STM_REFERENCE_VISIBLE) {
        stm_offers_add(offers, target ? target : named->href, named->lang, 1);
    }
}

static apr_status_t find_offers(stm_offers_t *offers, stm_translation_groups_t *groups,
                                const char *name, apr_pool_t *pool)
{
    const stm_scan_t *scan = groups->scan;
    apr_array_header_t *named, *group;
    apr_status_t status = stm_catalog_named_translations(&named, scan->intake->catalog,
                                                         scan->newsroom->key, name, pool);
    for (int i = 0; !status && i < named->nelts; i++) {
        add_named(offers, groups, name, &APR_ARRAY_IDX(named, i, const stm_named_translation_t),
                  pool);
    }
    if (!status) {
        status = stm_translations_group(&group, &groups->resolver, name, scan->moment, pool);
    }
    for (int i = 0; !status && i < group->nelts; i++) {
        const stm_translation_t *one = &APR_ARRAY_IDX(group, i, const stm_translation_t);
        stm_offers_add(offers, one->name, one->lang, 0);
    }
    return status;
}

apr_status_t stm_translation_groups_doubled(const char **lang, stm_translation_groups_t *groups,
                                            const stm_entry_t *entry, apr_pool_t *result_pool)
{
    stm_offers_t *offers = stm_offers_make(result_pool);
    apr_status_t status = APR_SUCCESS;
    *lang = NULL;
    if (apr_hash_count(groups->states) > MOST_NAMES) {
        remember_none(groups);
    }
    if (stm_catalog_is_shown(entry, groups->scan->moment)) {
        apr_hash_set(groups->langs, apr_pstrdup(groups->pool, entry->name), APR_HASH_KEY_STRING,
                     apr_pstrdup(groups->pool, entry->lang));
        status = find_offers(offers, groups, entry->name, result_pool);
    }
    if (!status) {
        *lang = apr_pstrdup(result_pool, stm_offers_choose(offers, entry->lang));
    }
    return status;
}
