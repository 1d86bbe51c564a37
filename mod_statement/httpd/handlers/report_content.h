/**
 * httpd/handlers/report_content - gathers what the editors' report says.
 */
#ifndef HTTPD_HANDLERS_REPORT_CONTENT_H
#define HTTPD_HANDLERS_REPORT_CONTENT_H

#include "core/render/report.h"
#include "httpd/request/exchange.h"

/** How much of each section is wanted. */
typedef struct stmh_report_extent_t {
    const char *list;  /* the one section that is wanted; NULL: all */
    int page;          /* of that section, from 1 */
    int most;          /* documents of each section */
    int most_problems; /* of each document; 0: all */
    int has_lines;     /* with the lines in which they are */
} stmh_report_extent_t;

/** Non-zero where there is a section of that name that may be shown by itself. */
int stmh_report_has_section(const char *name);

/** The report as of request->moment; there is a handle of the catalog. APR_SUCCESS, or an error of
 * catalog or history. */
apr_status_t stmh_report_gather(stm_document_t **document, const stm_report_t *about,
                                const stmh_request_t *request, const stmh_lookup_t *lookup,
                                const stmh_report_extent_t *extent);

#endif
