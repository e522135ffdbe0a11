/* Other libraries, asked for random strings and for each byte. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "encodings.h"
#include "support.h"

/* Code points, surrogates and what is none, next to which mistakes lie. */
static const uint32_t edges[] = {0x00,   0x0A,   0x41,   0x7F,   0x80,    0xE9,    0x7FF,   0x800,
                                 0x20AC, 0xD7FF, 0xD800, 0xD83D, 0xDC4D,  0xDFFF,  0xE000,  0xFFFD,
                                 0xFFFF, 0xFFFE, 0x4E2D, 0xFF21, 0x10000, 0x1F44D, 0x10FFFF};

/* A string of up to five characters, some of them cut or with a byte changed. No string begins with a byte
 * order mark: others take it away. */
static size_t random_string(uint8_t encoding, uint8_t in[MOST_IN], prng *rng)
{
    size_t n = 0;

    do {
        uint8_t one[4];
        size_t len = put_in(encoding == SEAM_UTF8 ? SEAM_WTF8 : encoding,
                            edges[prng_below(rng, sizeof(edges) / sizeof(edges[0]))], one);

        if (len > 1 && prng_below(rng, 8) == 0)
            len -= 1 + prng_below(rng, len - 1);
        for (size_t i = 0; i < len && n < MOST_IN; i++)
            in[n++] = prng_below(rng, 24) == 0 ? (uint8_t)prng_next(rng) : one[i];
    } while (n < MOST_IN - 4 && prng_below(rng, 5) != 0);
    return n;
}

/* Whether both take the string for the same text, or both refuse it. */
static bool agree(const other *o, uint8_t encoding, const uint8_t *in, size_t n, bool refuses)
{
    const seam_decoder_options options = {
        .from = encoding, .errors = refuses ? SEAM_ERRORS_FATAL : SEAM_ERRORS_REPLACE};
    uint8_t out[MOST_OUT];
    const size_t n_out = o->convert(in, n, out);
    outcome got;

    decode_cut(&options, in, n, 0, &got);
    if (refuses && (got.n_faults > 0 || n_out == SIZE_MAX))
        return got.n_faults > 0 && n_out == SIZE_MAX;
    return got.n_out == n_out && memcmp(got.out, out, n_out) == 0;
}

static uint64_t ask_of_bytes(const other *o, const other_name *name)
{
    char differing[1024] = "";
    size_t at = 0;

    for (unsigned b = 0; b < 256; b++) {
        const uint8_t in = (uint8_t)b;

        if (!agree(o, name->encoding, &in, 1, o->refuses))
            at += (size_t)snprintf(differing + at, sizeof(differing) - at, "%s%02x",
                                   at > 0 ? " " : "", b);
    }
    if (strcmp(differing, name->differing) != 0) {
        printf("%s's %s differs at \"%s\", not at \"%s\"\n", o->name, name->name, differing,
               name->differing);
        exit(EXIT_FAILURE);
    }
    if (at > 0)
        printf("%s's %s differs, as is known, at %s\n", o->name, name->name, differing);
    return 256;
}

static uint64_t ask_of_strings(const other *o, uint8_t encoding, size_t n_strings, prng *rng)
{
    for (size_t i = 0; i < n_strings; i++) {
        const seam_decoder_options options = {.from = encoding};
        uint8_t in[MOST_IN];
        const size_t n = random_string(encoding, in, rng);

        if (!agree(o, encoding, in, n, o->refuses))
            differs(o->name, &options, in, n, 0);
    }
    return n_strings;
}

uint64_t ask(const other *o, const share *s)
{
    uint64_t n_done = 0;
    prng rng;

    prng_init(&rng, s->seed);
    for (size_t i = 0; i < o->n_names; i++) {
        const other_name *name = &o->names[i];

        if (!o->open(name->name)) {
            printf("%s has no %s here\n", o->name, name->name);
            continue;
        }
        n_done += name->differing != NULL
                      ? ask_of_bytes(o, name)
                      : ask_of_strings(o, name->encoding, 1000000 / s->of + 1, &rng);
        o->close();
    }
    return n_done;
}
