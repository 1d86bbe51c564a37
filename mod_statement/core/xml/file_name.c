#include "core/xml/file_name.h"

#include <apr_cstr.h>
#include <string.h>
#include <sys/stat.h>

int stm_file_name_is_xml(const char *file_name)
{
    apr_size_t length = strlen(file_name);

    return length > 4 && apr_cstr_casecmp(file_name + length - 4, ".xml") == 0;
}

int stm_file_name_respell(char *path)
{
    static const char *const endings[] = {"XML", "Xml", "xMl", "xmL", "XMl", "XmL", "xML"};
    apr_size_t length = strlen(path);
    struct stat found;

    for (apr_size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
        memcpy(path + length - 3, endings[i], 3);
        if (stat(path, &found) == 0 && S_ISREG(found.st_mode)) {
            return 1;
        }
    }
    memcpy(path + length - 3, "xml", 3);
    return 0;
}
