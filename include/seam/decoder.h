/* seam/decoder.h: bytes in chunks become text that does not depend on where the chunks were cut, in
 * the encoding that they have or in another.
 *
 *     while (in.len > 0 && (r = seam_decoder_next(&dec, &in, &text)) == SEAM_OK) use(text);
 *     in.len == 0: bring the next chunk. At the end seam_decoder_finish(), then call it until EOF.
 *
 * Ill-formed input is one fault per maximal subpart (Unicode 15.0 section 3.9, Table 3-7; WHATWG
 * Encoding). A decoder is 128 bytes that callers embed; it never allocates, carries at most 3 bytes
 * and holds no pointer to input or to itself: between calls a plain copy of it is a clone of the
 * stream's state. But a text that a call gave may lie in the decoder: move it (C++, Rust), or let a
 * garbage collector move it, or pass a copy of it to another call (cgo), only when no text is in
 * use. This header needs only encoding.h, status.h and view.h.
 * Threads: one decoder belongs to one thread at a time; there is no shared state. */
#ifndef SEAM_DECODER_H
#define SEAM_DECODER_H

#include "encoding.h"
#include "status.h"
#include "view.h"

/* `from` and `to` are values of encoding.h. With `to` SEAM_ENCODING_NONE nothing comes out: faults
 * are counted and, when fatal, returned; never SEAM_OK. SEAM_ASCII_MASKED is no value of `to`. */

/* What a fault does: the values of `errors`. */
enum {
    SEAM_ERRORS_REPLACE = 0, /* U+FFFD for each; '?' where `to` has no U+FFFD */
    SEAM_ERRORS_FATAL, /* SEAM_EILSEQ or SEAM_ETRUNC for each; the next call resumes after it */
    SEAM_ERRORS_SKIP,  /* nothing; it is counted */
    /* The same bytes can be had back. From UTF-8 and ASCII to WTF-8 and UTF-16 each byte of a fault
     * becomes U+DC00 + byte, as in Python's surrogateescape; from UTF-16 to WTF-8 and UTF-16, and
     * from WTF-8 to UTF-16, a lone surrogate passes. The way back is from WTF-8 and UTF-16 to
     * UTF-8, ASCII, Latin-1 and windows-1252: there U+DC80..DCFF are bytes again. No other pair has
     * it. What is a fault nevertheless, half a unit or another surrogate, is replaced. */
    SEAM_ERRORS_LOSSLESS
};

/* What is held back at the end of a chunk: the values of `hold`. */
enum {
    /* The longest suffix that is a proper prefix of a well-formed sequence: an impossible byte is
     * reported in the chunk that holds it. */
    SEAM_HOLD_EAGER = 0,
    /* The last lead byte C0..F7 with the continuation bytes that follow it, when there are fewer
     * than its top bits call for: from UTF-8. From UTF-16LE to UTF-16LE, lossless and without a BOM
     * to look for: half a unit, or else a last unit that is a lead surrogate; what is held goes out
     * as it is once it is whole. What Node's StringDecoder does, call by call. */
    SEAM_HOLD_LAZY
};

/* A byte order mark at the start of the stream: the values of `bom`. */
enum {
    SEAM_BOM_KEEP = 0, /* it is text as any other: U+FEFF */
    SEAM_BOM_STRIP,    /* that of `from`, first after init, reset or EOF, is left out */
    /* a BOM of UTF-8 or UTF-16 is left out and says which encoding follows; without one it is
     * `from` */
    SEAM_BOM_SNIFF
};

/* Half a unit at the end of UTF-16 or UTF-32: the values of `tail`. */
enum {
    SEAM_TAIL_FAULT = 0,
    SEAM_TAIL_DROP /* nothing, it is not even counted */
};

/* A character that `to` does not have: the values of `unmappable`. */
enum {
    SEAM_UNMAPPABLE_FAULT = 0, /* a fault, dealt with as `errors` says */
    SEAM_UNMAPPABLE_NCR,       /* "&#8364;", counted as a fault (WHATWG, error mode html) */
    /* To Latin-1 or ASCII: the low byte of each of its UTF-16 units, lone surrogates of UTF-16 too.
     * What Node's Buffer.from(s, 'latin1') does. Never for data that is not trusted. */
    SEAM_UNMAPPABLE_LOW_BYTE
};

/* Bits of `deny`: a character of these classes is a fault of its whole length. */
enum {
    SEAM_DENY_NUL = 1,
    SEAM_DENY_C0 = 2,             /* U+0001..001F but TAB, LF and CR */
    SEAM_DENY_TAB_LF_CR = 4,      /* U+0009, 000A, 000D */
    SEAM_DENY_C1 = 8,             /* U+007F..009F */
    SEAM_DENY_NONCHARACTERS = 16, /* U+FDD0..FDEF, and the last two of each plane */
    SEAM_DENY_PRIVATE = 32,       /* U+E000..F8FF, F0000..FFFFD, 100000..10FFFD */
    SEAM_DENY_BIDI = 64           /* U+061C, 200E, 200F, 202A..202E, 2066..2069 */
};

/* Options that reproduce somebody's rules. */
enum {
    SEAM_PROFILE_NODE = 1,  /* Node's StringDecoder, call by call */
    SEAM_PROFILE_WHATWG,    /* TextDecoder; `errors` and `bom` may then be changed */
    SEAM_PROFILE_WEBSOCKET, /* RFC 6455 8.1 */
    SEAM_PROFILE_MQTT,      /* MQTT 5 1.5.4: no NUL */
    SEAM_PROFILE_SSE,       /* HTML 9.2.5 */
    SEAM_PROFILE_JSON,      /* RFC 8259 8.1 */
    SEAM_PROFILE_TERMINAL,  /* one U+FFFD for each maximal subpart */
    SEAM_PROFILE_CBOR       /* RFC 8949 3.2.3: call seam_decoder_finish() after each chunk */
};

/* Room with which each call of convert() and next_in() makes progress. */
#define SEAM_ROOM_MIN 16u

/* Bytes of a saved decoder. */
#define SEAM_DECODER_SAVED 64u

/* X(name, value, token): what is wrong with a sequence; the first match in this order decides. */
#define SEAM_REASON_MAP(X)                                                                     \
    X(SEAM_REASON_NONE, 0, "none")                                                             \
    X(SEAM_REASON_STRAY, 1, "stray-continuation") /* 80..BF outside a sequence */              \
    X(SEAM_REASON_INVALID, 2, "invalid-byte")     /* F8..FF */                                 \
    X(SEAM_REASON_OVERLONG, 3, "overlong")        /* C0, C1, E0 + 80..9F, F0 + 80..8F */       \
    X(SEAM_REASON_SURROGATE, 4, "surrogate")      /* ED + A0..BF */                            \
    X(SEAM_REASON_TOO_LARGE, 5, "too-large")      /* F5..F7, F4 + 90..BF */                    \
    X(SEAM_REASON_TRUNCATED, 6, "truncated") /* a good prefix, then another byte or the end */ \
    X(SEAM_REASON_LONE_SURROGATE, 7, "lone-surrogate") /* UTF-16 */                            \
    X(SEAM_REASON_ODD_TAIL, 8, "odd-tail")             /* UTF-16, UTF-32 */                    \
    X(SEAM_REASON_DENIED, 9, "denied")                                                         \
    X(SEAM_REASON_UNMAPPABLE, 10, "unmappable") /* well-formed, and `to` does not have it */

typedef enum seam_reason {
#define SEAM_REASON_ENUM(name, value, token) name = (value),
    SEAM_REASON_MAP(SEAM_REASON_ENUM)
#undef SEAM_REASON_ENUM
} seam_reason;

/* One ill-formed sequence. `bytes` also shows the byte that proved it, where there is one. */
typedef struct seam_fault {
    uint64_t offset; /* 0: first byte, counted from init, reset or EOF, a BOM included */
    uint8_t reason;  /* 8: a seam_reason */
    uint8_t len;     /* 9: bytes in the maximal subpart; one U+FFFD stands for them */
    uint8_t n_bytes; /* 10: bytes shown in `bytes`, len <= n_bytes <= 4 */
    uint8_t reserved_;
    uint8_t bytes[4]; /* 12 */
} seam_fault;

SEAM_STATIC_ASSERT(sizeof(seam_fault) == 16);

/* All zero means: every default. */
typedef struct seam_decoder_options {
    uint8_t from, to, errors, hold, bom, tail, unmappable; /* the enumerations above */
    uint8_t reserved0_;
    uint32_t deny; /* the sum of classes to refuse; 0 with SEAM_ERRORS_LOSSLESS */
    uint32_t reserved1_;
    uint64_t reserved_[4];
} seam_decoder_options;

SEAM_STATIC_ASSERT(sizeof(seam_decoder_options) == 48);

/* Embedded by value; set up by seam_decoder_init(). The fields are the library's.
 * Laws: n_carry_ <= 3; carry_[0, n_carry_) are the last bytes taken in; with eager hold they are a
 * proper prefix of a well-formed sequence; a bridge is written only when a sequence that began in
 * an earlier chunk is completed. The saved form has the version in its first byte. */
typedef struct seam_decoder {
    uint64_t offset_;   /* 0: bytes taken in since init, reset or EOF; the carry included */
    uint64_t n_faults_; /* 8 */
    seam_fault fault_;  /* 16: the latest */
    uint8_t carry_[4];  /* 32: the open sequence */
    uint8_t bridge_[4]; /* 36: the completed one */
    uint8_t n_carry_;   /* 40 */
    uint8_t from_;      /* 41: the option, or what a BOM said */
    uint8_t to_, errors_, hold_, bom_; /* 42: the options */
    uint8_t state_;                    /* 46: flags */
    uint8_t tail_;                     /* 47 */
    uint32_t deny_;                    /* 48 */
    uint8_t unmappable_, option_from_; /* 52 */
    uint8_t owed_at_, owed_len_;       /* 54: what of owed_ is still to come out */
    uint64_t text_offset_;             /* 56 */
    uint8_t owed_[16];                 /* 64: what stands for a character, where a room cut it */
    uint64_t reserved_[6];             /* 80 */
} seam_decoder;

SEAM_STATIC_ASSERT(sizeof(seam_decoder) == 128);

SEAM_BEGIN_DECLS

/**
 * Fill in the options that reproduce somebody's rules.
 *
 * @param[out] options  Always written; all zero after a failure. Fields may be changed afterwards.
 * @param      profile  One of SEAM_PROFILE_*.
 * @param      from     An encoding.
 * @param      to       An encoding, or SEAM_ENCODING_NONE.
 *
 * Returns     SEAM_OK; SEAM_EINVAL when the profile is unknown or has no such pair.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_TRY seam_status seam_decoder_profile(seam_decoder_options *options, unsigned profile,
                                          unsigned from, unsigned to);

/**
 * Set up a decoder at the start of a stream.
 *
 * @param[out] dec      Always written; after a failure it decodes with the defaults.
 * @param      options  Borrowed for the call; NULL or all zero: every default.
 *
 * Returns     SEAM_OK; SEAM_EINVAL for a value that is unknown, for values that exclude each other,
 *             and for a reserved field that is not 0.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_TRY seam_status seam_decoder_init(seam_decoder *dec, const seam_decoder_options *options);

/**
 * Drop the carry and start a new stream with the same options: offset 0, no faults, a BOM may
 * follow.
 *
 * @param      dec  Borrowed.
 *
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API void seam_decoder_reset(seam_decoder *dec);

/**
 * Say that no byte follows the present input. The next calls give what is left and end with
 * SEAM_EOF; after that the decoder behaves as a fresh one with the same options, and a non-empty
 * input is a new stream. The fault count and the latest fault stay readable until that input, or
 * reset.
 *
 * @param      dec  Borrowed. Calling it twice is as once.
 *
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API void seam_decoder_finish(seam_decoder *dec);

/**
 * Pull the next text: whole code points, without copying and without allocating. For pairs whose
 * output is input bytes: an encoding to itself, ASCII to UTF-8, anything to SEAM_ENCODING_NONE.
 *
 * @param      dec   Borrowed.
 * @param      in    In/out: moved past exactly the bytes that have been dealt with. Once it is
 *                   empty the decoder has copied what it holds back, and the chunk may be
 *                   overwritten as soon as the texts of it have been used.
 * @param[out] text  Always written; {NULL, 0} unless the call returns SEAM_OK, when it is not
 *                   empty. It lies in the chunk, in the decoder or in static memory, and stays
 *                   valid until the chunk is overwritten, the decoder is moved, or a call is given
 *                   a new chunk: all texts of one chunk may go into one writev().
 *
 * Returns     SEAM_OK: there is text; when `in` is empty as well, the chunk is done. Never with
 *             SEAM_ENCODING_NONE: one call then deals with the whole chunk, or up to a fatal fault.
 *             SEAM_MORE: `in` is empty, bring the next chunk.
 *             SEAM_EILSEQ, SEAM_ETRUNC (fatal only): a fault; everything before it has been given
 *             out, `in` and the decoder stand past it, and the next call resumes there. ETRUNC is
 *             the sequence that the end of the stream cut short.
 *             SEAM_EOF: the end, only after seam_decoder_finish().
 *             SEAM_EINVAL: another pair, or SEAM_BOM_SNIFF with a `to`; nothing has changed. See
 *             seam_decoder_next_in().
 * Threads     One.
 * Cost        Every byte is read once by the validator. At most 3 bytes are copied per chunk, and
 *             at most 4 per joint.
 */
SEAM_TRY seam_status seam_decoder_next(seam_decoder *dec, seam_view *in, seam_view *text);

/**
 * Pull several texts at once, for writev() or for text with many faults: the same text in the same
 * order as seam_decoder_next() gives, though it may be cut into other pieces.
 *
 * @param      dec      Borrowed.
 * @param      in       In/out: as for seam_decoder_next().
 * @param[out] texts    Room for `cap` texts, none of them empty, as long-lived as those of
 *                      seam_decoder_next(). What lies behind the last is untouched.
 * @param      cap      With 16 or more, faults are looked for many at a time.
 * @param[out] n_texts  Always written, whatever is returned: how many texts there are.
 *
 * Returns     SEAM_OK: there are texts, `cap` of them or all that the chunk has, when `in` is
 *             empty.
 *             SEAM_MORE, SEAM_EILSEQ, SEAM_ETRUNC and SEAM_EOF as seam_decoder_next(), with the
 *             texts before it in `texts`; SEAM_EINVAL when `cap` is 0. Of several faults that were
 *             replaced only the latest can be looked at, and all are counted.
 * Threads     One.
 * Cost        As as many calls of seam_decoder_next(), and less for faults in text that had one
 *             lately: their places come from one search.
 */
SEAM_TRY seam_status seam_decoder_next_many(seam_decoder *dec, seam_view *in, seam_view *texts,
                                            size_t cap, size_t *n_texts);

/**
 * Pull the next text of any pair: as seam_decoder_next() where that serves the pair, else into the
 * caller's room.
 *
 * @param      dec   Borrowed.
 * @param      in    In/out: as for seam_decoder_next(). It must not overlap `room`.
 * @param[out] room  `cap` bytes that may be written.
 * @param      cap   SEAM_ROOM_MIN at least, but for pairs that seam_decoder_next() serves.
 * @param[out] text  Always written; {NULL, 0} unless the call returns SEAM_OK. It lies in `room`,
 *                   and is valid until that is written again, or else as with seam_decoder_next().
 *
 * Returns     As seam_decoder_next(); SEAM_EINVAL when `cap` is too small, nothing has changed
 *             then.
 * Threads     One.
 * Cost        O(bytes of input dealt with).
 */
SEAM_TRY seam_status seam_decoder_next_in(seam_decoder *dec, seam_view *in, void *room, size_t cap,
                                          seam_view *text);

/**
 * Convert into the caller's memory, until the input or the room is used up.
 *
 * @param      dec       Borrowed.
 * @param      in        In/out: moved past exactly the bytes that have been dealt with.
 * @param[out] dst       Receives whole code points. May be NULL when `cap` is 0, or with
 *                       SEAM_ENCODING_NONE, which writes nothing. It must not overlap `in`, so that
 *                       nothing is converted in place: a checking build stops where it does.
 * @param      cap       Bytes that `dst` holds. With SEAM_ROOM_MIN every call makes progress. With
 *                       less, what stands for a character may come in several calls, in whole
 *                       characters.
 * @param[out] produced  Always written, also with a failure: bytes of `dst` that are text. Bytes
 *                       behind them are untouched.
 *
 * Returns     SEAM_MORE, SEAM_EILSEQ, SEAM_ETRUNC and SEAM_EOF as seam_decoder_next(), with the
 *             text so far in `dst`; SEAM_FULL: the next code point does not fit, call again with
 *             room. Never SEAM_OK.
 * Threads     One.
 * Cost        O(bytes of input dealt with).
 */
SEAM_TRY seam_status seam_decoder_convert(seam_decoder *dec, seam_view *in, void *dst, size_t cap,
                                          size_t *produced);

/**
 * Bound the output that is still to come.
 *
 * @param      dec  Borrowed.
 * @param      n    Bytes of input that are still to come, before the end of the stream.
 * @param[out] max  Always written: bytes that they, what is held back and the end can give at most,
 *                  whatever they are. SIZE_MAX when a size_t cannot say it.
 *
 * Returns     false when a size_t cannot say it.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API bool seam_decoder_max_output(const seam_decoder *dec, size_t n, size_t *max);

/**
 * Look at the bytes that are held back: the open sequence at the end of the last chunk.
 *
 * @param      dec    Borrowed.
 * @param[out] bytes  Always written, all four; those past the count are 0.
 *
 * Returns     How many there are, 0 to 3.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API size_t seam_decoder_pending(const seam_decoder *dec, uint8_t bytes[4]);

/**
 * Count the bytes taken in since init, reset or EOF. What is held back is included.
 *
 * @param      dec  Borrowed.
 *
 * Returns     Byte count.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API uint64_t seam_decoder_offset(const seam_decoder *dec);

/**
 * Tell where the latest text began: what the latest call gave, of seam_decoder_next_many() the last
 * of its texts, of a push the last of the pieces that it has added to the chain.
 *
 * @param      dec  Borrowed.
 *
 * Returns     The offset in the stream of the first byte of input that the text stands for.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API uint64_t seam_decoder_text_offset(const seam_decoder *dec);

/**
 * Tell which encoding is read.
 *
 * @param      dec  Borrowed.
 *
 * Returns     The option `from`; with SEAM_BOM_SNIFF, once a BOM has come, what it says.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API uint8_t seam_decoder_from(const seam_decoder *dec);

/**
 * Count the faults of the stream, whatever is done about them.
 *
 * @param      dec  Borrowed.
 *
 * Returns     Count since init or reset, or since the first input after EOF.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API uint64_t seam_decoder_n_faults(const seam_decoder *dec);

/**
 * Look at the latest fault.
 *
 * @param      dec  Borrowed.
 *
 * Returns     The fault; its reason is SEAM_REASON_NONE when there was none.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API seam_fault seam_decoder_fault(const seam_decoder *dec);

/**
 * Write the state of a stream down, to go on elsewhere: on another machine, in another process.
 *
 * @param      dec    Borrowed. No text that it gave is part of its state.
 * @param[out] saved  Always written: the same bytes on every machine. The first is the version, 1.
 *
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API void seam_decoder_save(const seam_decoder *dec, uint8_t saved[SEAM_DECODER_SAVED]);

/**
 * Go on with a stream that was saved.
 *
 * @param[out] dec    Always written; after a failure it decodes with the defaults.
 * @param      saved  Borrowed. May come from anywhere: all laws are checked, and a count of bytes or
 *                    faults of 2^63 and more is refused.
 *
 * Returns     SEAM_OK; SEAM_EINVAL for bytes that no decoder has saved.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_TRY seam_status seam_decoder_load(seam_decoder *dec, const uint8_t saved[SEAM_DECODER_SAVED]);

/**
 * Name a reason as the command line prints it.
 *
 * @param      reason  A seam_reason.
 *
 * Returns     For example "stray-continuation"; "unknown" for a value that is none. Static.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_API const char *seam_reason_name(unsigned reason);

SEAM_END_DECLS
#endif
