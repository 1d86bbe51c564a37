#include "core/render/build.h"

#include <dlfcn.h>
#include <libxml/parser.h>
#include <libxslt/xslt.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unicode/ulocdata.h>
#include <unicode/uversion.h>

#include "core/base/version.h"

static char digest[160], libraries[120];
static long long loaded_size, loaded_at;

static void name_file(long long *size, long long *changed_at)
{
    struct stat found;
    Dl_info here;

    if (dladdr(digest, &here) && here.dli_fname && !stat(here.dli_fname, &found)) {
        *size = (long long)found.st_size;
        *changed_at = (long long)found.st_mtime;
    }
}

const char *stm_build_digest(void)
{
    UVersionInfo icu, cldr = {0};
    UErrorCode error = U_ZERO_ERROR;

    if (!*digest) {
        name_file(&loaded_size, &loaded_at);
        u_getVersion(icu);
        ulocdata_getCLDRVersion(cldr, &error);
        snprintf(digest, sizeof(digest), STM_VERSION ",%s,%d,%d.%d,%d.%d,%llx.%llx",
                 xmlParserVersion, xsltLibxsltVersion, icu[0], icu[1], cldr[0], cldr[1],
                 loaded_size, loaded_at);
    }
    return digest;
}

int stm_build_is_installed(void)
{
    long long size = 0, changed_at = 0;

    name_file(&size, &changed_at);
    return size == loaded_size && changed_at == loaded_at;
}

const char *stm_build_libraries(void)
{
    UVersionInfo icu;

    if (!*libraries) {
        u_getVersion(icu);
        snprintf(libraries, sizeof(libraries), "libxml2 %s, libxslt %d, ICU %d.%d, SQLite %s",
                 xmlParserVersion, xsltLibxsltVersion, icu[0], icu[1], sqlite3_libversion());
    }
    return libraries;
}
