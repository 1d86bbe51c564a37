#include "core/intake/dead_links.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unicode/uloc.h>

#include "core/edition/fragment.h"
#include "core/site/format.h"
#include "core/site/reference.h"
#include "core/xml/page_id.h"

/* Bounds for one document. Each fragment may require that another large document is read. */
#define MOST_FRAGMENTS 100
#define MOST_WARNINGS  50

/* Where an address leads. */
typedef struct goal_t {
    const char *path;     /* below the root, as "2026/name.pdf"; NULL: it is not to be looked at */
    const char *name;     /* of the statement whose page it is; NULL: of none */
    const char *fragment; /* NULL: none */
    int is_there;
} goal_t;

static int is_kind(const stm_edge_t *edge)
{
    return edge->kind == STM_EDGE_LINK || edge->kind == STM_EDGE_SHOW ||
           edge->kind == STM_EDGE_TRANSLATION;
}

static int has_scheme(const char *href)
{
    return href[strcspn(href, ":/?#")] == ':';
}

static int is_on_disk(const stm_dead_links_query_t *targets, const char *path, apr_pool_t *pool)
{
    struct stat found;

    return stat(apr_pstrcat(pool, targets->newsroom->root, "/", path, NULL), &found) == 0;
}

/* "2026/feed.rss", "sitemap.xml": the newsroom's own addresses. */
static int is_own_address(const stm_dead_links_query_t *targets, const char *path, apr_pool_t *pool)
{
    const char *step = apr_filepath_name_get(path);

    if (strcmp(path, "sitemap.xml") == 0 || strcmp(path, "statement.css") == 0) {
        return 1;
    }
    return (strcmp(step, "feed") == 0 || strncmp(step, "feed.", 5) == 0) &&
           (step == path ||
            is_on_disk(targets, apr_pstrmemdup(pool, path, (apr_size_t)(step - 1 - path)), pool));
}

static int is_statement(const stm_dead_links_query_t *targets, const char *name, apr_pool_t *pool)
{
    return stm_newsroom_is_there(targets->newsroom, name, pool) ||
           targets->find(targets->baton, name, pool).is_known;
}

/* "2026/name" of "2026/name.rss"; NULL where no format has that ending. *is_page: it is "html". */
static const char *before_format(const char *path, int *is_page, apr_pool_t *pool)
{
    const char *dot = strrchr(path, '.');
    const stm_format_t *format = dot && !strchr(dot, '/')
                                     ? stm_format_by_extension(stm_format_builtin(pool), dot + 1)
                                     : NULL;

    if (format == NULL) {
        return NULL;
    }
    *is_page = strcmp(format->name, "html") == 0;
    return apr_pstrmemdup(pool, path, (apr_size_t)(dot - path));
}

/* In the order in which an address is resolved (docs/addresses.md: a real file first). */
static void find_goal(goal_t *goal, const stm_dead_links_query_t *targets, apr_pool_t *pool)
{
    const char *name = stm_reference_name(goal->path, pool), *stem;
    int is_page = 0;

    if (is_statement(targets, name, pool)) {
        goal->name = name;
        goal->is_there = 1;
        return;
    }
    goal->is_there =
        is_on_disk(targets, goal->path, pool) || is_own_address(targets, goal->path, pool);
    stem = goal->is_there ? NULL : before_format(goal->path, &is_page, pool);
    if (stem != NULL && is_statement(targets, stem, pool)) {
        goal->is_there = 1;
        goal->name = is_page ? stem : NULL;
    }
}

static goal_t goal_of(const stm_dead_links_query_t *targets, const stm_edge_t *edge,
                      apr_pool_t *pool)
{
    goal_t goal = {NULL, NULL, strchr(edge->href, '#'), 0};
    const char *reference;

    goal.fragment = goal.fragment != NULL ? goal.fragment + 1 : NULL;
    if (edge->href[0] == '#') {
        goal.path = goal.name = targets->name;
        goal.is_there = 1;
    }
    else if (!has_scheme(edge->href)) {
        reference = stm_reference_make(edge->href, targets->name, pool);
        goal.path = reference != NULL && stm_reference_is_certain(reference) ? reference : NULL;
        if (goal.path != NULL) {
            find_goal(&goal, targets, pool);
        }
    }
    return goal;
}

static void warn(const stm_dead_links_query_t *targets, const stm_edge_t *edge,
                 stm_problems_t *problems, const char *code, const char *remedy,
                 const char *message)
{
    stm_problems_add(problems, STM_SEVERITY_WARNING, code, targets->document->name, edge->line,
                     edge->column, remedy, "%s", message);
}

static void warn_missing(const stm_dead_links_query_t *targets, const stm_edge_t *edge,
                         stm_problems_t *problems, apr_pool_t *pool)
{
    if (edge->kind == STM_EDGE_SHOW) {
        warn(targets, edge, problems, "file-missing",
             "Correct the name, or put the file into the folder.",
             apr_psprintf(pool, "There is no file “%s” in this newsroom", edge->href));
        return;
    }
    warn(targets, edge, problems,
         edge->kind == STM_EDGE_TRANSLATION ? "translation-missing" : "link-missing",
         "Correct the name, or put the file into the folder.",
         apr_psprintf(pool, "href=\"%s\" leads to nothing in this newsroom", edge->href));
}

static void find_script(char script[ULOC_SCRIPT_CAPACITY], const char *tag)
{
    char locale[ULOC_FULLNAME_CAPACITY] = "", full[ULOC_FULLNAME_CAPACITY] = "";
    UErrorCode status = U_ZERO_ERROR;

    uloc_forLanguageTag(tag, locale, sizeof(locale), NULL, &status);
    uloc_addLikelySubtags(locale, full, sizeof(full), &status);
    uloc_getScript(full, script, ULOC_SCRIPT_CAPACITY, &status);
    if (U_FAILURE(status)) {
        *script = '\0';
    }
}

/* As readers understand them: "de" and "de-AT" are one language, zh-Hans and zh-Hant are two. */
static int is_language_same(const char *one, const char *other)
{
    apr_size_t length = strcspn(one, "-");
    char script[ULOC_SCRIPT_CAPACITY], other_script[ULOC_SCRIPT_CAPACITY];

    find_script(script, one);
    find_script(other_script, other);
    return length == strcspn(other, "-") && strncasecmp(one, other, length) == 0 &&
           strcmp(script, other_script) == 0;
}

/* What is in the document's own language is no translation, whatever xml:lang says of it. */
static const char *language_remedy(const stm_dead_links_query_t *targets, const goal_t *goal,
                                   const char *lang, apr_pool_t *pool)
{
    const char *own = targets->statement->lang;

    if (strcmp(goal->name, targets->name) == 0) {
        return "That is this statement itself, and no translation: correct href.";
    }
    return own != NULL && is_language_same(own, lang)
               ? "It is no translation, for this statement is in the same language: correct href."
               : apr_psprintf(pool, "Write xml:lang=\"%s\", or correct href.", lang);
}

static void check_language(const stm_dead_links_query_t *targets, const stm_edge_t *edge,
                           const goal_t *goal, stm_problems_t *problems, apr_pool_t *pool)
{
    stm_link_target_t target = targets->find(targets->baton, goal->name, pool);

    if (edge->lang != NULL && target.lang != NULL && !is_language_same(edge->lang, target.lang)) {
        warn(targets, edge, problems, "translation-language",
             language_remedy(targets, goal, target.lang, pool),
             apr_psprintf(pool, "“%s” is said to be in the language %s, and is in %s", edge->href,
                          edge->lang, target.lang));
    }
}

static int has_fragment(const stm_dead_links_query_t *targets, const goal_t *goal, apr_pool_t *pool)
{
    const stm_newsroom_t *newsroom = targets->newsroom;
    const stm_document_t *document = targets->document;
    stm_document_t *other;

    if (strcmp(goal->name, targets->name) != 0) {
        if (!targets->find(targets->baton, goal->name, pool).is_public ||
            stm_document_read(&other, stm_newsroom_path(newsroom, goal->name, pool), goal->name,
                              &newsroom->limits, stm_problems_create(pool), pool) != APR_SUCCESS) {
            return 1;
        }
        document = other;
    }
    return stm_fragment_is_there(newsroom, document, goal->name, goal->fragment, pool);
}

static void check_edge(const stm_dead_links_query_t *targets, const stm_edge_t *edge,
                       int *fragments, stm_problems_t *problems, apr_pool_t *pool)
{
    const goal_t goal = goal_of(targets, edge, pool);

    if (goal.path == NULL) {
        return;
    }
    if (!goal.is_there) {
        warn_missing(targets, edge, problems, pool);
    }
    else if (edge->kind == STM_EDGE_TRANSLATION && goal.name != NULL) {
        check_language(targets, edge, &goal, problems, pool);
    }
    /* Of its own places a check of the document alone has told (core/schema/rules_references). */
    if (edge->href[0] == '#' && !stm_page_id_is_general(stm_page_id_of(edge->href, pool))) {
        return;
    }
    if (goal.name != NULL && goal.fragment != NULL && ++*fragments <= MOST_FRAGMENTS &&
        !has_fragment(targets, &goal, pool)) {
        warn(targets, edge, problems, "fragment-missing",
             "Open the page and copy the address of the place, or delete what follows the #.",
             apr_psprintf(pool, "The page has no place “#%s”", goal.fragment));
    }
}

static int is_edge_doubtful(const stm_dead_links_query_t *targets, const stm_edge_t *edge,
                            apr_pool_t *pool)
{
    const goal_t goal = goal_of(targets, edge, pool);
    stm_link_target_t target;

    if (goal.path == NULL) {
        return 0;
    }
    if (!goal.is_there || (goal.name != NULL && goal.fragment != NULL)) {
        return 1;
    }
    if (edge->kind != STM_EDGE_TRANSLATION || goal.name == NULL || edge->lang == NULL) {
        return 0;
    }
    target = targets->find(targets->baton, goal.name, pool);
    return !target.is_known || (target.lang != NULL && !is_language_same(edge->lang, target.lang));
}

int stm_dead_links_is_doubtful(const stm_dead_links_query_t *targets, apr_pool_t *scratch_pool)
{
    const apr_array_header_t *edges = targets->statement->edges;

    for (int i = 0; i < edges->nelts; i++) {
        const stm_edge_t *edge = &APR_ARRAY_IDX(edges, i, stm_edge_t);

        if (is_kind(edge) && is_edge_doubtful(targets, edge, scratch_pool)) {
            return 1;
        }
    }
    return 0;
}

void stm_dead_links_check(const stm_dead_links_query_t *targets, stm_problems_t *problems,
                          apr_pool_t *scratch_pool)
{
    const apr_array_header_t *edges = targets->statement->edges;
    apr_pool_t *pool;
    int fragments = 0;

    apr_pool_create(&pool, scratch_pool);
    for (int i = 0; i < edges->nelts; i++) {
        const stm_edge_t *edge = &APR_ARRAY_IDX(edges, i, stm_edge_t);

        if (is_kind(edge) && stm_problems_count(problems, STM_SEVERITY_WARNING) < MOST_WARNINGS) {
            check_edge(targets, edge, &fragments, problems, pool);
        }
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
}
