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

#include "httpd/access/server_rules.h"
#include "httpd/newsroom/mount.h"

/** Of one newsroom under one address; immutable. */
typedef struct stmh_variance_t stmh_variance_t;

/** Once per child, before its threads: finds one for each mount. */
void stmh_variance_child(void);

/** Non-zero where all readers see the same of @a mount, without a look at the disk. Any thread. */
int stmh_variance_is_for_all(const stmh_mount_t *mount);

/** Non-zero where rules that were not read may hold for statements in @a folder ("2026/"): it came
 * after the last check. */
int stmh_variance_is_unchecked(const stmh_differences_t *differences, const char *folder,
                               apr_pool_t *scratch_pool);

/** Non-zero where one of the rules in such a folder is none that a look-up can ask about. */
int stmh_variance_is_unaskable(const request_rec *r, const stmh_mount_t *mount, const char *folder);

/** Non-zero where rules name the address @a uri, though no folder of it holds statements: they may
 * judge a page other than its document. */
int stmh_variance_names(const stmh_variance_t *variance, const char *uri);

/** What can differ in the newsroom of @a mount until the end of @a r. May take a handle of the
 * catalog for a moment. Where the
 * folders must be checked again, one request does it while the others wait, at most 1.5 seconds.
 * Any thread. */
const stmh_differences_t *stmh_variance_differences(request_rec *r, const stmh_mount_t *mount);

#endif
