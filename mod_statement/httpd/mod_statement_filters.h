/**
 * mod_statement_filters - who else has a hand in an answer: the output filters of a request.
 */
#ifndef MOD_STATEMENT_FILTERS_H
#define MOD_STATEMENT_FILTERS_H

#include <httpd.h>

/** Whether any filter comes before those of the protocol: one that changes what is sent, its
 * headers, or keeps it. */
int stm_filters_any(const request_rec *r);

/** Whether such a filter is the one that is registered as @a name, in small letters. */
int stm_filters_has(const request_rec *r, const char *name);

#endif
