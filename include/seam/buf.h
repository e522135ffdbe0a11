/* seam/buf.h: an owned window onto reference-counted bytes. A slice of a buf is a buf.
 *
 *     seam_buf head;
 *     if (seam_buf_slice(&packet, 0, 16, &head) == SEAM_OK) { ... }
 *     seam_buf_release(&head);
 *
 * A handle is moved, shared or released through its address, never copied with `=`. Where a call
 * "takes" a handle, the handle is empty after success and unchanged after failure, so releasing it
 * afterwards is right in both cases.
 * Threads: handles on one block may live in different threads; one handle belongs to one thread at
 * a time. A second release of a reference aborts while the block is free; once the block has been
 * handed out again it cannot be told from a right one. A checking build (-Dchecks=1) stops at every
 * use of a handle whose reference is gone, or that was overwritten.
 * Signals: allocation, release and adoption, and so whatever may do one of them, are not
 * async-signal-safe; see pool.h. */
#ifndef SEAM_BUF_H
#define SEAM_BUF_H

#include "pool.h"
#include "view.h"

/* {0} is empty: it owns nothing, and a buf of length 0 is always this. `block` is NULL with a
 * length for static bytes. Otherwise the handle owns one reference to `block`, and
 * [data, data + len) lies inside it. Offset 0 data, 8 len, 16 block; written by the library
 * alone. */
typedef struct seam_buf {
    const uint8_t *data;
    size_t len;
    seam_block *block;
} seam_buf;

SEAM_STATIC_ASSERT(sizeof(seam_buf) == 3 * sizeof(void *));

/* Runs exactly once, on the thread that drops the last reference, with no lock of the library held.
 * It may call the library and fork(). It must return: longjmp() out of it leaves the block counted
 * for ever, and its pool without an end. `data` and `len` are those given to seam_buf_adopt(). */
typedef void (*seam_release_fn)(void *ctx, void *data, size_t len);

/* Flags of seam_buf_adopt(). */
enum {
    SEAM_ADOPT_WRITABLE = 1 /* without it adopted memory is read-only for ever, unique or not */
};

SEAM_BEGIN_DECLS

/**
 * Allocate a buffer. Its content is undefined.
 *
 * @param      pool  Borrowed; its memory outlives it (seam_pool_destroy).
 * @param      len   Byte count; 0 gives the empty buffer.
 * @param[out] out   Always written; empty on failure. Owned by the caller: seam_buf_release().
 *
 * Returns     SEAM_OK; SEAM_ENOMEM; SEAM_ELIMIT past the pool's max_bytes; SEAM_EPERM when a secret
 *             pool's pages may not be locked.
 * Threads     Safe on a shared pool.
 * Cost        O(1); system calls only when the size class grows or above 256 KiB.
 */
SEAM_TRY seam_status seam_buf_alloc(seam_pool *pool, size_t len, seam_buf *out);

/**
 * Allocate a buffer and copy bytes into it.
 *
 * @param      pool   Borrowed.
 * @param      bytes  Borrowed; an empty view gives the empty buffer.
 * @param[out] out    Always written; empty on failure. Owned by the caller: seam_buf_release().
 *
 * Returns     SEAM_OK; SEAM_ENOMEM; SEAM_ELIMIT.
 * Threads     Safe on a shared pool.
 * Cost        As seam_buf_alloc(), and O(bytes.len).
 */
SEAM_TRY seam_status seam_buf_copy(seam_pool *pool, seam_view bytes, seam_buf *out);

/**
 * Allocate a buffer and copy several strings of bytes into it, one behind the other.
 *
 * @param      pool   Borrowed.
 * @param      views  `n` of them, borrowed; NULL only when `n` is 0.
 * @param      n      Their number.
 * @param      total  Length of the result: what goes past it is left out, what is missing is 0.
 *                    SIZE_MAX: the sum of the lengths.
 * @param[out] out    Always written; empty on failure. Owned by the caller: seam_buf_release().
 *
 * Returns     SEAM_OK; SEAM_ENOMEM, also for a sum that no size_t can hold; SEAM_ELIMIT.
 * Threads     Safe on a shared pool.
 * Cost        As seam_buf_alloc(), and O(n + total).
 */
SEAM_TRY seam_status seam_buf_concat(seam_pool *pool, const seam_view *views, size_t n,
                                     size_t total, seam_buf *out);

/**
 * Give memory of the caller's a reference count: the buffer takes it over, and `fn` gives it back.
 *
 * @param      pool   Borrowed; holds the 64 bytes of metadata.
 * @param      data   First byte; NULL only with `len` 0. Must stay valid until `fn` has run, and
 *                    unchanged too unless SEAM_ADOPT_WRITABLE is given. Not memory of a pool, which
 *                    is shared or sliced instead: a checking build stops there.
 * @param      len    Byte count. With 0 the result is the empty buffer and `fn` runs before the
 *                    call returns.
 * @param      fn     Called once with `ctx`, `data` and `len`. NULL: nothing is called.
 * @param      ctx    Handed to `fn`; may be NULL.
 * @param      flags  0 or SEAM_ADOPT_WRITABLE.
 * @param[out] out    Always written; empty on failure. Owned by the caller: seam_buf_release().
 *
 * Returns     SEAM_OK; SEAM_EINVAL for an unknown flag, NULL with a length, or a length that no
 *             memory at `data` can have; SEAM_ENOMEM; SEAM_ELIMIT. After a failure `fn` is not
 *             called and the memory is the caller's.
 * Threads     Safe on a shared pool.
 * Cost        O(1).
 */
SEAM_TRY seam_status seam_buf_adopt(seam_pool *pool, void *data, size_t len, seam_release_fn fn,
                                    void *ctx, uint32_t flags, seam_buf *out);

/**
 * Make a buffer of bytes that live for ever: string literals, tables. It is never writable, retains
 * nothing and carries no tag.
 *
 * @param      bytes  Borrowed for the rest of the program.
 *
 * Returns     The buffer; releasing it is right and does nothing.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_API seam_buf seam_buf_static(seam_view bytes);

/**
 * Make a second handle on the same window.
 *
 * @param      buf  Source; borrowed.
 *
 * Returns     A handle with a reference of its own. Owned by the caller: seam_buf_release().
 * Threads     Safe on a block that other threads share: one relaxed atomic increment. Aborts with
 *             the block's address and tag when its count would reach 2^31.
 * Cost        O(1), no allocation.
 */
SEAM_API seam_buf seam_buf_share(const seam_buf *buf);

/**
 * Move a handle to another variable.
 *
 * @param      buf  Taken: empty afterwards.
 *
 * Returns     What `buf` was. Owned by the caller: seam_buf_release().
 * Threads     No reference is counted.
 * Cost        O(1).
 */
SEAM_API seam_buf seam_buf_move(seam_buf *buf);

/**
 * Give a reference back. The last one frees the block, or runs the release callback of adopted
 * memory.
 *
 * @param      buf  Emptied; an empty handle is fine.
 *
 * Threads     Safe on a block that other threads share; not in signal handlers. Aborts with the
 *             block's address and tag on one release too many, as long as the block is free.
 * Cost        O(1).
 */
SEAM_API void seam_buf_release(seam_buf *buf);

/**
 * Make a block of a confined pool (SEAM_POOL_CONFINED) safe to hand to another thread. From then on
 * its references are counted atomically, for all handles of the block, and there is no way back.
 *
 * @param      buf  Borrowed; of any pool, an empty or static handle is fine: then nothing changes.
 *
 * Threads     The pool's owner, who must have every handle of the block at that moment. Handing the
 *             handle over must synchronise, as a queue or a lock does.
 * Cost        O(1).
 */
SEAM_API void seam_buf_promote(const seam_buf *buf);

/**
 * Share bytes [off, off + len) of a buffer without copying them.
 *
 * @param      buf  Source; borrowed. The result takes its own reference.
 * @param      off  First byte, counted from the start of `buf`.
 * @param      len  Byte count; 0 gives the empty buffer and adds no reference.
 * @param[out] out  Always written; empty on failure. Owned by the caller: seam_buf_release(). Must
 *                  not be `buf`.
 *
 * Returns     SEAM_OK, or SEAM_ERANGE when the range is not inside `buf`.
 * Threads     As seam_buf_share().
 * Cost        O(1), no allocation.
 */
SEAM_TRY seam_status seam_buf_slice(const seam_buf *buf, size_t off, size_t len, seam_buf *out);

/**
 * Share bytes [off, off + len), which are known to be inside: seam_buf_slice() without a status.
 *
 * @param      buf  Source; borrowed. The result takes its own reference.
 * @param      off  First byte, counted from the start of `buf`.
 * @param      len  Byte count; 0 gives the empty buffer. A range that is not inside `buf` is
 *                  misuse: every build, a release build too, then ends the program with a message.
 *
 * Returns     The slice. Owned by the caller: seam_buf_release().
 * Threads     As seam_buf_share().
 * Cost        O(1), no allocation.
 */
SEAM_API seam_buf seam_buf_sub(const seam_buf *buf, size_t off, size_t len);

/**
 * Share the bytes that an interior pointer names: what parsers such as llhttp and picohttpparser
 * hand to their callers becomes an owning slice.
 *
 * @param      buf  Source; borrowed. The result takes its own reference.
 * @param      ptr  First byte. [ptr, ptr + len) must lie in the window of `buf`, not merely in its
 *                  block; addresses are compared as integers.
 * @param      len  Byte count; 0 gives the empty buffer, `ptr` being inside or one past the end.
 * @param[out] out  Always written; empty on failure. Owned by the caller: seam_buf_release(). Must
 *                  not be `buf`.
 *
 * Returns     SEAM_OK, or SEAM_ERANGE when the range is not inside `buf`.
 * Threads     As seam_buf_share().
 * Cost        O(1), no allocation.
 */
SEAM_TRY seam_status seam_buf_slice_of(const seam_buf *buf, const void *ptr, size_t len,
                                       seam_buf *out);

/**
 * Cut the front off: `front` gets [0, at), `buf` keeps the rest.
 *
 * @param      buf    Narrowed; empty when `at` is its length.
 * @param      at     Byte count of the front, 0 to the length of `buf`.
 * @param[out] front  Always written; empty on failure. Owned by the caller: seam_buf_release().
 *                    Must not be `buf`.
 *
 * Returns     SEAM_OK, or SEAM_ERANGE (nothing has changed).
 * Threads     As seam_buf_share(); no reference is counted when one side is empty.
 * Cost        O(1), no allocation.
 */
SEAM_TRY seam_status seam_buf_split_to(seam_buf *buf, size_t at, seam_buf *front);

/**
 * Take the first `n` bytes, which are known to be there, as a buffer of their own; `buf` keeps the
 * rest: seam_buf_split_to() without a status.
 *
 * @param      buf  Narrowed; empty when `n` is its length.
 * @param      n    Byte count, at most the length of `buf`. More is misuse: every build, a release
 *                  build too, then ends the program with a message.
 *
 * Returns     The front. Owned by the caller: seam_buf_release().
 * Threads     As seam_buf_share(); no reference is counted when one side is empty.
 * Cost        O(1), no allocation.
 */
SEAM_API seam_buf seam_buf_take(seam_buf *buf, size_t n);

/**
 * Cut the back off: `buf` keeps [0, at), `back` gets the rest.
 *
 * @param      buf   Narrowed; empty when `at` is 0.
 * @param      at    Byte count that `buf` keeps, 0 to its length.
 * @param[out] back  Always written; empty on failure. Owned by the caller: seam_buf_release(). Must
 *                   not be `buf`.
 *
 * Returns     SEAM_OK, or SEAM_ERANGE (nothing has changed).
 * Threads     As seam_buf_share(); no reference is counted when one side is empty.
 * Cost        O(1), no allocation.
 */
SEAM_TRY seam_status seam_buf_split_off(seam_buf *buf, size_t at, seam_buf *back);

/**
 * Narrow the window to its first `len` bytes, in place: a unique buffer stays unique, so one can
 * read() into it and then trim.
 *
 * @param      buf  Narrowed. With `len` 0 its reference is released.
 * @param      len  Byte count to keep.
 *
 * Returns     SEAM_OK, or SEAM_ERANGE when `len` is more than the buffer has.
 * Threads     No reference is counted, unless the buffer becomes empty.
 * Cost        O(1).
 */
SEAM_TRY seam_status seam_buf_truncate(seam_buf *buf, size_t len);

/**
 * Keep the first `len` bytes, which are known to be there: seam_buf_truncate() without a status,
 * for what read() has said.
 *
 * @param      buf  Narrowed. With `len` 0 its reference is released.
 * @param      len  Byte count to keep, at most the length of `buf`. More is misuse: every build, a
 *                  release build too, then ends the program with a message.
 *
 * Threads     No reference is counted, unless the buffer becomes empty.
 * Cost        O(1).
 */
SEAM_API void seam_buf_trim(seam_buf *buf, size_t len);

/**
 * Narrow the window by its first `n` bytes, in place.
 *
 * @param      buf  Narrowed. When nothing is left its reference is released.
 * @param      n    Byte count to drop.
 *
 * Returns     SEAM_OK, or SEAM_ERANGE when `n` is more than the buffer has.
 * Threads     No reference is counted, unless the buffer becomes empty.
 * Cost        O(1).
 */
SEAM_TRY seam_status seam_buf_advance(seam_buf *buf, size_t n);

#ifndef SEAM_DECLARATIONS_ONLY
/**
 * Drop the first `n` bytes, which are known to be there: seam_buf_advance() without a status.
 *
 * @param      buf  Narrowed. When nothing is left its reference is released.
 * @param      n    Byte count, at most the length of `buf`. More is misuse: every build, a release
 *                  build too, then ends the program with a message.
 *
 * Threads     No reference is counted, unless the buffer becomes empty.
 * Cost        O(1).
 */
SEAM_API void seam_buf_skip(seam_buf *buf, size_t n);

/**
 * Borrow a buffer's bytes.
 *
 * @param      buf  Borrowed.
 *
 * Returns     The window; valid as long as some handle keeps the block.
 * Threads     Safe.
 * Cost        O(1), inline.
 */
static inline seam_view seam_buf_view(const seam_buf *buf)
{
    return seam_view_of(buf->data, buf->len);
}
#endif

/**
 * Ask whether this handle has the only reference to its block. Views are not counted.
 *
 * @param      buf  Borrowed.
 *
 * Returns     true when it has; false for empty and static buffers.
 * Threads     true stays true until this handle is shared; false may be stale at once.
 * Cost        O(1): one acquire load.
 */
SEAM_API bool seam_buf_is_unique(const seam_buf *buf);

/**
 * Borrow the bytes for writing. This is the one way to write.
 *
 * @param      buf  Borrowed.
 *
 * Returns     The window's first byte; NULL when the block is shared, static, adopted without
 *             SEAM_ADOPT_WRITABLE, or the buffer is empty. Valid until the handle is shared, moved
 *             or released.
 * Threads     As seam_buf_is_unique().
 * Cost        O(1): one acquire load.
 */
SEAM_API uint8_t *seam_buf_bytes_mut(seam_buf *buf);

/**
 * Make the bytes writable: copy them when they are shared, static or read-only.
 *
 * @param      buf   Replaced by a unique copy where needed; the copy inherits the tag.
 * @param      pool  Borrowed; where a copy lives.
 *
 * Returns     SEAM_OK: seam_buf_bytes_mut() works, unless the buffer is empty. SEAM_ENOMEM,
 *             SEAM_ELIMIT: nothing has changed.
 * Threads     As seam_buf_release().
 * Cost        O(1), or an allocation and O(len).
 */
SEAM_TRY seam_status seam_buf_make_writable(seam_buf *buf, seam_pool *pool);

/**
 * Say how much memory this handle keeps alive.
 *
 * @param      buf  Borrowed.
 *
 * Returns     The class size of its block, which is at most 1.75 times that of the request: from
 *             4096 bytes up a free block of a larger class serves before memory is committed; a
 *             large block that is used again may have a quarter more than this says; for adopted
 *             memory its length; 0 for static and empty buffers. Not additive: two handles on one
 *             block both say all of it.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_API size_t seam_buf_retained(const seam_buf *buf);

/**
 * Stop a small slice from pinning a large block: copy it out when it keeps alive more than `k`
 * times what a copy would cost.
 *
 * @param      buf   Replaced by a copy when retained > k * seam_pool_class_size(len); the copy
 *                   inherits the tag. Static and empty buffers pin nothing.
 * @param      k     Factor, at least 1.
 * @param      pool  Borrowed; where a copy lives.
 *
 * Returns     SEAM_OK; SEAM_EINVAL when `k` is 0; SEAM_ENOMEM, SEAM_ELIMIT: nothing has changed.
 * Threads     As seam_buf_release().
 * Cost        O(1), or an allocation and O(len).
 */
SEAM_TRY seam_status seam_buf_unpin(seam_buf *buf, size_t k, seam_pool *pool);

/**
 * Read the 64 bits that the owner of a block has left on it: a connection or request id.
 *
 * @param      buf  Borrowed.
 *
 * Returns     The tag of its block; 0 when none was set, and for static and empty buffers.
 * Threads     Safe; a relaxed atomic load.
 * Cost        O(1).
 */
SEAM_API uint64_t seam_buf_tag(const seam_buf *buf);

/**
 * Set the tag of a buffer's block. Every handle on the block sees it.
 *
 * @param      buf  Borrowed. Nothing happens when it is static or empty.
 * @param      tag  Any value.
 *
 * Threads     Safe; a relaxed atomic store.
 * Cost        O(1).
 */
SEAM_API void seam_buf_set_tag(const seam_buf *buf, uint64_t tag);

SEAM_END_DECLS
#endif
