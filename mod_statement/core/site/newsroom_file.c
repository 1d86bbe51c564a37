#include "core/site/newsroom_file.h"

#include <apr_cstr.h>
#include <apr_file_info.h>
#include <apr_hash.h>
#include <apr_strings.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/base/table.h"
#include "core/i18n/date.h"
#include "core/xml/plain.h"
#include "core/xml/shared_element.h"

struct stm_newsroom_file_t {
    stm_document_t *document;
    const char *lang;
    const stm_zone_t *zone;
    apr_off_t max_bytes;
    apr_array_header_t *all; /* stm_shared_t */
    apr_hash_t *by_id;       /* "element id" to an array of const stm_shared_t * */
    apr_hash_t *ids;         /* element to an array of const char *, the last one NULL */
    const char *defaults_digest;
    apr_pool_t *pool;
};

static apr_time_t from_of(const xmlNode *node, const stm_newsroom_file_t *file)
{
    const char *text = stm_plain_attribute(node, "from", file->pool);
    stm_date_t date;

    if (text == NULL || stm_date_parse(&date, text) != STM_DATE_GOOD) {
        return 0;
    }
    return stm_date_moment(&date, file->zone);
}

static void measure(stm_shared_t *shared, apr_pool_t *pool)
{
    xmlBufferPtr text = xmlBufferCreate();
    stm_hash_t hash;

    stm_hash_start(&hash);
    if (text != NULL) {
        xmlNodeDump(text, shared->node->doc, (xmlNodePtr)shared->node, 0, 0);
        shared->size = (apr_size_t)xmlBufferLength(text);
        stm_hash_bytes(&hash, xmlBufferContent(text), shared->size);
        xmlBufferFree(text);
    }
    /* What it leaves to the root counts as if it stood here. */
    stm_hash_text(&hash, shared->lang);
    shared->digest = stm_hash_hex(&hash, pool);
}

static void add_id(stm_newsroom_file_t *file, const stm_shared_t *shared)
{
    const char *key = apr_pstrcat(file->pool, shared->element, " ", shared->id, NULL);
    apr_array_header_t *versions = apr_hash_get(file->by_id, key, APR_HASH_KEY_STRING);
    apr_array_header_t *ids = apr_hash_get(file->ids, shared->element, APR_HASH_KEY_STRING);

    if (versions == NULL) {
        versions = apr_array_make(file->pool, 2, sizeof(const stm_shared_t *));
        apr_hash_set(file->by_id, key, APR_HASH_KEY_STRING, versions);
        if (ids == NULL) {
            ids = apr_array_make(file->pool, 8, sizeof(const char *));
            apr_hash_set(file->ids, shared->element, APR_HASH_KEY_STRING, ids);
        }
        APR_ARRAY_PUSH(ids, const char *) = shared->id;
    }
    APR_ARRAY_PUSH(versions, const stm_shared_t *) = shared;
}

static void add(stm_newsroom_file_t *file, const xmlNode *node)
{
    stm_shared_t *shared = &APR_ARRAY_PUSH(file->all, stm_shared_t);
    const char *lang = stm_plain_lang(node, file->pool);

    *shared = (stm_shared_t){.node = node, .element = (const char *)node->name};
    shared->id = stm_shared_element_id(node, file->pool);
    shared->lang = lang ? lang : file->lang;
    shared->from = from_of(node, file);
    shared->is_internal = stm_plain_is_internal(node);
    measure(shared, file->pool);
}

/* Once all are there: an array that grows moves. */
static void add_ids(stm_newsroom_file_t *file)
{
    for (int i = 0; i < file->all->nelts; i++) {
        const stm_shared_t *shared = &APR_ARRAY_IDX(file->all, i, stm_shared_t);

        if (shared->id != NULL) {
            add_id(file, shared);
        }
    }
    for (apr_hash_index_t *at = apr_hash_first(file->pool, file->ids); at; at = apr_hash_next(at)) {
        APR_ARRAY_PUSH((apr_array_header_t *)apr_hash_this_val(at), const char *) = NULL;
    }
}

static void digest_defaults(stm_newsroom_file_t *file)
{
    stm_hash_t hash;
    int count = 0;

    stm_hash_start(&hash);
    for (int i = 0; i < file->all->nelts; i++) {
        const stm_shared_t *shared = &APR_ARRAY_IDX(file->all, i, stm_shared_t);

        if (stm_shared_element_is_default(shared->node)) {
            stm_hash_text(&hash, shared->digest);
            count++;
        }
    }
    file->defaults_digest = count > 0 ? stm_hash_hex(&hash, file->pool) : NULL;
}

apr_status_t stm_newsroom_file_parse(stm_newsroom_file_t **file, const char *bytes, apr_size_t size,
                                     const stm_newsroom_t *newsroom, stm_problems_t *problems,
                                     apr_pool_t *result_pool)
{
    stm_newsroom_file_t *made = apr_pcalloc(result_pool, sizeof(*made));
    apr_status_t status = stm_document_parse_newsroom(
        &made->document, STM_NEWSROOM_FILE, bytes, size, &newsroom->limits, problems, result_pool);
    const xmlNode *root;

    if (status != APR_SUCCESS) {
        return status;
    }
    root = xmlDocGetRootElement(made->document->xml);
    made->pool = result_pool;
    made->lang = stm_plain_lang(root, result_pool);
    made->zone = newsroom->set_zone;
    made->max_bytes = newsroom->limits.max_bytes;
    made->all = apr_array_make(result_pool, 16, sizeof(stm_shared_t));
    made->by_id = stm_table_make(result_pool);
    made->ids = stm_table_make(result_pool);
    for (const xmlNode *node = root->children; node != NULL; node = node->next) {
        if (node->type == XML_ELEMENT_NODE && node->ns == NULL) {
            add(made, node);
        }
    }
    add_ids(made);
    digest_defaults(made);
    *file = made;
    return APR_SUCCESS;
}

const stm_document_t *stm_newsroom_file_document(const stm_newsroom_file_t *file)
{
    return file->document;
}

apr_status_t stm_newsroom_file_bytes(const char **bytes, apr_size_t *size,
                                     const stm_newsroom_t *newsroom, stm_problems_t *problems,
                                     apr_pool_t *result_pool)
{
    const char *root = newsroom->shared_root ? newsroom->shared_root : newsroom->root;
    const char *path = apr_pstrcat(result_pool, root, "/", STM_NEWSROOM_FILE, NULL);
    apr_status_t status = stm_document_bytes(bytes, size, path, STM_NEWSROOM_FILE,
                                             &newsroom->limits, problems, result_pool);

    if (APR_STATUS_IS_ENOTDIR(status)) {
        return APR_ENOENT;
    }
    if (status == STM_EFOREIGN) {
        stm_problems_add(problems, STM_SEVERITY_ERROR, "too-large", STM_NEWSROOM_FILE, 0, 0,
                         "Shorten it, or raise StatementMaxSize.",
                         "newsroom.xml is larger than a statement may be");
        return STM_ELIMIT;
    }
    return status;
}

int stm_newsroom_file_is_in(const char *folder, apr_pool_t *scratch_pool)
{
    apr_finfo_t finfo;
    const char *path = apr_pstrcat(scratch_pool, folder, "/", STM_NEWSROOM_FILE, NULL);
    apr_status_t status = apr_stat(&finfo, path, APR_FINFO_TYPE, scratch_pool);

    return (status == APR_SUCCESS || status == APR_INCOMPLETE) && finfo.filetype == APR_REG;
}

/* *path: @a folder from the root of the file system on. */
static const char *find_around(char **path, const char *folder, apr_pool_t *pool)
{
    char *around, *slash;

    if (apr_filepath_merge(path, NULL, folder, APR_FILEPATH_NATIVE, pool)) {
        return NULL;
    }
    /* "." has become a name with a slash behind it. */
    for (apr_size_t length = strlen(*path); length > 1 && (*path)[length - 1] == '/'; length--) {
        (*path)[length - 1] = '\0';
    }
    around = apr_pstrdup(pool, *path);
    while ((slash = strrchr(around, '/')) != NULL) {
        *slash = '\0';
        if (stm_newsroom_file_is_in(around, pool)) {
            return around;
        }
    }
    return NULL;
}

const char *stm_newsroom_file_around(const char *folder, apr_pool_t *result_pool)
{
    char *path;

    return find_around(&path, folder, result_pool);
}

void stm_newsroom_file_locate(stm_newsroom_t *newsroom, apr_pool_t *result_pool)
{
    const char *around;
    char *path;

    if (stm_newsroom_file_is_in(newsroom->root, result_pool)) {
        return;
    }
    around = find_around(&path, newsroom->root, result_pool);
    if (around != NULL) {
        newsroom->shared_root = around;
        newsroom->shared_prefix = apr_pstrcat(result_pool, path + strlen(around) + 1, "/", NULL);
    }
}

/* How well @a lang answers @a range: the number of its characters that a lookup compares before it
 * finds it, 0 where it does not (RFC 4647 section 3.4). */
static apr_size_t match(const char *range, const char *lang)
{
    apr_size_t length = strlen(range);

    while (length > 0) {
        if (strlen(lang) == length && apr_cstr_casecmpn(range, lang, length) == 0) {
            return length;
        }
        while (length > 0 && range[--length] != '-') {
        }
        /* A single letter that begins an extension goes with it. */
        if (length >= 2 && range[length - 2] == '-') {
            length -= 2;
        }
    }
    return 0;
}

typedef struct choice_t {
    const stm_shared_t *best;
    apr_size_t match;
} choice_t;

/* A language that fits better comes first, then the newsroom's own, then the later day. */
static int is_better(const stm_newsroom_file_t *file, const choice_t *choice,
                     const stm_shared_t *shared, apr_size_t matched)
{
    const stm_shared_t *best = choice->best;

    if (best == NULL || matched != choice->match) {
        return best == NULL || matched > choice->match;
    }
    if (apr_strnatcasecmp(best->lang ? best->lang : "", shared->lang ? shared->lang : "") == 0) {
        return shared->from > best->from;
    }
    return matched == 0 && file->lang && best->lang != file->lang && shared->lang == file->lang;
}

static void consider(choice_t *choice, const stm_newsroom_file_t *file, const stm_shared_t *shared,
                     const stm_sharing_t *sharing, int *is_later)
{
    apr_size_t matched = shared->lang && sharing->lang ? match(sharing->lang, shared->lang) : 0;

    if (shared->from > sharing->published_at) {
        *is_later = 1;
    }
    else if (is_better(file, choice, shared, matched)) {
        choice->best = shared;
        choice->match = matched;
    }
}

const stm_shared_t *stm_newsroom_file_find(const stm_newsroom_file_t *file, const char *element,
                                           const char *id, const stm_sharing_t *sharing,
                                           int *is_later, apr_pool_t *scratch_pool)
{
    const char *key = apr_pstrcat(scratch_pool, element, " ", id, NULL);
    const apr_array_header_t *versions =
        file ? apr_hash_get(file->by_id, key, APR_HASH_KEY_STRING) : NULL;
    choice_t choice = {NULL, 0};
    int later = 0;

    for (int i = 0; versions != NULL && i < versions->nelts; i++) {
        consider(&choice, file, APR_ARRAY_IDX(versions, i, const stm_shared_t *), sharing, &later);
    }
    if (is_later != NULL) {
        *is_later = later && choice.best == NULL;
    }
    return choice.best;
}

const char *const *stm_newsroom_file_ids(const stm_newsroom_file_t *file, const char *element)
{
    static const char *const none[] = {NULL};
    const apr_array_header_t *ids =
        file ? apr_hash_get(file->ids, element, APR_HASH_KEY_STRING) : NULL;

    return ids ? (const char *const *)ids->elts : none;
}

/* By what lists filter statements that have it. */
static const char *filtered_by(const stm_shared_t *shared, stm_facet_kind_t kind, apr_pool_t *pool)
{
    const char *element = kind == STM_FACET_TAG ? "tag" : "issuer";
    const char *text = shared->id;

    if (shared->is_internal || strcmp(shared->element, element) != 0) {
        return NULL;
    }
    if (text == NULL || kind == STM_FACET_ISSUER) {
        text = stm_plain_words(shared->node, pool);
    }
    return stm_filter_value(kind, text, pool);
}

void stm_newsroom_file_values(apr_array_header_t *values, const stm_newsroom_file_t *file,
                              stm_facet_kind_t kind)
{
    if (file == NULL || (kind != STM_FACET_TAG && kind != STM_FACET_ISSUER)) {
        return;
    }
    for (int i = 0; i < file->all->nelts; i++) {
        const char *own =
            filtered_by(&APR_ARRAY_IDX(file->all, i, stm_shared_t), kind, values->pool);

        if (own != NULL) {
            APR_ARRAY_PUSH(values, const char *) = own;
        }
    }
}

int stm_newsroom_file_names(const stm_newsroom_file_t *file, stm_facet_kind_t kind,
                            const char *value, apr_pool_t *scratch_pool)
{
    apr_array_header_t *values = apr_array_make(scratch_pool, 16, sizeof(const char *));

    stm_newsroom_file_values(values, file, kind);
    for (int i = 0; i < values->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(values, i, const char *), value) == 0) {
            return 1;
        }
    }
    return 0;
}

const char *stm_newsroom_file_defaults_digest(const stm_newsroom_file_t *file)
{
    return file ? file->defaults_digest : NULL;
}

apr_off_t stm_newsroom_file_max_bytes(const stm_newsroom_file_t *file)
{
    return file->max_bytes;
}
