/* Decoders that were not set up, and text that is read and written in one place. */
#include "misuse.h"

static void next_of_rubbish(void)
{
    seam_view in = seam_view_string("text");
    seam_decoder dec;
    seam_view text;

    memset(&dec, 0xA5, sizeof(dec));
    (void)!seam_decoder_next(&dec, &in, &text);
}

static void many_of_rubbish(void)
{
    seam_view in = seam_view_string("text");
    seam_view texts[2];
    seam_decoder dec;
    size_t n;

    memset(&dec, 0xA5, sizeof(dec));
    (void)!seam_decoder_next_many(&dec, &in, texts, 2, &n);
}

static void save_rubbish(void)
{
    uint8_t saved[SEAM_DECODER_SAVED];
    seam_decoder dec;

    memset(&dec, 0xA5, sizeof(dec));
    seam_decoder_save(&dec, saved);
}

static void convert_by_rubbish(void)
{
    seam_view in = seam_view_string("text");
    seam_decoder dec;
    uint8_t to[8];
    size_t n;

    memset(&dec, 0xA5, sizeof(dec));
    (void)!seam_decoder_convert(&dec, &in, to, sizeof(to), &n);
}

static void next_of_overwritten(void)
{
    seam_view in = seam_view_string("text");
    seam_decoder dec;
    seam_view text;

    start_decoder(&dec);
    dec.n_carry_ = 4;
    (void)!seam_decoder_next(&dec, &in, &text);
}

static void push_stale(void)
{
    seam_buf stale = stale_handle();
    seam_decoder dec;
    seam_chain chain;

    start_decoder(&dec);
    seam_chain_init(&chain, misused_pool(0));
    (void)!seam_decoder_push(&dec, &stale, &chain);
}

static void push_into_nothing(void)
{
    seam_buf buf = misused_buf(0, 1000);
    seam_decoder dec;

    start_decoder(&dec);
    (void)!seam_decoder_push(&dec, &buf, NULL);
}

static void push_into_reserved(void)
{
    seam_pool *pool = misused_pool(0);
    seam_buf buf = counting_buf(pool, 100, 0);
    struct iovec room;
    seam_decoder dec;
    seam_chain chain;

    start_decoder(&dec);
    seam_chain_init(&chain, pool);
    must(seam_chain_reserve(&chain, 1, &room) == SEAM_OK);
    tell_status(seam_decoder_push(&dec, &buf, &chain));
}

static void push_chain_into_itself(void)
{
    seam_decoder dec;
    seam_chain chain;

    start_decoder(&dec);
    fill_chain(&chain);
    (void)!seam_decoder_push_chain(&dec, &chain, &chain);
}

/* The first character of `in` and the last of `dst` lie in one byte. */
static void convert_in_place(void)
{
    uint8_t memory[16] = "\xFFtext";
    seam_view in = seam_view_of(memory + 7, 5);
    seam_decoder dec;
    size_t n;

    start_decoder(&dec);
    (void)!seam_decoder_convert(&dec, &in, memory, 8, &n);
}

/* All that was wanted is in the first half of `dst`, but 4 units of 2 bytes reach into `in`. */
static void transcode_in_place(void)
{
    uint8_t memory[16] = "";
    seam_view in = seam_view_of(memory + 7, 4);
    size_t n;

    (void)!seam_utf8_to_utf16le(&in, memory, 4, &n, NULL);
}

static void hex_in_place(void)
{
    uint8_t memory[16] = "00FF";
    seam_view in = seam_view_of(memory, 4);
    size_t n;

    (void)!seam_hex_decode(&in, 0, memory, 2, &n);
}

static void unhex_in_place(void)
{
    uint8_t memory[16] = "text";
    seam_view in = seam_view_of(memory, 4);
    size_t n;

    (void)!seam_hex_encode(&in, 0, memory + 3, 8, &n);
}

static void base64_in_place(void)
{
    uint8_t memory[16] = "text";
    seam_view in = seam_view_of(memory, 4);
    size_t n;

    (void)!seam_base64_encode(&in, SEAM_BASE64_FINAL, memory, 8, &n);
}

static void unbase64_in_place(void)
{
    uint8_t memory[16] = "text";
    seam_view in = seam_view_of(memory, 4);
    size_t n;

    (void)!seam_base64_decode(&in, SEAM_BASE64_FINAL, memory, 3, &n);
}

/* The text that a call gave lies in the chunk, which is gone. */
static void read_text_of_released_chunk(void)
{
    seam_buf chunk = misused_buf(SEAM_POOL_PASSTHROUGH, 100);
    seam_view in = seam_buf_view(&chunk);
    seam_decoder dec;
    seam_view text;

    start_decoder(&dec);
    must(seam_decoder_next(&dec, &in, &text) == SEAM_OK);
    seam_buf_release(&chunk);
    (void)*(const volatile uint8_t *)text.data;
}

static void mask_over_itself(void)
{
    uint8_t memory[16] = "text";

    seam_mask_apply(seam_view_of(memory, 8), (const uint8_t *)"key!", 0, memory + 4);
}

static void check_over_itself(void)
{
    uint8_t memory[16] = "text";

    (void)!seam_mask_apply_utf8(seam_view_of(memory + 1, 8), (const uint8_t *)"key!", 0, memory);
}

static void unmask_over_itself(void)
{
    const seam_decoder_options options = {.to = SEAM_ENCODING_NONE};
    uint8_t memory[16] = "text";
    seam_decoder dec;

    must(seam_decoder_init(&dec, &options) == SEAM_OK);
    (void)!seam_mask_decode(&dec, seam_view_of(memory, 8), (const uint8_t *)"key!", 0, memory + 7);
}

static void unmask_for_rubbish(void)
{
    uint8_t memory[16] = "text";
    seam_decoder dec;

    memset(&dec, 0xA5, sizeof(dec));
    (void)!seam_mask_decode(&dec, seam_view_of(memory, 8), (const uint8_t *)"key!", 0, memory);
}

#define DECODER "seam__decoder_valid(dec)"
#define OVERLAP "overlap"
#define APART   "seam__mask_may_write"

const misuse misuse_of_decoders[] = {
    {"text pulled out of rubbish", NEEDS_CHECKS, ENDS_ABORTED, DECODER, next_of_rubbish},
    {"many texts pulled out of rubbish", NEEDS_CHECKS, ENDS_ABORTED, DECODER, many_of_rubbish},
    {"rubbish saved", NEEDS_CHECKS, ENDS_ABORTED, DECODER, save_rubbish},
    {"text converted by rubbish", NEEDS_CHECKS, ENDS_ABORTED, DECODER, convert_by_rubbish},
    {"a decoder that was written to", NEEDS_CHECKS, ENDS_ABORTED, DECODER, next_of_overwritten},
    {"a stale handle decoded", NEEDS_CHECKS, ENDS_ABORTED, "used after its last release",
     push_stale},
    {"text pushed nowhere", NEEDS_NOTHING, ENDS_FAULTED, NULL, push_into_nothing},
    {"text pushed where it came from", NEEDS_CHECKS, ENDS_ABORTED, "in != out",
     push_chain_into_itself},
    {"text converted in place", NEEDS_CHECKS, ENDS_ABORTED, OVERLAP, convert_in_place},
    {"text transcoded in place", NEEDS_CHECKS, ENDS_ABORTED, OVERLAP, transcode_in_place},
    {"hex digits read in place", NEEDS_CHECKS, ENDS_ABORTED, OVERLAP, hex_in_place},
    {"hex digits written in place", NEEDS_CHECKS, ENDS_ABORTED, OVERLAP, unhex_in_place},
    {"base64 written in place", NEEDS_CHECKS, ENDS_ABORTED, OVERLAP, base64_in_place},
    {"base64 read in place", NEEDS_CHECKS, ENDS_ABORTED, OVERLAP, unbase64_in_place},
    {"bytes masked over themselves", NEEDS_CHECKS, ENDS_ABORTED, APART, mask_over_itself},
    {"a frame validated over itself", NEEDS_CHECKS, ENDS_ABORTED, APART, check_over_itself},
    {"a frame unmasked over itself", NEEDS_CHECKS, ENDS_ABORTED, APART, unmask_over_itself},
    {"a frame unmasked for rubbish", NEEDS_CHECKS, ENDS_ABORTED, DECODER, unmask_for_rubbish},
    {"text pushed into a reservation", NEEDS_NOTHING, ENDS_TOLD, "SEAM_ESTATE", push_into_reserved},
    {"text read after its chunk", NEEDS_NOTHING, ENDS_FAULTED, NULL, read_text_of_released_chunk},
};
const size_t n_misuse_of_decoders = sizeof(misuse_of_decoders) / sizeof(misuse_of_decoders[0]);
