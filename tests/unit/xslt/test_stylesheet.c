#include "unit/unit.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <libxslt/xsltutils.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/xslt/stylesheet.h"

#define OPEN  "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>"
#define CLOSE "</xsl:stylesheet>"

static const char *root, *outside;
static apr_array_header_t *roots;

static const char *make_dir(const char *template)
{
    char *path = apr_pstrdup(pool, template);

    ck_assert_ptr_nonnull(mkdtemp(path));
    return path;
}

static const char *write_file(const char *dir, const char *name, const char *text)
{
    const char *path = apr_pstrcat(pool, dir, "/", name, NULL);
    FILE *file = fopen(path, "w");

    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
    return path;
}

static void setup_folders(void)
{
    root = make_dir("/tmp/stm sheet XXXXXX"); /* with a space in it */
    outside = make_dir("/tmp/stm-outside-XXXXXX");
    roots = apr_array_make(pool, 1, sizeof(const char *));
    APR_ARRAY_PUSH(roots, const char *) = root;
}

static void remove_folders(void)
{
    ck_assert_int_eq(system(apr_psprintf(pool, "rm -rf -- '%s' '%s'", root, outside)), 0);
}

static apr_status_t load(const stm_stylesheet_t **sheet, const char *path, const char **words)
{
    stm_problems_t *problems = stm_problems_create(pool);
    apr_status_t status = stm_stylesheet_load(sheet, path, roots, problems, pool);

    *words = stm_problems_count(problems, STM_SEVERITY_WARNING) == 0
                 ? ""
                 : stm_problem_text(stm_problems_at(problems, 0), pool);
    return status;
}

static void assert_refused(const char *path, const char *part)
{
    const stm_stylesheet_t *sheet;
    const char *words;

    ck_assert_int_eq(load(&sheet, path, &words), STM_ESTYLESHEET);
    ck_assert_msg(strstr(words, part) != NULL, "\"%s\" is not in: %s", part, words);
}

START_TEST(test_imports_and_includes_are_listed_once_each)
{
    const stm_stylesheet_t *sheet;
    const char *words, *path;

    mkdir(apr_pstrcat(pool, root, "/common", NULL), 0700);
    write_file(root, "common/b.xsl", OPEN "<xsl:include href='c.xsl'/>" CLOSE);
    write_file(root, "common/c.xsl", OPEN CLOSE);
    path = write_file(root, "a.xsl",
                      OPEN
                      "<xsl:import href='common/b.xsl'/><xsl:import href='common/../common/c.xsl'/>"
                      "<xsl:output method='html'/>" CLOSE);
    ck_assert_int_eq(load(&sheet, path, &words), APR_SUCCESS);
    ck_assert_int_eq(sheet->files->nelts, 3);
    ck_assert_str_eq(APR_ARRAY_IDX(sheet->files, 0, const char *), path);
    ck_assert_str_eq(sheet->media_type, "text/html");
    ck_assert_uint_eq(strlen(sheet->hash), 32);
    ck_assert_str_eq(words, "");
}
END_TEST

START_TEST(test_media_type_follows_output_and_its_method)
{
    static const struct {
        const char *output, *media_type;
    } rows[] = {
        {"<xsl:output method='text'/>", "text/plain"},
        {"<xsl:output method='html'/>", "text/html"},
        {"<xsl:output method='xml'/>", "application/xml"},
        {"", "application/xml"},
        {"<xsl:output method='text' media-type='text/vcard'/>", "text/vcard"},
    };
    const stm_stylesheet_t *sheet;
    const char *words;

    ck_assert_int_eq(
        load(&sheet,
             write_file(root, "a.xsl", apr_pstrcat(pool, OPEN, rows[_i].output, CLOSE, NULL)),
             &words),
        APR_SUCCESS);
    ck_assert_str_eq(sheet->media_type, rows[_i].media_type);
}
END_TEST

START_TEST(test_hash_follows_every_file)
{
    const stm_stylesheet_t *first, *second;
    const char *words, *path;

    write_file(root, "b.xsl", OPEN CLOSE);
    path = write_file(root, "a.xsl", OPEN "<xsl:import href='b.xsl'/>" CLOSE);
    ck_assert_int_eq(load(&first, path, &words), APR_SUCCESS);
    ck_assert(!stm_stylesheet_is_stale(first, pool));
    write_file(root, "b.xsl", OPEN "<xsl:param name='x'/>" CLOSE);
    ck_assert(stm_stylesheet_is_stale(first, pool));
    ck_assert_int_eq(load(&second, path, &words), APR_SUCCESS);
    ck_assert_str_ne(first->hash, second->hash);
    unlink(apr_pstrcat(pool, root, "/b.xsl", NULL));
    ck_assert(stm_stylesheet_is_stale(second, pool));
}
END_TEST

START_TEST(test_what_could_lead_out_of_the_folders_is_not_imported)
{
    static const struct {
        const char *href, *words;
    } rows[] = {
        {"../%2e%2e/etc/passwd", "cannot be imported"},
        {"%2Fetc%2Fpasswd", "cannot be imported"},
        {"file:///etc/passwd", "cannot be imported"},
        {"file://host/etc/passwd", "cannot be imported"},
        {"http://127.0.0.1:9/a.xsl", "cannot be imported"},
        {"//127.0.0.1/a.xsl", "cannot be imported"},
        {"", "cannot be imported"},
        {"/etc/passwd", "lies outside"},
        {"../../../../../etc/passwd", "lies outside"},
        {"link.xsl", "lies outside"},
        {"folder/out.xsl", "lies outside"},
        {"missing.xsl", "is not there"},
    };

    write_file(outside, "out.xsl", OPEN CLOSE);
    ck_assert_int_eq(symlink(apr_pstrcat(pool, outside, "/out.xsl", NULL),
                             apr_pstrcat(pool, root, "/link.xsl", NULL)),
                     0);
    ck_assert_int_eq(symlink(outside, apr_pstrcat(pool, root, "/folder", NULL)), 0);
    assert_refused(write_file(root, "a.xsl",
                              apr_pstrcat(pool, OPEN, "<xsl:include href='", rows[_i].href, "'/>",
                                          CLOSE, NULL)),
                   rows[_i].words);
}
END_TEST

START_TEST(test_a_folder_whose_name_only_starts_alike_is_outside)
{
    const char *beside = apr_pstrcat(pool, root, "-two", NULL);
    const stm_stylesheet_t *sheet;
    const char *words;

    mkdir(beside, 0700);
    ck_assert_int_eq(load(&sheet, write_file(beside, "a.xsl", OPEN CLOSE), &words),
                     STM_ESTYLESHEET);
    ck_assert_int_eq(system(apr_psprintf(pool, "rm -r '%s'", beside)), 0);
}
END_TEST

START_TEST(test_doctype_is_refused_and_its_entity_never_read)
{
    assert_refused(write_file(root, "a.xsl",
                              "<!DOCTYPE x [<!ENTITY e SYSTEM '/etc/hostname'>]>" OPEN
                              "<xsl:template match='/'>&e;</xsl:template>" CLOSE),
                   "DOCTYPE");
}
END_TEST

START_TEST(test_elements_that_write_are_refused)
{
    static const char *const writers[] = {
        "<xsl:document href='x'/>",
        "<e:document xmlns:e='http://exslt.org/common' href='x'/>",
        "<s:output xmlns:s='http://icl.com/saxon' href='x'/>",
        "<x:document xmlns:x='http://www.jclark.com/xt' href='x'/>",
        "<r:write xmlns:r='org.apache.xalan.xslt.extensions.Redirect' file='x'/>",
    };

    assert_refused(write_file(root, "a.xsl",
                              apr_pstrcat(pool, OPEN, "<xsl:template match='/'>", writers[_i],
                                          "</xsl:template>", CLOSE, NULL)),
                   "writes files");
}
END_TEST

START_TEST(test_a_ring_of_imports_is_named)
{
    write_file(root, "b.xsl", OPEN "<xsl:import href='a.xsl'/>" CLOSE);
    assert_refused(write_file(root, "a.xsl", OPEN "<xsl:import href='b.xsl'/>" CLOSE),
                   "imports itself");
}
END_TEST

/* libxslt would compile the last of them as often as two to the power of their number. */
START_TEST(test_imports_that_double_are_counted)
{
    for (int i = 1; i <= 60; i++) {
        const char *next = apr_psprintf(pool, "<xsl:import href='%d.xsl'/>", i + 1);

        write_file(root, apr_psprintf(pool, "%d.xsl", i),
                   i == 60 ? OPEN CLOSE : apr_pstrcat(pool, OPEN, next, next, CLOSE, NULL));
    }
    assert_refused(write_file(root, "a.xsl", OPEN "<xsl:import href='1.xsl'/>" CLOSE),
                   "Too many files are imported");
}
END_TEST

START_TEST(test_what_is_imported_again_counts_its_bytes_again)
{
    char *large = apr_palloc(pool, 1000001);
    const char *imports = "";

    memset(large, ' ', 1000000);
    large[1000000] = '\0';
    write_file(root, "large.xsl", apr_pstrcat(pool, OPEN, large, CLOSE, NULL));
    for (int i = 0; i < 20; i++) {
        imports = apr_pstrcat(pool, imports, "<xsl:import href='large.xsl'/>", NULL);
    }
    assert_refused(write_file(root, "a.xsl", apr_pstrcat(pool, OPEN, imports, CLOSE, NULL)),
                   "Too many bytes are imported");
}
END_TEST

/* libxslt compares them by pairs. */
START_TEST(test_declarations_are_counted)
{
    static const char key[] = "<xsl:key name='k' match='a' use='b'/>";
    const int count = 5001;
    char *keys = apr_palloc(pool, count * (sizeof(key) - 1) + 1);

    for (int i = 0; i < count; i++) {
        memcpy(keys + i * (sizeof(key) - 1), key, sizeof(key));
    }
    write_file(root, "keys.xsl", apr_pstrcat(pool, OPEN, keys, CLOSE, NULL));
    assert_refused(write_file(root, "a.xsl",
                              OPEN "<xsl:import href='keys.xsl'/>"
                                   "<xsl:import href='keys.xsl'/>" CLOSE),
                   "Too many templates");
}
END_TEST

START_TEST(test_what_several_import_is_compiled_for_each)
{
    const stm_stylesheet_t *sheet;
    const char *words;

    write_file(root, "common.xsl", OPEN CLOSE);
    write_file(root, "b.xsl", OPEN "<xsl:import href='common.xsl'/>" CLOSE);
    write_file(root, "c.xsl", OPEN "<xsl:import href='common.xsl'/>" CLOSE);
    ck_assert_int_eq(load(&sheet,
                          write_file(root, "a.xsl",
                                     OPEN "<xsl:import href='b.xsl'/><xsl:import href='c.xsl'/>"
                                          "<xsl:import href='common.xsl'/>" CLOSE),
                          &words),
                     APR_SUCCESS);
}
END_TEST

START_TEST(test_xml_base_cannot_turn_imports_elsewhere)
{
    write_file(root, "b.xsl", OPEN CLOSE);
    assert_refused(write_file(root, "a.xsl",
                              "<xsl:stylesheet version='1.0' xml:base='/etc/'"
                              " xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>"
                              "<xsl:import href='b.xsl'/>" CLOSE),
                   "xml:base");
}
END_TEST

START_TEST(test_faults_of_a_stylesheet_name_file_and_line)
{
    const char *part = write_file(root, "b.xsl",
                                  OPEN "\n<xsl:template match='/'>\n"
                                       "<xsl:value-of select='1 +'/>\n</xsl:template>" CLOSE);
    const char *words;
    const stm_stylesheet_t *sheet;
    const char *path = write_file(root, "a.xsl", OPEN "<xsl:import href='b.xsl'/>" CLOSE);
    stm_problems_t *problems = stm_problems_create(pool);
    const stm_problem_t *problem;
    int i, named = 0;

    ck_assert_int_eq(load(&sheet, path, &words), STM_ESTYLESHEET);
    ck_assert_int_eq(stm_stylesheet_load(&sheet, path, roots, problems, pool), STM_ESTYLESHEET);
    for (i = 0; (problem = stm_problems_at(problems, i)) != NULL; i++) {
        named |= problem->line == 3 && problem->file != NULL &&
                 strstr(problem->file, strrchr(part, '/')) != NULL;
    }
    ck_assert_msg(named, "%s", stm_problems_json(problems, pool));
}
END_TEST

START_TEST(test_a_stylesheet_cut_short_names_its_line)
{
    assert_refused(write_file(root, "a.xsl", OPEN "\n<xsl:template match='/'>\n"), "a.xsl:3");
}
END_TEST

static int foreign_errors;

static void foreign_error(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
    foreign_errors++;
}

START_TEST(test_error_function_of_the_process_is_as_it_was_and_hears_nothing)
{
    const stm_stylesheet_t *sheet;
    const char *words;
    int mark;

    foreign_errors = 0;
    xsltSetGenericErrorFunc(&mark, foreign_error);
    load(&sheet, write_file(root, "a.xsl", OPEN "<xsl:template/>" CLOSE), &words);
    ck_assert_str_ne(words, "");
    ck_assert_ptr_eq((void *)xsltGenericError, (void *)foreign_error);
    ck_assert_ptr_eq(xsltGenericErrorContext, &mark);
    ck_assert_int_eq(foreign_errors, 0);
    xsltSetGenericErrorFunc(NULL, NULL);
}
END_TEST

static void *load_often(void *path)
{
    apr_array_header_t *ours = roots;
    apr_pool_t *thread_pool;
    int i;

    apr_pool_create(&thread_pool, NULL);
    for (i = 0; i < 50; i++) {
        const stm_stylesheet_t *sheet;
        stm_problems_t *problems = stm_problems_create(thread_pool);

        ck_assert_int_eq(stm_stylesheet_load(&sheet, path, ours, problems, thread_pool),
                         STM_ESTYLESHEET);
        ck_assert_int_gt(stm_problems_count(problems, STM_SEVERITY_ERROR), 0);
        apr_pool_clear(thread_pool);
    }
    apr_pool_destroy(thread_pool);
    return NULL;
}

START_TEST(test_threads_hear_of_their_own_faults_only)
{
    const char *path = write_file(root, "a.xsl", OPEN "<xsl:template/>" CLOSE);
    pthread_t threads[4];
    int i;

    for (i = 0; i < 4; i++) {
        pthread_create(&threads[i], NULL, load_often, (void *)path);
    }
    for (i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_checked_fixture(all, setup_folders, remove_folders);
    tcase_add_test(all, test_imports_and_includes_are_listed_once_each);
    tcase_add_loop_test(all, test_media_type_follows_output_and_its_method, 0, 5);
    tcase_add_test(all, test_hash_follows_every_file);
    tcase_add_loop_test(all, test_what_could_lead_out_of_the_folders_is_not_imported, 0, 12);
    tcase_add_test(all, test_a_folder_whose_name_only_starts_alike_is_outside);
    tcase_add_test(all, test_doctype_is_refused_and_its_entity_never_read);
    tcase_add_loop_test(all, test_elements_that_write_are_refused, 0, 5);
    tcase_add_test(all, test_a_ring_of_imports_is_named);
    tcase_add_test(all, test_imports_that_double_are_counted);
    tcase_add_test(all, test_what_is_imported_again_counts_its_bytes_again);
    tcase_add_test(all, test_what_several_import_is_compiled_for_each);
    tcase_add_test(all, test_declarations_are_counted);
    tcase_add_test(all, test_xml_base_cannot_turn_imports_elsewhere);
    tcase_add_test(all, test_faults_of_a_stylesheet_name_file_and_line);
    tcase_add_test(all, test_a_stylesheet_cut_short_names_its_line);
    tcase_add_test(all, test_error_function_of_the_process_is_as_it_was_and_hears_nothing);
    tcase_add_test(all, test_threads_hear_of_their_own_faults_only);
}

UNIT_MAIN("stm_sheet")
