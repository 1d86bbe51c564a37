/**
 * command/option - options of the command line, and their values.
 */
#ifndef COMMAND_OPTION_H
#define COMMAND_OPTION_H

#include "core/i18n/zone.h"

/** Non-zero where argument *i of @a argv is the option @a name, as "NAME=VALUE" or "NAME VALUE";
 * its value is taken, and *i moved on to it. */
int option_take(const char **value, const char *name, int *i, int argc, const char *const *argv);

/** Loads the zone @a name, the value of --zone of @a command; where that is NULL, *zone stays.
 * COMMAND_CLEAN, or COMMAND_USAGE after saying that there is none. */
int option_zone(const stm_zone_t **zone, const char *name, const char *command,
                apr_pool_t *result_pool);

/** Reads @a text, the value of the option @a name of @a command, as a date as in documents; without
 * a zone it is in @a zone (NULL: a day begins at midnight UTC, and a time needs a zone).
 * COMMAND_CLEAN, or COMMAND_USAGE after saying what is wrong. */
int option_moment(apr_time_t *moment, const char *text, const stm_zone_t *zone, const char *command,
                  const char *name);

#endif
