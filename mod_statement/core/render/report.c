#include "core/render/report.h"

#include <apr_strings.h>
#include <libxml/tree.h>
#include <string.h>

#include "core/i18n/date.h"
#include "core/i18n/relative_time.h"
#include "core/site/address.h"
#include "core/xml/excerpt.h"

/* The columns of a line with a problem. */
#define EXCERPT_COLUMNS 76

/* A file's name may be any bytes. */
static const char *as_text(const char *text, apr_pool_t *pool)
{
    char *plain;

    if (!text || (stm_newsroom_is_text(text) && xmlCheckUTF8(BAD_CAST text))) {
        return text;
    }
    plain = apr_pstrdup(pool, text);
    for (char *at = plain; *at; at++) {
        *at = *at >= 0x20 && *at < 0x7f ? *at : '?';
    }
    return plain;
}

static void set(xmlNode *node, const char *name, const char *value, apr_pool_t *pool)
{
    if (value && *value) {
        xmlNewProp(node, BAD_CAST name, BAD_CAST as_text(value, pool));
    }
}

static void set_number(xmlNode *node, const char *name, int value, apr_pool_t *pool)
{
    if (value > 0) {
        set(node, name, apr_itoa(pool, value), pool);
    }
}

static void set_moment(xmlNode *node, const char *name, apr_time_t moment, apr_pool_t *pool)
{
    if (moment > 0 && moment < STM_NEVER) {
        set(node, name, stm_date_rfc3339(moment, pool), pool);
    }
}

stm_document_t *stm_report_create(const stm_report_t *report, apr_pool_t *result_pool)
{
    stm_document_t *document = stm_document_create("report", "report", result_pool);
    xmlNode *root = xmlDocGetRootElement(document->xml);

    xmlNodeSetLang(root, BAD_CAST report->newsroom->lang);
    set(root, "title", report->newsroom->title, result_pool);
    set(root, "base", report->base, result_pool);
    set(root, "self", report->self, result_pool);
    set(root, "list", report->list, result_pool);
    set_moment(root, "at", report->moment, result_pool);
    set_number(root, "refresh", report->refresh_sec, result_pool);
    return document;
}

static void add_text(xmlNode *node, const char *name, const char *text, apr_pool_t *pool)
{
    if (text && *text) {
        xmlNewTextChild(node, NULL, BAD_CAST name, BAD_CAST as_text(text, pool));
    }
}

/* Two lines have a line feed, which is no character of a name. */
static void add_excerpt(xmlNode *node, const stm_problem_t *problem, const char *text,
                        apr_pool_t *pool)
{
    const char *excerpt = text ? stm_excerpt_of(problem, text, EXCERPT_COLUMNS, pool) : NULL;

    if (excerpt && xmlCheckUTF8(BAD_CAST excerpt)) {
        xmlNewTextChild(node, NULL, BAD_CAST "excerpt", BAD_CAST excerpt);
    }
}

static void add_problem(xmlNode *parent, const stm_problem_t *problem, const char *text,
                        apr_pool_t *pool)
{
    xmlNode *node = xmlNewChild(parent, NULL, BAD_CAST "problem", NULL);

    set(node, "severity", problem->severity == STM_SEVERITY_WARNING ? "warning" : "error", pool);
    set(node, "code", problem->code, pool);
    set(node, "file", problem->file, pool);
    set_number(node, "line", problem->line, pool);
    set_number(node, "column", problem->column, pool);
    add_text(node, "message", problem->message, pool);
    add_text(node, "remedy", problem->remedy, pool);
    add_excerpt(node, problem, text, pool);
}

void stm_report_faults(stm_document_t *report, const stm_problems_t *problems)
{
    const stm_problem_t *problem;

    for (int i = 0; (problem = stm_problems_at(problems, i)) != NULL; i++) {
        add_problem(xmlDocGetRootElement(report->xml), problem, NULL, report->pool);
    }
}

void stm_report_section(stm_document_t *report, const char *name, int total)
{
    xmlNode *node = xmlNewChild(xmlDocGetRootElement(report->xml), NULL, BAD_CAST "section", NULL);

    set(node, "name", name, report->pool);
    set(node, "total", apr_itoa(report->pool, total), report->pool);
}

void stm_report_pages(stm_document_t *report, int page, int pages)
{
    xmlNode *root = xmlDocGetRootElement(report->xml);

    set_number(root, "page", page, report->pool);
    set_number(root, "pages", pages, report->pool);
}

static int has_code(const stm_problems_t *problems, const char *const *codes)
{
    const stm_problem_t *problem;

    for (int i = 0; (problem = stm_problems_at(problems, i)) != NULL; i++) {
        for (int j = 0; codes[j]; j++) {
            if (strcmp(problem->code, codes[j]) == 0) {
                return 1;
            }
        }
    }
    return 0;
}

/* The word for the worst that is wrong. */
static const char *fault_of(const stm_problems_t *problems)
{
    static const struct {
        const char *reason;
        const char *codes[5];
    } kinds[] = {{"duplicate", {"duplicate-id", NULL}},
                 {"copy", {"copy", NULL}},
                 {"loop", {"source-loop", NULL}},
                 {"bound", {"too-large", "too-deep", "too-many", "source-limit", NULL}},
                 {"unreadable", {"unreadable", NULL}}};

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (has_code(problems, kinds[i].codes)) {
            return kinds[i].reason;
        }
    }
    return "invalid";
}

const char *stm_report_reason(const stm_entry_t *entry, const stm_problems_t *problems,
                              apr_time_t moment)
{
    static const char *const waiting[] = {"source-hidden", "source-embargoed", "source-missing",
                                          NULL};

    if (!entry->state) {
        return "foreign";
    }
    if (entry->is_broken || entry->state == STM_STATE_INVALID) {
        return fault_of(problems);
    }
    if (entry->state == STM_STATE_DELETED) {
        return "deleted";
    }
    if (entry->state == STM_STATE_DRAFT) {
        return "draft";
    }
    if (!stm_catalog_has_begun(entry, moment)) {
        return entry->visible_from < STM_NEVER ? "embargoed"
               : has_code(problems, waiting)   ? "waiting"
                                               : fault_of(problems);
    }
    return entry->withdrawn_at <= moment ? "withdrawn"
           : entry->expires_at <= moment ? "expired"
                                         : "";
}

/* What comes next, and in how long. */
static void set_moments(xmlNode *node, const stm_report_t *about, const stm_entry_t *entry,
                        apr_pool_t *pool)
{
    apr_time_t next = entry->state == STM_STATE_FINAL ? entry->visible_from : STM_NEVER;

    if (next > about->moment) {
        set_moment(node, "until", next, pool);
    }
    else {
        next = entry->expires_at > about->moment ? entry->expires_at : STM_NEVER;
        next = entry->withdrawn_at > about->moment && entry->withdrawn_at < next
                   ? entry->withdrawn_at
                   : next;
    }
    if (next < STM_NEVER) {
        set(node, "left", stm_relative_time(next - about->moment, about->newsroom->lang, pool),
            pool);
    }
    set_moment(node, "expires", entry->expires_at, pool);
    set_moment(node, "withdrawn", entry->withdrawn_at, pool);
    set_moment(node, "published", entry->first_public_at, pool);
}

static void add_problems(xmlNode *node, const stm_report_document_t *document, apr_pool_t *pool)
{
    const stm_problem_t *problem;
    int most = document->most_problems, i;

    for (i = 0; (problem = stm_problems_at(document->problems, i)) != NULL && (!most || i < most);
         i++) {
        add_problem(node, problem, document->text, pool);
    }
    set_number(node, "more-problems",
               stm_problems_count(document->problems, STM_SEVERITY_WARNING) - i, pool);
}

/* As its problems call it: "NAME.XML", too. */
static const char *file_of(const stm_report_document_t *document, apr_pool_t *pool)
{
    const stm_problem_t *problem = stm_problems_at(document->problems, 0);

    return problem && problem->file ? problem->file
                                    : apr_pstrcat(pool, document->entry->name, ".xml", NULL);
}

void stm_report_add(stm_document_t *report, const stm_report_t *about,
                    const stm_report_document_t *document)
{
    const stm_entry_t *entry = document->entry;
    apr_pool_t *pool = report->pool;
    xmlNode *node =
        xmlNewChild(xmlDocGetRootElement(report->xml)->last, NULL, BAD_CAST "document", NULL);

    set(node, "file", file_of(document, pool), pool);
    set(node, "title", entry->title, pool);
    set(node, "reason", stm_report_reason(entry, document->problems, about->moment), pool);
    set(node, "address", document->address, pool);
    set(node, "path", stm_address_encode(file_of(document, pool), 0, pool), pool);
    set_moment(node, "saved", entry->stamp.mtime, pool);
    if (entry->state) {
        set_moments(node, about, entry, pool);
    }
    set_moment(node, "kept", document->kept_from, pool);
    set_moment(node, "changed", document->changed_at, pool);
    add_problems(node, document, pool);
}
