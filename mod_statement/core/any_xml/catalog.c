#include "core/any_xml/catalog.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <apr_tables.h>
#include <errno.h>
#include <fcntl.h>
#include <libxml/parser.h>
#include <libxml/uri.h>
#include <string.h>
#include <unistd.h>

#include "core/base/table.h"
#include "core/xml/document.h"
#include "core/xml/libxml.h"

#define CATALOG_NS "urn:oasis:names:tc:entity:xmlns:xml:catalog"

/* DocBook's many versions have about fifty. */
#define MAX_FILES   500
#define MAX_ENTRIES 100000

typedef struct rewrite_t {
    const char *start, *path;
} rewrite_t;

struct stm_xml_catalog_t {
    apr_hash_t *by_public, *by_system; /* paths */
    apr_array_header_t *rewrites;      /* rewrite_t */
    apr_array_header_t *files;         /* stm_local_file_t */
    const char *digest;
};

typedef struct loading_t {
    stm_xml_catalog_t *catalog;
    apr_hash_t *seen;           /* files */
    apr_array_header_t *coming; /* const char *: files to read, in order */
    int entries;
    apr_pool_t *pool;
} loading_t;

/* The path of a file's URL; NULL for any other. */
static const char *path_of(const char *url, apr_pool_t *pool)
{
    xmlURIPtr uri = xmlParseURI(url);
    const char *path = NULL;

    if (uri != NULL && uri->path != NULL && uri->path[0] == '/' && uri->query_raw == NULL &&
        (uri->scheme == NULL || strcmp(uri->scheme, "file") == 0) &&
        (uri->server == NULL || *uri->server == '\0')) {
        path = apr_pstrdup(pool, uri->path);
    }
    xmlFreeURI(uri);
    return path;
}

static const char *attribute(const xmlNode *node, const char *name, apr_pool_t *pool)
{
    xmlChar *value = xmlGetNoNsProp((xmlNodePtr)node, BAD_CAST name);
    const char *copy = value == NULL ? NULL : apr_pstrdup(pool, (const char *)value);

    xmlFree(value);
    return copy;
}

/* The path that the attribute @a name of @a node leads to; NULL: none. */
static const char *target(const xmlNode *node, const char *name, apr_pool_t *pool)
{
    const char *value = attribute(node, name, pool), *path;
    xmlChar *base = xmlNodeGetBase(node->doc, node);
    xmlChar *url = value == NULL ? NULL : xmlBuildURI(BAD_CAST value, base);

    path = url == NULL ? NULL : path_of((const char *)url, pool);
    xmlFree(base);
    xmlFree(url);
    return path;
}

/* White space in a public identifier counts as one space (XML 1.0 section 4.2.2). */
static const char *normalize(const char *public_id, apr_pool_t *pool)
{
    char *normal = apr_palloc(pool, strlen(public_id) + 1), *out = normal;

    for (; *public_id != '\0'; public_id++) {
        if (strchr(" \t\r\n", *public_id) == NULL) {
            *out++ = *public_id;
        }
        else if (out > normal && out[-1] != ' ') {
            *out++ = ' ';
        }
    }
    if (out > normal && out[-1] == ' ') {
        out--;
    }
    *out = '\0';
    return normal;
}

/* The first entry for a key counts. */
static void add_once(apr_hash_t *table, const char *key, const char *path)
{
    if (key != NULL && path != NULL && apr_hash_get(table, key, APR_HASH_KEY_STRING) == NULL) {
        apr_hash_set(table, key, APR_HASH_KEY_STRING, path);
    }
}

static void add_rewrite(loading_t *loading, const xmlNode *node)
{
    rewrite_t rewrite = {attribute(node, "systemIdStartString", loading->pool),
                         target(node, "rewritePrefix", loading->pool)};

    if (rewrite.start != NULL && rewrite.path != NULL) {
        APR_ARRAY_PUSH(loading->catalog->rewrites, rewrite_t) = rewrite;
    }
}

static void add_file(loading_t *loading, const char *path)
{
    if (path != NULL && loading->coming->nelts < MAX_FILES &&
        apr_hash_get(loading->seen, path, APR_HASH_KEY_STRING) == NULL) {
        apr_hash_set(loading->seen, path, APR_HASH_KEY_STRING, path);
        APR_ARRAY_PUSH(loading->coming, const char *) = path;
    }
}

static int is_named(const xmlNode *node, const char *name)
{
    return strcmp((const char *)node->name, name) == 0;
}

static void read_entry(loading_t *loading, const xmlNode *node)
{
    if (is_named(node, "public")) {
        const char *id = attribute(node, "publicId", loading->pool);

        add_once(loading->catalog->by_public, id == NULL ? NULL : normalize(id, loading->pool),
                 target(node, "uri", loading->pool));
    }
    else if (is_named(node, "system")) {
        add_once(loading->catalog->by_system, attribute(node, "systemId", loading->pool),
                 target(node, "uri", loading->pool));
    }
    else if (is_named(node, "rewriteSystem")) {
        add_rewrite(loading, node);
    }
    else if (is_named(node, "delegatePublic") || is_named(node, "delegateSystem") ||
             is_named(node, "nextCatalog")) {
        add_file(loading, target(node, "catalog", loading->pool));
    }
}

/* Entries are children of the root, or of groups in it. */
static void read_entries(loading_t *loading, const xmlNode *parent)
{
    for (const xmlNode *node = parent->children; node != NULL; node = node->next) {
        if (node->type != XML_ELEMENT_NODE || node->ns == NULL ||
            strcmp((const char *)node->ns->href, CATALOG_NS) != 0 ||
            ++loading->entries > MAX_ENTRIES) {
            continue;
        }
        if (is_named(node, "group") && parent->parent->type != XML_ELEMENT_NODE) {
            read_entries(loading, node);
        }
        else {
            read_entry(loading, node);
        }
    }
}

static apr_status_t read_file(const char **bytes, apr_size_t *size, const char *path,
                              apr_pool_t *pool)
{
    int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    apr_status_t status;

    if (file < 0) {
        return APR_FROM_OS_ERROR(errno);
    }
    status = stm_document_bytes_of(bytes, size, file, &stm_limits_default, pool);
    close(file);
    return status;
}

static void ignore_error(void *context, stm_xml_error_t error)
{
    (void)context, (void)error;
}

/* NULL where it is not well-formed. */
static xmlDocPtr parse(const char *bytes, apr_size_t size, const char *path)
{
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    xmlChar *url = xmlPathToURI(BAD_CAST path);
    xmlDocPtr xml = NULL;

    if (parser != NULL) {
        parser->sax->serror = (xmlStructuredErrorFunc)ignore_error;
        xml = xmlCtxtReadMemory(parser, bytes, (int)size, (const char *)url, NULL,
                                XML_PARSE_NONET | XML_PARSE_NOCDATA);
        xmlFreeParserCtxt(parser);
    }
    xmlFree(url);
    return xml;
}

static apr_status_t load_file(loading_t *loading, const char *path)
{
    const xmlNode *root;
    const char *bytes = NULL;
    apr_size_t size = 0;
    apr_pool_t *scratch_pool;
    apr_status_t status;
    xmlDocPtr xml;

    apr_pool_create(&scratch_pool, loading->pool);
    status = read_file(&bytes, &size, path, scratch_pool);
    xml = status == APR_SUCCESS ? parse(bytes, size, path) : NULL;
    root = xml == NULL ? NULL : xmlDocGetRootElement(xml);
    if (root != NULL) {
        read_entries(loading, root);
    }
    else if (status == APR_SUCCESS) {
        status = STM_EMALFORMED;
    }
    xmlFreeDoc(xml);
    apr_pool_destroy(scratch_pool);
    return status;
}

static void report(stm_problems_t *problems, stm_severity_t severity, const char *path,
                   apr_status_t status)
{
    char words[200];

    stm_problems_add(problems, severity, "catalog", path, 0, 0, NULL,
                     "The XML catalogue cannot be read: %s",
                     status == STM_EMALFORMED ? "it is not well-formed"
                     : status == STM_ELIMIT   ? "it is too large"
                                              : apr_strerror(status, words, sizeof(words)));
}

static const char *digest_of(const apr_array_header_t *files, apr_pool_t *pool)
{
    stm_hash_t hash;

    stm_hash_start(&hash);
    stm_local_files_hash(&hash, files);
    return stm_hash_hex(&hash, pool);
}

apr_status_t stm_xml_catalog_load(const stm_xml_catalog_t **catalog, const char *path,
                                  stm_problems_t *problems, apr_pool_t *result_pool)
{
    stm_xml_catalog_t *made = apr_palloc(result_pool, sizeof(*made));
    loading_t loading = {.catalog = made,
                         .seen = stm_table_make(result_pool),
                         .coming = apr_array_make(result_pool, 16, sizeof(const char *)),
                         .pool = result_pool};

    made->by_public = stm_table_make(result_pool);
    made->by_system = stm_table_make(result_pool);
    made->rewrites = apr_array_make(result_pool, 4, sizeof(rewrite_t));
    made->files = stm_local_files_create(result_pool);
    add_file(&loading, apr_pstrdup(result_pool, path));
    for (int i = 0; i < loading.coming->nelts; i++) {
        const char *file = APR_ARRAY_IDX(loading.coming, i, const char *);
        apr_status_t status;

        stm_local_files_note(made->files, file);
        status = load_file(&loading, file);
        if (status != APR_SUCCESS) {
            report(problems, i == 0 ? STM_SEVERITY_ERROR : STM_SEVERITY_WARNING, file, status);
        }
        if (status != APR_SUCCESS && i == 0) {
            return status;
        }
    }
    made->digest = digest_of(made->files, result_pool);
    *catalog = made;
    return APR_SUCCESS;
}

const apr_array_header_t *stm_xml_catalog_files(const stm_xml_catalog_t *catalog)
{
    return catalog->files;
}

const char *stm_xml_catalog_digest(const stm_xml_catalog_t *catalog)
{
    return catalog->digest;
}

/* By the longest beginning. */
static const char *rewrite(const stm_xml_catalog_t *catalog, const char *system_id,
                           apr_pool_t *pool)
{
    const rewrite_t *best = NULL;
    const char *rest;

    for (int i = 0; i < catalog->rewrites->nelts; i++) {
        const rewrite_t *one = &APR_ARRAY_IDX(catalog->rewrites, i, const rewrite_t);

        if (strncmp(system_id, one->start, strlen(one->start)) == 0 &&
            (best == NULL || strlen(one->start) > strlen(best->start))) {
            best = one;
        }
    }
    rest = best == NULL ? NULL : system_id + strlen(best->start);
    return rest == NULL || strstr(rest, "..") != NULL ? NULL
                                                      : apr_pstrcat(pool, best->path, rest, NULL);
}

const char *stm_xml_catalog_resolve(const stm_xml_catalog_t *catalog, const char *public_id,
                                    const char *system_id, apr_pool_t *result_pool)
{
    const char *path = NULL;

    if (system_id != NULL) {
        path = apr_hash_get(catalog->by_system, system_id, APR_HASH_KEY_STRING);
        path = path == NULL ? rewrite(catalog, system_id, result_pool) : path;
    }
    if (path == NULL && public_id != NULL) {
        path = apr_hash_get(catalog->by_public, normalize(public_id, result_pool),
                            APR_HASH_KEY_STRING);
    }
    return path;
}
