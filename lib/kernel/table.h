/* The kernels: bytes in, positions and counts out. Scalar code defines each operation; another
 * instruction set brings a table with the same answers. A kernel reads only [p, p + n), at any
 * alignment, n may be 0, and allocates nothing. */
#ifndef SEAM_KERNEL_TABLE_H
#define SEAM_KERNEL_TABLE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/base64_lines.h"

/* The length of the longest prefix that has a property. */
typedef size_t seam__prefix_fn(const uint8_t *p, size_t n);

/* Converts the longest prefix of whole well-formed characters that `to` has and whose code units
 * are `cap` at most, and returns its length in bytes. *n_out, always written, is the number of units
 * in `out`; what lies behind them is untouched. `p` and `out` do not overlap, at any alignment. */
typedef size_t seam__transcode_fn(const uint8_t *p, size_t n, uint8_t *out, size_t cap,
                                  size_t *n_out);

/* A maximal subpart of an ill-formed sequence: [start, end) of a text. */
typedef struct seam__utf8_fault {
    size_t start, end;
} seam__utf8_fault;

/* Finds the first `cap` faults and writes where they are. *n_faults, always written, is their number.
 * Returns where the search ended: at n, at the start of a sequence that the end cuts short or, when
 * there are more, at the start of the next fault. */
typedef size_t seam__utf8_faults_fn(const uint8_t *p, size_t n, seam__utf8_fault *faults,
                                    size_t cap, size_t *n_faults);

typedef struct seam__kernel {
    const char *name;
    /* This CPU can run it. */
    bool (*usable)(void);

    /* UTF-8 */
    /* The length of the longest prefix that is whole well-formed UTF-8 sequences
     * (Unicode 15.0 Table 3-7). */
    seam__prefix_fn *utf8_prefix;
    /* The same, sooner where there is no fault and later where there is one. */
    seam__prefix_fn *utf8_prefix_clean;
    /* All of it is. */
    bool (*utf8_valid)(const uint8_t *p, size_t n);
    seam__utf8_faults_fn *utf8_faults;
    /* Bytes that are not continuation bytes (80..BF): the code points of well-formed UTF-8. */
    size_t (*utf8_count)(const uint8_t *p, size_t n);
    /* The same, bytes from F0 up counted twice: the UTF-16 code units of well-formed UTF-8. */
    size_t (*utf8_utf16_len)(const uint8_t *p, size_t n);

    /* transcoding: <from>_<to> */
    seam__transcode_fn *utf8_utf16le, *utf8_utf16be;
    seam__transcode_fn *utf8_utf32le, *utf8_utf32be;
    seam__transcode_fn *utf8_latin1;
    seam__transcode_fn *utf16le_utf8, *utf16be_utf8;
    seam__transcode_fn *utf32le_utf8, *utf32be_utf8;
    seam__transcode_fn *latin1_utf8;
    /* Whole well-formed characters up to U+00FF. */
    seam__prefix_fn *utf8_latin1_prefix;
    seam__prefix_fn *utf16le_latin1_prefix, *utf16be_latin1_prefix;

    /* scans */
    /* The position of the first `byte`; n when there is none. */
    size_t (*scan_byte)(const uint8_t *p, size_t n, uint8_t byte);
    /* The same for the first byte that is in `set`, which may hold one more than once. */
    size_t (*scan_any4)(const uint8_t *p, size_t n, const uint8_t set[4]);
    /* The same for the first byte from 80 up. */
    size_t (*scan_non_ascii)(const uint8_t *p, size_t n);
    /* How many bytes are LF. */
    size_t (*scan_lines)(const uint8_t *p, size_t n);
    /* Where the bytes are that are `a` or `b`, in [0, n), n <= UINT32_MAX, until there are `cap` of them at
     * least. `at` has room for `cap` and 320 more. *n_at, always written, is the number of positions. Returns
     * how many bytes were looked at: the positions are all there are in those, fewer than cap + 256. */
    size_t (*scan_positions)(const uint8_t *p, size_t n, uint8_t a, uint8_t b, uint32_t *at,
                             size_t cap, size_t *n_at);

    /* the mask of RFC 6455 5.3 */
    /* dst[i] = p[i] ^ key[i % 4]; `dst` is `p` or does not overlap it. */
    void (*mask_apply)(const uint8_t *p, size_t n, const uint8_t key[4], uint8_t *dst);
    /* The same in whole pieces of 64 bytes, while the result of a piece is ASCII. Returns how many bytes
     * are done; what lies behind them in `dst` is untouched. */
    size_t (*mask_ascii)(const uint8_t *p, size_t n, const uint8_t key[4], uint8_t *dst);

    /* hex and base64; `dst` does not overlap `p`, and what lies behind the result is untouched */
    /* Two of the 16 digits for each byte. */
    void (*hex_encode)(const uint8_t *p, size_t n, const uint8_t *digits, uint8_t *dst);
    /* A byte for each pair of digits of either case, up to the first pair that is none. Returns the
     * number of bytes. */
    size_t (*hex_decode)(const uint8_t *p, size_t n_pairs, uint8_t *dst);
    /* Four digits for each three bytes. */
    void (*base64_encode)(const uint8_t *p, size_t n_groups, seam__base64_alphabet alphabet,
                          uint8_t *dst);
    /* The digits of all bytes, the last of which may have bits that are 0, then '=' up to `n_out` bytes. */
    void (*base64_encode_all)(const uint8_t *p, size_t n, seam__base64_alphabet alphabet,
                              size_t n_out, uint8_t *dst);
    /* Three bytes for each four digits, up to the first four that are not all digits. Returns the
     * number of fours. */
    size_t (*base64_decode)(const uint8_t *p, size_t n_groups, seam__base64_alphabet alphabet,
                            uint8_t *dst);
    /* The same in lines, up to the first that is not as `line` says: returns the number of lines. What
     * the line after them decodes to may have been written, up to its first fault. */
    size_t (*base64_decode_lines)(const uint8_t *p, size_t n_lines, seam__base64_line line,
                                  seam__base64_alphabet alphabet, uint8_t *dst);
    /* Copies what is no white space (space.h) and returns its length. The rest of the `n` bytes of
     * `dst` may have been written, too. */
    size_t (*base64_squeeze)(const uint8_t *p, size_t n, uint8_t *dst);
} seam__kernel;

extern const seam__kernel seam__kernel_scalar;
/* Only those that the build has: SEAM_KERNEL_HAS_<name>. */
extern const seam__kernel seam__kernel_sse41;
extern const seam__kernel seam__kernel_avx2;
extern const seam__kernel seam__kernel_avx512;
extern const seam__kernel seam__kernel_neon;

/* The tables that the build has, best first; NULL from their number on. */
const seam__kernel *seam__kernel_built(size_t index);

/* NULL until the first use. */
extern _Atomic(const seam__kernel *) seam__kernel_current;

/* Chooses, stores and returns the table. Two threads that race choose the same. */
const seam__kernel *seam__kernel_choose(void);

static inline const seam__kernel *seam__kernel_get(void)
{
    /* Acquire: pairs with the store of the choice; tables are constant anyway. */
    const seam__kernel *kernel = atomic_load_explicit(&seam__kernel_current, memory_order_acquire);

    return kernel != NULL ? kernel : seam__kernel_choose();
}

#endif
