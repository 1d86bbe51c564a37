#include <apr_cstr.h>
#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_strings.h>
#include <string.h>

#include "core/edition/attachments.h"
#include "core/edition/image.h"
#include "core/edition/internal.h"
#include "core/site/spelling.h"
#include "core/xml/plain.h"

/* What press offices attach, by the ending of its name (IANA's registry of media types). */
static const struct {
    const char *extension, *type;
} types[] = {
    {"avif", "image/avif"},
    {"csv", "text/csv"},
    {"doc", "application/msword"},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"epub", "application/epub+zip"},
    {"gif", "image/gif"},
    {"ics", "text/calendar"},
    {"jpeg", "image/jpeg"},
    {"jpg", "image/jpeg"},
    {"m4a", "audio/mp4"},
    {"mp3", "audio/mpeg"},
    {"mp4", "video/mp4"},
    {"odp", "application/vnd.oasis.opendocument.presentation"},
    {"ods", "application/vnd.oasis.opendocument.spreadsheet"},
    {"odt", "application/vnd.oasis.opendocument.text"},
    {"oga", "audio/ogg"},
    {"ogg", "audio/ogg"},
    {"ogv", "video/ogg"},
    {"pdf", "application/pdf"},
    {"png", "image/png"},
    {"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    {"rtf", "application/rtf"},
    {"svg", "image/svg+xml"},
    {"tif", "image/tiff"},
    {"tiff", "image/tiff"},
    {"txt", "text/plain"},
    {"wav", "audio/wav"},
    {"webm", "video/webm"},
    {"webp", "image/webp"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"zip", "application/zip"},
};

static const char *type_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    size_t i;

    for (i = 0; dot != NULL && i < sizeof(types) / sizeof(types[0]); i++) {
        if (apr_cstr_casecmp(dot + 1, types[i].extension) == 0) {
            return types[i].type;
        }
    }
    return NULL;
}

/* Whether no step of @a path is one that is never served. */
static int is_served(const char *path, apr_pool_t *pool)
{
    for (;;) {
        apr_size_t length = strcspn(path, "/");

        if (stm_newsroom_is_companion(apr_pstrmemdup(pool, path, length))) {
            return 0;
        }
        if (path[length] == '\0') {
            return 1;
        }
        path += length + 1;
    }
}

/* A regular file below the root that may be served. */
static int find_file(apr_finfo_t *finfo, const char *path, const stm_editing_t *editing)
{
    const stm_view_t *view = editing->view;

    return view->newsroom->root != NULL && is_served(path, editing->pool) &&
           stm_attachments_stat(finfo, view->files, view->newsroom->root, path, editing->pool);
}

/* The room that a page has to keep for the picture. */
static void mark_size(xmlNode *node, const char *path, const stm_editing_t *editing)
{
    const char *name = apr_pstrcat(editing->pool, editing->view->newsroom->root, "/", path, NULL);
    apr_size_t size = STM_IMAGE_BYTES;
    stm_image_t image;
    apr_file_t *file;
    apr_pool_t *pool;
    char *bytes;

    apr_pool_create(&pool, editing->pool);
    bytes = apr_palloc(pool, size);
    if (apr_file_open(&file, name, APR_FOPEN_READ, APR_OS_DEFAULT, pool) == APR_SUCCESS &&
        apr_file_read_full(file, bytes, size, &size) != APR_ENOENT &&
        stm_image_size(&image, bytes, size)) {
        stm_tree_mark(node, "width", apr_itoa(editing->pool, image.width));
        stm_tree_mark(node, "height", apr_itoa(editing->pool, image.height));
    }
    apr_pool_destroy(pool);
}

/* The file's name as it is spelt in its folder; NULL: there is none that may be served. */
static const char *find(apr_finfo_t *finfo, const char *path, const stm_editing_t *editing)
{
    const char *root = editing->view->newsroom->root;

    if (!stm_spelling_is_plain(path) && root != NULL) {
        path = stm_spelling_find(root, path, "", editing->pool);
    }
    return path != NULL && find_file(finfo, path, editing) ? path : NULL;
}

void stm_edition_describe_picture(xmlNode *node, const char *path, const stm_editing_t *editing)
{
    apr_finfo_t finfo;

    path = find(&finfo, path, editing);
    if (path != NULL) {
        mark_size(node, path, editing);
    }
}

void stm_edition_describe_file(xmlNode *node, const char *path, const stm_editing_t *editing)
{
    const char *type = type_of(path);
    apr_finfo_t finfo;

    path = find(&finfo, path, editing);
    if (path == NULL) {
        return;
    }
    if (stm_plain_is(node, "image")) {
        mark_size(node, path, editing);
    }
    stm_tree_mark(node, "length", apr_off_t_toa(editing->pool, finfo.size));
    if (type != NULL && xmlHasProp(node, BAD_CAST "type") == NULL) {
        xmlNewProp(node, BAD_CAST "type", BAD_CAST type);
    }
}
