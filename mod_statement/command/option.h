/**
 * command/option - options of the command line that have a value.
 */
#ifndef COMMAND_OPTION_H
#define COMMAND_OPTION_H

/** Non-zero where argument *i of @a argv is the option @a name, as "NAME=VALUE" or "NAME VALUE";
 * its value is taken, and *i moved on to it. */
int option_take(const char **value, const char *name, int *i, int argc, const char *const *argv);

#endif
