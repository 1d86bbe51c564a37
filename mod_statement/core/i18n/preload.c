#include "core/i18n/preload.h"

#include "core/i18n/language.h"

void stm_preload_language(const char *tag, apr_pool_t *scratch_pool)
{
    static const char text[] = "One word after the other.";
    apr_pool_t *pool;

    apr_pool_create(&pool, scratch_pool);
    stm_language_fold(text, pool);
    stm_language_cut(text, tag, 10, pool);
    stm_language_wrap(text, tag, 10, "", "", pool);
    apr_pool_destroy(pool);
}
