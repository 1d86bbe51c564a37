/**
 * command/export_options - the command line of `statement export`.
 */
#ifndef COMMAND_EXPORT_OPTIONS_H
#define COMMAND_EXPORT_OPTIONS_H

#include "command/export_site.h"

typedef struct export_options_t {
    const char *folder, *out; /* as they were given */
    const char *config, *base, *state, *stylesheets, *title, *identity, *lang, *zone;
    int has_htaccess, is_json, ignores_access;
} export_options_t;

/** COMMAND_CLEAN, or COMMAND_USAGE after saying what is wrong. */
int export_options_read(export_options_t *options, int argc, const char *const *argv);

/** What options and configuration say of the newsroom. COMMAND_CLEAN; COMMAND_USAGE after saying
 * what is missing; COMMAND_PROBLEMS after saying why there is nothing to export: the configuration
 * cannot be read, is not that of this folder, or closes it to some readers. */
int export_settings_make(export_settings_t *settings, const export_options_t *options,
                         apr_pool_t *result_pool);

/** COMMAND_PROBLEMS after saying that a .htaccess file in one of @a folders (const char *, below
 * the newsroom's root) sets something or closes it, where such files count. */
int export_settings_check_folders(const export_settings_t *settings,
                                  const export_options_t *options,
                                  const apr_array_header_t *folders, apr_pool_t *scratch_pool);

#endif
