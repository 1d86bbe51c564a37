/**
 * core/any_xml/catalog - an XML catalogue (OASIS XML Catalogs 1.1): which local file is the DTD of
 * a public or system identifier.
 *
 * Read with all catalogues that it delegates to or continues with, once; immutable afterwards and
 * shared by threads. Only files count; nothing is fetched from anywhere else.
 */
#ifndef CORE_ANY_XML_CATALOG_H
#define CORE_ANY_XML_CATALOG_H

#include "core/base/local_files.h"
#include "core/base/problem.h"

typedef struct stm_xml_catalog_t stm_xml_catalog_t;

/** Reads the catalogue file @a path (absolute). What it delegates to and what is not there or not
 * well-formed is left out, with a warning. An APR error of the file system, or STM_EMALFORMED with
 * problems, where @a path itself is so. */
apr_status_t stm_xml_catalog_load(const stm_xml_catalog_t **catalog, const char *path,
                                  stm_problems_t *problems, apr_pool_t *result_pool);

/** The path of the file with this public or system identifier (either may be NULL); NULL: the
 * catalogue has none. */
const char *stm_xml_catalog_resolve(const stm_xml_catalog_t *catalog, const char *public_id,
                                    const char *system_id, apr_pool_t *result_pool);

/** The catalogue files that were read (stm_local_file_t), and those that were not there. */
const apr_array_header_t *stm_xml_catalog_files(const stm_xml_catalog_t *catalog);

/** Names those files as they were: another catalogue, another digest. */
const char *stm_xml_catalog_digest(const stm_xml_catalog_t *catalog);

#endif
