/**
 * httpd/request/listed_values - by which values lists of a newsroom find anything, as a child
 * knows it without the catalog.
 *
 * There is no end of filters, pages and folders that strangers make up. A list that is answered
 * with 404 has its child read all values that public statements have or have had; the next one is
 * refused before a thread is woken, a page looked for in the store or a query run. What is kept
 * grows with the newsroom, not with what is asked for: eight bytes for each value. It holds until
 * the newsroom changes, by an edit or by itself.
 *
 * It only ever says that there is nothing; whatever it does not rule out is asked of the catalog.
 *
 * Processor time of the server for ?tag=nonsense and ?page=99 with 200 statements, where httpd's
 * own 404 takes 1: 13 and 7 before, 1.0 with it (wrk -t1 -c8, event).
 */
#ifndef HTTPD_REQUEST_LISTED_VALUES_H
#define HTTPD_REQUEST_LISTED_VALUES_H

#include "core/site/filter.h"
#include "httpd/request/lookup.h"

/** Once per child, before its threads and its mounts. */
void stmh_listed_values_child(void);

/** No list is known to be as short as this. */
#define STMH_LISTED_ANY (-1)

/** The most statements that the list of @a folder ("" or "2026/") with the values of @a filter can
 * have; its words to search for count for nothing. STMH_LISTED_ANY where that is not known.
 * *is_known_value (may be NULL): zero where no statement that readers may know of has ever had one
 * of these values or been in the folder, and newsroom.xml does not name it either. Any thread. */
int stmh_listed_values_most(int *is_known_value, const stmh_request_t *request, const char *folder,
                            const stm_filter_t *filter);

/** Reads them, where that has not been done since the newsroom changed: after a list was answered
 * with 404. Any thread. */
void stmh_listed_values_learn(const stmh_request_t *request, const stmh_lookup_t *lookup);

#endif
