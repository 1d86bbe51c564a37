#include <libxml/xmlsave.h>

#include "stm_hash.h"
#include "stm_render.h"

static int add(void *hash, const char *bytes, int size)
{
    stm_hash_bytes(hash, bytes, (apr_size_t)size);
    return size;
}

const char *stm_render_digest(const stm_document_t *document, const stm_scene_t *scene,
                              apr_pool_t *result_pool)
{
    stm_hash_t hash;
    xmlSaveCtxtPtr saving =
        xmlSaveToIO(add, NULL, &hash, "UTF-8", XML_SAVE_NO_DECL | XML_SAVE_AS_XML);
    int is_saved;

    if (saving == NULL) {
        return NULL;
    }
    stm_hash_start(&hash);
    stm_hash_text(&hash, scene->self);
    is_saved = xmlSaveDoc(saving, document->xml) >= 0;
    is_saved &= xmlSaveClose(saving) >= 0;
    return is_saved ? stm_hash_hex(&hash, result_pool) : NULL;
}
