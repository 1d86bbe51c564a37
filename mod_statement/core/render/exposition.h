/**
 * core/render/exposition - measurements as monitoring systems and people read them.
 *
 * Families of samples, each sample with labels, are collected once and written as OpenMetrics
 * (OpenMetrics 1.0.0), as the older text format of Prometheus (0.0.4), as JSON, or as a document
 * for a stylesheet:
 *
 * <exposition><family name="" kind="counter|gauge|info" unit="seconds" help="">
 *   <sample value="" when="RFC 3339"><label name="" value=""/>…</sample>…</family>…
 *
 * where `when` stands beside the value of a family that holds moments. In JSON each family is an
 * array of objects that have the labels and "value". Used by one thread.
 */
#ifndef CORE_RENDER_EXPOSITION_H
#define CORE_RENDER_EXPOSITION_H

#include <apr_pools.h>

#include "core/xml/document.h"

typedef struct stm_exposition_t stm_exposition_t;

typedef enum {
    STM_FAMILY_UNSET = 0,
    STM_FAMILY_COUNTER, /* never falls while the server runs; its samples' names end in _total */
    STM_FAMILY_GAUGE,
    STM_FAMILY_MOMENT, /* a gauge of apr_time_t, shown in seconds since 1970 */
    STM_FAMILY_SPAN,   /* a gauge of apr_interval_time_t, shown in seconds */
    STM_FAMILY_SPENT,  /* a counter of such spans */
    STM_FAMILY_INFO    /* its labels say it all; 1 */
} stm_family_kind_t;

stm_exposition_t *stm_exposition_create(apr_pool_t *result_pool);

/** A new family, to which the samples that follow belong. Its name begins with the name of the
 * program, and ends with its unit where it has one; @a help is one sentence without a full stop.
 * Both must last as long as the exposition. */
void stm_exposition_family(stm_exposition_t *exposition, const char *name, stm_family_kind_t kind,
                           const char *help);

/** Adds a sample. @a labels are copied: a name, its value, ..., NULL. Bytes that are not UTF-8, and
 * control characters, become question marks. */
void stm_exposition_add(stm_exposition_t *exposition, apr_int64_t value, const char *const *labels);

/** With "# EOF" at its end, as `application/openmetrics-text; version=1.0.0`. */
const char *stm_exposition_openmetrics(const stm_exposition_t *exposition, apr_pool_t *result_pool);

/** As `text/plain; version=0.0.4`. */
const char *stm_exposition_text(const stm_exposition_t *exposition, apr_pool_t *result_pool);

const char *stm_exposition_json(const stm_exposition_t *exposition, apr_pool_t *result_pool);

stm_document_t *stm_exposition_document(const stm_exposition_t *exposition,
                                        apr_pool_t *result_pool);

#endif
