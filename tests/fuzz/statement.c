#include "fuzz/statement.h"

#include <apr_strings.h>
#include <string.h>

#include "core/site/expansion.h"

fuzz_newsroom_t fuzz_newsroom;

static const char shared[] =
    "<newsroom xml:lang='en'><issuer id='efa' short='EFA'>Estuary Ferries</issuer>"
    "<speaker id='master'><name>Ada Ray</name><role>Harbour Master</role></speaker>"
    "<contact id='press'><name>Press office</name><email>press@example.org</email>"
    "<link href='press.html'>For the press</link></contact>"
    "<contact id='desk' scope='internal'><name>Night desk</name></contact>"
    "<note id='about' kind='about' by='efa'><title>About us</title><p>Nine ferries.</p></note>"
    "<entry id='hpa'><term>HPA</term><def>Harbour Pilots Association</def></entry>"
    "<tag key='ferries'>Ferries</tag><tag key='ferries' xml:lang='fr'>Bacs</tag>"
    "<ending>Estuary Ferries, Saltmouth</ending></newsroom>";

typedef struct other_t {
    const char *name, *lang, *xml;
    stm_reference_t state;
} other_t;

#define OTHER(id, lang, head, body)                                                                \
    "<statement id='" id "' xml:lang='" lang "'><head><title>Title " id "</title><issuer>City"     \
    "</issuer><published>2026-05-01</published>" head "</head><body>" body "</body></statement>"

static const other_t others[] = {
    {"b", "fr",
     OTHER("b", "fr", "<contact scope='internal'><phone>1</phone></contact>",
           "<p>Mot <link href='c d.pdf'>pdf</link> « cité »</p>"),
     STM_REFERENCE_VISIBLE},
    {"2026/in", "de", OTHER("in", "de", "<translation xml:lang='en' href='a'/>", "<p>Wort</p>"),
     STM_REFERENCE_VISIBLE},
    {"outer", "en", OTHER("outer", "en", "", "<p>Words</p><statement src='b'/>"),
     STM_REFERENCE_VISIBLE},
    {"ring", "en", OTHER("ring", "en", "", "<statement src='2026/a'/>"), STM_REFERENCE_VISIBLE},
    {"gone", "en",
     OTHER("gone", "en", "<withdrawn when='2026-05-02T08:00:00+02:00'>Why</withdrawn>", ""),
     STM_REFERENCE_WITHDRAWN},
    {"hidden", "en", NULL, STM_REFERENCE_HIDDEN},
};

static const other_t *find(const char *name)
{
    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
        if (strcmp(others[i].name, name) == 0) {
            return &others[i];
        }
    }
    return NULL;
}

static stm_reference_t state_of(void *baton, const char *name, apr_time_t moment,
                                apr_pool_t *scratch_pool)
{
    const other_t *other = find(name);

    (void)baton;
    (void)moment;
    (void)scratch_pool;
    return other == NULL ? STM_REFERENCE_MISSING : other->state;
}

static apr_status_t load(void *baton, stm_document_t **document, const char *name,
                         apr_pool_t *result_pool)
{
    const other_t *other = find(name);

    (void)baton;
    return other == NULL || other->xml == NULL
               ? APR_ENOENT
               : stm_document_parse(document, name, other->xml, strlen(other->xml),
                                    &stm_limits_default, stm_problems_create(result_pool),
                                    result_pool);
}

static apr_status_t translations(void *baton, apr_array_header_t **all, const char *name,
                                 apr_pool_t *result_pool)
{
    (void)baton;
    *all = apr_array_make(result_pool, 4, sizeof(stm_translation_t));
    for (size_t i = 0; strcmp(name, "2026/a") == 0 && i < sizeof(others) / sizeof(*others); i++) {
        APR_ARRAY_PUSH(*all, stm_translation_t) =
            (stm_translation_t){others[i].name, others[i].lang};
    }
    return APR_SUCCESS;
}

static const stm_resolver_t resolver = {NULL, state_of, load, translations};

static void set_newsroom(apr_pool_t *pool)
{
    stm_newsroom_t *newsroom = &fuzz_newsroom.newsroom;

    newsroom->key = "0123456789abcdef0123456789abcdef";
    newsroom->root = "/nowhere/at/all";
    newsroom->title = "Example Press Office";
    newsroom->identity = "example.org";
    newsroom->lang = "en";
    FUZZ_MUST(stm_zone_load(&newsroom->zone, "Europe/Berlin", pool) == APR_SUCCESS, "no zones");
    newsroom->set_zone = newsroom->zone;
    newsroom->validate = STM_VALIDATE_STRICT;
    newsroom->show = STM_SHOW_PUBLISHED;
    newsroom->feed_items = 20;
    newsroom->limits = stm_limits_default;
}

void fuzz_newsroom_load(apr_pool_t *pool)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_newsroom_file_t *file;
    apr_status_t status;

    set_newsroom(pool);
    status = stm_schema_load(&fuzz_newsroom.schema, SOURCE_DIR "/xslt", problems, pool);
    status = status ? status
                    : stm_ui_words_load(&fuzz_newsroom.words, SOURCE_DIR "/xslt", problems, pool);
    status = status ? status
                    : stm_newsroom_file_parse(&file, shared, sizeof(shared) - 1,
                                              &fuzz_newsroom.newsroom, problems, pool);
    FUZZ_MUST(status == APR_SUCCESS, "%s", stm_problems_json(problems, pool));
    fuzz_newsroom.file = file;
    fuzz_newsroom.view = (stm_view_t){.newsroom = &fuzz_newsroom.newsroom,
                                      .resolver = &resolver,
                                      .base = FUZZ_BASE,
                                      .name = "2026/a",
                                      .moment = FUZZ_NOW};
}

apr_status_t fuzz_parse(stm_document_t **document, const char *bytes, apr_size_t size,
                        stm_problems_t *problems, apr_pool_t *pool)
{
    apr_status_t status =
        stm_document_parse(document, "a.xml", bytes, size, &stm_limits_default, problems, pool);

    if (status == APR_SUCCESS) {
        stm_expansion_make(*document, fuzz_newsroom.file, &fuzz_newsroom.newsroom, "2026/a",
                           problems);
    }
    return status;
}
