/**
 * core/site/address_search - what core/site/address asks the disk, and the parts of an address.
 */
#ifndef CORE_SITE_ADDRESS_SEARCH_H
#define CORE_SITE_ADDRESS_SEARCH_H

#include "core/site/address.h"

/** One way to an address. */
typedef struct stm_address_search_t {
    const char *root;
    const apr_array_header_t *formats;
    const stm_address_memory_t *memory; /* NULL: none */
    int is_exact;                       /* no stat() may be left out for what memory says */
    int is_from_memory;                 /* one was */
    apr_pool_t *pool;
} stm_address_search_t;

/** stat() of @a path; finfo->filetype is APR_NOFILE where no file can be there. An error of the
 * file system otherwise. */
apr_status_t stm_address_stat(apr_finfo_t *finfo, const char *path, apr_pool_t *pool);

/** The same for what comes before a statement; search->memory may know that it is missing. */
apr_status_t stm_address_stat_before(apr_finfo_t *finfo, const char *path,
                                     stm_address_search_t *search);

/** What the folder of @a path may hold. */
stm_folder_endings_kind_t stm_address_endings(const char *path, const stm_address_search_t *search);

/** What follows the last slash of @a tail. */
const char *stm_address_last_step(const char *tail);

/** What follows the last dot of @a step; NULL where there is none, or nothing before it. */
const char *stm_address_extension(const char *step);

/** Non-zero for ".xml": the one spelling that names a document whether its file is there or not. */
int stm_address_is_xml(const char *step);

/** @a name, which has an extension, without it. */
const char *stm_address_stem(const char *name, apr_pool_t *pool);

/** @a tail as what it means is spelt on the disk, in the order of docs/addresses.md; NULL where
 * nothing is there. */
const char *stm_address_respell(const char *tail, const stm_address_search_t *search);

#endif
