/**
 * Editions of documents in a newsroom whose other statements stand in a table.
 */
#ifndef EDITION_H
#define EDITION_H

#include "unit/unit.h"

#include <apr_strings.h>
#include <libxml/xmlsave.h>
#include <stdio.h>
#include <string.h>

#include "core/edition/make.h"

#define BASE "https://example.org/statements/"
#define META " xmlns:m=\"" STM_META_NS "\""

/* 2026-05-04T10:00:00Z */
#define NOW (APR_TIME_C(1777888800) * APR_USEC_PER_SEC)

/* The other statements of a newsroom, by name. */
typedef struct other_t {
    const char *name;
    stm_reference_t state;
    const char *xml;
} other_t;

#define OTHER(id, more)                                                                            \
    "<statement id='" id "' xml:lang='fr'><head><title> Titre </title><issuer>Ville</issuer>"      \
    "<published>2026-05-01</published>" more

static const other_t others[] = {
    {"b", STM_REFERENCE_VISIBLE,
     OTHER("b", "</head><body><p>Mot <link href='c d.pdf'>pdf</link> <link href='#n'>n</link></p>"
                "</body></statement>")},
    {"2026/in", STM_REFERENCE_VISIBLE,
     OTHER("in", "<contact scope='internal'><phone>1</phone></contact></head><body><p><link "
                 "href='f.pdf'>f</link></p><statement src='../b'/></body></statement>")},
    {"hidden", STM_REFERENCE_HIDDEN, NULL},
    {"taken-back", STM_REFERENCE_WITHDRAWN,
     OTHER("t", "<withdrawn when='2026-05-02T08:00:00+02:00'>Why</withdrawn></head><body><p>No"
                "</p></body></statement>")},
    {"gone", STM_REFERENCE_WITHDRAWN, NULL},
    {"ring", STM_REFERENCE_VISIBLE,
     OTHER("r", "</head><body><statement src='a'/></body></statement>")},
    {"self", STM_REFERENCE_VISIBLE,
     OTHER("s", "</head><body><statement src='self.xml'/></body></statement>")},
    {"holds-hidden", STM_REFERENCE_VISIBLE,
     OTHER("h", "</head><body><statement src='hidden'/></body></statement>")},
    {"many", STM_REFERENCE_VISIBLE,
     OTHER("m", "</head><body><statement src='b'/><statement src='b'/><statement src='b'/>"
                "<statement src='b'/><statement src='b'/><statement src='b'/><statement src='b'/>"
                "<statement src='b'/></body></statement>")},
    {"c:d", STM_REFERENCE_VISIBLE, NULL},
    {"Erkl\xC3\xA4rung (1) 100%", STM_REFERENCE_VISIBLE, NULL},
};

static const other_t *find(const char *name)
{
    apr_size_t i;

    for (i = 0; i < sizeof(others) / sizeof(*others); i++) {
        if (strcmp(others[i].name, name) == 0) {
            return &others[i];
        }
    }
    return NULL;
}

static stm_reference_t other_state(void *baton, const char *name, apr_time_t moment,
                                   apr_pool_t *scratch_pool)
{
    const other_t *other = find(name);

    (void)baton;
    (void)scratch_pool;
    ck_assert_int_eq(moment, NOW);
    return other == NULL ? STM_REFERENCE_MISSING : other->state;
}

static apr_status_t other_load(void *baton, stm_document_t **document, const char *name,
                               apr_pool_t *result_pool)
{
    const other_t *other = find(name);

    (void)baton;
    if (other == NULL || other->xml == NULL) {
        return APR_ENOENT;
    }
    return stm_document_parse(document, name, other->xml, strlen(other->xml), &stm_limits_default,
                              stm_problems_create(result_pool), result_pool);
}

static apr_status_t other_translations(void *baton, apr_array_header_t **translations,
                                       const char *name, apr_pool_t *result_pool)
{
    static const stm_translation_t all[] = {{"b", "fr"},      {"2026/in", "de"},
                                            {"hidden", "es"}, {"taken-back", "it"},
                                            {"a", "en"},      {"c:d", NULL}};
    apr_size_t i;

    (void)baton;
    *translations = apr_array_make(result_pool, 4, sizeof(stm_translation_t));
    for (i = 0; strcmp(name, "a") == 0 && i < sizeof(all) / sizeof(*all); i++) {
        APR_ARRAY_PUSH(*translations, stm_translation_t) = all[i];
    }
    return APR_SUCCESS;
}

static const stm_resolver_t resolver = {NULL, other_state, other_load, other_translations};

static apr_status_t make(stm_document_t **document, const char *xml, const char *name,
                         stm_problems_t *problems)
{
    stm_newsroom_t newsroom;
    stm_view_t view = {&newsroom, &resolver, BASE, name, NOW, NULL, NULL, NULL};

    memset(&newsroom, 0, sizeof(newsroom));
    newsroom.identity = "example.org";
    newsroom.lang = "en";
    newsroom.zone = stm_zone_utc();
    newsroom.limits = stm_limits_default;
    ck_assert_int_eq(stm_document_parse(document, apr_pstrcat(pool, name, ".xml", NULL), xml,
                                        strlen(xml), &stm_limits_default, problems, pool),
                     APR_SUCCESS);
    return stm_edition_make(*document, &view, problems, pool);
}

UNIT_MAY static const char *text_of(xmlNode *node)
{
    xmlBuffer *buffer = xmlBufferCreate();
    xmlSaveCtxtPtr save = xmlSaveToBuffer(buffer, "UTF-8", XML_SAVE_NO_DECL);
    const char *text;

    /* Else libxml2 before 2.14 writes letters in attributes as numbers. */
    if (!node->doc->encoding) {
        node->doc->encoding = xmlStrdup(BAD_CAST "UTF-8");
    }
    xmlSaveTree(save, node);
    xmlSaveClose(save);
    text = apr_pstrdup(pool, (const char *)xmlBufferContent(buffer));
    xmlBufferFree(buffer);
    return text;
}

UNIT_MAY static xmlNode *child(xmlNode *parent, const char *name)
{
    xmlNode *node = parent->children;

    while (node != NULL && strcmp((const char *)node->name, name) != 0) {
        node = node->next;
    }
    ck_assert_msg(node != NULL, "no %s in %s", name, text_of(parent));
    return node;
}

/* The edition of a body, as the document "2026/a", without the tags of the body itself. */
/* @a text without the marks of what is the first of its kind, which have a test of their own. */
static const char *without_firsts(const char *text)
{
    static const char mark[] = " m:first=\"yes\"";
    const char *at;

    while ((at = strstr(text, mark)) != NULL) {
        text = apr_pstrcat(pool, apr_pstrmemdup(pool, text, (size_t)(at - text)),
                           at + sizeof(mark) - 1, NULL);
    }
    return text;
}

UNIT_MAY static const char *body_of(const char *content, const char *name)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_document_t *document;
    const char *xml =
        apr_pstrcat(pool, "<statement xml:lang='en'><head><title>T</title></head><body>", content,
                    "</body></statement>", NULL);
    const char *text;

    ck_assert_msg(make(&document, xml, name, problems) == APR_SUCCESS, "%s",
                  stm_problems_json(problems, pool));
    text = without_firsts(text_of(child(xmlDocGetRootElement(document->xml), "body")));
    return strcmp(text, "<body/>") == 0 ? "" : apr_pstrmemdup(pool, text + 6, strlen(text) - 13);
}

UNIT_MAY static const char *head_of(const char *content, const char *name)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_document_t *document;
    const char *xml = apr_pstrcat(pool, "<statement xml:lang='en'><head>", content,
                                  "</head><body/></statement>", NULL);
    const char *text;

    ck_assert_int_eq(make(&document, xml, name, problems), APR_SUCCESS);
    text = text_of(child(xmlDocGetRootElement(document->xml), "head"));
    return strcmp(text, "<head/>") == 0 ? "" : apr_pstrmemdup(pool, text + 6, strlen(text) - 13);
}

#endif
