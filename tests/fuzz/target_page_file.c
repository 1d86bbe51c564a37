/* A file of the page store: what is taken for whole can be read. The input is the file, and is also
 * laid over a good one. */
#include <apr_strings.h>
#include <string.h>

#include "core/page_store/internal.h"
#include "fuzz/fuzz.h"

static char *good;
static apr_size_t good_size;

void fuzz_setup(apr_pool_t *pool)
{
    stm_page_record_t record = {.key = "newsroom\nsettings\nname",
                                .origin = {7, 11, {1, 2, 3, 4}, "looks"},
                                .content = "content",
                                .changed_at = FUZZ_NOW,
                                .status = 200,
                                .media_type = "text/html; charset=utf-8",
                                .lang = "de",
                                .etag = "\"tag\"",
                                .link = "<a>; rel=b"};
    struct iovec pieces[STM_PAGE_STORE_PIECES];

    record.bodies[STM_CODING_PLAIN].bytes = "words";
    record.bodies[STM_CODING_PLAIN].size = 5;
    stm_page_record_encode(pieces, &record, pool);
    good = apr_palloc(pool, 64 * 1024);
    for (int i = 0; i < STM_PAGE_STORE_PIECES && pieces[i].iov_len > 0; i++) {
        memcpy(good + good_size, pieces[i].iov_base, pieces[i].iov_len);
        good_size += pieces[i].iov_len;
    }
}

static size_t length(const char *text)
{
    return text == NULL ? 0 : strlen(text);
}

static void read_file(const char *bytes, apr_size_t size)
{
    stm_page_mapping_t mapping = {.file_size = size, .users = 1};
    stm_page_record_t record;
    unsigned int sum = 0;

    if (size == 0 || !stm_page_record_is_whole(bytes, size)) {
        return;
    }
    mapping.address = (char *)bytes;
    stm_page_mapping_read(&record, &mapping);
    sum += (unsigned int)(length(record.key) + length(record.content) + length(record.media_type) +
                          length(record.lang) + length(record.etag) + length(record.link) +
                          length(record.negotiated_link) + length(record.location) +
                          length(record.files));
    for (int i = 0; i < STM_CODINGS; i++) {
        for (apr_size_t j = 0; j < record.bodies[i].size; j++) {
            sum += (unsigned char)record.bodies[i].bytes[j];
        }
    }
    FUZZ_MUST(sum != 1, "so that all of it is read");
}

/* Pieces of the input, each behind its place and length, over the good file. */
static void read_patched(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    char *file = apr_pmemdup(pool, good, good_size);
    apr_size_t kept = good_size;

    while (size >= 3) {
        apr_size_t at =
            ((unsigned char)bytes[0] | (apr_size_t)(unsigned char)bytes[1] << 8) % good_size;
        apr_size_t count = (unsigned char)bytes[2] % 9;

        bytes += 3;
        size -= 3;
        count = count < size ? count : size;
        count = count < good_size - at ? count : good_size - at;
        if (count == 0) {
            kept = at;
        }
        memcpy(file + at, bytes, count);
        bytes += count;
        size -= count;
    }
    /* At its end, so that what is read beyond it shows. */
    read_file(apr_pmemdup(pool, file, kept), kept);
}

void fuzz_one(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    read_file(bytes, size);
    read_patched(bytes, size, pool);
}
