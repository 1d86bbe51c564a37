#include "command/terminal.h"

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
