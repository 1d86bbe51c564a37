#include "unit/unit.h"

#include <apr_strings.h>
#include <string.h>

#include "core/catalog/index.h"
#include "core/render/list.h"

static const stm_newsroom_t newsroom = {
    .title = "Town & Country", .identity = "example.org", .lang = "en"};

static stm_document_t *create(apr_time_t updated)
{
    stm_list_t list = {.newsroom = &newsroom,
                       .base = "https://example.org/s/",
                       .folder = "2026/\xC3\xA4 b/",
                       .self = "https://example.org/s/?page=2",
                       .page = 2,
                       .pages = 3,
                       .total = 52,
                       .updated = updated};

    return stm_list_create(&list, pool);
}

static stm_document_t *statement(const char *xml)
{
    stm_document_t *document;

    ck_assert_int_eq(stm_document_parse(&document, "a.xml", xml, strlen(xml), &stm_limits_default,
                                        stm_problems_create(pool), pool),
                     APR_SUCCESS);
    return document;
}

static const char *text_of(const stm_document_t *document)
{
    xmlChar *text;
    const char *copy;
    int size;

    xmlDocDumpMemoryEnc(document->xml, &text, &size, "UTF-8");
    copy = apr_pstrmemdup(pool, (char *)text, (apr_size_t)size);
    xmlFree(text);
    return copy;
}

static const char *identity_of(const stm_document_t *document)
{
    xmlChar *value = xmlGetNsProp(xmlDocGetRootElement(document->xml), BAD_CAST "identity",
                                  BAD_CAST STM_META_NS);
    const char *copy = apr_pstrdup(pool, (char *)value);

    xmlFree(value);
    return copy;
}

static void assert_holds(const stm_document_t *document, const char *part)
{
    ck_assert_msg(strstr(text_of(document), part) != NULL, "no %s in %s", part, text_of(document));
}

static void assert_lacks(const stm_document_t *document, const char *part)
{
    ck_assert_msg(strstr(text_of(document), part) == NULL, "%s in %s", part, text_of(document));
}

START_TEST(test_list_says_which_part_it_is)
{
    stm_document_t *list = create(apr_time_from_sec(1777888800));

    assert_holds(list, "title=\"Town &amp; Country\"");
    assert_holds(list, "xml:lang=\"en\"");
    assert_holds(list, "base=\"https://example.org/s/\"");
    assert_holds(list, "folder=\"2026/%C3%A4%20b/\"");
    assert_holds(list, "folder-name=\"2026/\xC3\xA4 b\"");
    assert_holds(list, "self=\"https://example.org/s/?page=2\"");
    assert_holds(list, "page=\"2\" pages=\"3\" total=\"52\" updated=\"2026-05-04T10:00:00Z\"");
}
END_TEST

START_TEST(test_archive_document_of_a_feed_names_the_one_before_it)
{
    stm_list_t list = {.newsroom = &newsroom,
                       .base = "https://example.org/s/",
                       .folder = "",
                       .self = "https://example.org/s/feed.atom?archive=2026-03",
                       .archive = "2026-03",
                       .current = "https://example.org/s/feed.atom"};

    stm_document_t *document = stm_list_create(&list, pool);

    stm_list_previous(document, "https://example.org/s/feed.atom?archive=2025", 1);
    assert_holds(document, "archive=\"2026-03\" current=\"https://example.org/s/feed.atom\" "
                           "previous=\"https://example.org/s/feed.atom?archive=2025\"");
    assert_lacks(document, "complete=");
    assert_lacks(create(0), "archive=");
    assert_lacks(create(0), "previous=");
    assert_lacks(create(0), "current=");
}
END_TEST

START_TEST(test_a_folder_whose_name_xml_cannot_hold_is_called_as_in_addresses)
{
    stm_list_t list = {.newsroom = &newsroom, .base = "", .self = "", .folder = "a\xff/"};

    assert_holds(stm_list_create(&list, pool), "folder-name=\"a%FF\"");
    list.folder = "a\x01/";
    assert_holds(stm_list_create(&list, pool), "folder-name=\"a%01\"");
    assert_lacks(create(0), "folder-name=\"\"");
}
END_TEST

START_TEST(test_only_what_has_all_is_complete)
{
    stm_document_t *document = create(0);

    stm_list_previous(document, NULL, 0);
    assert_lacks(document, "complete=");
    stm_list_previous(document, NULL, 1);
    assert_holds(document, "complete=\"yes\"");
}
END_TEST

START_TEST(test_what_is_gone_stands_behind_the_statements)
{
    stm_document_t *document = create(0);

    stm_list_gone(document, "urn:a&b", apr_time_from_sec(1777888800));
    assert_holds(document, "<m:gone identity=\"urn:a&amp;b\" when=\"2026-05-04T10:00:00Z\"/>");
}
END_TEST

/* Bytes of the edition in a feed of the most wordy kind. */
START_TEST(test_a_feeds_size_is_foreseen)
{
    ck_assert_uint_ge(stm_list_bytes(statement("<statement><p>&lt;b&gt;</p></statement>")),
                      strlen("&lt;p&gt;&amp;amp;lt;b&amp;amp;gt;&lt;/p&gt;"));
    ck_assert_uint_ge(stm_list_bytes(statement("<statement><link href=\"a&amp;b\"/></statement>")),
                      strlen("&lt;a href=\"a&amp;amp;b\"&gt;&lt;/a&gt;"));
}
END_TEST

START_TEST(test_identity_of_a_list_is_that_of_its_folder_whatever_its_address)
{
    stm_list_t one = {.newsroom = &newsroom,
                      .base = "https://example.org/s/",
                      .self = "https://example.org/s/",
                      .folder = "2026/"};
    stm_list_t same = {.newsroom = &newsroom,
                       .base = "http://localhost:81/",
                       .self = "http://localhost:81/",
                       .folder = "2026/"};
    stm_list_t other = {.newsroom = &newsroom,
                        .base = "https://example.org/s/",
                        .self = "https://example.org/s/",
                        .folder = ""};
    const char *identity = identity_of(stm_list_create(&one, pool));

    ck_assert_int_eq(strncmp(identity, "urn:uuid:", 9), 0);
    ck_assert_str_eq(identity, identity_of(stm_list_create(&same, pool)));
    ck_assert_str_ne(identity, identity_of(stm_list_create(&other, pool)));
}
END_TEST

START_TEST(test_an_empty_list_has_no_moment)
{
    assert_lacks(create(0), "updated");
}
END_TEST

START_TEST(test_feeds_take_all_and_archives_the_head)
{
    stm_document_t *entry = statement("<statement><head><title>T</title><summary>S</summary></head>"
                                      "<body><p>B</p></body><note><p>N</p></note></statement>");
    stm_document_t *feed = create(0), *archive = create(0);

    ck_assert_int_eq(stm_list_add(feed, entry, STM_EXTENT_WHOLE), APR_SUCCESS);
    ck_assert_int_eq(stm_list_add(archive, entry, STM_EXTENT_HEAD), APR_SUCCESS);
    assert_holds(feed, "<summary>S</summary></head><body><p>B</p></body><note><p>N</p></note>");
    assert_holds(archive, "<head><title>T</title><summary>S</summary></head></statement>");
    assert_lacks(archive, "<p>");
    assert_holds(entry, "<body><p>B</p></body>");
}
END_TEST

START_TEST(test_an_archive_entry_shows_no_more_tags_than_people_read)
{
    stm_document_t *archive = create(0), *feed = create(0), *entry;
    const char *tags = "";
    int i;

    for (i = 1; i <= STM_LIST_TAGS_MAX + 5; i++) {
        tags = apr_psprintf(pool, "%s<tag>t%d.</tag>", tags, i);
    }
    entry = statement(apr_pstrcat(pool, "<statement xml:lang='en'><head><title>T</title>", tags,
                                  "</head><body><p>B</p></body></statement>", NULL));
    stm_list_add(archive, entry, STM_EXTENT_HEAD);
    stm_list_add(feed, entry, STM_EXTENT_WHOLE);
    assert_holds(archive, apr_psprintf(pool, "<tag>t%d.</tag>", STM_LIST_TAGS_MAX));
    assert_lacks(archive, apr_psprintf(pool, "<tag>t%d.</tag>", STM_LIST_TAGS_MAX + 1));
    assert_holds(feed, apr_psprintf(pool, "<tag>t%d.</tag>", STM_LIST_TAGS_MAX + 5));
}
END_TEST

START_TEST(test_an_archive_entry_without_a_summary_gets_one)
{
    stm_document_t *archive = create(0);

    stm_list_add(archive,
                 statement("<statement xml:lang='en'><head><title>T</title></head><body>"
                           "<p>First &amp; <em>own</em>.</p><p>No.</p></body></statement>"),
                 STM_EXTENT_HEAD);
    assert_holds(archive, "<summary>First &amp; own.</summary>");
}
END_TEST

START_TEST(test_a_filter_and_its_facets_lead_on_and_back)
{
    stm_document_t *archive = create(0);
    stm_list_t list = {.newsroom = &newsroom, .base = "https://example.org/s/", .folder = "2026/"};
    stm_filter_t filter = {.values = {[STM_FACET_TAG] = "a&b"}, .q = "x \"y"};
    apr_array_header_t *facets = apr_array_make(pool, 2, sizeof(stm_facet_t));

    APR_ARRAY_PUSH(facets, stm_facet_t) = (stm_facet_t){STM_FACET_TAG, "a&b", "A & B", 3, NULL};
    APR_ARRAY_PUSH(facets, stm_facet_t) = (stm_facet_t){STM_FACET_YEAR, "2026", "2026", 2, NULL};
    stm_list_filter(archive, &list, &filter, facets);
    assert_holds(archive, "query=\"tag=a%26b&amp;q=x%20%22y\"");
    assert_holds(archive, "<filter tag=\"a&amp;b\" q=\"x &quot;y\"/>");
    assert_holds(archive, "<facet kind=\"tag\" value=\"a&amp;b\" text=\"A &amp; B\" count=\"3\""
                          " href=\"https://example.org/s/2026/?q=x%20%22y\" current=\"yes\"/>");
    assert_holds(archive, "<facet kind=\"year\" value=\"2026\" text=\"2026\" count=\"2\""
                          " href=\"https://example.org/s/2026/?tag=a%26b&amp;year=2026");
}
END_TEST

START_TEST(test_a_snippet_has_its_hits_as_elements)
{
    stm_document_t *archive = create(0);

    stm_list_add(archive, statement("<statement><head><title>T</title></head><body/></statement>"),
                 STM_EXTENT_HEAD);
    stm_list_hits(archive, "x\001y\002", "a< \001b\002 &\001c");
    assert_holds(archive, "<m:title>x<m:mark>y</m:mark></m:title>"
                          "<m:snippet>a&lt; <m:mark>b</m:mark> &amp;<m:mark>c</m:mark>"
                          "</m:snippet></statement>");
}
END_TEST

START_TEST(test_entries_keep_their_order_and_may_be_freed)
{
    stm_document_t *list = create(0);
    const char *const titles[] = {"one", "two", "three"};
    apr_pool_t *parent = pool, *short_lived;
    const char *text;
    int i;

    for (i = 0; i < 3; i++) {
        apr_pool_create(&short_lived, parent);
        pool = short_lived;
        stm_list_add(list,
                     statement(apr_psprintf(pool,
                                            "<statement xml:lang='fr'><head><title>%s</title>"
                                            "</head><body/></statement>",
                                            titles[i])),
                     STM_EXTENT_WHOLE);
        apr_pool_destroy(short_lived);
    }
    pool = parent;
    text = text_of(list);
    ck_assert(strstr(text, "one") < strstr(text, "two"));
    ck_assert(strstr(text, "two") < strstr(text, "three"));
    assert_holds(list, "<statement xml:lang=\"fr\">");
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_list_says_which_part_it_is);
    tcase_add_test(all, test_archive_document_of_a_feed_names_the_one_before_it);
    tcase_add_test(all, test_a_folder_whose_name_xml_cannot_hold_is_called_as_in_addresses);
    tcase_add_test(all, test_only_what_has_all_is_complete);
    tcase_add_test(all, test_what_is_gone_stands_behind_the_statements);
    tcase_add_test(all, test_a_feeds_size_is_foreseen);
    tcase_add_test(all, test_identity_of_a_list_is_that_of_its_folder_whatever_its_address);
    tcase_add_test(all, test_an_empty_list_has_no_moment);
    tcase_add_test(all, test_feeds_take_all_and_archives_the_head);
    tcase_add_test(all, test_an_archive_entry_shows_no_more_tags_than_people_read);
    tcase_add_test(all, test_an_archive_entry_without_a_summary_gets_one);
    tcase_add_test(all, test_a_filter_and_its_facets_lead_on_and_back);
    tcase_add_test(all, test_a_snippet_has_its_hits_as_elements);
    tcase_add_test(all, test_entries_keep_their_order_and_may_be_freed);
}

UNIT_MAIN("stm_list")
