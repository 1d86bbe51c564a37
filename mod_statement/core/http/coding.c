#include "core/http/coding.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <limits.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <zlib.h>

#ifdef STM_BROTLI
#include <brotli/encode.h>
#endif

#define FULL_WEIGHT 1000

const char *stm_coding_name(stm_coding_t coding)
{
    switch (coding) {
    case STM_CODING_GZIP:
        return "gzip";
    case STM_CODING_BROTLI:
        return "br";
    default:
        return NULL;
    }
}

static const char *skip_space(const char *text)
{
    while (*text == ' ' || *text == '\t') {
        text++;
    }
    return text;
}

/* The weight behind a coding's name, in thousandths; -1 where it is none (RFC 9110 12.4.2). */
static int read_weight(const char *text)
{
    int weight, digits;

    text = skip_space(text);
    if (*text != ';') {
        return FULL_WEIGHT;
    }
    text = skip_space(text + 1);
    if ((*text != 'q' && *text != 'Q') || text[1] != '=' || (text[2] != '0' && text[2] != '1')) {
        return -1;
    }
    weight = text[2] == '1' ? FULL_WEIGHT : 0;
    text += 3;
    if (*text == '.') {
        for (digits = 100, text++; apr_isdigit(*text) && digits; text++, digits /= 10) {
            weight += (*text - '0') * digits;
        }
    }
    text = skip_space(text);
    return (*text && *text != ',') || weight > FULL_WEIGHT ? -1 : weight;
}

static int is_named(const char *item, apr_size_t size, const char *name)
{
    return strlen(name) == size && !strncasecmp(item, name, size);
}

typedef struct weights_t {
    int of[STM_CODINGS]; /* -1: not named */
    int others;
} weights_t;

static void note(weights_t *weights, const char *item, apr_size_t size, int weight)
{
    if (is_named(item, size, "gzip") || is_named(item, size, "x-gzip")) {
        weights->of[STM_CODING_GZIP] = weight;
    }
    else if (is_named(item, size, "br")) {
        weights->of[STM_CODING_BROTLI] = weight;
    }
    else if (is_named(item, size, "identity")) {
        weights->of[STM_CODING_PLAIN] = weight;
    }
    else if (is_named(item, size, "*")) {
        weights->others = weight;
    }
}

static void read_weights(weights_t *weights, const char *accept)
{
    while (*accept) {
        apr_size_t size;
        int weight;

        accept += strspn(accept, " \t,");
        size = strcspn(accept, " \t,;");
        weight = read_weight(accept + size);
        if (size && weight >= 0) {
            note(weights, accept, size, weight);
        }
        accept += strcspn(accept, ",");
    }
}

stm_coding_t stm_coding_choose(const char *accept, unsigned int offered)
{
    weights_t weights = {{-1, -1, -1}, -1};
    stm_coding_t best = STM_CODING_PLAIN;
    int least = 1, coding;

    if (!accept || !*accept) {
        return STM_CODING_PLAIN;
    }
    read_weights(&weights, accept);
    if (weights.of[STM_CODING_PLAIN] > 0) {
        least = weights.of[STM_CODING_PLAIN];
    }
    for (coding = STM_CODING_GZIP; coding < STM_CODINGS; coding++) {
        int weight = weights.of[coding] >= 0 ? weights.of[coding] : weights.others;
        if ((offered & 1u << coding) && weight >= least) {
            least = weight;
            best = (stm_coding_t)coding;
        }
    }
    return best;
}

/* What a coder works with is large, and gone with the page. From the heap, each thread's part of it
 * would stay grown by a megabyte or more for the life of the server. */
#define LARGE 32768

typedef struct block_t {
    size_t size; /* with this */
    struct block_t *previous, *next;
    max_align_t bytes[];
} block_t;

/* What one coder has, so that it can be left where it is. */
typedef struct memory_t {
    block_t *first;
    jmp_buf without; /* where to go on when there is no more */
} memory_t;

static void link_block(memory_t *memory, block_t *block)
{
    block->previous = NULL;
    block->next = memory->first;
    if (block->next) {
        block->next->previous = block;
    }
    memory->first = block;
}

static void unlink_block(memory_t *memory, const block_t *block)
{
    if (block->next) {
        block->next->previous = block->previous;
    }
    if (block->previous) {
        block->previous->next = block->next;
    }
    else {
        memory->first = block->next;
    }
}

/* Does not return without memory: as Debian builds it, Brotli's library calls exit() then. */
static void *get_block(void *of, size_t size)
{
    memory_t *memory = of;
    block_t *block;

    size += sizeof(*block);
    if (size < LARGE) {
        block = malloc(size);
    }
    else {
        block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        block = block == MAP_FAILED ? NULL : block;
    }
    if (!block) {
        longjmp(memory->without, 1);
    }
    block->size = size;
    link_block(memory, block);
    return block->bytes;
}

static void release(block_t *block)
{
    if (block->size >= LARGE) {
        munmap(block, block->size);
    }
    else {
        free(block);
    }
}

static void release_all(memory_t *memory)
{
    block_t *block, *next;

    for (block = memory->first; block; block = next) {
        next = block->next;
        release(block);
    }
    memory->first = NULL;
}

static void put_block(void *of, void *address)
{
    block_t *block = address ? (block_t *)((char *)address - offsetof(block_t, bytes)) : NULL;

    if (!block) {
        return;
    }
    unlink_block(of, block);
    release(block);
}

static void *get_items(void *of, unsigned int count, unsigned int size)
{
    return get_block(of, (size_t)count * size);
}

static apr_status_t deflate_bytes(char *out, apr_size_t *out_size, const char *bytes,
                                  apr_size_t size, memory_t *memory)
{
    z_stream stream;
    int result;

    memset(&stream, 0, sizeof(stream));
    stream.opaque = memory;
    stream.zalloc = get_items;
    stream.zfree = put_block;
    /* 16 more than the window's bits: with gzip's header, which has no name and no time in it. */
    if (deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return APR_ENOMEM;
    }
    stream.next_in = (Bytef *)bytes;
    stream.avail_in = (uInt)size;
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)*out_size;
    result = deflate(&stream, Z_FINISH);
    *out_size = stream.total_out;
    deflateEnd(&stream);
    return result == Z_STREAM_END ? APR_SUCCESS : APR_EINCOMPLETE;
}

#ifdef STM_BROTLI
/* As quick as gzip, and smaller. For pages of up to 64 kB the window is as good as the largest one;
 * for longer ones that would gain 3 % and take six times the memory. */
#define QUALITY     5
#define WINDOW_BITS 16

static apr_status_t brotli_bytes(char *out, apr_size_t *out_size, const char *bytes,
                                 apr_size_t size, memory_t *memory)
{
    BrotliEncoderState *state = BrotliEncoderCreateInstance(get_block, put_block, memory);
    const uint8_t *next_in = (const uint8_t *)bytes;
    uint8_t *next_out = (uint8_t *)out;
    size_t left_in = size, left_out = *out_size;
    int is_whole;

    if (!state) {
        return APR_ENOMEM;
    }
    BrotliEncoderSetParameter(state, BROTLI_PARAM_MODE, BROTLI_MODE_TEXT);
    BrotliEncoderSetParameter(state, BROTLI_PARAM_QUALITY, QUALITY);
    BrotliEncoderSetParameter(state, BROTLI_PARAM_LGWIN, WINDOW_BITS);
    BrotliEncoderSetParameter(state, BROTLI_PARAM_SIZE_HINT, (uint32_t)size);
    is_whole = BrotliEncoderCompressStream(state, BROTLI_OPERATION_FINISH, &left_in, &next_in,
                                           &left_out, &next_out, NULL) &&
               BrotliEncoderIsFinished(state);
    BrotliEncoderDestroyInstance(state);
    *out_size -= left_out;
    return is_whole ? APR_SUCCESS : APR_EINCOMPLETE;
}
#endif

static apr_status_t code(char *out, apr_size_t *out_size, stm_coding_t coding, const char *bytes,
                         apr_size_t size, memory_t *memory)
{
    /* Neither library holds anything but its blocks. */
    if (setjmp(memory->without)) {
        return APR_ENOMEM;
    }
    switch (coding) {
    case STM_CODING_GZIP:
        return deflate_bytes(out, out_size, bytes, size, memory);
#ifdef STM_BROTLI
    case STM_CODING_BROTLI:
        return brotli_bytes(out, out_size, bytes, size, memory);
#endif
    default:
        return APR_ENOTIMPL;
    }
}

apr_status_t stm_coding_apply(const char **coded, apr_size_t *coded_size, stm_coding_t coding,
                              const char *bytes, apr_size_t size, apr_pool_t *result_pool)
{
    memory_t memory = {0};
    apr_status_t status;
    char *out;

    if (size < 2 || size > INT_MAX) {
        return APR_EINCOMPLETE;
    }
    *coded_size = size - 1;
    out = apr_palloc(result_pool, *coded_size);
    *coded = out;
    status = code(out, coded_size, coding, bytes, size, &memory);
    release_all(&memory);
    return status;
}
