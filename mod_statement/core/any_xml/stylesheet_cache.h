/**
 * core/any_xml/stylesheet_cache - compiled stylesheets of strangers, by all bytes that went in.
 *
 * To compile a stylesheet takes longer than to apply it: 372 million instructions against 59 for
 * DocBook's HTML stylesheet and a short article (callgrind). A stylesheet is found by the address
 * and the bytes of its main file and of each that it imports, and by the stamps of their DTDs'
 * files, so that an edit of any of them is seen at once; who asks still fetches them all. Bounded
 * in number and in bytes; the least recently used ones go. Any thread may use a cache at any time.
 */
#ifndef CORE_ANY_XML_STYLESHEET_CACHE_H
#define CORE_ANY_XML_STYLESHEET_CACHE_H

#include <apr_errno.h>
#include <apr_pools.h>

struct stm_any_stylesheet_t; /* core/any_xml/stylesheet.h */
struct stm_resources_t;      /* core/any_xml/resources.h */

typedef struct stm_stylesheet_cache_t stm_stylesheet_cache_t;

/** At most @a max_count stylesheets with at most @a max_bytes together lie idle in it. NULL where
 * the system has no lock left. Everything in it goes with @a result_pool, which no transformation
 * may outlive. */
stm_stylesheet_cache_t *stm_stylesheet_cache_create(int max_count, apr_size_t max_bytes,
                                                    apr_pool_t *result_pool);

/** For stm_transform: the compiled stylesheet at @a url, from @a cache or compiled and put into it,
 * which may be used until the pool of @a resources ends. Statuses as of stm_any_stylesheet_compile.
 */
apr_status_t stm_stylesheet_cache_get(const struct stm_any_stylesheet_t **sheet,
                                      stm_stylesheet_cache_t *cache,
                                      struct stm_resources_t *resources, const char *url);

/** Frees all stylesheets that nobody is using. */
void stm_stylesheet_cache_clear(stm_stylesheet_cache_t *cache);

/** How many stylesheets it has, and about how many bytes they take. */
int stm_stylesheet_cache_count(stm_stylesheet_cache_t *cache, apr_size_t *bytes);

#endif
