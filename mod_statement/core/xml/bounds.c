#include "core/xml/bounds.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

typedef struct bound_t {
    const char *element;
    int most;
    const char *words, *remedy;
} bound_t;

static const bound_t bounds[STM_COUNTED_KINDS] = {
    [STM_COUNTED_TAG] = {"tag", 50, "tags", "Keep those by which readers look for it."},
    [STM_COUNTED_ISSUER] =
        {"issuer", 50, "issuers",
         "Name the body that leads as <issuer>, and the others as <signatories>."},
    [STM_COUNTED_CONTACT] = {"contact", 200, "contacts",
                             "Keep those that readers need, and attach the list as a file."},
    [STM_COUNTED_NOTE] = {"note", 500, "notes",
                          "Put several remarks into one <note>, or attach them as a file."},
    [STM_COUNTED_ENTRY] = {"entry", 500, "glossary entries",
                           "Keep the terms that readers need, and attach the list as a file."},
};

stm_counted_t stm_bounds_part(const char *element)
{
    int part = 0;

    while (part < STM_COUNTED_KINDS &&
           (bounds[part].element[0] != element[0] || strcmp(bounds[part].element, element) != 0)) {
        part++;
    }
    return (stm_counted_t)part;
}

int stm_bounds_most(stm_counted_t part)
{
    return bounds[part].most;
}

void stm_bounds_refuse_part(stm_problems_t *problems, stm_counted_t part, const char *file,
                            int line, int column)
{
    stm_problems_add(problems, STM_SEVERITY_ERROR, "too-many", file, line, column,
                     bounds[part].remedy, "More than %d %s stand in one statement",
                     bounds[part].most, bounds[part].words);
}

static int capped(int sum, int more, int most)
{
    return more > most - sum ? most + 1 : sum + more;
}

void stm_bounds_add(stm_weight_t *page, const stm_weight_t *source, apr_off_t bytes)
{
    for (int part = 0; part < STM_COUNTED_KINDS; part++) {
        page->parts[part] = capped(page->parts[part], source->parts[part], bounds[part].most);
    }
    page->sources = capped(page->sources, source->sources + 1, STM_BOUND_SOURCES);
    page->source_bytes += source->source_bytes + bytes;
    if (page->source_bytes > STM_BOUND_SOURCE_BYTES) {
        page->source_bytes = STM_BOUND_SOURCE_BYTES + 1;
    }
    if (source->depth + 1 > page->depth) {
        page->depth = capped(source->depth, 1, STM_BOUND_DEPTH);
    }
}

const char *stm_bounds_write(const stm_weight_t *weight, apr_off_t bytes, apr_pool_t *result_pool)
{
    char text[(STM_COUNTED_KINDS + 1) * 24];
    int length = apr_snprintf(text, sizeof(text), "%" APR_OFF_T_FMT, bytes);

    for (int part = 0; part < STM_COUNTED_KINDS; part++) {
        length += apr_snprintf(text + length, sizeof(text) - (apr_size_t)length, " %d",
                               weight->parts[part]);
    }
    return apr_pstrmemdup(result_pool, text, (apr_size_t)length);
}

void stm_bounds_read(stm_weight_t *weight, apr_off_t *bytes, const char *text)
{
    char *at;

    memset(weight, 0, sizeof(*weight));
    *bytes = text ? (apr_off_t)strtoll(text, &at, 10) : 0;
    for (int part = 0; text != NULL && part < STM_COUNTED_KINDS; part++) {
        weight->parts[part] = (int)strtol(at, &at, 10);
    }
}

const char *stm_bounds_fault(const stm_weight_t *page, const char **remedy, apr_pool_t *result_pool)
{
    *remedy = "Link to some of the statements that it reproduces instead.";
    if (page->depth > STM_BOUND_DEPTH) {
        return apr_psprintf(result_pool,
                            "Statements reproduced by src stand in one another more than %d deep",
                            STM_BOUND_DEPTH);
    }
    if (page->sources > STM_BOUND_SOURCES) {
        return apr_psprintf(result_pool,
                            "With those inside them, more than %d statements are reproduced by src",
                            STM_BOUND_SOURCES);
    }
    if (page->source_bytes > STM_BOUND_SOURCE_BYTES) {
        return apr_psprintf(result_pool,
                            "The statements reproduced by src have more than %d MiB together",
                            STM_BOUND_SOURCE_BYTES / (1024 * 1024));
    }
    for (int part = 0; part < STM_COUNTED_KINDS; part++) {
        if (page->parts[part] > bounds[part].most) {
            return apr_psprintf(result_pool,
                                "With the statements reproduced by src, the page holds more than "
                                "%d %s",
                                bounds[part].most, bounds[part].words);
        }
    }
    return NULL;
}
