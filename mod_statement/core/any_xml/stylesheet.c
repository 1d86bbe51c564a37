#include "core/any_xml/stylesheet.h"

#include <apr_strings.h>
#include <libxml/uri.h>
#include <libxslt/xsltutils.h>
#include <string.h>

#include "core/any_xml/extension_elements.h"
#include "core/any_xml/parse.h"
#include "core/base/table.h"
#include "core/xslt/stylesheet.h"

typedef struct step_t {
    const char *url;
    const struct step_t *outer; /* what imports it */
} step_t;

typedef struct walk_t {
    stm_resources_t *resources;
    apr_hash_t *trees;         /* xmlDocPtr by URL: parsed, not compiled yet */
    apr_array_header_t *parts; /* stm_any_stylesheet_part_t */
    stm_dtd_reader_t *dtds;
    xmlDictPtr dict; /* libxslt compares the names of all files by their addresses */
    int files, nesting;
    apr_size_t bytes;
    apr_pool_t *pool;
} walk_t;

static apr_status_t refuse(walk_t *walk, apr_status_t status, const char *file, int line,
                           const char *message)
{
    stm_problems_add(walk->resources->problems, STM_SEVERITY_ERROR, "stylesheet", file, line, 0,
                     NULL, "%s", message);
    return status;
}

static void prepare(walk_t *walk, xmlDocPtr xml)
{
    int nesting = stm_xslt_nesting(xml);

    walk->nesting = nesting > walk->nesting ? nesting : walk->nesting;
    stm_extension_elements_replace(xml);
}

static apr_status_t parse(xmlDocPtr *xml, walk_t *walk, const stm_resource_t *resource,
                          xmlDictPtr dict)
{
    const stm_any_xml_t file = {resource->url, resource->url, resource->bytes, resource->size};
    apr_status_t status = stm_any_xml_parse(xml, &file, walk->dtds, walk->resources->limits, dict,
                                            walk->resources->problems, walk->pool);

    if (status == APR_SUCCESS) {
        prepare(walk, *xml);
    }
    return status;
}

static const char *without_fragment(const char *url, apr_pool_t *pool)
{
    return apr_pstrmemdup(pool, url, strcspn(url, "#"));
}

/* As libxslt finds it; NULL: there is none. */
static const char *import_url(const xmlNode *import, apr_pool_t *pool)
{
    xmlChar *href = xmlGetNoNsProp((xmlNodePtr)import, BAD_CAST "href");
    xmlChar *base = xmlNodeGetBase(import->doc, import);
    xmlChar *built = href == NULL ? NULL : xmlBuildURI(href, base);
    const char *url = built == NULL ? NULL : without_fragment((const char *)built, pool);

    xmlFree(href);
    xmlFree(base);
    xmlFree(built);
    return url;
}

static apr_status_t walk_file(walk_t *walk, const char *url, const step_t *outer, int line);

static apr_status_t follow(walk_t *walk, xmlDocPtr xml, const step_t *step)
{
    const xmlNode *root = xmlDocGetRootElement(xml), *node;
    apr_status_t status = APR_SUCCESS;

    for (node = root == NULL ? NULL : root->children; node != NULL && status == APR_SUCCESS;
         node = node->next) {
        if (stm_xslt_is(node, "import") || stm_xslt_is(node, "include")) {
            const char *url = import_url(node, walk->pool);
            int line = (int)xmlGetLineNo((xmlNodePtr)node);

            status = url == NULL ? refuse(walk, STM_ESTYLESHEET, step->url, line,
                                          "The address of an import is not a valid URI")
                                 : walk_file(walk, url, step, line);
        }
    }
    return status;
}

/* Each import counts: libxslt compiles a file as often as it is imported. */
static apr_status_t check_place(walk_t *walk, const char *url, const step_t *outer, int line)
{
    const stm_transform_limits_t *limits = walk->resources->limits;
    const char *file = outer == NULL ? walk->resources->source->name : outer->url;
    int depth = 0;

    for (const step_t *step = outer; step != NULL; step = step->outer) {
        depth++;
        if (strcmp(step->url, url) == 0) {
            return refuse(walk, STM_ESTYLESHEET, file, line,
                          apr_psprintf(walk->pool, "%s imports itself", url));
        }
    }
    if (depth > limits->max_import_depth) {
        return refuse(walk, STM_ELIMIT, file, line, "Imports are nested too deeply");
    }
    if (++walk->files > limits->max_sheets) {
        return refuse(walk, STM_ELIMIT, file, line, "Too many files are imported");
    }
    return APR_SUCCESS;
}

static void note_part(walk_t *walk, const char *url, const stm_resource_t *resource)
{
    stm_any_stylesheet_part_t *part;

    for (int i = 0; i < walk->parts->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(walk->parts, i, stm_any_stylesheet_part_t).url, url) == 0) {
            return;
        }
    }
    part = apr_array_push(walk->parts);
    part->url = apr_pstrdup(walk->parts->pool, url);
    part->fingerprint = apr_pstrdup(walk->parts->pool, resource->fingerprint);
}

static apr_status_t get(const stm_resource_t **resource, walk_t *walk, const char *url,
                        const step_t *outer, int line)
{
    const char *file = outer == NULL ? walk->resources->source->name : outer->url;
    char words[120];

    *resource = stm_resources_get(walk->resources, url, STM_FETCH_STYLESHEET);
    if ((*resource)->status == APR_EAGAIN) {
        return APR_EAGAIN;
    }
    if ((*resource)->status != APR_SUCCESS) {
        return refuse(walk, STM_ESTYLESHEET, file, line,
                      apr_psprintf(walk->pool, "The stylesheet %s cannot be read: %s", url,
                                   apr_strerror((*resource)->status, words, sizeof(words))));
    }
    walk->bytes += (*resource)->size;
    return walk->bytes <= walk->resources->limits->max_sheet_bytes
               ? APR_SUCCESS
               : refuse(walk, STM_ELIMIT, url, 0, "The stylesheet and its imports are too large");
}

static apr_status_t walk_file(walk_t *walk, const char *url, const step_t *outer, int line)
{
    const stm_resource_t *resource;
    step_t step = {url, outer};
    xmlDocPtr xml;
    apr_status_t status = check_place(walk, url, outer, line);

    if (status == APR_SUCCESS) {
        status = get(&resource, walk, url, outer, line);
    }
    if (status == APR_SUCCESS) {
        status = parse(&xml, walk, resource, walk->dict);
    }
    if (status != APR_SUCCESS) {
        return status;
    }
    if (walk->dict == NULL) {
        walk->dict = xml->dict;
    }
    note_part(walk, url, resource);
    apr_hash_set(walk->trees, apr_pstrdup(walk->pool, url), APR_HASH_KEY_STRING, xml);
    return follow(walk, xml, &step);
}

/* The compiler's from then on. */
static xmlDocPtr take(walk_t *walk, const char *url)
{
    xmlDocPtr xml = apr_hash_get(walk->trees, url, APR_HASH_KEY_STRING);

    if (xml != NULL) {
        apr_hash_set(walk->trees, url, APR_HASH_KEY_STRING, NULL);
        stm_any_xml_release(xml, walk->pool);
    }
    return xml;
}

/* Only what the walk has seen; a second import of the same file is parsed again. */
static xmlDocPtr load(void *baton, const char *url, xmlDictPtr dict)
{
    walk_t *walk = baton;
    const char *whole = without_fragment(url, walk->pool);
    const stm_resource_t *resource =
        apr_hash_get(walk->resources->by_url, whole, APR_HASH_KEY_STRING);
    xmlDocPtr xml = take(walk, whole);

    if (xml == NULL && resource != NULL && resource->status == APR_SUCCESS &&
        parse(&xml, walk, resource, dict) == APR_SUCCESS) {
        stm_any_xml_release(xml, walk->pool);
    }
    return xml;
}

static apr_status_t free_compiled(void *compiled)
{
    xsltFreeStylesheet(compiled);
    return APR_SUCCESS;
}

/* Of a sheet that compiles, remarks are not kept: libxslt has one for each that says version 2.0.
 */
static apr_status_t compile(stm_any_stylesheet_t **sheet, walk_t *walk, xmlDocPtr xml,
                            const char *url, apr_pool_t *pool)
{
    const stm_xslt_loader_t loader = {load, walk};
    stm_any_stylesheet_t *made = apr_pcalloc(pool, sizeof(*made));
    stm_budget_t budget = stm_transform_budget(walk->resources->limits, NULL);
    stm_problems_t *remarks = stm_problems_create(walk->pool);
    stm_xslt_log_t log;

    stm_xslt_log_init(&log, remarks, url, STM_SEVERITY_ERROR);
    stm_budget_begin(&budget, NULL);
    made->compiled = stm_stylesheet_compile(xml, &loader, &log);
    stm_budget_end(&budget);
    if (made->compiled != NULL) {
        apr_pool_cleanup_register(pool, made->compiled, free_compiled, apr_pool_cleanup_null);
    }
    if (budget.state == STM_BUDGET_NO_MEMORY) {
        return APR_ENOMEM;
    }
    if (made->compiled == NULL) {
        stm_problems_append(walk->resources->problems, remarks);
        return log.count > 0
                   ? STM_ESTYLESHEET
                   : refuse(walk, STM_ESTYLESHEET, url, 0, "The stylesheet does not compile");
    }
    made->url = apr_pstrdup(pool, url);
    made->parts = walk->parts;
    made->dtds = walk->dtds;
    made->nesting = walk->nesting;
    made->bytes = (apr_size_t)(budget.bytes > 0 ? budget.bytes : 0) + walk->bytes * 10;
    *sheet = made;
    return APR_SUCCESS;
}

static void start(walk_t *walk, stm_resources_t *resources, apr_pool_t *result_pool,
                  apr_pool_t *scratch_pool)
{
    *walk = (walk_t){.resources = resources,
                     .trees = stm_table_make(scratch_pool),
                     .parts = apr_array_make(result_pool, 4, sizeof(stm_any_stylesheet_part_t)),
                     .dtds = stm_dtd_reader_create(resources->dtds->catalog, result_pool),
                     .pool = scratch_pool};
}

apr_status_t stm_any_stylesheet_compile(stm_any_stylesheet_t **sheet, stm_resources_t *resources,
                                        const char *url, apr_pool_t *result_pool)
{
    apr_pool_t *scratch_pool;
    apr_status_t status;
    walk_t walk;

    apr_pool_create(&scratch_pool, resources->pool);
    start(&walk, resources, result_pool, scratch_pool);
    status = walk_file(&walk, without_fragment(url, scratch_pool), NULL, 0);
    if (status == APR_SUCCESS) {
        url = APR_ARRAY_IDX(walk.parts, 0, stm_any_stylesheet_part_t).url;
        status = compile(sheet, &walk, take(&walk, url), url, result_pool);
    }
    stm_dtd_reader_add(resources->dtds, walk.dtds);
    apr_pool_destroy(scratch_pool);
    return status;
}

/* As in documents without a DTD that says what is an ID, too. */
static xmlNodePtr find_by_id(const xmlDoc *xml, const char *id)
{
    xmlNodePtr node = xmlDocGetRootElement((xmlDocPtr)xml), root = node;

    while (node != NULL) {
        xmlChar *own = node->type == XML_ELEMENT_NODE ? xmlGetNoNsProp(node, BAD_CAST "id") : NULL;
        xmlChar *other = node->type == XML_ELEMENT_NODE && own == NULL
                             ? xmlGetNsProp(node, BAD_CAST "id", XML_XML_NAMESPACE)
                             : NULL;
        int is_it = xmlStrEqual(own != NULL ? own : other, BAD_CAST id);

        xmlFree(own);
        xmlFree(other);
        if (is_it) {
            return node;
        }
        if (node->type == XML_ELEMENT_NODE && node->children != NULL) {
            node = node->children;
            continue;
        }
        while (node != root && node->next == NULL) {
            node = node->parent;
        }
        node = node == root ? NULL : node->next;
    }
    return NULL;
}

/* With the namespaces that are declared around it. */
static xmlDocPtr copy_embedded(const xmlDoc *xml, xmlNodePtr element)
{
    xmlDocPtr copy = xmlNewDoc(BAD_CAST "1.0");
    xmlNsPtr *spaces = xmlGetNsList(xml, element);
    xmlNodePtr root;

    copy->URL = xmlStrdup(xml->URL);
    copy->dict = xmlDictCreate();
    root = xmlDocCopyNode(element, copy, 1);
    xmlDocSetRootElement(copy, root);
    for (int i = 0; spaces != NULL && spaces[i] != NULL; i++) {
        xmlNewNs(root, spaces[i]->href, spaces[i]->prefix); /* NULL where it has that prefix */
    }
    xmlFree(spaces);
    return copy;
}

apr_status_t stm_any_stylesheet_compile_embedded(stm_any_stylesheet_t **sheet,
                                                 stm_resources_t *resources, const xmlDoc *xml,
                                                 const char *id, apr_pool_t *result_pool)
{
    const char *url = resources->source->url;
    xmlNodePtr element = find_by_id(xml, id);
    const step_t step = {url, NULL};
    apr_pool_t *scratch_pool;
    apr_status_t status;
    xmlDocPtr copy;
    walk_t walk;

    apr_pool_create(&scratch_pool, resources->pool);
    start(&walk, resources, result_pool, scratch_pool);
    if (element == NULL) {
        status = refuse(&walk, STM_ESTYLESHEET, resources->source->name, 0,
                        apr_psprintf(scratch_pool, "No element has the id \"%s\"", id));
    }
    else {
        copy = copy_embedded(xml, element);
        walk.dict = copy->dict;
        prepare(&walk, copy);
        status = follow(&walk, copy, &step);
        if (status == APR_SUCCESS) {
            status = compile(sheet, &walk, copy, url, result_pool);
        }
        else {
            xmlFreeDoc(copy);
        }
    }
    stm_dtd_reader_add(resources->dtds, walk.dtds);
    apr_pool_destroy(scratch_pool);
    return status;
}
