/* What is done to handles within bufs and chains, inline: a call through the library's own table
 * costs as much as the work. */
#ifndef SEAM_DATA_HANDLE_H
#define SEAM_DATA_HANDLE_H

#include "data/laws.h"
#include "mem/pool/front.h"

/* A constant, so that compilers write it with as few stores as they can. */
#define SEAM__NO_BUF ((seam_buf){NULL, 0, NULL})

/* seam_buf_move(). Field by field: what is stored in parts and loaded whole makes processors
 * wait. */
static inline void seam__handle_move(seam_buf *to, seam_buf *from)
{
    to->data = from->data;
    to->len = from->len;
    to->block = from->block;
    *from = SEAM__NO_BUF;
}

/* Stops a checking build when a handle is neither valid nor one too many of a dead block: that one
 * the count sees in every build. */
void seam__handle_check_release(const seam_buf *buf);

/* Empties a handle. True when that was the last one of its block, which is then the caller's to
 * hand to seam__block_recycle(). */
static inline bool seam__handle_drop(seam_buf *buf)
{
    SEAM__INSIDE("seam_buf_release");
    seam_block *block = buf->block;
    bool last = false;

    if (SEAM_CHECKS >= 1)
        seam__handle_check_release(buf);
    if (block != NULL) {
        const uint32_t word = seam__block_word(block);

        /* The usual end first. */
        if (word != 1 && seam__word_is_confined_shared(word)) {
            *buf = SEAM__NO_BUF;
            seam__block_drop_confined(block, word);
            return false;
        }
        last = seam__block_drop(block, word);
    }
    /* After the count, which need not wait for it, and before a release callback, which may come
     * back here and must find an empty handle. */
    *buf = SEAM__NO_BUF;
    return last;
}

/* A block without references goes back to its pool. */
void seam__block_recycle(seam_block *block);

/* seam_buf_release() */
static inline void seam__handle_release(seam_buf *buf)
{
    seam_block *block = buf->block;

    if (seam__handle_drop(buf))
        seam__block_recycle(block);
}

/* Releases two handles on one block, which costs no more than one of them where there is no
 * third. */
static inline void seam__handle_release_two(seam_buf *a, seam_buf *b)
{
    seam_block *block = a->block;

    SEAM_ASSERT(block != NULL && block == b->block);
    if (!seam__block_drop_two(block)) {
        seam__handle_release(a);
        seam__handle_release(b);
        return;
    }
    *a = SEAM__NO_BUF;
    *b = SEAM__NO_BUF;
    seam__block_recycle(block);
}

#endif
