#include <apr_file_io.h>
#include <apr_strings.h>
#include <string.h>
#include <unistd.h>

#include "core/xslt/ui_words.h"
#include "unit/unit.h"

static char folder[] = "/tmp/stm_ui_words_XXXXXX";

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(apr_pstrcat(pool, folder, "/l10n/", name, NULL), "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static void make_folder(void)
{
    strcpy(folder, "/tmp/stm_ui_words_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(
        apr_dir_make(apr_pstrcat(pool, folder, "/l10n", NULL), APR_FPROT_OS_DEFAULT, pool),
        APR_SUCCESS);
}

static void remove_folder(void)
{
    static const char *const names[] = {"en.xml",    "de.xml", "zh.xml",    "zh-Hant.xml",
                                        "notes.txt", ".x.xml", "broken.xml"};
    size_t index;
    for (index = 0; index < sizeof(names) / sizeof(*names); index++) {
        unlink(apr_pstrcat(pool, folder, "/l10n/", names[index], NULL));
    }
    rmdir(apr_pstrcat(pool, folder, "/l10n", NULL));
    rmdir(folder);
}

START_TEST(test_words_come_from_the_nearest_language)
{
    static const struct {
        const char *key, *tag, *fallback, *text;
    } rows[] = {
        {"note", "de", "en", "Hinweis"},    {"note", "DE", "en", "Hinweis"},
        {"note", "de-AT", "en", "Hinweis"}, {"note", "de-CH-1996", "en", "Hinweis"},
        {"note", "fr", "de", "Hinweis"},    {"note", "fr", "fi", "Note"},
        {"note", "fr", NULL, "Note"},       {"note", "", "de", "Hinweis"},
        {"note", NULL, "de", "Hinweis"},    {"note", "tlh", "de", "Hinweis"},
        {"note", "zh-CN", "en", "注"},      {"note", "zh-TW", "en", "註"},
        {"note", "zh-Hant-HK", "en", "註"}, {"only-english", "de", "de", "here"},
        {"separator", "en", NULL, ", "},    {"nothing", "en", "de", NULL},
        {"note", "zh-Latn", "zh", "Note"},  {"note", "zh-Latn", "de", "Hinweis"},
        {"note", "ar-Latn", "zh", "Note"},  {"note", "zh-Latn-TW", "zh-Hant", "Note"},
        {"note", "uz-Latn", "zh", "注"},    {"note", "de-Latn", "en", "Hinweis"},
    };
    const stm_ui_words_t *words = NULL;
    stm_problems_t *problems = stm_problems_create(pool);
    size_t index;
    make_folder();
    write_file("en.xml", "<words xml:lang='en'><word key='note'>Note</word><word "
                         "key='only-english'>here</word><word key='separator'>, </word></words>");
    write_file("de.xml", "<words><!-- no word --><word key='note'>Hinweis</word></words>");
    write_file("zh.xml", "<words><word key='note'>注</word></words>");
    write_file("zh-Hant.xml", "<words><word key='note'>註</word></words>");
    write_file("notes.txt", "not for us");
    write_file(".x.xml", "nor this");
    ck_assert_int_eq(stm_ui_words_load(&words, folder, problems, pool), APR_SUCCESS);
    ck_assert_int_eq(stm_ui_words_tags(words, pool)->nelts, 4);
    for (index = 0; index < sizeof(rows) / sizeof(*rows); index++) {
        const char *text =
            stm_ui_words_get(words, rows[index].key, rows[index].tag, rows[index].fallback);
        ck_assert_msg(rows[index].text ? text && strcmp(text, rows[index].text) == 0 : !text,
                      "%s in %s: %s", rows[index].key, rows[index].tag, text);
    }
    remove_folder();
}
END_TEST

START_TEST(test_a_broken_language_file_is_a_problem)
{
    static const char *const broken[] = {"<words><word key='note'>Note</words>", "", "<texts/>"};
    size_t index;
    for (index = 0; index < 3; index++) {
        const stm_ui_words_t *words = NULL;
        stm_problems_t *problems = stm_problems_create(pool);
        make_folder();
        write_file("en.xml", "<words/>");
        write_file("broken.xml", broken[index]);
        ck_assert_int_eq(stm_ui_words_load(&words, folder, problems, pool), STM_EMALFORMED);
        ck_assert_ptr_null(words);
        ck_assert_int_gt(stm_problems_count(problems, STM_SEVERITY_ERROR), 0);
        ck_assert_str_eq(stm_problems_at(problems, 0)->file, "l10n/broken.xml");
        remove_folder();
    }
}
END_TEST

START_TEST(test_english_must_be_there)
{
    const stm_ui_words_t *words = NULL;
    stm_problems_t *problems = stm_problems_create(pool);
    make_folder();
    write_file("de.xml", "<words/>");
    ck_assert_int_eq(stm_ui_words_load(&words, folder, problems, pool), APR_ENOENT);
    remove_folder();
    ck_assert(APR_STATUS_IS_ENOENT(stm_ui_words_load(&words, folder, problems, pool)));
}
END_TEST

/* The names in braces of @a text, sorted and joined, so that two texts can be compared. */
static const char *names_in(const char *text)
{
    apr_array_header_t *names = apr_array_make(pool, 4, sizeof(const char *));
    const char *open, *joined = "";
    int index, other;
    for (open = strchr(text, '{'); open; open = strchr(open + 1, '{')) {
        APR_ARRAY_PUSH(names, const char *) = apr_pstrmemdup(pool, open, strcspn(open, "}") + 1);
    }
    for (index = 0; index < names->nelts; index++) {
        for (other = index + 1; other < names->nelts; other++) {
            const char **left = &APR_ARRAY_IDX(names, index, const char *);
            const char **right = &APR_ARRAY_IDX(names, other, const char *);
            if (strcmp(*left, *right) > 0) {
                const char *swapped = *left;
                *left = *right;
                *right = swapped;
            }
        }
        joined = apr_pstrcat(pool, joined, APR_ARRAY_IDX(names, index, const char *), NULL);
    }
    return joined;
}

static xmlDocPtr read_words(const char *tag)
{
    return xmlReadFile(apr_pstrcat(pool, SOURCE_DIR "/xslt/l10n/", tag, ".xml", NULL), NULL,
                       XML_PARSE_NONET);
}

static const char *word_of(const xmlNode *words, const char *key)
{
    const xmlNode *node;
    for (node = words->children; node; node = node->next) {
        if (node->type == XML_ELEMENT_NODE) {
            xmlChar *found = xmlGetNoNsProp(node, BAD_CAST "key");
            int is_it = xmlStrEqual(found, BAD_CAST key);
            xmlFree(found);
            if (is_it) {
                xmlChar *text = xmlNodeGetContent(node);
                const char *copy = apr_pstrdup(pool, (char *)text);
                xmlFree(text);
                return copy;
            }
        }
    }
    return NULL;
}

START_TEST(test_every_language_has_every_word_with_the_same_names)
{
    static const char *const tags[] = {"en", "de", "fr", "es", "it", "pt",     "nl",
                                       "pl", "ar", "he", "ja", "zh", "zh-Hant"};
    xmlDocPtr english = read_words("en");
    size_t index;
    for (index = 0; index < sizeof(tags) / sizeof(*tags); index++) {
        xmlDocPtr language = read_words(tags[index]);
        const xmlNode *node;
        xmlChar *lang;
        ck_assert_msg(language != NULL, "%s", tags[index]);
        lang = xmlNodeGetLang(xmlDocGetRootElement(language));
        ck_assert_str_eq((char *)lang, tags[index]);
        xmlFree(lang);
        ck_assert_int_eq(xmlChildElementCount(xmlDocGetRootElement(language)),
                         xmlChildElementCount(xmlDocGetRootElement(english)));
        for (node = xmlDocGetRootElement(english)->children; node; node = node->next) {
            xmlChar *key, *text;
            const char *word;
            if (node->type != XML_ELEMENT_NODE) {
                continue;
            }
            key = xmlGetNoNsProp(node, BAD_CAST "key");
            text = xmlNodeGetContent(node);
            word = word_of(xmlDocGetRootElement(language), (char *)key);
            ck_assert_msg(word && *word, "%s: no \"%s\"", tags[index], key);
            ck_assert_msg(strcmp(names_in(word), names_in((char *)text)) == 0,
                          "%s: \"%s\" has other names in braces: %s", tags[index], key, word);
            xmlFree(key);
            xmlFree(text);
        }
        xmlFreeDoc(language);
    }
    xmlFreeDoc(english);
}
END_TEST

START_TEST(test_all_languages_that_have_words_are_named)
{
    const stm_ui_words_t *words = NULL;
    apr_array_header_t *tags;
    make_folder();
    write_file("en.xml", "<words xml:lang='en'/>");
    write_file("zh-Hant.xml", "<words xml:lang='zh-Hant'/>");
    write_file("notes.txt", "none");
    ck_assert_int_eq(stm_ui_words_load(&words, folder, stm_problems_create(pool), pool),
                     APR_SUCCESS);
    tags = stm_ui_words_tags(words, pool);
    ck_assert_int_eq(tags->nelts, 2);
    ck_assert_str_eq(APR_ARRAY_IDX(tags, 0, const char *)[0] == 'e'
                         ? apr_array_pstrcat(pool, tags, ' ')
                         : apr_pstrcat(pool, "en ", APR_ARRAY_IDX(tags, 0, const char *), NULL),
                     "en zh-hant");
    remove_folder();
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_all_languages_that_have_words_are_named);
    tcase_add_test(all, test_words_come_from_the_nearest_language);
    tcase_add_test(all, test_a_broken_language_file_is_a_problem);
    tcase_add_test(all, test_english_must_be_there);
    tcase_add_test(all, test_every_language_has_every_word_with_the_same_names);
}

UNIT_MAIN("stm_words")
