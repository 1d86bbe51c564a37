#include "core/http/accept.h"

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
    const char *text = rest->text, *limit, *end;

    if (!text) {
        return 0;
    }
    limit = text + rest->size;
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

/* Zero where the header is absent. */
static int score_all(score_t *scores, const char *accept, const apr_array_header_t *formats)
{
    piece_t rest, piece;
    range_t range;
    int i;

    if (!accept) {
        return 0;
    }
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
    return 1;
}

static score_t *start_scores(const apr_array_header_t *formats, apr_pool_t *pool)
{
    return apr_pcalloc(pool, (apr_size_t)(formats->nelts + 1) * sizeof(score_t));
}

const stm_format_t *stm_accept_choose(const char *accept, const apr_array_header_t *formats,
                                      apr_pool_t *scratch_pool)
{
    score_t *scores = start_scores(formats, scratch_pool);
    int i, best = 0;

    score_all(scores, accept, formats);
    for (i = 1; i < formats->nelts; i++) {
        if (is_better(&scores[i], &scores[best])) {
            best = i;
        }
    }
    return &APR_ARRAY_IDX(formats, best, stm_format_t);
}

static int is_named(const stm_format_t *format, const char *name)
{
    return !strcasecmp(format->name, name);
}

/* Who asks for XML and nothing closer reads RSS. */
static void add_xml(score_t *score, const char *accept)
{
    static const char *const media_types[] = {"application/xml", "text/xml"};
    piece_t rest = {accept, strlen(accept)}, piece;
    range_t range;
    size_t i;

    while (next_piece(&piece, &rest, ',')) {
        for (i = 0; parse_range(&range, piece) && i < 2; i++) {
            if (names(&range, media_types[i], strlen(media_types[i])) &&
                score->match < MATCH_NAME && range.quality > score->quality) {
                score->quality = range.quality;
            }
        }
    }
}

/* The feed that comes first where nothing else decides; -1: there is none. */
static int first_feed(const apr_array_header_t *formats)
{
    int i, first = -1;

    for (i = formats->nelts - 1; i >= 0; i--) {
        const stm_format_t *format = &APR_ARRAY_IDX(formats, i, stm_format_t);
        if (is_named(format, "rss")) {
            return i;
        }
        first = is_named(format, "html") ? first : i;
    }
    return first;
}

const stm_format_t *stm_accept_choose_feed(const char *accept, const apr_array_header_t *formats,
                                           apr_pool_t *scratch_pool)
{
    score_t *scores = start_scores(formats, scratch_pool);
    int i, best = first_feed(formats), page = -1;

    if (score_all(scores, accept, formats) && best >= 0 &&
        is_named(&APR_ARRAY_IDX(formats, best, stm_format_t), "rss")) {
        add_xml(&scores[best], accept);
    }
    for (i = 0; i < formats->nelts; i++) {
        if (is_named(&APR_ARRAY_IDX(formats, i, stm_format_t), "html")) {
            page = i;
        }
        else if (is_better(&scores[i], &scores[best])) {
            best = i;
        }
    }
    if (best < 0 || (page >= 0 && scores[page].quality > scores[best].quality)) {
        best = page < 0 ? 0 : page;
    }
    return &APR_ARRAY_IDX(formats, best, stm_format_t);
}

int stm_accept_prefers_page(const char *accept, const char *media_type, apr_pool_t *scratch_pool)
{
    const char *const media_types[] = {"text/html", "application/xml", "text/xml", media_type};
    apr_array_header_t *formats = apr_array_make(scratch_pool, 4, sizeof(stm_format_t));
    score_t *scores;
    int i;

    for (i = 0; i < 4; i++) {
        stm_format_t *format = apr_array_push(formats);

        memset(format, 0, sizeof(*format));
        format->media_type = media_types[i] != NULL ? media_types[i] : media_types[1];
    }
    scores = start_scores(formats, scratch_pool);
    if (!score_all(scores, accept, formats) || scores[0].match != MATCH_NAME) {
        return 0;
    }
    for (i = 1; i < 4 && is_better(&scores[0], &scores[i]); i++) {
    }
    return i == 4;
}
