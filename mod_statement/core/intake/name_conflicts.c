/* Names in a folder that claim the same address. Each complete scan checks all of them, because the
 * file that shadows a statement comes and goes without a change of the statement's own. */
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/i18n/language.h"
#include "core/intake/internal.h"
#include "core/intake/name_conflicts.h"
#include "core/site/format.h"
#include "core/site/spelling.h"
#include "core/xml/file_name.h"

typedef struct naming_t {
    stm_problems_t *problems;
    const char *root;   /* the folder's path begins with it, with its slash */
    const char *folder; /* and ends with it, as do the paths that are reported begin */
    const char *only;   /* a file's name: what concerns others is not reported */
    const stm_folder_listing_t *listing;
    const apr_array_header_t *formats;
    apr_pool_t *pool;
} naming_t;

static int by_name(const void *name, const void *step)
{
    return strcmp(name, ((const stm_dir_entry_t *)step)->name);
}

static const stm_dir_entry_t *find_step(const naming_t *naming, const char *name)
{
    const apr_array_header_t *steps = naming->listing->steps;
    return steps->nelts
               ? bsearch(name, steps->elts, (size_t)steps->nelts, sizeof(stm_dir_entry_t), by_name)
               : NULL;
}

static const char *file_of(const naming_t *naming, const stm_dir_entry_t *step)
{
    return apr_pstrcat(naming->pool, step->name, step->ending, NULL);
}

static void add(const naming_t *naming, stm_severity_t severity, const char *code, const char *file,
                const char *message)
{
    if (naming->only == NULL || !strcmp(naming->only, file)) {
        stm_problems_add(naming->problems, severity, code,
                         apr_pstrcat(naming->pool, naming->folder, file, NULL), 0, 0,
                         "Give the file another name.", "%s", message);
    }
}

/* The name without a format's ending: "a" of "a.rss"; NULL where it has none. */
static const char *before_format(const apr_array_header_t *formats, const char *name,
                                 apr_pool_t *pool)
{
    const char *dot = strrchr(name, '.');
    return dot && dot > name && stm_format_by_extension(formats, dot + 1)
               ? apr_pstrmemdup(pool, name, (apr_size_t)(dot - name))
               : NULL;
}

static int is_reserved(const char *stem)
{
    return !strcmp(stem, "feed") || !strncmp(stem, "feed.", 5) || !strcmp(stem, "sitemap") ||
           !strcmp(stem, "statement.css");
}

/* Of "a.xml" and "a.XML" the one that stm_file_name_respell finds first is the statement. */
static void check_spelling(const naming_t *naming, const stm_dir_entry_t *step)
{
    const char *stem = apr_pstrcat(naming->pool, naming->root, naming->folder, step->name, NULL);
    char *first = apr_pstrcat(naming->pool, stem, ".xml", NULL);
    struct stat found;
    if ((stat(first, &found) && !stm_file_name_respell(first)) ||
        !strcmp(first + strlen(stem), step->ending)) {
        return;
    }
    add(naming, STM_SEVERITY_ERROR, "shadowed-name", file_of(naming, step),
        apr_psprintf(naming->pool,
                     "The files of %s%s differ in the letters of .xml only; this one is hidden",
                     naming->folder, step->name));
}

static int has_twin(const naming_t *naming, const stm_dir_entry_t *step)
{
    const stm_dir_entry_t *first =
        (const stm_dir_entry_t *)(const void *)naming->listing->steps->elts;
    const stm_dir_entry_t *last = first + naming->listing->steps->nelts - 1;
    return (step > first && !strcmp(step[-1].name, step->name)) ||
           (step < last && !strcmp(step[1].name, step->name));
}

static void check_document(const naming_t *naming, const stm_dir_entry_t *step)
{
    const char *before = before_format(naming->formats, step->name, naming->pool);
    const stm_dir_entry_t *other = before ? find_step(naming, before) : NULL;
    if (is_reserved(step->name)) {
        add(naming, STM_SEVERITY_ERROR, "reserved-name", file_of(naming, step),
            apr_psprintf(naming->pool, "The name “%s” is kept for the newsroom's own addresses",
                         file_of(naming, step)));
    }
    if (other) {
        add(naming, STM_SEVERITY_ERROR, "shadowed-name", file_of(naming, step),
            apr_psprintf(naming->pool, "“%s” and “%s” would have the same address",
                         file_of(naming, step), file_of(naming, other)));
    }
    if (has_twin(naming, step)) {
        check_spelling(naming, step);
    }
}

static void add_taken(const naming_t *naming, const stm_dir_entry_t *step, const char *what,
                      const char *name)
{
    add(naming, STM_SEVERITY_ERROR, "shadowed-name", file_of(naming, step),
        apr_psprintf(naming->pool, "The %s “%s” beside it takes the statement's address", what,
                     name));
}

static void check_folder(const naming_t *naming, const stm_dir_entry_t *step)
{
    const char *name = apr_pstrmemdup(naming->pool, step->name, strlen(step->name) - 1);
    const stm_dir_entry_t *document = find_step(naming, name);
    if (document) {
        add_taken(naming, document, "folder", name);
    }
}

/* A file "a" has the address of "a.xml", and "a.rss" that of its feed. */
static void check_other(const naming_t *naming, const char *name)
{
    const char *before = before_format(naming->formats, name, naming->pool);
    const stm_dir_entry_t *document = find_step(naming, name);
    const stm_dir_entry_t *formatted = before ? find_step(naming, before) : NULL;
    if (document) {
        add_taken(naming, document, "file", name);
    }
    if (formatted) {
        add(naming, STM_SEVERITY_WARNING, "shadowed-name", file_of(naming, formatted),
            apr_psprintf(naming->pool,
                         "The file “%s” beside it is sent in place of the statement in that format",
                         name));
    }
}

static void check_odd(const naming_t *naming, const char *name)
{
    stm_problems_add(naming->problems, STM_SEVERITY_ERROR, "unreadable",
                     apr_pstrcat(naming->pool, naming->folder, name, NULL), 0, 0,
                     "Delete it, or put a file in its place.",
                     "It cannot be read: it is a pipe, a device, or a link that leads nowhere");
}

/* Of two names that differ only in how their accents are stored, each is found by its own bytes. */
static void check_form(const naming_t *naming, apr_hash_t *forms, const char *name)
{
    const char *composed, *other;
    if (stm_spelling_is_plain(name)) {
        return;
    }
    composed = stm_language_composed(name, naming->pool);
    other = apr_hash_get(forms, composed, APR_HASH_KEY_STRING);
    apr_hash_set(forms, composed, APR_HASH_KEY_STRING, name);
    if (other && strcmp(other, name) != 0) {
        add(naming, STM_SEVERITY_WARNING, "twin-name", name,
            "There is another file of this name, with its accents stored in another way (Unicode's "
            "NFC and NFD): an address leads to the one whose bytes it has");
    }
}

static void check_forms(const naming_t *naming)
{
    const stm_folder_listing_t *listing = naming->listing;
    apr_hash_t *forms = apr_hash_make(naming->pool);
    for (int i = 0; i < listing->steps->nelts; i++) {
        check_form(naming, forms,
                   file_of(naming, &APR_ARRAY_IDX(listing->steps, i, stm_dir_entry_t)));
    }
    for (int i = 0; i < listing->others->nelts; i++) {
        check_form(naming, forms, APR_ARRAY_IDX(listing->others, i, const char *));
    }
}

static void check_all(const naming_t *naming)
{
    const stm_folder_listing_t *listing = naming->listing;
    for (int i = 0; i < listing->steps->nelts; i++) {
        const stm_dir_entry_t *step = &APR_ARRAY_IDX(listing->steps, i, stm_dir_entry_t);
        (step->is_folder ? check_folder : check_document)(naming, step);
    }
    for (int i = 0; i < listing->others->nelts; i++) {
        check_other(naming, APR_ARRAY_IDX(listing->others, i, const char *));
    }
    check_forms(naming);
}

void stm_name_conflicts_of_file(stm_problems_t *problems, const char *path,
                                apr_pool_t *scratch_pool)
{
    const char *slash = strrchr(path, '/');
    const char *folder =
        slash ? apr_pstrmemdup(scratch_pool, path, (apr_size_t)(slash + 1 - path)) : "";
    stm_folder_listing_t listing;
    naming_t naming = {.problems = problems,
                       .root = "",
                       .folder = folder,
                       .only = slash ? slash + 1 : path,
                       .listing = &listing,
                       .formats = stm_format_builtin(scratch_pool),
                       .pool = scratch_pool};
    if (!stm_scan_list(&listing, *folder ? folder : ".", scratch_pool)) {
        check_all(&naming);
    }
}

static void know_formats(stm_scan_t *scan)
{
    scan->formats = scan->formats ? scan->formats : stm_format_builtin(scan->pool);
}

void stm_name_conflicts_check(stm_scan_t *scan, const char *folder,
                              const stm_folder_listing_t *listing)
{
    naming_t naming = {.problems = scan->faults, .folder = folder, .listing = listing};
    know_formats(scan);
    naming.formats = scan->formats;
    apr_pool_create(&naming.pool, scan->pool);
    naming.root = apr_pstrcat(naming.pool, scan->newsroom->root, "/", NULL);
    check_all(&naming);
    for (int i = 0; i < listing->odd->nelts; i++) {
        check_odd(&naming, APR_ARRAY_IDX(listing->odd, i, const char *));
    }
    apr_pool_destroy(naming.pool);
}

int stm_name_conflicts_is_name_doubtful(stm_scan_t *scan, const char *folder, const char *stem)
{
    struct stat found;
    know_formats(scan);
    return is_reserved(stem) || before_format(scan->formats, stem, scan->pool) ||
           !stm_spelling_is_plain(stem) ||
           !stat(apr_pstrcat(scan->pool, scan->newsroom->root, "/", folder, stem, NULL), &found);
}

int stm_name_conflicts_is_folder_doubtful(const stm_scan_t *scan, const char *folder)
{
    return *folder &&
           stm_scan_stat(NULL, scan, apr_pstrmemdup(scan->pool, folder, strlen(folder) - 1));
}
