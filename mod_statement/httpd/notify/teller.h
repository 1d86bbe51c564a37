/**
 * httpd/notify/teller - tells the program of StatementNotify what happens to public statements.
 *
 * The intake keeps notices in the history (core/intake/notices). The teller writes some of them to
 * the program and removes each once it is acknowledged. What is not when the program, the child or
 * the server ends is told again, in its order. A program that ends is started again after a while,
 * which is longer each time; one that hangs leaves the rest in the history. Called by the watchdog
 * task of the child that writes, between two scans; nothing here waits, but stmh_teller_stop.
 */
#ifndef HTTPD_NOTIFY_TELLER_H
#define HTTPD_NOTIFY_TELLER_H

#include "core/intake/notices.h"
#include "httpd/newsroom/registry.h"

/** Once per child, before its threads. */
void stmh_teller_child(void);

/** From now on the notices of @a intake are told, where there is a program. */
void stmh_teller_start(stm_intake_t *intake);

/** Something has happened that there may be a notice of. */
void stmh_teller_note(void);

/** Finds the newsroom with this key; NULL: it is not known now. */
typedef const stmh_known_newsroom_t *(*stmh_teller_find_t)(const char *key);

/** Starts the program where that is due, tells what there is to tell, takes acknowledgements. */
void stmh_teller_run(stmh_teller_find_t find);

/** The same without starting it: in any thread that does the watchdog task's work. */
void stmh_teller_go_on(stmh_teller_find_t find);

/** Newsrooms are known now that were not before. */
void stmh_teller_look_again(void);

/** Ends the program, within half a second. The intake must still be open. */
void stmh_teller_stop(void);

#endif
