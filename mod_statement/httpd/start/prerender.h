/**
 * httpd/start/prerender - renders what has changed before a reader asks for it.
 *
 * After each commit the intake's thread renders the changed statements as HTML and in the formats
 * in which they are kept already, and the archives and feeds that hold them where these have been
 * asked for before. Only in newsrooms where all readers see the same, under addresses of the
 * server's own that this child has seen, and in small portions, so that the intake goes on.
 */
#ifndef HTTPD_START_PRERENDER_H
#define HTTPD_START_PRERENDER_H

#include <apr_tables.h>

#include "core/site/newsroom.h"

/** Once per child, before its watchdog's thread. All else is for that thread alone. */
void stmh_prerender_child(void);

/** Notes that there is something else to show of @a names than before. Of a burst only a part is
 * remembered: the rest is rendered when it is asked for. */
void stmh_prerender_note(const stm_newsroom_t *newsroom, const apr_array_header_t *names);

/** Renders what is noted, for about @a most at a time; ends early where @a stop says so. */
void stmh_prerender_run(apr_interval_time_t most, int (*stop)(void *baton));

#endif
