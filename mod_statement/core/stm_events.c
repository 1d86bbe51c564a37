#include "stm_events.h"

#ifdef __linux__

#include <apr_hash.h>
#include <apr_strings.h>
#include <errno.h>
#include <libxml/xmlstring.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "stm_newsroom.h"

#define ENDS  (IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ATTRIB)
#define MASK  (ENDS | IN_CREATE | IN_MODIFY | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)
#define SELF  (IN_Q_OVERFLOW | IN_UNMOUNT | IN_DELETE_SELF | IN_MOVE_SELF)
#define LEAVE (IN_MOVED_FROM | IN_DELETE)

typedef struct watch_t {
    int number;
    const char *folder;
    const char *path;
} watch_t;

struct stm_events_t {
    int fd;
    apr_hash_t *by_number; /* watch_t */
    apr_hash_t *by_folder; /* watch_t */
    apr_pool_t *pool;
};

static apr_status_t close_events(void *data)
{
    close(((stm_events_t *)data)->fd);
    return APR_SUCCESS;
}

apr_status_t stm_events_open(stm_events_t **events, apr_pool_t *result_pool)
{
    stm_events_t *opened = apr_pcalloc(result_pool, sizeof(*opened));
    opened->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (opened->fd < 0) {
        return errno;
    }
    opened->pool = result_pool;
    opened->by_number = apr_hash_make(result_pool);
    opened->by_folder = apr_hash_make(result_pool);
    apr_pool_cleanup_register(result_pool, opened, close_events, apr_pool_cleanup_null);
    *events = opened;
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

static void keep_watch(stm_events_t *events, int number, const char *folder, const char *path)
{
    watch_t *watch = apr_hash_get(events->by_number, &number, sizeof(number));
    if (!watch) {
        watch = apr_pcalloc(events->pool, sizeof(*watch));
        watch->number = number;
        apr_hash_set(events->by_number, &watch->number, sizeof(number), watch);
    }
    if (!watch->folder || strcmp(watch->folder, folder) || strcmp(watch->path, path)) {
        if (watch->folder &&
            apr_hash_get(events->by_folder, watch->folder, APR_HASH_KEY_STRING) == (void *)watch) {
            apr_hash_set(events->by_folder, watch->folder, APR_HASH_KEY_STRING, NULL);
        }
        watch->folder = apr_pstrdup(events->pool, folder);
        watch->path = apr_pstrdup(events->pool, path);
    }
    apr_hash_set(events->by_folder, watch->folder, APR_HASH_KEY_STRING, watch);
}

apr_status_t stm_events_add(stm_events_t *events, const char *folder, const char *path)
{
    int number = inotify_add_watch(events->fd, path, MASK);
    if (number < 0) {
        return errno;
    }
    keep_watch(events, number, folder, path);
    return is_shared(path) ? APR_ENOTIMPL : APR_SUCCESS;
}

/* A link to a folder comes and goes like a file. */
static int is_linked_folder(const stm_events_t *events, const watch_t *watch, const char *name,
                            unsigned mask)
{
    char path[8192];
    struct stat found;
    if (mask & LEAVE) {
        apr_snprintf(path, sizeof(path), "%s%s/", watch->folder, name);
        return apr_hash_get(events->by_folder, path, APR_HASH_KEY_STRING) != NULL;
    }
    apr_snprintf(path, sizeof(path), "%s/%s", watch->path, name);
    return mask & (IN_CREATE | IN_MOVED_TO) && !stat(path, &found) && S_ISDIR(found.st_mode);
}

static stm_event_t kind_of(const stm_events_t *events, const watch_t *watch, const char *name,
                           unsigned mask)
{
    /* Of other folders than the root the one around them tells it, too. */
    if (mask & SELF || (!*name && !*watch->folder && mask & IN_ATTRIB)) {
        return STM_EVENT_ALL;
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
    if (is_linked_folder(events, watch, name, mask)) {
        return STM_EVENT_ALL;
    }
    if (!stm_newsroom_is_document(name)) {
        return STM_EVENT_UNSET;
    }
    return mask & ENDS ? STM_EVENT_FILE : STM_EVENT_WRITING;
}

static void pass_on(stm_events_t *events, const struct inotify_event *event,
                    stm_events_handle_t handle, void *baton)
{
    static const watch_t none = {.folder = "", .path = ""};
    const watch_t *watch = apr_hash_get(events->by_number, &event->wd, sizeof(event->wd));
    const char *name = event->len ? event->name : "";
    stm_event_t kind;
    if (event->mask & IN_IGNORED) {
        /* Its number may come again for another folder. */
        if (watch && apr_hash_get(events->by_folder, watch->folder, APR_HASH_KEY_STRING) == watch) {
            apr_hash_set(events->by_folder, watch->folder, APR_HASH_KEY_STRING, NULL);
        }
        apr_hash_set(events->by_number, &event->wd, sizeof(event->wd), NULL);
        return;
    }
    kind = kind_of(events, watch ? watch : &none, name, event->mask);
    if (kind == STM_EVENT_ALL || (kind != STM_EVENT_UNSET && watch)) {
        handle(baton, kind, watch ? watch->folder : "", kind == STM_EVENT_ALL ? "" : name);
    }
}

void stm_events_read(stm_events_t *events, stm_events_handle_t handle, void *baton)
{
    char buffer[16384] __attribute__((aligned(__alignof__(struct inotify_event))));
    ssize_t size;
    while ((size = read(events->fd, buffer, sizeof(buffer))) > 0) {
        const char *at = buffer;
        while (at < buffer + size) {
            const struct inotify_event *event = (const struct inotify_event *)at;
            pass_on(events, event, handle, baton);
            at += sizeof(*event) + event->len;
        }
    }
}

#else

apr_status_t stm_events_open(stm_events_t **events, apr_pool_t *result_pool)
{
    (void)result_pool;
    *events = NULL;
    return APR_ENOTIMPL;
}

apr_status_t stm_events_add(stm_events_t *events, const char *folder, const char *path)
{
    (void)events;
    (void)folder;
    (void)path;
    return APR_ENOTIMPL;
}

void stm_events_read(stm_events_t *events, stm_events_handle_t handle, void *baton)
{
    (void)events;
    (void)handle;
    (void)baton;
}

#endif
