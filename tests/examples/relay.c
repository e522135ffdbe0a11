/* Reads standard input into pool blocks, decodes them into a chain of slices of the same memory, and
 * writes the chain with writev(): well-formed UTF-8 comes out, whatever goes in.
 *
 *     printf 'caf\303' | relay | xxd        the cut character becomes U+FFFD at the end, not before */
#include <seam/seam.h>
#include <stdio.h>
#include <sys/uio.h>
#include <unistd.h>

#define BLOCK 65536

static bool write_out(seam_chain *text)
{
    while (seam_chain_len(text) > 0) {
        struct iovec iov[16];
        size_t n = seam_chain_iovec(text, 0, SIZE_MAX, iov, 16);
        ssize_t written = writev(STDOUT_FILENO, iov, (int)n);

        if (written < 0)
            return false;
        seam_chain_skip(text, (size_t)written);
    }
    return true;
}

/* Reads a chunk; an empty one is the end. */
static bool read_in(seam_pool *pool, seam_buf *chunk)
{
    ssize_t n;

    if (seam_buf_alloc(pool, BLOCK, chunk) != SEAM_OK)
        return false;
    n = read(STDIN_FILENO, seam_buf_bytes_mut(chunk), BLOCK);
    if (n < 0) {
        seam_buf_release(chunk);
        return false;
    }
    seam_buf_trim(chunk, (size_t)n);
    return true;
}

static bool relay(seam_pool *pool, seam_decoder *dec, seam_chain *text)
{
    seam_status r = SEAM_MORE;

    while (r == SEAM_MORE) {
        seam_buf chunk;

        if (!read_in(pool, &chunk))
            return false;
        if (chunk.len == 0)
            seam_decoder_finish(dec);
        r = seam_decoder_push(dec, &chunk, text);
        seam_buf_release(&chunk);
        if (!write_out(text))
            return false;
    }
    return r == SEAM_EOF;
}

int main(void)
{
    seam_decoder dec;
    seam_pool *pool;
    seam_chain text;
    bool done;

    if (seam_decoder_init(&dec, NULL) != SEAM_OK || seam_pool_create(NULL, &pool) != SEAM_OK)
        return 1;
    seam_chain_init(&text, pool);
    done = relay(pool, &dec, &text);
    seam_chain_release(&text);
    seam_pool_destroy(&pool);
    if (!done)
        perror("relay");
    return done ? 0 : 1;
}
