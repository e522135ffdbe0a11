/* fuzz_transform: any transform in any chunks and any rooms, from none up, by both forms of the calls and
 * on copies of its state, against one call for the whole input: the same output, the same faults at the
 * same places.
 *
 * The first byte of the input is the kind of transform, the next two are the seed of chunks and rooms, the
 * rest is the bytes, at most TRANSFORM_IN of them; those for a normalizer are decoded first. */
#include <string.h>

#include "fuzz_check.h"
#include "transforms.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Small numbers from a seed. */
static size_t below(void *ctx, size_t bound)
{
    uint32_t *seed = ctx;

    *seed = *seed * 1103515245u + 12345u;
    return (*seed >> 16) % bound;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static transform_output whole;
    uint8_t in[TRANSFORM_IN];
    transform_state state;
    uint32_t seed;
    size_t kind;

    if (size < 3)
        return 0;
    kind = data[0] % transform_kinds();
    seed = (uint32_t)data[1] << 8 | data[2];
    if (!transform_open(kind, &state))
        return 0;
    data += 3;
    size -= 3;
    if (transform_takes_text(kind)) {
        size = size < sizeof(in) / 3 ? size : sizeof(in) / 3;
        size = transform_text_of(seam_view_of(data, size), in);
    } else {
        size = size < sizeof(in) ? size : sizeof(in);
        memcpy(in, data, size);
    }
    transform_whole(kind, seam_view_of(in, size), &whole);
    for (int i = 0; i < 2; i++) {
        const char *wrong = transform_pieces(kind, seam_view_of(in, size), &whole, below, &seed);

        if (wrong != NULL)
            fprintf(stderr, "kind %zu: %s\n", kind, wrong);
        CHECK(wrong == NULL);
    }
    return 0;
}
