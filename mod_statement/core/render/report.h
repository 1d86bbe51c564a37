/**
 * core/render/report - the document from which the editors' report is rendered.
 *
 * <report title="" xml:lang="" base="" self="" at="RFC 3339" refresh="30" list="drafts" page="2"
 *         pages="5">
 *   <problem …/>…                        of the newsroom as a whole
 *   <section name="refused" total="12">…
 *     <document file="2026/name.xml" path="" saved="" title="" state="refused" reason="invalid"
 * address="" until="" left="in 3 hours" expires="" withdrawn="" kept="" published="" changed="">
 *       <problem severity="error" code="unknown-element" line="4" column="5">
 *         <message/><remedy/><excerpt>the line, and a mark below it</excerpt></problem>…
 *
 * `path` is the percent-encoded file. Only attributes that say something are there; moments are RFC
 * 3339. `list` names the only section where one is shown by itself. Section names: refused, kept,
 * warned, foreign, drafts, embargoed, ending, gone, published, changed.
 */
#ifndef CORE_RENDER_REPORT_H
#define CORE_RENDER_REPORT_H

#include "core/catalog/index.h"

typedef struct stm_report_t {
    const stm_newsroom_t *newsroom;
    const char *base, *self; /* absolute URLs: of the newsroom, of the report without its query */
    apr_time_t moment;
    int refresh_sec;  /* 0: the page is not fetched again by itself */
    const char *list; /* the one section that is shown; NULL: all */
} stm_report_t;

/** One document in a section. */
typedef struct stm_report_document_t {
    const stm_entry_t *entry;
    const stm_problems_t *problems;
    int most_problems;     /* more than these are only counted; 0: all are shown */
    const char *text;      /* of its file, for the lines with problems; NULL: not known */
    const char *address;   /* absolute URL of its page; NULL: it has none */
    apr_time_t kept_from;  /* when the version that is shown was saved; 0: not said */
    apr_time_t changed_at; /* when its last good version was saved; 0: not said */
} stm_report_document_t;

/** A report without sections. */
stm_document_t *stm_report_create(const stm_report_t *report, apr_pool_t *result_pool);

/** Adds what concerns the newsroom as a whole; before any section. */
void stm_report_faults(stm_document_t *report, const stm_problems_t *problems);

/** Adds a section of @a total documents. */
void stm_report_section(stm_document_t *report, const char *name, int total);

/** Says which page of the only section this is, of how many. */
void stm_report_pages(stm_document_t *report, int page, int pages);

/** Adds a document to the last section. */
void stm_report_add(stm_document_t *report, const stm_report_t *about,
                    const stm_report_document_t *document);

/** Why readers do not get @a entry as its file has it at @a moment: "draft", "embargoed",
 * "waiting" (for a statement that it reproduces), "withdrawn", "deleted", "expired", "foreign",
 * or what is wrong with it: "duplicate", "copy", "loop", "bound", "unreadable", "invalid". "": they
 * do. */
const char *stm_report_reason(const stm_entry_t *entry, const stm_problems_t *problems,
                              apr_time_t moment);

#endif
