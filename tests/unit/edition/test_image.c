#include "unit/unit.h"

#include <string.h>

#include "core/edition/image.h"

#define PNG   "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\xB0\0\0\x01\xF4"
#define JFIF  "\xFF\xE0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
#define FRAME "\xFF\xC2\0\x11\x08\x01\xF4\x04\xB0\3"
#define EXIF(value)                                                                                \
    "\xFF\xE1\0\x22"                                                                               \
    "Exif\0\0MM\0*\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1\0" value "\0\0\0\0\0\0"

#define ROW(bytes, width, height, reason)                                                          \
    {                                                                                              \
        bytes, sizeof(bytes) - 1, width, height, reason                                            \
    }

static const struct {
    const char *bytes;
    apr_size_t size;
    int width, height; /* 0: nobody can tell */
    const char *reason;
} rows[] = {
    ROW(PNG, 1200, 500, "PNG"),
    ROW("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\xB0\0\0\x01", 0, 0, "PNG, cut"),
    ROW("\x89PNG\r\n\x1a\n\0\0\0\rIDAT\0\0\x04\xB0\0\0\x01\xF4", 0, 0, "PNG that begins otherwise"),
    ROW("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xFF\xFF\xFF\xFF\0\0\x01\xF4", 0, 0,
        "PNG beyond all measure"),
    ROW("GIF89a\xB0\x04\xF4\x01", 1200, 500, "GIF"),
    ROW("GIF89a\xB0\x04\0\0", 0, 0, "GIF of no height"),
    ROW("GIF89a\xB0", 0, 0, "GIF, cut"),
    ROW("RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0\xAF\x04\0\xF3\x01\0", 1200, 500, "extended WebP"),
    ROW("RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2F\xAF\xC4\x7C\0\0\0\0\0\0", 1200, 500, "lossless WebP"),
    ROW("RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9D\1\x2A\xB0\x04\xF4\x01", 1200, 500, "plain WebP"),
    ROW("RIFF\0\0\0\0WAVEfmt \0\0\0\0\0\0\0\0\0\0\0\0\0\0", 0, 0, "RIFF that is a sound"),
    ROW("\xFF\xD8" JFIF FRAME, 1200, 500, "JPEG"),
    ROW("\xFF\xD8" JFIF EXIF("\1") FRAME, 1200, 500, "JPEG from a camera"),
    ROW("\xFF\xD8" JFIF EXIF("\6") FRAME, 500, 1200, "JPEG from a camera on its side"),
    ROW("\xFF\xD8" JFIF "\xFF\xE1\xFF\xFF" FRAME, 0, 0, "JPEG with a segment past its end"),
    ROW("\xFF\xD8" JFIF "\xFF\xE1\0\0" FRAME, 0, 0, "JPEG with a segment of no length"),
    ROW("\xFF\xD8" JFIF "\xFF\xE1\0\x10"
        "Exif\0\0MM\0*\xFF\xFF\xFF\xFF" FRAME,
        1200, 500, "JPEG with camera data that point outside"),
    ROW("\xFF\xD8\xFF", 0, 0, "JPEG, cut"),
    ROW("<?xml version='1.0'?>\n<svg xmlns='x' width='1200' height=\"500px\">", 1200, 500, "SVG"),
    ROW("<svg\n viewBox='0 0 1200 500'>", 1200, 500, "SVG with a shape only"),
    ROW("<svg width='100%' height='auto' viewBox='-10,-20,1200.4,499.6'>", 1200, 500,
        "SVG with its size in another unit"),
    ROW("<svg stroke-width='3' height='500'>", 0, 0, "another attribute is not the width"),
    ROW("<svg width='1200' height='500'", 0, 0, "SVG, cut"),
    ROW("<svg width='99999999999999999999999' height='500'>", 0, 0, "SVG beyond all measure"),
    ROW("<html>", 0, 0, "no picture"),
    ROW("", 0, 0, "nothing"),
};

START_TEST(test_a_picture_says_how_large_it_is)
{
    /* Of exactly this size, so that a sanitizer sees what is read beyond. */
    char *bytes = malloc(rows[_i].size + 1);
    stm_image_t image = {0, 0};

    memcpy(bytes, rows[_i].bytes, rows[_i].size);
    bytes = realloc(bytes, rows[_i].size ? rows[_i].size : 1);
    ck_assert_msg(stm_image_size(&image, bytes, rows[_i].size) == (rows[_i].width != 0) &&
                      image.width == rows[_i].width && image.height == rows[_i].height,
                  "%s: %d x %d", rows[_i].reason, image.width, image.height);
    free(bytes);
}
END_TEST

START_TEST(test_a_cut_file_is_never_read_beyond_its_end)
{
    apr_size_t size;
    stm_image_t image;

    for (size = 0; size < rows[_i].size; size++) {
        char *bytes = malloc(size ? size : 1);

        memcpy(bytes, rows[_i].bytes, size);
        stm_image_size(&image, bytes, size);
        free(bytes);
    }
}
END_TEST

static void add_tests(TCase *all)
{
    int count = sizeof(rows) / sizeof(*rows);

    tcase_add_loop_test(all, test_a_picture_says_how_large_it_is, 0, count);
    tcase_add_loop_test(all, test_a_cut_file_is_never_read_beyond_its_end, 0, count);
}

UNIT_MAIN("stm_image")
