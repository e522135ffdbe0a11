#include "seam/bytes_edit.h"

#include <string.h>

#include "base/bits.h"
#include "kernel/whole_sequence.h"
#include "seam/bytes.h"

/* The pattern is moved to the front first, so that it may lie anywhere; what is filled is then
 * copied behind itself, twice as much each time. */
void seam_bytes_fill(void *dst, size_t len, seam_view pattern)
{
    uint8_t *to = dst;
    size_t done = seam__min(pattern.len, len);

    if (len == 0)
        return;
    if (done == 0) {
        memset(to, 0, len);
        return;
    }
    memmove(to, pattern.data, done);
    while (done < len) {
        const size_t n = seam__min(done, len - done);

        memcpy(to + done, to, n);
        done += n;
    }
}

seam_status seam_bytes_swap(void *bytes, size_t len, size_t unit)
{
    uint8_t *p = bytes;

    if (unit != 2 && unit != 4 && unit != 8)
        return SEAM_EINVAL;
    if (len % unit != 0)
        return SEAM_ERANGE;
    if (unit == 2) {
        for (size_t i = 0; i < len; i += 2)
            seam_store_u16be(p + i, seam_load_u16le(p + i));
    } else if (unit == 4) {
        for (size_t i = 0; i < len; i += 4)
            seam_store_u32be(p + i, seam_load_u32le(p + i));
    } else {
        for (size_t i = 0; i < len; i += 8)
            seam_store_u64be(p + i, seam_load_u64le(p + i));
    }
    return SEAM_OK;
}

size_t seam_bytes_copy(void *dst, size_t cap, size_t off, seam_view src)
{
    const size_t n = off < cap ? seam__min(src.len, cap - off) : 0;

    if (n > 0)
        memmove((uint8_t *)dst + off, src.data, n);
    return n;
}

/* The place, at most `n`, at which a text can be cut without cutting a character in two. */
static size_t place_to_cut(seam_view text, size_t n)
{
    for (size_t back = 1; back <= 3 && back <= n && seam__is_continuation(text.data[n]); back++) {
        const uint8_t *p = text.data + n - back;

        if (seam__is_continuation(*p))
            continue;
        if (seam__whole_sequence(p, text.len - (n - back)) > back)
            return n - back;
        break;
    }
    return n;
}

size_t seam_bytes_write_text(void *dst, size_t cap, size_t off, seam_view text)
{
    const size_t room = off < cap ? cap - off : 0;

    if (room < text.len)
        text.len = place_to_cut(text, room);
    return seam_bytes_copy(dst, cap, off, text);
}

size_t seam_bytes_node_index(double index, size_t len)
{
    /* No size_t is lost: what has no exact double is past every length of memory. */
    const double most = (double)len;

    if (index >= 0)
        return index >= most ? len : (size_t)index;
    if (index <= -1)
        return -index >= most ? 0 : len - (size_t)-index;
    return 0; /* -0.5 is truncated to 0; NaN compares with nothing */
}
