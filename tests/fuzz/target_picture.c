/* The first bytes of a picture: a size that a page can keep room for, or none. */
#include "core/edition/image.h"
#include "fuzz/fuzz.h"

void fuzz_setup(apr_pool_t *pool)
{
    (void)pool;
}

void fuzz_one(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    stm_image_t image;

    (void)pool;
    if (stm_image_size(&image, bytes, size)) {
        FUZZ_MUST(image.width > 0 && image.height > 0, "%d by %d", image.width, image.height);
    }
}
