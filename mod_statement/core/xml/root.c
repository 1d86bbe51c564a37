#include "core/xml/root.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <libxml/SAX2.h>
#include <string.h>
#include <sys/stat.h>
#include <unicode/ucnv.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unistd.h>

#include "core/base/nearest.h"
#include "core/xml/bounds.h"
#include "core/xml/libxml.h"

/* A root element's name is cut after so many letters: a longer one is near to nothing. */
#define MAX_NAME 64

#define QUICK_BEGINNING 4096

/* The root has to begin within so many bytes. */
#define MAX_PROLOGUE (STM_ROOT_BEGINNING - 4)

/* @a name as stm_nearest compares it: one byte a letter, so that a foreign letter counts once. */
static void narrow(char folded[MAX_NAME + 1], const UChar *letters, int32_t length)
{
    int32_t at = 0, written = 0;

    while (at < length && written < MAX_NAME) {
        UChar32 letter;

        U16_NEXT(letters, at, length, letter);
        folded[written++] = letter < 0x80 ? (char)letter : '\x01';
    }
    folded[written] = '\0';
}

int stm_root_resembles(const char *name)
{
    static const char word[] = "statement";
    static const char *const names[] = {word, NULL};
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *folding = unorm2_getNFKCCasefoldInstance(&status);
    UChar typed[MAX_NAME], meant[MAX_NAME * 4];
    char folded[MAX_NAME + 1];
    int32_t length = 0, size = (int32_t)strnlen(name, MAX_NAME * 3);

    u_strFromUTF8WithSub(typed, MAX_NAME, &length, name, size, 0xFFFD, NULL, &status);
    if (status == U_BUFFER_OVERFLOW_ERROR) {
        status = U_ZERO_ERROR;
        length = MAX_NAME;
    }
    length = unorm2_normalize(folding, typed, length, meant, MAX_NAME * 4, &status);
    if (U_FAILURE(status)) {
        return 1;
    }
    narrow(folded, meant, length);
    return strncmp(folded, word, sizeof(word) - 1) == 0 || stm_nearest(folded, names) != NULL;
}

/* Deeper, or within more declarations of namespaces, is nobody's: a parser looks for each prefix
 * among all that are declared around it. */
#define MAX_DEPTH 4096

/* A parser compares each attribute that a DOCTYPE gives to an element with all that it has. */
#define MAX_DEFAULTED 10000

/* What the callbacks of one parse share. */
typedef struct parse_t {
    stm_root_t root; /* by its name alone; UNSET: not met yet */
    int is_refused;
    int defaults;  /* attributes that the DOCTYPE declares with a value */
    int defaulted; /* how many the elements have got from it */
    int depth, namespaces;
    unsigned short declared[MAX_DEPTH]; /* namespaces, on each open element */
} parse_t;

static void refuse(xmlParserCtxtPtr parser, parse_t *parse)
{
    parse->is_refused = 1;
    xmlStopParser(parser);
}

static void enter(xmlParserCtxtPtr parser, parse_t *parse, int namespace_count, int defaulted_count)
{
    parse->namespaces += namespace_count;
    parse->defaulted += parse->defaults ? defaulted_count + namespace_count : 0;
    if (parse->depth >= MAX_DEPTH || parse->namespaces > STM_BOUND_NAMESPACES ||
        parse->defaulted > MAX_DEFAULTED) {
        refuse(parser, parse);
        return;
    }
    parse->declared[parse->depth++] = (unsigned short)namespace_count;
}

static void leave(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    parse_t *parse = ((xmlParserCtxtPtr)context)->_private;

    (void)name, (void)prefix, (void)uri;
    if (parse->depth > 0) {
        parse->namespaces -= parse->declared[--parse->depth];
    }
}

/* Without a namespace the prefix belongs to the name that somebody typed. */
static void take_root(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                      int namespace_count, const xmlChar **namespaces, int attribute_count,
                      int defaulted_count, const xmlChar **attributes)
{
    parse_t *parse = ((xmlParserCtxtPtr)context)->_private;
    int is_ours;

    (void)namespaces, (void)attribute_count, (void)attributes;
    if (parse->root == STM_ROOT_UNSET) {
        is_ours = stm_root_resembles((const char *)name) ||
                  (prefix && !uri && stm_root_resembles((const char *)prefix));
        parse->root = is_ours ? STM_ROOT_STATEMENT : STM_ROOT_FOREIGN;
    }
    if (parse->root == STM_ROOT_STATEMENT) {
        xmlStopParser(context); /* Whatever follows does not make it somebody else's. */
        return;
    }
    enter(context, parse, namespace_count, defaulted_count);
}

/* The parser keeps the default itself; declared here, it can be counted before it is given. */
static void declare_attribute(void *context, const xmlChar *element, const xmlChar *name, int type,
                              int kind, const xmlChar *value, xmlEnumerationPtr enumeration)
{
    parse_t *parse = ((xmlParserCtxtPtr)context)->_private;

    if (value && ++parse->defaults > STM_BOUND_ATTRIBUTES) {
        refuse(context, parse);
    }
    xmlSAX2AttributeDecl(context, element, name, type, kind, value, enumeration);
}

static void ignore_error(void *context, stm_xml_error_t error)
{
    (void)context, (void)error;
}

static xmlParserInputPtr load_nothing(void *context, const xmlChar *public_id,
                                      const xmlChar *system_id)
{
    (void)context, (void)public_id, (void)system_id;
    return NULL;
}

/* Declarations are kept, so that a reference to what was declared is no fault; there is no tree. */
static void set_up(xmlSAXHandler *sax)
{
    memset(sax, 0, sizeof(*sax));
    xmlSAXVersion(sax, 2);
    sax->externalSubset = NULL;
    sax->resolveEntity = load_nothing;
    sax->attributeDecl = declare_attribute;
    sax->startElementNs = take_root;
    sax->endElementNs = leave;
    sax->reference = NULL;
    sax->characters = NULL;
    sax->ignorableWhitespace = NULL;
    sax->cdataBlock = NULL;
    sax->processingInstruction = NULL;
    sax->comment = NULL;
    sax->warning = NULL;
    sax->error = NULL;
    sax->fatalError = NULL;
    sax->serror = ignore_error;
}

static void free_parser(xmlParserCtxtPtr parser)
{
    xmlDocPtr declarations = parser->myDoc;

    parser->myDoc = NULL;
    xmlFreeParserCtxt(parser);
    xmlFreeDoc(declarations);
}

/* The first bytes alone tell a parser the encoding. */
#define SIGNATURE_SIZE 4

/* A DOCTYPE is read as a whole, and some of what it may declare takes the square of its length. */
static void read_parts(xmlParserCtxtPtr parser, parse_t *parse, const char *bytes, apr_size_t size,
                       stm_part_t part)
{
    int prologue = size < MAX_PROLOGUE ? (int)size : MAX_PROLOGUE;
    int is_whole = part == STM_PART_WHOLE;

    xmlParseChunk(parser, bytes, prologue, is_whole && (apr_size_t)prologue == size);
    if ((apr_size_t)prologue == size) {
        return;
    }
    if (parse->root == STM_ROOT_UNSET) {
        parse->is_refused = 1;
        return;
    }
    xmlParseChunk(parser, bytes + prologue, (int)size - prologue, is_whole);
}

/* Where an encoding is at fault libxml2 does not ask the parser, but prints. */
static void say_nothing(void *context, stm_xml_error_t error)
{
    (void)context;
    (void)error;
}

static stm_root_t read_root(const char *bytes, apr_size_t size, stm_part_t part)
{
    int first = size < SIGNATURE_SIZE ? (int)size : SIGNATURE_SIZE;
    xmlParserCtxtPtr parser;
    xmlSAXHandler sax;
    parse_t parse = {.root = STM_ROOT_UNSET};
    stm_root_t root;

    set_up(&sax);
    parser = xmlCreatePushParserCtxt(&sax, NULL, bytes, first, NULL);
    if (!parser) {
        return STM_ROOT_UNSET;
    }
    parser->_private = &parse;
    xmlCtxtUseOptions(parser, XML_PARSE_NONET);
    read_parts(parser, &parse, bytes + first, size - (apr_size_t)first, part);
    root = parse.is_refused ? STM_ROOT_UNSET
           : part == STM_PART_BEGINNING || parser->wellFormed || parse.root == STM_ROOT_STATEMENT
               ? parse.root
               : STM_ROOT_UNSET;
    free_parser(parser);
    return root;
}

stm_root_t stm_root_of(const char *bytes, apr_size_t size, stm_part_t part)
{
    /* Both are this thread's own. */
    xmlStructuredErrorFunc handler = xmlStructuredError;
    void *context = xmlStructuredErrorContext;
    stm_root_t root;

    xmlSetStructuredErrorFunc(NULL, (xmlStructuredErrorFunc)say_nothing);
    root = read_root(bytes, size, part);
    xmlSetStructuredErrorFunc(context, handler);
    return root;
}

static apr_size_t read_beginning(char *buffer, apr_size_t room, const char *path)
{
    int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    apr_size_t size = 0;
    ssize_t count = 1;
    struct stat info;

    if (file < 0) {
        return 0;
    }
    if (fstat(file, &info) == 0 && S_ISREG(info.st_mode)) {
        while (size < room && (count > 0 || (count < 0 && errno == EINTR))) {
            count = read(file, buffer + size, room - size);
            size += count > 0 ? (apr_size_t)count : 0;
        }
    }
    close(file);
    return size;
}

stm_root_t stm_root_of_large(const char *path, apr_pool_t *scratch_pool)
{
    char *bytes = apr_palloc(scratch_pool, STM_ROOT_BEGINNING);

    return stm_root_of(bytes, read_beginning(bytes, STM_ROOT_BEGINNING, path), STM_PART_BEGINNING);
}

typedef struct signature_t {
    const char *bytes;
    apr_size_t size;
    const char *encoding;
} signature_t;

/* Zero bytes between letters, with and without the mark that says so. */
static const char *wide_encoding(const char *bytes, apr_size_t size)
{
    static const signature_t signatures[] = {
        {"\xff\xfe\0\0", 4, "UTF-32LE"}, {"\0\0\xfe\xff", 4, "UTF-32BE"},
        {"<\0\0\0", 4, "UTF-32LE"},      {"\0\0\0<", 4, "UTF-32BE"},
        {"\xff\xfe", 2, "UTF-16LE"},     {"\xfe\xff", 2, "UTF-16BE"},
        {"<\0", 2, "UTF-16LE"},          {"\0<", 2, "UTF-16BE"},
        {"\x1c\xff", 2, "UTF-16LE"},     {"\xff\x1c", 2, "UTF-16BE"}};

    for (apr_size_t i = 0; i < sizeof(signatures) / sizeof(*signatures); i++) {
        if (size >= signatures[i].size &&
            memcmp(bytes, signatures[i].bytes, signatures[i].size) == 0) {
            return signatures[i].encoding;
        }
    }
    return NULL;
}

/* As UTF-8 with a NUL at its end, whatever it was. */
static const char *as_text(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    const char *encoding = wide_encoding(bytes, size);
    UErrorCode status = U_ZERO_ERROR;
    apr_size_t room = size * 3 + 4;
    char *text;

    if (!encoding) {
        return apr_pstrmemdup(pool, bytes, size);
    }
    /* Up to where it cannot be read, which is its end or a letter that is cut off there. */
    text = apr_pcalloc(pool, room);
    ucnv_convert("UTF-8", encoding, text, (int32_t)room - 1, bytes, (int32_t)size, &status);
    return text;
}

/* White space, that of other scripts and marks without a width, too; 0: none. */
static int space_at(const char *text)
{
    static const char *const spaces[] = {"\xef\xbb\xbf", "\u3000", "\u00a0",
                                         "\u200b",       "\u2028", "\u2029"};

    if (apr_isspace(*text)) {
        return 1;
    }
    for (apr_size_t i = 0; i < sizeof(spaces) / sizeof(*spaces); i++) {
        if (strncmp(text, spaces[i], strlen(spaces[i])) == 0) {
            return (int)strlen(spaces[i]);
        }
    }
    return 0;
}

static const char *skip_space(const char *text)
{
    int length;

    while ((length = space_at(text)) > 0) {
        text += length;
    }
    return text;
}

/* What opens a tag, also as an East Asian keyboard types it; 0: something else. */
static int opening_at(const char *text)
{
    static const char fullwidth[] = "＜";

    return *text == '<'                                           ? 1
           : strncmp(text, fullwidth, sizeof(fullwidth) - 1) == 0 ? (int)sizeof(fullwidth) - 1
                                                                  : 0;
}

/* Past a declaration, with what stands in its brackets. */
static const char *skip_declaration(const char *text)
{
    int depth = 0;

    for (; *text; text++) {
        depth += *text == '[' ? 1 : *text == ']' ? -1 : 0;
        if (*text == '>' && depth <= 0) {
            return text + 1;
        }
    }
    return NULL;
}

static const char *skip_past(const char *text, const char *end)
{
    const char *found = strstr(text, end);

    return found ? found + strlen(end) : NULL;
}

/* Past a comment, an instruction or a declaration; text itself: it is none; NULL: it has no end. */
static const char *skip_prologue(const char *text)
{
    if (strncmp(text, "<!--", 4) == 0) {
        return skip_past(text + 4, "-->");
    }
    if (strncmp(text, "<?", 2) == 0) {
        return skip_past(text, "?>");
    }
    return strncmp(text, "<!", 2) == 0 ? skip_declaration(text) : text;
}

static int resembles_tag(const char *text, apr_pool_t *pool)
{
    apr_size_t length = strcspn(text, " \t\r\n/>");
    const char *name, *colon;

    name = apr_pstrmemdup(pool, text, length < MAX_NAME * 3 ? length : MAX_NAME * 3);
    colon = strchr(name, ':');
    return stm_root_resembles(name) || (colon && stm_root_resembles(colon + 1));
}

/* By the first tag, however it is typed; *is_cut: it has not come. */
static stm_root_t root_of_text(const char *text, int *is_cut, apr_pool_t *pool)
{
    const char *at = text;

    *is_cut = 0;
    do {
        text = skip_space(at);
        if (!opening_at(text)) {
            *is_cut = !*text && text != at;
            return STM_ROOT_UNSET;
        }
        at = skip_prologue(text);
    } while (at && at != text);
    if (!at) {
        *is_cut = 1;
        return STM_ROOT_UNSET;
    }
    text = skip_space(text + opening_at(text));
    return resembles_tag(text, pool) ? STM_ROOT_STATEMENT : STM_ROOT_FOREIGN;
}

/* The parser knows what is quoted in a prologue, the reader what is no XML. */
static stm_root_t root_of_beginning(const char *bytes, apr_size_t size, int *is_cut,
                                    apr_pool_t *pool)
{
    const char *text = as_text(bytes, size, pool);
    stm_root_t root = root_of_text(text, is_cut, pool);
    stm_root_t parsed = STM_ROOT_UNSET;

    if (opening_at(skip_space(text)) && root != STM_ROOT_STATEMENT) {
        parsed = stm_root_of(bytes, size, STM_PART_BEGINNING);
    }
    if (parsed != STM_ROOT_UNSET) {
        *is_cut = 0;
        return parsed;
    }
    return root;
}

stm_root_t stm_root_of_other(const char *path, apr_pool_t *scratch_pool)
{
    char *bytes = apr_palloc(scratch_pool, STM_ROOT_BEGINNING);
    apr_size_t size = read_beginning(bytes, QUICK_BEGINNING, path);
    int is_cut;
    stm_root_t root = root_of_beginning(bytes, size, &is_cut, scratch_pool);

    if (is_cut && size == QUICK_BEGINNING) {
        size = read_beginning(bytes, STM_ROOT_BEGINNING, path);
        root = root_of_beginning(bytes, size, &is_cut, scratch_pool);
    }
    return is_cut && size == STM_ROOT_BEGINNING ? STM_ROOT_STATEMENT : root;
}
