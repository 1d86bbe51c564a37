#include "core/xslt/ui_words.h"

#include <apr_file_info.h>
#include <apr_hash.h>
#include <apr_strings.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/base/memory_reserve.h"
#include "core/i18n/locale.h"
#include "core/xml/document.h"
#include "core/xml/libxml.h"

struct stm_ui_words_t {
    apr_hash_t *languages; /* tag in small letters -> apr_hash_t * of key -> text */
    stm_hash_t hash;       /* over the files, while they are loaded */
    const char *digest;
};

static void to_small_letters(char *text)
{
    for (; *text; text++) {
        if (*text >= 'A' && *text <= 'Z') {
            *text |= 32;
        }
    }
}

static void add_words(apr_hash_t *language, const xmlNode *root, apr_pool_t *result_pool)
{
    const xmlNode *node;
    for (node = root->children; node; node = node->next) {
        xmlChar *key, *text;
        if (node->type != XML_ELEMENT_NODE || !xmlStrEqual(node->name, BAD_CAST "word")) {
            continue;
        }
        key = xmlGetNoNsProp(node, BAD_CAST "key");
        text = xmlNodeGetContent(node);
        if (key && text) {
            apr_hash_set(language, apr_pstrdup(result_pool, (char *)key), APR_HASH_KEY_STRING,
                         apr_pstrdup(result_pool, (char *)text));
        }
        xmlFree(key);
        xmlFree(text);
    }
}

/* NULL, with a problem, where @a bytes are no XML or no words. The caller frees the document. */
static xmlDocPtr parse_file(const char *bytes, apr_size_t size, const char *name,
                            stm_problems_t *problems)
{
    static const char remedy[] = "Write <words> with one <word key=\"…\"> for each text.";
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    xmlDocPtr xml = parser ? xmlCtxtReadMemory(parser, bytes, (int)size, NULL, NULL,
                                               XML_PARSE_NONET | XML_PARSE_NOERROR |
                                                   XML_PARSE_NOWARNING | XML_PARSE_NOCDATA)
                           : NULL;
    if (!xml) {
        stm_xml_error_t error = parser ? xmlCtxtGetLastError(parser) : NULL;
        stm_problems_add(problems, STM_SEVERITY_ERROR, "broken-words", name,
                         error ? error->line : 1, error ? error->int2 : 1, remedy,
                         "this language file is no well-formed XML");
    }
    else if (!xmlStrEqual(xmlDocGetRootElement(xml)->name, BAD_CAST "words")) {
        stm_problems_add(problems, STM_SEVERITY_ERROR, "broken-words", name, 1, 1, remedy,
                         "a language file begins with <words>, not <%s>",
                         (const char *)xmlDocGetRootElement(xml)->name);
        xmlFreeDoc(xml);
        xml = NULL;
    }
    xmlFreeParserCtxt(parser);
    return xml;
}

static apr_status_t load_file(stm_ui_words_t *words, const char *directory, const char *file_name,
                              stm_problems_t *problems, apr_pool_t *scratch_pool)
{
    apr_pool_t *result_pool = apr_hash_pool_get(words->languages);
    const char *path = apr_pstrcat(scratch_pool, directory, "/", file_name, NULL);
    const char *name = apr_pstrcat(scratch_pool, "l10n/", file_name, NULL), *bytes;
    char *tag = apr_pstrmemdup(result_pool, file_name, strlen(file_name) - strlen(".xml"));
    apr_hash_t *language = apr_hash_make(result_pool);
    const unsigned int failures = stm_memory_reserve_failures();
    xmlDocPtr xml;
    apr_size_t size;
    apr_status_t status =
        stm_document_bytes(&bytes, &size, path, name, &stm_limits_default, problems, scratch_pool);
    if (status != APR_SUCCESS) {
        return status;
    }
    stm_hash_text(&words->hash, file_name);
    stm_hash_bytes(&words->hash, bytes, size);
    xml = parse_file(bytes, size, name, problems);
    if (stm_memory_reserve_failures() != failures) {
        xmlFreeDoc(xml);
        return APR_ENOMEM;
    }
    if (!xml) {
        return STM_EMALFORMED;
    }
    add_words(language, xmlDocGetRootElement(xml), result_pool);
    xmlFreeDoc(xml);
    to_small_letters(tag);
    apr_hash_set(words->languages, tag, APR_HASH_KEY_STRING, language);
    return APR_SUCCESS;
}

static int by_name(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The names of LANG.xml files, in an order that does not depend on the file system: that of files
 * goes into what names a rendered page. */
static apr_status_t list_files(apr_array_header_t **names, const char *directory, apr_pool_t *pool)
{
    apr_finfo_t info;
    apr_dir_t *dir;
    apr_status_t status = apr_dir_open(&dir, directory, pool);
    if (status != APR_SUCCESS) {
        return status;
    }
    *names = apr_array_make(pool, 16, sizeof(const char *));
    while (apr_dir_read(&info, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        size_t length = strlen(info.name);
        if (*info.name != '.' && length > 4 && strcmp(info.name + length - 4, ".xml") == 0) {
            APR_ARRAY_PUSH(*names, const char *) = apr_pstrdup(pool, info.name);
        }
    }
    apr_dir_close(dir);
    qsort((*names)->elts, (*names)->nelts, (*names)->elt_size, by_name);
    return APR_SUCCESS;
}

apr_status_t stm_ui_words_load(const stm_ui_words_t **words, const char *stylesheet_dir,
                               stm_problems_t *problems, apr_pool_t *result_pool)
{
    stm_ui_words_t *made = apr_palloc(result_pool, sizeof(*made));
    apr_array_header_t *names;
    apr_pool_t *scratch_pool;
    apr_status_t status;
    const char *directory = apr_pstrcat(result_pool, stylesheet_dir, "/l10n", NULL);
    int index;
    made->languages = apr_hash_make(result_pool);
    stm_hash_start(&made->hash);
    apr_pool_create(&scratch_pool, result_pool);
    status = list_files(&names, directory, scratch_pool);
    for (index = 0; status == APR_SUCCESS && index < names->nelts; index++) {
        status = load_file(made, directory, APR_ARRAY_IDX(names, index, const char *), problems,
                           scratch_pool);
    }
    apr_pool_destroy(scratch_pool);
    if (status == APR_SUCCESS && !apr_hash_get(made->languages, "en", APR_HASH_KEY_STRING)) {
        status = APR_ENOENT;
    }
    if (status == APR_SUCCESS) {
        made->digest = stm_hash_hex(&made->hash, result_pool);
        *words = made;
    }
    return status;
}

/* @a key in the language of just that @a tag; NULL, too, where Latin words are wanted and its are
 * others. */
static const char *find_exactly(const stm_ui_words_t *words, const char *key, const char *tag,
                                int is_latin)
{
    apr_hash_t *language = apr_hash_get(words->languages, tag, APR_HASH_KEY_STRING);
    const char *text = language ? apr_hash_get(language, key, APR_HASH_KEY_STRING) : NULL;
    return text && is_latin && !stm_locale_is_latin(tag) ? NULL : text;
}

/* @a key in the language of @a tag or the nearest one above it; @a tag is shortened. */
static const char *find_shortening(const stm_ui_words_t *words, const char *key, char *tag,
                                   int is_latin)
{
    char *dash;
    do {
        const char *text = find_exactly(words, key, tag, is_latin);
        if (text) {
            return text;
        }
        dash = strrchr(tag, '-');
        if (dash) {
            *dash = '\0';
        }
    } while (dash);
    return NULL;
}

static const char *find(const stm_ui_words_t *words, const char *key, const char *tag, int is_latin)
{
    char exact[STM_LOCALE_BYTES], likely[STM_LOCALE_BYTES];
    const char *text = NULL;
    if (!tag || !*tag) {
        return NULL;
    }
    apr_cpystrn(exact, tag, sizeof(exact));
    to_small_letters(exact);
    /* zh-TW is zh-Hant before it is zh. */
    if (stm_locale_tag(likely, tag)) {
        text = find_exactly(words, key, exact, is_latin);
        to_small_letters(likely);
        return text ? text : find_shortening(words, key, likely, is_latin);
    }
    return find_shortening(words, key, exact, is_latin);
}

/* Of a language that is usually written in other letters, as ar-Latn: such text takes no words in
 * those, nor the newsroom's where they are in others. */
static int is_latin_variant(const char *tag)
{
    char likely[STM_LOCALE_BYTES];

    return tag && stm_locale_tag(likely, tag) && strstr(likely, "-Latn");
}

const char *stm_ui_words_get(const stm_ui_words_t *words, const char *key, const char *tag,
                             const char *fallback_tag)
{
    int is_latin = is_latin_variant(tag);
    const char *text = find(words, key, tag, is_latin);
    if (!text) {
        text = find(words, key, fallback_tag, is_latin);
    }
    return text ? text : find(words, key, "en", is_latin);
}

const char *stm_ui_words_digest(const stm_ui_words_t *words)
{
    return words->digest;
}

apr_array_header_t *stm_ui_words_tags(const stm_ui_words_t *words, apr_pool_t *result_pool)
{
    apr_array_header_t *tags = apr_array_make(result_pool, 16, sizeof(const char *));
    apr_hash_index_t *index;

    for (index = apr_hash_first(result_pool, words->languages); index;
         index = apr_hash_next(index)) {
        APR_ARRAY_PUSH(tags, const char *) = apr_hash_this_key(index);
    }
    return tags;
}
