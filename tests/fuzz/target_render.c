/* From a document to each of its forms: the edition holds nothing internal, and what each shipped
 * stylesheet makes of it is well-formed, without script and without foreign schemes. Also of a
 * document that breaks the rules, as StatementValidate Off shows it. */
#include <apr_strings.h>
#include <string.h>

#include "core/catalog/index.h"
#include "core/search/snippet.h"
#include "fuzz/checks.h"
#include "fuzz/statement.h"

#define MOST_SHEETS 16

typedef struct sheet_t {
    const stm_format_t *format;
    const stm_stylesheet_t *compiled;
    int is_list;
} sheet_t;

static sheet_t sheets[MOST_SHEETS];
static unsigned int sheet_count;

static void add_sheet(const stm_format_t *format, const char *name, int is_list, apr_pool_t *pool)
{
    apr_array_header_t *roots = apr_array_make(pool, 1, sizeof(const char *));
    stm_problems_t *problems = stm_problems_create(pool);
    sheet_t *sheet = &sheets[sheet_count++];

    FUZZ_MUST(sheet_count <= MOST_SHEETS, "too many");
    APR_ARRAY_PUSH(roots, const char *) = SOURCE_DIR "/xslt";
    sheet->format = format;
    sheet->is_list = is_list;
    FUZZ_MUST(stm_stylesheet_load(&sheet->compiled,
                                  apr_pstrcat(pool, SOURCE_DIR "/xslt/", name, NULL), roots,
                                  problems, pool) == APR_SUCCESS,
              "%s", stm_problems_json(problems, pool));
}

void fuzz_setup(apr_pool_t *pool)
{
    const apr_array_header_t *formats = stm_format_builtin(pool);

    fuzz_newsroom_load(pool);
    for (int i = 0; i < formats->nelts; i++) {
        const stm_format_t *format = &APR_ARRAY_IDX(formats, i, const stm_format_t);

        add_sheet(format, format->statement_sheet, 0, pool);
        if (format->list_sheet != NULL) {
            add_sheet(format, format->list_sheet, 1, pool);
        }
    }
}

static void must_be_public(const xmlNode *node)
{
    for (; node != NULL; node = node->next) {
        xmlChar *scope =
            node->type == XML_ELEMENT_NODE ? xmlGetNoNsProp(node, BAD_CAST "scope") : NULL;

        FUZZ_MUST(node->type != XML_COMMENT_NODE && node->type != XML_PI_NODE, "type %d",
                  node->type);
        FUZZ_MUST(scope == NULL || strcmp((const char *)scope, "internal") != 0, "<%s>",
                  node->name);
        xmlFree(scope);
        if (node->type == XML_ELEMENT_NODE) {
            must_be_public(node->children);
        }
    }
}

static void must_be_stored(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    stm_document_t *document;

    if (fuzz_parse(&document, bytes, size, stm_problems_create(pool), pool) == APR_SUCCESS &&
        stm_edition_stored(document, &fuzz_newsroom.view, pool) == APR_SUCCESS) {
        xmlChar *text;
        int length;

        must_be_public(xmlDocGetRootElement(document->xml));
        xmlDocDumpMemoryEnc(document->xml, &text, &length, "UTF-8");
        fuzz_must_be_xml((const char *)text, (apr_size_t)length);
        xmlFree(text);
    }
}

static stm_document_t *make_list(const stm_document_t *edition, const sheet_t *sheet,
                                 apr_pool_t *pool)
{
    static const stm_filter_t filter = {{NULL, "a&b", "2026", "de", NULL}, "\"<q>\"", 0};
    const char snippet[] = {'<', ' ', STM_HIT_START, '&', STM_HIT_END, '"', '\0'};
    const stm_list_t list = {.newsroom = &fuzz_newsroom.newsroom,
                             .base = FUZZ_BASE,
                             .folder = "2026/",
                             .self = FUZZ_BASE "2026/",
                             .page = 2,
                             .pages = 3,
                             .total = 2,
                             .updated = FUZZ_NOW};
    int is_page = strcmp(sheet->format->name, "html") == 0;
    stm_document_t *document = stm_list_create(&list, pool);

    stm_list_filter(document, &list, &filter, apr_array_make(pool, 1, sizeof(stm_facet_t)));
    stm_list_add(document, edition, is_page ? STM_EXTENT_HEAD : STM_EXTENT_WHOLE);
    stm_list_hits(document, snippet, snippet);
    stm_list_gone(document, "urn:x:<&\">", FUZZ_NOW);
    return document;
}

static void render(const stm_document_t *edition, const sheet_t *sheet, apr_pool_t *pool)
{
    const stm_render_context_t context = {.newsroom = &fuzz_newsroom.newsroom,
                                          .words = fuzz_newsroom.words,
                                          .format = sheet->format,
                                          .base = FUZZ_BASE,
                                          .self = FUZZ_BASE "2026/a",
                                          .style = FUZZ_BASE "statement.css"};
    stm_problems_t *problems = stm_problems_create(pool);
    stm_page_t page;
    apr_status_t status;

    if (sheet->is_list) {
        edition = make_list(edition, sheet, pool);
    }
    else if (!stm_format_suits(sheet->format, edition)) {
        return;
    }
    status = stm_render(&page, edition, sheet->compiled, &context, problems, pool);
    FUZZ_MUST(status == APR_SUCCESS || status == STM_ELIMIT, "%s as %s: %d %s",
              sheet->is_list ? "a list" : "it", sheet->format->name, status,
              stm_problems_json(problems, pool));
    if (status == APR_SUCCESS) {
        fuzz_must_be_page(&page, pool);
    }
}

void fuzz_one(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    const sheet_t *sheet = &sheets[fuzz_choice(bytes, size, sheet_count)];
    stm_problems_t *problems = stm_problems_create(pool);
    stm_document_t *document;
    apr_status_t status;

    if (fuzz_parse(&document, bytes, size, problems, pool) != APR_SUCCESS) {
        return;
    }
    status = stm_edition_make(document, &fuzz_newsroom.view, problems, pool);
    FUZZ_MUST(status == APR_SUCCESS || status == STM_EINVALID || status == STM_ELIMIT ||
                  APR_STATUS_IS_ENOENT(status),
              "status %d", status);
    if (status == APR_SUCCESS) {
        must_be_public(xmlDocGetRootElement(document->xml));
        render(document, sheet, pool);
    }
    must_be_stored(bytes, size, pool);
}
