#include "core/xslt/compile.h"

#include <libxslt/documents.h>
#include <libxslt/xsltutils.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>

/* Set in the compiling thread only. */
typedef struct compilation_t {
    const stm_xslt_loader_t *loader;
    stm_xslt_log_t *log;
} compilation_t;

static pthread_mutex_t borrowing = PTHREAD_MUTEX_INITIALIZER;
static xmlGenericErrorFunc error_lender; /* guarded by borrowing */
static xsltDocLoaderFunc loader_lender;  /* guarded by borrowing */
static __thread const compilation_t *compiling;

__attribute__((format(printf, 2, 3))) static void borrowed_error(void *context, const char *format,
                                                                 ...)
{
    char text[2048];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (compiling != NULL) {
        stm_xslt_log_print(compiling->log, "%s", text);
    }
    else if (error_lender != NULL) {
        error_lender(context, "%s", text);
    }
}

static xmlDocPtr borrowed_loader(const xmlChar *url, xmlDictPtr dict, int options, void *context,
                                 xsltLoadType type)
{
    if (compiling != NULL && compiling->loader != NULL) {
        return compiling->loader->load(compiling->loader->baton, (const char *)url, dict);
    }
    return loader_lender == NULL ? NULL : loader_lender(url, dict, options, context, type);
}

static void borrow(const compilation_t *compilation)
{
    pthread_mutex_lock(&borrowing);
    compiling = compilation;
    error_lender = xsltGenericError;
    loader_lender = xsltDocDefaultLoader;
    xsltSetGenericErrorFunc(xsltGenericErrorContext, borrowed_error);
    if (compilation->loader != NULL) {
        xsltSetLoaderFunc(borrowed_loader);
    }
}

static void give_back(void)
{
    if (compiling->loader != NULL) {
        xsltSetLoaderFunc(loader_lender);
    }
    xsltSetGenericErrorFunc(xsltGenericErrorContext, error_lender);
    compiling = NULL;
    pthread_mutex_unlock(&borrowing);
}

xsltStylesheetPtr stm_xslt_compile(xmlDocPtr xml, const stm_xslt_loader_t *loader,
                                   stm_xslt_log_t *log)
{
    const compilation_t compilation = {loader, log};
    xsltStylesheetPtr compiled;

    borrow(&compilation);
    stm_xslt_log_begin(log);
    compiled = xsltParseStylesheetDoc(xml);
    stm_xslt_log_end(log);
    give_back();
    if (compiled == NULL) {
        xmlFreeDoc(xml);
    }
    return compiled;
}
