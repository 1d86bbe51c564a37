/**
 * httpd/page_cache/page_name - the name under which httpd/page_cache/page_index knows a page.
 *
 * What a request says, as far as it decides which page it gets.
 */
#ifndef HTTPD_PAGE_CACHE_PAGE_NAME_H
#define HTTPD_PAGE_CACHE_PAGE_NAME_H

#include "httpd/request/request.h"

#define STMH_PAGE_NAME_SIZE 512

typedef struct stmh_page_name_t {
    apr_uint64_t hash;
    apr_size_t size;
    apr_size_t start_size; /* of what requests for many pages have in common */
    char text[STMH_PAGE_NAME_SIZE];
} stmh_page_name_t;

/** Names what @a request asks for. Zero where it has no name: it is too long. */
int stmh_page_name(stmh_page_name_t *name, const stmh_request_t *request);

/** Non-zero for an archive, a feed or a sitemap. */
static inline int stmh_page_name_is_list(const stmh_request_t *request)
{
    const stm_address_kind_t kind = request->target->address.kind;

    return kind == STM_ADDRESS_ARCHIVE || kind == STM_ADDRESS_FEED || kind == STM_ADDRESS_SITEMAP;
}

#endif
