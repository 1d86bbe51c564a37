/**
 * core/xml/wellformed - why a text is no well-formed XML, in an editor's words.
 *
 * The parser decides whether a text is well-formed; what it says about the fault is for
 * programmers, and where it says it is often far behind the slip. So a refused text is walked once
 * more, by a reader that knows the usual slips and goes on after each.
 */
#ifndef CORE_XML_WELLFORMED_H
#define CORE_XML_WELLFORMED_H

#include "core/xml/source.h"

/** What stands before and at the root element, found without a parser. */
typedef struct stm_outline_t {
    const char *root;       /* the local name of the first start tag; NULL: there is none */
    const char *root_at;    /* its place in the source's text */
    const char *doctype_at; /* NULL: no DOCTYPE before it */
} stm_outline_t;

void stm_wellformed_outline(stm_outline_t *outline, const stm_source_t *source, apr_pool_t *pool);

/** Adds the problem of a DOCTYPE. */
void stm_wellformed_refuse_doctype(const stm_source_t *source, const stm_outline_t *outline,
                                   stm_problems_t *problems);

/** The value behind the last attribute that a start tag may have, of the first tag with more; NULL:
 * none. libxml2 compares each attribute of a tag with all before it. */
const char *stm_wellformed_crowded(const stm_source_t *source);

/** Adds the problem of such a tag. */
void stm_wellformed_refuse_crowded(const stm_source_t *source, const char *crowded,
                                   stm_problems_t *problems);

/** Adds at least one problem that says why @a source was refused. @a parser_code and @a parser_at
 * (an offset) are what libxml2 found; they are used only where this reader finds nothing. */
void stm_wellformed_explain(const stm_source_t *source, int parser_code, long parser_at,
                            stm_problems_t *problems, apr_pool_t *pool);

#endif
