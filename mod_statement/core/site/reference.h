/**
 * core/site/reference - normalizes the addresses in documents, to compare them with files.
 *
 * One file has many addresses: "kit.zip", "../2026/kit.zip", "/statements/kit%2Ezip",
 * "//host/statements/kit.zip", "http://host:80/statements/kit.zip". This resolves them first (RFC
 * 3986 section 5.2, and as browsers and httpd treat backslashes, repeated slashes and encoded dots)
 * and compares the results. It ignores scheme and port: a wrong match then removes a link, and
 * never shows a hidden statement.
 *
 * The catalog serves all mounts of a newsroom, so a reference that depends on the mount keeps that
 * open:
 *
 *   "2026/kit.zip"            a path below the newsroom's root
 *   "../about"                one that climbs above it
 *   "/statements/kit.zip"     from the host's root
 *   "//host/statements/…"     from that of a named host, in small letters, an IDN as A-labels
 *
 * Query and fragment are removed, percent-encoding is decoded. All functions may be called by any
 * thread.
 */
#ifndef CORE_SITE_REFERENCE_H
#define CORE_SITE_REFERENCE_H

#include <apr_pools.h>
#include <apr_tables.h>

/** Where a newsroom is mounted. */
typedef struct stm_mounts_t {
    const apr_array_header_t *paths; /* const char *, decoded, with a slash at both ends */
    void *baton;
    /** Non-zero for a host (as in a reference) that is this server's. */
    int (*is_host)(void *baton, const char *host);
    /** Whether @a path, from the root of one of these hosts but below none of the paths, leads to
     * the file @a file of the newsroom all the same. NULL: never. */
    int (*leads)(void *baton, const char *path, const char *file);
} stm_mounts_t;

/** The one mount that @a base names, an absolute URL with a slash at its end. */
const stm_mounts_t *stm_mounts_of_base(const char *base, apr_pool_t *result_pool);

/** The host in the absolute URL @a url as references write it; NULL. */
const char *stm_reference_host(const char *url, apr_pool_t *result_pool);

/** Non-zero for an address in numbers, or this machine: nobody knows which of them lead here. */
int stm_reference_is_number(const char *host);

/** The path of the absolute URL @a url, decoded; "/" where it has none. */
const char *stm_reference_path(const char *url, apr_pool_t *result_pool);

/** @a href of the document @a name ("2026/name") as above; NULL where no file can be meant: another
 * scheme, a folder, the document itself. */
const char *stm_reference_make(const char *href, const char *name, apr_pool_t *result_pool);

/** Non-zero where @a reference means the same wherever the newsroom is mounted. */
int stm_reference_is_certain(const char *reference);

/** Non-zero where @a reference stays on this server's hosts. */
int stm_reference_is_own(const char *reference, const stm_mounts_t *mounts,
                         apr_pool_t *scratch_pool);

/** The path below the newsroom's root that @a reference leads to; NULL. @a mounts may be NULL. */
const char *stm_reference_tail(const char *reference, const stm_mounts_t *mounts,
                               apr_pool_t *result_pool);

/** Non-zero where @a reference leads to @a file, also by a mount that is not among @a mounts. */
int stm_reference_leads(const char *reference, const char *file, const stm_mounts_t *mounts,
                        apr_pool_t *scratch_pool);

/** What @a reference may lead to under some mount (const char *, shortest last): each end of it
 * that begins after a slash. */
const apr_array_header_t *stm_reference_ends(const char *reference, apr_pool_t *result_pool);

/** @a path without ".xml" at its end, in whatever letters. */
const char *stm_reference_name(const char *path, apr_pool_t *result_pool);

#endif
