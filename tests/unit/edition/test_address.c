#include "unit/edition.h"

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
    {"http://[2001:db8::1]:8080/a[1]?b[]=c#d", "http://[2001:db8::1]:8080/a%5B1%5D?b%5B%5D=c#d",
     "brackets elsewhere"},
    {"http://[fe80::1%25eth0]/", "http://[fe80::1%25eth0]/", "a zone"},
    {"http://[x y]/", "http://%5Bx%20y%5D/", "no address in numbers"},
    {"https://b\u00fccher.example/stra\u00dfe?\u00e4=\u00f6#\u00fc",
     "https://xn--bcher-kva.example/stra%C3%9Fe?%C3%A4=%C3%B6#%C3%BC", "a host in any letters"},
    {"https://me@B\u00dcCHER.example:8443/", "https://me@xn--bcher-kva.example:8443/",
     "with user and port"},
    {"//b\u00fccher.example/x", "https://xn--bcher-kva.example/x", "the same without a scheme"},
    {"https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/", "an A-label"},
    {"https://b%C3%BCcher.example/", "https://b%C3%BCcher.example/", "an escaped host"},
    {"https://-\u00fc-.example/\u00e4", "https://-\u00fc-.example/%C3%A4", "no A-label: as typed"},
    {"x?https://\u00fc.example/", BASE "2026/x?https://%C3%BC.example/", "no host"},
    {"mailto:presse@b\u00fccher.example?subject=\u00e4",
     "mailto:presse@xn--bcher-kva.example?subject=%C3%A4", "mail to a host in any letters"},
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

    ck_assert_str_eq(head_of(rows[_i].written, "x"), rows[_i].edition);
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
    tcase_add_loop_test(all, test_addresses_become_canonical, 0,
                        sizeof(addresses) / sizeof(*addresses));
    tcase_add_loop_test(all, test_links_to_what_is_hidden_keep_their_words_only, 0, 15);
    tcase_add_test(all, test_quotations_lose_only_the_address_of_a_hidden_source);
    tcase_add_loop_test(all, test_head_names_nothing_hidden_and_nothing_internal, 0, 14);
    tcase_add_loop_test(all, test_names_stay_below_the_root, 0, 21);
}

UNIT_MAIN("stm_edition_address")
