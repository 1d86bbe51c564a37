/**
 * core/xslt/process_hooks - the variables of the process by which libxslt prints and loads.
 *
 * libxslt has no context while it compiles: what is wrong with a stylesheet goes to
 * xsltGenericError, and what it imports comes from xsltDocDefaultLoader; some of what a stylesheet
 * does wrong while it runs goes to the former, too. Other modules (PHP's) use these variables.
 * Nothing else tells an administrator file and line, keeps a stranger's sheet from opening files,
 * or keeps it from filling httpd's log. So both are borrowed, in a way that harms nobody: the
 * context beside the former is left alone, so that a thread that reads the two at any moment gets a
 * pair that fits; our functions hand on what comes from any thread that has not borrowed them; and
 * with the last one they are put back.
 */
#ifndef CORE_XSLT_PROCESS_HOOKS_H
#define CORE_XSLT_PROCESS_HOOKS_H

#include <libxslt/xsltInternals.h>

#include "core/xslt/log.h"

/** Where what libxslt loads comes from. */
typedef struct stm_xslt_loader_t {
    /* The document at @a url, libxslt's from then on; its strings may be in @a dict. NULL: there is
     * none. */
    xmlDocPtr (*load)(void *baton, const char *url, xmlDictPtr dict);
    void *baton;
} stm_xslt_loader_t;

/** Between these two, what libxslt prints in this thread goes to @a log, and what it loads comes
 * from @a loader alone (NULL: from files, as libxslt has it). Both outlive it; not nested. */
void stm_xslt_hooks_begin(stm_xslt_log_t *log, const stm_xslt_loader_t *loader);
void stm_xslt_hooks_end(void);

#endif
