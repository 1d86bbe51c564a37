#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "command/fix_passes.h"
#include "command/fix_tokens.h"
#include "core/i18n/date_meant.h"

typedef struct dates_t {
    apr_array_header_t *edits;
    const fix_text_t *text;
    const fix_tokens_t *tokens;
    const fix_settings_t *settings;
    apr_pool_t *pool;
} dates_t;

/* Of the element around token @a at, in which a month may be named. */
static const char *language_of(const dates_t *dates, int at)
{
    for (; at >= 0; at = dates->tokens->all[at].parent) {
        fix_attribute_t attribute;

        for (const char *after = NULL;
             fix_token_attribute(&dates->tokens->all[at], after, &attribute);
             after = attribute.end) {
            if (fix_attribute_is(&attribute, "xml:lang")) {
                return apr_pstrmemdup(dates->pool, attribute.value,
                                      (apr_size_t)(attribute.value_end - attribute.value));
            }
        }
    }
    return "en";
}

/* "+02:00" stands at the end. A zone's name may be written in summer, too, when it is wrong. */
static int has_offset(const char *text)
{
    const char *at = text + strlen(text);

    while (at > text && (apr_isdigit(at[-1]) || at[-1] == ':')) {
        at--;
    }
    return at > text && *at != '\0' && (at[-1] == '+' || at[-1] == '-');
}

static int is_zone_sure(const stm_date_meant_t *meant, const char *text,
                        const stm_zone_t *newsroom_zone)
{
    if (*meant->clock == '\0') {
        return 1;
    }
    return *meant->zone == '\0' ? newsroom_zone != NULL
                                : strcmp(meant->zone, "Z") == 0 || has_offset(text);
}

/* Of faults that leave open what was meant, none is mended. */
static int is_form(stm_date_fault_t fault)
{
    return fault == STM_DATE_SPACE || fault == STM_DATE_ORDER || fault == STM_DATE_OTHER ||
           fault == STM_DATE_ZONE_NAME;
}

/* NULL: it is a date, or may be several. */
static const char *mend(const dates_t *dates, const char *text, int at)
{
    stm_date_meant_t meant;
    stm_date_t date;
    const char *day;

    if (!is_form(stm_date_parse(&date, text))) {
        return NULL;
    }
    stm_date_meant(&meant, text, language_of(dates, at), dates->pool);
    if (meant.count != 1 || !is_zone_sure(&meant, text, dates->settings->zone)) {
        return NULL;
    }
    day = apr_psprintf(dates->pool, "%04d-%02d-%02d", meant.days[0].year, meant.days[0].month,
                       meant.days[0].day);
    /* Two digits of a year can be those of a day. */
    if (strstr(text, apr_pstrndup(dates->pool, day, 4)) == NULL) {
        return NULL;
    }
    return apr_pstrcat(dates->pool, day, meant.clock, meant.zone, NULL);
}

static void mend_value(const dates_t *dates, const char *from, const char *to, int at)
{
    const char *instead;

    while (from < to && apr_isspace(*from)) {
        from++;
    }
    while (from < to && apr_isspace(to[-1])) {
        to--;
    }
    if (from == to || to - from > 100 || memchr(from, '&', (size_t)(to - from)) != NULL) {
        return;
    }
    instead = mend(dates, apr_pstrmemdup(dates->pool, from, (apr_size_t)(to - from)), at);
    if (instead != NULL) {
        fix_text_replace(dates->edits, dates->text, from, to, instead, at);
    }
}

static int has_moments(const fix_token_t *token)
{
    return fix_token_is(token, "updated") || fix_token_is(token, "withdrawn") ||
           fix_token_is(token, "event") || fix_token_is(token, "time");
}

static void mend_attributes(const dates_t *dates, int at)
{
    fix_attribute_t attribute;

    for (const char *after = NULL; fix_token_attribute(&dates->tokens->all[at], after, &attribute);
         after = attribute.end) {
        if (fix_attribute_is(&attribute, "when") || fix_attribute_is(&attribute, "until")) {
            mend_value(dates, attribute.value, attribute.value_end, at);
        }
    }
}

void fix_dates(apr_array_header_t *edits, const fix_text_t *text, const fix_settings_t *settings,
               apr_pool_t *pool)
{
    fix_tokens_t tokens;
    const dates_t dates = {edits, text, &tokens, settings, pool};

    fix_tokens_read(&tokens, text, pool);
    for (int i = 0; tokens.is_matched && i < tokens.count; i++) {
        const fix_token_t *token = &tokens.all[i];
        int is_start = token->kind == FIX_START;

        if (is_start && (fix_token_is(token, "published") || fix_token_is(token, "expires")) &&
            token->partner == i + 2 && token[1].kind == FIX_WORDS) {
            mend_value(&dates, token[1].at, token[1].end, i);
        }
        else if ((is_start || token->kind == FIX_EMPTY) && has_moments(token)) {
            mend_attributes(&dates, i);
        }
    }
}
