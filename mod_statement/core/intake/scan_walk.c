#include <apr_strings.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/intake/internal.h"
#include "core/site/newsroom_file.h"
#include "core/xml/file_name.h"

typedef struct walk_t {
    stm_scan_t *scan;
    apr_hash_t *folders;       /* known ones, name to stm_folder_t */
    apr_hash_t *walked;        /* names of folders that were read, or are there and cannot be */
    apr_hash_t *places;        /* "device:inode" of each folder read */
    apr_array_header_t *links; /* const char *: symbolic links to folders, walked last */
    unsigned int around;       /* how many of them hold the newsroom's folder */
    int documents;
} walk_t;

static void add_fault(walk_t *walk, stm_severity_t severity, const char *code, const char *folder,
                      const char *message, const char *remedy)
{
    const char *path = apr_pstrcat(walk->scan->pool, walk->scan->newsroom->root, "/", folder, NULL);
    walk->scan->is_blind |= severity == STM_SEVERITY_ERROR;
    stm_problems_add(walk->scan->faults, severity, code, NULL, 0, 0, remedy, message, path);
}

static apr_status_t walk_folder(walk_t *walk, const char *folder, int *documents);

static void note_link(walk_t *walk, const char *folder, const stm_dir_entry_t *step)
{
    stm_scan_t *scan = walk->scan;
    struct stat to;
    const char *name =
        step->is_folder ? step->name : apr_pstrcat(scan->pool, step->name, ".xml", NULL);
    char *path = apr_pstrcat(scan->pool, scan->newsroom->root, "/", folder, name, NULL);
    if (scan->watch && (!stat(path, &to) ||
                        (!step->is_folder && stm_file_name_respell(path) && !stat(path, &to)))) {
        stm_watch_state_add_link(scan->watch, folder, name, &to);
    }
}

static apr_status_t walk_inner(walk_t *walk, const char *folder, const stm_dir_entry_t *step,
                               int *documents, apr_pool_t *pool)
{
    const char *inner = apr_pstrcat(pool, folder, step->name, NULL);
    if (!step->is_link) {
        return walk_folder(walk, inner, documents);
    }
    APR_ARRAY_PUSH(walk->links, const char *) = apr_pstrdup(walk->scan->pool, inner);
    return APR_SUCCESS;
}

static apr_status_t walk_document(walk_t *walk, stm_known_t *known, const stm_dir_entry_t *step)
{
    const stm_file_t *file;
    int is_there;
    apr_status_t status = stm_known_find(&file, known, step->name);
    if (!status) {
        status = stm_scan_step(walk->scan, &is_there, known->folder, step->name, file);
    }
    if (!status && !is_there) {
        stm_scan_add_missed(walk->scan, file);
    }
    return status;
}

/* "a.XML" beside "a.xml". */
static int is_same_document(const stm_dir_entry_t *one, const stm_dir_entry_t *other)
{
    return !one->is_folder && !other->is_folder && !strcmp(one->name, other->name);
}

static apr_status_t walk_steps(walk_t *walk, const char *folder, const apr_array_header_t *steps,
                               int *documents, apr_pool_t *pool)
{
    const stm_file_t *none;
    stm_known_t known;
    apr_status_t status = APR_SUCCESS;
    int i;
    stm_known_start(&known, walk->scan, folder, pool);
    for (i = 0; !status && i < steps->nelts; i++) {
        const stm_dir_entry_t *step = &APR_ARRAY_IDX(steps, i, stm_dir_entry_t);
        if (step->is_link) {
            note_link(walk, folder, step);
        }
        if (step->is_folder) {
            status = walk_inner(walk, folder, step, documents, pool);
            continue;
        }
        if (i && is_same_document(step, step - 1)) {
            continue;
        }
        ++*documents;
        status = walk_document(walk, &known, step);
    }
    return status ? status : stm_known_find(&none, &known, NULL);
}

/* Where documents were, and now there is none on another device, something is not mounted. */
static int is_unmounted(const stm_folder_t *known, dev_t device, int documents)
{
    return known && known->files && known->device != (apr_int64_t)device && !documents;
}

static apr_status_t remember_folder(walk_t *walk, const char *folder, dev_t device, int documents)
{
    const stm_folder_t *known = apr_hash_get(walk->folders, folder, APR_HASH_KEY_STRING);
    apr_status_t status;
    if (!documents || (known && known->device == (apr_int64_t)device)) {
        return APR_SUCCESS;
    }
    status = stm_batch_begin(walk->scan);
    return status ? status
                  : stm_catalog_put_folder(walk->scan->intake->catalog, walk->scan->newsroom->key,
                                           folder, (apr_int64_t)device);
}

static int is_new_place(walk_t *walk, const struct stat *place)
{
    const char *key = apr_psprintf(walk->scan->pool, "%" APR_UINT64_T_FMT ":%" APR_UINT64_T_FMT,
                                   (apr_uint64_t)place->st_dev, (apr_uint64_t)place->st_ino);
    int is_new = !apr_hash_get(walk->places, key, APR_HASH_KEY_STRING);
    apr_hash_set(walk->places, key, APR_HASH_KEY_STRING, key);
    return is_new;
}

/* A link to one of these would bring all that is beside the newsroom, a whole disk. */
static void note_around(walk_t *walk)
{
    char *path = realpath(walk->scan->newsroom->root, NULL), *slash;
    struct stat place;
    while (path && (slash = strrchr(path, '/')) && slash[1]) {
        slash[slash == path] = '\0';
        if (!stat(path, &place)) {
            is_new_place(walk, &place);
        }
    }
    free(path);
    walk->around = apr_hash_count(walk->places);
}

static void note_unreadable(walk_t *walk, const char *folder, int error)
{
    if (error != ENOENT && error != ENOTDIR) {
        apr_hash_set(walk->walked, apr_pstrdup(walk->scan->pool, folder), APR_HASH_KEY_STRING, "");
        add_fault(walk, STM_SEVERITY_ERROR, "folder-unreadable", folder,
                  "The folder %s cannot be read; what was known of it is shown on",
                  "Let the user that the server's children run as read it.");
    }
}

static apr_status_t walk_listed(walk_t *walk, const char *folder,
                                const stm_folder_listing_t *listing, int *documents,
                                apr_pool_t *pool)
{
    stm_scan_t *scan = walk->scan;
    const stm_folder_t *known = apr_hash_get(walk->folders, folder, APR_HASH_KEY_STRING);
    int missed_before = scan->missed->nelts, inside = 0;
    apr_status_t status = walk_steps(walk, folder, listing->steps, &inside, pool);
    apr_hash_set(walk->walked, apr_pstrdup(scan->pool, folder), APR_HASH_KEY_STRING, "");
    *documents += inside;
    if (status || !*folder) {
        return status;
    }
    if (is_unmounted(known, listing->place.st_dev, inside)) {
        scan->missed->nelts = missed_before;
        add_fault(walk, STM_SEVERITY_ERROR, "folder-unmounted", folder,
                  "The folder %s is empty and on another device than before; its statements are "
                  "shown on",
                  "Mount it again; to take its statements away, put any XML file there.");
        return APR_SUCCESS;
    }
    return remember_folder(walk, folder, listing->place.st_dev, inside);
}

static apr_status_t walk_new_place(walk_t *walk, const char *folder,
                                   const stm_folder_listing_t *listing, int *documents,
                                   apr_pool_t *pool)
{
    if (listing->is_left_out) {
        add_fault(walk, STM_SEVERITY_WARNING, "name-encoding", folder,
                  "A file or folder in %s has a name that is not UTF-8 and is left out",
                  "Rename it.");
    }
    if (*folder && listing->has_newsroom_file) {
        add_fault(walk, STM_SEVERITY_WARNING, STM_NEWSROOM_FILE_UNUSED, folder,
                  "newsroom.xml in %s is not used", STM_NEWSROOM_FILE_UNUSED_REMEDY);
    }
    stm_name_conflicts_check(walk->scan, folder, listing);
    return walk_listed(walk, folder, listing, documents, pool);
}

static apr_status_t walk_folder(walk_t *walk, const char *folder, int *documents)
{
    stm_folder_listing_t listing;
    apr_pool_t *pool;
    const char *path;
    apr_status_t status = APR_SUCCESS;
    int error;
    apr_pool_create(&pool, walk->scan->pool);
    path = apr_pstrcat(pool, walk->scan->newsroom->root, "/", folder, NULL);
    if (walk->scan->watch) {
        stm_watch_state_watch(walk->scan->watch, folder, path);
    }
    error = stm_scan_list(&listing, path, pool);
    if (error) {
        note_unreadable(walk, folder, error);
    }
    else if (is_new_place(walk, &listing.place)) {
        status = walk_new_place(walk, folder, &listing, documents, pool);
    }
    apr_pool_destroy(pool);
    return status;
}

static apr_status_t miss_files(stm_scan_t *scan, const char *folder)
{
    const stm_file_t *none;
    stm_known_t known;
    stm_known_start(&known, scan, folder, scan->pool);
    return stm_known_find(&none, &known, NULL);
}

/* What was mounted comes back; what was not has been removed, unless somebody is just moving it. */
static apr_status_t lose_folder(walk_t *walk, const char *folder)
{
    if (!stm_vanished_is_folder_gone(walk->scan, folder)) {
        add_fault(walk, STM_SEVERITY_WARNING, "folder-missing", folder,
                  "The folder %s is gone; its statements are still served",
                  "Put it back; to delete its statements, create it again and leave it empty.");
        return APR_SUCCESS;
    }
    add_fault(walk, STM_SEVERITY_WARNING, "folder-missing", folder,
              "The folder %s is gone; its statements count as deleted in a minute",
              "To keep them, put it back.");
    return miss_files(walk->scan, folder);
}

/* A folder that was mounted and is gone takes nothing with it. */
static apr_status_t check_folders(walk_t *walk)
{
    stm_scan_t *scan = walk->scan;
    stm_catalog_t *catalog = scan->intake->catalog;
    apr_array_header_t *folders;
    /* Counted anew: files that were found elsewhere are no longer of their old folder. */
    apr_status_t status =
        stm_catalog_known_folders(&folders, catalog, scan->newsroom->key, scan->pool);
    int i;
    for (i = 0; !status && i < folders->nelts; i++) {
        const stm_folder_t *known = &APR_ARRAY_IDX(folders, i, stm_folder_t);
        if (apr_hash_get(walk->walked, known->folder, APR_HASH_KEY_STRING)) {
            continue;
        }
        if (known->files) {
            status = lose_folder(walk, known->folder);
            continue;
        }
        status = stm_batch_begin(scan);
        if (!status) {
            status = stm_catalog_remove_folder(catalog, scan->newsroom->key, known->folder);
        }
    }
    return status;
}

static apr_status_t start_walk(walk_t *walk, stm_scan_t *scan)
{
    apr_array_header_t *folders;
    apr_status_t status =
        stm_catalog_known_folders(&folders, scan->intake->catalog, scan->newsroom->key, scan->pool);
    int i;
    walk->scan = scan;
    walk->folders = apr_hash_make(scan->pool);
    walk->walked = apr_hash_make(scan->pool);
    walk->places = apr_hash_make(scan->pool);
    walk->links = apr_array_make(scan->pool, 2, sizeof(const char *));
    for (i = 0; i < folders->nelts; i++) {
        const stm_folder_t *folder = &APR_ARRAY_IDX(folders, i, stm_folder_t);
        apr_hash_set(walk->folders, folder->folder, APR_HASH_KEY_STRING, folder);
    }
    note_around(walk);
    return status;
}

static void lose_root(walk_t *walk, int *is_there)
{
    *is_there = 0;
    walk->scan->missed->nelts = 0;
    add_fault(walk, STM_SEVERITY_ERROR, "root-vanished", "",
              "The newsroom's folder %s is gone, unreadable or not mounted; nothing is deleted, "
              "the last good versions are served",
              "Put it back or mount it; an empty folder becomes the newsroom again with its first "
              "XML file.");
}

static int has_known_files(const walk_t *walk)
{
    apr_hash_index_t *index;
    for (index = apr_hash_first(walk->scan->pool, walk->folders); index;
         index = apr_hash_next(index)) {
        if (((const stm_folder_t *)apr_hash_this_val(index))->files) {
            return 1;
        }
    }
    return 0;
}

/* Without an index there is no device to compare with: then an empty root is not believed as long
 * as the history has statements. */
static int is_root_empty_in_vain(const walk_t *walk, dev_t device)
{
    const stm_scan_t *scan = walk->scan;
    const stm_folder_t *known = apr_hash_get(walk->folders, "", APR_HASH_KEY_STRING);
    if (walk->documents || (known && known->device == (apr_int64_t)device)) {
        return 0;
    }
    if (known) {
        return has_known_files(walk);
    }
    return stm_history_has_public(scan->intake->history, scan->newsroom->key);
}

apr_status_t stm_walk_root(stm_scan_t *scan, int *is_there)
{
    walk_t walk = {0};
    struct stat root;
    int i;
    apr_status_t status = start_walk(&walk, scan);
    *is_there = 1;
    if (!status) {
        status = walk_folder(&walk, "", &walk.documents);
    }
    for (i = 0; !status && i < walk.links->nelts; i++) {
        status = walk_folder(&walk, APR_ARRAY_IDX(walk.links, i, const char *), &walk.documents);
    }
    if (status) {
        return status;
    }
    if (apr_hash_count(walk.places) == walk.around || stat(scan->newsroom->root, &root) ||
        is_root_empty_in_vain(&walk, root.st_dev)) {
        lose_root(&walk, is_there);
        return APR_SUCCESS;
    }
    status = check_folders(&walk);
    return status ? status : remember_folder(&walk, "", root.st_dev, walk.documents);
}

apr_status_t stm_walk_folder(stm_scan_t *scan, const char *folder)
{
    walk_t walk = {0};
    apr_status_t status = start_walk(&walk, scan);
    if (!status) {
        status = walk_folder(&walk, folder, &walk.documents);
    }
    /* Whether a link leads where another folder is, only a walk through all of them tells. */
    scan->watch->is_all_due |= walk.links->nelts > 0;
    return status;
}
