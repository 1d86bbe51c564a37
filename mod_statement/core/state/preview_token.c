#include "core/state/preview_token.h"

#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/safe_open.h"

#define FOLDER    "preview"
#define KEY_FILE  "key"
#define KEY_BYTES 32
#define MAC_BYTES 32
/* 43 characters of base64 without padding (RFC 4648 section 5). */
#define MAC_TEXT 43

/* How far the clock of another machine, which signs with a copy of the key, may be ahead. What is
 * made later than now would open for longer than it may, and no revocation would end it. */
#define MOST_AHEAD_SEC 300

struct stm_preview_key_t {
    unsigned char bytes[KEY_BYTES];
    int folder; /* descriptor of "preview" */
};

static apr_status_t close_folder(void *folder)
{
    return close((int)(apr_uintptr_t)folder) ? errno : APR_SUCCESS;
}

/* What root makes belongs to whoever the state directory belongs to. */
static apr_status_t give_to_owner(int file, int state)
{
    struct stat owner;

    if (geteuid() != 0) {
        return APR_SUCCESS;
    }
    return fstat(state, &owner) || fchown(file, owner.st_uid, owner.st_gid) ? errno : APR_SUCCESS;
}

static apr_status_t open_folder(int *folder, int state, stm_access_t access)
{
    int is_new = access == STM_ACCESS_WRITE && mkdirat(state, FOLDER, 0700) == 0;

    *folder = openat(state, FOLDER, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (*folder < 0) {
        return errno;
    }
    return is_new ? give_to_owner(*folder, state) : APR_SUCCESS;
}

static apr_status_t read_bytes(stm_preview_key_t *key, int file, const struct stat *found)
{
    return S_ISREG(found->st_mode) && found->st_size == KEY_BYTES &&
                   read(file, key->bytes, KEY_BYTES) == KEY_BYTES
               ? APR_SUCCESS
               : APR_EGENERAL;
}

static apr_status_t read_key(stm_preview_key_t *key)
{
    int file = openat(key->folder, KEY_FILE, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat found;
    apr_status_t status;

    if (file < 0) {
        return errno;
    }
    status = fstat(file, &found) ? errno : read_bytes(key, file, &found);
    close(file);
    return status;
}

/* Whole under another name before it is there: one that is half-written would sign, too. */
static apr_status_t write_file(const stm_preview_key_t *key, const char *name, const void *bytes,
                               apr_size_t size, apr_pool_t *pool)
{
    const char *temporary = apr_psprintf(pool, ".%s.%ld", name, (long)getpid());
    int file =
        openat(key->folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    apr_status_t status = file < 0 ? errno : give_to_owner(file, key->folder);

    if (!status && write(file, bytes, size) != (ssize_t)size) {
        status = errno ? errno : APR_ENOSPC;
    }
    if (!status && fsync(file)) {
        status = errno;
    }
    if (file >= 0) {
        close(file);
    }
    if (!status && renameat(key->folder, temporary, key->folder, name)) {
        status = errno;
    }
    if (status) {
        unlinkat(key->folder, temporary, 0);
    }
    return status;
}

static apr_status_t make_key(stm_preview_key_t *key, apr_pool_t *pool)
{
    unsigned char bytes[KEY_BYTES];
    apr_status_t status = APR_EGENERAL;

    if (getrandom(bytes, KEY_BYTES, 0) == KEY_BYTES) {
        status = write_file(key, KEY_FILE, bytes, KEY_BYTES, pool);
    }
    return status ? status : read_key(key);
}

apr_status_t stm_preview_open(stm_preview_key_t **key, const char *state_dir, stm_access_t access,
                              apr_pool_t *result_pool)
{
    stm_preview_key_t *opened = apr_pcalloc(result_pool, sizeof(*opened));
    const char *link = NULL;
    int state;
    apr_status_t status = stm_safe_open_folder(&state, &link, state_dir, 0, result_pool);

    if (!status) {
        status = open_folder(&opened->folder, state, access);
    }
    if (status) {
        return status;
    }
    apr_pool_cleanup_register(result_pool, (void *)(apr_uintptr_t)opened->folder, close_folder,
                              apr_pool_cleanup_null);
    status = read_key(opened);
    if (APR_STATUS_IS_ENOENT(status) && access == STM_ACCESS_WRITE) {
        status = make_key(opened, result_pool);
    }
    *key = opened;
    return status;
}

apr_status_t stm_preview_read_copy(stm_preview_key_t **key, const char *path,
                                   apr_pool_t *result_pool)
{
    stm_preview_key_t *copy = apr_pcalloc(result_pool, sizeof(*copy));
    int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat found;
    apr_status_t status;

    if (file < 0) {
        return errno;
    }
    copy->folder = -1;
    status = fstat(file, &found)                   ? errno
             : found.st_mode & (S_IROTH | S_IWOTH) ? APR_EINVAL
                                                   : read_bytes(copy, file, &found);
    close(file);
    *key = copy;
    return status;
}

const char *stm_preview_subject(const char *path, apr_pool_t *result_pool)
{
    const char *slash = strrchr(path, '/');
    const char *folder =
        slash ? apr_pstrmemdup(result_pool, path, (apr_size_t)(slash - path) + 1) : ".";
    const char *name = slash ? slash + 1 : path;
    apr_size_t size = strlen(name);
    char real[PATH_MAX];

    if (!realpath(folder, real)) {
        return NULL;
    }
    if (size > 4 && strcasecmp(name + size - 4, ".xml") == 0) {
        name = apr_pstrmemdup(result_pool, name, size - 4);
    }
    return apr_pstrcat(result_pool, real, "/", name, NULL);
}

/* @a text: MAC_TEXT characters and a NUL. Zero where libcrypto cannot. */
static int sign(char *text, const stm_preview_key_t *key, const char *what)
{
    unsigned char mac[EVP_MAX_MD_SIZE], encoded[MAC_TEXT + 2];
    unsigned size = 0;

    if (!HMAC(EVP_sha256(), key->bytes, KEY_BYTES, (const unsigned char *)what, strlen(what), mac,
              &size) ||
        size != MAC_BYTES) {
        return 0;
    }
    EVP_EncodeBlock(encoded, mac, MAC_BYTES);
    for (int i = 0; i < MAC_TEXT; i++) {
        text[i] = (char)(encoded[i] == '+' ? '-' : encoded[i] == '/' ? '_' : encoded[i]);
    }
    text[MAC_TEXT] = '\0';
    return 1;
}

static const char *signed_text(const char *subject, apr_int64_t made, apr_int64_t until,
                               apr_pool_t *pool)
{
    return apr_psprintf(pool,
                        "mod_statement preview 1\n%" APR_INT64_T_FMT "\n%" APR_INT64_T_FMT "\n%s",
                        made, until, subject);
}

const char *stm_preview_sign(const stm_preview_key_t *key, const char *subject, apr_time_t now,
                             apr_time_t until, apr_pool_t *result_pool)
{
    apr_int64_t made = apr_time_sec(now), end = apr_time_sec(until);
    char mac[MAC_TEXT + 1];

    return sign(mac, key, signed_text(subject, made, end, result_pool))
               ? apr_psprintf(result_pool, "%" APR_INT64_T_FMT ".%" APR_INT64_T_FMT ".%s", made,
                              end, mac)
               : NULL;
}

/* Digits up to a point, as stm_preview_sign writes them: no token has two spellings. */
static int read_number(apr_int64_t *number, const char **text)
{
    const char *at = *text;

    *number = 0;
    if (*at < '1' || *at > '9') {
        return 0;
    }
    for (; *at >= '0' && *at <= '9' && at - *text < 12; at++) {
        *number = *number * 10 + (*at - '0');
    }
    *text = at + 1;
    return *at == '.';
}

static const char *revocation(const stm_preview_key_t *key, const char *subject, apr_pool_t *pool)
{
    char mac[MAC_TEXT + 1];

    return sign(mac, key, apr_pstrcat(pool, "mod_statement revocation\n", subject, NULL))
               ? apr_pstrcat(pool, "revoked-", mac, NULL)
               : NULL;
}

/* Whether what was made at @a made is revoked, or nobody can tell. */
static int is_revoked(const stm_preview_key_t *key, const char *subject, apr_int64_t made,
                      apr_pool_t *pool)
{
    const char *name = revocation(key, subject, pool);
    int file =
        name ? openat(key->folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) : -1;
    int is_missing = name && file < 0 && errno == ENOENT;
    char text[32];
    ssize_t size = file < 0 ? -1 : read(file, text, sizeof(text) - 1);

    if (file >= 0) {
        close(file);
    }
    if (size <= 0) {
        return !is_missing;
    }
    text[size] = '\0';
    return made <= apr_atoi64(text);
}

int stm_preview_opens(const stm_preview_key_t *key, const char *token, const char *subject,
                      apr_time_t now, apr_pool_t *scratch_pool)
{
    const apr_int64_t second = apr_time_sec(now);
    apr_int64_t made, until;
    char mac[MAC_TEXT + 1];

    if (!read_number(&made, &token) || !read_number(&until, &token) || strlen(token) != MAC_TEXT ||
        !sign(mac, key, signed_text(subject, made, until, scratch_pool)) ||
        CRYPTO_memcmp(mac, token, MAC_TEXT) != 0) {
        return 0;
    }
    return second < until && made - second <= MOST_AHEAD_SEC &&
           until - made <= apr_time_sec(STM_PREVIEW_MOST) &&
           !is_revoked(key, subject, made, scratch_pool);
}

apr_status_t stm_preview_revoke(const stm_preview_key_t *key, const char *subject, apr_time_t now,
                                apr_pool_t *scratch_pool)
{
    const char *name = revocation(key, subject, scratch_pool);
    const char *text = apr_psprintf(scratch_pool, "%" APR_INT64_T_FMT "\n", apr_time_sec(now));

    return name ? write_file(key, name, text, strlen(text), scratch_pool) : APR_EGENERAL;
}
