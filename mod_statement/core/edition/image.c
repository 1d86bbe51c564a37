#include "core/edition/image.h"

#include <apr_lib.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PIXELS 100000

typedef struct bytes_t {
    const unsigned char *at;
    apr_size_t size;
} bytes_t;

static unsigned big(const unsigned char *at, int count)
{
    unsigned value = 0;

    while (count-- > 0) {
        value = value << 8 | *at++;
    }
    return value;
}

static unsigned little(const unsigned char *at, int count)
{
    unsigned value = 0;

    while (count-- > 0) {
        value = value << 8 | at[count];
    }
    return value;
}

static int starts_with(const bytes_t *bytes, apr_size_t offset, const char *text, apr_size_t length)
{
    return bytes->size >= offset + length && memcmp(bytes->at + offset, text, length) == 0;
}

static int take(stm_image_t *image, unsigned width, unsigned height)
{
    if (width == 0 || height == 0 || width > MAX_PIXELS || height > MAX_PIXELS) {
        return 0;
    }
    image->width = (int)width;
    image->height = (int)height;
    return 1;
}

/* PNG (third edition) section 11.2.1. */
static int read_png(stm_image_t *image, const bytes_t *bytes)
{
    return bytes->size >= 24 && starts_with(bytes, 12, "IHDR", 4) &&
           take(image, big(bytes->at + 16, 4), big(bytes->at + 20, 4));
}

static int read_gif(stm_image_t *image, const bytes_t *bytes)
{
    return bytes->size >= 10 && take(image, little(bytes->at + 6, 2), little(bytes->at + 8, 2));
}

/* RFC 9649 section 2: a plain, a lossless or an extended picture. */
static int read_webp(stm_image_t *image, const bytes_t *bytes)
{
    const unsigned char *at = bytes->at;

    if (bytes->size < 30 || !starts_with(bytes, 8, "WEBP", 4)) {
        return 0;
    }
    if (starts_with(bytes, 12, "VP8X", 4)) {
        return take(image, little(at + 24, 3) + 1, little(at + 27, 3) + 1);
    }
    if (starts_with(bytes, 12, "VP8L", 4)) {
        unsigned bits = little(at + 21, 4);

        return take(image, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1);
    }
    return starts_with(bytes, 12, "VP8 ", 4) &&
           take(image, little(at + 26, 2) & 0x3FFF, little(at + 28, 2) & 0x3FFF);
}

/* Whether camera data (Exif: a TIFF of one directory) say that the picture lies on its side. */
static int is_on_its_side(const unsigned char *segment, apr_size_t size)
{
    unsigned (*number)(const unsigned char *, int);
    apr_size_t entry, count;

    if (size < 16 || memcmp(segment, "Exif\0\0", 6) != 0) {
        return 0;
    }
    segment += 6;
    size -= 6;
    number = segment[0] == 'M' ? big : little;
    entry = number(segment + 4, 4);
    if (entry > size - 2) {
        return 0;
    }
    count = number(segment + entry, 2);
    for (entry += 2; count > 0 && size >= 12 && entry <= size - 12; entry += 12, count--) {
        if (number(segment + entry, 2) == 0x0112) {
            return number(segment + entry + 8, 2) >= 5;
        }
    }
    return 0;
}

static int is_frame(unsigned char marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/* ITU T.81 annex B: segments up to the one that opens the frame. */
static int read_jpeg(stm_image_t *image, const bytes_t *bytes)
{
    int is_turned = 0;
    apr_size_t at = 2, length;

    for (; at + 9 <= bytes->size && bytes->at[at] == 0xFF; at += 2 + length) {
        const unsigned char *segment = bytes->at + at;

        length = big(segment + 2, 2);
        if (is_frame(segment[1])) {
            unsigned height = big(segment + 5, 2), width = big(segment + 7, 2);

            return is_turned ? take(image, height, width) : take(image, width, height);
        }
        if (length < 2 || length > bytes->size - at - 2) {
            return 0;
        }
        if (segment[1] == 0xE1) {
            is_turned = is_on_its_side(segment + 4, length - 2);
        }
    }
    return 0;
}

/* Where the value of an attribute of the tag begins; NULL. */
static const char *value_of(const char *tag, const char *attribute)
{
    const char *found = tag;
    apr_size_t length = strlen(attribute);

    while ((found = strstr(found + 1, attribute)) != NULL) {
        if (apr_isspace(found[-1]) && found[length] == '=' &&
            (found[length + 1] == '"' || found[length + 1] == '\'')) {
            return found + length + 2;
        }
    }
    return NULL;
}

/* A length in pixels; 0 for one in another unit. */
static unsigned pixels_of(const char *text, const char **end)
{
    double value = 0, place = 1;

    for (; apr_isdigit(*text) && value < MAX_PIXELS; text++) {
        value = value * 10 + (*text - '0');
    }
    if (*text == '.') {
        while (apr_isdigit(*++text)) {
            value += (*text - '0') * (place /= 10);
        }
    }
    *end = text;
    return value > MAX_PIXELS ? 0 : (unsigned)(value + 0.5);
}

static unsigned length_of(const char *tag, const char *attribute)
{
    const char *value = value_of(tag, attribute), *unit;
    unsigned pixels = value == NULL ? 0 : pixels_of(value, &unit);

    return pixels > 0 && (*unit == '"' || *unit == '\'' || strncmp(unit, "px", 2) == 0) ? pixels
                                                                                        : 0;
}

/* The last two of the four numbers. */
static int read_view_box(stm_image_t *image, const char *value)
{
    unsigned numbers[4];
    int i;

    for (i = 0; i < 4; i++) {
        value += strspn(value, " ,-\t\r\n");
        numbers[i] = pixels_of(value, &value);
    }
    return take(image, numbers[2], numbers[3]);
}

/* SVG 2 section 8: the size of the outermost element, else the shape of what it shows. */
static int read_svg(stm_image_t *image, const bytes_t *bytes)
{
    char head[4096], *tag, *end;
    apr_size_t size = bytes->size < sizeof(head) - 1 ? bytes->size : sizeof(head) - 1;
    const char *view_box;

    memcpy(head, bytes->at, size);
    head[size] = '\0';
    tag = strstr(head, "<svg");
    end = tag == NULL ? NULL : strchr(tag, '>');
    if (end == NULL) {
        return 0;
    }
    *end = '\0';
    view_box = value_of(tag, "viewBox");
    return take(image, length_of(tag, "width"), length_of(tag, "height")) ||
           (view_box != NULL && read_view_box(image, view_box));
}

int stm_image_size(stm_image_t *image, const char *bytes, apr_size_t size)
{
    static const struct {
        const char *start;
        apr_size_t length;
        int (*read)(stm_image_t *, const bytes_t *);
    } kinds[] = {
        {"\x89PNG\r\n\x1a\n", 8, read_png}, {"GIF8", 4, read_gif}, {"RIFF", 4, read_webp},
        {"\xFF\xD8\xFF", 3, read_jpeg},     {"", 0, read_svg},
    };
    const bytes_t all = {(const unsigned char *)bytes, size};
    apr_size_t i = 0;

    while (!starts_with(&all, 0, kinds[i].start, kinds[i].length)) {
        i++;
    }
    return kinds[i].read(image, &all);
}
