#include "httpd/access/htaccess_rules.h"

#include <apr_strings.h>
#include <string.h>

#include "httpd/access/htaccess.h"

/* A folder, and those on the way to it. */
static void find_below(apr_array_header_t *files, stm_hash_t *stamps,
                       const stmh_server_rules_t *rules, const char *folder, apr_hash_t *seen,
                       apr_pool_t *pool)
{
    const char *slash = folder;

    while ((slash = strchr(slash, '/'))) {
        const char *step = apr_pstrmemdup(pool, folder, slash++ - folder);
        if (!apr_hash_get(seen, step, APR_HASH_KEY_STRING)) {
            apr_hash_set(seen, step, APR_HASH_KEY_STRING, step);
            if (!rules->is_level) {
                stmh_htaccess_find(files, stamps, rules->server,
                                   apr_pstrcat(pool, rules->root, "/", step, NULL), pool);
            }
        }
    }
}

stmh_rule_files_t stmh_rule_files_find(const stmh_server_rules_t *rules,
                                       const apr_array_header_t *folders, apr_pool_t *pool)
{
    stmh_rule_files_t found = {apr_array_make(pool, 4, sizeof(stmh_htaccess_t)), folders,
                               apr_hash_make(pool), NULL};
    stm_hash_t stamps;
    int i;

    stm_hash_start(&stamps);
    if (!rules->is_level) {
        stmh_htaccess_find_above(found.files, &stamps, rules->server, rules->root, pool);
    }
    for (i = 0; folders && i < folders->nelts; i++) {
        const char *folder = APR_ARRAY_IDX(folders, i, const char *);
        stm_hash_text(&stamps, folder);
        find_below(found.files, &stamps, rules, folder, found.seen, pool);
    }
    found.stamps = stm_hash_hex(&stamps, pool);
    return found;
}

static void take_files(stmh_survey_t *survey, const apr_array_header_t *files)
{
    int i;

    for (i = 0; i < files->nelts; i++) {
        const stmh_htaccess_t *file = &APR_ARRAY_IDX(files, i, stmh_htaccess_t);
        ap_directive_t *tree;
        if (stmh_htaccess_read(&tree, file, survey->pool)) {
            survey->do_documents_differ = 1; /* httpd refuses all in its folder */
            continue;
        }
        stmh_survey_htaccess(survey, tree, file->folder);
    }
}

static void take_parts(stmh_differences_t *differences, const apr_array_header_t *parts,
                       const apr_array_header_t *folders)
{
    int i, j;

    for (i = 0; i < parts->nelts; i++) {
        const stmh_survey_part_t *part = &APR_ARRAY_IDX(parts, i, stmh_survey_part_t);
        for (j = 0; !folders || j < folders->nelts; j++) {
            if (!folders || stmh_survey_part_holds(part, APR_ARRAY_IDX(folders, j, const char *))) {
                differences->documents = 1;
                differences->readers |= part->do_readers_differ;
                break;
            }
        }
    }
}

static void add_stamps(stmh_survey_t *survey, const apr_array_header_t *files)
{
    int i;

    for (i = 0; i < files->nelts; i++) {
        stm_hash_text(&survey->hash, APR_ARRAY_IDX(files, i, stmh_htaccess_t).stamp);
    }
}

static apr_hash_t *copy_names(apr_hash_t *names, apr_pool_t *pool)
{
    apr_hash_t *copies = apr_hash_make(pool);

    for (apr_hash_index_t *i = apr_hash_first(NULL, names); i; i = apr_hash_next(i)) {
        const char *name = apr_pstrdup(pool, apr_hash_this_key(i));

        apr_hash_set(copies, name, APR_HASH_KEY_STRING, name);
    }
    return copies;
}

void stmh_rule_files_read(stmh_differences_t *differences, const stmh_server_rules_t *rules,
                          const stmh_rule_files_t *files, apr_pool_t *result_pool,
                          apr_pool_t *scratch_pool)
{
    stmh_survey_t survey = {
        .server = rules->server, .root = rules->root, .base_path = rules->base_path};

    survey.pool = scratch_pool;
    stmh_survey_start(&survey);
    survey.do_documents_differ |= rules->differences.documents || !files->folders;
    survey.do_readers_differ |= rules->differences.readers;
    take_files(&survey, files->files);
    stmh_differences_take(differences, &survey, result_pool);
    take_parts(differences, survey.parts, files->folders);
    add_stamps(&survey, files->files);
    differences->key = stm_hash_hex(&survey.hash, result_pool);
    differences->folders = copy_names(files->seen, result_pool);
}
