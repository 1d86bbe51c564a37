/**
 * httpd/handlers/server_status - the module's lines on mod_status's page.
 */
#ifndef HTTPD_HANDLERS_SERVER_STATUS_H
#define HTTPD_HANDLERS_SERVER_STATUS_H

/** Registers mod_status's optional hook, when hooks are registered. Without mod_status nobody calls
 * it. */
void stmh_server_status_register(void);

#endif
