/*
 * Of a draft that cannot be parsed nobody can say what it means, but the files that it names are as
 * secret as it is. Whatever may be such a name is taken for one.
 */
#include <apr_hash.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/site/newsroom.h"
#include "core/site/statement.h"
#include "core/xml/file_name.h"

/* Also what word processors make of quotation marks (their first byte in UTF-8 is 0xE2). */
#define QUOTES "\"'\xE2\x80\x9C\x9D\x98\x99"
#define SPACES " \t\r\n"
#define ENDS   QUOTES "<>" SPACES
/* Between names in one word. */
#define SEPARATORS "=,()"

/* Longer ones are no names of files. */
#define MAX_NAME 4096

/* Beyond these a document may name any file: its end is not read, or its names are not kept. */
#define MOST_NAMES      10000
#define MOST_NAME_BYTES (1024 * 1024)
#define MOST_BYTES      (32 * 1024 * 1024)

#define BLOCK_SIZE (256 * 1024)

/* One document, of which a part is read after another. */
typedef struct search_t {
    stm_statement_t *statement;
    apr_hash_t *names; /* those that are edges */
    apr_size_t name_bytes;
    int is_endless;
    int is_address, is_value; /* of the next word: an address's name was before it, "=" was, too */
    apr_pool_t *pool;
} search_t;

static void add_edge(search_t *search, const char *href)
{
    stm_edge_t *edge = apr_array_push(search->statement->edges);

    memset(edge, 0, sizeof(*edge));
    edge->kind = STM_EDGE_INTERNAL;
    edge->href = href;
}

static void start(search_t *search, apr_pool_t *pool)
{
    stm_statement_t *statement = apr_pcalloc(pool, sizeof(*statement));

    statement->status = STM_STATUS_DRAFT;
    statement->published_at = statement->expires_at = statement->withdrawn_at = STM_NEVER;
    statement->tags = apr_array_make(pool, 1, sizeof(stm_tag_t));
    statement->issuers = apr_array_make(pool, 1, sizeof(const char *));
    statement->authors = apr_array_make(pool, 1, sizeof(const char *));
    statement->edges = apr_array_make(pool, 4, sizeof(stm_edge_t));
    *search = (search_t){.statement = statement, .names = apr_hash_make(pool), .pool = pool};
}

static stm_statement_t *end(search_t *search)
{
    if (search->is_endless) {
        add_edge(search, STM_EDGE_ANY_FILE);
    }
    return search->statement;
}

static char *put_letter(char *out, unsigned long code)
{
    if (code < 0x80) {
        *out++ = (char)code;
    }
    else if (code < 0x800) {
        *out++ = (char)(0xC0 | code >> 6);
        *out++ = (char)(0x80 | (code & 0x3F));
    }
    else if (code < 0x10000) {
        *out++ = (char)(0xE0 | code >> 12);
        *out++ = (char)(0x80 | (code >> 6 & 0x3F));
        *out++ = (char)(0x80 | (code & 0x3F));
    }
    return out;
}

/* The letter that the character reference at *text is, which it moves past; 0: it is none. */
static unsigned long letter_at(const char **text)
{
    static const struct {
        const char *name;
        unsigned long code;
    } names[] = {{"&amp;", '&'}, {"&apos;", '\''}, {"&quot;", '"'}};
    char *after;
    unsigned long code;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strncmp(*text, names[i].name, strlen(names[i].name)) == 0) {
            *text += strlen(names[i].name);
            return names[i].code;
        }
    }
    if ((*text)[1] != '#' || !apr_isalnum((*text)[2])) {
        return 0;
    }
    code = (*text)[2] == 'x' ? strtoul(*text + 3, &after, 16) : strtoul(*text + 2, &after, 10);
    if (*after == ';' && code > 0 && code < 0x10000) {
        *text = after + 1;
        return code;
    }
    return 0;
}

/* In place: no reference is shorter than its letter. */
static void resolve_letters(char *name)
{
    const char *at = strchr(name, '&');
    char *out = name + (at ? at - name : 0);

    while (at && *at) {
        unsigned long code = *at == '&' ? letter_at(&at) : 0;

        if (code) {
            out = put_letter(out, code);
        }
        else {
            *out++ = *at++;
        }
    }
    if (at) {
        *out = '\0';
    }
}

/* A dot at the end ends a sentence. */
static int has_dot(const char *name)
{
    const char *dot = strchr(name, '.');

    return dot && dot[1] != '\0';
}

static void add_name(search_t *search, const char *value, apr_size_t length, int is_address)
{
    char *name;

    if (length == 0 || length > MAX_NAME || search->is_endless ||
        (!is_address && !memchr(value, '.', length) && !memchr(value, '&', length))) {
        return;
    }
    if (apr_hash_get(search->names, value, (apr_ssize_t)length)) {
        return;
    }
    search->name_bytes += length;
    if (apr_hash_count(search->names) >= MOST_NAMES || search->name_bytes > MOST_NAME_BYTES) {
        search->is_endless = 1;
        return;
    }
    apr_hash_set(search->names, apr_pmemdup(search->pool, value, length), (apr_ssize_t)length, "");
    name = apr_pstrmemdup(search->pool, value, length);
    resolve_letters(name);
    if (is_address || has_dot(name)) {
        add_edge(search, name);
    }
}

/* Whether the @a length letters at @a name end with the name of an address, which needs no dot. */
static int is_address(const char *name, apr_size_t length)
{
    static const char *const endings[] = {"href", "cite", "poster", "transcript"};

    for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
        apr_size_t end = strlen(endings[i]);

        if (length >= end && strncmp(name + length - end, endings[i], end) == 0) {
            return 1;
        }
    }
    return 0;
}

/* Parts of srcset, of url(…), of an attribute without quotation marks. */
static void take_pieces(search_t *search, const char *word, apr_size_t length)
{
    apr_size_t from = 0;

    for (apr_size_t i = 0; i <= length; i++) {
        if (i == length || strchr(SEPARATORS, word[i])) {
            add_name(search, word + from, i - from, 0);
            from = i + 1;
        }
    }
}

/* A word between white space, quotation marks and brackets. */
static void take_word(search_t *search, const char *word, apr_size_t length)
{
    const char *equals = memchr(word, '=', length);
    apr_size_t name = equals ? (apr_size_t)(equals - word) : length;

    if (search->is_value) {
        add_name(search, word, length, 1);
    }
    if (equals && name + 1 < length) {
        add_name(search, equals + 1, length - name - 1, is_address(word, name));
    }
    search->is_value =
        equals && name + 1 == length && (name == 0 ? search->is_address : is_address(word, name));
    search->is_address = is_address(word, length);
    add_name(search, word, length, 0);
    take_pieces(search, word, length);
}

/* A name that holds spaces, between quotation marks. */
static void take_quoted(search_t *search, const char *quoted)
{
    apr_size_t length = strcspn(quoted, QUOTES "<>");

    if (length <= MAX_NAME && strcspn(quoted, SPACES) < length) {
        add_name(search, quoted, length, 0);
    }
}

static void take_text(search_t *search, const char *text)
{
    while (*text && !search->is_endless) {
        apr_size_t length = strcspn(text, ENDS);

        if (length > 0 && length <= MAX_NAME) {
            take_word(search, text, length);
        }
        text += length;
        if (*text && strchr(QUOTES, *text)) {
            take_quoted(search, text + 1);
        }
        text += *text != '\0';
    }
}

/* Without zero bytes the ASCII letters of UTF-16 read as such. Returns the length. */
static apr_size_t copy_text(char *text, const char *bytes, apr_size_t size)
{
    char *out = text;

    for (apr_size_t i = 0; i < size; i++) {
        if (bytes[i] != '\0') {
            *out++ = bytes[i];
        }
    }
    *out = '\0';
    return (apr_size_t)(out - text);
}

stm_statement_t *stm_statement_malformed(const char *bytes, apr_size_t size,
                                         apr_pool_t *result_pool)
{
    char *text = apr_palloc(result_pool, size + 1);
    search_t search;

    start(&search, result_pool);
    copy_text(text, bytes, size);
    take_text(&search, text);
    return end(&search);
}

/* A block begins with the end of the one before it, so that no name is cut. */
static void take_file(search_t *search, int file, char *bytes, char *text)
{
    apr_size_t kept = 0, all = 0;
    ssize_t count = 1;

    while (count > 0 && !search->is_endless) {
        count = read(file, bytes, BLOCK_SIZE);
        if (count < 0 && errno == EINTR) {
            count = 1;
            continue;
        }
        all += count > 0 ? (apr_size_t)count : 0;
        search->is_endless = count < 0 || all > MOST_BYTES;
        if (count > 0) {
            apr_size_t length = kept + copy_text(text + kept, bytes, (apr_size_t)count);

            take_text(search, text);
            kept = length < 2 * MAX_NAME ? length : 2 * MAX_NAME;
            memmove(text, text + length - kept, kept);
        }
    }
}

static int open_file(const char *path, apr_pool_t *pool)
{
    const int flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
    int file = open(path, flags);
    char *other = apr_pstrdup(pool, path);

    return file < 0 && errno == ENOENT && stm_file_name_respell(other) ? open(other, flags) : file;
}

stm_statement_t *stm_statement_malformed_file(const char *path, apr_pool_t *result_pool)
{
    int file = open_file(path, result_pool);
    search_t search;

    start(&search, result_pool);
    if (file < 0) {
        search.is_endless = 1;
        return end(&search);
    }
    take_file(&search, file, apr_palloc(result_pool, BLOCK_SIZE),
              apr_palloc(result_pool, BLOCK_SIZE + 2 * MAX_NAME + 1));
    close(file);
    return end(&search);
}
