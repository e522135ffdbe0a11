/* seam/normalize.h: normal forms and case folding over a text in chunks, in a fixed amount of
 * memory.
 *
 *     while ((r = seam_normalizer_next(&norm, &in, room, sizeof(room), &text)) == SEAM_OK)
 *         use(text);
 *     SEAM_MORE: bring the next chunk. At the end seam_normalizer_finish(), then the loop to EOF.
 *
 * The output never depends on where the text was cut. Text that is in the form already is given as
 * views of the chunk itself. What the next chunk may change is held back, at most a starter and 30
 * marks. A character that combines with nothing, such as a digit, a space or an ideograph, is not
 * held back. The forms are those of UAX #15 and of sections 3.11 and 3.13 of Unicode 15.0. A run of
 * more than 30 non-starters is broken by U+034F, as the Stream-Safe Text Process of UAX #15 has it,
 * or an error. Input is well-formed UTF-8 in whole code points, as the decoder gives it. A
 * normalizer is 256 bytes that callers embed; it never allocates and holds no pointer: between
 * calls a plain copy of it clones the stream.
 * Threads: one normalizer belongs to one thread at a time; there is no shared state. */
#ifndef SEAM_NORMALIZE_H
#define SEAM_NORMALIZE_H

#include "transform.h"

/* The values of `form`. */
enum {
    SEAM_NFC = 0,
    SEAM_NFD,
    SEAM_NFKC,
    SEAM_NFKD,
    /* toNFKC_Casefold (Unicode 15.0 section 3.13, R5): default ignorable code points vanish */
    SEAM_NFKC_CASEFOLD,
    SEAM_CASEFOLD /* C and F of CaseFolding.txt, nothing else; holds nothing back */
};

/* What happens at more than 30 non-starters in a row, counted in the compatibility decomposition
 * (UAX #15 D4): the values of `long_runs`. SEAM_CASEFOLD counts none. SEAM_NFKC_CASEFOLD counts in
 * what it gives, since U+034F is among what vanishes from the input. */
enum {
    SEAM_LONG_RUNS_STREAM_SAFE = 0, /* U+034F stands before the 31st */
    SEAM_LONG_RUNS_FATAL            /* SEAM_ETOOBIG at the 31st; the next call goes on as above */
};

/* Zero is every default. What is reserved is 0. */
typedef struct seam_normalizer_options {
    uint8_t form, long_runs, reserved0_[6];
    uint64_t reserved_[3];
} seam_normalizer_options;

SEAM_STATIC_ASSERT(sizeof(seam_normalizer_options) == 32);

/* Offset 0: code points with their combining class in the top byte: n_ready_ that go out next, of
 * which n_given_ are out, then those that are held back, in canonical order. 228: non-starters at
 * the end of the input. The rest is as it was set up, and what has been asked for. */
typedef struct seam_normalizer {
    uint32_t held_[56];
    uint8_t n_held_, n_ready_, n_given_, n_marks_, form_, long_runs_, state_, reserved0_;
    uint64_t reserved_[3];
} seam_normalizer;

SEAM_STATIC_ASSERT(sizeof(seam_normalizer) == 256);

/* With this much room every call makes progress. */
#define SEAM_NORMALIZER_ROOM_MIN 4u

SEAM_BEGIN_DECLS

/**
 * Set up a normalizer.
 *
 * @param[out] norm     Always written; on failure it is one with the default options.
 * @param      options  Borrowed; NULL stands for the defaults: NFC, stream-safe.
 *
 * Returns     SEAM_OK, or SEAM_EINVAL for a value that is not built or for reserved fields that are
 *             not 0; always so in a library built without text (text.h), whose other calls then
 *             answer as those of a normalizer that has ended.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_TRY seam_status seam_normalizer_init(seam_normalizer *norm,
                                          const seam_normalizer_options *options);

/**
 * Forget what is held back and begin a new text with the same options.
 *
 * @param      norm  The normalizer.
 *
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API void seam_normalizer_reset(seam_normalizer *norm);

/**
 * Pass over what is its own output already: the quick check of UAX #15, made exact.
 *
 * @param      norm  Moves past the prefix.
 * @param      in    Borrowed; whole code points.
 *
 * Returns     The length of a prefix of `in` that is the output for itself, whatever follows. 0
 *             while anything is held back, and where text has to be rewritten, is ill-formed or may
 *             change by what follows: convert that. Not always the longest such prefix.
 * Threads     One.
 * Cost        O(the returned length, and the segment behind it), no allocation.
 */
SEAM_API size_t seam_normalizer_span(seam_normalizer *norm, seam_view in);

/**
 * Take the next text in the form: a view of the chunk where that is its own output, else of your
 * room.
 *
 * @param      norm  Moves past the input of the text.
 * @param      in    Borrowed; whole code points. Moves past what has been dealt with.
 * @param      room  Where text is written that is not in the form; does not overlap `in`.
 * @param      cap   Its bytes, at least SEAM_NORMALIZER_ROOM_MIN; less is a broken contract.
 * @param[out] text  Always written: not empty with SEAM_OK, whole code points, valid until the
 *                   chunk is overwritten or the room used again; else the empty view.
 *
 * Returns     SEAM_OK; SEAM_MORE when `in` is empty; SEAM_EOF after finish(), once, with the
 *             normalizer as after reset(); SEAM_EILSEQ for ill-formed bytes, past which `in` has
 *             moved and which are left out; SEAM_ETOOBIG as options.long_runs says. All text before
 *             a fault has been given out or is held back, and the next call goes on.
 * Threads     One.
 * Cost        O(bytes of input dealt with), no allocation.
 */
SEAM_TRY seam_status seam_normalizer_next(seam_normalizer *norm, seam_view *in, void *room,
                                          size_t cap, seam_view *text);

/**
 * Convert into your memory, resumable at any code point.
 *
 * @param      norm      Moves past what has been dealt with.
 * @param      in        Borrowed; whole code points. Moves past what has been dealt with.
 * @param      dst       Where the output goes; does not overlap `in`.
 * @param      cap       Its bytes.
 * @param[out] produced  Always written: how many bytes were written, whatever is returned; never
 *                       part of a code point.
 *
 * Returns     SEAM_MORE when `in` is empty; SEAM_FULL when the next code point does not fit;
 *             SEAM_EOF, SEAM_EILSEQ and SEAM_ETOOBIG as seam_normalizer_next().
 * Threads     One.
 * Cost        O(bytes dealt with), no allocation.
 */
SEAM_TRY seam_status seam_normalizer_convert(seam_normalizer *norm, seam_view *in, void *dst,
                                             size_t cap, size_t *produced);

/**
 * Say that the text has ended: the next calls, with an empty `in`, give what is held back, then
 * SEAM_EOF.
 *
 * @param      norm  The normalizer. A second call changes nothing.
 *
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API void seam_normalizer_finish(seam_normalizer *norm);

/**
 * Let go of what is held back though text may follow, for a prompt that cannot wait: the next calls
 * give it before anything else. Where the text that follows would have changed it, the output is
 * not in the form at this place.
 *
 * @param      norm  The normalizer.
 *
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API void seam_normalizer_flush(seam_normalizer *norm);

/**
 * Tell how much is held back.
 *
 * @param      norm  The normalizer.
 *
 * Returns     The bytes that finish() would give now, at most; at least 1 when there is anything.
 * Threads     One.
 * Cost        O(1): at most 56 code points.
 */
SEAM_API size_t seam_normalizer_pending(const seam_normalizer *norm);

/**
 * Bound the output.
 *
 * @param      norm  The normalizer.
 * @param      n     Bytes of input to come.
 * @param[out] max   Always written: the bytes that they, what is held back and finish() can give at
 *                   most; SIZE_MAX when a size_t cannot say it.
 *
 * Returns     false when a size_t cannot say it.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API bool seam_normalizer_max_output(const seam_normalizer *norm, size_t n, size_t *max);

/**
 * Use a normalizer as a transform: text in, text in the form out. Text that is in the form already
 * is not copied.
 *
 * @param      norm  Borrowed as long as the transform is used. Calls of both kinds may be mixed.
 *
 * Returns     The transform. Each chunk is whole code points. SEAM_EILSEQ and SEAM_ETOOBIG are said
 *             as by seam_normalizer_next(), and the next call goes on. In a library built without
 *             text it converts nothing and says SEAM_EINVAL.
 * Threads     One.
 * Cost        O(1).
 */
SEAM_API seam_transform seam_normalizer_transform(seam_normalizer *norm);

/**
 * Ask how much of a text is in a form.
 *
 * @param      text   Borrowed.
 * @param      form   SEAM_NFC...; another value is a broken contract.
 * @param      final  No text follows. Else the prefix ends where nothing that follows can change
 *                    it.
 *
 * Returns     The length of a prefix that is in the form and Stream-Safe (UAX #15 D4): text.len
 *             exactly when all of it is and, if not `final`, surely stays so; else it ends at a
 *             boundary before what has to be rewritten or is ill-formed. 0 in a library built
 *             without text.
 * Threads     Safe.
 * Cost        O(the returned length, and the segment behind it), no allocation.
 */
SEAM_API size_t seam_normal_prefix(seam_view text, unsigned form, bool final);

SEAM_END_DECLS
#endif
