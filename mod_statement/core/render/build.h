/**
 * core/render/build - what this code is, as far as a page may depend on it.
 */
#ifndef CORE_RENDER_BUILD_H
#define CORE_RENDER_BUILD_H

/** Names the libraries that pages are made with, and the file that this code was loaded from as it
 * was then: a page that another build has left is not taken for one's own. To be asked once before
 * there are threads. */
const char *stm_build_digest(void);

/** Zero where the file that this code was loaded from is another by now, or gone: what runs is then
 * not what is installed. */
int stm_build_is_installed(void);

#endif
