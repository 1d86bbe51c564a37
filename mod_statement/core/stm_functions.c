#include "stm_functions.h"

#include <apr_strings.h>
#include <libxml/xpathInternals.h>
#include <libxslt/extensions.h>
#include <libxslt/xsltutils.h>
#include <string.h>

#include "stm_filter.h"
#include "stm_language.h"
#include "stm_render.h"
#include "stm_serialize.h"

#define MAX_ARGUMENTS 18

/* One call of one function: its arguments as strings, in memory that ends with the call. */
typedef struct call_t {
    const stm_scene_t *scene;
    apr_pool_t *pool;
    int count;
    const char *arguments[MAX_ARGUMENTS]; /* "" past count */
} call_t;

/* What a function makes of its arguments; NULL for what it cannot answer. */
typedef const char *(*answer_t)(const call_t *call);

static const stm_scene_t *scene_of(xmlXPathParserContextPtr context)
{
    xsltTransformContextPtr transform = xsltXPathGetTransformContext(context);
    return transform ? transform->_private : NULL;
}

static void take_arguments(call_t *call, xmlXPathParserContextPtr context, int count)
{
    int index;
    for (index = 0; index < MAX_ARGUMENTS; index++) {
        call->arguments[index] = "";
    }
    call->count = count;
    for (index = count - 1; index >= 0; index--) {
        xmlChar *text = xmlXPathPopString(context);
        if (text && index < MAX_ARGUMENTS) {
            call->arguments[index] = apr_pstrdup(call->pool, (const char *)text);
        }
        xmlFree(text);
    }
}

static void answer(xmlXPathParserContextPtr context, int count, int least, int most,
                   answer_t function)
{
    call_t call = {.scene = scene_of(context)};
    const char *text = NULL;
    apr_pool_create(&call.pool, NULL);
    take_arguments(&call, context, count);
    if (call.scene && count >= least && count <= most) {
        text = function(&call);
    }
    valuePush(context, xmlXPathNewCString(text ? text : ""));
    apr_pool_destroy(call.pool);
}

/* A whole number from 1 to @a most; 0 for anything else. */
static int number_of(const char *text, int most)
{
    double number = xmlXPathCastStringToNumber(BAD_CAST text);
    return number >= 1 && number <= most ? (int)number : 0;
}

static const char *answer_mark(const call_t *call)
{
    const char *side = call->arguments[2];
    int level = number_of(call->arguments[1], 1000000);
    stm_marks_t marks;
    if (!level) {
        return NULL;
    }
    stm_language_marks(&marks, call->arguments[0], level);
    return strcmp(side, "open") == 0 ? marks.open : strcmp(side, "close") == 0 ? marks.close : NULL;
}

static const char *answer_date(const call_t *call)
{
    const char *text = call->arguments[0];
    stm_style_t style =
        strcmp(call->arguments[2], "moment") == 0 ? STM_STYLE_MOMENT : STM_STYLE_DAY;
    stm_date_t date;
    if (stm_date_parse(&date, text) != STM_DATE_GOOD) {
        return text;
    }
    return stm_language_date(&date, call->scene->newsroom->zone, call->arguments[1], style,
                             call->pool);
}

/* The moment that the first argument means, as @a write has it. */
static const char *write_moment(const call_t *call, const char *(*write)(apr_time_t, apr_pool_t *))
{
    stm_date_t date;
    if (stm_date_parse(&date, call->arguments[0]) != STM_DATE_GOOD) {
        return NULL;
    }
    return write(stm_date_moment(&date, call->scene->newsroom->zone), call->pool);
}

static const char *answer_rfc822(const call_t *call)
{
    return write_moment(call, stm_date_rfc822);
}

static const char *answer_rfc3339(const call_t *call)
{
    return write_moment(call, stm_date_rfc3339);
}

static const char *answer_direction(const call_t *call)
{
    return stm_language_direction(call->arguments[0]);
}

static const char *answer_language(const call_t *call)
{
    return stm_language_name(call->arguments[0], call->arguments[1], call->pool);
}

/* The value given for the name that stands between braces; NULL where none is. */
static const char *value_of(const call_t *call, const char *name, size_t length)
{
    int index;
    for (index = 2; index + 1 < call->count; index += 2) {
        if (strlen(call->arguments[index]) == length &&
            memcmp(call->arguments[index], name, length) == 0) {
            return call->arguments[index + 1];
        }
    }
    return NULL;
}

/* Values are put in as they are: braces in a title are no names. */
static const char *fill_in(const call_t *call, const char *words)
{
    const char *filled = "", *open, *close, *value;
    while ((open = strchr(words, '{')) && (close = strchr(open, '}'))) {
        value = value_of(call, open + 1, close - open - 1);
        if (!value) {
            value = apr_pstrmemdup(call->pool, open, close - open + 1);
        }
        filled = apr_pstrcat(call->pool, filled, apr_pstrmemdup(call->pool, words, open - words),
                             value, NULL);
        words = close + 1;
    }
    return apr_pstrcat(call->pool, filled, words, NULL);
}

static const char *answer_word(const call_t *call)
{
    const char *words = stm_words_get(call->scene->words, call->arguments[0], call->arguments[1],
                                      call->scene->newsroom->lang);
    return words ? fill_in(call, words) : NULL;
}

static const char *answer_wrap(const call_t *call)
{
    int width = number_of(call->arguments[2], 10000);
    if (!width) {
        return NULL;
    }
    return stm_language_wrap(call->arguments[0], call->arguments[1], width, call->arguments[3],
                             call->arguments[4], call->pool);
}

static const char *answer_cut(const call_t *call)
{
    int max_chars = number_of(call->arguments[2], 10000000);
    return max_chars
               ? stm_language_cut(call->arguments[0], call->arguments[1], max_chars, call->pool)
               : NULL;
}

/* "<" is written as an escape too, so that the string may stand in a page's script element. */
static const char *answer_json(const call_t *call)
{
    const char *text = call->arguments[0];
    char *json = apr_palloc(call->pool, strlen(text) * 6 + 3), *to = json;
    *to++ = '"';
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\') {
            *to++ = '\\';
            *to++ = *text;
        }
        else if (c < 0x20 || c == '<' || c == 0x7f) {
            to += apr_snprintf(to, 7, "\\u%04x", c);
        }
        else {
            *to++ = *text;
        }
    }
    *to++ = '"';
    *to = '\0';
    return json;
}

static const char *answer_path(const call_t *call)
{
    const char *url = call->arguments[0], *base = call->scene->base, *host, *path;
    if (!call->scene->format || call->scene->format->links != STM_LINKS_PATH || !base) {
        return url;
    }
    host = strstr(base, "://");
    path = host ? strchr(host + 3, '/') : NULL;
    if (!path || strncmp(url, base, path - base) != 0) {
        return url;
    }
    path = url + (path - base);
    /* Two slashes would name another host. */
    return *path == '/' && path[1] != '/' ? path : *path ? url : "/";
}

static const char *answer_tagged(const call_t *call)
{
    stm_filter_t filter = {0};
    filter.values[STM_FACET_TAG] = stm_filter_value(STM_FACET_TAG, call->arguments[0], call->pool);
    return stm_filter_query(&filter, call->pool);
}

static const char *answer_escape(const call_t *call)
{
    const char *text = call->arguments[0];
    char *value = apr_palloc(call->pool, strlen(text) * 2 + 1), *to = value;
    for (; *text; text++) {
        if (*text == '\r') {
            continue;
        }
        if (strchr("\\,;\n", *text)) {
            *to++ = '\\';
        }
        *to++ = *text == '\n' ? 'n' : *text;
    }
    *to = '\0';
    return value;
}

static void call_mark(xmlXPathParserContextPtr context, int count)
{
    answer(context, count, 3, 3, answer_mark);
}

static void call_date(xmlXPathParserContextPtr context, int count)
{
    answer(context, count, 2, 3, answer_date);
}

static void call_rfc822(xmlXPathParserContextPtr context, int count)
{
    answer(context, count, 1, 1, answer_rfc822);
}

static void call_rfc3339(xmlXPathParserContextPtr context, int count)
{
    answer(context, count, 1, 1, answer_rfc3339);
}

static void call_direction(xmlXPathParserContextPtr context, int count)
{
    answer(context, count, 1, 1, answer_direction);
}

static void call_language(xmlXPathParserContextPtr context, int count)
{
    answer(context, count, 2, 2, answer_language);
}

static void call_word(xmlXPathParserContextPtr context, int count)
{
    answer(context, count, 2, MAX_ARGUMENTS, answer_word);
}

static void call_wrap(xmlXPathParserContextPtr context, int count)
{
    answer(context, count, 5, 5, answer_wrap);
}

static void call_cut(xmlXPathParserContextPtr context, int count)
{
    answer(context, count, 3, 3, answer_cut);
}

static void call_json(xmlXPathParserContextPtr context, int count)
{
    answer(context, count, 1, 1, answer_json);
}

static void call_path(xmlXPathParserContextPtr context, int count)
{
    answer(context, count, 1, 1, answer_path);
}

static void call_tagged(xmlXPathParserContextPtr context, int count)
{
    answer(context, count, 1, 1, answer_tagged);
}

static void call_escape(xmlXPathParserContextPtr context, int count)
{
    answer(context, count, 1, 1, answer_escape);
}

static void call_serialize(xmlXPathParserContextPtr context, int count)
{
    xmlChar *text = NULL;
    int index;
    for (index = 0; index < count; index++) {
        xmlXPathObjectPtr object = valuePop(context);
        if (object && count == 1) {
            text = stm_serialize(object);
        }
        xmlXPathFreeObject(object);
    }
    valuePush(context, xmlXPathWrapString(text ? text : xmlStrdup(BAD_CAST "")));
}

static const struct {
    const char *name;
    xmlXPathFunction function;
} functions[] = {
    {"mark", call_mark},           {"date", call_date},           {"rfc822", call_rfc822},
    {"rfc3339", call_rfc3339},     {"direction", call_direction}, {"language", call_language},
    {"word", call_word},           {"wrap", call_wrap},           {"cut", call_cut},
    {"serialize", call_serialize}, {"json", call_json},           {"path", call_path},
    {"escape", call_escape},       {"tagged", call_tagged},
};

int stm_functions_register(xsltTransformContextPtr transform, const struct stm_scene_t *scene)
{
    size_t index;
    int failed = 0;
    transform->_private = (void *)scene;
    for (index = 0; index < sizeof(functions) / sizeof(*functions); index++) {
        failed |= xsltRegisterExtFunction(transform, BAD_CAST functions[index].name,
                                          BAD_CAST STM_FUNCTIONS_NS, functions[index].function);
    }
    return failed;
}
