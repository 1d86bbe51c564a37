/**
 * httpd/config/values - values of directives as administrators write them, and the directives
 * whose value is more than one word or depends on where they stand.
 */
#ifndef HTTPD_CONFIG_VALUES_H
#define HTTPD_CONFIG_VALUES_H

#include <httpd.h>

#include <http_config.h>

/** What a wrong value is answered with: what was got, what is wanted, an example. */
const char *stmh_setting_refusal(const cmd_parms *cmd, const char *value, const char *wants,
                                 const char *example);

/** Non-zero for text that is not empty and may stand in a page (stm_newsroom_is_text). */
int stmh_setting_is_text(const char *value);

/** Splits @a command as httpd does for piped logs: "|program argument", or "|$" before what a shell
 * is to run. NULL, or what it is answered with. */
const char *stmh_setting_program(const char *const **argv, const cmd_parms *cmd,
                                 const char *command);

const char *stmh_setting_engine(cmd_parms *cmd, void *config, const char *value);
const char *stmh_setting_format(cmd_parms *cmd, void *config, int argc, char *const argv[]);
const char *stmh_setting_param(cmd_parms *cmd, void *config, const char *name, const char *value);

#endif
