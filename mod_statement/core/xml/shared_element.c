#include "core/xml/shared_element.h"

#include "core/xml/plain.h"

int stm_shared_element_is_default(const xmlNode *element)
{
    static const char *const names[] = {"ending", "rights", "responsible", "ai", "policy", NULL};

    return stm_plain_is_one_of(element, names);
}

const char *stm_shared_element_id(const xmlNode *element, apr_pool_t *result_pool)
{
    const char *id;

    if (stm_shared_element_is_default(element)) {
        id = stm_plain_is(element, "policy") ? stm_plain_attribute(element, "kind", result_pool)
                                             : NULL;
        return id ? id : "";
    }
    return stm_plain_attribute(element, stm_plain_is(element, "tag") ? "key" : "id", result_pool);
}
