#include "core/any_xml/dtd_reader.h"

#include <apr_strings.h>
#include <string.h>

stm_dtd_reader_t *stm_dtd_reader_create(const stm_xml_catalog_t *catalog, apr_pool_t *result_pool)
{
    stm_dtd_reader_t *reader = apr_pcalloc(result_pool, sizeof(*reader));

    reader->catalog = catalog;
    reader->files = stm_local_files_create(result_pool);
    reader->catalog_digest =
        catalog == NULL ? "" : apr_pstrdup(result_pool, stm_xml_catalog_digest(catalog));
    return reader;
}

void stm_dtd_reader_add(stm_dtd_reader_t *reader, const stm_dtd_reader_t *other)
{
    reader->is_asked |= other->is_asked;
    stm_local_files_add(reader->files, other->files);
}

int stm_dtd_reader_is_current(const stm_dtd_reader_t *kept, const stm_dtd_reader_t *now,
                              apr_pool_t *scratch_pool)
{
    return !kept->is_asked || (strcmp(kept->catalog_digest, now->catalog_digest) == 0 &&
                               stm_local_files_are_current(kept->files, scratch_pool));
}

apr_time_t stm_dtd_reader_changed_at(const stm_dtd_reader_t *reader)
{
    const apr_time_t files = stm_local_files_changed_at(reader->files);
    const apr_time_t catalog =
        reader->is_asked && reader->catalog != NULL
            ? stm_local_files_changed_at(stm_xml_catalog_files(reader->catalog))
            : 0;

    return files > catalog ? files : catalog;
}

void stm_dtd_reader_hash(stm_hash_t *hash, const stm_dtd_reader_t *reader)
{
    if (reader->is_asked) {
        stm_hash_text(hash, reader->catalog_digest);
        stm_local_files_hash(hash, reader->files);
    }
}
