/**
 * core/edition/image - how large a picture is, so that a page keeps room for it before it comes.
 *
 * Read from the first bytes of PNG, GIF, JPEG, WebP and SVG. What they say is only taken for the
 * room to keep: nothing else trusts it. Any thread may call this.
 */
#ifndef CORE_EDITION_IMAGE_H
#define CORE_EDITION_IMAGE_H

#include <apr.h>

/* Camera data and colour profiles may stand before the size in a JPEG. */
#define STM_IMAGE_BYTES (256 * 1024)

typedef struct stm_image_t {
    int width, height; /* pixels, as shown: a picture that is to be turned is turned */
} stm_image_t;

/** Non-zero where @a bytes, the first of a file, begin a picture and say its size. */
int stm_image_size(stm_image_t *image, const char *bytes, apr_size_t size);

#endif
