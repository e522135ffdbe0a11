/* The public functions of a library that is built without utf8proc: they report that they are not
 * built. This file replaces the others of this folder. */
#include "seam/grapheme.h"
#include "seam/normalize.h"
#include "seam/text.h"
#include "seam/truncate.h"
#include "seam/width.h"
#include "text/fold_stream.h"

const char *seam_text_unicode_version(void)
{
    return NULL;
}

seam_status seam_graphemes_next(seam_graphemes *graphemes, seam_view *in, seam_view *piece,
                                bool *starts)
{
    (void)graphemes, (void)in;
    *piece = (seam_view){NULL, 0};
    *starts = false;
    return SEAM_EINVAL;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the type is that of the other library. */
seam_status seam_graphemes_starts(seam_graphemes *graphemes, seam_view *in, uint32_t *at,
                                  size_t cap, size_t *n)
{
    (void)graphemes, (void)in, (void)at, (void)cap;
    *n = 0;
    return SEAM_EINVAL;
}

uint64_t seam_graphemes_count(seam_graphemes *graphemes, seam_view in)
{
    (void)graphemes, (void)in;
    return 0;
}

size_t seam_grapheme_floor(seam_view text, size_t at)
{
    (void)text, (void)at;
    return 0;
}

uint64_t seam_width_advance(seam_width *width, seam_view text)
{
    (void)width, (void)text;
    return 0;
}

size_t seam_text_truncate(seam_view text, unsigned unit, uint64_t max, uint32_t flags,
                          uint64_t *measure)
{
    (void)text, (void)unit, (void)max, (void)flags;
    if (measure != NULL)
        *measure = 0;
    return 0;
}

seam_status seam_normalizer_init(seam_normalizer *norm, const seam_normalizer_options *options)
{
    (void)options;
    *norm = (seam_normalizer){0};
    return SEAM_EINVAL;
}

void seam_normalizer_reset(seam_normalizer *norm)
{
    (void)norm;
}

size_t seam_normalizer_span(seam_normalizer *norm, seam_view in)
{
    (void)norm, (void)in;
    return 0;
}

seam_status seam_normalizer_next(seam_normalizer *norm, seam_view *in, void *room, size_t cap,
                                 seam_view *text)
{
    (void)norm, (void)in, (void)room, (void)cap;
    *text = (seam_view){NULL, 0};
    return SEAM_EOF;
}

seam_status seam_normalizer_convert(seam_normalizer *norm, seam_view *in, void *dst, size_t cap,
                                    size_t *produced)
{
    (void)norm, (void)in, (void)dst, (void)cap;
    *produced = 0;
    return SEAM_EOF;
}

void seam_normalizer_finish(seam_normalizer *norm)
{
    (void)norm;
}

void seam_normalizer_flush(seam_normalizer *norm)
{
    (void)norm;
}

size_t seam_normalizer_pending(const seam_normalizer *norm)
{
    (void)norm;
    return 0;
}

bool seam_normalizer_max_output(const seam_normalizer *norm, size_t n, size_t *max)
{
    (void)norm, (void)n;
    *max = 0;
    return true;
}

static size_t span(void *self, seam_view in)
{
    return seam_normalizer_span(self, in);
}

static seam_status convert(void *self, seam_view *in, void *dst, size_t cap, size_t *produced)
{
    (void)self, (void)in, (void)dst, (void)cap;
    *produced = 0;
    return SEAM_EINVAL;
}

static void nothing(void *self)
{
    (void)self;
}

static size_t pending(const void *self)
{
    return seam_normalizer_pending(self);
}

static bool max_output(const void *self, size_t n, size_t *max)
{
    return seam_normalizer_max_output(self, n, max);
}

seam_transform seam_normalizer_transform(seam_normalizer *norm)
{
    static const seam_transform_ops ops = {"none",  span,    convert,    nothing,
                                           nothing, pending, max_output, {NULL, NULL}};

    return (seam_transform){&ops, norm};
}

size_t seam_normal_prefix(seam_view text, unsigned form, bool final)
{
    (void)text, (void)form, (void) final;
    return 0;
}

/* ---- case folding, of ASCII alone */

void seam__fold_init(seam__fold_stream *s, bool canonical)
{
    s->canonical = canonical;
    s->ended = false;
    s->at = s->n = 0;
}

void seam__fold_take(seam__fold_stream *s, uint32_t code_point)
{
    s->ended = false;
    s->mapped[0] = code_point >= 'A' && code_point <= 'Z' ? code_point | 0x20 : code_point;
    s->at = 0;
    s->n = 1;
}

void seam__fold_end(seam__fold_stream *s)
{
    s->ended = true;
}

bool seam__fold_next(seam__fold_stream *s, uint32_t *code_point)
{
    if (s->at == s->n)
        return false;
    *code_point = s->mapped[s->at++];
    return true;
}

bool seam__fold_begins_segment(uint32_t code_point)
{
    (void)code_point;
    return true;
}

bool seam__fold_is_idle(const seam__fold_stream *s)
{
    return s->at == s->n;
}

size_t seam__fold_leads(uint8_t folded, uint8_t leads[SEAM__MOST_FOLD_LEADS])
{
    leads[0] = folded;
    leads[1] = folded & 0xDF;
    return folded >= 'a' && folded <= 'z' ? 2 : 1;
}
