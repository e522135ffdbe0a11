/* A random walk over every call of the chain, held against a plain array of bytes. */
#include <inttypes.h>
#include <stdio.h>

#include "pool_fixture.h"

#define MODEL_CAP ((size_t)1 << 17)

/* The chain and what it must hold; slices that others hold, and what these must hold. */
typedef struct walk {
    prng rng;
    seam_pool *pool;
    seam_chain chain;
    uint8_t model[MODEL_CAP];
    size_t len;
    seam_buf held[16];
    uint8_t held_model[16][64];
    uint8_t next_byte;
} walk;

/* Lengths near 0, near a block, and between. */
static size_t some_len(walk *w)
{
    switch (prng_below(&w->rng, 6)) {
    case 0:
        return prng_below(&w->rng, 3);
    case 1:
        return SEAM_CHAIN_BLOCK - 2 + prng_below(&w->rng, 4);
    default:
        return prng_below(&w->rng, 200);
    }
}

static void fill(walk *w, uint8_t *to, size_t len)
{
    for (size_t i = 0; i < len; i++)
        to[i] = w->next_byte++;
    w->next_byte = (uint8_t)(w->next_byte + 7);
}

static seam_buf some_buf(walk *w, size_t len)
{
    seam_buf buf;

    ck_ok(seam_buf_alloc(w->pool, len, &buf));
    if (len > 0)
        fill(w, seam_buf_bytes_mut(&buf), len);
    return buf;
}

static void step_append(walk *w)
{
    seam_buf buf = some_buf(w, some_len(w));
    size_t len = buf.len;

    if (len > 0)
        memcpy(w->model + w->len, buf.data, len);
    ck_ok(seam_chain_append(&w->chain, &buf));
    w->len += len;
    ck_assert(is_empty(&buf));
}

static void step_prepend(walk *w)
{
    seam_buf buf = some_buf(w, some_len(w));
    size_t len = buf.len;

    memmove(w->model + len, w->model, w->len);
    if (len > 0)
        memcpy(w->model, buf.data, len);
    ck_ok(seam_chain_prepend(&w->chain, &buf));
    w->len += len;
}

static void step_reserve(walk *w)
{
    size_t want = some_len(w);
    size_t len;
    struct iovec room;

    ck_ok(seam_chain_reserve(&w->chain, want, &room));
    ck_assert_uint_ge(room.iov_len, want);
    ck_status(seam_chain_commit(&w->chain, room.iov_len + 1), SEAM_ERANGE);
    if (prng_below(&w->rng, 4) == 0)
        step_append(w);
    len = prng_below(&w->rng, 3) == 0 ? room.iov_len : prng_below(&w->rng, want + 1);
    fill(w, room.iov_base, room.iov_len);
    memcpy(w->model + w->len, room.iov_base, len);
    ck_ok(seam_chain_commit(&w->chain, len));
    w->len += len;
}

static void forget_front(walk *w, size_t n)
{
    w->len -= n;
    memmove(w->model, w->model + n, w->len);
}

static void step_drain(walk *w)
{
    size_t n = prng_below(&w->rng, 4) == 0 ? w->len : prng_below(&w->rng, w->len + 1);

    ck_status(seam_chain_drain(&w->chain, w->len + 1), SEAM_ERANGE);
    ck_ok(seam_chain_drain(&w->chain, n));
    forget_front(w, n);
}

/* What is popped stays with somebody else for a while. */
static void hold(walk *w, seam_buf *buf)
{
    size_t slot = prng_below(&w->rng, 16);
    size_t keep = buf->len < 64 ? buf->len : 64;

    seam_buf_release(&w->held[slot]);
    ck_ok(seam_buf_slice(buf, buf->len - keep, keep, &w->held[slot]));
    memcpy(w->held_model[slot], buf->data + buf->len - keep, keep);
    seam_buf_release(buf);
}

static void step_pop(walk *w)
{
    seam_status expected = w->len > 0 ? SEAM_OK : SEAM_MORE;
    seam_buf buf;

    ck_status(seam_chain_pop(&w->chain, &buf), expected);
    if (expected == SEAM_MORE)
        return;
    ck_assert_uint_le(buf.len, w->len);
    ck_assert_int_eq(memcmp(buf.data, w->model, buf.len), 0);
    forget_front(w, buf.len);
    hold(w, &buf);
}

static void step_let_go(walk *w)
{
    seam_buf_release(&w->held[prng_below(&w->rng, 16)]);
}

/* What was popped comes back, often in part: it may lie in the block that the chain fills. */
static void step_put_back(walk *w)
{
    size_t slot = prng_below(&w->rng, 16);
    seam_buf part;

    if (w->held[slot].len == 0)
        return;
    must(seam_buf_slice(&w->held[slot], 0, 1 + prng_below(&w->rng, w->held[slot].len), &part) ==
         SEAM_OK);
    memcpy(w->model + w->len, part.data, part.len);
    w->len += part.len;
    must(seam_chain_append(&w->chain, &part) == SEAM_OK);
}

static void step_move(walk *w)
{
    seam_chain moved;

    memcpy(&moved, &w->chain, sizeof(moved));
    memset(&w->chain, 0, sizeof(w->chain));
    memcpy(&w->chain, &moved, sizeof(moved));
}

static void step(walk *w)
{
    static void (*const steps[])(walk *) = {step_append,  step_append,  step_prepend,  step_reserve,
                                            step_reserve, step_reserve, step_drain,    step_pop,
                                            step_pop,     step_let_go,  step_put_back, step_move};

    if (w->len > MODEL_CAP - (size_t)5 * SEAM_CHAIN_BLOCK)
        step_drain(w);
    else
        steps[prng_below(&w->rng, sizeof(steps) / sizeof(steps[0]))](w);
}

static void check(walk *w)
{
    uint8_t part[100];
    size_t off = prng_below(&w->rng, w->len + 2);
    size_t n = seam_chain_copy_out(&w->chain, off, part, sizeof(part));
    size_t left = off < w->len ? w->len - off : 0;

    expect_chain(&w->chain, w->model, w->len);
    ck_assert_uint_eq(n, left < sizeof(part) ? left : sizeof(part));
    ck_assert_int_eq(memcmp(part, w->model + off, n), 0);
    for (size_t i = 0; i < 16; i++) {
        ck_assert(seam__buf_valid(&w->held[i]));
        if (w->held[i].len > 0)
            ck_assert_int_eq(memcmp(w->held[i].data, w->held_model[i], w->held[i].len), 0);
    }
}

START_TEST(a_chain_holds_what_an_array_would_hold)
{
    static walk w;
    failing_provider provider;

    w.pool = fixture_open(&provider, NULL);
    prng_init(&w.rng, test_seed("a_chain_holds_what_an_array_would_hold"));
    for (int round = 0; round < 20; round++) {
        seam_chain_init(&w.chain, w.pool);
        w.len = 0;
        for (int i = 0; i < 400; i++) {
            step(&w);
            check(&w);
        }
        ck_assert(seam__pool_valid(w.pool));
        seam_chain_release(&w.chain);
    }
    for (size_t i = 0; i < 16; i++)
        seam_buf_release(&w.held[i]);
    fixture_close(&provider, &w.pool);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("chain_model");
    TCase *tc = tcase_create("chain_model");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, a_chain_holds_what_an_array_would_hold);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
