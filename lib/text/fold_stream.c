#include "text/fold_stream.h"

#include "text/segment.h"

/* All characters that are not ASCII and whose folding begins with an ASCII character, and the lead
 * byte of each. */
static const struct {
    uint16_t code_point;
    uint8_t lead;
} to_ascii[] = {
    {0x00DF, 0xC3}, {0x0130, 0xC4}, {0x017F, 0xC5}, {0x01F0, 0xC7}, {0x1E96, 0xE1}, {0x1E97, 0xE1},
    {0x1E98, 0xE1}, {0x1E99, 0xE1}, {0x1E9A, 0xE1}, {0x1E9E, 0xE1}, {0x212A, 0xE2}, {0xFB00, 0xEF},
    {0xFB01, 0xEF}, {0xFB02, 0xEF}, {0xFB03, 0xEF}, {0xFB04, 0xEF}, {0xFB05, 0xEF}, {0xFB06, 0xEF},
};

void seam__fold_init(seam__fold_stream *s, bool canonical)
{
    s->canonical = canonical;
    s->ended = false;
    s->at = s->n = 0;
    s->first = (seam_normalizer){.form_ = SEAM_NFD};
    s->last = (seam_normalizer){.form_ = SEAM_NFD};
}

static void fold(seam__fold_stream *s, uint32_t code_point)
{
    s->at = 0;
    if (code_point < 0x80) {
        s->mapped[0] = code_point >= 'A' && code_point <= 'Z' ? code_point | 0x20 : code_point;
        s->n = 1;
        return;
    }
    s->n = (uint8_t)seam__map_code_point(code_point, SEAM__MAP_FOLD, s->mapped);
}

void seam__fold_take(seam__fold_stream *s, uint32_t code_point)
{
    s->ended = false;
    if (s->canonical)
        seam__segment_take(&s->first, code_point);
    else
        fold(s, code_point);
}

void seam__fold_end(seam__fold_stream *s)
{
    s->ended = true;
    if (s->canonical)
        seam__segment_close(&s->first);
    s->first.n_marks_ = s->last.n_marks_ = 0;
}

/* The next code point that a queue has ready. */
static bool give(seam_normalizer *norm, uint32_t *code_point)
{
    if (norm->n_given_ < norm->n_ready_) {
        *code_point = seam__entry_code_point(norm->held_[norm->n_given_++]);
        return true;
    }
    seam__segment_drop_ready(norm);
    return false;
}

bool seam__fold_next(seam__fold_stream *s, uint32_t *code_point)
{
    uint32_t decomposed;

    for (;;) {
        if (s->canonical && give(&s->last, code_point))
            return true;
        if (s->at < s->n && !s->canonical) {
            *code_point = s->mapped[s->at++];
            return true;
        }
        if (s->at < s->n) {
            seam__segment_take(&s->last, s->mapped[s->at++]);
        } else if (s->canonical && give(&s->first, &decomposed)) {
            fold(s, decomposed);
        } else if (s->canonical && s->ended && s->last.n_held_ > 0) {
            seam__segment_close(&s->last);
        } else {
            return false;
        }
    }
}

bool seam__fold_begins_segment(uint32_t code_point)
{
    uint32_t parts[SEAM__LONGEST_MAPPING];

    if (code_point < 0x300) /* the first mark */
        return true;
    (void)seam__map_code_point(code_point, SEAM__MAP_CANONICAL, parts);
    return seam__combining_class(parts[0]) == 0;
}

bool seam__fold_is_idle(const seam__fold_stream *s)
{
    return s->at == s->n && s->first.n_given_ == s->first.n_held_ &&
           s->last.n_given_ == s->last.n_held_;
}

size_t seam__fold_leads(uint8_t folded, uint8_t leads[SEAM__MOST_FOLD_LEADS])
{
    size_t n = 0;

    leads[n++] = folded;
    if (folded < 'a' || folded > 'z')
        return n;
    leads[n++] = folded & 0xDF;
    for (size_t i = 0; i < sizeof(to_ascii) / sizeof(to_ascii[0]); i++) {
        uint32_t mapped[SEAM__LONGEST_MAPPING];

        /* Those with the same lead lie together. */
        if (leads[n - 1] == to_ascii[i].lead)
            continue;
        (void)seam__map_code_point(to_ascii[i].code_point, SEAM__MAP_FOLD, mapped);
        if (mapped[0] == folded)
            leads[n++] = to_ascii[i].lead;
    }
    return n;
}
