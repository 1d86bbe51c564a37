#include "unit/unit.h"

#include <apr_strings.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/render/page.h"
#include "core/xslt/budget.h"

#define OPEN                                                                                       \
    "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'"               \
    " xmlns:f='urn:mod-statement:functions' xmlns:e='http://exslt.org/common'>"
#define CLOSE "</xsl:stylesheet>"
#define MATCH(x)                                                                                   \
    OPEN "<xsl:output method='text'/><xsl:template match='/'>" x "</xsl:template>" CLOSE

static const char *folder; /* holds the root, so that there is something above it */
static const char *root;
static stm_newsroom_t newsroom;
static stm_format_t format;
static stm_render_context_t context;
static const stm_ui_words_t *words;

static const char *write_file(const char *name, const char *text)
{
    const char *path = apr_pstrcat(pool, root, "/", name, NULL);
    FILE *file = fopen(path, "w");

    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
    return path;
}

/* As programs do at their start: the limits are those that hold there. */
static void setup_scene(void)
{
    ck_assert_int_ne(stm_budget_install(), 0);
    folder = mkdtemp(apr_pstrdup(pool, "/tmp/stm render XXXXXX"));
    ck_assert_ptr_nonnull(folder);
    root = apr_pstrcat(pool, folder, "/sheets", NULL);
    mkdir(root, 0700);
    mkdir(apr_pstrcat(pool, root, "/l10n", NULL), 0700);
    write_file("l10n/en.xml", "<words xml:lang='en'/>");
    ck_assert_int_eq(stm_ui_words_load(&words, root, stm_problems_create(pool), pool), APR_SUCCESS);
    memset(&newsroom, 0, sizeof(newsroom));
    newsroom.title = "It's \"news\"";
    newsroom.lang = "en";
    newsroom.zone = stm_zone_utc();
    newsroom.limits = stm_limits_default;
    memset(&format, 0, sizeof(format));
    format.links = STM_LINKS_PATH;
    memset(&context, 0, sizeof(context));
    context.newsroom = &newsroom;
    context.words = words;
    context.format = &format;
    context.base = "https://example.org/s/";
    context.self = "https://example.org/s/a";
    context.style = "/s/statement.css";
}

static void remove_folder(void)
{
    ck_assert_int_eq(system(apr_psprintf(pool, "rm -rf -- '%s'", folder)), 0);
}

static const stm_stylesheet_t *load(const char *xsl)
{
    apr_array_header_t *roots = apr_array_make(pool, 1, sizeof(const char *));
    stm_problems_t *problems = stm_problems_create(pool);
    const stm_stylesheet_t *sheet = NULL;

    APR_ARRAY_PUSH(roots, const char *) = root;
    ck_assert_msg(stm_stylesheet_load(&sheet, write_file("a.xsl", xsl), roots, problems, pool) ==
                      APR_SUCCESS,
                  "%s", stm_problems_json(problems, pool));
    return sheet;
}

static stm_document_t *document(apr_pool_t *document_pool)
{
    static const char xml[] = "<statement><head><title>T\xC3\xA4</title></head><body/></statement>";
    stm_document_t *parsed;

    ck_assert_int_eq(stm_document_parse(&parsed, "a.xml", xml, sizeof(xml) - 1, &stm_limits_default,
                                        stm_problems_create(document_pool), document_pool),
                     APR_SUCCESS);
    return parsed;
}

static apr_status_t render(stm_page_t *page, const char *xsl, stm_problems_t *problems)
{
    memset(page, 0, sizeof(*page));
    return stm_render(page, document(pool), load(xsl), &context, problems, pool);
}

static const char *page_of(const char *xsl)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_page_t page;

    ck_assert_msg(render(&page, xsl, problems) == APR_SUCCESS, "%s",
                  stm_problems_json(problems, pool));
    return apr_pstrmemdup(pool, page.bytes, page.size);
}

START_TEST(test_page_has_bytes_media_type_and_a_tag_of_the_bytes)
{
    static const char xsl[] = MATCH("<xsl:value-of select='//title'/>");
    stm_problems_t *problems = stm_problems_create(pool);
    stm_page_t page, again, other;

    ck_assert_int_eq(render(&page, xsl, problems), APR_SUCCESS);
    ck_assert_str_eq(page.bytes, "T\xC3\xA4");
    ck_assert_uint_eq(page.size, 3);
    ck_assert_str_eq(page.media_type, "text/plain; charset=utf-8");
    ck_assert_uint_eq(strlen(page.etag), 34);
    ck_assert_int_eq(page.etag[0], '"');
    render(&again, xsl, problems);
    ck_assert_str_eq(page.etag, again.etag);
    render(&other, MATCH("x"), problems);
    ck_assert_str_ne(page.etag, other.etag);
    ck_assert_int_eq(stm_problems_count(problems, STM_SEVERITY_WARNING), 0);
}
END_TEST

START_TEST(test_media_type_of_the_format_goes_before_that_of_the_stylesheet)
{
    static const struct {
        const char *format, *output, *media_type;
    } rows[] = {
        {"application/rss+xml", "method='xml'", "application/rss+xml; charset=utf-8"},
        {NULL, "method='text' media-type='text/vcard' encoding='UTF-8'",
         "text/vcard; charset=utf-8"},
        {NULL, "method='html' encoding='ISO-8859-1'", "text/html; charset=iso-8859-1"},
        {"application/feed+json", "method='text'", "application/feed+json"},
    };
    stm_page_t page;

    format.media_type = rows[_i].format;
    ck_assert_int_eq(render(&page,
                            apr_pstrcat(pool, OPEN, "<xsl:output ", rows[_i].output,
                                        "/><xsl:template match='/'>x</xsl:template>", CLOSE, NULL),
                            stm_problems_create(pool)),
                     APR_SUCCESS);
    ck_assert_str_eq(page.media_type, rows[_i].media_type);
}
END_TEST

START_TEST(test_stylesheets_get_their_parameters_as_strings)
{
    apr_array_header_t *params = apr_array_make(pool, 2, sizeof(stm_param_t));
    stm_param_t mine = {"mine", "1 + 1 'quoted' \"twice\""}, unknown = {"unknown", "x"};

    APR_ARRAY_PUSH(params, stm_param_t) = mine;
    APR_ARRAY_PUSH(params, stm_param_t) = unknown;
    newsroom.params = params;
    ck_assert_str_eq(
        page_of(OPEN
                "<xsl:output method='text'/><xsl:param name='base'/><xsl:param name='self'/>"
                "<xsl:param name='newsroom-title'/><xsl:param name='newsroom-lang'/>"
                "<xsl:param name='style'/><xsl:param name='links'/><xsl:param name='mine'/>"
                "<xsl:template match='/'><xsl:value-of select=\"concat($base, '|', $self, '|',"
                " $newsroom-title, '|', $newsroom-lang, '|', $style, '|', $links, '|', $mine)\"/>"
                "</xsl:template>" CLOSE),
        "https://example.org/s/|https://example.org/s/a|It's \"news\"|en|/s/statement.css|path|"
        "1 + 1 'quoted' \"twice\"");
}
END_TEST

START_TEST(test_functions_and_node_set_are_there)
{
    ck_assert_str_eq(page_of(MATCH("<xsl:variable name='x'><a/><b/></xsl:variable>"
                                   "<xsl:value-of select='count(e:node-set($x)/*)'/>"
                                   "<xsl:value-of select=\"f:direction('he')\"/>")),
                     "2rtl");
}
END_TEST

START_TEST(test_messages_of_a_stylesheet_are_warnings)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_page_t page;

    ck_assert_int_eq(render(&page, MATCH("<xsl:message>odd one</xsl:message>x"), problems),
                     APR_SUCCESS);
    ck_assert_int_eq(stm_problems_count(problems, STM_SEVERITY_WARNING), 1);
    ck_assert_int_eq(stm_problems_count(problems, STM_SEVERITY_ERROR), 0);
    ck_assert_str_eq(stm_problems_at(problems, 0)->message, "odd one");
}
END_TEST

START_TEST(test_what_stops_a_transform_is_an_error)
{
    static const char *const faults[] = {
        "<xsl:message terminate='yes'>stop</xsl:message>",
        "<xsl:value-of select='no-such-function()'/>",
        "<xsl:value-of select='f:no-such-function()'/>",
        "<xsl:value-of select='$undeclared'/>",
        "<xsl:call-template name='none'/>",
    };
    stm_problems_t *problems = stm_problems_create(pool);
    stm_page_t page;

    ck_assert_int_eq(render(&page,
                            apr_pstrcat(pool, OPEN, "<xsl:template match='/'>", faults[_i],
                                        "</xsl:template>", CLOSE, NULL),
                            problems),
                     STM_ESTYLESHEET);
    ck_assert_int_gt(stm_problems_count(problems, STM_SEVERITY_ERROR), 0);
}
END_TEST

#define FOR_EACH(x) "<xsl:for-each select='//node()'>" x "</xsl:for-each>"

START_TEST(test_work_is_bounded)
{
    static const char *const endless[] = {
        /* a loop in XPath alone */
        "<xsl:variable name='x'><a/><a/><a/><a/><a/><a/><a/><a/><a/><a/><a/><a/></xsl:variable>"
        "<xsl:variable name='y' select='e:node-set($x)/*'/><xsl:value-of select='count($y[count("
        "$y[count($y[count($y[count($y[count($y[count($y) > 1]) > 1]) > 1]) > 1]) > 1]) > 1])'/>",
        /* loops of instructions */
        FOR_EACH(FOR_EACH(FOR_EACH(FOR_EACH(FOR_EACH(FOR_EACH(FOR_EACH(FOR_EACH("x")))))))),
    };
    stm_problems_t *problems = stm_problems_create(pool);
    stm_page_t page;

    newsroom.limits.max_work = 100000;
    ck_assert_int_eq(render(&page,
                            apr_pstrcat(pool, OPEN, "<xsl:template match='/'>", endless[_i],
                                        "</xsl:template>", CLOSE, NULL),
                            problems),
                     STM_ELIMIT);
    /* The reason, and where it stopped; the log has ten lines. */
    ck_assert_ptr_nonnull(strstr(stm_problems_json(problems, pool), "takes more work"));
    ck_assert_ptr_null(strstr(stm_problems_json(problems, pool), "unknown error"));
    ck_assert_int_le(stm_problems_count(problems, STM_SEVERITY_WARNING), 3);
}
END_TEST

#define REPEAT(times, body)                                                                        \
    "<xsl:template match='/' name='again'><xsl:param name='n' select='0'/><xsl:param name='s'"     \
    " select=\"'0123456789abcdef'\"/><xsl:param name='t' select='/..'/><xsl:choose>"               \
    "<xsl:when test='$n &lt; " times "'>" body "</xsl:when><xsl:otherwise>"                        \
    "<xsl:value-of select='string-length($s)'/></xsl:otherwise></xsl:choose></xsl:template>"
#define AGAIN(with)                                                                                \
    "<xsl:call-template name='again'><xsl:with-param name='n' select='$n + 1'/>" with              \
    "</xsl:call-template>"

/* A few operations each. */
START_TEST(test_memory_is_bounded)
{
    static const char *const growing[] = {
        /* a string of 16 GB */
        REPEAT("30", AGAIN("<xsl:with-param name='s' select='concat($s, $s)'/>")),
        /* a fragment */
        REPEAT("30", AGAIN("<xsl:with-param name='t'><xsl:copy-of select='$t'/><xsl:copy-of"
                           " select='$t'/><a b='c'/></xsl:with-param>")),
        /* the result itself */
        REPEAT("26", "<a><xsl:value-of select='$s'/></a>" AGAIN("") AGAIN("")),
    };
    stm_problems_t *problems = stm_problems_create(pool);
    struct rusage before, after;
    stm_page_t page;

    getrusage(RUSAGE_SELF, &before);
    ck_assert_int_eq(render(&page, apr_pstrcat(pool, OPEN, growing[_i], CLOSE, NULL), problems),
                     STM_ELIMIT);
    getrusage(RUSAGE_SELF, &after);
    ck_assert_int_lt(after.ru_maxrss - before.ru_maxrss, 400 * 1024);
    ck_assert_ptr_nonnull(strstr(stm_problems_json(problems, pool), "takes more memory"));
}
END_TEST

START_TEST(test_time_is_bounded)
{
    /* Each operation looks through a megabyte. */
    static const char slow[] =
        OPEN "<xsl:variable name='s'>%s</xsl:variable><xsl:template match='/'>" FOR_EACH(
            FOR_EACH(FOR_EACH(FOR_EACH(
                FOR_EACH("<xsl:value-of select=\"translate(concat($s, position()),"
                         " 'abcdefghijklmnopqrstuvwxyz', '')\"/>"))))) "</xsl:template>" CLOSE;
    char *million = apr_palloc(pool, 1000001);
    stm_problems_t *problems = stm_problems_create(pool);
    struct rusage before, after;
    stm_page_t page;

    memset(million, 'x', 1000000);
    million[1000000] = '\0';
    newsroom.limits.max_work = 1000000;
    getrusage(RUSAGE_SELF, &before);
    ck_assert_int_eq(render(&page, apr_psprintf(pool, slow, million), problems), STM_ELIMIT);
    getrusage(RUSAGE_SELF, &after);
    ck_assert_ptr_nonnull(strstr(stm_problems_json(problems, pool), "takes more time"));
    ck_assert_int_lt(after.ru_utime.tv_sec - before.ru_utime.tv_sec, 20);
}
END_TEST

/* Through for-each, choose and an element at each level, as real stylesheets recurse. */
static void *recurse(void *problems)
{
    stm_page_t page;

    ck_assert_int_ne(render(&page,
                            OPEN "<xsl:template match='/' name='a'><xsl:for-each select='/*'><b>"
                                 "<xsl:choose><xsl:when test='1'><xsl:call-template name='a'/>"
                                 "</xsl:when></xsl:choose></b></xsl:for-each></xsl:template>" CLOSE,
                            problems),
                     APR_SUCCESS);
    return NULL;
}

START_TEST(test_recursion_without_end_stops_on_a_small_stack)
{
    stm_problems_t *problems = stm_problems_create(pool);
    pthread_attr_t attributes;
    pthread_t thread;

    pthread_attr_init(&attributes);
    ck_assert_int_eq(pthread_attr_setstacksize(&attributes, 1 << 20), 0);
    ck_assert_int_eq(pthread_create(&thread, &attributes, recurse, problems), 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    ck_assert_ptr_nonnull(strstr(stm_problems_json(problems, pool), "call one another too deep"));
}
END_TEST

START_TEST(test_a_loop_that_talks_fills_no_memory)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_page_t page;

    render(&page,
           OPEN "<xsl:template match='/' name='a'><xsl:message>x</xsl:message>"
                "<xsl:call-template name='a'/></xsl:template>" CLOSE,
           problems);
    ck_assert_int_lt(stm_problems_count(problems, STM_SEVERITY_WARNING), 50);
}
END_TEST

START_TEST(test_document_reads_below_the_folder)
{
    write_file("words.xml", "<w>word</w>");
    ck_assert_str_eq(page_of(MATCH("<xsl:value-of select=\"document('words.xml')/w\"/>")), "word");
}
END_TEST

START_TEST(test_document_takes_what_xslt_says)
{
    static const struct {
        const char *what, *expression, *value;
    } rows[] = {
        {"a name with a space", "document('a b.xml')/w", "word"},
        {"an escaped one", "document('a%20b.xml')/w", "word"},
        {"the stylesheet itself", "name(document('')/*)", "xsl:stylesheet"},
        {"a node for each name", "count(document(document('names.xml')//n))", "2"},
        {"names are those of their document's folder", "document(document('below/names.xml')//n)/w",
         "below"},
        {"or of another node's", "document('words.xml', document('below/names.xml'))/w", "below"},
        {"the same document is the same node", "count(document('a b.xml') | document('a b.xml'))",
         "1"},
        {"a number is a name, too", "document(7)/w", "seven"},
        {"an address with a fragment is none", "count(document('a b.xml#x'))", "0"},
        {"nor one of nothing", "count(document('missing.xml'))", "0"},
        {"nor what is not well-formed", "count(document('broken.xml'))", "0"},
        {"a folder is no document", "count(document('below'))", "0"},
        {"a pipe is not waited for", "count(document('pipe.xml'))", "0"},
        {"nor is anything larger than a document", "count(document('large.xml'))", "0"},
    };

    newsroom.limits.max_bytes = 1000;
    mkdir(apr_pstrcat(pool, root, "/below", NULL), 0700);
    write_file("a b.xml", "<w>word</w>");
    write_file("7", "<w>seven</w>");
    write_file("names.xml", "<l><n>a b.xml</n><n>7</n><n>missing.xml</n></l>");
    write_file("below/names.xml", "<l><n>words.xml</n></l>");
    write_file("below/words.xml", "<w>below</w>");
    write_file("broken.xml", "<w>");
    write_file("large.xml", apr_psprintf(pool, "<w>%1000d</w>", 1));
    mkfifo(apr_pstrcat(pool, root, "/pipe.xml", NULL), 0600);
    ck_assert_str_eq(
        page_of(apr_psprintf(pool, MATCH("<xsl:value-of select=\"%s\"/>"), rows[_i].expression)),
        rows[_i].value);
}
END_TEST

START_TEST(test_document_reads_nothing_else)
{
    static const char *const addresses[] = {
        "../secret.xml",
        "%2e%2e/secret.xml",
        "..%2Fsecret.xml",
        "link.xml",
        "folder/secret.xml",
        "{outside}/secret.xml",
        "file://{outside}/secret.xml",
        "file://localhost{outside}/secret.xml",
        "file://host{outside}/secret.xml",
        "http://127.0.0.1:9/secret.xml",
        "ftp://127.0.0.1:9/secret.xml",
        "entity.xml",
    };
    char *outside = mkdtemp(apr_pstrdup(pool, "/tmp/stm-outside-XXXXXX"));
    const char *brace = strchr(addresses[_i], '{'), *address = addresses[_i], *page;
    const char *secret = apr_pstrcat(pool, outside, "/secret.xml", NULL);
    const char *beside = apr_pstrcat(pool, root, "/../secret.xml", NULL);
    stm_page_t result;
    FILE *file = fopen(secret, "w");

    fputs("<w>secret</w>", file);
    fclose(file);
    ck_assert_int_eq(symlink(secret, beside), 0);
    ck_assert_int_eq(symlink(secret, apr_pstrcat(pool, root, "/link.xml", NULL)), 0);
    ck_assert_int_eq(symlink(outside, apr_pstrcat(pool, root, "/folder", NULL)), 0);
    write_file("entity.xml",
               apr_psprintf(pool, "<!DOCTYPE w [<!ENTITY e SYSTEM '%s'>]><w>&e;</w>", secret));
    if (brace != NULL) {
        address = apr_pstrcat(pool, apr_pstrmemdup(pool, address, (apr_size_t)(brace - address)),
                              outside, strchr(address, '}') + 1, NULL);
    }
    render(&result, apr_psprintf(pool, MATCH("<xsl:value-of select=\"document('%s')\"/>"), address),
           stm_problems_create(pool));
    page = result.bytes == NULL ? "" : apr_pstrmemdup(pool, result.bytes, result.size);
    ck_assert_int_eq(system(apr_psprintf(pool, "rm -r '%s'", outside)), 0);
    ck_assert_ptr_null(strstr(page, "secret"));
}
END_TEST

static const stm_stylesheet_t *shared;

static void *render_often(void *tag)
{
    apr_pool_t *thread_pool;
    int i;

    apr_pool_create(&thread_pool, NULL);
    for (i = 0; i < 100; i++) {
        stm_problems_t *problems = stm_problems_create(thread_pool);
        stm_page_t page;

        ck_assert_int_eq(
            stm_render(&page, document(thread_pool), shared, &context, problems, thread_pool),
            APR_SUCCESS);
        ck_assert_str_eq(page.etag, tag);
        ck_assert_int_eq(stm_problems_count(problems, STM_SEVERITY_WARNING), 1);
        apr_pool_clear(thread_pool);
    }
    apr_pool_destroy(thread_pool);
    return NULL;
}

START_TEST(test_threads_share_a_sheet)
{
    pthread_t threads[4];
    stm_page_t page;
    int i;

    shared =
        load(OPEN "<xsl:key name='k' match='title' use='.'/><xsl:template match='/'><xsl:message>"
                  "m</xsl:message><xsl:value-of select=\"key('k', 'T\xC3\xA4')\"/>"
                  "<xsl:number value='3'/></xsl:template>" CLOSE);
    ck_assert_int_eq(
        stm_render(&page, document(pool), shared, &context, stm_problems_create(pool), pool),
        APR_SUCCESS);
    for (i = 0; i < 4; i++) {
        pthread_create(&threads[i], NULL, render_often, (void *)page.etag);
    }
    for (i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_checked_fixture(all, setup_scene, remove_folder);
    tcase_add_test(all, test_page_has_bytes_media_type_and_a_tag_of_the_bytes);
    tcase_add_loop_test(all, test_media_type_of_the_format_goes_before_that_of_the_stylesheet, 0,
                        4);
    tcase_add_test(all, test_stylesheets_get_their_parameters_as_strings);
    tcase_add_test(all, test_functions_and_node_set_are_there);
    tcase_add_test(all, test_messages_of_a_stylesheet_are_warnings);
    tcase_add_loop_test(all, test_what_stops_a_transform_is_an_error, 0, 5);
    tcase_add_loop_test(all, test_work_is_bounded, 0, 2);
    tcase_add_loop_test(all, test_memory_is_bounded, 0, 3);
    tcase_add_test(all, test_time_is_bounded);
    tcase_add_test(all, test_recursion_without_end_stops_on_a_small_stack);
    tcase_add_test(all, test_a_loop_that_talks_fills_no_memory);
    tcase_add_test(all, test_document_reads_below_the_folder);
    tcase_add_loop_test(all, test_document_takes_what_xslt_says, 0, 14);
    tcase_add_loop_test(all, test_document_reads_nothing_else, 0, 12);
    tcase_add_test(all, test_threads_share_a_sheet);
}

UNIT_MAIN("stm_render")
