/* encodings.h: what the parts of the proof about encodings share: characters encoded by hand, and
 * one string decoded in one chunking. */
#ifndef SEAM_TESTS_ENCODINGS_H
#define SEAM_TESTS_ENCODINGS_H

#include "seam/seam.h"
#include "share.h"

enum { MOST_IN = 16, MOST_OUT = 256 };

/* The ten encodings that are no tables; the last can be read only. */
enum { N_ENCODINGS = 10 };
extern const uint8_t encodings[N_ENCODINGS];

/* Encodes a code point, a lone surrogate in WTF-8 and UTF-16 as well. Returns the number of bytes,
 * 0 where the encoding does not have it. */
size_t put_in(unsigned encoding, uint32_t c, uint8_t out[4]);

/* All that a decoder says of a string. */
typedef struct outcome {
    uint8_t out[MOST_OUT];
    size_t n_out, n_faults;
    seam_fault last; /* the last fault */
} outcome;

/* Decodes `n` bytes, MOST_IN at most, and the end. Bit i of `cuts` cuts the string behind byte i. Where
 * a status tells of a fault, the decoder goes on. Ends the program where a call breaks its word. */
void decode_cut(const seam_decoder_options *options, const uint8_t *in, size_t n, unsigned cuts,
                outcome *result);

/* Ends the program: what differs, and for which string. */
_Noreturn void differs(const char *what, const seam_decoder_options *options, const uint8_t *in,
                       size_t n, unsigned cuts);

/* Whether the share has this index. */
bool is_taken(const share *s, uint64_t index);

/* The parts. Each returns the number of strings decoded, and ends the program where one differs. */
uint64_t all_scalars(const share *s);
uint64_t all_units(const share *s);
uint64_t all_lossless(const share *s);
uint64_t all_of_iconv(const share *s);
uint64_t all_of_icu(const share *s);

/* ---- what others say */

/* How another library calls an encoding. `differing`: the bytes of a single-byte encoding that it reads
 * otherwise than the WHATWG Encoding Standard, in hex; NULL for an encoding form, of which random strings
 * are asked for. */
typedef struct other_name {
    uint8_t encoding;
    const char *name;
    const char *differing;
} other_name;

/* Another library. `convert` makes UTF-8 of a whole string. It returns the length, or SIZE_MAX where it
 * refuses the string; one that does not refuse has U+FFFD for each fault. */
typedef struct other {
    const char *name;
    const other_name *names;
    size_t n_names;
    bool refuses;
    bool (*open)(const char *name);
    size_t (*convert)(const uint8_t *in, size_t n, uint8_t *out);
    void (*close)(void);
} other;

/* Asks it. Prints the bytes in which it differs, as is known, and ends the program where it differs
 * elsewhere. */
uint64_t ask(const other *o, const share *s);

#endif
