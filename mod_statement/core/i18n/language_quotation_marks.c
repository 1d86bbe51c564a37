#include <string.h>

#include "core/i18n/cldr.h"
#include "core/i18n/language.h"

static const char *next(const char *mark)
{
    return mark + strlen(mark) + 1;
}

void stm_language_quotation_marks(stm_quotation_marks_t *marks, const char *tag, int level)
{
    const char *outer = stm_cldr_get(tag, STM_CLDR_MARKS);

    marks->open = level > 0 && level % 2 == 0 ? next(next(outer)) : outer;
    marks->close = next(marks->open);
}
