/* A page as a file: a header of fixed size, its texts, and the page in each form. */
#include "core/page_store/internal.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

/* Another one for each change of what follows. */
#define MAGIC "STMPAGE4"

enum {
    KEY,
    STYLESHEET_DIGEST,
    MEDIA_TYPE,
    LANG,
    ETAG,
    LINK,
    NEGOTIATED_LINK,
    LOCATION,
    CACHE_KEYS,
    FILES,
    CONTENT,
    TEXTS
};

typedef struct span_t {
    apr_uint64_t offset, size; /* offset 0: there is none */
} span_t;

typedef struct header_t {
    char magic[8];
    apr_uint32_t check; /* CRC-32 of all that follows it */
    apr_uint32_t status;
    apr_uint64_t size; /* of the file */
    apr_int64_t instance, version;
    stm_file_stamp_t stamp;
    apr_time_t valid_from, valid_until, changed_at;
    span_t texts[TEXTS];
    span_t bodies[STM_CODINGS];
} header_t;

#define CHECKED_FROM (offsetof(header_t, check) + sizeof(apr_uint32_t))

static apr_uint32_t check(apr_uint32_t sum, const void *bytes, apr_size_t size)
{
    return (apr_uint32_t)crc32_z(sum, bytes, size);
}

static void set_numbers(header_t *header, const stm_page_record_t *record)
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
static header_t *make_head(apr_size_t *size, const stm_page_record_t *record, apr_pool_t *pool)
{
    const char *const texts[TEXTS] = {record->key,
                                      record->origin.stylesheet_digest,
                                      record->media_type,
                                      record->lang,
                                      record->etag,
                                      record->link,
                                      record->negotiated_link,
                                      record->location,
                                      record->cache_keys,
                                      record->files,
                                      record->content};
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

void stm_page_record_encode(struct iovec pieces[STM_PAGE_STORE_PIECES],
                            const stm_page_record_t *record, apr_pool_t *result_pool)
{
    apr_size_t head_size;
    header_t *header = make_head(&head_size, record, result_pool);
    int i;

    for (i = 0; i < STM_CODINGS; i++) {
        const stm_page_body_t *body = &record->bodies[i];
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
    for (i = 1; i < STM_PAGE_STORE_PIECES; i++) {
        if (pieces[i].iov_len) {
            header->check = check(header->check, pieces[i].iov_base, pieces[i].iov_len);
        }
    }
}

static int is_within(const span_t *span, apr_size_t size)
{
    return span->offset <= size && span->size <= size - span->offset;
}

static const char *text_of(const header_t *header, int text)
{
    const apr_uint64_t offset = header->texts[text].offset;

    return offset ? (const char *)header + offset : NULL;
}

static const char *body_of(const header_t *header, int coding)
{
    const apr_uint64_t offset = header->bodies[coding].offset;

    return offset ? (const char *)header + offset : NULL;
}

static int are_texts_whole(const header_t *header, apr_size_t size)
{
    int i;

    for (i = 0; i < TEXTS; i++) {
        const span_t *span = &header->texts[i];
        if (span->offset &&
            (!is_within(span, size) || !span->size || text_of(header, i)[span->size - 1])) {
            return 0;
        }
    }
    return text_of(header, KEY) && text_of(header, STYLESHEET_DIGEST) &&
           text_of(header, MEDIA_TYPE) && text_of(header, ETAG);
}

static int are_bodies_whole(const header_t *header, apr_size_t size)
{
    int i;

    for (i = 0; i < STM_CODINGS; i++) {
        if (!is_within(&header->bodies[i], size)) {
            return 0;
        }
    }
    return body_of(header, STM_CODING_PLAIN) != NULL;
}

apr_time_t stm_page_record_changed_at(const char *path, apr_time_t moment)
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

int stm_page_record_is_whole(const char *address, apr_size_t size)
{
    const header_t *header = (const header_t *)(const void *)address;

    return size >= sizeof(*header) && !memcmp(header->magic, MAGIC, sizeof(header->magic)) &&
           header->size == size &&
           header->check == check(0, address + CHECKED_FROM, size - CHECKED_FROM) &&
           are_texts_whole(header, size) && are_bodies_whole(header, size);
}

static void read_numbers(stm_page_record_t *record, const header_t *header)
{
    record->status = (int)header->status;
    record->origin.instance = header->instance;
    record->origin.version = header->version;
    record->origin.stamp = header->stamp;
    record->valid_from = header->valid_from;
    record->valid_until = header->valid_until;
    record->changed_at = header->changed_at;
}

void stm_page_mapping_read(stm_page_record_t *record, const stm_page_mapping_t *mapping)
{
    const header_t *header = (const header_t *)(const void *)mapping->address;
    int i;

    read_numbers(record, header);
    record->key = text_of(header, KEY);
    record->origin.stylesheet_digest = text_of(header, STYLESHEET_DIGEST);
    record->media_type = text_of(header, MEDIA_TYPE);
    record->lang = text_of(header, LANG);
    record->etag = text_of(header, ETAG);
    record->link = text_of(header, LINK);
    record->negotiated_link = text_of(header, NEGOTIATED_LINK);
    record->location = text_of(header, LOCATION);
    record->cache_keys = text_of(header, CACHE_KEYS);
    record->files = text_of(header, FILES);
    record->content = text_of(header, CONTENT);
    for (i = 0; i < STM_CODINGS; i++) {
        record->bodies[i].bytes = body_of(header, i);
        record->bodies[i].size = header->bodies[i].size;
    }
}
