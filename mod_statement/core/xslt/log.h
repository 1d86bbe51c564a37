/**
 * core/xslt/log - what libxml2 and libxslt print, as problems.
 *
 * libxslt reports in pieces of text: "runtime error: file F line N element E", then the message;
 * xsl:message in bare lines. libxml2 reports structures, by a handler of the thread in hand.
 */
#ifndef CORE_XSLT_LOG_H
#define CORE_XSLT_LOG_H

#include "core/base/problem.h"
#include "core/xml/libxml.h"

typedef struct stm_xslt_log_t {
    stm_problems_t *problems;
    const char *file;    /* where a message names none */
    stm_severity_t bare; /* of lines that no place came before */
    char where[1024];    /* the file that the last place named; "" where none did */
    int where_line;      /* 0: no place came before */
    char text[2048];     /* the line being written */
    apr_size_t length;   /* of text */
    int count;           /* what has been added: bounded, a loop may talk without end */
    int is_located;      /* a place was named, its message comes next */
    void *saved_context; /* the thread's handler before, see stm_xslt_log_begin */
    void (*saved_handler)(void *, stm_xml_error_t);
    void *saved_generic_context;
    void (*saved_generic)(void *, const char *, ...);
} stm_xslt_log_t;

/** Problems go to @a problems; @a file stands in where a message names none. */
void stm_xslt_log_init(stm_xslt_log_t *log, stm_problems_t *problems, const char *file,
                       stm_severity_t bare);

/** For xsltSetTransformErrorFunc; @a log is an stm_xslt_log_t. */
void stm_xslt_log_print(void *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** For structured error handlers. Leaves out that the limit of operations was reached: who set it
 * says so. */
void stm_xslt_log_xml(void *log, stm_xml_error_t error);

/** Between these two, what libxml2 reports in this thread goes to @a log; the thread's own handlers
 * are put back at the end. No other thread is concerned. The end also ends the last line. */
void stm_xslt_log_begin(stm_xslt_log_t *log);
void stm_xslt_log_end(stm_xslt_log_t *log);

#endif
