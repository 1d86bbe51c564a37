#include "core/any_xml/dtd.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <libxml/parserInternals.h>
#include <string.h>

/* DocBook's has 800 KB, with all its letters. */
#define MAX_BYTES ((apr_size_t)4 * 1024 * 1024)

static stm_dtd_t *dtd_of(void *context)
{
    return ((xmlParserCtxtPtr)context)->_private;
}

/* Catalogues are the administrator's own; a pipe would hold the thread all the same. */
static const char *read_file(stm_dtd_t *dtd, const char *path)
{
    apr_finfo_t info;
    apr_file_t *file;
    apr_size_t size = 0;
    char *bytes = NULL;

    if (apr_stat(&info, path, APR_FINFO_TYPE | APR_FINFO_SIZE, dtd->pool) != APR_SUCCESS ||
        info.filetype != APR_REG || info.size > (apr_off_t)(MAX_BYTES - dtd->bytes) ||
        apr_file_open(&file, path, APR_FOPEN_READ, APR_FPROT_OS_DEFAULT, dtd->pool)) {
        return NULL;
    }
    bytes = apr_palloc(dtd->pool, (apr_size_t)info.size + 1);
    if (apr_file_read_full(file, bytes, (apr_size_t)info.size, &size) != APR_SUCCESS) {
        size = 0;
    }
    bytes[size] = '\0';
    apr_file_close(file);
    dtd->bytes += size;
    return bytes;
}

/* Without the text declaration that such a file may begin with (XML 1.0 section 4.3.1). */
static const char *find(stm_dtd_t *dtd, const xmlChar *public_id, const xmlChar *system_id)
{
    const char *path = dtd->catalog == NULL
                           ? NULL
                           : stm_xml_catalog_resolve(dtd->catalog, (const char *)public_id,
                                                     (const char *)system_id, dtd->pool);
    const char *text = path == NULL ? NULL : read_file(dtd, path);
    const char *end = text != NULL && strncmp(text, "<?xml", 5) == 0 ? strstr(text, "?>") : NULL;

    return end != NULL ? end + 2 : text;
}

static void declare_entity(void *context, const xmlChar *name, int type, const xmlChar *public_id,
                           const xmlChar *system_id, xmlChar *content)
{
    if (type == XML_EXTERNAL_GENERAL_PARSED_ENTITY) {
        xmlSAX2EntityDecl(context, name, XML_INTERNAL_GENERAL_ENTITY, NULL, NULL, BAD_CAST "");
    }
    else if (type == XML_EXTERNAL_PARAMETER_ENTITY) {
        const char *text = find(dtd_of(context), public_id, system_id);

        xmlSAX2EntityDecl(context, name, XML_INTERNAL_PARAMETER_ENTITY, NULL, NULL,
                          BAD_CAST(text == NULL ? "" : text));
    }
    else {
        xmlSAX2EntityDecl(context, name, type, public_id, system_id, content);
    }
}

static xmlParserInputPtr load(void *context, const xmlChar *public_id, const xmlChar *system_id)
{
    const char *text = find(dtd_of(context), public_id, system_id);

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
