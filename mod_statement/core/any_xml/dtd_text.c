#include "core/any_xml/dtd_text.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <fcntl.h>
#include <libxml/xmlmemory.h>
#include <string.h>
#include <unistd.h>

#include "core/base/bytes.h"
#include "core/base/table.h"
#include "core/xml/document.h"

/* DocBook's has 800 KB, with all its letters. */
#define MAX_BYTES ((apr_size_t)4 * 1024 * 1024)
#define MAX_DEPTH 20

/* One file. */
typedef struct part_t {
    const char *text; /* NULL: the catalogue does not have it */
    const char *path;
} part_t;

typedef struct flattening_t {
    stm_dtd_reader_t *reader;
    apr_hash_t *parts; /* part_t by the name of the parameter entity */
    stm_bytes_t out;
    apr_size_t read;
    int is_too_large, depth;
    apr_pool_t *pool;
} flattening_t;

/* Catalogues are the administrator's own; a pipe would hold the thread all the same. */
static const char *read_file(flattening_t *flattening, const char *path)
{
    const char *bytes = NULL;
    apr_size_t size;
    int file;

    if (strchr(path, '\n') != NULL) { /* none of a catalogue that anybody wrote */
        return NULL;
    }
    stm_local_files_note(flattening->reader->files, path);
    file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (file < 0) {
        return NULL;
    }
    if (stm_document_bytes_of(&bytes, &size, file, &stm_limits_default, flattening->pool)) {
        bytes = NULL;
    }
    close(file);
    flattening->read += bytes == NULL ? 0 : size;
    flattening->is_too_large |= flattening->read > MAX_BYTES;
    return flattening->is_too_large ? NULL : bytes;
}

/* A file of the catalogue may name its own parts by paths; *path NULL: there is none. */
static void find_beside(const char **path, const char *system_id, const char *outer,
                        apr_pool_t *pool)
{
    const char *slash = outer == NULL ? NULL : strrchr(outer, '/');

    if (slash != NULL && system_id != NULL && strchr(system_id, ':') == NULL) {
        *path =
            *system_id == '/'
                ? system_id
                : apr_pstrcat(pool, apr_pstrmemdup(pool, outer, (apr_size_t)(slash - outer) + 1),
                              system_id, NULL);
    }
}

/* @a outer: the path of the file that names it; NULL: a document does. */
static part_t find(flattening_t *flattening, const char *public_id, const char *system_id,
                   const char *outer)
{
    part_t part = {NULL, stm_xml_catalog_resolve(flattening->reader->catalog, public_id, system_id,
                                                 flattening->pool)};

    if (part.path == NULL) {
        find_beside(&part.path, system_id, outer, flattening->pool);
    }
    part.text = part.path == NULL ? NULL : read_file(flattening, part.path);
    return part;
}

static const char *skip_space(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

static int begins(const char *at, const char *word)
{
    return strncmp(at, word, strlen(word)) == 0;
}

/* Behind @a end, or at the end of the text. */
static const char *behind(const char *at, const char *end)
{
    const char *found = strstr(at, end);

    return found == NULL ? at + strlen(at) : found + strlen(end);
}

/* Behind the declaration at @a at. */
static const char *skip_declaration(const char *at)
{
    while (*at != '\0' && *at != '>') {
        if (*at == '"' || *at == '\'') {
            const char *close = strchr(at + 1, *at);

            at = close == NULL ? at + strlen(at) - 1 : close;
        }
        at++;
    }
    return *at == '>' ? at + 1 : at;
}

/* The quoted text at *at, moved behind; NULL: there is none. */
static const char *take_literal(const char **at, apr_pool_t *pool)
{
    const char *start = skip_space(*at), *close;

    if (*start != '"' && *start != '\'') {
        return NULL;
    }
    close = strchr(start + 1, *start);
    if (close == NULL) {
        return NULL;
    }
    *at = close + 1;
    return apr_pstrmemdup(pool, start + 1, (apr_size_t)(close - start - 1));
}

/* The first that can be found counts: one before it may be in a section for SGML. */
static void note_part(flattening_t *flattening, const char *name, part_t part)
{
    const part_t *known = apr_hash_get(flattening->parts, name, APR_HASH_KEY_STRING);

    if (known == NULL || known->text == NULL) {
        apr_hash_set(flattening->parts, name, APR_HASH_KEY_STRING,
                     apr_pmemdup(flattening->pool, &part, sizeof(part)));
    }
}

/* Zero: the declaration at @a at is none of an external parameter entity. */
static int take_external(flattening_t *flattening, const char *at, const char *outer)
{
    const char *name, *public_id = NULL, *system_id;
    apr_size_t length;

    at = skip_space(at + strlen("<!ENTITY"));
    if (*at != '%') {
        return 0;
    }
    at = skip_space(at + 1);
    length = strcspn(at, " \t\r\n");
    name = apr_pstrmemdup(flattening->pool, at, length);
    at = skip_space(at + length);
    if (begins(at, "PUBLIC")) {
        at += strlen("PUBLIC");
        public_id = take_literal(&at, flattening->pool);
    }
    else if (begins(at, "SYSTEM")) {
        at += strlen("SYSTEM");
    }
    else {
        return 0;
    }
    system_id = take_literal(&at, flattening->pool);
    note_part(flattening, name, find(flattening, public_id, system_id, outer));
    return 1;
}

static void flatten(flattening_t *flattening, const part_t *part);

/* Behind the reference at @a at where its file is known; else NULL. */
static const char *take_reference(flattening_t *flattening, const char *at)
{
    apr_size_t length = strcspn(at + 1, "; \t\r\n<>\"'%&");
    const part_t *part;

    if (at[1 + length] != ';') {
        return NULL;
    }
    part = apr_hash_get(flattening->parts, at + 1, (apr_ssize_t)length);
    if (part != NULL && part->text != NULL) {
        flatten(flattening, part);
    }
    return part == NULL ? NULL : at + length + 2;
}

static void put(flattening_t *flattening, const char *from, const char *to)
{
    flattening->is_too_large |=
        stm_bytes_size(&flattening->out) + (apr_size_t)(to - from) > MAX_BYTES;
    if (!flattening->is_too_large) {
        stm_bytes_add(&flattening->out, from, (apr_size_t)(to - from));
    }
}

/* Behind the one piece at @a at, which is written, replaced or left out. */
static const char *flatten_piece(flattening_t *flattening, const char *at, const char *outer)
{
    const char *next = NULL;

    if (begins(at, "<!--")) {
        return behind(at + 4, "-->");
    }
    if (begins(at, "<?")) {
        return behind(at, "?>");
    }
    if (*at == '%' && (next = take_reference(flattening, at)) != NULL) {
        return next;
    }
    next = begins(at, "<!") && at[2] != '[' ? skip_declaration(at) : at + 1;
    if (!begins(at, "<!ENTITY") || !take_external(flattening, at, outer)) {
        put(flattening, at, next);
    }
    return next;
}

/* A file that includes itself meets one of the bounds. */
static void flatten(flattening_t *flattening, const part_t *part)
{
    const char *at = part->text;

    flattening->is_too_large |= ++flattening->depth > MAX_DEPTH;
    while (*at != '\0' && !flattening->is_too_large) {
        at = flatten_piece(flattening, at, part->path);
    }
    flattening->depth--;
}

const char *stm_dtd_text(stm_dtd_reader_t *reader, const char *public_id, const char *system_id,
                         apr_pool_t *result_pool)
{
    flattening_t flattening = {
        .reader = reader, .parts = stm_table_make(result_pool), .pool = result_pool};
    const char *flat = NULL;
    part_t whole = {0};

    reader->is_asked = 1;
    if (reader->catalog != NULL) {
        whole = find(&flattening, public_id, system_id, NULL);
    }
    if (whole.text == NULL) {
        return NULL;
    }
    stm_bytes_init(&flattening.out, strlen(whole.text) + 1);
    flatten(&flattening, &whole);
    if (!flattening.is_too_large) {
        flat = apr_pstrmemdup(result_pool, flattening.out.start, stm_bytes_size(&flattening.out));
    }
    stm_bytes_drop(&flattening.out);
    return flat;
}
