/* texts: ten million random strings of hard characters in every form, and their clusters, against utf8proc, ICU
 * and libunistring; and the quick check for all starters with one mark and with two.
 *
 *     texts [--share K]
 *
 * `--share K` takes one out of every K. Ends at the first difference. */
#include "texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "normalizing_oracle.h"
#include "text/properties.h"

enum { N_STRINGS = 10000000 };

static seam_view view_of(const normalized *n)
{
    return seam_view_of(n->data, n->len);
}

size_t random_cut(seam_view text, prng *rng)
{
    size_t cut = prng_below(rng, text.len + 1);

    while (cut > 0 && cut < text.len && (text.data[cut] & 0xC0) == 0x80)
        cut--;
    return cut;
}

/* ---- forms */

static void streams_to(seam_view text, unsigned form, size_t cut, prng *rng, seam_view wanted)
{
    static normalized out;

    normalize_pulled(text, form, cut, 4 + prng_below(rng, 40), &out);
    NEED(normalized_is(&out, wanted));
    normalize_converted(text, form, cut, prng_below(rng, 41), &out);
    NEED(normalized_is(&out, wanted));
}

/* In two chunks: for a short text wherever it can be cut, else at one place; and what the quick check says. */
static void is_streamed(seam_view text, unsigned form, prng *rng, seam_view wanted)
{
    const size_t cut = random_cut(text, rng);

    for (size_t at = 0; at <= text.len; at++) {
        if (at == cut || (text.len <= 12 && (at == text.len || (text.data[at] & 0xC0) != 0x80)))
            streams_to(text, form, at, rng, wanted);
    }
    NEED((seam_normal_prefix(text, form, true) == text.len) == seam_view_equal(text, wanted));
    NEED(seam_normal_prefix(text, form, false) <= wanted.len);
}

uint64_t all_forms(const share *s)
{
    uint64_t n = 0;
    prng rng;

    prng_init(&rng, s->seed);
    for (uint64_t i = 0; i < N_STRINGS / s->of; i++) {
        uint8_t bytes_of[256];
        const seam_view text =
            seam_view_of(bytes_of, sample_text(&rng, prng_below(&rng, 11), bytes_of));

        for (unsigned form = SEAM_NFC; form <= SEAM_CASEFOLD; form++, n++) {
            static normalized wanted, safe, other;

            oracle(text, form, &wanted);
            is_streamed(text, form, &rng, view_of(&wanted));
            if (form > SEAM_NFKD)
                continue;
            oracle_stream_safe(text, &safe);
            if (oracle_icu(view_of(&safe), form, &other))
                NEED(normalized_is(&other, view_of(&wanted)));
        }
    }
    return n;
}

/* ---- starters with marks */

/* Code points that the quick check has to do with. */
typedef struct chosen {
    uint32_t starters[32768], marks[2048], classes[256];
    size_t n_starters, n_marks, n_classes;
} chosen;

/* Starters that compose with something behind them, or that decompose; what composes backward or has a class; and
 * one mark of each class. Of the syllables of Hangul a few stand for all. */
static void choose(chosen *c)
{
    bool seen[256] = {false};

    memset(c, 0, sizeof(*c));
    for (uint32_t at = 0; at < UCD_CODE_POINTS; at++) {
        uint32_t parts[SEAM__LONGEST_MAPPING];
        unsigned its;

        if ((at & ~0x7FFu) == 0xD800 || (at > 0xAC1C && at < 0xD788))
            continue;
        its = seam__combining_class(at);
        if (seam__composes_backward(at) || its != 0) {
            NEED(c->n_marks < sizeof(c->marks) / sizeof(c->marks[0]));
            c->marks[c->n_marks++] = at;
        }
        if (its != 0 && !seen[its])
            c->classes[c->n_classes++] = at;
        seen[its] = true;
        if (seam__composes_forward(at) ||
            (its == 0 && seam__map_code_point(at, SEAM__MAP_CANONICAL, parts) > 1)) {
            NEED(c->n_starters < sizeof(c->starters) / sizeof(c->starters[0]));
            c->starters[c->n_starters++] = at;
        }
    }
}

static void is_known(const uint32_t *code_points, size_t n, unsigned form)
{
    static normalized wanted;
    uint8_t bytes_of[12];
    const seam_view text = seam_view_of(bytes_of, ucd_encode(code_points, n, bytes_of));

    oracle_utf8proc(text, form, &wanted);
    NEED((seam_normal_prefix(text, form, true) == text.len) ==
         seam_view_equal(text, view_of(&wanted)));
}

uint64_t all_marked_starters(const share *s)
{
    static chosen c;
    uint64_t n = 0, index = 0;
    prng rng;

    prng_init(&rng, s->seed);
    choose(&c);
    for (size_t i = 0; i < c.n_starters; i++) {
        for (size_t k = 0; k < c.n_marks; k++) {
            for (size_t l = 0; l <= c.n_classes; l++) {
                const uint32_t code_points[] = {c.starters[i], c.marks[k],
                                                l < c.n_classes ? c.classes[l] : 0};

                if (s->of > 1 && prng_below(&rng, s->of) != 0)
                    continue;
                /* All forms of pairs; one form of triples, in turn. */
                for (unsigned form = SEAM_NFC; l == c.n_classes && form <= SEAM_NFKD; form++, n++)
                    is_known(code_points, 2, form);
                if (l < c.n_classes) {
                    is_known(code_points, 3, (unsigned)(index++ % 4));
                    n++;
                }
            }
        }
    }
    return n;
}

int main(int argc, char **argv)
{
    static const share_part parts[] = {
        {"forms of strings", all_forms},
        {"starters with marks", all_marked_starters},
        {"clusters as utf8proc", all_clusters},
        {"clusters as ICU", clusters_as_icu},
        {"clusters as libunistring", clusters_as_unistring},
    };

    return share_run(argc, argv, "texts", parts, sizeof(parts) / sizeof(parts[0]),
                     "compared, none differs");
}
