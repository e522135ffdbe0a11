/* seam/codec.h: hex and base64 as streams (RFC 4648 sections 4, 5 and 8), both ways.
 *
 *     options = (seam_codec_options){.kind = SEAM_CODEC_BASE64, .flags = SEAM_CODEC_DECODE};
 *     status = seam_codec_init(&codec, &options);
 *     status = seam_transform_push(seam_codec_transform(&codec), &in, &out);
 *
 * The result never depends on where the text was cut. A codec is 64 bytes that callers embed; it
 * never allocates, holds back at most two bytes or three digits and never white space, and holds no
 * pointer: between calls a plain copy of it clones the stream. For a text in one piece there are
 * hex.h and base64.h.
 *
 * Decoding is strict: what is forgiven is named, flag by flag. What a fault proves wrong is said by
 * its offset in the stream. Digits behind it could stand for anything, so a codec stays at a fault
 * until it is reset.
 * Threads: one codec belongs to one thread at a time; there is no shared state. */
#ifndef SEAM_CODEC_H
#define SEAM_CODEC_H

#include "transform.h"

/* The values of `kind`. */
enum {
    SEAM_CODEC_HEX = 0,
    SEAM_CODEC_BASE64,   /* + and / for the values 62 and 63 */
    SEAM_CODEC_BASE64URL /* - and _ */
};

/* The bits of `flags`. */
enum {
    SEAM_CODEC_DECODE = 1,     /* digits to bytes; without it bytes to digits */
    SEAM_CODEC_UPPER = 4,      /* encode hex: A to F. Decoding always takes both cases */
    SEAM_CODEC_NO_PADDING = 8, /* base64. Encode: no '='. Decode: '=' is a fault */
    /* What decoding forgives; the first two and the last are for hex too. */
    SEAM_CODEC_SKIP_SPACES = 16,      /* TAB, LF, FF, CR and space, anywhere */
    SEAM_CODEC_SKIP_ANY = 32,         /* whatever is neither a digit nor '=' */
    SEAM_CODEC_PADDING_OPTIONAL = 64, /* the end may lack all of its '=' */
    SEAM_CODEC_LOOSE_BITS = 128,      /* bits of the last digit that no byte takes may be set */
    SEAM_CODEC_EITHER_ALPHABET = 256, /* + / and - _ alike */
    /* The first '=', of hex the first byte that is no digit, ends the data without a fault: a single
     * digit before it is dropped, and whatever follows is ignored. */
    SEAM_CODEC_STOP_AT_END = 512,
    /* WHATWG Infra's forgiving-base64 decode, which is atob() */
    SEAM_CODEC_FORGIVING =
        SEAM_CODEC_SKIP_SPACES | SEAM_CODEC_PADDING_OPTIONAL | SEAM_CODEC_LOOSE_BITS,
    /* Buffer.from(text, 'base64') of Node, and 'base64url' */
    SEAM_CODEC_LENIENT = SEAM_CODEC_FORGIVING | SEAM_CODEC_SKIP_ANY | SEAM_CODEC_EITHER_ALPHABET |
                         SEAM_CODEC_STOP_AT_END,
    /* Buffer.from(text, 'hex') of Node */
    SEAM_CODEC_LENIENT_HEX = SEAM_CODEC_STOP_AT_END
};

/* What stands between lines: the values of `line_end`. */
enum {
    SEAM_CODEC_CRLF = 0, /* MIME (RFC 2045 section 6.8) */
    SEAM_CODEC_LF
};

/* Zero is hex, encoded in small letters and without lines. */
typedef struct seam_codec_options {
    uint8_t kind, line_end;
    uint8_t reserved0_[2];
    uint32_t flags;
    uint32_t wrap; /* encode: digits in a line, a multiple of 4; 0: all in one line */
    uint32_t reserved1_;
    uint64_t reserved_[2];
} seam_codec_options;

SEAM_STATIC_ASSERT(sizeof(seam_codec_options) == 32);

/* Embedded by value; set up by seam_codec_init(). The fields are the library's.
 * Laws: n_carry_ <= 3; carry_ has bytes of a group, or values of digits; n_pads_ <= 2; where it is
 * not 0, padding has begun, and without a carry it has ended the data; column_ <= wrap_. */
typedef struct seam_codec {
    uint64_t offset_;                                    /* 0: bytes of input taken in */
    uint64_t fault_offset_;                              /* 8: of the latest fault */
    uint64_t digit_offset_;                              /* 16: of the last digit in the carry */
    uint32_t flags_, wrap_;                              /* 24: the options */
    uint32_t column_;                                    /* 32: digits in the present line */
    uint8_t carry_[4];                                   /* 36 */
    uint8_t n_carry_, n_pads_, kind_, line_end_, state_; /* 40 */
    uint8_t reserved0_[3];
    uint64_t reserved_[2]; /* 48 */
} seam_codec;

SEAM_STATIC_ASSERT(sizeof(seam_codec) == 64);

/* With this much room every call of convert() makes progress. */
#define SEAM_CODEC_ROOM_MIN 4u

SEAM_BEGIN_DECLS

/**
 * Set up a codec.
 *
 * @param[out] codec    Always written; after a failure it encodes hex.
 * @param      options  Borrowed; NULL stands for all zero.
 *
 * Returns     SEAM_OK; SEAM_EINVAL for a value or a flag that is unknown or belongs to the other
 *             direction or kind, for SEAM_CODEC_NO_PADDING with SEAM_CODEC_PADDING_OPTIONAL or
 *             SEAM_CODEC_STOP_AT_END, and for reserved fields that are not 0.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_TRY seam_status seam_codec_init(seam_codec *codec, const seam_codec_options *options);

/**
 * Use a codec: by seam_transform_convert(), seam_transform_next() and seam_transform_push().
 *
 * SEAM_EILSEQ: a byte is wrong, and what came before it has been decoded. `in` stands at the byte
 * that proves it; seam_codec_fault_offset() says which byte is wrong. SEAM_ETRUNC: the text ended
 * within a group. Both are said again by each call until seam_transform_reset(). Between lines
 * stands a line end; none stands behind the last.
 *
 * @param      codec  Borrowed as long as the transform is used.
 *
 * Returns     The transform. What it writes is never a part of what a group of digits stands for,
 *             or of a group of digits.
 * Threads     One.
 * Cost        O(1). The calls: O(bytes dealt with), whole groups at the speed of hex.h and base64.h.
 */
SEAM_API seam_transform seam_codec_transform(seam_codec *codec);

/**
 * Tell where the latest fault is.
 *
 * @param      codec  Borrowed.
 *
 * Returns     The offset in the stream, from 0, of the byte that is wrong: of a digit, where bits of
 *             it are set that no byte takes. With SEAM_ETRUNC the length of the stream. 0 when there
 *             was no fault.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API uint64_t seam_codec_fault_offset(const seam_codec *codec);

SEAM_END_DECLS
#endif
