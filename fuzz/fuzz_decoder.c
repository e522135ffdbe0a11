/* fuzz_decoder: any operations on a decoder, in any chunking, equal to the reference.
 *
 * The first byte of the input is the options, the rest operations of one byte, of which two are
 * followed by the bytes of a chunk. What is compared after every call stands in differential.h. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "differential.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The low three bits of an operation; the high five are its argument. */
enum {
    OP_CHUNK, /* argument bytes, 0 to 31 */
    OP_LARGE, /* 16 times one more than the argument: 16 to 512 */
    OP_NEXT,
    OP_CONVERT, /* room for as many bytes as the argument */
    OP_PUSH,
    OP_CLONE_OR_RESET, /* odd: reset */
    OP_FINISH,
    OP_DRAIN /* by the form that the argument chooses */
};

/* Bytes of input that are looked at: longer ones are slow and find nothing more. */
#define LONGEST_INPUT ((size_t)768)

static void fail(const char *message)
{
    fprintf(stderr, "fuzz_decoder: %s\n", message);
    abort();
}

static seam_decoder_options options_of(uint8_t byte)
{
    seam_decoder_options o = {0};

    o.errors = (uint8_t)((byte & 3) % 3);
    o.hold = byte >> 2 & 1;
    o.bom = byte >> 3 & 1;
    o.to = (byte >> 4 & 7) == 7 ? SEAM_ENCODING_NONE : SEAM_UTF8;
    return o;
}

static void end_chunk(differ *d, int form)
{
    if (d->in.len > 0 || d->finishing)
        differ_drain(d, form, 5);
}

static void continue_on_clone(differ *d)
{
    differ clone;

    differ_clone(&clone, d);
    differ_free(d);
    *d = clone;
}

/* What is left of the chunk before is drained first. Returns the bytes taken from `data`. */
static size_t give_chunk(differ *d, const uint8_t *data, size_t size, size_t len)
{
    if (len > size)
        len = size;
    end_chunk(d, (int)(len % DIFFER_FORMS));
    differ_chunk(d, data, len);
    return len;
}

static void drain(differ *d, unsigned argument)
{
    differ_drain(d, (int)(argument % DIFFER_FORMS), 4 + argument);
}

/* One operation; returns the bytes of `data` that belong to it. */
static size_t run_op(differ *d, unsigned op, unsigned argument, const uint8_t *data, size_t size)
{
    switch (op) {
    case OP_CHUNK:
        return give_chunk(d, data, size, argument);
    case OP_LARGE:
        return give_chunk(d, data, size, 16 * (size_t)(argument + 1));
    case OP_NEXT:
        (void)differ_next(d);
        return 0;
    case OP_CONVERT:
        (void)differ_convert(d, argument);
        return 0;
    case OP_PUSH:
        (void)differ_push(d);
        return 0;
    case OP_CLONE_OR_RESET:
        if (argument % 2 == 1)
            differ_reset(d);
        else
            continue_on_clone(d);
        return 0;
    case OP_FINISH:
        differ_finish(d);
        return 0;
    default:
        drain(d, argument);
        return 0;
    }
}

static seam_pool *the_pool(void)
{
    static seam_pool *pool;

    if (pool == NULL && seam_pool_create(NULL, &pool) != SEAM_OK)
        fail("no pool");
    return pool;
}

static void check_nothing_lives(seam_pool *pool)
{
    seam_pool_stats stats;

    seam_pool_stats_get(pool, &stats);
    if (stats.live_blocks != 0)
        fail("a block has been leaked");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const seam_decoder_options options = options_of(size > 0 ? data[0] : 0);
    seam_pool *pool = the_pool();
    size_t at = 1;
    differ d;

    if (size > LONGEST_INPUT)
        size = LONGEST_INPUT;
    differ_init(&d, &options, pool, fail);
    while (at < size) {
        const uint8_t op = data[at++];
        at += run_op(&d, op & 7, op >> 3, data + at, size - at);
    }
    end_chunk(&d, DIFFER_PULL);
    differ_finish(&d);
    differ_drain(&d, DIFFER_PULL, 0);
    differ_free(&d);
    check_nothing_lives(pool);
    return 0;
}
