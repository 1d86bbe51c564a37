/* A page as a file: a header of fixed size, its texts, and the page in each form. */
#include "stm_pages_store.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

/* Another one for each change of what follows. */
#define MAGIC "STMPAGE3"

enum { KEY, LOOKS, MEDIA_TYPE, LANG, ETAG, LINK, NEGOTIATED_LINK, LOCATION, FILES, CONTENT, TEXTS };

typedef struct span_t {
    apr_uint64_t offset, size; /* offset 0: there is none */
} span_t;

typedef struct header_t {
    char magic[8];
    apr_uint32_t check; /* CRC-32 of all that follows it */
    apr_uint32_t status;
    apr_uint64_t size; /* of the file */
    apr_int64_t instance, version;
    stm_stamp_t stamp;
    apr_time_t valid_from, valid_until, changed_at;
    span_t texts[TEXTS];
    span_t bodies[STM_CODINGS];
} header_t;

#define CHECKED_FROM (offsetof(header_t, check) + sizeof(apr_uint32_t))

static apr_uint32_t check(apr_uint32_t sum, const void *bytes, apr_size_t size)
{
    return (apr_uint32_t)crc32_z(sum, bytes, size);
}

static void set_numbers(header_t *header, const stm_record_t *record)
{
    memcpy(header->magic, MAGIC, sizeof(header->magic));
    header->status = (apr_uint32_t)record->status;
    header->instance = record->origin.instance;
    header->version = record->origin.version;
    header->stamp = record->origin.stamp;
    header->valid_from = record->valid_from;
    header->valid_until = record->valid_until;
    header->changed_at = record->changed_at;
}

/* The header and the texts behind it. */
static header_t *make_head(apr_size_t *size, const stm_record_t *record, apr_pool_t *pool)
{
    const char *const texts[TEXTS] = {
        record->key,  record->origin.looks,    record->media_type, record->lang,  record->etag,
        record->link, record->negotiated_link, record->location,   record->files, record->content};
    header_t *header;
    int i;

    *size = sizeof(*header);
    for (i = 0; i < TEXTS; i++) {
        *size += texts[i] ? strlen(texts[i]) + 1 : 0;
    }
    header = apr_pcalloc(pool, *size);
    set_numbers(header, record);
    header->size = sizeof(*header);
    for (i = 0; i < TEXTS; i++) {
        if (texts[i]) {
            header->texts[i].offset = header->size;
            header->texts[i].size = strlen(texts[i]) + 1;
            memcpy((char *)header + header->size, texts[i], header->texts[i].size);
            header->size += header->texts[i].size;
        }
    }
    return header;
}

void stm_pages_encode(struct iovec pieces[STM_PAGES_PIECES], const stm_record_t *record,
                      apr_pool_t *result_pool)
{
    apr_size_t head_size;
    header_t *header = make_head(&head_size, record, result_pool);
    int i;

    for (i = 0; i < STM_CODINGS; i++) {
        const stm_body_t *body = &record->bodies[i];
        pieces[1 + i].iov_base = (void *)body->bytes;
        pieces[1 + i].iov_len = body->bytes ? body->size : 0;
        if (body->bytes) {
            header->bodies[i].offset = header->size;
            header->bodies[i].size = body->size;
            header->size += body->size;
        }
    }
    pieces[0].iov_base = header;
    pieces[0].iov_len = head_size;
    header->check = check(0, (const char *)header + CHECKED_FROM, head_size - CHECKED_FROM);
    for (i = 1; i < STM_PAGES_PIECES; i++) {
        if (pieces[i].iov_len) {
            header->check = check(header->check, pieces[i].iov_base, pieces[i].iov_len);
        }
    }
}

static int is_within(const span_t *span, apr_size_t size)
{
    return span->offset <= size && span->size <= size - span->offset;
}

/* NULL where there is none; *is_whole becomes zero where it is not one. */
static const char *read_text(int *is_whole, const header_t *header, int text, apr_size_t size)
{
    const span_t *span = &header->texts[text];
    const char *start = (const char *)header + span->offset;

    if (!span->offset) {
        return NULL;
    }
    if (!is_within(span, size) || !span->size || start[span->size - 1]) {
        *is_whole = 0;
        return NULL;
    }
    return start;
}

static int read_bodies(stm_record_t *record, const header_t *header, apr_size_t size)
{
    int i;

    for (i = 0; i < STM_CODINGS; i++) {
        const span_t *span = &header->bodies[i];
        if (!is_within(span, size)) {
            return 0;
        }
        record->bodies[i].bytes = span->offset ? (const char *)header + span->offset : NULL;
        record->bodies[i].size = span->size;
    }
    return record->bodies[STM_CODING_PLAIN].bytes != NULL;
}

static void get_numbers(stm_record_t *record, const header_t *header)
{
    record->status = (int)header->status;
    record->origin.instance = header->instance;
    record->origin.version = header->version;
    record->origin.stamp = header->stamp;
    record->valid_from = header->valid_from;
    record->valid_until = header->valid_until;
    record->changed_at = header->changed_at;
}

apr_time_t stm_pages_moment_in(const char *path, apr_time_t moment)
{
    header_t header;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

    if (file < 0) {
        return moment;
    }
    if (read(file, &header, sizeof(header)) == (ssize_t)sizeof(header) &&
        !memcmp(header.magic, MAGIC, sizeof(header.magic))) {
        moment = header.changed_at;
    }
    close(file);
    return moment;
}

int stm_pages_decode(stm_record_t *record, const char *address, apr_size_t size)
{
    const header_t *header = (const header_t *)(const void *)address;
    int is_whole = 1;

    if (size < sizeof(*header) || memcmp(header->magic, MAGIC, sizeof(header->magic)) ||
        header->size != size ||
        header->check != check(0, address + CHECKED_FROM, size - CHECKED_FROM)) {
        return 0;
    }
    memset(record, 0, sizeof(*record));
    get_numbers(record, header);
    record->key = read_text(&is_whole, header, KEY, size);
    record->origin.looks = read_text(&is_whole, header, LOOKS, size);
    record->media_type = read_text(&is_whole, header, MEDIA_TYPE, size);
    record->lang = read_text(&is_whole, header, LANG, size);
    record->etag = read_text(&is_whole, header, ETAG, size);
    record->link = read_text(&is_whole, header, LINK, size);
    record->negotiated_link = read_text(&is_whole, header, NEGOTIATED_LINK, size);
    record->location = read_text(&is_whole, header, LOCATION, size);
    record->files = read_text(&is_whole, header, FILES, size);
    record->content = read_text(&is_whole, header, CONTENT, size);
    return is_whole && record->key && record->origin.looks && record->media_type && record->etag &&
           read_bodies(record, header, size);
}
