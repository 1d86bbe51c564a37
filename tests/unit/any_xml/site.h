/**
 * A site of a few files in memory, for tests of core/any_xml: what a transformation asks for is
 * looked up here, and noted.
 */
#ifndef UNIT_ANY_XML_SITE_H
#define UNIT_ANY_XML_SITE_H

#include <apr_strings.h>
#include <string.h>

#include "core/any_xml/transform.h"
#include "core/xslt/budget.h"
#include "unit/unit.h"

#define SITE "http://www.example.org/"

/* The beginning and the end of a stylesheet, and of a document with one. */
#define XSL_OPEN                                                                                   \
    "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'"               \
    " xmlns:exsl='http://exslt.org/common' xmlns:math='http://exslt.org/math'"                     \
    " xmlns:set='http://exslt.org/sets' xmlns:str='http://exslt.org/strings'>"
#define XSL(text)      XSL_OPEN text "</xsl:stylesheet>"
#define PI             "<?xml-stylesheet type='text/xsl' href='sheet.xsl'?>"
#define SHEET(content) XSL("<xsl:template match='/'>" content "</xsl:template>")

typedef struct file_t {
    const char *path; /* below SITE */
    const char *text;
} file_t;

static const file_t *site_files; /* ends with a path that is NULL */
static int site_fetched;         /* how often something was asked for */
static const char *site_asked;   /* all of it, one after another */
static stm_problems_t *site_problems;
static stm_transform_source_t site_source;

static apr_status_t site_fetch(stm_fetched_t *fetched, void *baton, const char *url,
                               stm_fetch_kind_t kind, apr_pool_t *result_pool)
{
    const file_t *file = site_files;

    (void)baton, (void)kind, (void)result_pool;
    site_fetched++;
    site_asked = apr_pstrcat(pool, site_asked, url, " ", NULL);
    if (strncmp(url, SITE, strlen(SITE)) != 0) {
        return APR_EACCES;
    }
    while (file->path != NULL && strcmp(file->path, url + strlen(SITE)) != 0) {
        file++;
    }
    if (file->path == NULL) {
        return APR_ENOENT;
    }
    fetched->bytes = file->text;
    fetched->size = strlen(file->text);
    return APR_SUCCESS;
}

/* The page of the document @a text; its status in *status. */
UNIT_MAY static const char *site_page(apr_status_t *status, const char *text, const file_t *files,
                                      stm_transform_page_t *page)
{
    site_files = files;
    site_fetched = 0;
    site_asked = "";
    site_problems = stm_problems_create(pool);
    site_source.bytes = text;
    site_source.size = strlen(text);
    site_source.url = SITE "feed.xml";
    site_source.name = "feed.xml";
    site_source.fetch = site_fetch;
    stm_budget_install();
    *status = stm_transform(page, &site_source, site_problems, pool);
    return page->bytes;
}

/* All problems as text. */
UNIT_MAY static const char *site_said(void)
{
    const char *said = "";
    const stm_problem_t *problem;

    for (int i = 0; (problem = stm_problems_at(site_problems, i)) != NULL; i++) {
        said = apr_pstrcat(pool, said, stm_problem_text(problem, pool), "\n", NULL);
    }
    return said;
}

#endif
