/* What the tests of chains share: a pool whose pages are counted, an empty chain in it, and helpers to
 * fill and to look. */
#ifndef SEAM_TESTS_CHAIN_FIXTURE_H
#define SEAM_TESTS_CHAIN_FIXTURE_H

#include "pool_fixture.h"

static failing_provider provider;
static seam_pool *pool;
static seam_chain chain;

static inline void open_chain(void)
{
    pool = fixture_open(&provider, NULL);
    seam_chain_init(&chain, pool);
}

static inline void close_chain(void)
{
    ck_assert(seam__chain_valid(&chain));
    seam_chain_release(&chain);
    ck_assert(seam__chain_valid(&chain));
    ck_assert_uint_eq(seam_chain_len(&chain), 0);
    ck_assert_uint_eq(seam_chain_segments(&chain), 0);
    fixture_close(&provider, &pool);
}

/* A buffer of its own with this text. */
static inline seam_buf text_buf(const char *text)
{
    seam_buf buf;

    must(seam_buf_copy(pool, seam_view_string(text), &buf) == SEAM_OK);
    return buf;
}

/* A segment of its own: nothing is copied and nothing is joined. */
static inline void append_text_to(seam_chain *to, const char *text)
{
    seam_buf buf = text_buf(text);

    must(seam_chain_append(to, &buf) == SEAM_OK);
    must(is_empty(&buf));
}

/* Into the chain's own block, as a read loop does it. */
static inline void commit_text_to(seam_chain *to, const char *text)
{
    const size_t len = strlen(text);
    struct iovec room;

    must(seam_chain_reserve(to, len, &room) == SEAM_OK);
    must(room.iov_len >= len);
    memcpy(room.iov_base, text, len);
    must(seam_chain_commit(to, len) == SEAM_OK);
}

static inline void expect_text_in(const seam_chain *in, const char *text)
{
    expect_chain(in, text, strlen(text));
}

/* A chain of segments as the text is cut by bars: "ab|c" has two. */
static inline void fill_segments(seam_chain *to, const char *text)
{
    char part[256];
    size_t n = 0;

    for (;; text++) {
        if (*text != '|' && *text != '\0') {
            must(n + 1 < sizeof(part));
            part[n++] = *text;
            continue;
        }
        part[n] = '\0';
        append_text_to(to, part);
        n = 0;
        if (*text == '\0')
            return;
    }
}

/* The segments of a chain, in the same form. */
static inline void expect_segments(const seam_chain *in, const char *text)
{
    char shown[512];
    size_t n = 0;
    size_t index = 0;
    seam_view piece;

    must(seam__chain_valid(in));
    while (seam_chain_next(in, &index, &piece)) {
        must(n + piece.len + 1 < sizeof(shown));
        if (n > 0)
            shown[n++] = '|';
        memcpy(shown + n, piece.data, piece.len);
        n += piece.len;
    }
    shown[n] = '\0';
    ck_assert_str_eq(shown, text);
}

static inline TCase *chain_case(const char *name)
{
    TCase *tc = tcase_create(name);

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, open_chain, close_chain);
    return tc;
}

#endif
