/* seam/framer.h: lines, delimited and length-prefixed frames cut out of a chain.
 *
 *     while ((r = seam_framer_next(&lines, &rx, &line)) == SEAM_OK)
 *         use(line);
 *     SEAM_MORE: read on. At the end of input seam_framer_finish(), then the same loop to SEAM_EOF.
 *
 * A frame is given as a view where it lies, gathered only where it crosses segments; or moved,
 * whole, to another chain; or many at once. However the input is cut, the frames and faults are the
 * same, and each byte is looked at once (up to 15 again for a delimiter over a joint). There is
 * always a greatest length. What lies behind the last frame stays in the chain for the next parser.
 * Threads: a framer belongs to one thread. It may be copied with `=` or memcpy; the copy is for a
 * copy of the input. */
#ifndef SEAM_FRAMER_H
#define SEAM_FRAMER_H

#include "find.h"

/* What ends a frame. */
enum {
    SEAM_FRAME_LINES_LF = 0, /* LF; one CR before it belongs to it */
    /* only CR LF: a bare CR or LF is SEAM_EPROTO (RFC 5321 2.3.8, RFC 9112 2.2) */
    SEAM_FRAME_LINES_CRLF,
    /* CR, LF or CR LF; given at the CR, and the LF of CR LF is passed over when it comes (the lines
     * of server-sent events, WHATWG HTML 9.2.5) */
    SEAM_FRAME_LINES_ANY,
    SEAM_FRAME_DELIMITED, /* `delimiter`, of 1 to 16 bytes */
    SEAM_FRAME_LENGTH,   /* its length, `width` bytes behind the first `offset` bytes of a header */
    SEAM_FRAME_NETSTRING /* its length: "12:hello world!," */
};

/* Widths of SEAM_FRAME_LENGTH beside 1, 2, 3, 4 and 8 bytes: seam_cursor_varint_leb() and its
 * kin. */
enum { SEAM_WIDTH_LEB = 16, SEAM_WIDTH_QUIC = 17, SEAM_WIDTH_MQTT = 18 };

/* Flags. */
enum {
    SEAM_FRAME_LE = 1, /* LENGTH: the least significant byte comes first */
    SEAM_FRAME_KEEP =
        2, /* what is given includes the header or the terminator (of LINES_ANY one byte) */
    SEAM_FRAME_RESYNC = 4, /* after a fault go on behind the frame; without it the fault stays */
    SEAM_FRAME_NEED_END =
        8 /* lines, DELIMITED: bytes without a terminator at the end are SEAM_ETRUNC */
};

/* All zero: lines that end with LF, of 1 MiB at most. What does not belong to the kind must be
 * 0. */
typedef struct seam_framer_options {
    uint8_t kind;        /* offset 0 */
    uint8_t width;       /* LENGTH: 1, 2, 3, 4, 8 or SEAM_WIDTH_* */
    uint8_t offset;      /* LENGTH: bytes of the header before the length */
    uint8_t n_delimiter; /* DELIMITED: 1 to 16 */
    uint32_t flags;      /* 4 */
    uint64_t max_len;    /* 8: bytes of a frame without header and terminator; 0 means 1 MiB */
    int32_t adjust;      /* 16: LENGTH: added to the length, -4 when it counts its own four bytes */
    uint32_t reserved0_;
    uint8_t delimiter[16]; /* 24 */
    uint64_t reserved_[3];
} seam_framer_options;

SEAM_STATIC_ASSERT(sizeof(seam_framer_options) == 64);

/* Held by value; set up by seam_framer_init(). The fields are the library's. */
typedef struct seam_framer {
    seam_framer_options options_;
    seam_find find_; /* offset 64: where the search for the end stands; all zero: not begun */
    size_t given_;   /* 96: bytes at the start of the input that have been given */
    size_t lead_, body_, tail_; /* 104: of a frame that was found and could not be given */
    uint64_t passed_;           /* 128: bytes of the stream before the input's first */
    uint64_t told_;             /* 136: the offset that seam_framer_offset() tells */
    uint64_t skip_;             /* 144: bytes of a frame too long that are still to be dropped */
    uint32_t state_;            /* 152 */
    int32_t failed_;            /* 156: a fault that stays */
} seam_framer;

SEAM_STATIC_ASSERT(sizeof(void *) != 8 || sizeof(seam_framer) == 160);

SEAM_BEGIN_DECLS

/**
 * Set up a framer at the start of a stream.
 *
 * @param[out] framer   Written whatever it held, also on failure.
 * @param      options  NULL is all zero.
 *
 * Returns     SEAM_OK, or SEAM_EINVAL for a value that is none, or does not belong to the kind.
 * Threads     One.
 * Cost        O(1), no allocation.
 */
SEAM_TRY seam_status seam_framer_init(seam_framer *framer, const seam_framer_options *options);

/**
 * Give the next frame in one piece.
 *
 * @param      framer  Moved past the frame or the fault.
 * @param      in      The stream's bytes. Between two calls it may grow at its end; who shortens or
 *                     changes it otherwise calls seam_framer_drop() first. Frames that have been
 *                     given are dropped from it at the latest when the call returns something else
 *                     than SEAM_OK, until then those of one segment may still be in it.
 * @param[out] frame   Always written: the frame, empty for an empty one and unless SEAM_OK is
 *                     returned. Valid until the next call, or until `in` is changed otherwise.
 *
 * Returns     SEAM_OK. SEAM_MORE: `in` has no whole frame. SEAM_EOF: finished, and nothing is left.
 *             SEAM_ETOOBIG: the frame is longer than max_len; told once, as soon as that is known.
 *             SEAM_EPROTO: bytes that the framing forbids. SEAM_ETRUNC: finished inside a frame.
 *             After these three every call says the same again; but with SEAM_FRAME_RESYNC the next
 *             call goes on behind a frame too long, and behind a line that is SEAM_EPROTO, dropping
 *             what belongs to it as it comes. SEAM_ENOMEM, SEAM_ELIMIT: a frame could not be
 *             gathered; call again.
 * Threads     One.
 * Cost        O(bytes of the frame); an allocation and a copy where it crosses segments.
 */
SEAM_TRY seam_status seam_framer_next(seam_framer *framer, seam_chain *in, seam_view *frame);

/**
 * Move the next frame to another chain, without gathering it: a body, a message to keep.
 *
 * @param      framer  Moved past the frame or the fault.
 * @param      in      As for seam_framer_next(); the frame is dropped from it at once.
 * @param      frame   Grown by the frame; unchanged unless SEAM_OK is returned.
 *
 * Returns     As seam_framer_next(). SEAM_ELIMIT also when `frame` may not grow so far: the frame
 *             stays in `in`, and the same call may succeed when there is room.
 * Threads     One.
 * Cost        O(bytes of the frame) to find its end, O(segments) to move it.
 */
SEAM_TRY seam_status seam_framer_move(seam_framer *framer, seam_chain *in, seam_chain *frame);

/**
 * Give many frames at once: for logs, where a call costs more than a line. Those of one call lie in
 * one segment, one behind the other.
 *
 * @param      framer  Moved past the frames or the fault.
 * @param      in      As for seam_framer_next().
 * @param[out] frames  Receives the frames. Valid until the next call, or until `in` is changed
 *                     otherwise.
 * @param      cap     Frames that `frames` holds, 1 at least.
 * @param[out] n       Always written: frames given, 1 at least after SEAM_OK, else 0.
 *
 * Returns     As seam_framer_next(); SEAM_EINVAL for a `cap` of 0.
 * Threads     One.
 * Cost        O(bytes of the frames); an allocation and a copy where one crosses segments.
 */
SEAM_TRY seam_status seam_framer_many(seam_framer *framer, seam_chain *in, seam_view *frames,
                                      size_t cap, size_t *n);

/**
 * Say that no byte follows those in the input. The next calls give what is left, then SEAM_EOF.
 *
 * @param      framer  Changed. A second call has no effect.
 *
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API void seam_framer_finish(seam_framer *framer);

/**
 * Say where in the stream the last frame or fault was.
 *
 * @param      framer  Borrowed.
 *
 * Returns     The offset, from the start of the stream, of the frame's first byte, header included;
 *             after seam_framer_many(), of the first of them; after SEAM_EPROTO, of the byte that
 *             is wrong.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API uint64_t seam_framer_offset(const seam_framer *framer);

/**
 * Drop the frames that were given, so that `in` begins with the first byte behind them: to pass it
 * on to another parser (HTTP's Upgrade, STARTTLS), or to change it in another way. Frames in hand
 * are not valid any more.
 *
 * @param      framer  May be used again when the other parser is done; its offsets do not count
 *                     what that one takes.
 * @param      in      Shortened.
 *
 * Threads     As seam_buf_release().
 * Cost        O(segments dropped).
 */
SEAM_API void seam_framer_drop(seam_framer *framer, seam_chain *in);

SEAM_END_DECLS
#endif
