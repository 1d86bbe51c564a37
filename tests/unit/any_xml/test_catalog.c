#include "core/any_xml/catalog.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

#include "core/any_xml/dtd_text.h"
#include "unit/unit.h"

#define OPEN  "<catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog'>"
#define CLOSE "</catalog>"

static char folder[64];
static stm_problems_t *problems;

static void make_folder(void)
{
    strcpy(folder, "/tmp/stm-catalog-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    problems = stm_problems_create(pool);
}

static void remove_folder(void)
{
    static const char *const names[] = {"catalog.xml", "more.xml", "a.dtd", "b.ent", "c.ent"};

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        apr_file_remove(apr_pstrcat(pool, folder, "/", names[i], NULL), pool);
    }
    apr_dir_remove(folder, pool);
}

static const char *put(const char *name, const char *text)
{
    const char *path = apr_pstrcat(pool, folder, "/", name, NULL);
    FILE *file = fopen(path, "w");

    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
    return path;
}

static const stm_xml_catalog_t *loaded(const char *text)
{
    const stm_xml_catalog_t *catalog;

    ck_assert_int_eq(stm_xml_catalog_load(&catalog, put("catalog.xml", text), problems, pool),
                     APR_SUCCESS);
    return catalog;
}

static const char *text_of(const stm_xml_catalog_t *catalog, const char *public_id,
                           const char *system_id)
{
    return stm_dtd_text(stm_dtd_reader_create(catalog, pool), public_id, system_id, pool);
}

/* The name in the folder; NULL: the catalogue has none. */
static const char *found(const stm_xml_catalog_t *catalog, const char *public_id,
                         const char *system_id)
{
    const char *path = stm_xml_catalog_resolve(catalog, public_id, system_id, pool);

    ck_assert(path == NULL || strncmp(path, folder, strlen(folder)) == 0);
    return path == NULL ? NULL : path + strlen(folder) + 1;
}

START_TEST(identifiers_are_found_where_they_are_declared)
{
    const stm_xml_catalog_t *catalog;

    put("more.xml", OPEN "<public publicId='-//More//EN' uri='b.ent'/>" CLOSE);
    catalog = loaded("<!DOCTYPE catalog SYSTEM 'http://127.0.0.1:1/x.dtd'>" OPEN
                     "<group xml:base='sub/'><public publicId='-//A  B//EN' uri='a.dtd'/></group>"
                     "<system systemId='http://x.example/a.dtd' uri='first.dtd'/>"
                     "<system systemId='http://x.example/a.dtd' uri='second.dtd'/>"
                     "<rewriteSystem systemIdStartString='http://x.example/' rewritePrefix='x/'/>"
                     "<rewriteSystem systemIdStartString='http://x.example/y/' rewritePrefix='y/'/>"
                     "<system systemId='far' uri='http://x.example/far.dtd'/>"
                     "<delegatePublic publicIdStartString='-//More' catalog='more.xml'/>" CLOSE);
    ck_assert_str_eq(found(catalog, " -//A\n B//EN ", NULL), "sub/a.dtd");
    ck_assert_str_eq(found(catalog, "-//More//EN", "unknown"), "b.ent");
    ck_assert_str_eq(found(catalog, "-//More//EN", "http://x.example/a.dtd"), "first.dtd");
    ck_assert_str_eq(found(catalog, NULL, "http://x.example/b.dtd"), "x/b.dtd");
    ck_assert_str_eq(found(catalog, NULL, "http://x.example/y/b.dtd"), "y/b.dtd");
    ck_assert_ptr_null(found(catalog, NULL, "http://x.example/../../etc/passwd"));
    ck_assert_ptr_null(found(catalog, NULL, "far"));
    ck_assert_ptr_null(found(catalog, NULL, NULL));
    ck_assert_int_eq(stm_problems_count(problems, STM_SEVERITY_WARNING), 0);
}
END_TEST

START_TEST(what_is_not_there_is_left_out)
{
    const stm_xml_catalog_t *catalog =
        loaded(OPEN "<nextCatalog catalog='none.xml'/><nextCatalog catalog='catalog.xml'/>"
                    "<system systemId='a' uri='a.dtd'/>" CLOSE);

    ck_assert_str_eq(found(catalog, NULL, "a"), "a.dtd");
    ck_assert_int_eq(stm_problems_count(problems, STM_SEVERITY_WARNING), 1);
    ck_assert_int_eq(stm_problems_count(problems, STM_SEVERITY_ERROR), 0);
}
END_TEST

START_TEST(a_catalogue_that_is_none_is_refused)
{
    const stm_xml_catalog_t *catalog;

    ck_assert_int_eq(stm_xml_catalog_load(&catalog, put("catalog.xml", "<catalog"), problems, pool),
                     STM_EMALFORMED);
    ck_assert_int_eq(stm_xml_catalog_load(&catalog, "/none/catalog.xml", problems, pool),
                     APR_ENOENT);
    ck_assert_int_eq(stm_problems_count(problems, STM_SEVERITY_ERROR), 2);
}
END_TEST

START_TEST(a_dtd_is_one_text_with_its_parts)
{
    const stm_xml_catalog_t *catalog = loaded(OPEN "<system systemId='a' uri='a.dtd'/>"
                                                   "<public publicId='-//C' uri='c.ent'/>" CLOSE);

    put("b.ent", "<?xml encoding='UTF-8'?><!ENTITY b 'x>%c;'>");
    put("c.ent", "<!ENTITY c '&#38;#38;'>");
    put("a.dtd", "<!-- %b; & --><![IGNORE[<!ENTITY % c PUBLIC '-//SGML'>]]>"
                 "<!ENTITY % b SYSTEM 'b.ent'><!ENTITY % c PUBLIC '-//C' 'none'>"
                 "<!ENTITY % d 'd'>%b;%c;%d;%e;<!ELEMENT a (%d;)>");
    ck_assert_str_eq(text_of(catalog, NULL, "a"),
                     "<![IGNORE[]]><!ENTITY % d 'd'><!ENTITY b 'x>%c;'><!ENTITY c '&#38;#38;'>"
                     "%d;%e;<!ELEMENT a (%d;)>");
    ck_assert_ptr_null(text_of(catalog, "-//None", "none"));
}
END_TEST

START_TEST(a_dtd_that_includes_itself_is_none)
{
    const stm_xml_catalog_t *catalog = loaded(OPEN "<system systemId='a' uri='a.dtd'/>" CLOSE);

    put("a.dtd", "<!ENTITY % a SYSTEM 'a'>%a;%a;");
    ck_assert_ptr_null(text_of(catalog, NULL, "a"));
}
END_TEST

START_TEST(a_dtd_that_ends_anywhere_is_read_to_its_end)
{
    static const char text[] =
        "<!ENTITY % b PUBLIC \"-//C\" 'b.ent'>%b;<!-- c --><?d e?><![%f;[]]>";
    const stm_xml_catalog_t *catalog = loaded(OPEN "<system systemId='a' uri='a.dtd'/>" CLOSE);

    for (size_t size = 0; size < sizeof(text); size++) {
        put("a.dtd", apr_pstrmemdup(pool, text, size));
        ck_assert_ptr_nonnull(text_of(catalog, NULL, "a"));
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_checked_fixture(all, make_folder, remove_folder);
    tcase_add_test(all, identifiers_are_found_where_they_are_declared);
    tcase_add_test(all, what_is_not_there_is_left_out);
    tcase_add_test(all, a_catalogue_that_is_none_is_refused);
    tcase_add_test(all, a_dtd_is_one_text_with_its_parts);
    tcase_add_test(all, a_dtd_that_includes_itself_is_none);
    tcase_add_test(all, a_dtd_that_ends_anywhere_is_read_to_its_end);
}

UNIT_MAIN("stm_xml_catalog")
