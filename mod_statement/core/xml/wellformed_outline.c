#include "core/xml/wellformed.h"

#include <apr_strings.h>
#include <string.h>

#include "core/xml/reader.h"

/* A DOCTYPE, with what stands in its brackets; quoted text and comments in it are rare enough. */
static void skip_doctype(stm_reader_t *reader)
{
    int depth = 0;

    for (; reader->at < reader->end; reader->at++) {
        depth += *reader->at == '[' ? 1 : *reader->at == ']' ? -1 : 0;
        if (*reader->at == '>' && depth <= 0) {
            reader->at++;
            return;
        }
    }
}

/* The name without its prefix; NULL where there is no name. */
static const char *local_name(stm_reader_name_t name, apr_pool_t *pool)
{
    const char *end = name.start + name.length;
    const char *colon = memchr(name.start, ':', (apr_size_t)name.length);
    const char *start = colon ? colon + 1 : name.start;

    return name.length > 0 ? apr_pstrmemdup(pool, start, (apr_size_t)(end - start)) : NULL;
}

void stm_wellformed_outline(stm_outline_t *outline, const stm_source_t *source, apr_pool_t *pool)
{
    stm_reader_t reader = {
        .source = source, .at = source->text, .end = source->text + source->size};
    int has_doctype = 0;

    memset(outline, 0, sizeof(*outline));
    while (reader.at < reader.end) {
        if (stm_reader_looks_at(&reader, "<!--")) {
            stm_reader_skip_past(&reader, "-->");
        }
        else if (stm_reader_looks_at(&reader, "<?")) {
            stm_reader_skip_past(&reader, "?>");
        }
        else if (stm_reader_looks_at(&reader, "<!DOCTYPE")) {
            if (!has_doctype) {
                outline->doctype_at = reader.at;
                has_doctype = 1;
            }
            skip_doctype(&reader);
        }
        else if (*reader.at == '<') {
            outline->root_at = reader.at++;
            outline->root = local_name(stm_reader_name(&reader), pool);
            if (outline->root != NULL) {
                return;
            }
        }
        else {
            reader.at++;
        }
    }
}

void stm_wellformed_refuse_doctype(const stm_source_t *source, const stm_outline_t *outline,
                                   stm_problems_t *problems)
{
    stm_cursor_t cursor;

    stm_cursor_start(&cursor, source);
    stm_cursor_move(&cursor, outline->doctype_at);
    stm_problems_add(problems, STM_SEVERITY_ERROR, "doctype", source->name, cursor.line,
                     cursor.column, "Delete it, with everything in its brackets.",
                     "A statement may not have a <!DOCTYPE> line");
}
