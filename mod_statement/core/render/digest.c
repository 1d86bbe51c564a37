#include <libxml/xmlsave.h>
#include <string.h>

#include "core/base/fingerprint.h"
#include "core/render/page.h"

static int add(void *fingerprint, const char *bytes, int size)
{
    stm_fingerprint_add(fingerprint, bytes, (apr_size_t)size);
    return size;
}

const char *stm_render_digest(const stm_document_t *document, const stm_render_context_t *context,
                              apr_pool_t *result_pool)
{
    stm_fingerprint_t *fingerprint = stm_fingerprint_start(result_pool);
    xmlSaveCtxtPtr saving = fingerprint == NULL ? NULL
                                                : xmlSaveToIO(add, NULL, fingerprint, "UTF-8",
                                                              XML_SAVE_NO_DECL | XML_SAVE_AS_XML);
    int is_saved;

    if (saving == NULL) {
        return NULL;
    }
    stm_fingerprint_add(fingerprint, context->self, strlen(context->self) + 1);
    is_saved = xmlSaveDoc(saving, document->xml) >= 0;
    is_saved &= xmlSaveClose(saving) >= 0;
    return is_saved ? stm_fingerprint_hex(fingerprint) : NULL;
}
