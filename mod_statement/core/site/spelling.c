#include "core/site/spelling.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <apr_tables.h>
#include <string.h>
#include <sys/stat.h>

#include "core/i18n/language.h"
#include "core/site/newsroom.h"
#include "core/xml/file_name.h"

int stm_spelling_is_plain(const char *name)
{
    while (*name && !(*name & 0x80)) {
        name++;
    }
    return *name == '\0';
}

int stm_spelling_is_same(const char *one, const char *other, apr_pool_t *scratch_pool)
{
    return strcmp(one, other) == 0 ||
           (!stm_spelling_is_plain(one) && !stm_spelling_is_plain(other) &&
            strcmp(stm_language_composed(one, scratch_pool),
                   stm_language_composed(other, scratch_pool)) == 0);
}

/* Whether there is a file of that name; below a path that ends with a slash, a folder. */
static int is_there(const char *root, const char *name, const char *ending, apr_pool_t *pool)
{
    char *path = apr_pstrcat(pool, root, "/", name, ending, NULL);
    struct stat found;

    if (stat(path, &found) == 0) {
        return *ending == '\0' ||
               (*ending == '/' ? S_ISDIR(found.st_mode) : S_ISREG(found.st_mode));
    }
    return stm_file_name_is_xml(path) && *ending != '\0' && stm_file_name_respell(path);
}

/* The name of an entry of a folder without @a ending; NULL where it has another. */
static const char *step_of(const char *entry, const char *ending, apr_pool_t *pool)
{
    if (*ending == '\0' || *ending == '/') {
        return entry;
    }
    return stm_file_name_is_xml(entry) ? apr_pstrmemdup(pool, entry, strlen(entry) - 4) : NULL;
}

/* The entry of the folder that equals @a step in NFC, though its own bytes are in neither form;
 * NULL where there is none or more than one. */
static const char *read_folder(const char *root, const char *folder, const char *step,
                               const char *ending, apr_pool_t *pool)
{
    const char *found = NULL;
    apr_finfo_t finfo;
    apr_dir_t *directory;
    int count, matches = 0;

    if (apr_dir_open(&directory, apr_pstrcat(pool, root, "/", folder, NULL), pool)) {
        return NULL;
    }
    for (count = 0; count < STM_SPELLING_MOST && matches < 2; count++) {
        const char *entry;
        apr_status_t status = apr_dir_read(&finfo, APR_FINFO_NAME, directory);

        if (status != APR_SUCCESS && status != APR_INCOMPLETE) {
            break;
        }
        entry = stm_spelling_is_plain(finfo.name) ? NULL : step_of(finfo.name, ending, pool);
        if (entry != NULL && (found == NULL || strcmp(entry, found) != 0) &&
            stm_spelling_is_same(entry, step, pool)) {
            found = apr_pstrdup(pool, entry);
            matches++;
        }
    }
    apr_dir_close(directory);
    return count < STM_SPELLING_MOST && matches == 1 ? found : NULL;
}

/* One step of a path below @a folder, as it is spelt on disk; NULL. */
static const char *find_step(const char *root, const char *folder, const char *step,
                             const char *ending, apr_pool_t *pool)
{
    const char *forms[2], *found = NULL;
    int i;

    if (is_there(root, apr_pstrcat(pool, folder, step, NULL), ending, pool)) {
        return step;
    }
    if (stm_spelling_is_plain(step)) {
        return NULL;
    }
    forms[0] = stm_language_composed(step, pool);
    forms[1] = stm_language_decomposed(step, pool);
    for (i = 0; i < 2; i++) {
        if (is_there(root, apr_pstrcat(pool, folder, forms[i], NULL), ending, pool)) {
            if (found != NULL && strcmp(found, forms[i]) != 0) {
                return NULL;
            }
            found = forms[i];
        }
    }
    return found ? found : read_folder(root, folder, step, ending, pool);
}

const char *stm_spelling_find(const char *root, const char *name, const char *ending,
                              apr_pool_t *result_pool)
{
    const char *path = "", *rest = name, *slash, *step;

    while ((slash = strchr(rest, '/')) != NULL) {
        step = find_step(root, path, apr_pstrmemdup(result_pool, rest, (apr_size_t)(slash - rest)),
                         "/", result_pool);
        if (step == NULL) {
            return NULL;
        }
        path = apr_pstrcat(result_pool, path, step, "/", NULL);
        rest = slash + 1;
    }
    step = *rest == '\0' ? "" : find_step(root, path, rest, ending, result_pool);
    if (step == NULL) {
        return NULL;
    }
    path = apr_pstrcat(result_pool, path, step, NULL);
    return strcmp(path, name) == 0 ? name : path;
}

const char *stm_spelling_public(const char *root, const char *name, const char *ending,
                                apr_pool_t *result_pool)
{
    const char *composed, *found;

    if (stm_spelling_is_plain(name)) {
        return name;
    }
    composed = stm_language_composed(name, result_pool);
    if (strcmp(composed, name) == 0 || root == NULL) {
        return name;
    }
    found = stm_spelling_find(root, composed, ending, result_pool);
    return (found == NULL || strcmp(found, name) != 0) && is_there(root, name, ending, result_pool)
               ? name
               : composed;
}
