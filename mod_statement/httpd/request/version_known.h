/**
 * httpd/request/version_parts - what the two halves of httpd/request/version have of each other:
 * the catalog's side (version.c), and files that are newer than the catalog (version_fresh.c).
 */
#ifndef HTTPD_REQUEST_VERSION_KNOWN_H
#define HTTPD_REQUEST_VERSION_KNOWN_H

#include "httpd/request/version.h"

/** Sets kind, language and moments by what the visibility rule says of @a entry. */
void stmh_version_decide(stmh_version_t *version, const stmh_request_t *request,
                         const stm_entry_t *entry);

/** When the page of @a entry last changed, whose bytes did so at @a bytes_at: a moment that lies in
 * the past has changed it, too. */
apr_time_t stmh_version_changed_at(const stm_entry_t *entry, apr_time_t bytes_at, apr_time_t now);

/** Makes it the version that @a entry stands for. */
void stmh_version_from_entry(stmh_version_t *version, const stmh_request_t *request,
                             const stmh_lookup_t *lookup, const stm_entry_t *entry);

/** Makes it the last good version of @a entry: without its file, or with a broken one, what is
 * public goes on as it was. What was not is hidden. */
void stmh_version_from_kept(stmh_version_t *version, const stmh_request_t *request,
                            const stmh_lookup_t *lookup, const stm_entry_t *entry);

/** Reads that: HIDDEN where there is none, UNKNOWN where the state cannot be read. */
void stmh_version_read_kept(stmh_version_t *version, const stmh_request_t *request,
                            const stmh_lookup_t *lookup);

/** What the history knows of *name, which becomes the form of it that is known there. */
apr_status_t stmh_version_find_past(stm_past_t *past, const stmh_request_t *request,
                                    const stmh_lookup_t *lookup, const char **name);

#endif
