/* fuzz_codec: hex and base64, both ways, with any flags and lines, in any chunks and any room, against a
 * reference that looks at the whole text.
 *
 * The first byte of the input is the kind, the direction and the lines, the second the flags, the third the
 * room, the fourth the seed of the cuts; the rest is the text. */
#include <string.h>

#include "codec_reference.h"
#include "fuzz_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_CUTS = 32, MOST_TEXT = 1024 };

static seam_codec_options options_of(const uint8_t *head)
{
    static const uint32_t wraps[] = {0, 0, 0, 4, 8, 64, 76, 0};
    seam_codec_options o = {.kind = head[0] % 3};

    if ((head[0] & 0x80) != 0) {
        CHECK(
            codec_decode_flags(o.kind, head[1] % (o.kind == SEAM_CODEC_HEX ? 8u : 80u), &o.flags));
        return o;
    }
    o.wrap = wraps[head[0] / 4 % 8];
    o.line_end = head[1] / 2 % 2;
    if (head[1] % 2 != 0)
        o.flags = o.kind == SEAM_CODEC_HEX ? SEAM_CODEC_UPPER : SEAM_CODEC_NO_PADDING;
    return o;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static codec_expected expected;
    size_t cuts[MOST_CUTS];
    size_t n_cuts = 0;
    seam_codec_options o;
    seam_codec codec;
    const char *wrong;
    uint32_t seed;
    size_t cap;

    if (size < 4)
        return 0;
    o = options_of(data);
    cap = data[2] % 65;
    seed = data[3];
    data += 4;
    size = size - 4 < MOST_TEXT ? size - 4 : MOST_TEXT;
    for (size_t at = 0; n_cuts < seed % MOST_CUTS; n_cuts++) {
        seed = seed * 1103515245u + 12345u;
        at += (seed >> 16) % (seed % 3 == 0 ? 100 : 5);
        cuts[n_cuts] = at = at < size ? at : size;
    }
    CHECK(seam_codec_init(&codec, &o) == SEAM_OK);
    codec_expect(&o, data, size, &expected);
    wrong = codec_compare(&codec, data, size, cuts, n_cuts, cap, &expected);
    if (wrong != NULL)
        fprintf(stderr, "kind %u, flags %x: %s\n", o.kind, o.flags, wrong);
    CHECK(wrong == NULL);
    return 0;
}
