#include "unit/unit.h"

#include "core/http/accept.h"

static apr_array_header_t *offer(void)
{
    apr_array_header_t *formats = apr_array_make(pool, 3, sizeof(stm_format_t));

    APR_ARRAY_PUSH(formats, stm_format_t) =
        (stm_format_t){.name = "html", .media_type = "text/html"};
    APR_ARRAY_PUSH(formats, stm_format_t) =
        (stm_format_t){.name = "rss", .media_type = "application/rss+xml"};
    APR_ARRAY_PUSH(formats, stm_format_t) =
        (stm_format_t){.name = "txt", .media_type = "text/plain"};
    return formats;
}

/* Sections are RFC 9110's. Where all of 12.5.1 leaves nothing, it allows the answer that it has all
 * the same, and a page is better than a refusal. */
static const struct {
    const char *section, *accept, *format, *reason;
} table[] = {
    {"12.4.1", NULL, "html", "no header means anything"},
    {"12.5.1", "", "html", "an empty header names nothing: the default is better than a refusal"},
    {"12.5.1", "*/*", "html", "a tie goes to the first format"},
    {"12.5.1", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html",
     "a browser"},
    {"12.5.1", "application/rss+xml", "rss", "a feed reader"},
    {"12.4.2",
     "application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, "
     "application/xml;q=0.8, text/xml;q=0.8, text/html;q=0.7",
     "rss", "a reader that lists what it knows"},
    {"12.5.1", "application/json, */*", "html", "the named type is not on offer"},
    {"12.4.2", "*/*;q=0.1, application/rss+xml;q=0.05", "html",
     "the weight decides, not the closeness"},
    {"12.4.2", "application/rss+xml;q=0.5, */*;q=0.1", "rss", "a named type above anything"},
    {"12.4.2", "text/html;q=0, */*", "rss", "q=0 excludes although anything goes"},
    {"12.5.1", "text/*, text/html;q=0.2", "txt", "the closest range decides each format's weight"},
    {"12.5.1", "text/*;q=0.3, application/*;q=0.9", "rss", "a type with any subtype"},
    {"8.3.1", "TEXT/PLAIN", "txt", "types have no case"},
    {"5.6.6", "text/plain ; q=1, text/html; q=0.9", "txt", "space around the semicolon"},
    {"5.6.6", "text/plain; Q=1.000, text/html; q=0.999", "txt", "the parameter has no case"},
    {"12.4.2", "text/plain;q=0.9999, text/html;q=0.999", "html",
     "digits past the third do not count"},
    {"12.4.2", "text/plain;q=7, text/html;q=0.1", "html", "a weight above one is no weight"},
    {"12.4.2", "text/plain;q=high", "html", "a word is no weight"},
    {"12.5.1", "text/html;level=3", "html", "nothing acceptable: the first format all the same"},
    {"12.5.1", "text/html;level=3, text/plain;q=0.5", "txt",
     "a parameter we do not have does not match"},
    {"8.3.2", "text/plain;charset=utf-8", "txt", "our own character set may be named"},
    {"5.6.4", "text/html;x=\"a,b;q=1\", text/plain;q=0.4", "txt", "a comma inside a quoted string"},
    {"5.6.4", "text/html;x=\"\\\",text/plain\", application/rss+xml;q=0.2", "rss",
     "an escaped mark"},
    {"12.5.1", "application/xml", "html", "not on offer: the first format"},
    {"5.6.1.2", ",,, ,text/plain,", "txt", "empty elements are allowed"},
    {"12.5.1", "text, /html, text/, text/plain;q=0.1", "txt", "what is no range is skipped"},
    {"12.5.1", "*/html, text/plain;q=0.1", "txt", "any type with one subtype is no range"},
    {"12.5.1", "text/htmlx, text/plain;q=0.1", "txt", "a longer subtype is another one"},
    {"12.5.1", "text/htm, text/plain;q=0.1", "txt", "a shorter subtype is another one"},
    {"12.5.1", "*, text/plain;q=0.1", "txt", "a star alone is no range"},
    {"12.4.2", "text/plain;q=, text/html;q=0.1", "html", "an empty weight is none"},
    {"12.4.2", "text/plain;q=.5", "html", "a weight begins with a digit"},
    {"12.4.2", "text/plain;q=1., text/html;q=0.9", "txt", "digits may be missing after the point"},
    {"12.4.2", "text/plain;q=-1, text/html;q=0.1", "html", "nor is a negative one"},
    {"5.6.6", "text/plain; q = 0.5, text/html;q=0.1", "html", "no space around the sign"},
    {"12.4.2", "*/*;q=0", "html", "all excluded: the first format all the same"},
    {"12.4.2", "text/*;q=0, application/rss+xml;q=0.001", "rss", "the least weight that counts"},
    {"12.5.1", "application/rss+xml, */*", "rss", "named before anything, at equal weights"},
    {"12.5.1", "text/*, application/rss+xml", "rss", "named before any subtype, at equal weights"},
    {"5.6.4", "text/html;x=\"unclosed, text/plain", "html",
     "a string without its end hides the rest"},
    {"12.5.1", "image/png;q=1;ext=1, text/plain;q=0.2;ext=2", "txt",
     "extensions after q are ignored"},
};

START_TEST(test_accept_header_chooses_the_format)
{
    const stm_format_t *format = stm_accept_choose(table[_i].accept, offer(), pool);

    ck_assert_msg(!strcmp(format->name, table[_i].format), "%s: got %s for \"%s\" (section %s: %s)",
                  table[_i].format, format->name, table[_i].accept, table[_i].section,
                  table[_i].reason);
}
END_TEST

/* What programs send, as it comes over the wire; the section is the one that decides. */
static const struct {
    const char *section, *accept, *format, *reason;
} seen[] = {
    {"12.4.2",
     "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/"
     "*;q=0.8,application/signed-exchange;v=b3;q=0.7",
     "html", "Chrome, Edge, Opera, Googlebot of today"},
    {"12.4.2",
     "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,image/apng,*/*;q=0.8",
     "html", "Chrome of 2018"},
    {"12.4.2",
     "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/png,image/"
     "svg+xml,*/*;q=0.8",
     "html", "Firefox 128"},
    {"12.4.2",
     "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
     "html", "Firefox 92 to 127"},
    {"12.4.2", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html",
     "Safari; Firefox 66 and again since 132; many link previews"},
    {"12.4.2",
     "text/xml,application/xml,application/xhtml+xml,text/html;q=0.9,text/plain;q=0.8,image/png,*/"
     "*;q=0.5",
     "html", "Firefox 2: XHTML before HTML, and HTML is what we have"},
    {"12.4.2",
     "application/xml,application/xhtml+xml,text/html;q=0.9,text/plain;q=0.8,image/png,*/*;q=0.5",
     "html", "Safari 4, Chrome 5, Android 2"},
    {"12.5.1", "text/html, application/xhtml+xml, image/jxr, */*", "html", "Edge before Chromium"},
    {"12.5.1", "text/html, application/xhtml+xml, */*", "html", "Internet Explorer 9 to 11"},
    {"12.5.1",
     "image/gif, image/jpeg, image/pjpeg, application/x-ms-application, application/xaml+xml, "
     "application/x-ms-xbap, application/vnd.ms-excel, application/vnd.ms-powerpoint, "
     "application/msword, */*",
     "html", "Internet Explorer 8 names what its plug-ins open, and no page"},
    {"12.5.1",
     "image/gif, image/x-xbitmap, image/jpeg, image/pjpeg, application/x-shockwave-flash, */*",
     "html", "Internet Explorer 6"},
    {"12.4.2",
     "text/html, application/xml;q=0.9, application/xhtml+xml, image/png, image/webp, image/jpeg, "
     "image/gif, image/x-xbitmap, */*;q=0.1",
     "html", "Opera 12"},
    {"12.4.2", "text/html, text/plain, text/sgml, text/css, application/xhtml+xml, */*;q=0.01",
     "html", "Lynx: HTML and plain text alike, the page comes first"},
    {"12.4.2", "text/html, text/*;q=0.5, image/*, audio/*, application/*", "html",
     "w3m: application/* is as good as text/html, but names nothing"},
    {"12.4.2", "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8", "html",
     "a browser's <img> that points at a page"},
    {"12.4.2", "text/css,*/*;q=0.1", "html", "a browser's style sheet that points at a page"},
    {"12.5.1", "application/json, text/plain, */*", "json",
     "axios: a script that names JSON wants it"},
    {"12.4.2", "application/json, text/javascript, */*; q=0.01", "json",
     "jQuery's getJSON, with a space before q"},
    {"12.4.2", "application/xml, text/xml, */*; q=0.01", "html",
     "jQuery's XML: no such form on offer"},
    {"12.5.1", "text/vnd.turbo-stream.html, text/html, application/xhtml+xml", "html",
     "Hotwire Turbo"},
    {"12.5.1", "application/json", "json", "JSON is JSON Feed's other name"},
    {"12.5.1", "application/json;charset=utf-8", "json", "and UTF-8"},
    {"12.5.1", "application/feed+json", "json", "JSON Feed's own name"},
    {"12.4.2", "application/feed+json, application/json;q=0.9, */*;q=0.8", "json",
     "both of its names"},
    {"12.4.2",
     "application/feed+json, application/json, application/rss+xml, application/atom+xml, "
     "text/xml;q=0.8",
     "rss", "a news widget that reads all: the earlier form"},
    {"12.5.1", "application/json, text/html, application/rss+xml, */*", "html",
     "a tie of named types is settled for the person"},
    {"12.4.2",
     "application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, application/xml;q=0.8, "
     "text/xml;q=0.8, text/html;q=0.7, unknown/unknown;q=0.1, application/unknown;q=0.1, */*;q=0.1",
     "rss", "SimplePie, so FreshRSS, WordPress and many more"},
    {"12.4.2",
     "application/atom+xml,application/rdf+xml,application/rss+xml,application/"
     "x-netcdf,application/xml;q=0.9,text/xml;q=0.2,*/*;q=0.1",
     "rss", "Universal Feed Parser, so rss2email, Planet, Calibre"},
    {"12.4.2",
     "application/rss+xml, application/rdf+xml;q=0.8, application/atom+xml;q=0.6, "
     "application/xml;q=0.4, text/xml;q=0.4",
     "rss", "feed-io, so Nextcloud News"},
    {"12.4.2",
     "application/xml, application/atom+xml, application/rss+xml, application/rdf+xml, "
     "application/feed+json, text/html, */*;q=0.9",
     "html", "Miniflux reads pages as well, and finds the feed in them"},
    {"12.4.2",
     "application/atom+xml, application/rss+xml, application/xml;q=0.8, text/xml;q=0.6, */*;q=0.2",
     "rss", "NewsBlur"},
    {"12.5.1", "application/rss+xml, */*", "rss",
     "Taiga and podcast apps: what is named goes before anything"},
    {"12.4.2", "application/rss+xml, application/xml, text/xml;q=0.9, */*;q=0.8", "rss",
     "a podcast proxy"},
    {"12.4.2", "application/atom+xml, application/xml;q=0.9, */*;q=0.5", "atom",
     "a reader of Atom only"},
    {"12.5.1", "application/atom+xml,application/xml,text/xml", "atom",
     "Greasemonkey's example, copied ever since"},
    {"12.4.2",
     "application/atom+xml, application/rss+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.7, "
     "*/*;q=0.5",
     "atom", "a bot that likes Atom better"},
    {"12.5.1", "application/atom+xml; charset=UTF-8", "atom", "a charset in capitals"},
    {"12.4.2",
     "application/atom+xml, application/rss+xml, application/feed+json, text/html;q=0.8, */*;q=0.5",
     "rss", "any feed, or else the page"},
    {"12.4.2", "application/rss+xml;q=0.5, application/atom+xml;q=0.9, application/feed+json;q=0.7",
     "atom", "weights, not their order"},
    {"12.5.1", "*/*", "html",
     "curl, wget 2, newsboat, NetNewsWire, Feedly, bingbot, Slackbot, python-requests, HTTPie, "
     "node's fetch"},
    {"12.4.1", NULL, "html", "Go, some Java and wget clients send none"},
    {"12.4.2", "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "html",
     "Java's HttpURLConnection: neither a range nor a weight in its end"},
    {"12.5.1", "text/plain, application/json, application/*+json, */*", "json",
     "Spring's RestTemplate: among equals the earlier form"},
    {"12.5.1", "text/plain, */*", "txt", "Spring, for a string"},
    {"12.4.2", "*/*;q=0.8", "html", "Ruby's OpenURI with a weight"},
    {"12.4.2", "*/*;q=0.5, application/xml, text/xml", "html",
     "Ruby's ActiveResource: no such form on offer"},
    {"12.4.2",
     "application/activity+json, application/ld+json; "
     "profile=\"https://www.w3.org/ns/activitystreams\", text/html;q=0.1",
     "html", "Mastodon asks for an actor and gets the page"},
    {"12.5.1", "application/activity+json, application/ld+json", "html",
     "Mastodon's fetch: nothing acceptable, so the page"},
    {"12.5.1", "text/html", "html", "Mastodon's link preview, Facebook's for pages"},
    {"12.4.2",
     "text/html, application/xhtml+xml;q=0.9, application/rss+xml;q=0.8, "
     "application/atom+xml;q=0.8, */*;q=0.5",
     "html", "a crawler that follows feeds, too"},
    {"12.4.2",
     "text/html,application/xhtml+xml,application/xml,application/rss+xml;q=0.9,*/*;q=0.8", "html",
     "an aggregator in a browser's clothes"},
    {"12.4.2",
     "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8,application/"
     "json;q=0.9",
     "html", "a scanner"},
    {"12.4.2",
     "text/turtle, application/rdf+xml;q=0.9, application/n-triples;q=0.8, text/plain;q=0.5", "txt",
     "a reader of linked data: plain text is all of that we have"},
    {"12.5.1", "text/vcard", "vcf", "an address book"},
    {"12.4.2", "text/x-vcard, text/directory;q=0.5", "vcf", "an old address book"},
    {"12.4.2", "text/markdown, text/plain;q=0.9, */*;q=0.1", "txt", "a language model's fetcher"},
    {"12.5.1", "text/markdown, text/html, */*", "html", "another one"},
    {"12.4.2", "audio/mpeg, audio/*;q=0.9, */*;q=0.1", "html",
     "a podcast app that takes a page for an episode"},
    {"12.5.1", "application/pdf", "html", "what is not on offer is never refused"},
};

/* Those built in. */
START_TEST(test_real_clients_get_what_they_read)
{
    const stm_format_t *format = stm_accept_choose(seen[_i].accept, stm_format_builtin(pool), pool);

    ck_assert_msg(!strcmp(format->name, seen[_i].format), "%s: got %s for \"%s\" (section %s: %s)",
                  seen[_i].format, format->name, seen[_i].accept, seen[_i].section,
                  seen[_i].reason);
}
END_TEST

START_TEST(test_stored_xml_is_for_those_who_want_it_more_than_a_page)
{
    static const char *const pages[] = {
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "application/xml,application/xhtml+xml,text/html;q=0.9,text/plain;q=0.8,*/*;q=0.5", "*/*"};
    static const char *const sources[] = {"application/xml", "application/xml, */*",
                                          "application/xml, text/html;q=0.9"};
    apr_array_header_t *formats = apr_array_copy(pool, stm_format_builtin(pool));
    size_t i;

    APR_ARRAY_PUSH(formats, stm_format_t) =
        (stm_format_t){.name = "source", .media_type = "application/xml"};
    for (i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        ck_assert_str_eq(stm_accept_choose(pages[i], formats, pool)->name, "html");
    }
    for (i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
        ck_assert_str_eq(stm_accept_choose(sources[i], formats, pool)->name, "source");
    }
}
END_TEST

START_TEST(test_a_header_of_eight_kilobytes_is_read_to_its_end)
{
    char *accept = apr_pcalloc(pool, 9000);

    while (strlen(accept) < 8000) {
        strcat(accept, "image/png;x=\",\"; q=1, ");
    }
    strcat(accept, "text/plain;q=0.3");
    ck_assert_str_eq(stm_accept_choose(accept, offer(), pool)->name, "txt");
}
END_TEST

START_TEST(test_format_with_charset_still_matches_its_type)
{
    apr_array_header_t *formats = offer();

    APR_ARRAY_IDX(formats, 2, stm_format_t).media_type = "text/plain; charset=utf-8";
    ck_assert_str_eq(stm_accept_choose("text/plain", formats, pool)->name, "txt");
}
END_TEST

/* Of a page and three feeds. */
static const struct {
    const char *accept, *format, *reason;
} of_feed[] = {
    {NULL, "rss", "programs often send nothing"},
    {"", "rss", "an empty header names nothing"},
    {"*/*", "rss", "anything is what most programs send"},
    {"application/xml", "rss", "who asks for XML has no page in mind"},
    {"text/xml", "rss", "the older name"},
    {"application/xml;q=0.9, text/html;q=0.8", "rss", "XML before a page"},
    {"text/html;q=0.9, application/xml;q=0.8", "html", "a page before XML"},
    {"application/xml, */*;q=0.1", "rss", "XML before anything"},
    {"application/xml, application/rss+xml;q=0, */*;q=0.1", "atom", "XML, but not RSS"},
    {"text/html, */*", "rss", "a tie of qualities"},
    {"text/html, application/rss+xml", "rss", "a tie"},
    {"text/html, application/atom+xml", "atom", "the page is not preferred to Atom"},
    {"text/html;q=0.5, application/feed+json;q=0.5", "json", "nor to JSON Feed"},
    {"text/html;q=0.501, application/feed+json;q=0.5", "html", "preferred by very little"},
    {"text/html", "html", "a page alone"},
    {"text/*", "html", "text alone"},
    {"application/xhtml+xml, */*;q=0.9", "html", "who reads XHTML reads a page"},
    {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html", "a browser"},
    {"application/atom+xml, application/rss+xml, application/feed+json", "rss", "a tie of feeds"},
    {"application/json, text/plain, */*", "json", "named before anything"},
    {"application/*", "rss", "a tie of feeds"},
    {"application/atom+xml;q=0.2, */*;q=0.1", "atom", "a feed above the rest"},
    {"image/png", "rss", "nothing acceptable"},
    {"*/*;q=0", "rss", "all excluded"},
    {"text/html;q=0, */*", "rss", "no page"},
};

START_TEST(test_address_of_a_feed_gives_a_page_only_to_who_prefers_it)
{
    apr_array_header_t *formats = offer();
    const stm_format_t *format;

    APR_ARRAY_IDX(formats, 2, stm_format_t) =
        (stm_format_t){.name = "atom", .media_type = "application/atom+xml"};
    APR_ARRAY_PUSH(formats, stm_format_t) =
        (stm_format_t){.name = "json", .media_type = "application/feed+json"};
    format = stm_accept_choose_feed(of_feed[_i].accept, formats, pool);
    ck_assert_msg(!strcmp(format->name, of_feed[_i].format), "%s: got %s for \"%s\" (%s)",
                  of_feed[_i].format, format->name, of_feed[_i].accept, of_feed[_i].reason);
}
END_TEST

START_TEST(test_address_of_a_feed_gives_what_there_is)
{
    apr_array_header_t *formats = offer();

    formats->nelts = 1;
    ck_assert_str_eq(stm_accept_choose_feed("*/*", formats, pool)->name, "html");
    APR_ARRAY_IDX(formats, 0, stm_format_t) =
        (stm_format_t){.name = "atom", .media_type = "application/atom+xml"};
    ck_assert_str_eq(stm_accept_choose_feed("text/html", formats, pool)->name, "atom");
}
END_TEST

/* Who gets the page of other XML, which programs read. */
static const struct {
    const char *accept, *media_type;
    int is_page;
    const char *reason;
} of_page[] = {
    {NULL, NULL, 0, "no header"},
    {"", NULL, 0, "an empty header"},
    {"*/*", NULL, 0, "a program"},
    {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", NULL, 1, "a browser"},
    {"text/html, application/xml", NULL, 0, "a tie"},
    {"text/html, */*", NULL, 1, "a tie, but only the page is named"},
    {"text/*", "application/xml", 0, "no page is named"},
    {"text/html;q=0.7, application/rss+xml", "application/rss+xml", 0, "its own type is preferred"},
    {"text/html;q=0.7, application/rss+xml", "application/atom+xml", 1, "another type is"},
    {"text/html;q=0", NULL, 0, "no page"},
    {"application/xml;q=0.9, text/html;q=0.8", NULL, 0, "XML is preferred"},
};

START_TEST(test_a_page_is_for_who_names_and_prefers_it)
{
    ck_assert_msg(stm_accept_prefers_page(of_page[_i].accept, of_page[_i].media_type, pool) ==
                      of_page[_i].is_page,
                  "\"%s\": %s", of_page[_i].accept, of_page[_i].reason);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_loop_test(all, test_a_page_is_for_who_names_and_prefers_it, 0,
                        sizeof(of_page) / sizeof(of_page[0]));
    tcase_add_loop_test(all, test_address_of_a_feed_gives_a_page_only_to_who_prefers_it, 0,
                        sizeof(of_feed) / sizeof(of_feed[0]));
    tcase_add_test(all, test_address_of_a_feed_gives_what_there_is);
    tcase_add_loop_test(all, test_accept_header_chooses_the_format, 0,
                        sizeof(table) / sizeof(table[0]));
    tcase_add_loop_test(all, test_real_clients_get_what_they_read, 0,
                        sizeof(seen) / sizeof(seen[0]));
    tcase_add_test(all, test_stored_xml_is_for_those_who_want_it_more_than_a_page);
    tcase_add_test(all, test_a_header_of_eight_kilobytes_is_read_to_its_end);
    tcase_add_test(all, test_format_with_charset_still_matches_its_type);
}

UNIT_MAIN("stm_accept")
