#include "httpd/newsroom/mounts.h"

#include <apr_strings.h>
#include <apr_thread_mutex.h>
#include <http_core.h>
#include <http_protocol.h>
#include <string.h>

#define MOST_PLACES    4096
#define MOST_STRANGERS 32 /* of these: whose address a request alone has made up */
#define MOST_ADDRESSES 16 /* of one newsroom; more of them are a stranger's */
#define ROWS           4096
#define FEW            8 /* which are tried one after the other */

typedef struct kept_t {
    stmh_mount_key_t key;
    apr_size_t root_size, base_path_size;
    const stmh_mount_t *mount;
    int is_strangers;
    const struct kept_t *next; /* in its row; set before it is there */
} kept_t;

static apr_pool_t *kept_pool;    /* guarded by lock */
static apr_thread_mutex_t *lock; /* for those who add; readers need none */
static const kept_t *kept[MOST_PLACES];
static int kept_count;           /* atomic: raised once the place below it is filled */
static const kept_t *rows[ROWS]; /* by root; atomic, each */
static int strangers;            /* guarded by lock */

void stmh_mounts_child(void)
{
    /* Not below the child's pool, which may go while requests still run. */
    apr_pool_create(&kept_pool, NULL);
    apr_pool_tag(kept_pool, "statement_mounts");
    apr_thread_mutex_create(&lock, APR_THREAD_MUTEX_DEFAULT, kept_pool);
}

void stmh_mounts_origin(stmh_mount_key_t *key, request_rec *r)
{
    key->host = ap_get_server_name_for_url(r);
    key->port = ap_get_server_port(r);
    key->scheme = ap_http_scheme(r);
}

static int same_origin(const stmh_mount_key_t *one, const stmh_mount_key_t *other)
{
    return one->port == other->port && !strcmp(one->scheme, other->scheme) &&
           !strcmp(one->host, other->host);
}

/* The path of a mount is what is left of the address without the tail below its root. */
static int is_below(const kept_t *one, const char *path, const char *uri)
{
    return !strncmp(path, one->key.root, one->root_size) && path[one->root_size] == '/' &&
           !strncmp(uri, one->key.base_path, one->base_path_size) &&
           !strcmp(uri + one->base_path_size, path + one->root_size + 1);
}

/* Where a newsroom is as large as its server, a module may give each request another root. */
static int is_its_root(const kept_t *one, request_rec *r)
{
    const char *root = ap_document_root(r);

    return one->key.config->section->kind != STMH_SECTION_SERVER ||
           (!strncmp(root, one->key.root, one->root_size) &&
            strspn(root + one->root_size, "/") == strlen(root + one->root_size));
}

#define HASH_START 2166136261u /* FNV-1a */

static apr_uint32_t hash_on(apr_uint32_t hash, char letter)
{
    return (hash ^ (unsigned char)letter) * 16777619u;
}

static const kept_t **row_of(apr_uint32_t hash)
{
    return &rows[(hash ^ hash >> 16) % ROWS];
}

static const kept_t **row_of_root(const char *root)
{
    apr_uint32_t hash = HASH_START;

    while (*root) {
        hash = hash_on(hash, *root++);
    }
    return row_of(hash);
}

/* What a mount is looked for with. */
typedef struct wanted_t {
    request_rec *r;
    const stmh_config_t *config;
    const char *path, *uri;
    stmh_mount_key_t origin; /* its host is NULL before it is needed */
} wanted_t;

static int is_wanted(const kept_t *one, wanted_t *wanted)
{
    if (one->key.config != wanted->config || one->key.server != wanted->r->server ||
        !is_below(one, wanted->path, wanted->uri) || !is_its_root(one, wanted->r)) {
        return 0;
    }
    if (one->key.host && !wanted->origin.host) {
        stmh_mounts_origin(&wanted->origin, wanted->r);
    }
    return !one->key.host || same_origin(&one->key, &wanted->origin);
}

/* Each folder that leads to the file may be a root. */
static const kept_t *find_by_root(wanted_t *wanted)
{
    apr_uint32_t hash = HASH_START;
    const char *at;

    for (at = wanted->path; *at; at++) {
        const kept_t *one = *at == '/' ? __atomic_load_n(row_of(hash), __ATOMIC_ACQUIRE) : NULL;
        while (one && !is_wanted(one, wanted)) {
            one = one->next;
        }
        if (one) {
            return one;
        }
        hash = hash_on(hash, *at);
    }
    return NULL;
}

const stmh_mount_t *stmh_mounts_find(request_rec *r, const stmh_config_t *config, const char *path,
                                     const char *uri)
{
    wanted_t wanted = {.r = r, .config = config, .path = path, .uri = uri};
    int count = __atomic_load_n(&kept_count, __ATOMIC_ACQUIRE), i;
    const kept_t *found = NULL;

    if (count > FEW) {
        found = find_by_root(&wanted);
    }
    for (i = 0; !found && i < count && count <= FEW; i++) {
        found = is_wanted(kept[i], &wanted) ? kept[i] : NULL;
    }
    return found ? found->mount : NULL;
}

static int has_name(const apr_array_header_t *names, const char *host)
{
    int i;

    for (i = 0; names && i < names->nelts; i++) {
        if (!strcasecmp(APR_ARRAY_IDX(names, i, const char *), host)) {
            return 1;
        }
    }
    return 0;
}

static int is_own_origin(const stmh_mount_key_t *key, const request_rec *r)
{
    return !key->host ||
           ((!strcasecmp(key->host, key->server->server_hostname) ||
             has_name(key->server->names, key->host)) &&
            (key->port == key->server->port || key->port == r->connection->local_addr->port));
}

static int is_strangers(const stmh_mount_key_t *key, const request_rec *r)
{
    const kept_t *one;
    int addresses = 0;

    for (one = *row_of_root(key->root); one; one = one->next) {
        addresses += one->key.config == key->config && one->key.server == key->server &&
                     !strcmp(one->key.root, key->root);
    }
    return addresses >= MOST_ADDRESSES || !is_own_origin(key, r);
}

static const kept_t *find_same(const stmh_mount_key_t *key)
{
    const kept_t *kept_one;

    for (kept_one = *row_of_root(key->root); kept_one; kept_one = kept_one->next) {
        const stmh_mount_key_t *one = &kept_one->key;
        if (one->config == key->config && one->server == key->server &&
            !strcmp(one->root, key->root) && !strcmp(one->base_path, key->base_path) &&
            (!key->host || same_origin(one, key))) {
            return kept_one;
        }
    }
    return NULL;
}

/* One folder for each address that a section matches may be anybody's invention. */
static int has_root(const stmh_mount_key_t *key, request_rec *r)
{
    const stmh_section_t *section = key->config->section;
    apr_finfo_t finfo;

    return (section->kind == STMH_SECTION_DIRECTORY && !section->regex &&
            !section->has_wildcards) ||
           (!apr_stat(&finfo, key->root, APR_FINFO_TYPE, r->pool) && finfo.filetype == APR_DIR);
}

static void add(kept_t *one)
{
    const kept_t **row = row_of_root(one->key.root);

    one->next = *row;
    __atomic_store_n(row, one, __ATOMIC_RELEASE);
    kept[kept_count] = one;
    __atomic_store_n(&kept_count, kept_count + 1, __ATOMIC_RELEASE);
}

static const kept_t *keep(const stmh_mount_key_t *key, stmh_mount_make_t make, int is_of_stranger)
{
    kept_t *one = apr_pcalloc(kept_pool, sizeof(*one));
    stmh_mount_t *mount;

    one->key = *key;
    one->key.root = apr_pstrdup(kept_pool, key->root);
    one->key.base_path = apr_pstrdup(kept_pool, key->base_path);
    one->key.scheme = apr_pstrdup(kept_pool, key->scheme);
    one->key.host = apr_pstrdup(kept_pool, key->host);
    one->root_size = strlen(key->root);
    one->base_path_size = strlen(key->base_path);
    mount = make(&one->key, kept_pool);
    mount->is_lasting = 1;
    mount->metrics =
        stmh_metrics_of(mount->newsroom->root, mount->newsroom->identity, mount->newsroom->key);
    one->mount = mount;
    one->is_strangers = is_of_stranger;
    add(one);
    return one;
}

const stmh_mount_t *stmh_mounts_make(request_rec *r, const stmh_mount_key_t *key,
                                     stmh_mount_make_t make)
{
    const kept_t *one = NULL;

    if (key->config->is_lasting) {
        apr_thread_mutex_lock(lock);
        one = find_same(key);
        if (!one && kept_count < MOST_PLACES && has_root(key, r)) {
            int is_one = is_strangers(key, r);
            if (!is_one || strangers < MOST_STRANGERS) {
                strangers += is_one;
                one = keep(key, make, is_one);
            }
        }
        apr_thread_mutex_unlock(lock);
    }
    return one ? one->mount : make(key, r->pool);
}

void stmh_mounts_each(const char *newsroom, stmh_mounts_visit_t visit, void *baton)
{
    int count = __atomic_load_n(&kept_count, __ATOMIC_ACQUIRE), i;

    for (i = 0; i < count; i++) {
        if (!kept[i]->is_strangers && !strcmp(kept[i]->mount->newsroom->key, newsroom)) {
            visit(baton, kept[i]->mount);
        }
    }
}
