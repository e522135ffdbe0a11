/* seam/decoder.h: bytes in chunks become text that does not depend on where the chunks were cut.
 *
 *     while ((r = seam_decoder_next(&dec, &in, &text)) == SEAM_OK) use(text);
 *     SEAM_MORE: bring the next chunk. At the end seam_decoder_finish(), then the same loop to EOF.
 *
 * Ill-formed input is one fault per maximal subpart (Unicode 15.0 section 3.9, Table 3-7; WHATWG
 * Encoding). A decoder is 128 bytes that callers embed; it never allocates, carries at most 3 bytes
 * and holds no pointer to input or to itself: between calls a plain copy of it is a clone of the
 * stream's state. But a text that a call gave may lie in the decoder: move it (C++, Rust), or let a
 * garbage collector move it, or pass a copy of it to another call (cgo), only when no text is in use.
 * This header needs only status.h and view.h.
 * Threads: one decoder belongs to one thread at a time; there is no shared state. */
#ifndef SEAM_DECODER_H
#define SEAM_DECODER_H

#include "status.h"
#include "view.h"

/* Encodings of the input: the values of `from`. */
enum {
    SEAM_UTF8 = 0 /* RFC 3629 */
};

/* Values of `to`. */
enum {
    SEAM_TO_UTF8 = 0, /* text out */
    SEAM_TO_NONE = 1  /* nothing out: faults are counted and, when fatal, returned; never SEAM_OK */
};

/* What a fault does: the values of `errors`. */
enum {
    SEAM_ERRORS_REPLACE = 0, /* U+FFFD for each */
    SEAM_ERRORS_FATAL,    /* SEAM_EILSEQ or SEAM_ETRUNC for each; the next call resumes after it */
    SEAM_ERRORS_SKIP,     /* nothing; it is counted */
    SEAM_ERRORS_LOSSLESS, /* not built yet */
    SEAM_ERRORS_CALLBACK  /* not built yet */
};

/* What is held back at the end of a chunk: the values of `hold`. */
enum {
    /* The longest suffix that is a proper prefix of a well-formed sequence: an impossible byte is
     * reported in the chunk that holds it. */
    SEAM_HOLD_EAGER = 0,
    /* The last lead byte C0..F7 with the continuation bytes that follow it, when there are fewer
     * than its top bits call for. What Node's StringDecoder does, call by call. */
    SEAM_HOLD_LAZY
};

/* A byte order mark at the start of the stream: the values of `bom`. */
enum {
    SEAM_BOM_KEEP = 0, /* it is text as any other: U+FEFF */
    SEAM_BOM_STRIP,    /* EF BB BF as the first three bytes after init, reset or EOF is left out */
    SEAM_BOM_SNIFF     /* not built yet */
};

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
    X(SEAM_REASON_DENIED, 9, "denied")

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
    uint8_t from, to, errors, hold, bom; /* the enumerations above */
    uint8_t reserved0_[3];
    uint32_t deny; /* classes of code points to refuse; not built yet, so 0 */
    uint32_t reserved1_;
    uint64_t reserved_[4];
} seam_decoder_options;

SEAM_STATIC_ASSERT(sizeof(seam_decoder_options) == 48);

/* Embedded by value; set up by seam_decoder_init(). The fields are the library's.
 * Laws: n_carry_ <= 3; carry_[0, n_carry_) are the last bytes taken in; with eager hold they are a
 * proper prefix of a well-formed sequence; a bridge is written only when a sequence that began in
 * an earlier chunk is completed. */
typedef struct seam_decoder {
    uint64_t offset_;   /* 0: bytes taken in since init, reset or EOF; the carry included */
    uint64_t n_faults_; /* 8 */
    seam_fault fault_;  /* 16: the latest */
    uint8_t carry_[4];  /* 32: the open sequence */
    uint8_t bridge_[4]; /* 36: the completed one */
    uint8_t n_carry_;   /* 40 */
    uint8_t from_, to_, errors_, hold_, bom_; /* 41: the options */
    uint8_t state_;                           /* 46: flags */
    uint8_t reserved0_;
    uint32_t deny_; /* 48 */
    uint32_t reserved1_;
    uint64_t reserved_[9];
} seam_decoder;

SEAM_STATIC_ASSERT(sizeof(seam_decoder) == 128);

SEAM_BEGIN_DECLS

/**
 * Set up a decoder at the start of a stream.
 *
 * @param[out] dec      Always written; after a failure it decodes with the defaults.
 * @param      options  Borrowed for the call; NULL or all zero: every default.
 *
 * Returns     SEAM_OK; SEAM_EINVAL for a value that is unknown or not built yet, and for a reserved
 *             field that is not 0.
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
 * Pull the next text: whole code points, without copying and without allocating.
 *
 * @param      dec   Borrowed.
 * @param      in    In/out: moved past exactly the bytes that have been dealt with. Once it is empty
 *                   the decoder has copied what it holds back, and the chunk may be overwritten as
 *                   soon as the texts of it have been used.
 * @param[out] text  Always written; {NULL, 0} unless the call returns SEAM_OK, when it is not empty.
 *                   It lies in the chunk, in the decoder or in static memory, and stays valid until
 *                   the chunk is overwritten, the decoder is moved, or a call is given a new chunk:
 *                   all texts of one chunk may go into one writev().
 *
 * Returns     SEAM_OK: there is text; when `in` is empty as well, the chunk is done. Never with
 *             SEAM_TO_NONE: one call then deals with the whole chunk, or goes up to a fatal fault.
 *             SEAM_MORE: `in` is empty, bring the next chunk.
 *             SEAM_EILSEQ, SEAM_ETRUNC (fatal only): a fault; everything before it has been given
 *             out, `in` and the decoder stand past it, and the next call resumes there. ETRUNC is
 *             the sequence that the end of the stream cut short.
 *             SEAM_EOF: the end, only after seam_decoder_finish().
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
 * Returns     SEAM_OK: there are texts, `cap` of them or all that the chunk has, when `in` is empty.
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
 * Convert into the caller's memory, until the input or the room is used up.
 *
 * @param      dec       Borrowed.
 * @param      in        In/out: moved past exactly the bytes that have been dealt with.
 * @param[out] dst       Receives whole code points. May be NULL when `cap` is 0, or with
 *                       SEAM_TO_NONE, which writes nothing. It must not overlap `in`, so that nothing
 *                       is converted in place: a checking build stops where it does.
 * @param      cap       Bytes that `dst` holds. With 4 or more every call makes progress.
 * @param[out] produced  Always written, also with a failure: bytes of `dst` that are text. Bytes
 *                       behind them are untouched.
 *
 * Returns     SEAM_MORE, SEAM_EILSEQ, SEAM_ETRUNC and SEAM_EOF as seam_decoder_next(), with the text
 *             so far in `dst`; SEAM_FULL: the next code point does not fit, call again with room.
 *             Never SEAM_OK.
 * Threads     One.
 * Cost        O(bytes of input dealt with).
 */
SEAM_TRY seam_status seam_decoder_convert(seam_decoder *dec, seam_view *in, void *dst, size_t cap,
                                          size_t *produced);

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
