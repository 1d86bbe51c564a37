#include "core/xml/root.h"

#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <libxml/SAX2.h>
#include <string.h>
#include <sys/stat.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unistd.h>

#include "core/base/nearest.h"
#include "core/xml/bounds.h"
#include "core/xml/libxml.h"

/* The root has to begin within so many bytes. */
#define MAX_PROLOGUE (STM_ROOT_BEGINNING - 4)

/* @a name as stm_nearest compares it: one byte a letter, so that a foreign letter counts once. */
static void narrow(char folded[STM_ROOT_MAX_NAME + 1], const UChar *letters, int32_t length)
{
    int32_t at = 0, written = 0;

    while (at < length && written < STM_ROOT_MAX_NAME) {
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
    UChar typed[STM_ROOT_MAX_NAME], meant[STM_ROOT_MAX_NAME * 4];
    char folded[STM_ROOT_MAX_NAME + 1];
    int32_t length = 0, size = (int32_t)strnlen(name, STM_ROOT_MAX_NAME * 3);

    u_strFromUTF8WithSub(typed, STM_ROOT_MAX_NAME, &length, name, size, 0xFFFD, NULL, &status);
    if (status == U_BUFFER_OVERFLOW_ERROR) {
        status = U_ZERO_ERROR;
        length = STM_ROOT_MAX_NAME;
    }
    length = unorm2_normalize(folding, typed, length, meant, STM_ROOT_MAX_NAME * 4, &status);
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

apr_size_t stm_root_read_beginning(char *buffer, apr_size_t room, const char *path)
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

    return stm_root_of(bytes, stm_root_read_beginning(bytes, STM_ROOT_BEGINNING, path),
                       STM_PART_BEGINNING);
}
