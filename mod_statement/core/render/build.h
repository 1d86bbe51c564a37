/**
 * core/render/build - what this code is, as far as a page may depend on it.
 */
#ifndef CORE_RENDER_BUILD_H
#define CORE_RENDER_BUILD_H

/** Names the version of mod_statement, the libraries that make pages, and the file that this code
 * was loaded from, as it was then. It is part of each rendered page's name, so that a page of
 * another version or build is never served. Call it once before there are threads. */
const char *stm_build_digest(void);

/** Zero where the file that this code was loaded from is another by now, or gone: what runs is then
 * not what is installed. */
int stm_build_is_installed(void);

/** The libraries with their versions, for people: "libxml2 20914, libxslt 10135, ...". Call it once
 * before there are threads. */
const char *stm_build_libraries(void);

#endif
