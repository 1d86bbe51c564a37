/**
 * mod_statement_directives - the table of directives and how their values are read.
 *
 * A wrong value stops the start and `apachectl configtest` with what it got, what it wants and an
 * example.
 */
#ifndef MOD_STATEMENT_DIRECTIVES_H
#define MOD_STATEMENT_DIRECTIVES_H

#include <httpd.h>

#include <http_config.h>

extern const command_rec stm_directives[];

#endif
