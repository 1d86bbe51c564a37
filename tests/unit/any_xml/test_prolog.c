#include "core/any_xml/prolog.h"

#include <string.h>

#include "unit/unit.h"

typedef struct row_t {
    const char *data, *href, *reason;
} row_t;

static const row_t instructions[] = {
    {"type='text/xsl' href='a.xsl'", "a.xsl", "the usual one"},
    {"href=\"a.xsl\" type=\"text/xml\"", "a.xsl", "in any order"},
    {"type = 'application/xslt+xml'\n href = 'a.xsl' ", "a.xsl", "white space around"},
    {"type='application/xml' href='a.xsl'", "a.xsl", "Firefox and Chromium"},
    {"type='application/atom+xml' href='a.xsl'", "a.xsl", "Chromium"},
    {"type='Text/XSL; charset=utf-8' href='a.xsl'", "a.xsl", "a media type with a parameter"},
    {"type='text/xsl' href='a.xsl?x=1&amp;y=&#50;&#x33;'", "a.xsl?x=1&y=23", "references"},
    {"type='text/xsl' href='#style'", "#style", "in the document itself"},
    {"type='text/xsl' href='a.xsl' alternate='no'", "a.xsl", "not an alternate"},
    {"type='text/xsl' href='a.xsl' media='screen'", "a.xsl", "for the screen"},
    {"type='text/xsl' href='a.xsl' media='print, ALL'", "a.xsl", "one of two"},
    {"type='text/xsl' href='a.xsl' media='only screen and (min-width:9em)'", "a.xsl", "a query"},
    {"type='text/xsl' href='a.xsl' media=''", "a.xsl", "for all"},
    {"type='text/xsl' href='a.xsl' title='T' charset='x'", "a.xsl", "others are left alone"},
    {"type='text/xsl' href='a.xsl' media='print'", NULL, "for paper"},
    {"type='text/xsl' href='a.xsl' alternate='yes'", NULL, "an alternate"},
    {"type='text/css' href='a.css'", NULL, "CSS"},
    {"href='a.xsl'", NULL, "without a type: CSS"},
    {"type='text/xsl'", NULL, "without an address"},
    {"type='text/xsl' href=''", NULL, "an empty address"},
    {"type='text/xsl' href=a.xsl", NULL, "not quoted"},
    {"type='text/xsl'href='a.xsl'", NULL, "no space between"},
    {"type='text/xsl' href='a.xsl", NULL, "not closed"},
    {"type='text/xsl' href='a&b.xsl'", NULL, "a reference that is none"},
    {"type='text/xsl' href='&#0;'", NULL, "no letter of XML"},
    {"type='text/xsl' href='&#x;'", NULL, "no digits"},
    {"type='text/xsl' href='&#xD800;'", NULL, "half a letter"},
    {"type='text/xsl' href='a.xsl' href='b.xsl'", NULL, "twice"},
    {"type='text/xslt' href='a.xsl'", NULL, "another type"},
    {"", NULL, "nothing"},
};

START_TEST(instructions_are_read_as_browsers_read_them)
{
    for (size_t i = 0; i < sizeof(instructions) / sizeof(*instructions); i++) {
        const char *href = stm_prolog_stylesheet(instructions[i].data, pool);

        ck_assert_msg((href == NULL) == (instructions[i].href == NULL) &&
                          (href == NULL || strcmp(href, instructions[i].href) == 0),
                      "%s: %s gave %s", instructions[i].reason, instructions[i].data,
                      href ? href : "nothing");
    }
}
END_TEST

#define SHEET "<?xml-stylesheet type='text/xsl' href='a.xsl'?>"

typedef struct document_t {
    const char *text, *href, *root, *reason;
} document_t;

static const document_t documents[] = {
    {"<?xml version='1.0'?>" SHEET "<rss/>", "a.xsl", "rss", "the usual one"},
    {"\xef\xbb\xbf" SHEET "<rdf:RDF>", "a.xsl", "rdf:RDF", "behind a byte order mark"},
    {"<!DOCTYPE a [<!ENTITY b \"]>\"><!-- > --><?c ]> ?>]>" SHEET "<a>", "a.xsl", "a",
     "behind a DOCTYPE"},
    {SHEET "<!DOCTYPE a SYSTEM '>'><a>", "a.xsl", "a", "before a DOCTYPE"},
    {"<!-- " SHEET " --><a>", NULL, "a", "in a comment"},
    {"<!DOCTYPE a [" SHEET "]><a>", NULL, "a", "in a DOCTYPE"},
    {"<a>" SHEET "</a>", NULL, "a", "in the root"},
    {"<?xml-stylesheet type='text/css' href='a.css'?>" SHEET "<a>", "a.xsl", "a", "the second"},
    {"<?xml-stylesheet type='text/xsl' href='b.xsl' alternate='yes'?>" SHEET "<a>", "a.xsl", "a",
     "the first is an alternate"},
    {SHEET "<?xml-stylesheet type='text/xsl' href='b.xsl'?><a>", "a.xsl", "a", "the first counts"},
    {"<?xml-stylesheets type='text/xsl' href='a.xsl'?><a>", NULL, "a", "another target"},
    {SHEET, "a.xsl", NULL, "no root"},
    {"<?xml-stylesheet type='text/xsl' href='a.xsl'", NULL, NULL, "no end"},
    {"<!DOCTYPE a [", NULL, NULL, "a DOCTYPE without an end"},
    {"text", NULL, NULL, "no XML"},
    {"", NULL, NULL, "nothing"},
};

START_TEST(prologs_are_read_to_the_root)
{
    for (size_t i = 0; i < sizeof(documents) / sizeof(*documents); i++) {
        const document_t *row = &documents[i];
        stm_prolog_t prolog;

        stm_prolog_read(&prolog, row->text, strlen(row->text), pool);
        ck_assert_msg((prolog.href == NULL) == (row->href == NULL), "%s", row->reason);
        ck_assert_msg((prolog.root == NULL) == (row->root == NULL), "%s", row->reason);
        ck_assert_msg(row->root == NULL || strcmp(prolog.root, row->root) == 0, "%s", row->reason);
    }
}
END_TEST

START_TEST(two_bytes_a_letter_are_read_too)
{
    static const char text[] = SHEET "<rdf:RDF>";
    char wide[sizeof(text) * 2] = "\xfe\xff";
    stm_prolog_t prolog;

    for (size_t i = 0; i + 1 < sizeof(text); i++) {
        wide[2 + 2 * i] = 0;
        wide[3 + 2 * i] = text[i];
    }
    ck_assert(stm_prolog_read(&prolog, wide, sizeof(text) * 2, pool));
    ck_assert_str_eq(prolog.href, "a.xsl");
    ck_assert_str_eq(prolog.root_local, "RDF");
}
END_TEST

START_TEST(the_length_of_a_doctype_is_known)
{
    static const char text[] = "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>";
    stm_prolog_t prolog;

    stm_prolog_read(&prolog, text, sizeof(text) - 1, pool);
    ck_assert_uint_eq(prolog.doctype_size, sizeof(text) - 1 - 4);
    stm_prolog_read(&prolog, text, 20, pool);
    ck_assert_uint_eq(prolog.doctype_size, 20);
}
END_TEST

START_TEST(no_beginning_of_a_document_is_read_beyond_its_end)
{
    static const char text[] =
        "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b '&#x41;'>]><!---->" SHEET "<a xmlns='b'>";

    for (size_t size = 0; size < sizeof(text); size++) {
        char *exact = malloc(size + (size == 0));
        stm_prolog_t prolog;

        memcpy(exact, text, size);
        stm_prolog_read(&prolog, exact, size, pool);
        free(exact);
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, instructions_are_read_as_browsers_read_them);
    tcase_add_test(all, prologs_are_read_to_the_root);
    tcase_add_test(all, two_bytes_a_letter_are_read_too);
    tcase_add_test(all, the_length_of_a_doctype_is_known);
    tcase_add_test(all, no_beginning_of_a_document_is_read_beyond_its_end);
}

UNIT_MAIN("stm_prolog")
