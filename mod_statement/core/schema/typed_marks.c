#include "core/schema/typed_marks.h"

int stm_typed_marks_is_word(const stm_typed_row_t *row, int at)
{
    apr_uint32_t code;

    if (at < 0 || at >= row->count || row->signs[at].kind != STM_SIGN_LETTER) {
        return 0;
    }
    code = row->signs[at].code;
    return (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') ||
           (code >= 'a' && code <= 'z') || (code >= 0xC0 && code < 0x2000) || code >= 0x3041;
}

int stm_typed_marks_is_space(apr_uint32_t code)
{
    return code == ' ' || code == '\t' || code == '\n' || code == '\r' || code == 0xA0 ||
           code == 0x202F || code == 0x2009;
}
