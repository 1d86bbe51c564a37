#include "stm_accept.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

/* How closely a range names a format; the closest one decides (RFC 9110 section 12.5.1). */
typedef enum { MATCH_NONE = 0, MATCH_ANYTHING, MATCH_TYPE, MATCH_EXACT } match_t;

typedef struct range_t {
    const char *type, *subtype;
    int quality; /* in thousandths */
} range_t;

/* The end of the piece at @a text that @a separator or the end of the string closes; separators
 * inside quoted strings do not count. */
static char *piece_end(char *text, char separator)
{
    int is_quoted = 0;

    for (; *text; text++) {
        if (is_quoted && *text == '\\' && text[1]) {
            text++;
        }
        else if (*text == '"') {
            is_quoted = !is_quoted;
        }
        else if (!is_quoted && *text == separator) {
            break;
        }
    }
    return text;
}

/* Cuts the next piece off *rest, without white space at its edges; NULL at the end. */
static char *next_piece(char **rest, char separator)
{
    char *piece = *rest, *end;

    if (!piece) {
        return NULL;
    }
    end = piece_end(piece, separator);
    *rest = *end ? end + 1 : NULL;
    while (piece < end && apr_isspace(*piece)) {
        piece++;
    }
    while (end > piece && apr_isspace(end[-1])) {
        end--;
    }
    *end = '\0';
    return piece;
}

/* A weight in thousandths, or -1 for what is no weight (RFC 9110 section 12.4.2); digits past the
 * third are dropped. */
static int parse_quality(const char *text)
{
    int quality, unit = 100;

    if (*text != '0' && *text != '1') {
        return -1;
    }
    quality = (*text++ - '0') * 1000;
    if (*text == '.') {
        for (text++; apr_isdigit(*text); text++, unit /= 10) {
            quality += (*text - '0') * unit;
        }
    }
    return *text ? -1 : quality > 1000 ? 1000 : quality;
}

/* Returns zero for what is to be skipped: not a range, a bad weight, or a parameter that none of
 * our formats has. */
static int parse_range(range_t *range, char *text)
{
    char *type = next_piece(&text, ';'), *slash = strchr(type, '/'), *parameter;

    if (!slash || slash == type || !slash[1]) {
        return 0;
    }
    *slash = '\0';
    range->type = type;
    range->subtype = slash + 1;
    range->quality = 1000;
    while ((parameter = next_piece(&text, ';'))) {
        if (!strncasecmp(parameter, "q=", 2)) {
            range->quality = parse_quality(parameter + 2);
            return range->quality >= 0;
        }
        if (*parameter && strcasecmp(parameter, "charset=utf-8") &&
            strcasecmp(parameter, "charset=\"utf-8\"")) {
            return 0;
        }
    }
    return 1;
}

static apr_array_header_t *parse_accept(const char *accept, apr_pool_t *pool)
{
    apr_array_header_t *ranges = apr_array_make(pool, 8, sizeof(range_t));
    char *rest = apr_pstrdup(pool, accept), *piece;

    while ((piece = next_piece(&rest, ','))) {
        range_t range;
        if (parse_range(&range, piece)) {
            APR_ARRAY_PUSH(ranges, range_t) = range;
        }
    }
    return ranges;
}

static match_t match(const range_t *range, const char *media_type)
{
    size_t type_size = strcspn(media_type, "/"), size = strcspn(media_type, "; ");
    const char *subtype = media_type + type_size + 1;

    if (!strcmp(range->type, "*")) {
        return strcmp(range->subtype, "*") ? MATCH_NONE : MATCH_ANYTHING;
    }
    if (strlen(range->type) != type_size || strncasecmp(range->type, media_type, type_size)) {
        return MATCH_NONE;
    }
    if (!strcmp(range->subtype, "*")) {
        return MATCH_TYPE;
    }
    if (strlen(range->subtype) == size - type_size - 1 &&
        !strncasecmp(range->subtype, subtype, size - type_size - 1)) {
        return MATCH_EXACT;
    }
    return MATCH_NONE;
}

static int quality_of(const stm_format_t *format, const apr_array_header_t *ranges)
{
    match_t best = MATCH_NONE;
    int quality = 0, i;

    for (i = 0; i < ranges->nelts; i++) {
        const range_t *range = &APR_ARRAY_IDX(ranges, i, range_t);
        match_t found = match(range, format->media_type);
        if (found > best || (found == best && found && range->quality > quality)) {
            best = found;
            quality = range->quality;
        }
    }
    return quality;
}

const stm_format_t *stm_accept_choose(const char *accept, const apr_array_header_t *formats,
                                      apr_pool_t *scratch_pool)
{
    const stm_format_t *best = &APR_ARRAY_IDX(formats, 0, stm_format_t);
    apr_array_header_t *ranges;
    int best_quality, i;

    if (!accept) {
        return best;
    }
    ranges = parse_accept(accept, scratch_pool);
    best_quality = quality_of(best, ranges);
    for (i = 1; i < formats->nelts; i++) {
        const stm_format_t *format = &APR_ARRAY_IDX(formats, i, stm_format_t);
        int quality = quality_of(format, ranges);
        if (quality > best_quality) {
            best = format;
            best_quality = quality;
        }
    }
    return best;
}
