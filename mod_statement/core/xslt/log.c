#include "core/xslt/log.h"

#include <libxml/globals.h>
#include <libxml/xpath.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PROBLEMS 40

void stm_xslt_log_init(stm_xslt_log_t *log, stm_problems_t *problems, const char *file,
                       stm_severity_t bare)
{
    memset(log, 0, sizeof(*log));
    log->problems = problems;
    log->file = file;
    log->bare = bare;
}

static void add(stm_xslt_log_t *log, stm_severity_t severity, const char *code, const char *file,
                int line, const char *message)
{
    if (log->count++ < MAX_PROBLEMS) {
        stm_problems_add(log->problems, severity, code, file, line, 0, NULL, "%s", message);
    }
}

/* Takes "… error: file F line N element E", where file and line may be missing. */
static int read_place(stm_xslt_log_t *log)
{
    const char *colon = strstr(log->text, "error: "), *file, *line;

    if (colon == NULL || (strncmp(log->text, "runtime ", 8) != 0 &&
                          strncmp(log->text, "compilation ", 12) != 0 && colon != log->text)) {
        return 0;
    }
    log->where[0] = '\0';
    log->where_line = 0;
    log->is_located = 1;
    file = strstr(colon, "file ");
    line = strstr(colon, " line ");
    if (file != NULL && line != NULL && line > file) {
        snprintf(log->where, sizeof(log->where), "%.*s", (int)(line - file - 5), file + 5);
        log->where_line = atoi(line + 6);
    }
    return 1;
}

static void end_line(stm_xslt_log_t *log)
{
    log->text[log->length] = '\0';
    if (log->length > 0 && !read_place(log)) {
        const char *file = log->is_located && log->where[0] != '\0' ? log->where : log->file;

        add(log, log->is_located ? STM_SEVERITY_ERROR : log->bare,
            log->is_located || log->bare == STM_SEVERITY_ERROR ? "stylesheet"
                                                               : "stylesheet-message",
            file, log->where_line, log->text);
        log->is_located = 0;
        log->where_line = 0;
    }
    log->length = 0;
}

void stm_xslt_log_print(void *log, const char *format, ...)
{
    stm_xslt_log_t *self = log;
    char piece[2048];
    const char *next;
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(piece, sizeof(piece), format, arguments);
    va_end(arguments);
    for (next = piece; *next != '\0'; next++) {
        if (*next == '\n') {
            end_line(self);
        }
        else if (self->length < sizeof(self->text) - 1) {
            self->text[self->length++] = *next;
        }
    }
}

/* Reported once for each expression that is being evaluated, without a place. */
static int is_work_limit(stm_xml_error_t error)
{
    return error->domain == XML_FROM_XPATH &&
           error->code == XML_XPATH_EXPRESSION_OK + XPATH_OP_LIMIT_EXCEEDED;
}

/* libxml2 hands on the number of an XPath error without its words. */
static const char *words_of(stm_xml_error_t error)
{
    static const struct {
        int code;
        const char *words;
    } known[] = {
        {XPATH_UNDEF_VARIABLE_ERROR, "There is no such variable"},
        {XPATH_INVALID_PREDICATE_ERROR, "A predicate is wrong"},
        {XPATH_EXPR_ERROR, "This is no XPath expression"},
        {XPATH_UNKNOWN_FUNC_ERROR, "There is no such function"},
        {XPATH_INVALID_OPERAND, "An operand is wrong"},
        {XPATH_INVALID_TYPE, "An argument or operand has the wrong type"},
        {XPATH_INVALID_ARITY, "A function has too few or too many arguments"},
        {XPATH_UNDEF_PREFIX_ERROR, "There is no such namespace prefix"},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
        if (error->domain == XML_FROM_XPATH &&
            error->code == XML_XPATH_EXPRESSION_OK + known[i].code) {
            return known[i].words;
        }
    }
    return "unknown error";
}

void stm_xslt_log_xml(void *log, stm_xml_error_t error)
{
    stm_xslt_log_t *self = log;
    const char *message = error->message == NULL ? words_of(error) : error->message;
    char text[2048];

    if (is_work_limit(error)) {
        return;
    }
    snprintf(text, sizeof(text), "%.*s", (int)strcspn(message, "\n"), message);
    if (error->domain == XML_FROM_XPATH && error->str1 != NULL) {
        snprintf(text, sizeof(text), "%.*s in \"%s\"", (int)strcspn(message, "\n"), message,
                 error->str1);
    }
    add(self, error->level <= XML_ERR_WARNING ? STM_SEVERITY_WARNING : STM_SEVERITY_ERROR,
        "stylesheet-xml", error->file == NULL ? self->file : error->file, error->line, text);
}

void stm_xslt_log_begin(stm_xslt_log_t *log)
{
    log->saved_handler = xmlStructuredError;
    log->saved_context = xmlStructuredErrorContext;
    log->saved_generic = xmlGenericError;
    log->saved_generic_context = xmlGenericErrorContext;
    xmlSetStructuredErrorFunc(log, (xmlStructuredErrorFunc)stm_xslt_log_xml);
    xmlSetGenericErrorFunc(log, stm_xslt_log_print);
}

void stm_xslt_log_end(stm_xslt_log_t *log)
{
    end_line(log);
    xmlSetStructuredErrorFunc(log->saved_context, (xmlStructuredErrorFunc)log->saved_handler);
    xmlSetGenericErrorFunc(log->saved_generic_context, log->saved_generic);
}
