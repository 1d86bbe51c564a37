#include "core/site/expansion_copy.h"

#include <apr_cstr.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "core/xml/plain.h"

/* "a.pdf", "../a.pdf": no scheme, no host, no root, no mere fragment (RFC 3986 section 4.2). */
static int is_relative_path(const char *address)
{
    const char *at = address;

    if (*at == '\0' || *at == '/' || *at == '#' || *at == '?') {
        return 0;
    }
    while (*at != '\0' && *at != ':' && *at != '/' && *at != '?' && *at != '#') {
        at++;
    }
    return *at != ':';
}

static void move_address(xmlNode *node, const char *attribute, const char *up, apr_pool_t *pool)
{
    const char *address = stm_plain_attribute(node, attribute, pool);

    if (address == NULL) {
        return;
    }
    while (apr_isspace(*address)) {
        address++;
    }
    if (is_relative_path(address)) {
        xmlSetProp(node, BAD_CAST attribute, BAD_CAST apr_pstrcat(pool, up, address, NULL));
    }
}

static void move_addresses(xmlNode *node, const char *up, apr_pool_t *pool)
{
    static const char *const attributes[] = {"href", "src", "cite", "poster", "transcript"};

    for (apr_size_t i = 0; i < sizeof(attributes) / sizeof(*attributes); i++) {
        move_address(node, attributes[i], up, pool);
    }
}

static void settle(xmlNode *top, const xmlNode *like, const char *up, apr_pool_t *pool)
{
    top->_private = like->_private;
    if (top->properties != NULL && *up != '\0') {
        move_addresses(top, up, pool);
    }
    for (xmlNode *node = top->children; node != NULL; node = node->next) {
        if (node->type == XML_ELEMENT_NODE) {
            settle(node, like, up, pool);
        }
    }
}

/* Words in another language say so where a statement lets them. */
static void settle_lang(xmlNode *copy, const stm_shared_t *shared, const char *lang)
{
    xmlAttr *own = xmlHasNsProp(copy, BAD_CAST "lang", XML_XML_NAMESPACE);

    if (own != NULL) {
        xmlRemoveProp(own);
    }
    if ((stm_plain_is(copy, "contact") || stm_plain_is(copy, "note")) && shared->lang != NULL &&
        (lang == NULL || apr_cstr_casecmp(shared->lang, lang) != 0)) {
        xmlNodeSetLang(copy, BAD_CAST shared->lang);
    }
}

xmlNode *stm_expansion_copy(const stm_shared_t *shared, const char *lang, const xmlNode *like,
                            xmlDocPtr xml, const char *up, apr_pool_t *scratch_pool)
{
    xmlNode *copy = xmlDocCopyNode((xmlNodePtr)shared->node, xml, 1);

    if (copy == NULL) {
        return NULL;
    }
    settle_lang(copy, shared, lang);
    xmlUnsetProp(copy, BAD_CAST "from");
    if (stm_plain_is(copy, "contact")) {
        xmlUnsetProp(copy, BAD_CAST "id");
    }
    settle(copy, like, up, scratch_pool);
    return copy;
}

xmlNode *stm_expansion_voice(const stm_shared_t *shared, const xmlNode *like, xmlDocPtr xml,
                             const char *up, apr_pool_t *scratch_pool)
{
    xmlNode *voice;

    if (stm_plain_is(shared->node, "speaker")) {
        return stm_expansion_copy(shared, NULL, like, xml, up, scratch_pool);
    }
    voice = xmlNewDocNode(xml, NULL, BAD_CAST "speaker", NULL);
    if (voice != NULL) {
        xmlNewProp(voice, BAD_CAST "id", BAD_CAST shared->id);
        xmlNewTextChild(voice, NULL, BAD_CAST "name",
                        BAD_CAST stm_plain_words(shared->node, scratch_pool));
        settle(voice, like, "", scratch_pool);
    }
    return voice;
}
