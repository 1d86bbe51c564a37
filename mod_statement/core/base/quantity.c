#include "core/base/quantity.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <strings.h>

/* A number with one of some units, or alone where a unit has an empty name. */
typedef struct unit_t {
    const char *name;
    apr_int64_t factor;
} unit_t;

static int parse_quantity(apr_int64_t *quantity, const char *value, const unit_t *units)
{
    apr_int64_t number;
    char *end;

    if (!apr_isdigit(*value)) {
        return 0;
    }
    number = apr_strtoi64(value, &end, 10);
    for (; units->name; units++) {
        if (!strcasecmp(end, units->name)) {
            *quantity = number * units->factor;
            return number <= APR_INT64_MAX / units->factor;
        }
    }
    return 0;
}

int stm_quantity_number(apr_int64_t *number, const char *value)
{
    static const unit_t units[] = {{"", 1}, {NULL, 0}};

    return parse_quantity(number, value, units);
}

int stm_quantity_size(apr_int64_t *size, const char *value)
{
    static const unit_t units[] = {
        {"", 1}, {"K", 1024}, {"M", 1024 * 1024}, {"G", 1024 * 1024 * 1024}, {NULL, 0}};

    return parse_quantity(size, value, units);
}

int stm_quantity_span(apr_interval_time_t *span, const char *value)
{
    static const unit_t units[] = {{"", APR_USEC_PER_SEC},
                                   {"ms", 1000},
                                   {"s", APR_USEC_PER_SEC},
                                   {"min", 60 * (apr_int64_t)APR_USEC_PER_SEC},
                                   {"h", 3600 * (apr_int64_t)APR_USEC_PER_SEC},
                                   {"d", 86400 * (apr_int64_t)APR_USEC_PER_SEC},
                                   {NULL, 0}};

    return parse_quantity(span, value, units);
}
