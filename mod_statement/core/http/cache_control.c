#include "core/http/cache_control.h"

#include <string.h>

#include "core/site/statement.h"

/* What an answer may need until a cache has it and begins to count. */
#define DELIVERY_USEC (APR_USEC_PER_SEC / 2)

static apr_int64_t seconds_left(const stm_cache_control_t *of)
{
    apr_interval_time_t left = of->next_change - of->moment - DELIVERY_USEC;

    return left > 0 ? apr_time_sec(left) : 0;
}

static char *put_word(char *text, const char *word)
{
    size_t size = strlen(word);

    memcpy(text, word, size + 1);
    return text + size;
}

static char *put_number(char *text, apr_int64_t number)
{
    char digits[20], *at = digits + sizeof(digits);

    do {
        *--at = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    memcpy(text, at, (size_t)(digits + sizeof(digits) - at));
    return text + (digits + sizeof(digits) - at);
}

static int allows_stale(const stm_cache_control_t *of)
{
    return (of->stale_revalidate || of->stale_error) && of->next_change == STM_NEVER;
}

static char *put_stale(char *text, const stm_cache_control_t *of)
{
    if (!allows_stale(of)) {
        return put_word(text, ", must-revalidate");
    }
    if (!of->is_private && of->stale_revalidate) {
        text = put_word(text, ", stale-while-revalidate=");
        text = put_number(text, apr_time_sec(of->stale_revalidate));
    }
    if (!of->is_private && of->stale_error) {
        text = put_word(text, ", stale-if-error=");
        text = put_number(text, apr_time_sec(of->stale_error));
    }
    return text;
}

static char *put_grace(char *text, const stm_cache_control_t *of)
{
    int is_graced =
        !of->is_private && of->is_varnish && !(allows_stale(of) && of->stale_revalidate);

    return is_graced ? put_word(text, ", stale-while-revalidate=0") : text;
}

apr_int64_t stm_cache_control_format(char text[STM_CACHE_CONTROL_SIZE],
                                     const stm_cache_control_t *of)
{
    const apr_int64_t left = seconds_left(of);
    const apr_int64_t span = of->max_age_sec < left ? of->max_age_sec : left;

    /* HAProxy reads from left to right: a "public" after "max-age=0" has it keep the answer, for a
     * minute. */
    text = put_word(text, of->is_private ? "private, max-age=" : "public, max-age=");
    text = put_number(text, span);
    text = put_grace(put_stale(text, of), of);
    *text = '\0';
    return span;
}
