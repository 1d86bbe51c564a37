/**
 * httpd/handlers/vitals - whether the server can take in and keep what editors change.
 */
#ifndef HTTPD_HANDLERS_VITALS_H
#define HTTPD_HANDLERS_VITALS_H

#include <apr.h>

/** Non-zero where the writer has shown within some seconds that it is alive. Any thread, as all
 * below. */
int stmh_vitals_has_writer(void);

/** Non-zero where what editors change is written. */
int stmh_vitals_is_writable(void);

/** Bytes that are left for the server's user on the disk of the state directory; -1: unknown. */
apr_int64_t stmh_vitals_disk_left(void);

/** Zero where the disk has too little room for a journal of the history. */
int stmh_vitals_has_room(void);

#endif
