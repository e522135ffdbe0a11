/* permessage-deflate (RFC 7692) by zlib, whose memory comes from the pool, so that its limit holds for it too. */
#include <string.h>
#include <zlib.h>

#include "websocket.h"

struct ws_deflate {
    seam_pool *pool;
    z_stream inflater, deflater;
    bool inflates, deflates; /* the stream is set up */
    ws_window window;
};

/* ---- memory: the handle of a block lies before the bytes that zlib gets */

enum { HANDLE = 64 };
SEAM_STATIC_ASSERT(sizeof(seam_buf) <= HANDLE);

static void *get_memory(seam_pool *pool, size_t len)
{
    seam_buf block;
    uint8_t *bytes;

    if (seam_buf_alloc(pool, HANDLE + len, &block) != SEAM_OK)
        return NULL;
    bytes = seam_buf_bytes_mut(&block);
    memcpy(bytes, (const void *)&block, sizeof(block));
    return bytes + HANDLE;
}

static void give_memory(void *memory)
{
    seam_buf block;

    memcpy((void *)&block, (const uint8_t *)memory - HANDLE, sizeof(block));
    seam_buf_release(&block);
}

static void *zlib_alloc(void *pool, unsigned n, unsigned size)
{
    return get_memory(pool, (size_t)n * size);
}

static void zlib_free(void *pool, void *memory)
{
    (void)pool;
    give_memory(memory);
}

static seam_status start_inflater(ws_deflate *d)
{
    if (d->inflates)
        return SEAM_OK;
    d->inflater = (z_stream){.zalloc = zlib_alloc, .zfree = zlib_free, .opaque = d->pool};
    d->inflates = inflateInit2(&d->inflater, -MAX_WBITS) == Z_OK;
    return d->inflates ? SEAM_OK : SEAM_ENOMEM;
}

static seam_status start_deflater(ws_deflate *d)
{
    if (d->deflates)
        return SEAM_OK;
    d->deflater = (z_stream){.zalloc = zlib_alloc, .zfree = zlib_free, .opaque = d->pool};
    d->deflates = deflateInit2(&d->deflater, Z_BEST_SPEED, Z_DEFLATED, -d->window.bits_out, 8,
                               Z_DEFAULT_STRATEGY) == Z_OK;
    return d->deflates ? SEAM_OK : SEAM_ENOMEM;
}

static void end_inflater(ws_deflate *d)
{
    if (d->inflates)
        (void)inflateEnd(&d->inflater);
    d->inflates = false;
}

static void end_deflater(ws_deflate *d)
{
    if (d->deflates)
        (void)deflateEnd(&d->deflater);
    d->deflates = false;
}

void ws_deflate_destroy(ws_deflate **deflate)
{
    ws_deflate *d = *deflate;

    if (d == NULL)
        return;
    end_inflater(d);
    end_deflater(d);
    give_memory(d);
    *deflate = NULL;
}

seam_status ws_deflate_create(websocket *ws, const ws_window *window)
{
    ws_deflate *d = get_memory(ws->pool, sizeof(*d));

    if (d == NULL)
        return SEAM_ENOMEM;
    *d = (ws_deflate){.pool = ws->pool, .window = *window};
    ws->deflate = d;
    return SEAM_OK;
}

/* ---- inflating */

/* One step into room of `to`, of which one byte more than is allowed may be written, which tells that there
 * is too much. SEAM_OK: the room is full, go on. SEAM_MORE: all of the input is used. */
static seam_status inflate_step(ws_deflate *d, seam_chain *to, size_t max, seam_decoder *text)
{
    z_stream *z = &d->inflater;
    const size_t left = max - seam_chain_len(to);
    struct iovec room;
    seam_view got, none;
    seam_status r = seam_chain_reserve(to, left < 4096 ? left + 1 : 4096, &room);
    int e;

    if (r != SEAM_OK)
        return r;
    z->next_out = room.iov_base;
    z->avail_out = room.iov_len > left ? (unsigned)left + 1 : (unsigned)room.iov_len;
    e = inflate(z, Z_SYNC_FLUSH);
    got = seam_view_of(room.iov_base, (size_t)(z->next_out - (uint8_t *)room.iov_base));
    r = seam_chain_commit(to, got.len);
    if (r == SEAM_OK && text != NULL && seam_decoder_next(text, &got, &none) < 0)
        return SEAM_EILSEQ;
    if (r == SEAM_OK && seam_chain_len(to) > max)
        return SEAM_ETOOBIG;
    if (r == SEAM_OK && e == Z_STREAM_END)
        e = inflateReset(z); /* a last block, behind which others may follow (7.2.3.4) */
    if (r != SEAM_OK || (e != Z_OK && e != Z_BUF_ERROR))
        return r != SEAM_OK ? r : e == Z_MEM_ERROR ? SEAM_ENOMEM : SEAM_EILSEQ;
    return z->avail_in == 0 && z->avail_out > 0 ? SEAM_MORE : SEAM_OK;
}

seam_status ws_inflate(ws_deflate *d, seam_view piece, seam_chain *to, size_t max,
                       seam_decoder *text)
{
    static const uint8_t tail[] = {0, 0, 0xFF, 0xFF};
    const bool is_end = piece.data == NULL;
    seam_status r = start_inflater(d);

    if (is_end)
        piece = seam_view_of(tail, sizeof(tail));
    d->inflater.next_in = (uint8_t *)(uintptr_t)piece.data;
    d->inflater.avail_in = (unsigned)piece.len;
    while (r == SEAM_OK)
        r = inflate_step(d, to, max, text);
    if (is_end && !d->window.keep_in)
        end_inflater(d);
    return r == SEAM_MORE ? SEAM_OK : r;
}

/* ---- deflating */

static seam_status deflate_view(ws_deflate *d, seam_view piece, int flush, seam_chain *to)
{
    z_stream *z = &d->deflater;
    struct iovec room;

    z->next_in = (uint8_t *)(uintptr_t)piece.data;
    z->avail_in = (unsigned)piece.len;
    do {
        seam_status r = seam_chain_reserve(to, 64, &room);

        if (r != SEAM_OK)
            return r;
        z->next_out = room.iov_base;
        z->avail_out = (unsigned)room.iov_len;
        (void)deflate(z, flush);
        r = seam_chain_commit(to, room.iov_len - z->avail_out);
        if (r != SEAM_OK)
            return r;
    } while (z->avail_out == 0);
    return SEAM_OK;
}

/* A message of no bytes is one byte: zlib has nothing to flush there (7.2.3.6). */
seam_status ws_compress(ws_deflate *d, seam_chain *from, size_t len, seam_chain *to)
{
    seam_status r = start_deflater(d);

    while (r == SEAM_OK && len > 0) {
        seam_view piece = seam_chain_peek(from, 0);

        piece.len = piece.len < len ? piece.len : len;
        r = deflate_view(d, piece, piece.len == len ? Z_SYNC_FLUSH : Z_NO_FLUSH, to);
        seam_chain_skip(from, piece.len);
        len -= piece.len;
    }
    if (r != SEAM_OK)
        return r;
    if (seam_chain_len(to) > 4)
        seam_chain_trim(to, seam_chain_len(to) - 4);
    else
        r = seam_chain_put_u8(to, 0);
    if (!d->window.keep_out)
        end_deflater(d);
    return r;
}
