/**
 * httpd/response/filters - what the output filters of a request may do to an answer.
 */
#ifndef HTTPD_RESPONSE_FILTERS_H
#define HTTPD_RESPONSE_FILTERS_H

#include <httpd.h>

/** What may become of the bytes that are sent. */
typedef struct stmh_filters_t {
    int may_code;   /* a filter may put them into a content coding */
    int may_change; /* one before those may make others of them; every one that is not known */
} stmh_filters_t;

/** Once per child, before its threads: reads what mod_filter has been told. */
void stmh_filters_child(void);

/** Whether any filter comes before those of the protocol: one that changes what is sent, its
 * headers, or keeps it. */
int stmh_filters_any(const request_rec *r);

/** Whether such a filter is the one that is registered as @a name, in small letters. */
int stmh_filters_has(const request_rec *r, const char *name);

/** What such filters may do. */
stmh_filters_t stmh_filters_look(const request_rec *r);

#endif
