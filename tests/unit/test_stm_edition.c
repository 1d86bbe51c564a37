#include "unit.h"

#include <apr_strings.h>
#include <libxml/xmlsave.h>
#include <stdio.h>
#include <string.h>

#include "stm_edition.h"

#define BASE "https://example.org/statements/"
#define META " xmlns:m=\"" STM_META_NS "\""

/* 2026-05-04T10:00:00Z */
#define NOW (APR_TIME_C(1777888800) * APR_USEC_PER_SEC)

/* The other statements of a newsroom, by name. */
typedef struct other_t {
    const char *name;
    stm_reference_t state;
    const char *xml;
} other_t;

#define OTHER(id, more)                                                                            \
    "<statement id='" id "' xml:lang='fr'><head><title> Titre </title><issuer>Ville</issuer>"      \
    "<published>2026-05-01</published>" more

static const other_t others[] = {
    {"b", STM_REFERENCE_VISIBLE,
     OTHER("b", "</head><body><p>Mot <link href='c d.pdf'>pdf</link> <link href='#n'>n</link></p>"
                "</body></statement>")},
    {"2026/in", STM_REFERENCE_VISIBLE,
     OTHER("in", "<contact scope='internal'><phone>1</phone></contact></head><body><p><link "
                 "href='f.pdf'>f</link></p><statement src='../b'/></body></statement>")},
    {"hidden", STM_REFERENCE_HIDDEN, NULL},
    {"taken-back", STM_REFERENCE_WITHDRAWN,
     OTHER("t", "<withdrawn when='2026-05-02T08:00:00+02:00'>Why</withdrawn></head><body><p>No"
                "</p></body></statement>")},
    {"gone", STM_REFERENCE_WITHDRAWN, NULL},
    {"ring", STM_REFERENCE_VISIBLE,
     OTHER("r", "</head><body><statement src='a'/></body></statement>")},
    {"self", STM_REFERENCE_VISIBLE,
     OTHER("s", "</head><body><statement src='self.xml'/></body></statement>")},
    {"holds-hidden", STM_REFERENCE_VISIBLE,
     OTHER("h", "</head><body><statement src='hidden'/></body></statement>")},
    {"many", STM_REFERENCE_VISIBLE,
     OTHER("m", "</head><body><statement src='b'/><statement src='b'/><statement src='b'/>"
                "<statement src='b'/><statement src='b'/><statement src='b'/><statement src='b'/>"
                "<statement src='b'/></body></statement>")},
    {"c:d", STM_REFERENCE_VISIBLE, NULL},
    {"Erkl\xC3\xA4rung (1) 100%", STM_REFERENCE_VISIBLE, NULL},
};

static const other_t *find(const char *name)
{
    apr_size_t i;

    for (i = 0; i < sizeof(others) / sizeof(*others); i++) {
        if (strcmp(others[i].name, name) == 0) {
            return &others[i];
        }
    }
    return NULL;
}

static stm_reference_t other_state(void *baton, const char *name, apr_time_t moment,
                                   apr_pool_t *scratch_pool)
{
    const other_t *other = find(name);

    (void)baton;
    (void)scratch_pool;
    ck_assert_int_eq(moment, NOW);
    return other == NULL ? STM_REFERENCE_MISSING : other->state;
}

static apr_status_t other_load(void *baton, stm_document_t **document, const char *name,
                               apr_pool_t *result_pool)
{
    const other_t *other = find(name);

    (void)baton;
    if (other == NULL || other->xml == NULL) {
        return APR_ENOENT;
    }
    return stm_document_parse(document, name, other->xml, strlen(other->xml), &stm_limits_default,
                              stm_problems_create(result_pool), result_pool);
}

static const stm_resolver_t resolver = {NULL, other_state, other_load};

static apr_status_t make(stm_document_t **document, const char *xml, const char *name,
                         stm_problems_t *problems)
{
    stm_newsroom_t newsroom;
    stm_view_t view = {&newsroom, &resolver, BASE, name, NOW};

    memset(&newsroom, 0, sizeof(newsroom));
    newsroom.identity = "example.org";
    newsroom.lang = "en";
    newsroom.zone = stm_zone_utc();
    newsroom.limits = stm_limits_default;
    ck_assert_int_eq(stm_document_parse(document, apr_pstrcat(pool, name, ".xml", NULL), xml,
                                        strlen(xml), &stm_limits_default, problems, pool),
                     APR_SUCCESS);
    return stm_edition_make(*document, &view, problems, pool);
}

static const char *text_of(xmlNode *node)
{
    xmlBuffer *buffer = xmlBufferCreate();
    xmlSaveCtxtPtr save = xmlSaveToBuffer(buffer, "UTF-8", XML_SAVE_NO_DECL);
    const char *text;

    xmlSaveTree(save, node);
    xmlSaveClose(save);
    text = apr_pstrdup(pool, (const char *)xmlBufferContent(buffer));
    xmlBufferFree(buffer);
    return text;
}

static xmlNode *child(xmlNode *parent, const char *name)
{
    xmlNode *node = parent->children;

    while (node != NULL && strcmp((const char *)node->name, name) != 0) {
        node = node->next;
    }
    ck_assert_msg(node != NULL, "no %s in %s", name, text_of(parent));
    return node;
}

/* The edition of a body, as the document "2026/a", without the tags of the body itself. */
static const char *body_of(const char *content, const char *name)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_document_t *document;
    const char *xml =
        apr_pstrcat(pool, "<statement xml:lang='en'><head><title>T</title></head><body>", content,
                    "</body></statement>", NULL);
    const char *text;

    ck_assert_msg(make(&document, xml, name, problems) == APR_SUCCESS, "%s",
                  stm_problems_json(problems, pool));
    text = text_of(child(xmlDocGetRootElement(document->xml), "body"));
    return strcmp(text, "<body/>") == 0 ? "" : apr_pstrmemdup(pool, text + 6, strlen(text) - 13);
}

static const char *head_of(const char *content, const char *name)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_document_t *document;
    const char *xml = apr_pstrcat(pool, "<statement xml:lang='en'><head>", content,
                                  "</head><body/></statement>", NULL);
    const char *text;

    ck_assert_int_eq(make(&document, xml, name, problems), APR_SUCCESS);
    text = text_of(child(xmlDocGetRootElement(document->xml), "head"));
    return strcmp(text, "<head/>") == 0 ? "" : apr_pstrmemdup(pool, text + 6, strlen(text) - 13);
}

static const struct {
    const char *written, *edition, *reason;
} spaces[] = {
    {"<p> a\n  b </p>", "<p>a b</p>", "edges go, the rest is collapsed"},
    {"<p>a <em> b </em> c</p>", "<p>a <em>b</em> c</p>", "once, outside"},
    {"<p>a<em> b </em>c</p>", "<p>a <em>b</em> c</p>", "moved out on both sides"},
    {"<p>a<em>b</em>c</p>", "<p>a<em>b</em>c</p>", "none is made"},
    {"<p><em> a</em></p>", "<p><em>a</em></p>", "an edge of both"},
    {"<p><em>a </em></p>", "<p><em>a</em></p>", "an edge of both"},
    {"<p><em>a </em><strong> b</strong></p>", "<p><em>a</em> <strong>b</strong></p>",
     "between two inline elements"},
    {"<p>a<em><strong> b</strong></em></p>", "<p>a <em><strong>b</strong></em></p>", "out of both"},
    {"<p><em><strong>a </strong></em>b</p>", "<p><em><strong>a</strong></em> b</p>", "out of both"},
    {"<p><em>a <strong>b</strong></em></p>", "<p><em>a <strong>b</strong></em></p>",
     "stays in what holds both words"},
    {"<p>a<em> </em>b</p>", "<p>a <em/>b</p>", "an empty element is no word"},
    {"<p>a <em/> b</p>", "<p>a <em/>b</p>", "one space around it"},
    {"<p>a <noteref ref='n'/> b</p>", "<p>a <noteref ref=\"n\"/> b</p>", "a note's number is one"},
    {"<p>a<noteref ref='n'/>\n</p>", "<p>a<noteref ref=\"n\"/></p>", "edge after it"},
    {"<p>a <br/> b</p>", "<p>a<br/>b</p>", "none around a line's end"},
    {"<p>a <quote>\n b\n </quote>, c</p>", "<p>a <quote>b</quote> , c</p>",
     "what was typed inside is one outside"},
    {"<p>a\xC2\xA0 b</p>", "<p>a\xC2\xA0 b</p>", "a no-break space is a letter"},
    {"<p>a<!-- x --> b</p>", "<p>a b</p>", "comments go"},
    {"<p>a <!-- x --> b</p>", "<p>a b</p>", "once around a comment"},
    {"<p>a<?x y?>b</p>", "<p>ab</p>", "instructions go"},
    {"<p><![CDATA[ a < b ]]></p>", "<p>a &lt; b</p>", "CDATA is text"},
    {"<p>\xE6\x97\xA5\n  \xE6\x9C\xAC</p>", "<p>\xE6\x97\xA5\xE6\x9C\xAC</p>",
     "a line break between Han letters"},
    {"<p>\xE6\x97\xA5 \xE6\x9C\xAC</p>", "<p>\xE6\x97\xA5 \xE6\x9C\xAC</p>",
     "a space between them is meant"},
    {"<p>\xE6\x97\xA5\n<em>\n\xE6\x9C\xAC</em></p>", "<p>\xE6\x97\xA5<em>\xE6\x9C\xAC</em></p>",
     "across an element"},
    {"<p>\xE6\x97\xA5\nA</p>", "<p>\xE6\x97\xA5 A</p>", "a Latin letter on one side"},
    {"<p>\xE3\x80\x82\n\xE6\x97\xA5</p>", "<p>\xE3\x80\x82\xE6\x97\xA5</p>", "after a full stop"},
    {"<p>\xE0\xB8\x81\n\xE0\xB8\x81</p>", "<p>\xE0\xB8\x81\xE0\xB8\x81</p>", "Thai"},
    {"<p>\xED\x95\x9C\n\xEA\xB5\xAD</p>", "<p>\xED\x95\x9C \xEA\xB5\xAD</p>",
     "Korean writes spaces"},
    {"<list> <item> a\n<em> b</em> </item>\n</list>", "<list><item>a <em>b</em></item></list>",
     "an item of words"},
    {"<list><item>\n<p>a</p>\n<p>b</p>\n</item></list>",
     "<list><item><p>a</p><p>b</p></item></list>", "an item of blocks"},
    {"<table>\n<row>\n<cell> a </cell> <cell>\n<p> b</p>\n</cell></row></table>",
     "<table><row><cell>a</cell><cell><p>b</p></cell></row></table>", "cells of either kind"},
    {"<speech who='x'> <speaker> Q </speaker> <p>a</p></speech>",
     "<speech who=\"x\"><speaker>Q</speaker><p>a</p></speech>", "a speaker's name"},
    {"<blockquote> <p>a</p> <attribution> b </attribution> </blockquote>",
     "<blockquote><p>a</p><attribution>b</attribution></blockquote>", "attribution"},
    {"<p>a <link href='https://example.net/'> </link> b</p>",
     "<p>a <link href=\"https://example.net/\"/> b</p>", "a link without words is shown"},
};

START_TEST(test_white_space_is_settled)
{
    ck_assert_msg(strcmp(body_of(spaces[_i].written, "2026/a"), spaces[_i].edition) == 0, "%s: %s",
                  spaces[_i].reason, body_of(spaces[_i].written, "2026/a"));
}
END_TEST

/* What an edition writes is settled: making it again changes nothing. */
START_TEST(test_white_space_once_settled_stays)
{
    ck_assert_str_eq(body_of(spaces[_i].edition, "2026/a"), spaces[_i].edition);
}
END_TEST

START_TEST(test_an_editors_format_changes_no_word)
{
    const char *plain = "<section><heading>One two</heading><p>She said <quote>yes, <em>of "
                        "course</em></quote> and <link href=\"b\">went</link>.</p><list>"
                        "<item>a b</item><item><p>c</p></item></list></section>";
    const char *formatted =
        "\n  <section>\n    <heading>One\n      two</heading>\n    <p>\n      She said "
        "<quote>yes,\n"
        "        <em>of\n        course</em>\n      </quote> and\n      <link\n "
        "href=\"b\">went</link>."
        "\n    </p>\n    <list>\n      <item>\n        a\n        b\n      </item>\n      <item>\n"
        "        <p>c</p>\n      </item>\n    </list>\n  </section>\n";

    ck_assert_str_eq(body_of(plain, "a"), body_of(formatted, "a"));
}
END_TEST

#define PAGE "https://example.org/statements/2026/a"

static const struct {
    const char *href, *address, *reason;
} addresses[] = {
    {"../b", BASE "b", "a statement"},
    {"../b.xml", BASE "b", "with its ending"},
    {"../b.xml#s2", BASE "b#s2", "a part of it"},
    {"../b.xml?source", BASE "b?source", "a query"},
    {"in", BASE "2026/in", "in the same folder"},
    {"./in.xml", BASE "2026/in", "dot"},
    {"../2026/in", BASE "2026/in", "up and down"},
    {"f.pdf", BASE "2026/f.pdf", "a file"},
    {"../my file.pdf", BASE "my%20file.pdf", "a space typed bare"},
    {"../my%20file.pdf", BASE "my%20file.pdf", "or encoded"},
    {"../Erkl\xC3\xA4rung (1) 100%.xml", BASE "Erkl%C3%A4rung%20(1)%20100%25", "letters"},
    {"../Erkl%C3%A4rung%20(1)%20100%25", BASE "Erkl%C3%A4rung%20(1)%20100%25", "encoded"},
    {"../c:d.xml", BASE "c:d", "a colon after a slash"},
    {"../no-such.xml", BASE "no-such.xml", "a missing statement may be a file"},
    {"#n1", PAGE "#n1", "a fragment of this page"},
    {"", PAGE, "this page"},
    {"?page=2", PAGE "?page=2", "a query alone"},
    {"../../../x", "https://example.org/x", "above the newsroom, and the host's root"},
    {"../../other/x", "https://example.org/other/x", "beside the newsroom"},
    {"/logo.png", "https://example.org/logo.png", "from the host's root"},
    {"//cdn.example.net/x", "https://cdn.example.net/x", "another host, this scheme"},
    {"..", BASE, "the newsroom"},
    {"./", BASE "2026/", "the folder"},
    {" https://example.net/a b ", "https://example.net/a%20b", "spaces"},
    {"http://[::1]/", "http://[::1]/", "an address in numbers"},
    {"HTTPS://example.net/", "HTTPS://example.net/", "a scheme in capitals"},
    {"mailto:press@example.org", "mailto:press@example.org", "mail"},
    {"tel:+49-30-1234", "tel:+49-30-1234", "telephone"},
    {"../taken-back", BASE "taken-back", "what was withdrawn has a page that says so"},
};

START_TEST(test_addresses_become_canonical)
{
    const char *expected =
        apr_psprintf(pool, "<p><link href=\"%s\">x</link></p>", addresses[_i].address);
    const char *edition = body_of(
        apr_psprintf(pool, "<p><link href=\"%s\">x</link></p>", addresses[_i].href), "2026/a");

    ck_assert_msg(strcmp(edition, expected) == 0, "%s: %s", addresses[_i].reason, edition);
}
END_TEST

START_TEST(test_links_to_what_is_hidden_keep_their_words_only)
{
    static const char *const hrefs[] = {
        "hidden",
        "hidden.xml",
        "hidden.xml#x",
        "hidden?x",
        "./hidden",
        "hidde%6E",
        "hidden.rss",
        "https://example.org/statements/hidden",
        "https://example.org/statements/hidden.html",
        "x/../hidden",
        "javascript:alert(1)",
        "java&#9;script:x",
        "data:text/html,x",
        "vbscript:x",
        " javascript:x",
    };

    ck_assert_str_eq(
        body_of(apr_psprintf(pool, "<p>a <link href=\"%s\"><em>b</em> c</link></p>", hrefs[_i]),
                "a"),
        "<p>a <em>b</em> c</p>");
}
END_TEST

START_TEST(test_quotations_lose_only_the_address_of_a_hidden_source)
{
    ck_assert_str_eq(body_of("<blockquote cite='hidden'><p>a</p></blockquote>", "a"),
                     "<blockquote><p>a</p></blockquote>");
    ck_assert_str_eq(body_of("<blockquote cite='b.xml'><p>a</p></blockquote>", "a"),
                     "<blockquote cite=\"" BASE "b\"><p>a</p></blockquote>");
}
END_TEST

START_TEST(test_head_names_nothing_hidden_and_nothing_internal)
{
    static const struct {
        const char *written, *edition;
    } rows[] = {
        {"<translation href='hidden' xml:lang='de'/>", ""},
        {"<translation href='no-such' xml:lang='de'/>", ""},
        {"<translation href='gone' xml:lang='de'/>", ""},
        {"<translation href='b.xml' xml:lang='de'/>",
         "<translation href=\"" BASE "b\" xml:lang=\"de\"/>"},
        {"<related href='hidden'>x</related>", ""},
        {"<related href='b'>x</related>", "<related href=\"" BASE "b\">x</related>"},
        {"<image href='i/x.png' alt=''/>", "<image href=\"" BASE "i/x.png\" alt=\"\"/>"},
        {"<attachment href='x.pdf'> PDF </attachment>",
         "<attachment href=\"" BASE "x.pdf\">PDF</attachment>"},
        {"<source href='hidden'>Paper</source>", "<source>Paper</source>"},
        {"<contact scope='internal'><phone>1</phone></contact>", ""},
        {"<contact><email>a@example.org</email></contact>",
         "<contact><email>a@example.org</email></contact>"},
        {"<contact> <link href='javascript:x'>x</link> <phone> 1 </phone> </contact>",
         "<contact><phone>1</phone></contact>"},
        {"<withdrawn when='2027-01-01T00:00:00Z'>later</withdrawn><tag>x</tag>", "<tag>x</tag>"},
        {"<title> T </title><withdrawn when='2026-01-01T00:00:00Z'>now</withdrawn><tag>x</tag>",
         "<title>T</title><withdrawn when=\"2026-01-01T00:00:00Z\">now</withdrawn>"},
    };

    ck_assert_str_eq(head_of(rows[_i].written, "a"), rows[_i].edition);
}
END_TEST

START_TEST(test_internal_notes_and_the_body_of_a_withdrawn_statement_go)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_document_t *document;

    ck_assert_int_eq(make(&document,
                          "<statement><head><title>T</title></head><body/>"
                          "<note scope='internal'><p>secret</p></note><note><p>b</p></note>"
                          "</statement>",
                          "a", problems),
                     APR_SUCCESS);
    ck_assert_ptr_null(strstr(text_of(xmlDocGetRootElement(document->xml)), "secret"));
    ck_assert_ptr_nonnull(strstr(text_of(xmlDocGetRootElement(document->xml)), "<note><p>b"));
    ck_assert_int_eq(
        make(&document,
             "<statement><head><title>T</title><withdrawn when='2026-05-04T10:00:00Z'>r"
             "</withdrawn></head><body><p>body</p></body><note><p>n</p></note>"
             "</statement>",
             "a", problems),
        APR_SUCCESS);
    ck_assert_ptr_null(xmlDocGetRootElement(document->xml)->children->next);
}
END_TEST

static const char *meta(const stm_document_t *document, const char *name)
{
    xmlChar *value =
        xmlGetNsProp(xmlDocGetRootElement(document->xml), BAD_CAST name, BAD_CAST STM_META_NS);
    const char *copy = value == NULL ? NULL : apr_pstrdup(pool, (char *)value);

    xmlFree(value);
    return copy;
}

START_TEST(test_root_says_what_lists_and_feeds_need)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_document_t *document;

    ck_assert_int_eq(
        make(&document,
             "<?x y?><!-- c --><statement id='tag:example.org,2026:1' xmlns:x='" STM_META_NS "' "
             "x:address='forged' x:notice='withdrawn'><head><title>T</title>"
             "<published>2026-05-01T12:00:00+02:00</published>"
             "<updated when='2026-05-02T00:00:00Z'>u</updated><expires>2026-05-03</expires></head>"
             "<body/></statement>",
             "2026/\xC3\xA4 b", problems),
        APR_SUCCESS);
    ck_assert_str_eq(meta(document, "address"), BASE "2026/%C3%A4%20b");
    ck_assert_str_eq(meta(document, "name"), "2026/\xC3\xA4 b");
    ck_assert_str_eq(meta(document, "identity"), "tag:example.org,2026:1");
    ck_assert_str_eq(meta(document, "published"), "2026-05-01T10:00:00Z");
    ck_assert_str_eq(meta(document, "updated"), "2026-05-02T00:00:00Z");
    ck_assert_str_eq(meta(document, "expired"), "yes");
    ck_assert_ptr_null(meta(document, "notice"));
    ck_assert_ptr_eq(document->xml->children, xmlDocGetRootElement(document->xml));
}
END_TEST

START_TEST(test_root_says_when_it_is_still_to_come)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_document_t *document;

    ck_assert_int_eq(make(&document,
                          "<statement><head><published>2026-05-04T12:00:01+02:00</published></head>"
                          "<body/></statement>",
                          "a", problems),
                     APR_SUCCESS);
    ck_assert_str_eq(meta(document, "embargoed"), "2026-05-04T10:00:01Z");
    ck_assert_int_eq(make(&document,
                          "<statement><head><published>2026-05-04T12:00:00+02:00</published></head>"
                          "<body/></statement>",
                          "a", problems),
                     APR_SUCCESS);
    ck_assert_ptr_null(meta(document, "embargoed"));
}
END_TEST

START_TEST(test_src_puts_the_statement_in_with_its_own_folder_and_language)
{
    const char *edition = body_of("<statement src='2026/in.xml'/>", "a");

    ck_assert_ptr_nonnull(strstr(edition, "m:address=\"" BASE "2026/in\""));
    ck_assert_ptr_nonnull(strstr(edition, "xml:lang=\"fr\""));
    ck_assert_ptr_nonnull(strstr(edition, "id=\"in\""));
    ck_assert_ptr_nonnull(strstr(edition, "<link href=\"" BASE "2026/f.pdf\">"));
    ck_assert_ptr_nonnull(strstr(edition, "<link href=\"" BASE "c%20d.pdf\">pdf</link>"));
    ck_assert_ptr_nonnull(strstr(edition, "<link href=\"" BASE "b#n\">"));
    ck_assert_ptr_nonnull(strstr(edition, "<title>Titre</title>"));
    ck_assert_ptr_null(strstr(edition, "phone"));
    ck_assert_ptr_null(strstr(edition, "src="));
}
END_TEST

START_TEST(test_src_may_stand_twice)
{
    const char *edition = body_of("<statement src='b'/><p>x</p><statement src='b.xml'/>", "a");
    const char *first = strstr(edition, "m:address=\"" BASE "b\"");

    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_nonnull(strstr(first + 1, "m:address=\"" BASE "b\""));
}
END_TEST

START_TEST(test_src_of_a_withdrawn_statement_leaves_a_notice)
{
    const char *edition = body_of("<statement src='taken-back'/>", "a");

    ck_assert_ptr_nonnull(strstr(edition, "m:notice=\"withdrawn\""));
    ck_assert_ptr_nonnull(strstr(edition, "m:when=\"2026-05-02T06:00:00Z\""));
    ck_assert_ptr_nonnull(
        strstr(edition, "<head><title>Titre</title><issuer>Ville</issuer></head></statement>"));
    edition = body_of("<statement src='gone'/>", "a");
    ck_assert_ptr_nonnull(strstr(edition, "m:notice=\"withdrawn\""));
    ck_assert_ptr_null(strstr(edition, "m:when"));
}
END_TEST

START_TEST(test_src_that_cannot_be_put_in_is_refused)
{
    static const struct {
        const char *body, *code;
        apr_status_t status;
    } rows[] = {
        {"<statement src='no-such'/>", "source-missing", STM_EINVALID},
        {"<statement src='https://example.net/x'/>", "source-missing", STM_EINVALID},
        {"<statement src='../above'/>", "source-missing", STM_EINVALID},
        {"<statement src='a'/>", "source-loop", STM_EINVALID},
        {"<statement src='ring'/>", "source-loop", STM_EINVALID},
        {"<statement src='self'/>", "source-loop", STM_EINVALID},
        {"<statement src='hidden'/>", NULL, APR_ENOENT},
        {"<section><p>x</p><statement src='holds-hidden'/></section>", NULL, APR_ENOENT},
        {"<statement src='many'/><statement src='many'/><statement src='many'/>"
         "<statement src='many'/><statement src='many'/><statement src='many'/>"
         "<statement src='many'/><statement src='many'/>",
         "source-limit", STM_ELIMIT},
    };
    stm_problems_t *problems = stm_problems_create(pool);
    stm_document_t *document;
    const char *xml = apr_pstrcat(pool, "<statement><head><title>T</title></head>\n<body>",
                                  rows[_i].body, "</body></statement>", NULL);
    const stm_problem_t *problem;

    ck_assert_int_eq(make(&document, xml, "a", problems), rows[_i].status);
    problem = stm_problems_at(problems, 0);
    if (rows[_i].code == NULL) {
        ck_assert_ptr_null(problem);
    }
    else {
        ck_assert_str_eq(problem->code, rows[_i].code);
    }
}
END_TEST

START_TEST(test_problem_of_src_says_where)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_document_t *document;

    make(&document, "<statement><head/><body>\n  <statement src='no-such'/></body></statement>",
         "a", problems);
    ck_assert_str_eq(stm_problems_at(problems, 0)->file, "a.xml");
    ck_assert_int_eq(stm_problems_at(problems, 0)->line, 2);
    ck_assert_int_eq(stm_problems_at(problems, 0)->column, 3);
}
END_TEST

START_TEST(test_names_stay_below_the_root)
{
    static const struct {
        const char *href, *name, *target;
    } rows[] = {
        {"../b.xml", "2026/a", "b"},
        {"b", "2026/a", "2026/b"},
        {"b#x", "a", "b"},
        {"b%20c", "a", "b c"},
        {"b%2Fc", "a", NULL},
        {"b%00", "a", NULL},
        {"../b", "a", NULL},
        {"../../b", "2026/a", NULL},
        {"%2e%2e/b", "a", NULL},
        {"/b", "a", NULL},
        {"//h/b", "a", NULL},
        {"http://h/b", "a", NULL},
        {"#x", "a", NULL},
        {"", "a", NULL},
        {"b/", "a", NULL},
        {"..", "2026/a", NULL},
        {"2026/../b//c", "a", "b/c"},
        {".xml", "a", ".xml"},
        {"a/./b", "x/y/z", "x/y/a/b"},
        {"../../../x", "a/b/c/d", "x"},
        {"mailto:a@example.org", "a", NULL},
    };
    const char *target = stm_edition_name(rows[_i].href, rows[_i].name, pool);

    if (rows[_i].target == NULL) {
        ck_assert_msg(target == NULL, "%s: %s", rows[_i].href, target);
    }
    else {
        ck_assert_pstr_eq(target, rows[_i].target);
    }
}
END_TEST

static void add_tests(TCase *all)
{
    int space_count = sizeof(spaces) / sizeof(*spaces);

    tcase_add_loop_test(all, test_white_space_is_settled, 0, space_count);
    tcase_add_loop_test(all, test_white_space_once_settled_stays, 0, space_count);
    tcase_add_test(all, test_an_editors_format_changes_no_word);
    tcase_add_loop_test(all, test_addresses_become_canonical, 0,
                        sizeof(addresses) / sizeof(*addresses));
    tcase_add_loop_test(all, test_links_to_what_is_hidden_keep_their_words_only, 0, 15);
    tcase_add_test(all, test_quotations_lose_only_the_address_of_a_hidden_source);
    tcase_add_loop_test(all, test_head_names_nothing_hidden_and_nothing_internal, 0, 14);
    tcase_add_test(all, test_internal_notes_and_the_body_of_a_withdrawn_statement_go);
    tcase_add_test(all, test_root_says_what_lists_and_feeds_need);
    tcase_add_test(all, test_root_says_when_it_is_still_to_come);
    tcase_add_test(all, test_src_puts_the_statement_in_with_its_own_folder_and_language);
    tcase_add_test(all, test_src_may_stand_twice);
    tcase_add_test(all, test_src_of_a_withdrawn_statement_leaves_a_notice);
    tcase_add_loop_test(all, test_src_that_cannot_be_put_in_is_refused, 0, 9);
    tcase_add_test(all, test_problem_of_src_says_where);
    tcase_add_loop_test(all, test_names_stay_below_the_root, 0, 21);
}

UNIT_MAIN("stm_edition")
