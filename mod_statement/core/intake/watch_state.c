#include "core/intake/watch_state.h"

#include <apr_strings.h>
#include <errno.h>
#include <string.h>

/* With events, everything is looked at once in this time, or less often where a scan takes long:
 * for what no event tells, such as changes through a second link of a file. */
#define SCAN_EVERY apr_time_from_sec(60)
#define SCAN_SHARE 200

#define MAX_DUE   16384
#define MAX_LINKS 1000

static void forget_due(stm_watch_state_t *watch)
{
    apr_pool_clear(watch->due_pool);
    watch->due = apr_hash_make(watch->due_pool);
    watch->ready = apr_array_make(watch->due_pool, 8, sizeof(const char *));
    watch->later = apr_array_make(watch->due_pool, 8, sizeof(const char *));
    watch->folders = apr_array_make(watch->due_pool, 2, sizeof(const char *));
}

stm_watch_state_t *stm_watch_state_create(const char *root, stm_events_t *events,
                                          apr_pool_t *result_pool)
{
    stm_watch_state_t *watch = apr_pcalloc(result_pool, sizeof(*watch));
    watch->pool = result_pool;
    watch->events = events;
    watch->root = apr_pstrdup(result_pool, root);
    apr_pool_create(&watch->scan_pool, result_pool);
    apr_pool_create(&watch->due_pool, result_pool);
    watch->links = apr_array_make(watch->scan_pool, 2, sizeof(stm_link_t));
    forget_due(watch);
    return watch;
}

/* Before anything in it is watched: what is put in its place from then on is another one. */
static int note_root(stm_watch_state_t *watch)
{
    struct stat root;
    if (stat(watch->root, &root)) {
        return 0;
    }
    watch->device = root.st_dev;
    watch->inode = root.st_ino;
    return 1;
}

static void add_due(void *baton, stm_event_t event, const char *folder, const char *name);

void stm_watch_state_start(stm_watch_state_t *watch, apr_time_t moment)
{
    int is_there = note_root(watch);
    apr_pool_clear(watch->scan_pool);
    watch->links = apr_array_make(watch->scan_pool, 2, sizeof(stm_link_t));
    watch->watches = NULL;
    watch->is_watched = watch->is_all_due = 0;
    watch->scanned_at = watch->checked_at = moment;
    forget_due(watch);
    if (moment >= watch->retry_at || watch->retry_at > moment + 2 * SCAN_EVERY) {
        watch->refusal =
            stm_events_join(&watch->watches, watch->events, add_due, watch, watch->scan_pool);
        watch->retry_at = 0;
    }
    watch->is_watched = watch->watches != NULL && is_there;
}

void stm_watch_state_watch(stm_watch_state_t *watch, const char *folder, const char *path)
{
    apr_status_t status =
        watch->watches ? stm_watches_add(watch->watches, folder, path) : APR_SUCCESS;
    if (!status) {
        return;
    }
    if (APR_STATUS_IS_ENOENT(status) || APR_STATUS_IS_ENOTDIR(status) ||
        APR_STATUS_IS_EACCES(status)) {
        /* The folder around it tells when it comes; around the root there is none. */
        watch->is_watched &= *folder != '\0';
        return;
    }
    watch->is_watched = 0;
    watch->refusal = status;
}

void stm_watch_state_add_link(stm_watch_state_t *watch, const char *folder, const char *name,
                              const struct stat *to)
{
    stm_link_t *link;
    if (watch->links->nelts >= MAX_LINKS) {
        watch->is_watched = 0;
        return;
    }
    link = apr_array_push(watch->links);
    link->folder = apr_pstrdup(watch->scan_pool, folder);
    link->name = apr_pstrdup(watch->scan_pool, name);
    link->device = to->st_dev;
    link->inode = to->st_ino;
}

void stm_watch_state_end(stm_watch_state_t *watch, apr_time_t moment)
{
    watch->scan_time = apr_time_now() - moment;
    if (watch->refusal && !watch->retry_at) {
        watch->retry_at = moment + SCAN_EVERY;
    }
}

static const char *remedy_of(const stm_watch_state_t *watch)
{
    return watch->refusal == ENOSPC   ? "Raise fs.inotify.max_user_watches (sysctl)."
           : watch->refusal == EMFILE ? "Raise fs.inotify.max_user_instances (sysctl)."
                                      : NULL;
}

int stm_watch_state_is_refused(const stm_watch_state_t *watch)
{
    return remedy_of(watch) && !watch->is_watched;
}

void stm_watch_state_explain(const stm_watch_state_t *watch, stm_problems_t *problems)
{
    if (stm_watch_state_is_refused(watch)) {
        stm_problems_add(problems, STM_SEVERITY_WARNING, "watch-limit", NULL, 0, 0,
                         remedy_of(watch),
                         "The system lets this user watch no more folders: all of %s, and of the "
                         "newsrooms that come after it, is looked at again and again instead",
                         watch->root);
    }
}

static void add_due(void *baton, stm_event_t event, const char *folder, const char *name)
{
    stm_watch_state_t *watch = baton;
    apr_array_header_t *names = event == STM_EVENT_FILE     ? watch->ready
                                : event == STM_EVENT_FOLDER ? watch->folders
                                                            : watch->later;
    char full[8192];
    stm_event_t before;
    if (event == STM_EVENT_ALL || watch->is_all_due || names->nelts >= MAX_DUE) {
        watch->is_all_due = 1;
        return;
    }
    apr_snprintf(full, sizeof(full), "%s%s%s", folder, name, event == STM_EVENT_FOLDER ? "/" : "");
    before = (stm_event_t)(apr_uintptr_t)apr_hash_get(watch->due, full, APR_HASH_KEY_STRING);
    if (before != event) {
        const char *kept = apr_pstrdup(watch->due_pool, full);
        apr_hash_set(watch->due, kept, APR_HASH_KEY_STRING, (void *)(apr_uintptr_t)event);
        APR_ARRAY_PUSH(names, const char *) = kept;
    }
}

void stm_watch_state_collect(stm_watch_state_t *watch)
{
    if (!apr_hash_count(watch->due)) {
        forget_due(watch);
    }
    if (watch->watches) {
        stm_events_read(watch->events);
    }
}

/* The last of @a names that still waits as @a event. */
static const char *pop(stm_watch_state_t *watch, apr_array_header_t *names, stm_event_t event)
{
    const char **last;
    while ((last = apr_array_pop(names))) {
        if ((stm_event_t)(apr_uintptr_t)apr_hash_get(watch->due, *last, APR_HASH_KEY_STRING) ==
            event) {
            apr_hash_set(watch->due, *last, APR_HASH_KEY_STRING, NULL);
            return *last;
        }
    }
    return NULL;
}

const char *stm_watch_state_next(stm_watch_state_t *watch)
{
    return pop(watch, watch->ready, STM_EVENT_FILE);
}

const char *stm_watch_state_next_folder(stm_watch_state_t *watch)
{
    return pop(watch, watch->folders, STM_EVENT_FOLDER);
}

int stm_watch_state_has_ready(const stm_watch_state_t *watch)
{
    return watch->ready->nelts > 0 || watch->folders->nelts > 0;
}

apr_array_header_t *stm_watch_state_take_writing(stm_watch_state_t *watch, apr_pool_t *result_pool)
{
    apr_array_header_t *names = apr_array_make(result_pool, 8, sizeof(const char *));
    const char *name;
    while ((name = pop(watch, watch->later, STM_EVENT_WRITING))) {
        APR_ARRAY_PUSH(names, const char *) = apr_pstrdup(result_pool, name);
    }
    return names;
}

void stm_watch_state_forget_ready(stm_watch_state_t *watch, const char *name)
{
    const void *event = apr_hash_get(watch->due, name, APR_HASH_KEY_STRING);
    if ((stm_event_t)(apr_uintptr_t)event == STM_EVENT_FILE) {
        apr_hash_set(watch->due, name, APR_HASH_KEY_STRING, NULL);
    }
}

int stm_watch_state_has(const stm_watch_state_t *watch, const char *name)
{
    return apr_hash_get(watch->due, name, APR_HASH_KEY_STRING) != NULL;
}

void stm_watch_state_wait_again(stm_watch_state_t *watch, stm_event_t event, const char *name)
{
    add_due(watch, event, "", name);
}

int stm_watch_state_is_moved(const stm_watch_state_t *watch)
{
    struct stat found;
    int i, is_moved = stat(watch->root, &found) || found.st_dev != watch->device ||
                      found.st_ino != watch->inode;
    for (i = 0; !is_moved && i < watch->links->nelts; i++) {
        const stm_link_t *link = &APR_ARRAY_IDX(watch->links, i, stm_link_t);
        char path[8192];
        if (link->name[strlen(link->name) - 1] == '/') {
            apr_snprintf(path, sizeof(path), "%s/%s%s", watch->root, link->folder, link->name);
            is_moved =
                stat(path, &found) || found.st_dev != link->device || found.st_ino != link->inode;
        }
    }
    return is_moved;
}

int stm_watch_state_is_scan_due(const stm_watch_state_t *watch, apr_time_t moment,
                                apr_interval_time_t refresh)
{
    apr_interval_time_t age = moment - watch->scanned_at, every = SCAN_SHARE * watch->scan_time;
    every = every > SCAN_EVERY ? every : SCAN_EVERY;
    /* A clock set back must not stop the scans. */
    return !watch->scanned_at || age < 0 ||
           (age >= refresh && (!watch->is_watched || watch->is_all_due || age >= every));
}

int stm_watch_state_is_check_due(const stm_watch_state_t *watch, apr_time_t moment,
                                 apr_interval_time_t refresh)
{
    return moment < watch->checked_at || moment - watch->checked_at >= refresh;
}
