#include "command/option.h"

#include <string.h>

#include "command/command.h"
#include "core/i18n/date.h"

int option_take(const char **value, const char *name, int *i, int argc, const char *const *argv)
{
    size_t length = strlen(name);

    if (strncmp(argv[*i], name, length) == 0 && argv[*i][length] == '=') {
        *value = argv[*i] + length + 1;
        return 1;
    }
    if (strcmp(argv[*i], name) == 0 && *i + 1 < argc) {
        *value = argv[++*i];
        return 1;
    }
    return 0;
}

int option_zone(const stm_zone_t **zone, const char *name, const char *command,
                apr_pool_t *result_pool)
{
    return name == NULL || stm_zone_load(zone, name, result_pool) == APR_SUCCESS
               ? COMMAND_CLEAN
               : command_usage(command, "there is no time zone “%s”", name);
}

int option_moment(apr_time_t *moment, const char *text, const stm_zone_t *zone, const char *command,
                  const char *name)
{
    stm_date_t date;

    if (stm_date_parse(&date, text) != STM_DATE_GOOD) {
        return command_usage(command, "%s wants a moment as 2026-05-04T10:00+02:00, not “%s”", name,
                             text);
    }
    if (date.kind == STM_DATE_FLOATING && zone == NULL) {
        return command_usage(command, "%s needs a zone: %s+02:00, or --zone", name, text);
    }
    *moment = stm_date_moment(&date, zone);
    return COMMAND_CLEAN;
}
