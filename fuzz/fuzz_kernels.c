/* fuzz_kernels: every operation of every kernel that this machine can run gives what scalar code gives.
 *
 * The first eight bytes of the input say how: the operation, how often the rest is repeated, where in a
 * line it lies, a variant, one byte to be changed (its place in two bytes, its value), and a number.
 * The rest, repeated, is the block, of up to 64 KiB as it comes from sockets and files. Blocks and
 * results are allocated to the byte, so that a sanitizer sees what reaches out of them, and results
 * are compared as a whole: what an operation leaves alone must be what scalar code leaves alone. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bits.h"
#include "kernel/cut.h"
#include "kernel/table.h"
#include "kernel/whole_sequence.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HEADER     ((size_t)8)
#define LARGEST    ((size_t)65536)
#define CANARY     0xC5
#define TO_REPEAT  1
#define TO_ALIGN   2
#define TO_VARIANT 3
#define TO_PLACE   4
#define TO_VALUE   6
#define TO_NUMBER  7

/* What an operation works on. */
typedef struct work {
    const uint8_t *header;
    const uint8_t *p;
    size_t n;
    uint8_t *out; /* has room for the result */
    size_t cap;   /* code units of a result of transcoding */
} work;

/* Returns what the kernel returns. */
typedef size_t run_fn(const seam__kernel *k, const work *w);

static void *allocate(size_t len)
{
    void *memory = malloc(len > 0 ? len : 1);

    if (memory == NULL)
        abort();
    return memory;
}

/* ---- operations */

static size_t scan_byte(const seam__kernel *k, const work *w)
{
    return k->scan_byte(w->p, w->n, w->header[TO_NUMBER]);
}

static size_t scan_any4(const seam__kernel *k, const work *w)
{
    return k->scan_any4(w->p, w->n, w->header + TO_PLACE);
}

static size_t mask(const seam__kernel *k, const work *w)
{
    k->mask_apply(w->p, w->n, w->header + TO_PLACE, w->out);
    return 0;
}

static size_t mask_ascii(const seam__kernel *k, const work *w)
{
    return k->mask_ascii(w->p, w->n, w->header + TO_PLACE, w->out);
}

static size_t mask_in_place(const seam__kernel *k, const work *w)
{
    memcpy(w->out, w->p, w->n);
    k->mask_apply(w->out, w->n, w->header + TO_PLACE, w->out);
    return 0;
}

static size_t hex_encode(const seam__kernel *k, const work *w)
{
    static const char *const digits[] = {"0123456789abcdef", "0123456789ABCDEF"};

    k->hex_encode(w->p, w->n, (const uint8_t *)digits[w->header[TO_VARIANT] % 2], w->out);
    return 0;
}

static size_t hex_decode(const seam__kernel *k, const work *w)
{
    return k->hex_decode(w->p, w->n / 2, w->out);
}

static seam__base64_alphabet alphabet(const work *w)
{
    return (seam__base64_alphabet)(w->header[TO_VARIANT] % SEAM__BASE64_ALPHABETS);
}

static size_t base64_encode(const seam__kernel *k, const work *w)
{
    k->base64_encode(w->p, w->n / 3, alphabet(w), w->out);
    return 0;
}

static size_t base64_decode(const seam__kernel *k, const work *w)
{
    return k->base64_decode(w->p, w->n / 4, alphabet(w), w->out);
}

/* Bytes read and written, as one number. */
static size_t decode_spaced(const seam__kernel *k, const work *w, const uint8_t *p, size_t n)
{
    size_t n_out = 0;
    const size_t cap = seam__min(w->cap, w->n / 4 * 3);
    const size_t n_in = k->base64_decode_spaced(p, n, alphabet(w), w->out, cap, &n_out);

    return n_in * (4 * LARGEST) + n_out;
}

static size_t base64_decode_spaced(const seam__kernel *k, const work *w)
{
    return decode_spaced(k, w, w->p, w->n);
}

/* The digits in lines of one length, after a first that is shorter; sometimes an end of a line is another, or
 * no end. */
static size_t base64_decode_lines(const seam__kernel *k, const work *w)
{
    static const char *const ends[] = {"\r\n", "\n", "\r", " \r\n"};
    const size_t line = 1 + w->header[TO_NUMBER] % 130;
    const char *end = ends[w->header[TO_VARIANT] / 4 % 4];
    const size_t end_len = strlen(end);
    uint8_t *lines = allocate(5 * w->n + 4);
    size_t left = w->header[TO_PLACE] % line;
    size_t len = 0, result;

    for (size_t i = 0; i < w->n; i++) {
        lines[len++] = w->p[i];
        if (left-- > 0)
            continue;
        left = line - 1;
        for (size_t at = 0; at < end_len; at++)
            lines[len++] = i % 4096 < 4000 ? (uint8_t)end[at] : i % 3 == 0 ? '\n' : '!';
    }
    result = decode_spaced(k, w, lines, len);
    free(lines);
    return result;
}

/* The list, and where the search ended. */
static size_t utf8_faults(const seam__kernel *k, const work *w)
{
    const size_t cap = w->cap / sizeof(seam__utf8_fault);
    seam__utf8_fault *faults = allocate(cap * sizeof(faults[0]));
    size_t n;
    const size_t end = k->utf8_faults(w->p, w->n, faults, cap, &n);

    memcpy(w->out, faults, n * sizeof(faults[0]));
    free(faults);
    return end * LARGEST + n;
}

static size_t utf8_copy(const seam__kernel *k, const work *w)
{
    return k->utf8_copy(w->p, w->n, w->out);
}

/* 0 for what is too short to be cut. */
static size_t utf8_text_len(const seam__kernel *k, const work *w)
{
    return w->n < 4 ? 0 : k->utf8_text_len(w->p, w->n);
}

/* The first bytes are the carry where they are an open sequence; else it is a lead in place of the first byte. What a
 * text with a fault leaves has no meaning. */
static size_t utf8_copy_chunk(const seam__kernel *k, const work *w)
{
    const size_t wanted = 1 + w->header[TO_NUMBER] % 3;
    uint8_t carry[4];
    size_t cut = 1;
    size_t n, len;

    if (w->n < SEAM__CUT_MIN + 3)
        return 0;
    memset(carry, CANARY, sizeof(carry));
    carry[0] = 0xC3;
    if (seam__is_open_sequence(w->p, wanted)) {
        cut = wanted;
        memcpy(carry, w->p, cut);
    }
    n = seam__min(w->n - cut, SEAM__CUT_MOST);
    len = k->utf8_copy_chunk(carry, cut, w->p + cut, n, w->out);
    if (len == 0)
        memset(w->out, CANARY, w->n);
    return len;
}

/* The marks of one of the tables. */
static size_t utf8_classify(const seam__kernel *k, const work *w)
{
    static const seam__boxes *const boxes[] = {&seam__boxes_nfc,           &seam__boxes_nfd,
                                               &seam__boxes_nfkc,          &seam__boxes_nfkd,
                                               &seam__boxes_nfkc_casefold, &seam__boxes_casefold,
                                               &seam__boxes_grapheme,      &seam__boxes_deny};
    const size_t n_marks = (w->n + 63) / 64;
    seam__box_marks *marks = allocate(n_marks * sizeof(marks[0]));
    const size_t n = k->utf8_classify(
        w->p, w->n, boxes[w->header[TO_VARIANT] % (sizeof(boxes) / sizeof(boxes[0]))], marks);

    memcpy(w->out, marks, n_marks * sizeof(marks[0]));
    free(marks);
    return n;
}

/* Operations that only say a number about the bytes. */
#define ASK(operation)                                                  \
    static size_t ask_##operation(const seam__kernel *k, const work *w) \
    {                                                                   \
        return k->operation(w->p, w->n);                                \
    }

ASK(utf8_prefix)
ASK(utf8_prefix_clean)
ASK(utf8_valid)
ASK(utf8_count)
ASK(utf8_utf16_len)
ASK(scan_non_ascii)
ASK(scan_lines)
ASK(utf8_latin1_prefix)
ASK(utf16le_latin1_prefix)
ASK(utf16be_latin1_prefix)

/* Code units written and bytes read, as one number. */
#define TRANSCODE(operation)                                                  \
    static size_t run_##operation(const seam__kernel *k, const work *w)       \
    {                                                                         \
        size_t n_out = 0;                                                     \
        const size_t n_in = k->operation(w->p, w->n, w->out, w->cap, &n_out); \
                                                                              \
        return n_in * (4 * LARGEST) + n_out;                                  \
    }

TRANSCODE(utf8_to_utf16le)
TRANSCODE(utf8_to_utf16be)
TRANSCODE(utf8_to_utf32le)
TRANSCODE(utf8_to_utf32be)
TRANSCODE(utf8_to_latin1)
TRANSCODE(utf16le_to_utf8)
TRANSCODE(utf16be_to_utf8)
TRANSCODE(utf32le_to_utf8)
TRANSCODE(utf32be_to_utf8)
TRANSCODE(latin1_to_utf8)

/* What the block is made to before the operation sees it. */
typedef enum made_to { AS_IT_IS, HEX_DIGITS, BASE64_DIGITS } made_to;

/* Room for the result of w->n bytes. */
typedef size_t room_fn(const work *w);

static size_t no_room(const work *w)
{
    (void)w;
    return 0;
}

static size_t same_room(const work *w)
{
    return w->n;
}

static size_t hex_digits_room(const work *w)
{
    return 2 * w->n;
}

static size_t hex_bytes_room(const work *w)
{
    return w->n / 2;
}

static size_t base64_digits_room(const work *w)
{
    return w->n / 3 * 4;
}

static size_t base64_bytes_room(const work *w)
{
    return w->n / 4 * 3;
}

static size_t marks_room(const work *w)
{
    return (w->n + 63) / 64 * sizeof(seam__box_marks);
}

static size_t room_of_8(const work *w)
{
    return w->cap;
}

static size_t room_of_16(const work *w)
{
    return 2 * w->cap;
}

static size_t room_of_32(const work *w)
{
    return 4 * w->cap;
}

static const struct operation {
    const char *name;
    run_fn *run;
    room_fn *room;
    made_to made_to;
} operations[] = {
    {"utf8_prefix", ask_utf8_prefix, no_room, AS_IT_IS},
    {"utf8_count", ask_utf8_count, no_room, AS_IT_IS},
    {"utf8_utf16_len", ask_utf8_utf16_len, no_room, AS_IT_IS},
    {"scan_byte", scan_byte, no_room, AS_IT_IS},
    {"scan_any4", scan_any4, no_room, AS_IT_IS},
    {"scan_non_ascii", ask_scan_non_ascii, no_room, AS_IT_IS},
    {"scan_lines", ask_scan_lines, no_room, AS_IT_IS},
    {"mask_apply", mask, same_room, AS_IT_IS},
    {"mask_apply in place", mask_in_place, same_room, AS_IT_IS},
    {"hex_encode", hex_encode, hex_digits_room, AS_IT_IS},
    {"hex_decode", hex_decode, hex_bytes_room, AS_IT_IS},
    {"hex_decode of digits", hex_decode, hex_bytes_room, HEX_DIGITS},
    {"base64_encode", base64_encode, base64_digits_room, AS_IT_IS},
    {"base64_decode", base64_decode, base64_bytes_room, AS_IT_IS},
    {"base64_decode of digits", base64_decode, base64_bytes_room, BASE64_DIGITS},
    {"base64_decode_spaced", base64_decode_spaced, base64_bytes_room, AS_IT_IS},
    {"utf8_prefix_clean", ask_utf8_prefix_clean, no_room, AS_IT_IS},
    {"base64_decode_spaced of lines", base64_decode_lines, base64_bytes_room, BASE64_DIGITS},
    {"mask_ascii", mask_ascii, same_room, AS_IT_IS},
    {"utf8_faults", utf8_faults, room_of_8, AS_IT_IS},
    {"utf8_latin1_prefix", ask_utf8_latin1_prefix, no_room, AS_IT_IS},
    {"utf16le_latin1_prefix", ask_utf16le_latin1_prefix, no_room, AS_IT_IS},
    {"utf16be_latin1_prefix", ask_utf16be_latin1_prefix, no_room, AS_IT_IS},
    {"utf8_to_utf16le", run_utf8_to_utf16le, room_of_16, AS_IT_IS},
    {"utf8_to_utf16be", run_utf8_to_utf16be, room_of_16, AS_IT_IS},
    {"utf8_to_utf32le", run_utf8_to_utf32le, room_of_32, AS_IT_IS},
    {"utf8_to_utf32be", run_utf8_to_utf32be, room_of_32, AS_IT_IS},
    {"utf8_to_latin1", run_utf8_to_latin1, room_of_8, AS_IT_IS},
    {"utf16le_to_utf8", run_utf16le_to_utf8, room_of_8, AS_IT_IS},
    {"utf16be_to_utf8", run_utf16be_to_utf8, room_of_8, AS_IT_IS},
    {"utf32le_to_utf8", run_utf32le_to_utf8, room_of_8, AS_IT_IS},
    {"utf32be_to_utf8", run_utf32be_to_utf8, room_of_8, AS_IT_IS},
    {"latin1_to_utf8", run_latin1_to_utf8, room_of_8, AS_IT_IS},
    {"utf8_valid", ask_utf8_valid, no_room, AS_IT_IS},
    {"utf8_copy", utf8_copy, same_room, AS_IT_IS},
    {"utf8_classify", utf8_classify, marks_room, AS_IT_IS},
    {"utf8_text_len", utf8_text_len, no_room, AS_IT_IS},
    {"utf8_copy_chunk", utf8_copy_chunk, same_room, AS_IT_IS},
};

#define N_OPERATIONS (sizeof(operations) / sizeof(operations[0]))

/* ---- one input */

/* The rest of the input, again and again. Returns its length; *block is the caller's to free. */
static size_t repeat(const uint8_t *data, size_t size, size_t times, uint8_t **block)
{
    const size_t most = size > 0 ? LARGEST / size : 1;
    const size_t n = times < most ? times : most;

    *block = allocate(n * size);
    for (size_t i = 0; i < n && size > 0; i++)
        memcpy(*block + i * size, data, size);
    return n * size;
}

/* As digits, made by scalar code. Takes the block. */
static size_t make_digits(made_to kind, const uint8_t *header, uint8_t **block, size_t n)
{
    const size_t len = kind == HEX_DIGITS ? 2 * n : n / 3 * 4;
    uint8_t *digits = allocate(len);
    const work w = {header, *block, n, digits, 0};

    (void)(kind == HEX_DIGITS ? hex_encode : base64_encode)(&seam__kernel_scalar, &w);
    free(*block);
    *block = digits;
    return len;
}

/* Into memory of exactly the size that the result needs, which the caller frees. */
static size_t run_into_room(const struct operation *op, const seam__kernel *kernel, work *w)
{
    const size_t room = op->room(w);

    w->out = allocate(room);
    memset(w->out, CANARY, room);
    return op->run(kernel, w);
}

static void compare(const struct operation *op, const seam__kernel *kernel, const work *expected,
                    size_t number)
{
    work w = *expected;

    if (run_into_room(op, kernel, &w) != number ||
        memcmp(w.out, expected->out, op->room(&w)) != 0) {
        fprintf(stderr, "fuzz_kernels: %s: %s of %zu bytes is not that of scalar\n", kernel->name,
                op->name, w.n);
        abort();
    }
    free(w.out);
}

static void compare_all(const struct operation *op, work *w)
{
    const seam__kernel *kernel;
    const size_t number = run_into_room(op, &seam__kernel_scalar, w);

    for (size_t i = 0; (kernel = seam__kernel_built(i)) != NULL; i++) {
        if (kernel->usable())
            compare(op, kernel, w, number);
    }
    free(w->out);
}

/* The block ends where its memory does, and begins anywhere in a line. */
static void run_on(const struct operation *op, const uint8_t *header, const uint8_t *block,
                   size_t n)
{
    const size_t place = header[TO_PLACE] | (size_t)header[TO_PLACE + 1] << 8;
    const size_t offset = header[TO_ALIGN] % 64;
    uint8_t *memory = allocate(offset + n);
    const size_t caps[] = {n, 4 * n, place % (n + 1)};
    work w = {header, memory + offset, n, NULL, caps[header[TO_VARIANT] / 16 % 3]};

    if (n > 0)
        memcpy(memory + offset, block, n);
    if (n > 0 && header[TO_VARIANT] >= 128)
        memory[offset + place % n] = header[TO_VALUE];
    compare_all(op, &w);
    free(memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct operation *op;
    uint8_t *block;
    size_t n;

    if (size < HEADER)
        return 0;
    op = &operations[data[0] % N_OPERATIONS];
    n = repeat(data + HEADER, size - HEADER, (size_t)data[TO_REPEAT] + 1, &block);
    if (op->made_to != AS_IT_IS)
        n = make_digits(op->made_to, data, &block, n);
    run_on(op, data, block, n);
    free(block);
    return 0;
}
