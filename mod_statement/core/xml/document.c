#include "core/xml/document.h"

#include <apr_strings.h>
#include <string.h>

#include "core/xml/document_file.h"
#include "core/xml/document_tree.h"
#include "core/xml/root.h"
#include "core/xml/source.h"
#include "core/xml/wellformed.h"

const stm_limits_t stm_limits_default = {2 * 1024 * 1024, 100, 100 * 1000 * 1000};

static apr_status_t refuse_root(const stm_source_t *source, const stm_outline_t *outline,
                                stm_problems_t *problems)
{
    stm_cursor_t cursor;

    stm_cursor_start(&cursor, source);
    stm_cursor_move(&cursor, outline->root_at);
    stm_problems_add(problems, STM_SEVERITY_ERROR, "root", source->name, cursor.line, cursor.column,
                     "Write <statement> and </statement> around everything.",
                     "The outermost element is <%s>, which looks like a misspelt <statement>",
                     outline->root);
    return STM_EMALFORMED;
}

static int is_statement(const stm_outline_t *outline)
{
    return outline->root != NULL && strcmp(outline->root, "statement") == 0;
}

/* Why it is no statement, though it is not plainly somebody else's. */
static apr_status_t refuse_slip(const stm_source_t *source, const stm_outline_t *outline,
                                stm_root_t root, stm_problems_t *problems, apr_pool_t *pool)
{
    if (outline->doctype_at != NULL && (root == STM_ROOT_STATEMENT || is_statement(outline))) {
        stm_wellformed_refuse_doctype(source, outline, problems);
    }
    else if (outline->root != NULL && stm_root_resembles(outline->root)) {
        return refuse_root(source, outline, problems);
    }
    else {
        stm_wellformed_explain(source, 0, 0, problems, pool);
    }
    return STM_EMALFORMED;
}

/* Only what begins as a statement has to is none of httpd's at first sight. */
static int is_plainly_ours(const stm_outline_t *outline)
{
    return is_statement(outline) && outline->doctype_at == NULL;
}

static apr_status_t parse_decoded(stm_document_t *document, const stm_source_t *source,
                                  const stm_limits_t *limits, stm_stretch_t *stretch,
                                  stm_problems_t *problems)
{
    const char *crowded = stm_wellformed_crowded(source);
    stm_outline_t outline;
    stm_root_t root;

    if (crowded != NULL) {
        stm_wellformed_refuse_crowded(source, crowded, problems);
        return STM_ELIMIT;
    }
    stm_wellformed_outline(&outline, source, document->pool);
    if (is_plainly_ours(&outline)) {
        return stm_document_tree_parse(document, source, limits, stretch, problems);
    }
    root = stm_root_of(document->bytes, document->size, STM_PART_WHOLE);
    return root == STM_ROOT_FOREIGN ? STM_EFOREIGN
                                    : refuse_slip(source, &outline, root, problems, document->pool);
}

static stm_document_t *make(const char *name, const char *bytes, apr_size_t size,
                            apr_pool_t *result_pool)
{
    stm_document_t *made = apr_pcalloc(result_pool, sizeof(*made));

    made->name = apr_pstrdup(result_pool, name);
    made->bytes = bytes;
    made->size = size;
    made->pool = result_pool;
    return made;
}

static apr_status_t refuse_newsroom_root(const stm_source_t *source, const stm_outline_t *outline,
                                         stm_problems_t *problems, apr_pool_t *pool)
{
    stm_cursor_t cursor;

    if (outline->root == NULL) {
        stm_wellformed_explain(source, 0, 0, problems, pool);
        return STM_EMALFORMED;
    }
    stm_cursor_start(&cursor, source);
    stm_cursor_move(&cursor, outline->root_at);
    stm_problems_add(problems, STM_SEVERITY_ERROR, "root", source->name, cursor.line, cursor.column,
                     strcmp(outline->root, "statement") == 0
                         ? "Give the statement's file another name: newsroom.xml is for what all "
                           "statements share."
                         : "Write <newsroom> and </newsroom> around everything.",
                     "The outermost element of newsroom.xml is <%s>", outline->root);
    return STM_EMALFORMED;
}

apr_status_t stm_document_parse_newsroom(stm_document_t **document, const char *name,
                                         const char *bytes, apr_size_t size,
                                         const stm_limits_t *limits, stm_problems_t *problems,
                                         apr_pool_t *result_pool)
{
    stm_document_t *made = make(name, bytes, size, result_pool);
    stm_source_t source;
    stm_outline_t outline;
    const char *crowded;

    *document = made;
    if ((apr_off_t)size > limits->max_bytes) {
        return stm_document_file_refuse(name, limits, problems);
    }
    if (stm_source_decode(&source, made->name, bytes, size, problems, result_pool)) {
        return STM_EMALFORMED;
    }
    crowded = stm_wellformed_crowded(&source);
    if (crowded != NULL) {
        stm_wellformed_refuse_crowded(&source, crowded, problems);
        return STM_ELIMIT;
    }
    stm_wellformed_outline(&outline, &source, result_pool);
    if (outline.doctype_at != NULL) {
        stm_wellformed_refuse_doctype(&source, &outline, problems);
        return STM_EMALFORMED;
    }
    if (outline.root == NULL || strcmp(outline.root, STM_NEWSROOM_ROOT) != 0) {
        return refuse_newsroom_root(&source, &outline, problems, result_pool);
    }
    return stm_document_tree_parse(made, &source, limits, NULL, problems);
}

/* @a stretch may be NULL. */
static apr_status_t parse_stretch(stm_document_t **document, const char *name, const char *bytes,
                                  apr_size_t size, const stm_limits_t *limits,
                                  stm_stretch_t *stretch, stm_problems_t *problems,
                                  apr_pool_t *result_pool)
{
    stm_document_t *made = make(name, bytes, size, result_pool);
    stm_problems_t *undecoded = stm_problems_create(result_pool);
    stm_source_t source;

    *document = made;
    if ((apr_off_t)size > limits->max_bytes) {
        return stm_document_file_refuse(name, limits, problems);
    }
    if (stm_source_decode(&source, made->name, bytes, size, undecoded, result_pool)) {
        /* In an encoding that a statement may not have, or none. */
        source = (stm_source_t){made->name, bytes, size};
        if (stm_wellformed_crowded(&source) == NULL &&
            stm_root_of(bytes, size, STM_PART_WHOLE) == STM_ROOT_FOREIGN) {
            return STM_EFOREIGN;
        }
        stm_problems_append(problems, undecoded);
        return STM_EMALFORMED;
    }
    return parse_decoded(made, &source, limits, stretch, problems);
}

apr_status_t stm_document_parse(stm_document_t **document, const char *name, const char *bytes,
                                apr_size_t size, const stm_limits_t *limits,
                                stm_problems_t *problems, apr_pool_t *result_pool)
{
    return parse_stretch(document, name, bytes, size, limits, NULL, problems, result_pool);
}

apr_status_t stm_document_read(stm_document_t **document, const char *path, const char *name,
                               const stm_limits_t *limits, stm_problems_t *problems,
                               apr_pool_t *result_pool)
{
    return stm_document_read_stretch(document, NULL, NULL, path, name, limits, problems,
                                     result_pool);
}

apr_status_t stm_document_read_stretch(stm_document_t **document, stm_stretch_t *stretch,
                                       apr_finfo_t *after, const char *path, const char *name,
                                       const stm_limits_t *limits, stm_problems_t *problems,
                                       apr_pool_t *result_pool)
{
    const char *bytes = NULL;
    apr_size_t size = 0;
    apr_status_t status =
        stm_document_file_read(&bytes, &size, after, path, name, limits, problems, result_pool);

    if (status != APR_SUCCESS) {
        return status;
    }
    return parse_stretch(document, name, bytes, size, limits, stretch, problems, result_pool);
}
