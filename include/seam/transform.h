/* seam/transform.h: what the decoder, the byte codecs and the normalizer have in common, so that a
 * pull, a push (push.h) and a pipeline of them are written once.
 *
 *     do {
 *         r = seam_transform_next(t, &in, room, sizeof(room), &piece);
 *         use(piece);
 *     } while (r == SEAM_OK);
 *     SEAM_MORE: bring the next chunk. At the end seam_transform_finish(), then the loop to EOF.
 *
 * A transform is two borrowed pointers, passed by value: to the operations and to the state, which
 * the caller embeds. It never allocates. span() says how much of the input already is its own
 * output, so that it need not be copied; convert() writes the rest. Whoever has a stream of another
 * kind brings operations for it and gets the same calls.
 * Threads: as the state, one at a time. */
#ifndef SEAM_TRANSFORM_H
#define SEAM_TRANSFORM_H

#include "decoder.h"

/* The room with which each call on a transform of this library makes progress. */
#define SEAM_TRANSFORM_ROOM 256u

/* What a transform does, static. `self` is its state. The output must not depend on where the input
 * was cut, nor on the room of the calls. */
typedef struct seam_transform_ops {
    const char *name; /* for people */
    /* The length of a prefix of `in` that is the next output as it stands; the state has moved past
     * it. 0: convert. `in` may be a part of the chunk only. NULL: no input is ever output. */
    size_t (*span)(void *self, seam_view in);
    /* Writes at most `cap` bytes to `dst` and moves `in` past what has been dealt with. SEAM_MORE:
     * `in` is empty. SEAM_FULL: more room is needed. SEAM_EOF: the end, once after finish(), and
     * the state is as after reset(). A failure: all output before it has been written; the next
     * call goes on, or fails again where that is impossible. SEAM_OK: there was progress, and
     * span() may have something now. *produced is always written. */
    seam_status (*convert)(void *self, seam_view *in, void *dst, size_t cap, size_t *produced);
    void (*finish)(void *self); /* no input follows; twice is as once */
    void (*reset)(void *self);
    size_t (*pending)(const void *self); /* bytes held back, in input or in output */
    /* What `n` more bytes of input and finish() can give at most, in bytes; false and SIZE_MAX
     * where a size_t cannot say it. */
    bool (*max_output)(const void *self, size_t n, size_t *max);
    void *reserved_[2]; /* NULL */
} seam_transform_ops;

/* Offset 0: the operations. Offset 8: the state; borrowed. */
typedef struct seam_transform {
    const seam_transform_ops *ops;
    void *self;
} seam_transform;

SEAM_STATIC_ASSERT(sizeof(seam_transform_ops) == 9 * sizeof(void *));
SEAM_STATIC_ASSERT(sizeof(seam_transform) == 2 * sizeof(void *));

SEAM_BEGIN_DECLS

/**
 * Take the next piece of output: a view of the chunk where that is its own output, else of your
 * room.
 *
 * @param      t      The transform.
 * @param      in     In/out: moved past what has been dealt with.
 * @param      room   Where output is written that is not in the chunk; does not overlap `in`.
 * @param      cap    Its bytes, SEAM_TRANSFORM_ROOM or what else the transform needs for progress.
 * @param[out] piece  Always written, whatever is returned: what has come out before that. Empty
 *                    where nothing has. Valid until the chunk or the room is overwritten.
 *
 * Returns     SEAM_OK: there was progress, call again. Else what seam_transform_convert() says; its
 *             SEAM_FULL only where not even one step fits `cap`.
 * Threads     One.
 * Cost        O(bytes of input dealt with), no allocation.
 */
SEAM_TRY seam_status seam_transform_next(seam_transform t, seam_view *in, void *room, size_t cap,
                                         seam_view *piece);

/**
 * Write output into your memory, until the input or the room is used up.
 *
 * @param      t         The transform.
 * @param      in        In/out: moved past what has been dealt with.
 * @param[out] dst       Receives output; does not overlap `in`. May be NULL when `cap` is 0.
 * @param      cap       Its bytes; any number, though less than SEAM_TRANSFORM_ROOM may be too
 *                       little for progress.
 * @param[out] produced  Always written, whatever is returned: the bytes written.
 *
 * Returns     SEAM_MORE: `in` is empty, bring the next chunk. SEAM_FULL: bring room. SEAM_EOF: the
 *             end, once after seam_transform_finish(); the transform is then ready for another
 *             stream. SEAM_EILSEQ, SEAM_ETRUNC, SEAM_ETOOBIG: a fault; the headers of the
 *             transforms say where `in` stands and whether the next call goes on. Never SEAM_OK.
 * Threads     One.
 * Cost        O(bytes of input dealt with), no allocation.
 */
SEAM_TRY seam_status seam_transform_convert(seam_transform t, seam_view *in, void *dst, size_t cap,
                                            size_t *produced);

/**
 * Say that no input follows: the next calls, with an empty `in`, give what is left and end with
 * SEAM_EOF.
 *
 * @param      t  The transform. A second call changes nothing.
 *
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API void seam_transform_finish(seam_transform t);

/**
 * Forget what is held back and begin a new stream with the same options.
 *
 * @param      t  The transform.
 *
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API void seam_transform_reset(seam_transform t);

/**
 * Tell how much is held back.
 *
 * @param      t  The transform.
 *
 * Returns     Bytes, of input or of output; 0 exactly where nothing is.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API size_t seam_transform_pending(seam_transform t);

/**
 * Bound the output that is still to come.
 *
 * @param      t    The transform.
 * @param      n    Bytes of input to come.
 * @param[out] max  Always written: the bytes that they, what is held back and the end can give at
 *                  most; SIZE_MAX when a size_t cannot say it.
 *
 * Returns     false when a size_t cannot say it.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API bool seam_transform_max_output(seam_transform t, size_t n, size_t *max);

/**
 * Use a decoder as a transform: bytes in, text out.
 *
 * @param      dec  Borrowed as long as the transform is used. Calls of both kinds may be mixed. Once
 *                  it is set up anew, by seam_decoder_init() or from saved bytes, the transform must
 *                  be taken anew too.
 *
 * Returns     The transform. A fault is said by SEAM_ERRORS_FATAL alone, and the next call resumes
 *             behind it.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API seam_transform seam_decoder_transform(seam_decoder *dec);

SEAM_END_DECLS
#endif
