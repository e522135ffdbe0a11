/* encoding_rs and simdutf8, by a shim of their language, which is built where Debian's packages of them and
 * a compiler are there: bench_rust.rs. */
#ifndef SEAM_BENCH_RUST_H
#define SEAM_BENCH_RUST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct rust_peers {
    bool (*simdutf8_valid)(const uint8_t *text, size_t len);
    bool (*encoding_rs_valid)(const uint8_t *text, size_t len);
    /* These have the arguments and results of simdutf's functions: counts of units, and 0 for a fault where
     * a fault is looked for. Room: as many units as the input has bytes; three bytes for each unit of
     * UTF-16; two for each byte of Latin-1. */
    size_t (*utf8_utf16)(const void *in, size_t len, void *out);
    size_t (*utf16_utf8)(const void *in, size_t n_units, void *out);
    size_t (*latin1_utf8)(const void *in, size_t len, void *out);
    size_t (*utf8_latin1)(const void *in, size_t len, void *out); /* does not look for faults */
    /* A decoder of UTF-8 that lives as long as the program, and one chunk of its stream. */
    void *(*decoder)(void);
    size_t (*decode)(void *decoder, const uint8_t *in, size_t len, uint8_t *out, size_t cap);
    /* Those of any encoding, by a label of WHATWG's, without a look for a BOM. Faults are replaced. What they
     * write is counted in units. An encoder takes well-formed UTF-8. */
    void *(*decoder_of)(const char *label, size_t len);
    size_t (*decode16)(void *decoder, const uint8_t *in, size_t len, uint16_t *out, size_t cap);
    void *(*encoder_of)(const char *label, size_t len);
    size_t (*encode)(void *encoder, const uint8_t *in, size_t len, uint8_t *out, size_t cap);
    void (*free_decoder)(void *decoder);
    void (*free_encoder)(void *encoder);
} rust_peers;

extern const rust_peers bench_rust __attribute__((weak));

/* Whether it was built; where it was not, that is said once on stderr. */
bool bench_has_rust(void);

#endif
