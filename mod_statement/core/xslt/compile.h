/**
 * core/xslt/compile - libxslt's compiler, which has no context of its own.
 *
 * What is wrong with a stylesheet goes to xsltGenericError, and what it imports comes from
 * xsltDocDefaultLoader: variables of the process that other modules (PHP's) use too. Nothing else
 * tells an administrator file and line, or keeps a stranger's sheet from opening files, so both are
 * borrowed, in a way that harms nobody: one compilation at a time; the context beside the former is
 * left alone, so that a thread that reads the two at any moment gets a pair that fits; our
 * functions hand on what comes from any thread but the compiling one; and they are put back at
 * once.
 */
#ifndef CORE_XSLT_COMPILE_H
#define CORE_XSLT_COMPILE_H

#include <libxslt/xsltInternals.h>

#include "core/xslt/log.h"

/** Where imports and includes come from. */
typedef struct stm_xslt_loader_t {
    /* The document at @a url, the compiler's from then on; its strings may be in @a dict. NULL:
     * there is none. */
    xmlDocPtr (*load)(void *baton, const char *url, xmlDictPtr dict);
    void *baton;
} stm_xslt_loader_t;

/** Compiles @a xml, which belongs to the stylesheet from then on, or is freed. Imports and includes
 * come from @a loader alone; NULL: libxslt opens their files. NULL where it does not compile; why
 * is in @a log. Any thread; one waits for the other. */
xsltStylesheetPtr stm_xslt_compile(xmlDocPtr xml, const stm_xslt_loader_t *loader,
                                   stm_xslt_log_t *log);

#endif
