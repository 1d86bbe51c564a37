#include "core/intake/events.h"

#ifdef __linux__

#include <apr_hash.h>
#include <apr_strings.h>
#include <errno.h>
#include <libxml/xmlstring.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "core/site/newsroom.h"
#include "core/site/newsroom_file.h"
#include "core/xml/file_name.h"

#define ENDS  (IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ATTRIB)
#define MASK  (ENDS | IN_CREATE | IN_MODIFY | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)
#define SELF  (IN_Q_OVERFLOW | IN_UNMOUNT | IN_DELETE_SELF | IN_MOVE_SELF)
#define LEAVE (IN_MOVED_FROM | IN_DELETE)

/* What a newsroom calls a folder that the system watches. */
typedef struct name_t {
    struct watch_t *watch; /* NULL: the folder is gone */
    struct stm_watches_t *watches;
    const char *folder;
    const char *path;
    struct name_t *next;  /* of the same folder in other newsrooms, and under other names */
    struct name_t *later; /* of the same newsroom */
} name_t;

/* A folder has one number in a descriptor, however many newsrooms lie in it. */
typedef struct watch_t {
    int number;
    name_t *names;
} watch_t;

struct stm_watches_t {
    stm_events_t *events;
    stm_events_handle_t handle;
    void *baton;
    apr_hash_t *by_folder; /* name_t */
    name_t *names;
    struct stm_watches_t *next;
    apr_pool_t *pool;
};

struct stm_events_t {
    int fd;                /* -1: not open */
    apr_hash_t *by_number; /* watch_t, from malloc */
    stm_watches_t *all;
};

static apr_status_t close_events(void *data)
{
    stm_events_t *events = data;
    if (events->fd >= 0) {
        close(events->fd);
    }
    return APR_SUCCESS;
}

stm_events_t *stm_events_create(apr_pool_t *result_pool)
{
    stm_events_t *events = apr_pcalloc(result_pool, sizeof(*events));
    events->fd = -1;
    events->by_number = apr_hash_make(result_pool);
    apr_pool_cleanup_register(result_pool, events, close_events, apr_pool_cleanup_null);
    return events;
}

static void forget(stm_events_t *events, watch_t *watch)
{
    apr_hash_set(events->by_number, &watch->number, sizeof(watch->number), NULL);
    free(watch);
}

/* The system goes on watching what another newsroom watches, too. */
static void take_out(stm_events_t *events, name_t *name)
{
    watch_t *watch = name->watch;
    name_t **place;
    if (!watch) {
        return;
    }
    for (place = &watch->names; *place != name; place = &(*place)->next) {
    }
    *place = name->next;
    if (!watch->names) {
        inotify_rm_watch(events->fd, watch->number);
        forget(events, watch);
    }
}

static apr_status_t leave(void *data)
{
    stm_watches_t *watches = data, **place;
    name_t *name;
    for (name = watches->names; name; name = name->later) {
        take_out(watches->events, name);
    }
    for (place = &watches->events->all; *place != watches; place = &(*place)->next) {
    }
    *place = watches->next;
    return APR_SUCCESS;
}

apr_status_t stm_events_join(stm_watches_t **watches, stm_events_t *events,
                             stm_events_handle_t handle, void *baton, apr_pool_t *result_pool)
{
    stm_watches_t *joined;
    *watches = NULL;
    if (events->fd < 0) {
        events->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    }
    if (events->fd < 0) {
        return errno;
    }
    joined = apr_pcalloc(result_pool, sizeof(*joined));
    joined->events = events;
    joined->handle = handle;
    joined->baton = baton;
    joined->by_folder = apr_hash_make(result_pool);
    joined->pool = result_pool;
    joined->next = events->all;
    events->all = joined;
    apr_pool_cleanup_register(result_pool, joined, leave, apr_pool_cleanup_null);
    *watches = joined;
    return APR_SUCCESS;
}

/* Others may write to these without this system's knowledge. */
static int is_shared(const char *path)
{
    static const unsigned kinds[] = {
        0x00006969, /* NFS */
        0x0000517b, /* SMB */
        0xff534d42, /* CIFS */
        0xfe534d42, /* SMB 2 */
        0x65735546, /* FUSE: sshfs, glusterfs and others */
        0x01021997, /* 9P */
        0x00c36400, /* Ceph */
        0x0bd00bd0, /* Lustre */
        0x01161970, /* GFS2 */
        0x7461636f, /* OCFS2 */
        0x5346414f, /* AFS */
        0x6b414653, /* kAFS */
        0x73757245, /* Coda */
        0x786f4256, /* VirtualBox's shared folders */
    };
    struct statfs found;
    size_t i;
    if (statfs(path, &found)) {
        return 0;
    }
    for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        if ((unsigned)found.f_type == kinds[i]) {
            return 1;
        }
    }
    return 0;
}

/* NULL where there is no memory. */
static watch_t *watch_of(stm_events_t *events, int number)
{
    watch_t *watch = apr_hash_get(events->by_number, &number, sizeof(number));
    if (!watch) {
        watch = calloc(1, sizeof(*watch));
        if (watch) {
            watch->number = number;
            apr_hash_set(events->by_number, &watch->number, sizeof(watch->number), watch);
        }
    }
    return watch;
}

static name_t *name_of(stm_watches_t *watches, watch_t *watch)
{
    name_t *name;
    for (name = watch->names; name; name = name->next) {
        if (name->watches == watches) {
            return name;
        }
    }
    name = apr_pcalloc(watches->pool, sizeof(*name));
    name->watch = watch;
    name->watches = watches;
    name->next = watch->names;
    watch->names = name;
    name->later = watches->names;
    watches->names = name;
    return name;
}

/* Unless the folder's name is another's by now. */
static void forget_folder(const name_t *name)
{
    apr_hash_t *by_folder = name->watches->by_folder;
    if (name->folder && apr_hash_get(by_folder, name->folder, APR_HASH_KEY_STRING) == name) {
        apr_hash_set(by_folder, name->folder, APR_HASH_KEY_STRING, NULL);
    }
}

static void set_name(name_t *name, const char *folder, const char *path)
{
    stm_watches_t *watches = name->watches;
    if (!name->folder || strcmp(name->folder, folder) || strcmp(name->path, path)) {
        forget_folder(name);
        name->folder = apr_pstrdup(watches->pool, folder);
        name->path = apr_pstrdup(watches->pool, path);
    }
    apr_hash_set(watches->by_folder, name->folder, APR_HASH_KEY_STRING, name);
}

apr_status_t stm_watches_add(stm_watches_t *watches, const char *folder, const char *path)
{
    int number = inotify_add_watch(watches->events->fd, path, MASK);
    watch_t *watch = number < 0 ? NULL : watch_of(watches->events, number);
    if (!watch) {
        return number < 0 ? errno : APR_ENOMEM;
    }
    set_name(name_of(watches, watch), folder, path);
    return is_shared(path) ? APR_ENOTIMPL : APR_SUCCESS;
}

/* A link to a folder comes and goes like a file. */
static int is_linked_folder(const name_t *in, const char *name, unsigned mask)
{
    char path[8192];
    struct stat found;
    if (mask & LEAVE) {
        apr_snprintf(path, sizeof(path), "%s%s/", in->folder, name);
        return apr_hash_get(in->watches->by_folder, path, APR_HASH_KEY_STRING) != NULL;
    }
    apr_snprintf(path, sizeof(path), "%s/%s", in->path, name);
    return mask & (IN_CREATE | IN_MOVED_TO) && !stat(path, &found) && S_ISDIR(found.st_mode);
}

static stm_event_t kind_of(const name_t *in, const char *name, unsigned mask)
{
    /* Of other folders than the root the one around them tells it, too. */
    if (mask & SELF || (!*name && !*in->folder && mask & IN_ATTRIB)) {
        return STM_EVENT_ALL;
    }
    if (!*in->folder && !strcmp(name, STM_NEWSROOM_FILE)) {
        return mask & (IN_CLOSE_WRITE | IN_MOVED_TO | LEAVE) ? STM_EVENT_ALL : STM_EVENT_UNSET;
    }
    if (!*name || stm_newsroom_is_companion(name)) {
        return STM_EVENT_UNSET;
    }
    if (!xmlCheckUTF8((const unsigned char *)name)) {
        return mask & (IN_CREATE | IN_MOVED_TO | LEAVE) ? STM_EVENT_ALL : STM_EVENT_UNSET;
    }
    if (mask & IN_ISDIR) {
        return mask & LEAVE ? STM_EVENT_ALL : STM_EVENT_FOLDER;
    }
    if (is_linked_folder(in, name, mask)) {
        return STM_EVENT_ALL;
    }
    if (!stm_file_name_is_xml(name)) {
        return STM_EVENT_UNSET;
    }
    return mask & ENDS ? STM_EVENT_FILE : STM_EVENT_WRITING;
}

static void tell(const name_t *in, const char *name, unsigned mask)
{
    const stm_watches_t *watches = in->watches;
    stm_event_t kind = kind_of(in, name, mask);
    if (kind != STM_EVENT_UNSET) {
        watches->handle(watches->baton, kind, in->folder, kind == STM_EVENT_ALL ? "" : name);
    }
}

/* What has been lost may have been anybody's. */
static void tell_all(const stm_events_t *events)
{
    const stm_watches_t *watches;
    for (watches = events->all; watches; watches = watches->next) {
        watches->handle(watches->baton, STM_EVENT_ALL, "", "");
    }
}

/* The folder is gone, and its number may come again for another one. */
static void end_watch(stm_events_t *events, watch_t *watch)
{
    name_t *name;
    for (name = watch->names; name; name = name->next) {
        forget_folder(name);
        name->watch = NULL;
    }
    forget(events, watch);
}

static void pass_on(stm_events_t *events, const struct inotify_event *event)
{
    watch_t *watch = apr_hash_get(events->by_number, &event->wd, sizeof(event->wd));
    const name_t *name;
    if (event->mask & IN_Q_OVERFLOW) {
        tell_all(events);
    }
    if (!watch) {
        return;
    }
    if (event->mask & IN_IGNORED) {
        end_watch(events, watch);
        return;
    }
    for (name = watch->names; name; name = name->next) {
        tell(name, event->len ? event->name : "", event->mask);
    }
}

void stm_events_read(stm_events_t *events)
{
    char buffer[16384] __attribute__((aligned(__alignof__(struct inotify_event))));
    ssize_t size;
    while (events->fd >= 0 && (size = read(events->fd, buffer, sizeof(buffer))) > 0) {
        const char *at = buffer;
        while (at < buffer + size) {
            const struct inotify_event *event = (const struct inotify_event *)at;
            pass_on(events, event);
            at += sizeof(*event) + event->len;
        }
    }
}

#else

stm_events_t *stm_events_create(apr_pool_t *result_pool)
{
    (void)result_pool;
    return NULL;
}

apr_status_t stm_events_join(stm_watches_t **watches, stm_events_t *events,
                             stm_events_handle_t handle, void *baton, apr_pool_t *result_pool)
{
    (void)events;
    (void)handle;
    (void)baton;
    (void)result_pool;
    *watches = NULL;
    return APR_ENOTIMPL;
}

apr_status_t stm_watches_add(stm_watches_t *watches, const char *folder, const char *path)
{
    (void)watches;
    (void)folder;
    (void)path;
    return APR_ENOTIMPL;
}

void stm_events_read(stm_events_t *events)
{
    (void)events;
}

#endif
