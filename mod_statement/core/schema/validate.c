#include "core/schema/validate.h"

#include <apr_strings.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <string.h>

#include "core/schema/rules.h"
#include "core/xml/libxml.h"
#include "core/xml/plain.h"

/* What is allowed below one root element. */
typedef struct form_t {
    xmlDocPtr xsd;
    xmlSchemaPtr compiled;
    const stm_grammar_t *grammar;
} form_t;

struct stm_schema_t {
    form_t statement, newsroom;
};

static apr_status_t free_xsd(void *xsd)
{
    xmlFreeDoc(xsd);
    return APR_SUCCESS;
}

static apr_status_t free_compiled(void *schema)
{
    xmlSchemaFree(schema);
    return APR_SUCCESS;
}

static void be_silent(void *baton, stm_xml_error_t error)
{
    (void)baton;
    (void)error;
}

static void keep_quiet(void *baton, const char *format, ...)
{
    (void)baton;
    (void)format;
}

/* Its address is kept, so that the part which it imports is found beside it. */
static xmlDocPtr read_xsd(const char *path, const stm_limits_t *limits, stm_problems_t *problems,
                          apr_pool_t *pool)
{
    xmlParserCtxtPtr parser;
    const char *bytes;
    apr_size_t size;
    xmlDocPtr xsd = NULL;

    if (stm_document_bytes(&bytes, &size, path, path, limits, problems, pool) != APR_SUCCESS) {
        return NULL;
    }
    parser = xmlNewParserCtxt();
    if (parser != NULL) {
        parser->sax->serror = be_silent;
        xsd = xmlCtxtReadMemory(parser, bytes, (int)size, path, NULL, XML_PARSE_NONET);
        xmlFreeParserCtxt(parser);
    }
    return xsd;
}

static xmlSchemaPtr compile(xmlDocPtr xsd)
{
    xmlSchemaParserCtxtPtr parser = xmlSchemaNewDocParserCtxt(xsd);
    xmlSchemaPtr compiled;

    if (parser == NULL) {
        return NULL;
    }
    xmlSchemaSetParserStructuredErrors(parser, be_silent, NULL);
    compiled = xmlSchemaParse(parser);
    xmlSchemaFreeParserCtxt(parser);
    return compiled;
}

/* @a included may be NULL. */
static apr_status_t load(form_t *form, const char *path, const char *root, const form_t *included,
                         stm_problems_t *problems, apr_pool_t *pool)
{
    form->xsd = read_xsd(path, &stm_limits_default, problems, pool);
    if (form->xsd == NULL) {
        return STM_ESTYLESHEET;
    }
    /* The compiled schema points into its document, so it goes first when the pool goes. */
    apr_pool_cleanup_register(pool, form->xsd, free_xsd, apr_pool_cleanup_null);
    form->grammar = stm_grammar_read(form->xsd, included ? included->xsd : NULL, root, pool);
    form->compiled = form->grammar ? compile(form->xsd) : NULL;
    if (form->compiled == NULL) {
        return STM_ESTYLESHEET;
    }
    apr_pool_cleanup_register(pool, form->compiled, free_compiled, apr_pool_cleanup_null);
    return APR_SUCCESS;
}

apr_status_t stm_schema_load(const stm_schema_t **schema, const char *stylesheet_dir,
                             stm_problems_t *problems, apr_pool_t *result_pool)
{
    stm_schema_t *made = apr_pcalloc(result_pool, sizeof(*made));
    const char *path = apr_pstrcat(result_pool, stylesheet_dir, "/statement.xsd", NULL);
    apr_status_t status = load(&made->statement, path, "statement", NULL, problems, result_pool);

    if (status == APR_SUCCESS) {
        path = apr_pstrcat(result_pool, stylesheet_dir, "/newsroom.xsd", NULL);
        status =
            load(&made->newsroom, path, STM_NEWSROOM_ROOT, &made->statement, problems, result_pool);
    }

    if (status != APR_SUCCESS) {
        stm_problems_add(problems, STM_SEVERITY_ERROR, "schema", path, 0, 0,
                         "Check that the program is installed completely.",
                         "The rules for statements cannot be loaded");
        return status;
    }
    *schema = made;
    return APR_SUCCESS;
}

static int has_reported_part(const stm_check_t *check, const xmlNode *node)
{
    for (const xmlNode *child = node->children; child != NULL; child = child->next) {
        if (stm_check_is_reported(check, child)) {
            return 1;
        }
    }
    return stm_check_is_reported(check, node);
}

static void report_incomplete(const stm_check_t *check, const xmlNode *node)
{
    static const struct {
        const char *name, *wants;
    } wants[] = {{"list", "an <item>"},
                 {"table", "a <row>"},
                 {"row", "a <cell>"},
                 {"figure", "an <image>, a <video> or an <audio>"},
                 {"gallery", "a <figure>"},
                 {"entry", "<term> and <def>"},
                 {"glossary", "an <entry>"},
                 {"signatories", "a <signatory>"},
                 {"points", "<item> 2 to 7 times"}};
    const char *wanted = "a paragraph <p>";

    for (apr_size_t i = 0; i < sizeof(wants) / sizeof(*wants); i++) {
        wanted = stm_plain_is(node, wants[i].name) ? wants[i].wants : wanted;
    }
    stm_check_error(check, node, "incomplete", apr_psprintf(check->pool, "Write %s in it.", wanted),
                    "<%s> is not complete", node->name);
}

/* Of these there is one at most, wherever they may stand. */
static int is_second(const xmlNode *node)
{
    static const char *const names[] = {"caption",     "credit",  "heading", "title", "term", "def",
                                        "attribution", "speaker", "body",    "head",  NULL};
    const xmlNode *before = node->prev;

    while (before != NULL && !stm_plain_is(before, (const char *)node->name)) {
        before = before->prev;
    }
    return before != NULL && stm_plain_is_one_of(node, names);
}

static void report_order(const stm_check_t *check, const xmlNode *node)
{
    const char *parent = (const char *)node->parent->name;
    const stm_element_type_t *type =
        apr_hash_get(check->grammar->types, parent, APR_HASH_KEY_STRING);
    const char *remedy = "Compare it with the vocabulary.";

    if (is_second(node)) {
        stm_check_error(check, node, "too-many", "Keep one of them.", "A second <%s> is in <%s>",
                        node->name, parent);
        return;
    }
    if (strcmp(parent, "figure") == 0) {
        remedy = "In <figure> come, in this order: image (or video, or audio), caption and credit.";
    }
    else if (type != NULL) {
        remedy = apr_psprintf(check->pool, "In <%s> come, in this order: %s.", parent,
                              stm_grammar_child_list(type, "and", check->pool));
    }
    stm_check_error(check, node, "order", remedy, "<%s> may not stand at this place in <%s>",
                    node->name, parent);
}

/* What the rules have not explained already, in words that fit every case of its kind. */
static void report_rest(void *baton, stm_xml_error_t error)
{
    const stm_check_t *check = baton;
    const xmlNode *node = error->node;

    if (node != NULL && node->type == XML_ATTRIBUTE_NODE) {
        node = node->parent;
    }
    if (node == NULL || node->type != XML_ELEMENT_NODE || stm_check_is_full(check) ||
        has_reported_part(check, node)) {
        return;
    }
    if (error->code != XML_SCHEMAV_ELEMENT_CONTENT) {
        stm_check_error(check, node, "value", "Compare it with the vocabulary.",
                        "<%s> holds something that may not stand there", node->name);
    }
    else if (error->message != NULL && strstr(error->message, "Missing child") != NULL) {
        report_incomplete(check, node);
    }
    else if (!stm_check_is_reported(check, node->parent)) {
        report_order(check, node);
    }
}

static apr_status_t validate(const form_t *form, stm_check_t *check)
{
    xmlSchemaValidCtxtPtr context = xmlSchemaNewValidCtxt(form->compiled);
    int result;

    if (context == NULL) {
        return APR_ENOMEM;
    }
    xmlSchemaSetValidErrors(context, keep_quiet, keep_quiet, NULL);
    xmlSchemaSetValidStructuredErrors(context, report_rest, check);
    result = xmlSchemaValidateDoc(context, check->document->xml);
    xmlSchemaFreeValidCtxt(context);
    if (result != 0 && stm_problems_count(check->problems, STM_SEVERITY_ERROR) == 0) {
        stm_check_error(check, check->root, "schema", "Compare it with the vocabulary.",
                        "<%s> does not keep to the rules for it", check->root->name);
    }
    return APR_SUCCESS;
}

/* All but the names, which come first; not for another vocabulary's `statement`. */
static apr_status_t check_statement(const form_t *form, stm_check_t *check)
{
    stm_rules_blocks(check);
    stm_rules_parts(check);
    stm_rules_head(check);
    stm_rules_most(check);
    stm_rules_dates(check);
    stm_rules_languages(check);
    stm_rules_references(check);
    stm_rules_addresses(check);
    stm_rules_contacts(check);
    stm_rules_tables(check);
    stm_rules_media(check);
    stm_rules_empty(check);
    stm_rules_typed(check);
    stm_rules_letters(check);
    stm_rules_typed_marks(check);
    return validate(form, check);
}

/* The same of what all statements share. */
static apr_status_t check_newsroom(const form_t *form, stm_check_t *check)
{
    stm_rules_blocks(check);
    stm_rules_counts(check);
    stm_rules_newsroom(check);
    stm_rules_languages(check);
    stm_rules_addresses(check);
    stm_rules_contacts(check);
    stm_rules_tables(check);
    stm_rules_empty(check);
    stm_rules_typed(check);
    stm_rules_letters(check);
    stm_rules_typed_marks(check);
    return validate(form, check);
}

typedef apr_status_t (*check_meaning_t)(const form_t *form, stm_check_t *check);

static apr_status_t check(const form_t *form, check_meaning_t check_meaning,
                          const stm_document_t *document, const stm_rules_t *rules,
                          stm_problems_t *problems, apr_pool_t *scratch_pool)
{
    int room[] = {
        [STM_SEVERITY_WARNING] = STM_PROBLEMS_MOST, [STM_SEVERITY_ERROR] = STM_PROBLEMS_MOST};
    stm_check_t check = {.document = document,
                         .rules = rules,
                         .grammar = form->grammar,
                         .root = xmlDocGetRootElement(document->xml),
                         .room = room,
                         .pool = scratch_pool};
    apr_status_t status;

    check.reported = apr_hash_make(scratch_pool);
    check.problems = stm_problems_create(scratch_pool);
    stm_rules_names(&check);
    status = check.root->ns == NULL ? check_meaning(form, &check) : APR_SUCCESS;
    stm_problems_append(problems, check.problems);
    if (status != APR_SUCCESS) {
        return status;
    }
    return stm_problems_count(check.problems, STM_SEVERITY_ERROR) > 0 ? STM_EINVALID : APR_SUCCESS;
}

apr_status_t stm_schema_check(const stm_schema_t *schema, const stm_document_t *document,
                              const stm_rules_t *rules, stm_problems_t *problems,
                              apr_pool_t *scratch_pool)
{
    return check(&schema->statement, check_statement, document, rules, problems, scratch_pool);
}

apr_status_t stm_schema_check_newsroom(const stm_schema_t *schema, const stm_document_t *document,
                                       const stm_rules_t *rules, stm_problems_t *problems,
                                       apr_pool_t *scratch_pool)
{
    return check(&schema->newsroom, check_newsroom, document, rules, problems, scratch_pool);
}
