#include "seam/chain_compare.h"

#include <string.h>

#include "base/bits.h"
#include "data/ring.h"

/* ---- comparing */

/* A position in the bytes of a chain, which are read piece by piece. */
typedef struct reader {
    const seam_chain *chain;
    size_t index;
    seam_view piece; /* what is left of the present segment */
} reader;

/* Moves on to a piece that is not empty. Returns false at the end of the chain. */
static bool has_more(reader *r)
{
    return r->piece.len > 0 || seam_chain_next(r->chain, &r->index, &r->piece);
}

static void move_on(seam_view *piece, size_t n)
{
    piece->data += n;
    piece->len -= n;
}

int seam_chain_compare(const seam_chain *a, const seam_chain *b)
{
    reader of_a = {a, 0, {NULL, 0}};
    reader of_b = {b, 0, {NULL, 0}};

    seam__chain_check(a);
    seam__chain_check(b);
    while (has_more(&of_a) && has_more(&of_b)) {
        const size_t n = seam__min(of_a.piece.len, of_b.piece.len);
        const int order = memcmp(of_a.piece.data, of_b.piece.data, n);

        if (order != 0)
            return order < 0 ? -1 : 1;
        move_on(&of_a.piece, n);
        move_on(&of_b.piece, n);
    }
    return (a->len_ > b->len_) - (a->len_ < b->len_);
}

bool seam_chain_equal(const seam_chain *chain, size_t off, seam_view bytes)
{
    seam__place at;

    seam__chain_check(chain);
    if (off > chain->len_ || bytes.len > chain->len_ - off)
        return false;
    at = seam__ring_find(chain, off);
    for (; bytes.len > 0; at.index++) {
        const seam_buf *seg = seam__ring_at(chain, at.index);
        const size_t n = seam__min(bytes.len, seg->len - at.before);

        if (memcmp(seg->data + at.before, bytes.data, n) != 0)
            return false;
        move_on(&bytes, n);
        at.before = 0;
    }
    return true;
}

/* ---- SipHash-2-4 (Aumasson and Bernstein, 2012) */

typedef struct sip {
    uint64_t v0, v1, v2, v3;
    uint64_t word;   /* the bytes of a word that is not full, little-endian */
    unsigned n_word; /* how many bytes `word` has */
} sip;

static uint64_t rotated(uint64_t word, unsigned n)
{
    return word << n | word >> (64 - n);
}

static void sip_rounds(sip *s, int n)
{
    while (n-- > 0) {
        s->v0 += s->v1;
        s->v2 += s->v3;
        s->v1 = rotated(s->v1, 13) ^ s->v0;
        s->v3 = rotated(s->v3, 16) ^ s->v2;
        s->v0 = rotated(s->v0, 32);
        s->v2 += s->v1;
        s->v0 += s->v3;
        s->v1 = rotated(s->v1, 17) ^ s->v2;
        s->v3 = rotated(s->v3, 21) ^ s->v0;
        s->v2 = rotated(s->v2, 32);
    }
}

static uint64_t word_at(const uint8_t *p)
{
    uint64_t word = 0;

    for (unsigned i = 0; i < 8; i++)
        word |= (uint64_t)p[i] << 8 * i;
    return word;
}

static void sip_take_word(sip *s, uint64_t word)
{
    s->v3 ^= word;
    sip_rounds(s, 2);
    s->v0 ^= word;
}

static void sip_take_byte(sip *s, uint8_t byte)
{
    s->word |= (uint64_t)byte << 8 * s->n_word;
    if (++s->n_word < 8)
        return;
    sip_take_word(s, s->word);
    s->word = 0;
    s->n_word = 0;
}

static void sip_take(sip *s, seam_view bytes)
{
    for (; bytes.len > 0 && s->n_word != 0; move_on(&bytes, 1))
        sip_take_byte(s, bytes.data[0]);
    for (; bytes.len >= 8; move_on(&bytes, 8))
        sip_take_word(s, word_at(bytes.data));
    for (; bytes.len > 0; move_on(&bytes, 1))
        sip_take_byte(s, bytes.data[0]);
}

static uint64_t sip_end(sip *s, size_t len)
{
    sip_take_word(s, s->word | (uint64_t)len << 56);
    s->v2 ^= 0xFF;
    sip_rounds(s, 4);
    return s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
}

uint64_t seam_chain_hash(const seam_chain *chain, const uint8_t key[16])
{
    const uint64_t k0 = word_at(key);
    const uint64_t k1 = word_at(key + 8);
    sip s = {k0 ^ UINT64_C(0x736f6d6570736575),
             k1 ^ UINT64_C(0x646f72616e646f6d),
             k0 ^ UINT64_C(0x6c7967656e657261),
             k1 ^ UINT64_C(0x7465646279746573),
             0,
             0};
    size_t index = 0;
    seam_view piece;

    seam__chain_check(chain);
    while (seam_chain_next(chain, &index, &piece))
        sip_take(&s, piece);
    return sip_end(&s, chain->len_);
}
