/**
 * core/base/quantity - numbers, sizes and spans of time as administrators write them.
 *
 * Each function is non-zero where @a value is one, and fits.
 */
#ifndef CORE_BASE_QUANTITY_H
#define CORE_BASE_QUANTITY_H

#include <apr_time.h>

/** A decimal number >= 0. */
int stm_quantity_number(apr_int64_t *number, const char *value);

/** Bytes: a number alone or with K, M or G (powers of 1024). */
int stm_quantity_size(apr_int64_t *size, const char *value);

/** A number of seconds, or a number with ms, s, min, h or d. */
int stm_quantity_span(apr_interval_time_t *span, const char *value);

#endif
