#include "core/check/folder.h"

#include <apr_hash.h>
#include <apr_strings.h>

#include "core/catalog/report.h"
#include "core/intake/scan.h"
#include "core/site/newsroom_file.h"

/* Of the one newsroom in a private catalog. */
#define KEY "00000000000000000000000000000000"

typedef struct found_t {
    const char *root;
    apr_hash_t *lists;            /* name and kind to stm_problems_t *, as last reported */
    apr_array_header_t *in_order; /* const char *: their keys */
    apr_pool_t *pool;
} found_t;

static void add(stm_problems_t *problems, const stm_problem_t *problem, const char *root,
                apr_pool_t *pool)
{
    const char *file = problem->file ? apr_pstrcat(pool, root, "/", problem->file, NULL) : NULL;

    stm_problems_add(problems, problem->severity, problem->code, file, problem->line,
                     problem->column, problem->remedy, "%s", problem->message);
}

/* A later report about a document replaces the earlier one. */
static void take_report(void *baton, const stm_newsroom_t *newsroom, const char *name,
                        stm_about_t about, stm_intake_outcome_t fate,
                        const stm_problems_t *problems)
{
    found_t *found = baton;
    const char *key = apr_psprintf(found->pool, "%d %s", (int)about, name ? name : "");
    stm_problems_t *list = stm_problems_create(found->pool);
    const stm_problem_t *problem;

    (void)newsroom;
    (void)fate;
    for (int i = 0; (problem = stm_problems_at(problems, i)) != NULL; i++) {
        add(list, problem, found->root, found->pool);
    }
    if (apr_hash_get(found->lists, key, APR_HASH_KEY_STRING) == NULL) {
        APR_ARRAY_PUSH(found->in_order, const char *) = key;
    }
    apr_hash_set(found->lists, key, APR_HASH_KEY_STRING, list);
}

/* A newsroom with default settings and the zone of --zone. */
static stm_newsroom_t newsroom_of(const char *folder, const stm_rules_t *rules)
{
    return (stm_newsroom_t){.key = KEY,
                            .root = folder,
                            .title = "",
                            .identity = "localhost",
                            .lang = "en",
                            .zone = rules->zone ? rules->zone : stm_zone_utc(),
                            .set_zone = rules->zone,
                            .validate = STM_VALIDATE_STRICT,
                            .show = STM_SHOW_PUBLISHED,
                            .feed_items = 20,
                            .limits = stm_limits_default};
}

static apr_status_t look(stm_intake_t **intake, const char *folder, const stm_schema_t *schema,
                         const stm_rules_t *rules, stm_intake_report_t report, void *baton,
                         apr_pool_t *pool)
{
    stm_newsroom_t newsroom = newsroom_of(folder, rules);
    apr_status_t status = stm_intake_open_private(intake, schema, report, baton, pool);

    stm_newsroom_file_locate(&newsroom, pool);
    return status ? status : stm_intake_scan(*intake, &newsroom, rules->moment, 0, pool);
}

apr_status_t stm_check_folder(stm_problems_t *problems, const char *folder,
                              const stm_schema_t *schema, const stm_rules_t *rules,
                              apr_pool_t *scratch_pool)
{
    found_t found = {.root = folder};
    stm_intake_t *intake;
    apr_status_t status;

    apr_pool_create(&found.pool, scratch_pool);
    found.lists = apr_hash_make(found.pool);
    found.in_order = apr_array_make(found.pool, 16, sizeof(const char *));
    status = look(&intake, folder, schema, rules, take_report, &found, found.pool);
    for (int i = 0; i < found.in_order->nelts; i++) {
        stm_problems_append(problems, apr_hash_get(found.lists,
                                                   APR_ARRAY_IDX(found.in_order, i, const char *),
                                                   APR_HASH_KEY_STRING));
    }
    apr_pool_destroy(found.pool);
    return status;
}

typedef struct visit_t {
    stm_catalog_t *catalog;
    stm_check_visit_t *visit;
    void *baton;
} visit_t;

static void visit_entry(void *baton, const stm_entry_t *entry, apr_pool_t *scratch_pool)
{
    const visit_t *visit = baton;
    stm_entry_t unrecorded = *entry;
    stm_problems_t *problems = stm_problems_create(scratch_pool);

    stm_catalog_read_problems(problems, visit->catalog, entry->problems, scratch_pool);
    unrecorded.first_public_at = 0;
    visit->visit(visit->baton, &unrecorded, problems, scratch_pool);
}

apr_status_t stm_check_folder_visit(const char *folder, const stm_schema_t *schema,
                                    const stm_rules_t *rules, stm_check_visit_t *visit, void *baton,
                                    apr_pool_t *scratch_pool)
{
    visit_t visiting = {.visit = visit, .baton = baton};
    stm_intake_t *intake;
    apr_pool_t *pool;
    apr_status_t status;

    apr_pool_create(&pool, scratch_pool);
    status = look(&intake, folder, schema, rules, NULL, NULL, pool);
    if (!status) {
        visiting.catalog = stm_intake_catalog(intake);
        status = stm_catalog_visit_all(visiting.catalog, KEY, visit_entry, &visiting, pool);
    }
    apr_pool_destroy(pool);
    return status;
}
