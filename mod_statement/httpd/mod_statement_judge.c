#include "mod_statement_judge.h"

#include <apr_file_info.h>
#include <apr_fnmatch.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_thread_mutex.h>
#include <http_core.h>
#include <string.h>

#include "mod_statement_ground.h"
#include "mod_statement_modules.h"
#include "mod_statement_pattern.h"
#include "mod_statement_sections.h"

#define MOST_JUDGES 64

struct stm_judge_t {
    const server_rec *server;
    const char *root, *base_path;
    int is_kept, is_opaque, is_level, is_plain;
    const apr_array_header_t *patterns; /* stm_pattern_t: for some addresses of the newsroom only */
    const apr_array_header_t
        *sections;                   /* core_dir_config *: of folders below the root, or of any */
    const apr_array_header_t *files; /* <Files> sections of the root; may be NULL */
};

static apr_pool_t *kept_pool;    /* guarded by lock */
static apr_thread_mutex_t *lock; /* for those who add; readers need none */
static const stm_judge_t *kept[MOST_JUDGES];
static int kept_count; /* atomic: raised once the place below it is filled */

void stm_judge_child(void)
{
    /* Not below the child's pool, which may go while requests still run. */
    apr_pool_create(&kept_pool, NULL);
    apr_pool_tag(kept_pool, "statement_judge");
    apr_thread_mutex_create(&lock, APR_THREAD_MUTEX_DEFAULT, kept_pool);
}

/* What a judge is made of while the configuration is read through. */
typedef struct survey_t {
    stm_judge_t *judge;
    apr_array_header_t *patterns, *sections;
    apr_pool_t *pool;
} survey_t;

/* <If> sections that may refuse: they may go by anything. */
static int has_conditions(const ap_conf_vector_t *vector)
{
    const core_dir_config *core = ap_get_core_module_config(vector);
    int i;

    for (i = 0; core->sec_if && i < core->sec_if->nelts; i++) {
        if (!stm_modules_is_harmless(APR_ARRAY_IDX(core->sec_if, i, const ap_conf_vector_t *))) {
            return 1;
        }
    }
    return 0;
}

static void add_pattern(survey_t *survey, const char *text, const ap_regex_t *regex)
{
    stm_pattern_t pattern = {text, regex, !regex && apr_fnmatch_test(text)};

    if (stm_pattern_divides(&pattern, survey->judge->base_path)) {
        APR_ARRAY_PUSH(survey->patterns, stm_pattern_t) = pattern;
    }
}

static void read_locations(survey_t *survey)
{
    const core_server_config *core =
        ap_get_core_module_config(survey->judge->server->module_config);
    int i;

    for (i = 0; i < core->sec_url->nelts; i++) {
        const ap_conf_vector_t *one = APR_ARRAY_IDX(core->sec_url, i, const ap_conf_vector_t *);
        const core_dir_config *section = ap_get_core_module_config(one);
        if (!stm_modules_is_harmless(one)) {
            add_pattern(survey, section->d, section->r);
            survey->judge->is_opaque |= has_conditions(one);
        }
    }
}

static int lies_below(const char *folder, const char *path)
{
    return !strncmp(folder, path, strlen(path)) && folder[strlen(path)] == '/';
}

static void read_folders(survey_t *survey)
{
    const apr_array_header_t *sections = stm_sections_of(survey->judge->server);
    const char *root = survey->judge->root;
    int i;

    for (i = 0; i < sections->nelts; i++) {
        const ap_conf_vector_t *one = APR_ARRAY_IDX(sections, i, const ap_conf_vector_t *);
        core_dir_config *section = ap_get_core_module_config(one);
        int is_named = section->d && !section->r && !section->d_is_fnmatch;
        if ((is_named &&
             (!lies_below(section->d, root) || strlen(section->d) <= strlen(root) + 1)) ||
            stm_modules_is_harmless(one)) {
            continue;
        }
        APR_ARRAY_PUSH(survey->sections, const core_dir_config *) = section;
        survey->judge->is_opaque |= has_conditions(one);
    }
}

/* Whether what stands in a container concerns the newsroom. */
static int is_about(const survey_t *survey, const ap_directive_t *container)
{
    const char *name = container->directive, *args = container->args;
    const char *path = ap_getword_conf(survey->pool, &args);
    const char *against;

    if (!strncasecmp(name, "<Proxy", 6)) {
        return 0;
    }
    if (!strcasecmp(name, "<VirtualHost")) {
        return stm_sections_is_host(container, survey->judge->server);
    }
    if (!strcasecmp(name, "<Directory")) {
        against = survey->judge->root;
    }
    else if (!strcasecmp(name, "<Location")) {
        against = survey->judge->base_path;
    }
    else {
        return 1;
    }
    if (*path != '/' || apr_fnmatch_test(path)) {
        return 1;
    }
    return !strncmp(path, against, strlen(path) < strlen(against) ? strlen(path) : strlen(against));
}

static void read_expression(survey_t *survey, const char *text)
{
    ap_regex_t *regex = ap_pregcomp(survey->pool, text, AP_REG_EXTENDED);

    if (regex) {
        add_pattern(survey, text, regex);
    }
    else {
        survey->judge->is_opaque = 1;
    }
}

static void read_directives(survey_t *survey, const ap_directive_t *directive)
{
    const char *pattern;

    for (; directive && !survey->judge->is_opaque; directive = directive->next) {
        if (*directive->directive == '<') {
            if (is_about(survey, directive)) {
                read_directives(survey, directive->first_child);
            }
            continue;
        }
        switch (stm_modules_classify(&pattern, directive, survey->pool)) {
        case STM_DIRECTIVE_BLIND:
            break;
        case STM_DIRECTIVE_OPAQUE:
            survey->judge->is_opaque = 1;
            break;
        case STM_DIRECTIVE_PREFIX:
            add_pattern(survey, pattern, NULL);
            break;
        case STM_DIRECTIVE_EXPRESSION:
            read_expression(survey, pattern);
            break;
        }
    }
}

/* Below the root .htaccess files and links never count. */
static int find_level(const stm_judge_t *judge, apr_pool_t *pool)
{
    const apr_array_header_t *grounds = stm_config_own(judge->server)->grounds;
    int i;

    for (i = 0; i < grounds->nelts; i++) {
        const stm_ground_t *ground = &APR_ARRAY_IDX(grounds, i, stm_ground_t);
        if (lies_below(ground->folder, judge->root) && !ground->vector) {
            return 0;
        }
    }
    return stm_ground_of(judge->server, apr_pstrcat(pool, judge->root, "/", NULL)) != NULL;
}

static stm_judge_t *make_judge(const server_rec *server, const stm_place_t *place, int is_opaque,
                               apr_pool_t *pool)
{
    stm_judge_t *judge = apr_pcalloc(pool, sizeof(*judge));
    survey_t survey = {judge, apr_array_make(pool, 4, sizeof(stm_pattern_t)),
                       apr_array_make(pool, 4, sizeof(const core_dir_config *)), pool};
    const ap_conf_vector_t *vector;

    judge->server = server;
    judge->root = apr_pstrdup(pool, place->newsroom->root);
    judge->base_path = apr_pstrdup(pool, place->base_path);
    judge->is_opaque = is_opaque || stm_modules_have_stranger();
    judge->patterns = survey.patterns;
    judge->sections = survey.sections;
    read_locations(&survey);
    read_folders(&survey);
    vector = stm_sections_vector(server, judge->root, pool);
    judge->is_opaque |= has_conditions(vector);
    read_directives(&survey, ap_conftree);
    judge->files = ((const core_dir_config *)ap_get_core_module_config(vector))->sec_file;
    judge->is_level = find_level(judge, pool);
    judge->is_plain = !judge->is_opaque && !judge->patterns->nelts && !judge->sections->nelts &&
                      judge->is_level && !stm_judge_may_name(judge, judge->files);
    return judge;
}

static const stm_judge_t *find(const server_rec *server, const stm_place_t *place)
{
    int count = __atomic_load_n(&kept_count, __ATOMIC_ACQUIRE), i;

    for (i = 0; i < count; i++) {
        if (kept[i]->server == server && !strcmp(kept[i]->root, place->newsroom->root) &&
            !strcmp(kept[i]->base_path, place->base_path)) {
            return kept[i];
        }
    }
    return NULL;
}

const stm_judge_t *stm_judge_of(const server_rec *server, const stm_place_t *place,
                                apr_pool_t *pool)
{
    const stm_judge_t *judge = find(server, place);

    if (judge) {
        return judge;
    }
    apr_thread_mutex_lock(lock);
    judge = find(server, place);
    if (!judge && kept_count < MOST_JUDGES) {
        stm_judge_t *made = make_judge(server, place, 0, kept_pool);
        made->is_kept = 1;
        judge = kept[kept_count] = made;
        __atomic_store_n(&kept_count, kept_count + 1, __ATOMIC_RELEASE);
    }
    apr_thread_mutex_unlock(lock);
    return judge ? judge : make_judge(server, place, 1, pool);
}

int stm_judge_is_kept(const stm_judge_t *judge)
{
    return judge->is_kept;
}

int stm_judge_is_level(const stm_judge_t *judge)
{
    return judge->is_level;
}

int stm_judge_is_opaque(const stm_judge_t *judge)
{
    return judge->is_opaque;
}

int stm_judge_is_plain(const stm_judge_t *judge)
{
    return judge->is_plain;
}

const apr_array_header_t *stm_judge_files(const stm_judge_t *judge)
{
    return judge->files;
}

/* Expressions may also take something from the address: then even two matches are not alike. */
static int are_alike(const stm_judge_t *judge, const char *uri, const char *other)
{
    int i;

    for (i = 0; i < judge->patterns->nelts; i++) {
        const stm_pattern_t *pattern = &APR_ARRAY_IDX(judge->patterns, i, stm_pattern_t);
        int is_for_uri = stm_pattern_matches(pattern, uri);
        if (is_for_uri != stm_pattern_matches(pattern, other) || (is_for_uri && pattern->regex)) {
            return 0;
        }
    }
    return 1;
}

/* What follows @a start in @a text; NULL: it begins otherwise, or is NULL itself. */
static const char *rest_of(const char *text, const char *start)
{
    apr_size_t size = strlen(start);

    return text && !strncmp(text, start, size) ? text + size : NULL;
}

/* Whether @a path is "ROOT/NAME.xml". */
static int is_document(const char *path, const char *root, const char *name)
{
    const char *rest = rest_of(rest_of(rest_of(path, root), "/"), name);

    return rest && !strcmp(rest, ".xml");
}

/* Whether httpd has gone by the rules for the document's file, as it would for its own address. */
static int is_of_file(const stm_judge_t *judge, const request_rec *r, const char *name)
{
    return !judge->is_opaque && is_document(r->filename, judge->root, name) &&
           !has_conditions(r->per_dir_config) && stm_ground_of(judge->server, r->filename) != NULL;
}

int stm_judge_is_alike(const stm_judge_t *judge, const request_rec *r, const char *name)
{
    return is_of_file(judge, r, name) &&
           (!judge->patterns->nelts ||
            (!strncmp(r->uri, judge->base_path, strlen(judge->base_path)) &&
             are_alike(judge, r->uri, apr_pstrcat(r->pool, judge->base_path, name, ".xml", NULL))));
}

static int is_named_in(const apr_array_header_t *files, const char *file)
{
    int i;

    for (i = 0; files && i < files->nelts; i++) {
        const ap_conf_vector_t *one = APR_ARRAY_IDX(files, i, const ap_conf_vector_t *);
        if (stm_pattern_is_for_file(one, file) && !stm_modules_is_harmless(one)) {
            return 1;
        }
    }
    return 0;
}

int stm_judge_is_as_folder(const stm_judge_t *judge, const request_rec *r, const char *folder)
{
    const core_dir_config *core = ap_get_core_module_config(r->per_dir_config);
    const char *path = apr_pstrcat(r->pool, judge->root, "/", folder, NULL);
    const char *uri = apr_pstrcat(r->pool, judge->base_path, folder, NULL);

    return !judge->is_opaque && stm_ground_of(judge->server, path) &&
           !has_conditions(r->per_dir_config) && are_alike(judge, r->uri, uri) &&
           !is_named_in(core->sec_file, strrchr(r->uri, '/') + 1) &&
           !is_named_in(core->sec_file, apr_filepath_name_get(r->filename));
}

static int is_link(const char *path, apr_pool_t *pool)
{
    apr_finfo_t finfo;
    apr_status_t status = apr_stat(&finfo, apr_pstrmemdup(pool, path, strlen(path) - 1),
                                   APR_FINFO_LINK | APR_FINFO_TYPE, pool);

    return (!status || status == APR_INCOMPLETE) && finfo.filetype == APR_LNK;
}

/* A file that AccessFileName names, or a link that Options may forbid to follow. */
static int has_rules_on_disk(const stm_judge_t *judge, const char *path, apr_pool_t *pool)
{
    const core_server_config *core = ap_get_core_module_config(judge->server->module_config);
    const char *names = core->access_name ? core->access_name : ".htaccess";
    apr_finfo_t finfo;

    while (*names) {
        const char *name = ap_getword_conf(pool, &names);
        apr_status_t status =
            apr_stat(&finfo, apr_pstrcat(pool, path, name, NULL), APR_FINFO_TYPE, pool);
        if (!APR_STATUS_IS_ENOENT(status) && !APR_STATUS_IS_ENOTDIR(status)) {
            return 1;
        }
    }
    return is_link(path, pool);
}

static int has_section(const stm_judge_t *judge, const char *path)
{
    int i;

    for (i = 0; i < judge->sections->nelts; i++) {
        const core_dir_config *one = APR_ARRAY_IDX(judge->sections, i, const core_dir_config *);
        if (one->r ? !ap_regexec(one->r, path, 0, NULL, 0)
                   : (one->d_is_fnmatch ? !apr_fnmatch(one->d, path, APR_FNM_PATHNAME)
                                        : !strcmp(one->d, path))) {
            return 1;
        }
    }
    return 0;
}

static int has_pattern(const stm_judge_t *judge, const char *uri)
{
    int i;

    for (i = 0; i < judge->patterns->nelts; i++) {
        if (stm_pattern_matches(&APR_ARRAY_IDX(judge->patterns, i, stm_pattern_t), uri)) {
            return 1;
        }
    }
    return 0;
}

int stm_judge_has_own_rules(const stm_judge_t *judge, const char *folder, apr_pool_t *scratch_pool)
{
    const char *path = apr_pstrcat(scratch_pool, judge->root, "/", folder, NULL);

    return judge->is_opaque || has_section(judge, path) ||
           has_pattern(judge, apr_pstrcat(scratch_pool, judge->base_path, folder, NULL)) ||
           (!stm_ground_of(judge->server, path) && has_rules_on_disk(judge, path, scratch_pool));
}

static int has_expression(const stm_judge_t *judge, const char *path)
{
    int i;

    for (i = 0; i < judge->sections->nelts; i++) {
        const core_dir_config *one = APR_ARRAY_IDX(judge->sections, i, const core_dir_config *);
        if (one->r && !ap_regexec(one->r, path, 0, NULL, 0)) {
            return 1;
        }
    }
    return 0;
}

int stm_judge_is_named(const stm_judge_t *judge, const apr_array_header_t *files, const char *name,
                       apr_pool_t *scratch_pool)
{
    const char *file = apr_pstrcat(scratch_pool, name, ".xml", NULL), *slash = strrchr(file, '/');

    return is_named_in(files, slash ? slash + 1 : file) ||
           (judge->patterns->nelts &&
            has_pattern(judge, apr_pstrcat(scratch_pool, judge->base_path, file, NULL))) ||
           (judge->sections->nelts &&
            has_expression(judge, apr_pstrcat(scratch_pool, judge->root, "/", file, NULL)));
}

static int has_any_expression(const stm_judge_t *judge)
{
    int i;

    for (i = 0; i < judge->sections->nelts; i++) {
        if (APR_ARRAY_IDX(judge->sections, i, const core_dir_config *)->r) {
            return 1;
        }
    }
    return 0;
}

int stm_judge_may_name(const stm_judge_t *judge, const apr_array_header_t *files)
{
    int i;

    for (i = 0; files && i < files->nelts; i++) {
        const ap_conf_vector_t *one = APR_ARRAY_IDX(files, i, const ap_conf_vector_t *);
        if (stm_pattern_may_be_for_documents(one) && !stm_modules_is_harmless(one)) {
            return 1;
        }
    }
    return judge->patterns->nelts || has_any_expression(judge);
}
