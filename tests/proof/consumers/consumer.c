/* What the builds in this folder build: a text that arrives in two chunks, cut inside a character,
 * goes through a pool, a buf and a decoder. One function is called for which a static program may need
 * a library more. The gnu99 dialect is the oldest that the headers take. */
#include <seam/seam.h>
#include <stdio.h>

#if SEAM_VERSION_NUMBER < 1000 || !SEAM_VERSION_AT_LEAST(0, 1, 0)
#error "these headers are older than 0.1.0"
#endif

static seam_status print_chunk(seam_pool *pool, seam_decoder *dec, const char *chunk)
{
    seam_buf buf;
    seam_view in, text;
    seam_status r = seam_buf_copy(pool, seam_view_string(chunk), &buf);

    if (r != SEAM_OK)
        return r;
    in = seam_buf_view(&buf);
    while ((r = seam_decoder_next(dec, &in, &text)) == SEAM_OK)
        fwrite(text.data, 1, text.len, stdout);
    seam_buf_release(&buf);
    return r;
}

int main(void)
{
    seam_pool *pool;
    seam_decoder dec;
    bool done;

    if (seam_pool_create(NULL, &pool) != SEAM_OK || seam_decoder_init(&dec, NULL) != SEAM_OK)
        return 1;
    printf("seam %s: ", seam_version());
    done = print_chunk(pool, &dec, "na\xC3") == SEAM_MORE &&
           print_chunk(pool, &dec, "\xAFve\n") == SEAM_MORE;
    seam_pool_destroy(&pool);
    return done && seam_grapheme_floor(seam_view_of("n", 1), 0) == 0 ? 0 : 1;
}
