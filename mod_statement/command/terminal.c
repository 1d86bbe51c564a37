#include "command/terminal.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

int terminal_has_colours(FILE *stream)
{
    return isatty(fileno(stream)) && getenv("NO_COLOR") == NULL;
}

int terminal_width(FILE *stream)
{
    struct winsize size;

    return ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col >= 40 ? size.ws_col : 80;
}

static int is_letter(char byte)
{
    return (byte & 0xC0) != 0x80;
}

const char *terminal_fold(const char *text, const char *before, int width, apr_pool_t *result_pool)
{
    char *folded = apr_pstrdup(result_pool, text), *space = NULL;
    int up_to_space = 0, column = 0;

    for (; *before != '\0'; before++) {
        column += is_letter(*before);
    }

    for (char *at = folded; *at != '\0'; at++) {
        column += is_letter(*at);
        if (space != NULL && column > width) {
            *space = '\n';
            column -= up_to_space;
            space = NULL;
        }
        if (*at == ' ') {
            space = at;
            up_to_space = column;
        }
    }
    return folded;
}
