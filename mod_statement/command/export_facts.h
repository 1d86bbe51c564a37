/**
 * command/export_facts - what a configuration says of one folder.
 */
#ifndef COMMAND_EXPORT_FACTS_H
#define COMMAND_EXPORT_FACTS_H

#include "command/export_config.h"
#include "core/i18n/zone.h"
#include "core/site/newsroom.h"

/* Unset is NULL or 0. */
typedef struct export_facts_t {
    const char *server_root, *server_name, *document_root;
    const char *title, *identity, *lang, *base, *zone, *state_dir, *stylesheet_dir, *override;
    const char *root; /* the newsroom's folder; NULL: the engine is off */
    stm_validate_t validate;
    int feed_items;
    int has_previews;                 /* StatementPreview On */
    stm_limits_t limits;              /* 0: unset */
    apr_array_header_t *formats;      /* stm_format_t */
    apr_array_header_t *roots;        /* const char * */
    apr_array_header_t *params;       /* stm_param_t */
    apr_array_header_t *hosts;        /* const char *: names of all servers, in small letters */
    const config_directive_t *closed; /* says that not everybody may read all; NULL: nothing does */
    const config_directive_t *refused; /* has a value that is none; NULL */
} export_facts_t;

/** What @a directives say of @a folder (absolute) and of the addresses at and below @a base (an
 * absolute URL; NULL: what they say themselves). */
void export_facts_find(export_facts_t *facts, const apr_array_header_t *directives,
                       const char *folder, const char *base, apr_pool_t *result_pool);

/** Non-zero where @a directive lets not everybody in. */
int export_facts_closes(const config_directive_t *directive);

#endif
