/**
 * httpd/access/variance - whether access in a newsroom can depend on the document or the reader.
 *
 * Where it depends on neither, a request costs no more than httpd's own access checks. The server's
 * configuration is read once per child; .htaccess files, where AllowOverride lets them count, are
 * checked when the catalog has changed and every StatementRefresh, in all folders that hold
 * statements. Unknown modules, and directives that are not known to be harmless, count as "yes".
 */
#ifndef HTTPD_ACCESS_VARIANCE_H
#define HTTPD_ACCESS_VARIANCE_H

#include <apr_hash.h>

#include "httpd/newsroom/mount.h"

/** Of one newsroom under one address; immutable. */
typedef struct stmh_variance_t stmh_variance_t;

/** What can differ, as of now. */
typedef struct stmh_differences_t {
    int documents, readers; /* two of them can get different verdicts */
    const char *unaskable;  /* a directive as written that no look-up can ask about; NULL: none */
    const char *key;        /* of all rules that decide; changes with them */
    int reads_host;         /* they read scheme, host or port */
    int is_whole;           /* no rules can come with a folder */
    apr_hash_t *folders;    /* those ("2026/a") that were looked at; NULL: none was */
    int is_late;            /* a wait was in vain, and nobody knows: only 503 may be said */
} stmh_differences_t;

/** Once per child, before its threads: finds one for each mount. */
void stmh_variance_child(void);

/** Non-zero where all readers see the same of @a mount, without a look at the disk. Any thread. */
int stmh_variance_is_for_all(const stmh_mount_t *mount);

/** Non-zero where rules that were not looked at may hold for statements in @a folder ("2026/"): it
 * came after the look. */
int stmh_variance_is_strange(const stmh_differences_t *differences, const char *folder,
                             apr_pool_t *scratch_pool);

/** Non-zero where one of the rules in such a folder is none that a look-up can ask about. */
int stmh_variance_is_unaskable(const request_rec *r, const stmh_mount_t *mount, const char *folder);

/** Non-zero where rules name the address @a uri, though no folder of it holds statements: they may
 * judge a page other than its document. */
int stmh_variance_names(const stmh_variance_t *variance, const char *uri);

/** What can differ in the newsroom of @a mount until the end of @a r. May take a handle of the
 * catalog for a moment. Of those who need a new look one takes it while the others wait, at most
 * 1.5 seconds. Any thread. */
const stmh_differences_t *stmh_variance_differences(request_rec *r, const stmh_mount_t *mount);

/** Non-zero where the configuration as written, without any address, cannot treat two documents or
 * two readers of the newsroom with @a root differently, and no .htaccess file can. At the start,
 * once httpd/access/dirconf has surveyed @a server. */
int stmh_variance_is_uniform(const server_rec *server, const char *root, apr_pool_t *pool);

/** Says at the start what a newsroom's administrator should know of its rules; @a config are its
 * settings. */
void stmh_variance_report(const server_rec *server, const char *root, const stmh_config_t *config,
                          apr_pool_t *pool);

#endif
