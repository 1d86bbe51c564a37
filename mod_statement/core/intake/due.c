/* A look at what events tell of, and at what is due without one. */
#include <apr_strings.h>
#include <string.h>
#include <sys/stat.h>

#include "core/intake/internal.h"

/* In the midst of a longer work. */
#define MAX_BETWEEN 100

/* A file that is not there counts as missed only where its folder is there, and the one it was. */
static int is_folder_there(stm_look_t *look, const char *folder)
{
    const char *path = apr_pstrcat(look->pool, look->newsroom->root, "/", folder, NULL);
    apr_int64_t device;
    struct stat found;
    return !stat(path, &found) && S_ISDIR(found.st_mode) &&
           !stm_catalog_device(&device, look->intake->catalog, look->newsroom->key, folder) &&
           device == (apr_int64_t)found.st_dev;
}

/* The first document of a folder makes it one that is missed when it goes. */
static apr_status_t note_folder(stm_look_t *look, const char *folder)
{
    const char *path = apr_pstrcat(look->pool, look->newsroom->root, "/", folder, NULL);
    apr_int64_t device;
    struct stat found;
    apr_status_t status =
        stm_catalog_device(&device, look->intake->catalog, look->newsroom->key, folder);
    if (status != APR_ENOENT || stat(path, &found)) {
        return status == APR_ENOENT ? APR_SUCCESS : status;
    }
    status = stm_look_write(look);
    return status ? status
                  : stm_catalog_put_folder(look->intake->catalog, look->newsroom->key, folder,
                                           (apr_int64_t)found.st_dev);
}

static apr_status_t take_file(stm_look_t *look, const char *folder, const char *stem)
{
    stm_file_t *known = NULL;
    int is_there = stm_look_stat_in(NULL, look, folder, stem);
    apr_status_t status = stm_catalog_file(&known, look->intake->catalog, look->newsroom->key,
                                           folder, stem, look->pool);
    if (status && status != APR_ENOENT) {
        return status;
    }
    if (!is_there && known && !is_folder_there(look, folder) &&
        !stm_look_is_folder_gone(look, folder)) {
        look->room->is_all_due = 1;
        return APR_SUCCESS;
    }
    status = APR_SUCCESS;
    if (is_there && !known) {
        look->room->is_all_due |= stm_look_is_name_doubtful(look, folder, stem);
        status = note_folder(look, folder);
    }
    if (is_there && !status) {
        status = stm_look_step(look, &is_there, folder, stem, known);
    }
    if (!status && !is_there && known) {
        stm_look_add_missed(look, known);
    }
    return status;
}

/* "2026/name.xml" */
static apr_status_t take_name(stm_look_t *look, const char *name)
{
    stm_file_t file;
    stm_look_split(&file, apr_pstrmemdup(look->pool, name, strlen(name) - strlen(".xml")),
                   look->pool);
    return take_file(look, file.folder, file.stem);
}

apr_status_t stm_look_take_ready(stm_look_t *look)
{
    apr_status_t status = APR_SUCCESS;
    const char *name = NULL;
    int count = 0;
    look->is_between = 1;
    stm_room_collect(look->room);
    while (!status && count++ < MAX_BETWEEN && (name = stm_room_next(look->room))) {
        status = take_name(look, name);
    }
    look->is_between = 0;
    return status;
}

static apr_status_t take_all_ready(stm_look_t *look)
{
    apr_status_t status = APR_SUCCESS;
    const char *name;
    /* A whole folder may hold more than a turn has time for. */
    while (!status && !look->turn_ends_at && (name = stm_room_next_folder(look->room))) {
        look->room->is_all_due |= stm_look_is_folder_doubtful(look, name);
        status = stm_look_walk_folder(look, name);
    }
    while (!status && !stm_look_is_over(look) && (name = stm_room_next(look->room))) {
        status = take_name(look, name);
    }
    return status;
}

int stm_look_is_over(const stm_look_t *look)
{
    return look->turn_ends_at && look->total && apr_time_now() >= look->turn_ends_at;
}

static apr_status_t take_due_files(stm_look_t *look)
{
    apr_array_header_t *files;
    apr_status_t status = stm_catalog_due_files(&files, look->intake->catalog, look->newsroom->key,
                                                look->moment, look->pool);
    int i;
    for (i = 0; !status && i < files->nelts && !stm_look_is_over(look); i++) {
        const stm_file_t *file = &APR_ARRAY_IDX(files, i, stm_file_t);
        status = take_file(look, file->folder, file->stem);
    }
    return status;
}

static apr_status_t take_linked(stm_look_t *look)
{
    apr_status_t status = APR_SUCCESS;
    int i;
    for (i = 0; !status && i < look->room->links->nelts; i++) {
        const stm_link_t *link = &APR_ARRAY_IDX(look->room->links, i, stm_link_t);
        if (link->name[strlen(link->name) - 1] != '/') {
            status = take_name(look, apr_pstrcat(look->pool, link->folder, link->name, NULL));
        }
    }
    return status;
}

/* What another file gave up may be had at once, see stm_look_miss. */
static apr_status_t take_released(stm_look_t *look)
{
    apr_status_t status = stm_look_miss_all(look);
    int pass;
    for (pass = 0; !status && look->is_again && pass < STM_LOOK_PASSES; pass++) {
        look->is_again = 0;
        status = take_due_files(look);
        if (!status) {
            status = stm_look_miss_all(look);
        }
    }
    return status;
}

static apr_status_t take_due(stm_look_t *look)
{
    apr_status_t status;
    stm_room_ready_all(look->room);
    look->room->checked_at = look->moment;
    status = take_due_files(look);
    return status ? status : take_linked(look);
}

static apr_status_t run(stm_look_t *look, int is_check)
{
    apr_status_t kept, status = stm_look_meet(look);
    if (!status && (!look->is_complete || stm_room_is_moved(look->room))) {
        look->room->is_all_due = 1;
        return stm_look_commit(look);
    }
    if (!status && is_check) {
        status = take_due(look);
    }
    if (!status) {
        status = take_all_ready(look);
    }
    if (!status) {
        status = take_released(look);
    }
    if (!status) {
        status = stm_look_publish(look);
    }
    if (status && status != APR_EINTR) {
        return status;
    }
    kept = stm_look_commit(look);
    status = kept ? kept : status;
    return status ? status : stm_look_check_links(look);
}

apr_status_t stm_look_ready(stm_look_t *look)
{
    return run(look, 0);
}

apr_status_t stm_look_check(stm_look_t *look)
{
    return run(look, 1);
}
