/**
 * httpd/access/effect - what one directive of the configuration can do to a request for a
 * document.
 *
 * A directive is harmless only if it is known to be so; any other may refuse one document and not
 * another, and one reader and not another.
 */
#ifndef HTTPD_ACCESS_EFFECT_H
#define HTTPD_ACCESS_EFFECT_H

#include <httpd.h>
#include <strings.h>

#include <http_config.h>

/** Bits; none of them: it is harmless. */
enum {
    STMH_EFFECT_VERDICT = 1,   /* decides, in the same way for all that its section is for */
    STMH_EFFECT_DOCUMENTS = 2, /* can tell documents apart */
    STMH_EFFECT_READERS = 4,   /* can tell readers apart */
    STMH_EFFECT_BLOCK_LIST = 8 /* shuts out some addresses of readers; no reason to be private */
};

/** What a directive does, and what it reads to decide. */
typedef struct stmh_effect_t {
    int effects;      /* STMH_EFFECT_… */
    int reads;        /* STMH_READS_… */
    const char *text; /* in which the variables that it reads are named; NULL: none */
} stmh_effect_t;

/** Non-zero where @a directive is @a name; "<If" for a section. */
static inline int stmh_directive_is(const ap_directive_t *directive, const char *name)
{
    return strcasecmp(directive->directive, name) == 0;
}

/** The effect of @a directive, which is no section, no part of mod_rewrite, sets no variables and
 * names no address. */
stmh_effect_t stmh_effect_of(const ap_directive_t *directive, apr_pool_t *pool);

/** The address that @a directive (Alias, Redirect, ProxyPass …) names; NULL where it is none of
 * those. *is_regex: the address is a regular expression. */
const char *stmh_effect_address(int *is_regex, const ap_directive_t *directive, apr_pool_t *pool);

#endif
