#include "core/render/exposition.h"

#include <apr_strings.h>
#include <apr_time.h>
#include <libxml/tree.h>
#include <string.h>

#include "core/base/bytes.h"
#include "core/base/json.h"
#include "core/base/utf8.h"
#include "core/i18n/date.h"

typedef struct sample_t {
    apr_int64_t value;
    apr_array_header_t *labels; /* const char *: a name, its value, ... */
} sample_t;

typedef struct family_t {
    const char *name, *help;
    stm_family_kind_t kind;
    apr_array_header_t *samples; /* sample_t */
} family_t;

struct stm_exposition_t {
    apr_array_header_t *families; /* family_t */
    apr_pool_t *pool;
};

stm_exposition_t *stm_exposition_create(apr_pool_t *result_pool)
{
    stm_exposition_t *exposition = apr_palloc(result_pool, sizeof(*exposition));

    exposition->families = apr_array_make(result_pool, 32, sizeof(family_t));
    exposition->pool = result_pool;
    return exposition;
}

void stm_exposition_family(stm_exposition_t *exposition, const char *name, stm_family_kind_t kind,
                           const char *help)
{
    family_t *family = apr_array_push(exposition->families);

    family->name = name;
    family->help = help;
    family->kind = kind;
    family->samples = apr_array_make(exposition->pool, 8, sizeof(sample_t));
}

/* What every one of the formats can hold. */
static const char *cleaned(const char *text, apr_pool_t *pool)
{
    const char *end = text + strlen(text);
    char *clean = apr_pstrdup(pool, text), *to = clean;

    while (text < end) {
        const int length = stm_utf8_length(text, end);

        if (length == 0 || (unsigned char)*text < 0x20 || *text == 0x7f) {
            *to++ = '?';
            text++;
        }
        else {
            memmove(to, text, (apr_size_t)length);
            to += length;
            text += length;
        }
    }
    *to = '\0';
    return clean;
}

void stm_exposition_add(stm_exposition_t *exposition, apr_int64_t value, const char *const *labels)
{
    const apr_array_header_t *families = exposition->families;
    const family_t *family = &APR_ARRAY_IDX(families, families->nelts - 1, family_t);
    sample_t *sample = apr_array_push(family->samples);

    sample->value = value;
    sample->labels = apr_array_make(exposition->pool, 6, sizeof(const char *));
    for (; labels && *labels; labels++) {
        APR_ARRAY_PUSH(sample->labels, const char *) = cleaned(*labels, exposition->pool);
    }
}

static int is_in_usec(stm_family_kind_t kind)
{
    return kind == STM_FAMILY_MOMENT || kind == STM_FAMILY_SPAN || kind == STM_FAMILY_SPENT;
}

static int is_counter(stm_family_kind_t kind)
{
    return kind == STM_FAMILY_COUNTER || kind == STM_FAMILY_SPENT;
}

static const char *number(const family_t *family, const sample_t *sample, apr_pool_t *pool)
{
    if (!is_in_usec(family->kind)) {
        return apr_psprintf(pool, "%" APR_INT64_T_FMT, sample->value);
    }
    return apr_psprintf(
        pool, "%s%" APR_INT64_T_FMT ".%06d", sample->value < 0 ? "-" : "",
        (sample->value < 0 ? -sample->value : sample->value) / APR_USEC_PER_SEC,
        (int)((sample->value < 0 ? -sample->value : sample->value) % APR_USEC_PER_SEC));
}

/* What the samples of a family are called. */
static const char *sample_name(const family_t *family, apr_pool_t *pool)
{
    return apr_pstrcat(pool, family->name,
                       is_counter(family->kind)          ? "_total"
                       : family->kind == STM_FAMILY_INFO ? "_info"
                                                         : "",
                       NULL);
}

static const char *kind_word(stm_family_kind_t kind)
{
    return is_counter(kind) ? "counter" : kind == STM_FAMILY_INFO ? "info" : "gauge";
}

static const char *unit_of(const family_t *family)
{
    const char *last = strrchr(family->name, '_');

    return last && (strcmp(last, "_seconds") == 0 || strcmp(last, "_bytes") == 0) ? last + 1 : NULL;
}

static void add_label_value(stm_bytes_t *bytes, const char *value)
{
    for (; *value; value++) {
        if (*value == '"' || *value == '\\') {
            stm_bytes_add_literal(bytes, "\\");
        }
        stm_bytes_add(bytes, value, 1);
    }
}

static void add_labels(stm_bytes_t *bytes, const sample_t *sample)
{
    for (int i = 0; i + 1 < sample->labels->nelts; i += 2) {
        stm_bytes_add_string(bytes, i ? "," : "{");
        stm_bytes_add_string(bytes, APR_ARRAY_IDX(sample->labels, i, const char *));
        stm_bytes_add_literal(bytes, "=\"");
        add_label_value(bytes, APR_ARRAY_IDX(sample->labels, i + 1, const char *));
        stm_bytes_add_literal(bytes, "\"");
    }
    stm_bytes_add_string(bytes, sample->labels->nelts ? "}" : "");
}

static void add_samples(stm_bytes_t *bytes, const family_t *family, apr_pool_t *pool)
{
    const char *name = sample_name(family, pool);

    for (int i = 0; i < family->samples->nelts; i++) {
        const sample_t *sample = &APR_ARRAY_IDX(family->samples, i, sample_t);

        stm_bytes_add_string(bytes, name);
        add_labels(bytes, sample);
        stm_bytes_add_literal(bytes, " ");
        stm_bytes_add_string(bytes, number(family, sample, pool));
        stm_bytes_add_literal(bytes, "\n");
    }
}

static void add_lines(stm_bytes_t *bytes, const char *name, const char *kind, const char *unit,
                      const family_t *family, apr_pool_t *pool)
{
    stm_bytes_add_string(
        bytes, apr_psprintf(pool, "# HELP %s %s.\n# TYPE %s %s\n", name, family->help, name, kind));
    if (unit) {
        stm_bytes_add_string(bytes, apr_psprintf(pool, "# UNIT %s %s\n", name, unit));
    }
    add_samples(bytes, family, pool);
}

static const char *finished(stm_bytes_t *bytes, apr_pool_t *pool)
{
    const char *text;

    stm_bytes_add(bytes, "", 1);
    text = apr_pmemdup(pool, bytes->start, stm_bytes_size(bytes));
    stm_bytes_drop(bytes);
    return text;
}

const char *stm_exposition_openmetrics(const stm_exposition_t *exposition, apr_pool_t *result_pool)
{
    stm_bytes_t bytes;

    stm_bytes_init(&bytes, 16 * 1024);
    for (int i = 0; i < exposition->families->nelts; i++) {
        const family_t *family = &APR_ARRAY_IDX(exposition->families, i, family_t);

        add_lines(&bytes, family->name, kind_word(family->kind), unit_of(family), family,
                  result_pool);
    }
    stm_bytes_add_literal(&bytes, "# EOF\n");
    return finished(&bytes, result_pool);
}

/* There a family is called as its samples are, and no kind is called info. */
const char *stm_exposition_text(const stm_exposition_t *exposition, apr_pool_t *result_pool)
{
    stm_bytes_t bytes;

    stm_bytes_init(&bytes, 16 * 1024);
    for (int i = 0; i < exposition->families->nelts; i++) {
        const family_t *family = &APR_ARRAY_IDX(exposition->families, i, family_t);
        const char *kind = family->kind == STM_FAMILY_INFO ? "gauge" : kind_word(family->kind);

        add_lines(&bytes, sample_name(family, result_pool), kind, NULL, family, result_pool);
    }
    return finished(&bytes, result_pool);
}

static void add_object(stm_bytes_t *bytes, const family_t *family, const sample_t *sample,
                       apr_pool_t *pool)
{
    stm_bytes_add_literal(bytes, "{");
    for (int i = 0; i < sample->labels->nelts; i++) {
        const char *text = APR_ARRAY_IDX(sample->labels, i, const char *);

        stm_bytes_add_string(bytes, stm_json_string(text, pool));
        stm_bytes_add_string(bytes, i % 2 ? "," : ":");
    }
    stm_bytes_add_literal(bytes, "\"value\":");
    stm_bytes_add_string(bytes, number(family, sample, pool));
    stm_bytes_add_literal(bytes, "}");
}

static void add_array(stm_bytes_t *bytes, const family_t *family, apr_pool_t *pool)
{
    stm_bytes_add_string(bytes, stm_json_string(sample_name(family, pool), pool));
    stm_bytes_add_literal(bytes, ":[");
    for (int i = 0; i < family->samples->nelts; i++) {
        stm_bytes_add_string(bytes, i ? ",\n" : "\n");
        add_object(bytes, family, &APR_ARRAY_IDX(family->samples, i, sample_t), pool);
    }
    stm_bytes_add_literal(bytes, "]");
}

const char *stm_exposition_json(const stm_exposition_t *exposition, apr_pool_t *result_pool)
{
    stm_bytes_t bytes;

    stm_bytes_init(&bytes, 16 * 1024);
    stm_bytes_add_literal(&bytes, "{");
    for (int i = 0; i < exposition->families->nelts; i++) {
        stm_bytes_add_string(&bytes, i ? ",\n" : "");
        add_array(&bytes, &APR_ARRAY_IDX(exposition->families, i, family_t), result_pool);
    }
    stm_bytes_add_literal(&bytes, "}\n");
    return finished(&bytes, result_pool);
}

static void add_attribute(xmlNode *node, const char *name, const char *value)
{
    xmlNewProp(node, BAD_CAST name, BAD_CAST value);
}

static void add_sample_node(xmlNode *parent, const family_t *family, const sample_t *sample,
                            apr_pool_t *pool)
{
    xmlNode *node = xmlNewChild(parent, NULL, BAD_CAST "sample", NULL);

    add_attribute(node, "value", number(family, sample, pool));
    if (family->kind == STM_FAMILY_MOMENT) {
        add_attribute(node, "when", stm_date_rfc3339(sample->value, pool));
    }
    for (int i = 0; i + 1 < sample->labels->nelts; i += 2) {
        xmlNode *label = xmlNewChild(node, NULL, BAD_CAST "label", NULL);

        add_attribute(label, "name", APR_ARRAY_IDX(sample->labels, i, const char *));
        add_attribute(label, "value", APR_ARRAY_IDX(sample->labels, i + 1, const char *));
    }
}

static void add_family_node(xmlNode *root, const family_t *family, apr_pool_t *pool)
{
    xmlNode *node = xmlNewChild(root, NULL, BAD_CAST "family", NULL);

    add_attribute(node, "name", family->name);
    add_attribute(node, "kind", kind_word(family->kind));
    add_attribute(node, "help", family->help);
    if (unit_of(family)) {
        add_attribute(node, "unit", unit_of(family));
    }
    for (int i = 0; i < family->samples->nelts; i++) {
        add_sample_node(node, family, &APR_ARRAY_IDX(family->samples, i, sample_t), pool);
    }
}

stm_document_t *stm_exposition_document(const stm_exposition_t *exposition, apr_pool_t *result_pool)
{
    stm_document_t *document = stm_document_create("status", "exposition", result_pool);
    xmlNode *root = xmlDocGetRootElement(document->xml);

    for (int i = 0; i < exposition->families->nelts; i++) {
        add_family_node(root, &APR_ARRAY_IDX(exposition->families, i, family_t), result_pool);
    }
    return document;
}
