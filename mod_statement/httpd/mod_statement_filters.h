/**
 * mod_statement_filters - what the output filters of a request may do to an answer.
 */
#ifndef MOD_STATEMENT_FILTERS_H
#define MOD_STATEMENT_FILTERS_H

#include <httpd.h>

/** What may become of the bytes that are sent. */
typedef struct stm_filters_t {
    int may_code;   /* a filter may put them into a content coding */
    int may_change; /* one before those may make others of them; every one that is not known */
} stm_filters_t;

/** Once per child, before its threads: reads what mod_filter has been told. */
void stm_filters_child(void);

/** Whether any filter comes before those of the protocol: one that changes what is sent, its
 * headers, or keeps it. */
int stm_filters_any(const request_rec *r);

/** Whether such a filter is the one that is registered as @a name, in small letters. */
int stm_filters_has(const request_rec *r, const char *name);

/** What such filters may do. */
stm_filters_t stm_filters_look(const request_rec *r);

#endif
