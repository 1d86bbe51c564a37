#include "core/any_xml/dtd.h"

#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <libxml/parserInternals.h>
#include <string.h>

#include "core/any_xml/dtd_text.h"

static const char *find(void *context, const xmlChar *public_id, const xmlChar *system_id)
{
    const stm_dtd_t *dtd = ((xmlParserCtxtPtr)context)->_private;

    return stm_dtd_text(dtd->reader, (const char *)public_id, (const char *)system_id, dtd->pool);
}

static apr_pool_t *pool_of(void *context)
{
    const stm_dtd_t *dtd = ((xmlParserCtxtPtr)context)->_private;

    return dtd->pool;
}

/* libxml2 looks through the text of an internal parameter entity at its first use, and takes a
 * reference to what is declared later for a fault. Written so, it is one only when it is used. */
static const char *hide_references(const char *text, apr_pool_t *pool)
{
    char *hidden = apr_palloc(pool, strlen(text) * 5 + 1), *out = hidden;

    for (; *text != '\0'; text++) {
        *out++ = *text;
        if (*text == '&' && text[1] != '#') {
            memcpy(out, "#38;", 4);
            out += 4;
        }
    }
    *out = '\0';
    return hidden;
}

static void declare_entity(void *context, const xmlChar *name, int type, const xmlChar *public_id,
                           const xmlChar *system_id, xmlChar *content)
{
    if (type == XML_EXTERNAL_GENERAL_PARSED_ENTITY) {
        xmlSAX2EntityDecl(context, name, XML_INTERNAL_GENERAL_ENTITY, NULL, NULL, BAD_CAST "");
    }
    else if (type == XML_EXTERNAL_PARAMETER_ENTITY) {
        const char *text = find(context, public_id, system_id);

        xmlSAX2EntityDecl(context, name, XML_INTERNAL_PARAMETER_ENTITY, NULL, NULL,
                          BAD_CAST(text == NULL ? "" : hide_references(text, pool_of(context))));
    }
    else {
        xmlSAX2EntityDecl(context, name, type, public_id, system_id, content);
    }
}

static xmlParserInputPtr load(void *context, const xmlChar *public_id, const xmlChar *system_id)
{
    const char *text = find(context, public_id, system_id);

    return text == NULL ? NULL : xmlNewStringInputStream(context, BAD_CAST text);
}

void stm_dtd_set_up(xmlSAXHandler *sax)
{
    sax->entityDecl = declare_entity;
    sax->resolveEntity = load;
}

static int is_xhtml(const xmlDoc *xml)
{
    static const char *const beginnings[] = {"-//W3C//DTD XHTML", "-//W3C//DTD MathML",
                                             "-//WAPFORUM//DTD XHTML"};
    const xmlChar *id = xml == NULL || xml->intSubset == NULL ? NULL : xml->intSubset->ExternalID;

    for (size_t i = 0; id != NULL && i < sizeof(beginnings) / sizeof(*beginnings); i++) {
        if (strncmp((const char *)id, beginnings[i], strlen(beginnings[i])) == 0) {
            return 1;
        }
    }
    return 0;
}

/* HTML 4's, which are XHTML 1.0's but for &apos;, which each XML has. */
static xmlEntityPtr declare_letter(xmlDocPtr xml, const xmlChar *name)
{
    const htmlEntityDesc *letter = htmlEntityLookup(name);
    xmlChar text[8] = "";

    if (letter == NULL) {
        return NULL;
    }
    xmlCopyCharMultiByte(text, (int)letter->value);
    return xmlAddDocEntity(xml, name, XML_INTERNAL_GENERAL_ENTITY, NULL, NULL, text);
}

xmlEntityPtr stm_dtd_entity(xmlParserCtxtPtr parser, const xmlChar *name)
{
    xmlEntityPtr entity = xmlSAX2GetEntity(parser, name);

    return entity == NULL && is_xhtml(parser->myDoc) ? declare_letter(parser->myDoc, name) : entity;
}
