/**
 * core/any_xml/dtd_reader - reads DTDs through a catalogue, and remembers what they depend on.
 *
 * A page, and a compiled stylesheet, depend on the local files of their DTDs as on what they fetch,
 * but these have no address to fetch. Whoever keeps one of the two keeps what its reader noted, and
 * asks whether that is still so. One thread at a time uses a reader.
 */
#ifndef CORE_ANY_XML_DTD_READER_H
#define CORE_ANY_XML_DTD_READER_H

#include "core/any_xml/catalog.h"

typedef struct stm_dtd_reader_t {
    const stm_xml_catalog_t *catalog; /* NULL: no external DTD is read */
    apr_array_header_t *files;        /* stm_local_file_t: what was read */
    int is_asked;                     /* the catalogue was, with or without success */
    const char *catalog_digest;       /* of that catalogue; "": there is none */
} stm_dtd_reader_t;

/** One that has read nothing. Does not own @a catalog. */
stm_dtd_reader_t *stm_dtd_reader_create(const stm_xml_catalog_t *catalog, apr_pool_t *result_pool);

/** Takes over all that @a other has noted. */
void stm_dtd_reader_add(stm_dtd_reader_t *reader, const stm_dtd_reader_t *other);

/** Non-zero where @a kept would find with the catalogue of @a now what it found. */
int stm_dtd_reader_is_current(const stm_dtd_reader_t *kept, const stm_dtd_reader_t *now,
                              apr_pool_t *scratch_pool);

/** When what it has noted last changed, the catalogue included; 0: nothing was read. */
apr_time_t stm_dtd_reader_changed_at(const stm_dtd_reader_t *reader);

/** Adds what it has noted. */
void stm_dtd_reader_hash(stm_hash_t *hash, const stm_dtd_reader_t *reader);

#endif
