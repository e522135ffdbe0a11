#include "seam/transform.h"

#include "base/bits.h"
#include "base/panic.h"
#include "bytes/window.h"
#include "codec/transform_laws.h"

bool seam__transform_is_sound(seam_transform t)
{
    return t.ops != NULL && t.self != NULL && t.ops->convert != NULL && t.ops->finish != NULL &&
           t.ops->reset != NULL && t.ops->pending != NULL && t.ops->max_output != NULL;
}

static size_t span(seam_transform t, seam_view in)
{
    const size_t n = t.ops->span != NULL && in.len > 0 ? t.ops->span(t.self, in) : 0;

    SEAM_ASSERT(n <= in.len);
    return n;
}

/* Calls convert() once, and checks what every transform promises. */
static seam_status convert(seam_transform t, seam_view *in, void *dst, size_t cap, size_t *produced)
{
    const seam_view before = *in;
    const seam_status r = t.ops->convert(t.self, in, dst, cap, produced);

    SEAM_ASSERT(*produced <= cap && in->len <= before.len);
    SEAM_ASSERT(r != SEAM_OK || *produced > 0 || in->len < before.len);
    SEAM_ASSERT((r != SEAM_MORE && r != SEAM_EOF) || in->len == 0);
    return r;
}

seam_status seam_transform_next(seam_transform t, seam_view *in, void *room, size_t cap,
                                seam_view *piece)
{
    size_t produced;
    seam_status r;

    SEAM_ASSERT(seam__transform_is_sound(t) && !seam__overlap(in->data, in->len, room, cap));
    *piece = seam_view_of(NULL, 0);
    do {
        const size_t n = span(t, *in);

        if (n > 0) {
            *piece = seam_view_of(in->data, n);
            seam__window_move(in, n);
            return SEAM_OK;
        }
        r = convert(t, in, room, cap, &produced);
    } while (r == SEAM_OK && produced == 0);
    if (produced > 0)
        *piece = seam_view_of(room, produced);
    return r == SEAM_FULL && produced > 0 ? SEAM_OK : r;
}

seam_status seam_transform_convert(seam_transform t, seam_view *in, void *dst, size_t cap,
                                   size_t *produced)
{
    uint8_t nowhere;
    uint8_t *to = cap > 0 ? dst : &nowhere;
    size_t n;
    seam_status r;

    SEAM_ASSERT(seam__transform_is_sound(t) && !seam__overlap(in->data, in->len, dst, cap));
    *produced = 0;
    do {
        r = convert(t, in, to + *produced, cap - *produced, &n);
        *produced += n;
    } while (r == SEAM_OK);
    return r;
}

void seam_transform_finish(seam_transform t)
{
    SEAM_ASSERT(seam__transform_is_sound(t));
    t.ops->finish(t.self);
}

void seam_transform_reset(seam_transform t)
{
    SEAM_ASSERT(seam__transform_is_sound(t));
    t.ops->reset(t.self);
}

size_t seam_transform_pending(seam_transform t)
{
    SEAM_ASSERT(seam__transform_is_sound(t));
    return t.ops->pending(t.self);
}

bool seam_transform_max_output(seam_transform t, size_t n, size_t *max)
{
    SEAM_ASSERT(seam__transform_is_sound(t));
    return t.ops->max_output(t.self, n, max);
}
