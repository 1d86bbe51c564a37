/**
 * httpd/config/directives - the table of directives and how their values are read.
 *
 * A wrong value stops the start and `apachectl configtest` with what it got, what it wants and an
 * example.
 */
#ifndef HTTPD_CONFIG_DIRECTIVES_H
#define HTTPD_CONFIG_DIRECTIVES_H

#include <httpd.h>

#include <http_config.h>

extern const command_rec stmh_directives[];

#endif
