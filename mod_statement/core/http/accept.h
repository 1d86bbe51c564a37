/**
 * core/http/accept - an Accept header and the formats on offer to one choice (RFC 9110
 * section 12.5.1).
 */
#ifndef CORE_HTTP_ACCEPT_H
#define CORE_HTTP_ACCEPT_H

#include <apr_pools.h>
#include <apr_tables.h>

#include "core/site/format.h"

/** The best of @a formats (stm_format_t with media_type set) for @a accept (NULL: absent). The most
 * specific range decides each format's quality. Among equals one that is named goes before one that
 * "anything" allows, and then the earlier one, so that a person gets a page. Never NULL: where
 * nothing is acceptable the first format is sent. */
const stm_format_t *stm_accept_choose(const char *accept, const apr_array_header_t *formats,
                                      apr_pool_t *scratch_pool);

/** The best of @a formats for the address of a feed: one of the feeds, RSS where the header leaves
 * it open or asks for XML alone; the page "html" only where its quality is above that of each feed,
 * because programs send "anything" to this address, and most caches keep one answer for all. Never
 * NULL. */
const stm_format_t *stm_accept_choose_feed(const char *accept, const apr_array_header_t *formats,
                                           apr_pool_t *scratch_pool);

/** Non-zero where @a accept (NULL: absent) names a page (text/html) and prefers it to XML, whose
 * own type is @a media_type (NULL: not known): a program that takes anything, or both alike, gets
 * the XML. */
int stm_accept_prefers_page(const char *accept, const char *media_type, apr_pool_t *scratch_pool);

#endif
