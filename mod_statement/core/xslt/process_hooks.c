#include "core/xslt/process_hooks.h"

#include <libxslt/documents.h>
#include <libxslt/xsltutils.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int borrowers; /* threads; guarded by lock, as are changes of the next two */
static xmlGenericErrorFunc error_lender;
static xsltDocLoaderFunc loader_lender;

static __thread stm_xslt_log_t *current_log; /* NULL: this thread has borrowed nothing */
static __thread const stm_xslt_loader_t *current_loader;

__attribute__((format(printf, 2, 3))) static void borrowed_error(void *context, const char *format,
                                                                 ...)
{
    char text[2048];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (current_log != NULL) {
        stm_xslt_log_print(current_log, "%s", text);
    }
    else if (error_lender != NULL) {
        error_lender(context, "%s", text);
    }
}

static xmlDocPtr borrowed_loader(const xmlChar *url, xmlDictPtr dict, int options, void *context,
                                 xsltLoadType type)
{
    if (current_loader != NULL) {
        return current_loader->load(current_loader->baton, (const char *)url, dict);
    }
    return loader_lender == NULL ? NULL : loader_lender(url, dict, options, context, type);
}

void stm_xslt_hooks_begin(stm_xslt_log_t *log, const stm_xslt_loader_t *loader)
{
    pthread_mutex_lock(&lock);
    if (borrowers++ == 0) {
        error_lender = xsltGenericError;
        loader_lender = xsltDocDefaultLoader;
        xsltSetGenericErrorFunc(xsltGenericErrorContext, borrowed_error);
        xsltSetLoaderFunc(borrowed_loader);
    }
    pthread_mutex_unlock(&lock);
    current_log = log;
    current_loader = loader;
}

/* Whoever has set another function meanwhile keeps it. */
void stm_xslt_hooks_end(void)
{
    current_log = NULL;
    current_loader = NULL;
    pthread_mutex_lock(&lock);
    if (--borrowers == 0) {
        if (xsltGenericError == borrowed_error) {
            xsltSetGenericErrorFunc(xsltGenericErrorContext, error_lender);
        }
        if (xsltDocDefaultLoader == borrowed_loader) {
            xsltSetLoaderFunc(loader_lender);
        }
    }
    pthread_mutex_unlock(&lock);
}
