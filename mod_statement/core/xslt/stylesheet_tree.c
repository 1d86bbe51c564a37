#include "core/xslt/stylesheet_tree.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <libxml/parser.h>
#include <libxml/uri.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/xml/document.h"
#include "core/xslt/log.h"

#define XSLT_NS   "http://www.w3.org/1999/XSL/Transform"
#define MAX_FILES 200
#define MAX_BYTES ((apr_size_t)16 * 1024 * 1024)
/* libxslt reads and compiles a file as often as it is imported. */
#define MAX_COMPILED 1000
/* Templates, keys, variables and attribute sets, which it compares by pairs: half a second. */
#define MAX_DECLARATIONS 10000

/* What libxslt has to compile for a file with all that it imports. */
typedef struct cost_t {
    int files;
    apr_size_t bytes, declarations;
} cost_t;

typedef struct step_t {
    const char *path;
    struct step_t *outer; /* the file that names this one */
    cost_t cost;
} step_t;

typedef struct walk_t {
    stm_stylesheet_tree_t *tree;
    apr_array_header_t *costs; /* cost_t, one for each of tree->files */
    stm_hash_t hash;
    stm_problems_t *problems;
    apr_pool_t *pool;
} walk_t;

static apr_status_t refuse(walk_t *walk, const char *file, int line, const char *message,
                           const char *remedy)
{
    stm_problems_add(walk->problems, STM_SEVERITY_ERROR, "stylesheet", file, line, 0, remedy, "%s",
                     message);
    return STM_ESTYLESHEET;
}

int stm_stylesheet_tree_is_below(const char *path, const apr_array_header_t *roots)
{
    char *resolved = realpath(path, NULL);
    int i, is_below = 0;

    for (i = 0; resolved != NULL && i < roots->nelts && !is_below; i++) {
        const char *root = APR_ARRAY_IDX(roots, i, const char *);
        apr_size_t length = strlen(root);

        is_below = strncmp(resolved, root, length) == 0 &&
                   (resolved[length] == '/' || (length > 0 && root[length - 1] == '/'));
    }
    free(resolved);
    return is_below;
}

static apr_array_header_t *resolve_roots(const apr_array_header_t *roots, apr_pool_t *pool)
{
    apr_array_header_t *resolved = apr_array_make(pool, roots->nelts, sizeof(const char *));
    int i;

    for (i = 0; i < roots->nelts; i++) {
        char *root = realpath(APR_ARRAY_IDX(roots, i, const char *), NULL);

        if (root != NULL) {
            APR_ARRAY_PUSH(resolved, const char *) = apr_pstrdup(pool, root);
        }
        free(root);
    }
    return resolved;
}

/* Of a file that has been walked; NULL: it has not. */
static const cost_t *known_cost(const walk_t *walk, const char *path)
{
    int i;

    for (i = 0; i < walk->tree->files->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(walk->tree->files, i, const char *), path) == 0) {
            return &APR_ARRAY_IDX(walk->costs, i, cost_t);
        }
    }
    return NULL;
}

/* Each cost is within the limits, so the sum of two cannot overflow. */
static apr_status_t add_cost(walk_t *walk, step_t *step, const cost_t *cost)
{
    step->cost.files += cost->files;
    step->cost.bytes += cost->bytes;
    step->cost.declarations += cost->declarations;
    if (step->cost.bytes > MAX_BYTES) {
        return refuse(walk, step->path, 0, "Too many bytes are imported", NULL);
    }
    if (step->cost.declarations > MAX_DECLARATIONS) {
        return refuse(walk, step->path, 0, "Too many templates and other declarations", NULL);
    }
    return step->cost.files <= MAX_COMPILED
               ? APR_SUCCESS
               : refuse(walk, step->path, 0, "Too many files are imported",
                        "Import each file once: what one imports, those that import it have too.");
}

/* No entity of a DOCTYPE is ever loaded or expanded into the tree; the walk then refuses it. */
static xmlDocPtr parse(walk_t *walk, const char *path, const char *bytes, apr_size_t size)
{
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    stm_xslt_log_t log;
    xmlChar *address; /* what libxslt resolves imports against: a path with a space is none */
    xmlDocPtr xml;

    if (parser == NULL) {
        return NULL;
    }
    address = xmlPathToURI(BAD_CAST path);
    stm_xslt_log_init(&log, walk->problems, path, STM_SEVERITY_ERROR);
    stm_xslt_log_begin(&log);
    xml = xmlCtxtReadMemory(parser, bytes, (int)size, (char *)address, NULL,
                            XML_PARSE_NONET | XML_PARSE_NOCDATA);
    stm_xslt_log_end(&log);
    xmlFreeParserCtxt(parser);
    xmlFree(address);
    if (xml == NULL && log.count == 0) {
        refuse(walk, path, 0, "The file is not well-formed", NULL);
    }
    return xml;
}

/* Elements of XSLT processors that write files. */
static int is_writer(const xmlNode *node)
{
    static const char *const writers[][2] = {
        {XSLT_NS, "document"},
        {"http://exslt.org/common", "document"},
        {"http://icl.com/saxon", "output"},
        {"http://www.jclark.com/xt", "document"},
        {"org.apache.xalan.xslt.extensions.Redirect", "write"},
        {"org.apache.xalan.xslt.extensions.Redirect", "open"},
        {"http://xml.apache.org/xalan/redirect", "write"},
        {"http://xml.apache.org/xalan/redirect", "open"},
    };
    apr_size_t i;

    for (i = 0; node->ns != NULL && i < sizeof(writers) / sizeof(*writers); i++) {
        if (strcmp((const char *)node->ns->href, writers[i][0]) == 0 &&
            strcmp((const char *)node->name, writers[i][1]) == 0) {
            return 1;
        }
    }
    return 0;
}

static int is_import(const xmlNode *node)
{
    return node->ns != NULL && strcmp((const char *)node->ns->href, XSLT_NS) == 0 &&
           (strcmp((const char *)node->name, "import") == 0 ||
            strcmp((const char *)node->name, "include") == 0);
}

/* libxslt resolves an address on its own when it compiles; only a plain path is sure to mean the
 * same file to both. */
static int is_plain_path(const char *href)
{
    return *href != '\0' && strpbrk(href, "%:?#\\") == NULL && strncmp(href, "//", 2) != 0;
}

static apr_status_t walk_file(walk_t *walk, const char *path, step_t *outer, int line);

static apr_status_t follow(walk_t *walk, const xmlNode *node, step_t *step)
{
    xmlChar *value = xmlGetNoNsProp((xmlNode *)node, BAD_CAST "href");
    const char *href = value == NULL ? "" : apr_pstrdup(walk->pool, (char *)value);
    int line = (int)xmlGetLineNo((xmlNode *)node);
    const char *slash = strrchr(step->path, '/');
    char *path;

    xmlFree(value);
    if (!is_plain_path(href)) {
        return refuse(walk, step->path, line,
                      apr_psprintf(walk->pool, "\"%s\" cannot be imported", href),
                      "Name a file by a plain relative path.");
    }
    if (apr_filepath_merge(
            &path, apr_pstrmemdup(walk->pool, step->path, (apr_size_t)(slash - step->path) + 1),
            href, 0, walk->pool) != APR_SUCCESS) {
        return refuse(walk, step->path, line, apr_psprintf(walk->pool, "\"%s\" is no path", href),
                      NULL);
    }
    return walk_file(walk, path, step, line);
}

static apr_status_t walk_nodes(walk_t *walk, const xmlNode *node, step_t *step)
{
    apr_status_t status = APR_SUCCESS;

    for (; node != NULL && status == APR_SUCCESS; node = node->next) {
        if (node->type != XML_ELEMENT_NODE) {
            continue;
        }
        if (xmlHasNsProp((xmlNode *)node, BAD_CAST "base", XML_XML_NAMESPACE) != NULL) {
            return refuse(walk, step->path, (int)xmlGetLineNo((xmlNode *)node),
                          "xml:base is not allowed in a stylesheet", NULL);
        }
        if (is_writer(node)) {
            return refuse(walk, step->path, (int)xmlGetLineNo((xmlNode *)node),
                          apr_psprintf(walk->pool, "%s writes files, which is not allowed",
                                       (const char *)node->name),
                          NULL);
        }
        status =
            is_import(node) ? follow(walk, node, step) : walk_nodes(walk, node->children, step);
    }
    return status;
}

static apr_status_t check_place(walk_t *walk, const char *path, const step_t *outer, int line)
{
    const char *file = outer == NULL ? path : outer->path;
    const step_t *step;
    char *resolved;

    for (step = outer; step != NULL; step = step->outer) {
        if (strcmp(step->path, path) == 0) {
            return refuse(walk, file, line, apr_psprintf(walk->pool, "%s imports itself", path),
                          NULL);
        }
    }
    resolved = realpath(path, NULL);
    if (resolved == NULL) {
        return refuse(walk, file, line,
                      apr_psprintf(walk->pool, "%s is not there or cannot be reached", path), NULL);
    }
    free(resolved);
    if (!stm_stylesheet_tree_is_below(path, walk->tree->roots)) {
        return refuse(walk, file, line,
                      apr_psprintf(walk->pool, "%s lies outside the folders for stylesheets", path),
                      "Put it beside the stylesheet, or import one that is.");
    }
    return APR_SUCCESS;
}

static apr_status_t read_file(walk_t *walk, const char **bytes, apr_size_t *size, const char *path)
{
    stm_limits_t limits = stm_limits_default;
    apr_finfo_t stamp;
    apr_status_t status = apr_stat(&stamp, path, STM_SHEET_STAMP, walk->pool);

    if (status != APR_SUCCESS && status != APR_INCOMPLETE) {
        return refuse(walk, path, 0, "The file cannot be read", NULL);
    }
    status = stm_document_bytes(bytes, size, path, path, &limits, walk->problems, walk->pool);
    if (status != APR_SUCCESS) {
        return refuse(walk, path, 0, "The file cannot be read", NULL);
    }
    APR_ARRAY_PUSH(walk->costs, cost_t) = (cost_t){0};
    APR_ARRAY_PUSH(walk->tree->files, const char *) = path;
    APR_ARRAY_PUSH(walk->tree->stamps, apr_finfo_t) = stamp;
    stm_hash_text(&walk->hash, path);
    stm_hash_bytes(&walk->hash, *bytes, *size);
    return APR_SUCCESS;
}

static apr_status_t walk_tree(walk_t *walk, step_t *step, const char *bytes, apr_size_t size)
{
    xmlDocPtr xml = parse(walk, step->path, bytes, size);
    cost_t own = {0, 0, 0};
    apr_status_t status;

    if (xml == NULL) {
        return STM_ESTYLESHEET;
    }
    own.declarations = xmlChildElementCount(xmlDocGetRootElement(xml));
    status = xml->intSubset != NULL
                 ? refuse(walk, step->path, 0, "A stylesheet must have no DOCTYPE",
                          "Write characters themselves instead of entities.")
                 : add_cost(walk, step, &own);
    if (status == APR_SUCCESS) {
        status = walk_nodes(walk, xmlDocGetRootElement(xml), step);
    }
    if (step->outer == NULL && status == APR_SUCCESS) {
        walk->tree->main = xml;
    }
    else {
        xmlFreeDoc(xml);
    }
    return status;
}

static apr_status_t walk_new(walk_t *walk, step_t *step)
{
    int index = walk->tree->files->nelts;
    const char *bytes;
    apr_size_t size;
    cost_t own = {1, 0, 0};
    apr_status_t status;

    if (index >= MAX_FILES) {
        return refuse(walk, step->path, 0, "Too many files are imported", NULL);
    }
    status = read_file(walk, &bytes, &size, step->path);
    if (status == APR_SUCCESS) {
        own.bytes = size;
        status = add_cost(walk, step, &own);
    }
    if (status == APR_SUCCESS) {
        status = walk_tree(walk, step, bytes, size);
    }
    if (status == APR_SUCCESS) {
        APR_ARRAY_IDX(walk->costs, index, cost_t) = step->cost;
    }
    return status;
}

static apr_status_t walk_file(walk_t *walk, const char *path, step_t *outer, int line)
{
    step_t step = {path, outer, {0, 0, 0}};
    apr_status_t status = check_place(walk, path, outer, line);
    const cost_t *cost;

    if (status != APR_SUCCESS) {
        return status;
    }
    cost = known_cost(walk, path);
    if (cost == NULL) {
        status = walk_new(walk, &step);
        cost = &step.cost;
    }
    return status == APR_SUCCESS && outer != NULL ? add_cost(walk, outer, cost) : status;
}

apr_status_t stm_stylesheet_tree_walk(stm_stylesheet_tree_t *tree, const char *path,
                                      const apr_array_header_t *roots, stm_problems_t *problems,
                                      apr_pool_t *result_pool)
{
    walk_t walk;
    apr_status_t status;

    memset(tree, 0, sizeof(*tree));
    tree->roots = resolve_roots(roots, result_pool);
    tree->files = apr_array_make(result_pool, 16, sizeof(const char *));
    tree->stamps = apr_array_make(result_pool, 16, sizeof(apr_finfo_t));
    walk.tree = tree;
    walk.costs = apr_array_make(result_pool, 16, sizeof(cost_t));
    walk.problems = problems;
    walk.pool = result_pool;
    stm_hash_start(&walk.hash);
    status = walk_file(&walk, apr_pstrdup(result_pool, path), NULL, 0);
    tree->hash = stm_hash_hex(&walk.hash, result_pool);
    return status;
}
