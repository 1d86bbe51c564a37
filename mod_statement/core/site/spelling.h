/**
 * core/site/spelling - finds files whose names differ only in the Unicode normalization form.
 *
 * macOS stores "é" in file names as two characters (NFD), most other systems as one (NFC); people
 * see no difference. A name matches the file with exactly its bytes, else the only file whose name
 * is equal in NFC. Addresses are written in NFC. An ASCII name costs nothing, another a few stat()
 * calls; the folder is read, up to STM_SPELLING_MOST entries, only for a name in neither form. All
 * functions may be called by any thread.
 */
#ifndef CORE_SITE_SPELLING_H
#define CORE_SITE_SPELLING_H

#include <apr_pools.h>

#define STM_SPELLING_MOST 4096

/** Non-zero for a name of ASCII, which has one spelling. */
int stm_spelling_is_plain(const char *name);

/** Non-zero where the two are the same name. */
int stm_spelling_is_same(const char *one, const char *other, apr_pool_t *scratch_pool);

/** The path @a name below @a root as its folders and its file are spelt there: @a name itself where
 * there is such a file, with @a ending (".xml" also in other letters; "": a file or folder of any
 * sort); NULL where there is none, or several and none of these bytes. A slash at the end of @a
 * name asks for a folder. */
const char *stm_spelling_find(const char *root, const char *name, const char *ending,
                              apr_pool_t *result_pool);

/** @a name as addresses have it: in NFC, unless there are two files, one with exactly this name and
 * one with that. */
const char *stm_spelling_public(const char *root, const char *name, const char *ending,
                                apr_pool_t *result_pool);

#endif
