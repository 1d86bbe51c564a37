#include "core/site/address_search.h"

#include <apr_strings.h>
#include <string.h>

#include "core/site/newsroom.h"
#include "core/site/spelling.h"
#include "core/xml/file_name.h"

/* NOTHING for empty and dot steps, COMPANION below a hidden folder, UNSET for all others. The last
 * step is judged with the file it turns out to mean. */
static stm_address_kind_t judge_folders(const char *tail, apr_pool_t *pool)
{
    const char *step = tail, *slash;

    while ((slash = strchr(step, '/'))) {
        const char *folder = apr_pstrmemdup(pool, step, (apr_size_t)(slash - step));
        if (!*folder || !strcmp(folder, ".") || !strcmp(folder, "..")) {
            return STM_ADDRESS_NOTHING;
        }
        if (stm_newsroom_is_companion(folder)) {
            return STM_ADDRESS_COMPANION;
        }
        step = slash + 1;
    }
    return strcmp(step, ".") && strcmp(step, "..") ? STM_ADDRESS_UNSET : STM_ADDRESS_NOTHING;
}

/* Whether "a.XML" stands behind "a.xml", or behind another spelling. */
static int is_shadowed(const char *path, apr_pool_t *pool)
{
    apr_size_t length = strlen(path);
    apr_finfo_t finfo;
    char *first;

    if (stm_address_is_xml(stm_address_last_step(path))) {
        return 0;
    }
    first = apr_pstrcat(pool, apr_pstrmemdup(pool, path, length - 3), "xml", NULL);
    return apr_stat(&finfo, first, APR_FINFO_TYPE, pool) == APR_SUCCESS ||
           (stm_file_name_respell(first) && strcmp(first, path) != 0);
}

/* The file or folder that really has that name. */
static void take_real(stm_address_t *address, const char *tail, apr_pool_t *pool)
{
    if (address->finfo.filetype == APR_DIR) {
        address->kind = STM_ADDRESS_OTHER;
    }
    else if (address->finfo.filetype != APR_REG) {
        address->kind = STM_ADDRESS_NOTHING;
    }
    else if (stm_file_name_is_xml(stm_address_last_step(tail))) {
        address->kind =
            is_shadowed(address->path, pool) ? STM_ADDRESS_COMPANION : STM_ADDRESS_NEGOTIATED;
        address->name = stm_address_stem(tail, pool);
    }
    else {
        address->kind = STM_ADDRESS_OTHER;
    }
}

/* "feed" and "feed.EXT". */
static void take_feed(stm_address_t *address, const char *step, const apr_array_header_t *formats)
{
    if (!strcmp(step, "feed")) {
        address->kind = STM_ADDRESS_FEED;
    }
    else if (!strncmp(step, "feed.", 5) && !strchr(step + 5, '.')) {
        address->format = stm_format_by_extension(formats, step + 5);
        address->kind =
            address->format && address->format->list_sheet ? STM_ADDRESS_FEED : STM_ADDRESS_NOTHING;
    }
}

/* Feeds, and in the root "sitemap.xml" and "statement.css". Most names begin with another letter.
 */
static int take_reserved(stm_address_t *address, const char *tail, const char *step,
                         const apr_array_header_t *formats)
{
    if (*step == 'f') {
        take_feed(address, step, formats);
    }
    else if (*tail == 's' && !strcmp(tail, "sitemap.xml")) {
        address->kind = STM_ADDRESS_SITEMAP;
        address->format = stm_format_sitemap();
    }
    else if (*tail == 's' && !strcmp(tail, "statement.css")) {
        address->kind = STM_ADDRESS_STYLE;
    }
    return address->kind != STM_ADDRESS_UNSET;
}

/* "ROOT/NAME.xml", without a call for each part. */
static char *path_of(const char *root, const char *name, apr_size_t size, const char *end,
                     apr_pool_t *pool)
{
    apr_size_t root_size = strlen(root), end_size = strlen(end);
    char *path = apr_palloc(pool, root_size + 1 + size + end_size + 1);

    memcpy(path, root, root_size);
    path[root_size] = '/';
    memcpy(path + root_size + 1, name, size);
    memcpy(path + root_size + 1 + size, end, end_size + 1);
    return path;
}

/* Points the address at NAME.xml. */
static void point_at(stm_address_t *address, const char *root, const char *name,
                     const stm_format_t *format, apr_pool_t *pool)
{
    address->name = name;
    address->path = path_of(root, name, strlen(name), ".xml", pool);
    address->format = format;
    address->kind = stm_newsroom_is_companion(stm_address_last_step(address->path))
                        ? STM_ADDRESS_COMPANION
                        : STM_ADDRESS_STATEMENT;
}

/* Points the address at NAME.xml, whether it is there or not. */
static apr_status_t take_statement(stm_address_t *address, const char *name,
                                   const stm_format_t *format, stm_address_search_t *search)
{
    point_at(address, search->root, name, format, search->pool);
    return stm_address_stat(&address->finfo, address->path, search->pool);
}

/* STEM and format of "STEM.ext"; NULL where the extension belongs to no format. */
static const char *split_format(const stm_format_t **format, const char *tail, const char *step,
                                const apr_array_header_t *formats, apr_pool_t *pool)
{
    const char *extension = stm_address_extension(step);

    *format = extension ? stm_format_by_extension(formats, extension) : NULL;
    return *format ? stm_address_stem(tail, pool) : NULL;
}

/* NAME.xml where NAME is the whole tail; of "a.rss.xml" the memory of "a.rss" may know. */
static apr_status_t take_exact(stm_address_t *address, const char *tail, int is_one_of_two,
                               stm_address_search_t *search)
{
    const stm_format_t *html = stm_format_by_name(search->formats, "html");

    point_at(address, search->root, tail, html, search->pool);
    return is_one_of_two ? stm_address_stat_before(&address->finfo, address->path, search)
                         : stm_address_stat(&address->finfo, address->path, search->pool);
}

/* The document's file under another spelling of ".xml", where there is none under this one. Nobody
 * takes another's word for that: what is there without one is not looked for here. */
static apr_status_t respell(stm_address_t *address, stm_address_search_t *search)
{
    char *path;

    if (search->is_from_memory || address->finfo.filetype != APR_NOFILE) {
        return APR_SUCCESS;
    }
    path = apr_pstrdup(search->pool, address->path);
    if (stm_address_endings(path, search) != STM_FOLDER_ENDINGS_UNSET ||
        !stm_file_name_respell(path)) {
        return APR_SUCCESS;
    }
    address->path = path;
    return stm_address_stat(&address->finfo, path, search->pool);
}

/* NAME of "NAME.XML", which is not there under that name. */
static apr_status_t take_other_spelling(stm_address_t *address, const char *tail,
                                        stm_address_search_t *search)
{
    apr_status_t status =
        take_statement(address, stm_address_stem(tail, search->pool), NULL, search);

    if (address->kind == STM_ADDRESS_STATEMENT) {
        address->kind = STM_ADDRESS_NEGOTIATED;
    }
    return status ? status : respell(address, search);
}

/* A name that ends like no format: the exact document, or a gone one. */
static apr_status_t take_name(stm_address_t *address, const char *tail,
                              stm_address_search_t *search)
{
    apr_status_t status = take_exact(address, tail, 0, search);

    if (!status) {
        status = respell(address, search);
    }
    return !status && address->finfo.filetype == APR_NOFILE &&
                   stm_file_name_is_xml(stm_address_last_step(tail))
               ? take_other_spelling(address, tail, search)
               : status;
}

/* STEM.ext: the exact document, STEM in a format, or a gone one. */
static apr_status_t take_format(stm_address_t *address, const char *tail, const char *stem,
                                const stm_format_t *format, stm_address_search_t *search)
{
    stm_address_t exact = *address;
    apr_status_t status = take_exact(&exact, tail, 1, search);

    if (status || exact.finfo.filetype != APR_NOFILE) {
        *address = exact;
        return status;
    }
    status = take_statement(address, stem, format, search);
    if (!status && address->finfo.filetype == APR_NOFILE) {
        status = respell(address, search);
    }
    if (!status && address->finfo.filetype == APR_NOFILE) {
        *address = exact;
        status = respell(address, search);
    }
    return status;
}

/* A name without a real file. */
static apr_status_t take_virtual(stm_address_t *address, const char *tail, const char *step,
                                 stm_address_search_t *search)
{
    const stm_format_t *format;
    const char *stem;

    if (stm_address_is_xml(step)) {
        return take_other_spelling(address, tail, search);
    }
    stem = split_format(&format, tail, step, search->formats, search->pool);
    return stem ? take_format(address, tail, stem, format, search)
                : take_name(address, tail, search);
}

/* A document is a regular file; a folder or a pipe named NAME.xml is none. */
static void require_regular(stm_address_t *address)
{
    if ((address->kind == STM_ADDRESS_STATEMENT || address->kind == STM_ADDRESS_NEGOTIATED) &&
        address->finfo.filetype != APR_REG && address->finfo.filetype != APR_NOFILE) {
        address->kind = STM_ADDRESS_NOTHING;
    }
}

/* The path of a folder has no slash at its end, so that a file of that name is seen, too. */
static void take_place(stm_address_t *address, const char *root, const char *tail, apr_pool_t *pool)
{
    const apr_size_t size = strlen(tail), before = (apr_size_t)(stm_address_last_step(tail) - tail);
    const int is_folder = size == before;
    const char *path = size ? path_of(root, tail, size - is_folder, "", pool) : root;

    memset(address, 0, sizeof(*address));
    address->name = is_folder ? apr_pstrdup(pool, tail) : path + strlen(root) + 1;
    address->folder = before ? apr_pstrmemdup(pool, tail, before) : "";
    address->path = path;
    address->finfo.filetype = APR_NOFILE;
    address->kind = judge_folders(tail, pool);
}

static void take_archive(stm_address_t *address, const apr_array_header_t *formats)
{
    if (address->finfo.filetype == APR_DIR || address->finfo.filetype == APR_NOFILE) {
        address->kind = STM_ADDRESS_ARCHIVE;
        address->format = stm_format_by_name(formats, "html");
    }
    else {
        address->kind = STM_ADDRESS_NOTHING;
    }
}

/* "a~" without a file may be the statement in "a~.xml", whose name is that of any other. */
static apr_status_t take_companion(stm_address_t *address, const char *tail, const char *step,
                                   stm_address_search_t *search)
{
    stm_address_t statement = *address;
    apr_status_t status = APR_SUCCESS;

    address->kind = STM_ADDRESS_COMPANION;
    if (address->finfo.filetype == APR_NOFILE && !stm_address_is_xml(step)) {
        status = take_name(&statement, tail, search);
        if (statement.kind == STM_ADDRESS_STATEMENT && statement.finfo.filetype == APR_REG) {
            *address = statement;
        }
    }
    return status;
}

static apr_status_t find(stm_address_t *address, const char *tail, stm_address_search_t *search)
{
    const char *step;
    apr_status_t status;

    take_place(address, search->root, tail, search->pool);
    if (address->kind != STM_ADDRESS_UNSET) {
        return APR_SUCCESS;
    }
    tail = address->name;
    step = stm_address_last_step(tail);
    status = stm_address_is_xml(step)
                 ? stm_address_stat(&address->finfo, address->path, search->pool)
                 : stm_address_stat_before(&address->finfo, address->path, search);
    if (status) {
        return status;
    }
    if (!*step) {
        take_archive(address, search->formats);
    }
    else if (stm_newsroom_is_companion(step)) {
        status = take_companion(address, tail, step, search);
    }
    else if (address->finfo.filetype != APR_NOFILE) {
        take_real(address, tail, search->pool);
    }
    else if (!take_reserved(address, tail, step, search->formats)) {
        status = take_virtual(address, tail, step, search);
        require_regular(address);
    }
    return status;
}

/* Looks again under the name that the disk has, where that is another one. */
static apr_status_t find_respelt(stm_address_t *address, const char *tail,
                                 stm_address_search_t *search)
{
    const char *respelt = address->kind == STM_ADDRESS_COMPANION ||
                                  address->finfo.filetype != APR_NOFILE ||
                                  judge_folders(tail, search->pool) != STM_ADDRESS_UNSET
                              ? NULL
                              : stm_address_respell(tail, search);
    apr_status_t status = APR_SUCCESS;

    if (respelt && strcmp(respelt, tail) != 0) {
        search->is_exact = 1;
        search->is_from_memory = 0;
        status = find(address, respelt, search);
        address->is_respelt = 1;
    }
    return status;
}

/* In a folder that is not there nothing has to be looked for. */
static int is_without_folder(const stm_address_t *address, const stm_address_search_t *search)
{
    return address->kind == STM_ADDRESS_STATEMENT && *address->folder &&
           address->finfo.filetype == APR_NOFILE &&
           stm_address_endings(address->path, search) == STM_FOLDER_ENDINGS_NONE;
}

/* Only of a statement that is there, memory may tell what it stands behind. */
apr_status_t stm_address_resolve(stm_address_t *address, const char *root, const char *tail,
                                 const apr_array_header_t *formats,
                                 const stm_address_memory_t *memory, apr_pool_t *result_pool)
{
    stm_address_search_t search = {root, formats, memory, 0, 0, result_pool};
    apr_status_t status = find(address, tail, &search);

    if (search.is_from_memory && (status || address->finfo.filetype != APR_REG) &&
        !is_without_folder(address, &search)) {
        search.is_exact = 1;
        search.is_from_memory = 0;
        status = find(address, tail, &search);
    }
    return status || stm_spelling_is_plain(tail) ? status : find_respelt(address, tail, &search);
}

int stm_address_retry(stm_address_t *address, const char *root, const apr_array_header_t *formats,
                      apr_pool_t *result_pool)
{
    stm_address_search_t search = {root, formats, NULL, 0, 0, result_pool};
    const stm_format_t *format;
    const char *stem;

    if (address->kind != STM_ADDRESS_STATEMENT) {
        return 0;
    }
    stem = split_format(&format, address->name, stm_address_last_step(address->name), formats,
                        result_pool);
    return stem && !take_statement(address, stem, format, &search);
}
