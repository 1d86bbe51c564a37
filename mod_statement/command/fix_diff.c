#include "command/fix_diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/command.h"
#include "command/terminal.h"
#include "core/base/utf8.h"

#define CONTEXT 3

/* A place in both texts, which have the same lines. */
typedef struct walk_t {
    const char *old_at, *old_end, *new_at, *new_end;
    long line; /* from 1 */
} walk_t;

static size_t line_length(const char *at, const char *end)
{
    const char *feed = memchr(at, '\n', (size_t)(end - at));

    return feed ? (size_t)(feed + 1 - at) : (size_t)(end - at);
}

static int is_changed(const walk_t *walk)
{
    size_t length = line_length(walk->old_at, walk->old_end);

    return length != line_length(walk->new_at, walk->new_end) ||
           memcmp(walk->old_at, walk->new_at, length) != 0;
}

static int is_over(const walk_t *walk)
{
    return walk->old_at >= walk->old_end;
}

static void next(walk_t *walk)
{
    walk->old_at += line_length(walk->old_at, walk->old_end);
    walk->new_at += line_length(walk->new_at, walk->new_end);
    walk->line++;
}

/* What a file holds must not steer the terminal. */
static void print_safely(const char *at, size_t length)
{
    char *line;

    length -= length > 0 && at[length - 1] == '\r';
    line = malloc(length + 1);
    if (line) {
        memcpy(line, at, length);
        line[length] = '\0';
        stm_utf8_one_line_of(line, length);
        fwrite(line, 1, length, stdout);
    }
    free(line);
}

static void print_line(const char *colour, char sign, const char *at, const char *end)
{
    size_t length = line_length(at, end);
    int has_feed = length > 0 && at[length - 1] == '\n';

    printf("%s%c", colour, sign);
    if (isatty(STDOUT_FILENO)) {
        print_safely(at, length - (size_t)has_feed);
    }
    else {
        fwrite(at, 1, length - (size_t)has_feed, stdout);
    }
    puts(*colour ? TERMINAL_PLAIN : "");
    if (!has_feed) {
        puts("\\ No newline at end of file");
    }
}

/* Changed lines in a row: the old ones, then the new ones. Up to @a end, which may be unchanged. */
static void print_body(walk_t walk, long end, int has_colours)
{
    while (walk.line < end) {
        walk_t run = walk;

        if (!is_changed(&walk)) {
            print_line("", ' ', walk.old_at, walk.old_end);
            next(&walk);
            continue;
        }
        for (; run.line < end && is_changed(&run); next(&run)) {
            print_line(has_colours ? TERMINAL_OLD : "", '-', run.old_at, run.old_end);
        }
        for (; walk.line < run.line; next(&walk)) {
            print_line(has_colours ? TERMINAL_NEW : "", '+', walk.new_at, walk.new_end);
        }
    }
}

/* The line behind the last one of the hunk whose first change is at @a walk. */
static long hunk_end(walk_t walk)
{
    long last = walk.line;

    for (; !is_over(&walk) && walk.line <= last + 2 * CONTEXT; next(&walk)) {
        last = is_changed(&walk) ? walk.line : last;
    }
    return walk.line < last + CONTEXT + 1 ? walk.line : last + CONTEXT + 1;
}

static void print_hunk(const walk_t *start, long end, int has_colours)
{
    long count = end - start->line;

    printf("%s@@ -%ld,%ld +%ld,%ld @@%s\n", has_colours ? TERMINAL_HUNK : "", start->line, count,
           start->line, count, has_colours ? TERMINAL_PLAIN : "");
    print_body(*start, end, has_colours);
}

void fix_diff_print(const char *path, const fix_text_t *before, const fix_text_t *after)
{
    int has_colours = terminal_has_colours(stdout);
    walk_t walk = {before->bytes, before->bytes + before->size, after->bytes,
                   after->bytes + after->size, 1};
    walk_t start = walk; /* stays up to three lines behind */

    command_say(stdout, "--- %s", path);
    command_say(stdout, "+++ %s", path);
    while (!is_over(&walk)) {
        if (is_changed(&walk)) {
            long end = hunk_end(walk);

            print_hunk(&start, end, has_colours);
            while (walk.line < end) {
                next(&walk);
            }
            start = walk;
            continue;
        }
        next(&walk);
        if (walk.line - start.line > CONTEXT) {
            next(&start);
        }
    }
}
