/* Transforms without operations, without a state that is set up, or with operations that break their
 * promises; and counts of positions and characters asked of structs that are not set up. */
#include "misuse.h"

static const seam_view input = {(const uint8_t *)"text", 4};

/* ---- transforms of the library over states that nobody set up */

static void use_a_codec_of_rubbish(void)
{
    seam_codec codec;

    memset(&codec, 0xA5, sizeof(codec));
    (void)seam_codec_transform(&codec);
}

static void convert_by_an_overwritten_codec(void)
{
    seam_view in = input;
    seam_transform t;
    seam_codec codec;
    uint8_t to[16];
    size_t n;

    must(seam_codec_init(&codec, NULL) == SEAM_OK);
    t = seam_codec_transform(&codec);
    codec.n_carry_ = 4;
    (void)!seam_transform_convert(t, &in, to, sizeof(to), &n);
}

static void use_a_decoder_of_rubbish(void)
{
    seam_decoder dec;

    memset(&dec, 0xA5, sizeof(dec));
    (void)seam_decoder_transform(&dec);
}

static void use_a_normalizer_of_rubbish(void)
{
    seam_normalizer norm;

    memset(&norm, 0xA5, sizeof(norm));
    (void)seam_normalizer_span(&norm, input);
}

static void convert_by_an_overwritten_normalizer(void)
{
    seam_view in = {NULL, 0};
    seam_normalizer norm;
    seam_transform t;
    uint8_t to[16];
    size_t n;

    must(seam_normalizer_init(&norm, NULL) == SEAM_OK);
    t = seam_normalizer_transform(&norm);
    memset(&norm, 0xA5, sizeof(norm));
    (void)!seam_transform_convert(t, &in, to, sizeof(to), &n);
}

static void normalize_into_three_bytes(void)
{
    seam_view in = input, text;
    seam_normalizer norm;
    uint8_t room[3];

    must(seam_normalizer_init(&norm, NULL) == SEAM_OK);
    (void)!seam_normalizer_next(&norm, &in, room, sizeof(room), &text);
}

static void find_a_prefix_of_no_form(void)
{
    (void)seam_normal_prefix(input, SEAM_CASEFOLD + 1, true);
}

/* ---- transforms without operations */

static const seam_transform empty_transform = {NULL, NULL};

static void take_pieces_of_nothing(void)
{
    seam_view in = input, piece;
    uint8_t room[8];

    (void)!seam_transform_next(empty_transform, &in, room, sizeof(room), &piece);
}

static void convert_by_nothing(void)
{
    seam_view in = input;
    uint8_t to[8];
    size_t n;

    (void)!seam_transform_convert(empty_transform, &in, to, sizeof(to), &n);
}

static void finish_nothing(void)
{
    seam_transform_finish(empty_transform);
}

static void reset_nothing(void)
{
    seam_transform_reset(empty_transform);
}

static void ask_nothing_what_it_holds(void)
{
    (void)seam_transform_pending(empty_transform);
}

static void bound_the_output_of_nothing(void)
{
    size_t max;

    (void)seam_transform_max_output(empty_transform, 1, &max);
}

/* ---- a transform that says what it is told to say */

typedef struct liar {
    size_t n_span, n_taken, n_produced;
    seam_status status;
} liar;

static size_t liar_span(void *self, seam_view in)
{
    (void)in;
    return ((const liar *)self)->n_span;
}

static seam_status liar_convert(void *self, seam_view *in, void *dst, size_t cap, size_t *produced)
{
    const liar *l = self;

    (void)dst, (void)cap;
    *in = (seam_view){in->data, in->len - l->n_taken};
    *produced = l->n_produced;
    return l->status;
}

static void liar_do_nothing(void *self)
{
    (void)self;
}

static size_t liar_pending(const void *self)
{
    (void)self;
    return 0;
}

static bool liar_max_output(const void *self, size_t n, size_t *max)
{
    (void)self;
    *max = n;
    return true;
}

static seam_transform liar_transform(liar *l)
{
    static const seam_transform_ops ops = {"liar",          liar_span,       liar_convert,
                                           liar_do_nothing, liar_do_nothing, liar_pending,
                                           liar_max_output, {NULL, NULL}};

    return (seam_transform){&ops, l};
}

static void next_of(liar l)
{
    seam_view in = input, piece;
    uint8_t room[8];

    (void)!seam_transform_next(liar_transform(&l), &in, room, sizeof(room), &piece);
}

static void convert_by(liar l)
{
    seam_view in = input;
    uint8_t to[8];
    size_t n;

    (void)!seam_transform_convert(liar_transform(&l), &in, to, sizeof(to), &n);
}

static void push_through(liar l, size_t len)
{
    seam_buf in = seam_buf_static(seam_view_of(input.data, len));
    seam_chain out;

    seam_chain_init(&out, misused_pool(0));
    (void)!seam_transform_push(liar_transform(&l), &in, &out);
}

static void give_a_span_that_is_longer_than_the_input(void)
{
    next_of((liar){.n_span = 5});
}

static void produce_more_than_the_room(void)
{
    convert_by((liar){.n_produced = 9, .n_taken = 1, .status = SEAM_OK});
}

static void lengthen_the_input(void)
{
    convert_by((liar){.n_taken = SIZE_MAX, .n_produced = 1, .status = SEAM_FULL});
}

static void make_no_progress(void)
{
    convert_by((liar){.status = SEAM_OK});
}

static void ask_for_more_before_the_end_of_the_input(void)
{
    convert_by((liar){.n_taken = 1, .status = SEAM_MORE});
}

static void end_before_the_end_of_the_input(void)
{
    convert_by((liar){.n_taken = 1, .status = SEAM_EOF});
}

static void push_a_span_that_is_longer_than_the_chunk(void)
{
    push_through((liar){.n_span = 5}, 4);
}

static void push_more_than_was_reserved(void)
{
    push_through((liar){.n_produced = SIZE_MAX, .n_taken = 1, .status = SEAM_OK}, 4);
}

static void push_output_into_no_room(void)
{
    push_through((liar){.n_produced = 1, .status = SEAM_EOF}, 0);
}

/* ---- input and output in one place */

static void take_pieces_in_place(void)
{
    uint8_t memory[16] = "text";
    seam_view in = seam_view_of(memory, 4), piece;
    seam_codec codec;

    must(seam_codec_init(&codec, NULL) == SEAM_OK);
    (void)!seam_transform_next(seam_codec_transform(&codec), &in, memory + 3, 8, &piece);
}

static void encode_in_place(void)
{
    uint8_t memory[16] = "text";
    seam_view in = seam_view_of(memory, 4);
    seam_codec codec;
    size_t n;

    must(seam_codec_init(&codec, NULL) == SEAM_OK);
    (void)!seam_transform_convert(seam_codec_transform(&codec), &in, memory + 3, 8, &n);
}

/* It is seen before the transform is asked, which would be stopped for what it says. */
static void push_a_stale_handle(void)
{
    liar l = {.n_produced = SIZE_MAX};
    seam_buf stale = stale_handle();
    seam_chain out;

    seam_chain_init(&out, misused_pool(0));
    (void)!seam_transform_push(liar_transform(&l), &stale, &out);
}

static void push_into_zeroes(void)
{
    seam_buf in = seam_buf_static(input);
    seam_chain out = {0};
    seam_codec codec;

    must(seam_codec_init(&codec, NULL) == SEAM_OK);
    (void)!seam_transform_push(seam_codec_transform(&codec), &in, &out);
}

static void push_a_chain_through_a_codec_into_itself(void)
{
    seam_chain chain;
    seam_codec codec;

    must(seam_codec_init(&codec, NULL) == SEAM_OK);
    seam_chain_init(&chain, misused_pool(0));
    (void)!seam_transform_push_chain(seam_codec_transform(&codec), &chain, &chain);
}

/* ---- counts */

static void advance_a_position_of_rubbish(void)
{
    seam_position position = {.line_ends = SEAM_POSITION_ANY + 1};

    seam_position_advance(&position, input);
}

static seam_graphemes rubbish_graphemes(void)
{
    seam_graphemes graphemes;

    memset(&graphemes, 0xA5, sizeof(graphemes));
    return graphemes;
}

static void next_cluster_of_rubbish(void)
{
    seam_graphemes graphemes = rubbish_graphemes();
    seam_view in = input, piece;
    bool starts;

    (void)!seam_graphemes_next(&graphemes, &in, &piece, &starts);
}

static void cluster_starts_of_rubbish(void)
{
    seam_graphemes graphemes = rubbish_graphemes();
    seam_view in = input;
    uint32_t at[4];
    size_t n;

    (void)!seam_graphemes_starts(&graphemes, &in, at, 4, &n);
}

static void count_clusters_of_rubbish(void)
{
    seam_graphemes graphemes = rubbish_graphemes();

    (void)seam_graphemes_count(&graphemes, input);
}

static void measure_by_rubbish(void)
{
    seam_width width = {.clusters_ = rubbish_graphemes()};

    (void)seam_width_advance(&width, input);
}

static void measure_with_an_unknown_flag(void)
{
    seam_width width = {.flags = 1u << 31};

    (void)seam_width_advance(&width, input);
}

static void truncate_to_an_unknown_unit(void)
{
    (void)seam_text_truncate(input, SEAM_IN_COLUMNS + 1, 1, 0, NULL);
}

#define CODEC      "seam__codec_valid"
#define NORMALIZER "seam__normalizer_valid"
#define CLUSTERS   "state_ < SEAM__AFTER_STATES"
#define PROGRESS   "*produced > 0 || in->len < before.len"
#define WITHIN     "*produced <= cap && in->len <= before.len"
#define EMPTIED    "in->len == 0"
#define OVERLAP    "overlap"

const misuse misuse_of_transforms[] = {
    {"a codec of rubbish", NEEDS_CHECKS, ENDS_ABORTED, CODEC, use_a_codec_of_rubbish},
    {"a codec that was written to", NEEDS_CHECKS, ENDS_ABORTED, CODEC,
     convert_by_an_overwritten_codec},
    {"a decoder of rubbish as a transform", NEEDS_CHECKS, ENDS_ABORTED, "seam_decoder_transform",
     use_a_decoder_of_rubbish},
    {"a normalizer of rubbish", NEEDS_CHECKED_TEXT, ENDS_ABORTED, NORMALIZER,
     use_a_normalizer_of_rubbish},
    {"a normalizer that was written to", NEEDS_CHECKED_TEXT, ENDS_ABORTED, NORMALIZER,
     convert_by_an_overwritten_normalizer},
    {"text normalized into three bytes", NEEDS_CHECKED_TEXT, ENDS_ABORTED,
     "cap >= SEAM_NORMALIZER_ROOM_MIN", normalize_into_three_bytes},
    {"a prefix of no form", NEEDS_CHECKED_TEXT, ENDS_ABORTED, "form <= SEAM_CASEFOLD",
     find_a_prefix_of_no_form},
    {"pieces of no transform", NEEDS_CHECKS, ENDS_ABORTED, "seam_transform_next",
     take_pieces_of_nothing},
    {"no transform converts", NEEDS_CHECKS, ENDS_ABORTED, "seam_transform_convert",
     convert_by_nothing},
    {"no transform finished", NEEDS_CHECKS, ENDS_ABORTED, "seam_transform_finish", finish_nothing},
    {"no transform reset", NEEDS_CHECKS, ENDS_ABORTED, "seam_transform_reset", reset_nothing},
    {"what no transform holds", NEEDS_CHECKS, ENDS_ABORTED, "seam_transform_pending",
     ask_nothing_what_it_holds},
    {"the output of no transform", NEEDS_CHECKS, ENDS_ABORTED, "seam_transform_max_output",
     bound_the_output_of_nothing},
    {"a span that is longer than the input", NEEDS_CHECKS, ENDS_ABORTED, "n <= in.len",
     give_a_span_that_is_longer_than_the_input},
    {"more output than the room", NEEDS_CHECKS, ENDS_ABORTED, WITHIN, produce_more_than_the_room},
    {"an input that grows", NEEDS_CHECKS, ENDS_ABORTED, WITHIN, lengthen_the_input},
    {"SEAM_OK without progress", NEEDS_CHECKS, ENDS_ABORTED, PROGRESS, make_no_progress},
    {"SEAM_MORE with input left", NEEDS_CHECKS, ENDS_ABORTED, EMPTIED,
     ask_for_more_before_the_end_of_the_input},
    {"SEAM_EOF with input left", NEEDS_CHECKS, ENDS_ABORTED, EMPTIED,
     end_before_the_end_of_the_input},
    {"a span that is longer than the chunk", NEEDS_CHECKS, ENDS_ABORTED, "*len <= in->len",
     push_a_span_that_is_longer_than_the_chunk},
    {"more output than was reserved", NEEDS_CHECKS, ENDS_ABORTED, "produced <= room.iov_len",
     push_more_than_was_reserved},
    {"output into no room", NEEDS_CHECKS, ENDS_ABORTED, "produced == 0", push_output_into_no_room},
    {"pieces of a transform in place", NEEDS_CHECKS, ENDS_ABORTED, OVERLAP, take_pieces_in_place},
    {"bytes encoded in place", NEEDS_CHECKS, ENDS_ABORTED, OVERLAP, encode_in_place},
    {"a stale handle pushed", NEEDS_CHECKS, ENDS_ABORTED, "used after its last release",
     push_a_stale_handle},
    {"a codec's output pushed into a zeroed chain", NEEDS_CHECKS, ENDS_ABORTED,
     "seam__chain_is_sound(chain)", push_into_zeroes},
    {"a chain pushed into itself", NEEDS_CHECKS, ENDS_ABORTED, "in != out",
     push_a_chain_through_a_codec_into_itself},
    {"a position with unknown line ends", NEEDS_CHECKS, ENDS_ABORTED,
     "line_ends <= SEAM_POSITION_ANY", advance_a_position_of_rubbish},
    {"the next cluster of rubbish", NEEDS_CHECKED_TEXT, ENDS_ABORTED, CLUSTERS,
     next_cluster_of_rubbish},
    {"the starts of clusters of rubbish", NEEDS_CHECKED_TEXT, ENDS_ABORTED, CLUSTERS,
     cluster_starts_of_rubbish},
    {"clusters counted by rubbish", NEEDS_CHECKED_TEXT, ENDS_ABORTED, CLUSTERS,
     count_clusters_of_rubbish},
    {"columns counted by rubbish", NEEDS_CHECKED_TEXT, ENDS_ABORTED, CLUSTERS, measure_by_rubbish},
    {"columns counted with an unknown flag", NEEDS_CHECKED_TEXT, ENDS_ABORTED, "width->flags",
     measure_with_an_unknown_flag},
    {"a text cut in an unknown unit", NEEDS_CHECKED_TEXT, ENDS_ABORTED, "unit <= SEAM_IN_COLUMNS",
     truncate_to_an_unknown_unit},
};
const size_t n_misuse_of_transforms =
    sizeof(misuse_of_transforms) / sizeof(misuse_of_transforms[0]);
