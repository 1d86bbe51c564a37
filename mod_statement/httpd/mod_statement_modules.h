/**
 * mod_statement_modules - what is known of other modules: which of them judge a request by its
 * address.
 *
 * Unknown modules are taken to do so. Asked when a newsroom is first seen, not per request.
 */
#ifndef MOD_STATEMENT_MODULES_H
#define MOD_STATEMENT_MODULES_H

#include <httpd.h>

#include <http_config.h>

/** Non-zero where all that a section sets (headers, types, filters …) leaves open who gets a file,
 * and which one. */
int stm_modules_is_harmless(const ap_conf_vector_t *section);

/** Non-zero where a module takes part in decisions about requests that may go by anything. */
int stm_modules_have_stranger(void);

typedef enum {
    STM_DIRECTIVE_BLIND = 0, /* does not look at addresses */
    STM_DIRECTIVE_OPAQUE,    /* may look at them in any way */
    STM_DIRECTIVE_PREFIX,    /* for an address and all below it: the argument in *pattern */
    STM_DIRECTIVE_EXPRESSION /* for addresses that an expression matches: in *pattern */
} stm_directive_kind_t;

/** How a directive as written judges addresses. */
stm_directive_kind_t stm_modules_classify(const char **pattern, const ap_directive_t *directive,
                                          apr_pool_t *pool);

#endif
