#include "core/intake/watch_state.h"

#include <apr_strings.h>
#include <errno.h>
#include <string.h>

/* With events, everything is looked at once in this time, or less often where a look takes long:
 * for what no event tells, such as changes through a second link of a file. */
#define LOOK_EVERY apr_time_from_sec(60)
#define LOOK_SHARE 200

#define MAX_DUE   16384
#define MAX_LINKS 1000

static void forget_due(stm_room_t *room)
{
    apr_pool_clear(room->due_pool);
    room->due = apr_hash_make(room->due_pool);
    room->ready = apr_array_make(room->due_pool, 8, sizeof(const char *));
    room->later = apr_array_make(room->due_pool, 8, sizeof(const char *));
    room->folders = apr_array_make(room->due_pool, 2, sizeof(const char *));
}

stm_room_t *stm_room_create(const char *root, stm_events_t *events, apr_pool_t *result_pool)
{
    stm_room_t *room = apr_pcalloc(result_pool, sizeof(*room));
    room->pool = result_pool;
    room->events = events;
    room->root = apr_pstrdup(result_pool, root);
    apr_pool_create(&room->look_pool, result_pool);
    apr_pool_create(&room->due_pool, result_pool);
    room->links = apr_array_make(room->look_pool, 2, sizeof(stm_link_t));
    forget_due(room);
    return room;
}

/* Before anything in it is watched: what is put in its place from then on is another one. */
static int note_root(stm_room_t *room)
{
    struct stat root;
    if (stat(room->root, &root)) {
        return 0;
    }
    room->device = root.st_dev;
    room->inode = root.st_ino;
    return 1;
}

static void add_due(void *baton, stm_event_t event, const char *folder, const char *name);

void stm_room_start(stm_room_t *room, apr_time_t moment)
{
    int is_there = note_root(room);
    apr_pool_clear(room->look_pool);
    room->links = apr_array_make(room->look_pool, 2, sizeof(stm_link_t));
    room->watches = NULL;
    room->is_watched = room->is_all_due = 0;
    room->looked_at = room->checked_at = moment;
    forget_due(room);
    if (moment >= room->retry_at || room->retry_at > moment + 2 * LOOK_EVERY) {
        room->refusal =
            stm_events_join(&room->watches, room->events, add_due, room, room->look_pool);
        room->retry_at = 0;
    }
    room->is_watched = room->watches != NULL && is_there;
}

void stm_room_watch(stm_room_t *room, const char *folder, const char *path)
{
    apr_status_t status =
        room->watches ? stm_watches_add(room->watches, folder, path) : APR_SUCCESS;
    if (!status) {
        return;
    }
    if (APR_STATUS_IS_ENOENT(status) || APR_STATUS_IS_ENOTDIR(status) ||
        APR_STATUS_IS_EACCES(status)) {
        /* The folder around it tells when it comes; around the root there is none. */
        room->is_watched &= *folder != '\0';
        return;
    }
    room->is_watched = 0;
    room->refusal = status;
}

void stm_room_add_link(stm_room_t *room, const char *folder, const char *name,
                       const struct stat *to)
{
    stm_link_t *link;
    if (room->links->nelts >= MAX_LINKS) {
        room->is_watched = 0;
        return;
    }
    link = apr_array_push(room->links);
    link->folder = apr_pstrdup(room->look_pool, folder);
    link->name = apr_pstrdup(room->look_pool, name);
    link->device = to->st_dev;
    link->inode = to->st_ino;
}

void stm_room_end(stm_room_t *room, apr_time_t moment)
{
    room->looked_for = apr_time_now() - moment;
    if (room->refusal && !room->retry_at) {
        room->retry_at = moment + LOOK_EVERY;
    }
}

static const char *remedy_of(const stm_room_t *room)
{
    return room->refusal == ENOSPC   ? "Raise fs.inotify.max_user_watches (sysctl)."
           : room->refusal == EMFILE ? "Raise fs.inotify.max_user_instances (sysctl)."
                                     : NULL;
}

int stm_room_is_refused(const stm_room_t *room)
{
    return remedy_of(room) && !room->is_watched;
}

void stm_room_explain(const stm_room_t *room, stm_problems_t *problems)
{
    if (stm_room_is_refused(room)) {
        stm_problems_add(problems, STM_SEVERITY_WARNING, "watch-limit", NULL, 0, 0, remedy_of(room),
                         "The system lets this user watch no more folders: all of %s, and of the "
                         "newsrooms that come after it, is looked at again and again instead",
                         room->root);
    }
}

static void add_due(void *baton, stm_event_t event, const char *folder, const char *name)
{
    stm_room_t *room = baton;
    apr_array_header_t *names = event == STM_EVENT_FILE     ? room->ready
                                : event == STM_EVENT_FOLDER ? room->folders
                                                            : room->later;
    char full[8192];
    stm_event_t before;
    if (event == STM_EVENT_ALL || room->is_all_due || names->nelts >= MAX_DUE) {
        room->is_all_due = 1;
        return;
    }
    apr_snprintf(full, sizeof(full), "%s%s%s", folder, name, event == STM_EVENT_FOLDER ? "/" : "");
    before = (stm_event_t)(apr_uintptr_t)apr_hash_get(room->due, full, APR_HASH_KEY_STRING);
    if (before != event && !(before == STM_EVENT_FILE && event == STM_EVENT_WRITING)) {
        const char *kept = apr_pstrdup(room->due_pool, full);
        apr_hash_set(room->due, kept, APR_HASH_KEY_STRING, (void *)(apr_uintptr_t)event);
        APR_ARRAY_PUSH(names, const char *) = kept;
    }
}

void stm_room_collect(stm_room_t *room)
{
    if (!apr_hash_count(room->due)) {
        forget_due(room);
    }
    if (room->watches) {
        stm_events_read(room->events);
    }
}

/* The last of @a names that still waits as @a event. */
static const char *pop(stm_room_t *room, apr_array_header_t *names, stm_event_t event)
{
    const char **last;
    while ((last = apr_array_pop(names))) {
        if ((stm_event_t)(apr_uintptr_t)apr_hash_get(room->due, *last, APR_HASH_KEY_STRING) ==
            event) {
            apr_hash_set(room->due, *last, APR_HASH_KEY_STRING, NULL);
            return *last;
        }
    }
    return NULL;
}

const char *stm_room_next(stm_room_t *room)
{
    return pop(room, room->ready, STM_EVENT_FILE);
}

const char *stm_room_next_folder(stm_room_t *room)
{
    return pop(room, room->folders, STM_EVENT_FOLDER);
}

int stm_room_has_ready(const stm_room_t *room)
{
    return room->ready->nelts > 0 || room->folders->nelts > 0;
}

void stm_room_ready_all(stm_room_t *room)
{
    const char *name;
    while ((name = pop(room, room->later, STM_EVENT_WRITING))) {
        apr_hash_set(room->due, name, APR_HASH_KEY_STRING, (void *)(apr_uintptr_t)STM_EVENT_FILE);
        APR_ARRAY_PUSH(room->ready, const char *) = name;
    }
}

int stm_room_is_moved(const stm_room_t *room)
{
    struct stat found;
    int i, is_moved = stat(room->root, &found) || found.st_dev != room->device ||
                      found.st_ino != room->inode;
    for (i = 0; !is_moved && i < room->links->nelts; i++) {
        const stm_link_t *link = &APR_ARRAY_IDX(room->links, i, stm_link_t);
        char path[8192];
        if (link->name[strlen(link->name) - 1] == '/') {
            apr_snprintf(path, sizeof(path), "%s/%s%s", room->root, link->folder, link->name);
            is_moved =
                stat(path, &found) || found.st_dev != link->device || found.st_ino != link->inode;
        }
    }
    return is_moved;
}

int stm_room_is_look_due(const stm_room_t *room, apr_time_t moment, apr_interval_time_t refresh)
{
    apr_interval_time_t age = moment - room->looked_at, every = LOOK_SHARE * room->looked_for;
    every = every > LOOK_EVERY ? every : LOOK_EVERY;
    /* A clock set back must not stop the looks. */
    return !room->looked_at || age < 0 ||
           (age >= refresh && (!room->is_watched || room->is_all_due || age >= every));
}

int stm_room_is_check_due(const stm_room_t *room, apr_time_t moment, apr_interval_time_t refresh)
{
    return moment < room->checked_at || moment - room->checked_at >= refresh;
}
