/* The edges of a range, and what a handle must look like before and after a call. */
#ifndef SEAM_TESTS_WINDOWS_H
#define SEAM_TESTS_WINDOWS_H

#include "pool_fixture.h"

enum { N_EDGES = 5 + 65 };

/* 0, 1, len - 1, len, len + 1, and the 65 largest numbers, which wrap in a sum. */
static inline size_t edge(size_t index, size_t len)
{
    const size_t near[5] = {0, 1, len - 1, len, len + 1};

    return index < 5 ? near[index] : SIZE_MAX - (index - 5);
}

/* Whether [off, off + len) lies in [0, of), in numbers that cannot wrap. */
static inline bool in_range(size_t off, size_t len, size_t of)
{
    __extension__ unsigned __int128 end = off;

    end += len;
    return end <= of;
}

/* A copy of a handle's bits, to see that a call has not changed it. */
typedef struct snapshot {
    unsigned char bits[sizeof(seam_buf)];
    uint32_t refs;
} snapshot;

static inline snapshot snapshot_of(const seam_buf *buf)
{
    snapshot taken;

    memcpy(taken.bits, buf, sizeof(taken.bits));
    taken.refs = refs(buf);
    return taken;
}

static inline void expect_unchanged(const snapshot *before, const seam_buf *buf)
{
    must(memcmp(before->bits, buf, sizeof(before->bits)) == 0);
    must(before->refs == refs(buf));
}

/* A handle on [data, data + len) of the block of `of`, or the empty one. */
static inline void expect_window(const seam_buf *buf, const uint8_t *data, size_t len,
                                 const seam_block *of)
{
    must(seam__buf_valid(buf));
    if (len == 0) {
        must(is_empty(buf));
        return;
    }
    must(buf->data == data);
    must(buf->len == len);
    must(buf->block == of);
}

#endif
