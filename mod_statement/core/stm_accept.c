#include "stm_accept.h"

#include <apr_lib.h>
#include <string.h>

/* How closely a range names a format; the closest one decides. */
typedef enum { MATCH_NONE = 0, MATCH_ANYTHING, MATCH_TYPE, MATCH_NAME } match_t;

/* A piece of the header; nothing is copied. */
typedef struct piece_t {
    const char *text;
    apr_size_t size;
} piece_t;

typedef struct range_t {
    piece_t type, subtype;
    int quality; /* in thousandths */
} range_t;

/* What the ranges so far make of one format. */
typedef struct score_t {
    match_t match;
    int quality;
} score_t;

/* Who reads the one can read the other. */
static const struct {
    const char *media_type, *other_name;
} other_names[] = {
    {"text/html", "application/xhtml+xml"},
    {"application/feed+json", "application/json"},
    {"text/vcard", "text/x-vcard"},
};

/* Where the piece at @a text ends that @a separator closes; one inside of a quoted string does not
 * count. */
static const char *piece_end(const char *text, const char *end, char separator)
{
    int is_quoted = 0;

    for (; text < end; text++) {
        if (is_quoted && *text == '\\' && text + 1 < end) {
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

/* Takes the next piece off @a rest, without white space at its edges. Zero at the end. */
static int next_piece(piece_t *piece, piece_t *rest, char separator)
{
    const char *text = rest->text, *limit = text + rest->size, *end;

    if (!text) {
        return 0;
    }
    end = piece_end(text, limit, separator);
    rest->text = end < limit ? end + 1 : NULL;
    rest->size = end < limit ? (apr_size_t)(limit - end - 1) : 0;
    while (text < end && apr_isspace(*text)) {
        text++;
    }
    while (end > text && apr_isspace(end[-1])) {
        end--;
    }
    piece->text = text;
    piece->size = (apr_size_t)(end - text);
    return 1;
}

static int is(const piece_t *piece, const char *word, apr_size_t size)
{
    return piece->size == size && !strncasecmp(piece->text, word, size);
}

static int is_word(const piece_t *piece, const char *word)
{
    return is(piece, word, strlen(word));
}

/* A weight in thousandths, or -1 for what is no weight (RFC 9110 section 12.4.2); digits past the
 * third are dropped. */
static int parse_quality(const char *text, const char *end)
{
    int quality, unit = 100;

    if (text == end || (*text != '0' && *text != '1')) {
        return -1;
    }
    quality = (*text++ - '0') * 1000;
    if (text < end && *text == '.') {
        for (text++; text < end && apr_isdigit(*text); text++, unit /= 10) {
            quality += (*text - '0') * unit;
        }
    }
    return text < end ? -1 : quality > 1000 ? 1000 : quality;
}

static int is_quality(const piece_t *parameter)
{
    return parameter->size >= 2 && !strncasecmp(parameter->text, "q=", 2);
}

/* Returns zero for what is to be skipped: not a range, a bad weight, or a parameter that none of
 * our formats has. */
static int parse_range(range_t *range, piece_t rest)
{
    piece_t parameter;
    const char *slash;

    next_piece(&range->type, &rest, ';');
    slash = memchr(range->type.text, '/', range->type.size);
    if (!slash) {
        return 0;
    }
    range->subtype.text = slash + 1;
    range->subtype.size = (apr_size_t)(range->type.text + range->type.size - slash - 1);
    range->type.size = (apr_size_t)(slash - range->type.text);
    range->quality = 1000;
    while (next_piece(&parameter, &rest, ';')) {
        if (is_quality(&parameter)) {
            range->quality = parse_quality(parameter.text + 2, parameter.text + parameter.size);
            return range->quality >= 0;
        }
        if (parameter.size && !is_word(&parameter, "charset=utf-8") &&
            !is_word(&parameter, "charset=\"utf-8\"")) {
            return 0;
        }
    }
    return range->type.size && range->subtype.size;
}

/* Whether the range is @a media_type ("text/html", without parameters) itself. */
static int names(const range_t *range, const char *media_type, apr_size_t size)
{
    apr_size_t type_size = range->type.size;

    return size == type_size + 1 + range->subtype.size && media_type[type_size] == '/' &&
           is(&range->type, media_type, type_size) &&
           is(&range->subtype, media_type + type_size + 1, range->subtype.size);
}

static int names_otherwise(const range_t *range, const char *media_type, apr_size_t size)
{
    size_t i;

    for (i = 0; i < sizeof(other_names) / sizeof(other_names[0]); i++) {
        if (strlen(other_names[i].media_type) == size &&
            !strncasecmp(other_names[i].media_type, media_type, size)) {
            return names(range, other_names[i].other_name, strlen(other_names[i].other_name));
        }
    }
    return 0;
}

static match_t match(const range_t *range, const char *media_type)
{
    apr_size_t size = strcspn(media_type, "; ");

    if (is_word(&range->type, "*")) {
        return is_word(&range->subtype, "*") ? MATCH_ANYTHING : MATCH_NONE;
    }
    if (names(range, media_type, size) || names_otherwise(range, media_type, size)) {
        return MATCH_NAME;
    }
    return is_word(&range->subtype, "*") && is(&range->type, media_type, strcspn(media_type, "/"))
               ? MATCH_TYPE
               : MATCH_NONE;
}

/* Where two ranges are equally close, as two names of a format are, the better quality holds. */
static void add_to_score(score_t *score, const range_t *range, match_t found)
{
    if (found > score->match ||
        (found && found == score->match && range->quality > score->quality)) {
        score->match = found;
        score->quality = range->quality;
    }
}

static int is_better(const score_t *one, const score_t *best)
{
    return one->quality > best->quality ||
           (one->quality && one->quality == best->quality && one->match > best->match);
}

const stm_format_t *stm_accept_choose(const char *accept, const apr_array_header_t *formats,
                                      apr_pool_t *scratch_pool)
{
    score_t *scores;
    piece_t rest, piece;
    range_t range;
    int i, best = 0;

    if (!accept) {
        return &APR_ARRAY_IDX(formats, 0, stm_format_t);
    }
    scores = apr_pcalloc(scratch_pool, (apr_size_t)formats->nelts * sizeof(*scores));
    rest.text = accept;
    rest.size = strlen(accept);
    while (next_piece(&piece, &rest, ',')) {
        if (!parse_range(&range, piece)) {
            continue;
        }
        for (i = 0; i < formats->nelts; i++) {
            add_to_score(&scores[i], &range,
                         match(&range, APR_ARRAY_IDX(formats, i, stm_format_t).media_type));
        }
    }
    for (i = 1; i < formats->nelts; i++) {
        if (is_better(&scores[i], &scores[best])) {
            best = i;
        }
    }
    return &APR_ARRAY_IDX(formats, best, stm_format_t);
}
