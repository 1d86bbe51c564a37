#include "mod_statement_filters.h"

#include <string.h>
#include <util_filter.h>

/* They are ordered by their types. */
static int is_before_protocol(const ap_filter_t *filter)
{
    return filter && filter->frec->ftype < AP_FTYPE_PROTOCOL;
}

int stm_filters_any(const request_rec *r)
{
    return is_before_protocol(r->output_filters);
}

int stm_filters_has(const request_rec *r, const char *name)
{
    const ap_filter_t *filter;

    for (filter = r->output_filters; is_before_protocol(filter); filter = filter->next) {
        if (!strcmp(filter->frec->name, name)) {
            return 1;
        }
    }
    return 0;
}
