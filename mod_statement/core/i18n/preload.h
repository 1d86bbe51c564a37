/**
 * core/i18n/preload - has ICU read what it knows of a language before processes are forked, which
 * then share that memory.
 */
#ifndef CORE_I18N_PRELOAD_H
#define CORE_I18N_PRELOAD_H

#include <apr_pools.h>

/** Asks once for all that differs between languages (@a tag as in core/i18n/language). Any thread.
 */
void stm_preload_language(const char *tag, apr_pool_t *scratch_pool);

#endif
