/* simdutf, where this process has it: the node binary exports it, so the benchmarks also build as an
 * addon that node loads (bench_node.c). */
#ifndef SEAM_BENCH_PEERS_H
#define SEAM_BENCH_PEERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct simdutf_result {
    int error; /* 0: none */
    size_t count;
} simdutf_result;

typedef struct simdutf_peer {
    bool (*validate)(const char *text, size_t len);
    simdutf_result (*validate_with_errors)(const char *text, size_t len);
    size_t (*count)(const char *text, size_t len);
    size_t (*trim)(const char *text, size_t len);
    /* Their last arguments are enumerations: 0 is the standard alphabet and loose padding. */
    size_t (*base64_encode)(const char *in, size_t len, char *out, uint64_t options);
    simdutf_result (*base64_decode)(const char *in, size_t len, char *out, uint64_t options,
                                    uint64_t last_chunk);
    simdutf_result (*base64_decode_safe)(const char *in, size_t len, char *out, size_t *out_len,
                                         uint64_t options, uint64_t last_chunk);
    /* These give the count of code units, 0 for a fault. */
    size_t (*utf8_utf16le)(const char *text, size_t len, uint16_t *out);
    size_t (*utf8_utf32)(const char *text, size_t len, uint32_t *out);
    size_t (*utf16le_utf8)(const uint16_t *text, size_t n_units, char *out);
    size_t (*utf8_latin1)(const char *text, size_t len, char *out);
    size_t (*utf32_utf8)(const uint32_t *text, size_t n_units, char *out);
    size_t (*latin1_utf8)(const char *text, size_t len, char *out);
} simdutf_peer;

/* NULL, said once on stderr, where there is none. */
const simdutf_peer *bench_simdutf(void);

/* Finds a function of this process and writes a pointer to it to what `function` points to. Returns whether it
 * is there. */
bool bench_look_up(const char *symbol, void *function);

/* Decodes a text `reps` times with a decoder of JavaScript, chunk by chunk. */
typedef void (*script_fn)(const char *decoder, const uint8_t *data, size_t len, size_t chunk,
                          size_t reps);

/* NULL outside of node. */
script_fn bench_script(void);
void bench_set_script(script_fn decode);

#endif
