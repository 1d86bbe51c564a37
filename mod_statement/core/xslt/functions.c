#include "core/xslt/functions.h"

#include <apr_strings.h>
#include <libxml/xpathInternals.h>
#include <libxslt/extensions.h>
#include <libxslt/functions.h>
#include <libxslt/xsltutils.h>
#include <string.h>

#include "core/base/json.h"
#include "core/base/table.h"
#include "core/i18n/language.h"
#include "core/i18n/mail.h"
#include "core/i18n/phone.h"
#include "core/output/serialize.h"
#include "core/xml/plain.h"
#include "core/xslt/document_function.h"
#include "core/xslt/generate_id.h"

#define MAX_ARGUMENTS 18

/* What the functions of one transform share. */
typedef struct functions_t {
    const stm_functions_data_t *data;
    apr_pool_t *pool;    /* cleared with each call's end */
    apr_hash_t *numbers; /* of nodes, see stm_generate_id */
    stm_reading_t reading;
} functions_t;

/* One call of one function: its arguments as strings. */
typedef struct call_t {
    const stm_functions_data_t *data;
    apr_pool_t *pool;
    int count;
    const char *arguments[MAX_ARGUMENTS]; /* "" past count */
} call_t;

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
    stm_quotation_marks_t marks;
    if (!level) {
        return NULL;
    }
    stm_language_quotation_marks(&marks, call->arguments[0], level);
    return strcmp(side, "open") == 0 ? marks.open : strcmp(side, "close") == 0 ? marks.close : NULL;
}

static const char *answer_date(const call_t *call)
{
    const char *text = call->arguments[0];
    const char *wanted = call->arguments[2];
    stm_style_t style = strcmp(wanted, "moment") == 0 ? STM_STYLE_MOMENT
                        : strcmp(wanted, "time") == 0 ? STM_STYLE_TIME
                                                      : STM_STYLE_DAY;
    const char *tag = call->arguments[1], *list_tag = call->arguments[3];
    stm_date_t date;
    if (stm_date_parse(&date, text) != STM_DATE_GOOD) {
        return text;
    }
    return stm_language_date(&date, call->data->set_zone,
                             *list_tag ? stm_language_listed(tag, list_tag) : tag, style,
                             call->pool);
}

/* The moment that the first argument means, as @a write has it. */
static const char *write_moment(const call_t *call, const char *(*write)(apr_time_t, apr_pool_t *))
{
    stm_date_t date;
    if (stm_date_parse(&date, call->arguments[0]) != STM_DATE_GOOD) {
        return NULL;
    }
    return write(stm_date_moment(&date, call->data->zone), call->pool);
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
    const char *words = stm_ui_words_get(call->data->words, call->arguments[0], call->arguments[1],
                                         call->data->lang);
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

static const char *answer_json(const call_t *call)
{
    return stm_json_string(call->arguments[0], call->pool);
}

static const char *answer_path(const call_t *call)
{
    const char *url = call->arguments[0], *base = call->data->base, *host, *path;
    if (!call->data->has_path_links || !base) {
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

static const char *answer_tel(const call_t *call)
{
    return stm_phone_address(call->arguments[0], NULL, call->pool);
}

static const char *answer_mailto(const call_t *call)
{
    return stm_mail_address(call->arguments[0], call->pool);
}

static const char *answer_tagged(const call_t *call)
{
    return call->data->tag_query(call->arguments[0], call->pool);
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

static const struct function_t {
    const char *name;
    int least, most;                       /* arguments */
    const char *(*answer)(const call_t *); /* NULL for what it cannot answer */
} functions[] = {
    {"mark", 3, 3, answer_mark},
    {"date", 2, 4, answer_date},
    {"rfc822", 1, 1, answer_rfc822},
    {"rfc3339", 1, 1, answer_rfc3339},
    {"direction", 1, 1, answer_direction},
    {"language", 2, 2, answer_language},
    {"word", 2, MAX_ARGUMENTS, answer_word},
    {"wrap", 5, 5, answer_wrap},
    {"cut", 3, 3, answer_cut},
    {"json", 1, 1, answer_json},
    {"path", 1, 1, answer_path},
    {"escape", 1, 1, answer_escape},
    {"tagged", 1, 1, answer_tagged},
    {"tel", 1, 1, answer_tel},
    {"mailto", 1, 1, answer_mailto},
};

static const struct function_t *function_of(const char *name)
{
    size_t index;
    for (index = 0; index < sizeof(functions) / sizeof(*functions); index++) {
        if (strcmp(functions[index].name, name) == 0) {
            return &functions[index];
        }
    }
    return NULL;
}

static const char *answer(const char *name, const call_t *call)
{
    const struct function_t *function = call->data ? function_of(name) : NULL;
    return function && call->count >= function->least && call->count <= function->most
               ? function->answer(call)
               : NULL;
}

/* libxslt calls one for all: which is meant, its context tells. */
static void call_function(xmlXPathParserContextPtr context, int count)
{
    const functions_t *shared = xsltXPathGetTransformContext(context)->_private;
    call_t call = {.data = shared->data, .pool = shared->pool};
    const char *text;
    take_arguments(&call, context, count);
    text = answer((const char *)context->context->function, &call);
    valuePush(context, xmlXPathNewCString(text ? text : ""));
    apr_pool_clear(shared->pool);
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

/* The first node of the set, which must be an element. */
static void call_script(xmlXPathParserContextPtr context, int count)
{
    const functions_t *shared = xsltXPathGetTransformContext(context)->_private;
    const char *words = "";
    int index;
    for (index = 0; index < count; index++) {
        xmlXPathObjectPtr object = valuePop(context);
        if (count == 1 && object && object->type == XPATH_NODESET && object->nodesetval &&
            object->nodesetval->nodeNr > 0 &&
            object->nodesetval->nodeTab[0]->type == XML_ELEMENT_NODE) {
            words = stm_plain_script(object->nodesetval->nodeTab[0], shared->pool);
        }
        xmlXPathFreeObject(object);
    }
    valuePush(context, xmlXPathNewCString(words));
    apr_pool_clear(shared->pool);
}

static void call_generate_id(xmlXPathParserContextPtr context, int count)
{
    const functions_t *shared = xsltXPathGetTransformContext(context)->_private;
    stm_generate_id(context, count, shared->numbers);
}

static void call_document(xmlXPathParserContextPtr context, int count)
{
    const functions_t *shared = xsltXPathGetTransformContext(context)->_private;
    stm_document_function(context, count, &shared->reading);
}

/* Functions of XSLT that are ours; NULL: libxslt's. */
static xmlXPathFunction find_standard(const char *name)
{
    static const struct {
        const char *name;
        xmlXPathFunction function;
    } ours[] = {{"document", call_document}, {"generate-id", call_generate_id}};
    size_t i;

    for (i = 0; i < sizeof(ours) / sizeof(ours[0]); i++) {
        if (strcmp(ours[i].name, name) == 0) {
            return ours[i].function;
        }
    }
    return NULL;
}

/* Entering ours with each transform would take longer than finding those that are called. */
static xmlXPathFunction find_function(void *context, const xmlChar *name, const xmlChar *space)
{
    xmlXPathFunction standard = space == NULL ? find_standard((const char *)name) : NULL;

    if (standard != NULL) {
        return standard;
    }
    if (space == NULL || strcmp((const char *)space, STM_FUNCTIONS_NS) != 0) {
        return xsltXPathFunctionLookup(context, name, space);
    }
    if (strcmp((const char *)name, "serialize") == 0) {
        return call_serialize;
    }
    if (strcmp((const char *)name, "script") == 0) {
        return call_script;
    }
    return function_of((const char *)name) ? call_function : NULL;
}

void stm_functions_offer(xsltTransformContextPtr transform, const stm_functions_data_t *data,
                         stm_xslt_log_t *log, apr_pool_t *pool)
{
    functions_t *shared = apr_pcalloc(pool, sizeof(*shared));
    shared->data = data;
    shared->numbers = apr_hash_make(pool);
    shared->reading.limits = data ? data->limits : &stm_limits_default;
    shared->reading.documents = stm_table_make(pool);
    shared->reading.log = log;
    apr_pool_create(&shared->pool, pool);
    transform->_private = shared;
    xmlXPathRegisterFuncLookup(transform->xpathCtxt, find_function, transform->xpathCtxt);
}
