#include "seam/buf.h"

#include <string.h>

#include "base/inside.h"
#include "data/handle.h"
#include "seam/bytes_edit.h"

/* Whether `block` has the address that a block may have. Nothing is read there. */
static bool is_block(const seam_block *block)
{
    return block != NULL && (uintptr_t)block % sizeof(seam_block) == 0;
}

static bool is_dead(const seam_block *block)
{
    /* Relaxed: only the count is read, nothing that it guards. */
    return (atomic_load_explicit(&block->word, memory_order_relaxed) & SEAM__COUNT_MASK) == 0;
}

bool seam__buf_valid(const seam_buf *buf)
{
    seam_view bytes;
    size_t off;

    if (buf->len == 0)
        return buf->block == NULL && buf->data == NULL;
    if (buf->data == NULL)
        return false;
    if (buf->block == NULL)
        return true;
    if (!is_block(buf->block) || is_dead(buf->block))
        return false;
    bytes = seam__block_bytes(buf->block);
    off = (size_t)((uintptr_t)buf->data - (uintptr_t)bytes.data);
    return off <= bytes.len && buf->len <= bytes.len - off;
}

_Noreturn void seam__buf_panic(const seam_buf *buf)
{
    if (!is_block(buf->block) || buf->len == 0 || buf->data == NULL)
        seam__panic("handle %p: no handle, or overwritten", (const void *)buf);
    seam__block_panic(buf->block, is_dead(buf->block) ? "used after its last release"
                                                      : "a handle reaches out of its block");
}

_Noreturn void seam__range_panic(const char *call, size_t wanted, size_t len)
{
    seam__panic("%s: %zu bytes wanted where %zu are", call, wanted, len);
}

void seam__handle_check_release(const seam_buf *buf)
{
    if (!seam__buf_valid(buf) && !(is_block(buf->block) && is_dead(buf->block)))
        seam__buf_panic(buf);
}

SEAM__COLD static seam_status alloc_slowly(seam_pool *pool, size_t len, seam_buf *out)
{
    seam_block *block;
    seam_status r;

    *out = SEAM__NO_BUF;
    if (len == 0)
        return SEAM_OK;
    r = seam__block_alloc_slowly(pool, len, &block);
    if (r == SEAM_OK)
        *out = (seam_buf){seam__block_open_slowly(pool, block, len), len, block};
    return r;
}

SEAM__HOT seam_status seam_buf_alloc(seam_pool *pool, size_t len, seam_buf *out)
{
    SEAM__INSIDE("seam_buf_alloc");
    seam_block *block;

    SEAM_ASSERT(pool != NULL);
    block = seam__fast_take(pool, len);
    if (SEAM__UNLIKELY(block == NULL))
        return alloc_slowly(pool, len, out);
    *out = (seam_buf){seam__block_open_plain(pool, block, len), len, block};
    return SEAM_OK;
}

seam_status seam_buf_copy(seam_pool *pool, seam_view bytes, seam_buf *out)
{
    seam_status r;

    SEAM_ASSERT(bytes.data != NULL || bytes.len == 0);
    r = seam_buf_alloc(pool, bytes.len, out);
    if (r == SEAM_OK && bytes.len > 0)
        memcpy(seam_buf_bytes_mut(out), bytes.data, bytes.len);
    return r;
}

/* The sum of the lengths; SIZE_MAX when it is that or more. */
static size_t sum_of(const seam_view *views, size_t n)
{
    size_t sum = 0;

    for (size_t i = 0; i < n; i++) {
        if (views[i].len >= SIZE_MAX - sum)
            return SIZE_MAX;
        sum += views[i].len;
    }
    return sum;
}

seam_status seam_buf_concat(seam_pool *pool, const seam_view *views, size_t n, size_t total,
                            seam_buf *out)
{
    uint8_t *to;
    size_t done = 0;
    seam_status r;

    *out = SEAM__NO_BUF;
    if (total == SIZE_MAX)
        total = sum_of(views, n);
    if (total == SIZE_MAX)
        return SEAM_ENOMEM;
    r = seam_buf_alloc(pool, total, out);
    if (r != SEAM_OK || total == 0)
        return r;
    to = seam_buf_bytes_mut(out);
    for (size_t i = 0; i < n; i++)
        done += seam_bytes_copy(to, total, done, views[i]);
    memset(to + done, 0, total - done);
    return SEAM_OK;
}

/* Whether a C object may lie at [data, data + len): sums of offsets within it and differences of
 * pointers into it do not wrap. */
static bool may_be_object(const void *data, size_t len)
{
    if (data == NULL)
        return len == 0;
    return len <= PTRDIFF_MAX && len <= UINTPTR_MAX - (uintptr_t)data;
}

seam_status seam_buf_adopt(seam_pool *pool, void *data, size_t len, seam_release_fn fn, void *ctx,
                           uint32_t flags, seam_buf *out)
{
    const seam__adopted adopted = {.fn = fn,
                                   .ctx = ctx,
                                   .data = data,
                                   .len = len,
                                   .writable = (flags & SEAM_ADOPT_WRITABLE) != 0};
    SEAM__INSIDE("seam_buf_adopt");
    seam_block *block;
    seam_status r;

    *out = SEAM__NO_BUF;
    if ((flags & ~(uint32_t)SEAM_ADOPT_WRITABLE) != 0 || !may_be_object(data, len))
        return SEAM_EINVAL;
    if (len == 0) {
        SEAM__OUTSIDE;
        if (fn != NULL)
            fn(ctx, data, 0);
        return SEAM_OK;
    }
    r = seam__block_adopt(pool, &adopted, &block);
    if (r != SEAM_OK)
        return r;
    *out = (seam_buf){data, len, block};
    return SEAM_OK;
}

seam_buf seam_buf_static(seam_view bytes)
{
    if (bytes.len == 0)
        return SEAM__NO_BUF;
    return (seam_buf){bytes.data, bytes.len, NULL};
}

/* Makes a second handle on [off, off + len), which is not empty and lies inside `buf`. */
SEAM__TEMPLATE void share_range(const seam_buf *buf, size_t off, size_t len, seam_buf *out)
{
    seam_block *block = buf->block;

    /* This store comes before the count, because a store behind an atomic instruction delays the
     * next one. */
    *out = (seam_buf){buf->data + off, len, block};
    if (block != NULL)
        seam__block_retain(block);
}

SEAM__HOT seam_buf seam_buf_share(const seam_buf *buf)
{
    seam_buf shared = SEAM__NO_BUF;

    seam__buf_check(buf);
    if (buf->len > 0)
        share_range(buf, 0, buf->len, &shared);
    return shared;
}

seam_buf seam_buf_move(seam_buf *buf)
{
    const seam_buf moved = {buf->data, buf->len, buf->block};

    *buf = SEAM__NO_BUF;
    return moved;
}

SEAM__TEMPLATE void recycle(seam_block *block)
{
    SEAM__INSIDE("seam_buf_release");

    if (SEAM__UNLIKELY(!seam__fast_put(block)))
        seam__block_free_slowly(block);
}

SEAM__HOT void seam_buf_release(seam_buf *buf)
{
    seam_block *block = buf->block;

    if (seam__handle_drop(buf))
        recycle(block);
}

SEAM__HOT void seam__block_recycle(seam_block *block)
{
    recycle(block);
}

SEAM__HOT seam_status seam_buf_slice(const seam_buf *buf, size_t off, size_t len, seam_buf *out)
{
    SEAM_ASSERT(out != buf);
    seam__buf_check(buf);
    /* Where len is 0, len - 1 wraps and the test fails; the empty range is handled below. */
    if (SEAM__LIKELY(off <= buf->len && len - 1 < buf->len - off)) {
        share_range(buf, off, len, out);
        return SEAM_OK;
    }
    *out = SEAM__NO_BUF;
    return len == 0 && off <= buf->len ? SEAM_OK : SEAM_ERANGE;
}

seam_buf seam_buf_sub(const seam_buf *buf, size_t off, size_t len)
{
    seam_buf out;

    if (seam_buf_slice(buf, off, len, &out) != SEAM_OK)
        seam__panic("seam_buf_sub: %zu bytes at %zu wanted where %zu are", len, off, buf->len);
    return out;
}

seam_status seam_buf_slice_of(const seam_buf *buf, const void *ptr, size_t len, seam_buf *out)
{
    /* For a pointer before the window the difference wraps to an offset past its end, which is
     * refused. */
    return seam_buf_slice(buf, (size_t)((uintptr_t)ptr - (uintptr_t)buf->data), len, out);
}

seam_status seam_buf_split_to(seam_buf *buf, size_t at, seam_buf *front)
{
    SEAM_ASSERT(front != buf);
    seam__buf_check(buf);
    *front = SEAM__NO_BUF;
    if (at > buf->len)
        return SEAM_ERANGE;
    if (at == 0)
        return SEAM_OK;
    if (at == buf->len) {
        *front = seam_buf_move(buf);
        return SEAM_OK;
    }
    share_range(buf, 0, at, front);
    buf->data += at;
    buf->len -= at;
    return SEAM_OK;
}

seam_buf seam_buf_take(seam_buf *buf, size_t n)
{
    seam_buf front;

    if (seam_buf_split_to(buf, n, &front) != SEAM_OK)
        seam__range_panic("seam_buf_take", n, buf->len);
    return front;
}

seam_status seam_buf_split_off(seam_buf *buf, size_t at, seam_buf *back)
{
    SEAM_ASSERT(back != buf);
    seam__buf_check(buf);
    *back = SEAM__NO_BUF;
    if (at > buf->len)
        return SEAM_ERANGE;
    if (at == buf->len)
        return SEAM_OK;
    if (at == 0) {
        *back = seam_buf_move(buf);
        return SEAM_OK;
    }
    share_range(buf, at, buf->len - at, back);
    buf->len = at;
    return SEAM_OK;
}

seam_status seam_buf_truncate(seam_buf *buf, size_t len)
{
    seam__buf_check(buf);
    if (len > buf->len)
        return SEAM_ERANGE;
    if (len == 0)
        seam_buf_release(buf);
    else
        buf->len = len;
    return SEAM_OK;
}

void seam_buf_trim(seam_buf *buf, size_t len)
{
    if (seam_buf_truncate(buf, len) != SEAM_OK)
        seam__range_panic("seam_buf_trim", len, buf->len);
}

seam_status seam_buf_advance(seam_buf *buf, size_t n)
{
    seam__buf_check(buf);
    if (n > buf->len)
        return SEAM_ERANGE;
    if (n == buf->len) {
        seam_buf_release(buf);
    } else {
        buf->data += n;
        buf->len -= n;
    }
    return SEAM_OK;
}

void seam_buf_skip(seam_buf *buf, size_t n)
{
    if (seam_buf_advance(buf, n) != SEAM_OK)
        seam__range_panic("seam_buf_skip", n, buf->len);
}

bool seam_buf_is_unique(const seam_buf *buf)
{
    seam__buf_check(buf);
    return buf->block != NULL && seam__block_is_unique(buf->block);
}

uint8_t *seam_buf_bytes_mut(seam_buf *buf)
{
    if (!seam_buf_is_unique(buf) || !seam__block_is_writable(buf->block))
        return NULL;
    return (uint8_t *)(uintptr_t)buf->data;
}

/* Replaces `buf` by a copy of its bytes in a block that no other handle shares. */
static seam_status copy_out(seam_buf *buf, seam_pool *pool)
{
    seam_buf copy;
    seam_status r = seam_buf_copy(pool, seam_buf_view(buf), &copy);

    if (r != SEAM_OK)
        return r;
    seam_buf_set_tag(&copy, seam_buf_tag(buf));
    seam_buf_release(buf);
    *buf = seam_buf_move(&copy);
    return SEAM_OK;
}

seam_status seam_buf_make_writable(seam_buf *buf, seam_pool *pool)
{
    if (buf->len == 0 || seam_buf_bytes_mut(buf) != NULL)
        return SEAM_OK;
    return copy_out(buf, pool);
}

void seam_buf_promote(const seam_buf *buf)
{
    seam__buf_check(buf);
    if (buf->block != NULL)
        seam__block_promote(buf->block);
}

size_t seam_buf_retained(const seam_buf *buf)
{
    seam__buf_check(buf);
    return buf->block != NULL ? seam__block_retained(buf->block) : 0;
}

bool seam__buf_pins(const seam_buf *buf, size_t k)
{
    const size_t cost = seam_pool_class_size(buf->len);
    const size_t retained = seam_buf_retained(buf);

    /* This is retained > k * cost without the product, which may be too large for a size_t. */
    return cost > 0 && retained / cost >= k && retained != k * cost;
}

seam_status seam_buf_unpin(seam_buf *buf, size_t k, seam_pool *pool)
{
    if (k == 0)
        return SEAM_EINVAL;
    return seam__buf_pins(buf, k) ? copy_out(buf, pool) : SEAM_OK;
}

uint64_t seam_buf_tag(const seam_buf *buf)
{
    seam__buf_check(buf);
    /* Relaxed: a tag orders nothing. */
    return buf->block != NULL ? atomic_load_explicit(&buf->block->tag, memory_order_relaxed) : 0;
}

void seam_buf_set_tag(const seam_buf *buf, uint64_t tag)
{
    seam__buf_check(buf);
    if (buf->block == NULL)
        return;
    /* Relaxed: a tag orders nothing. */
    atomic_store_explicit(&buf->block->tag, tag, memory_order_relaxed);
    if (SEAM__UNLIKELY(seam__block_is_sampled(buf->block)))
        seam__block_note_tag(buf->block, tag);
}
