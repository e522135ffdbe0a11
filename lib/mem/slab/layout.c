#include "mem/slab/layout.h"

#include "base/bits.h"
#include "base/panic.h"
#include "mem/slab/block.h"
#include "mem/slab/size_class.h"

/* The least common multiple of a stride and a page, which is a power of two. */
static size_t whole_unit(size_t stride, size_t page)
{
    const size_t power = stride & (0 - stride);

    return power < page ? stride * (page / power) : stride;
}

/* Blocks of this size and above have an entry of a whole cache line each, so that no two threads write to one
 * line; it is at most a part in 256 of the block. */
#define LINE_MIN ((size_t)16 << 10)

/* The quarantine of a size class in an arena has so many blocks or so many bytes, whichever is less. */
#define QUARANTINE_BLOCKS ((size_t)256)
#define QUARANTINE_BYTES  ((size_t)1 << 20)

/* Classes whose indices differ by less than this begin their entries at different lines of a page. The header
 * and the largest of these offsets together leave most of the first page to entries. */
#define N_COLORS 32u

static uint32_t color_of(size_t class_bytes)
{
    return seam__class_of(class_bytes) % N_COLORS * (uint32_t)SEAM__LINE;
}

/* A slab is whole pages of whole blocks where that is possible within a step. Redzones make odd strides, for which
 * it is not: their steps have blocks that reach over the end, and are never decommitted. */
seam__layout seam__layout_slab(size_t class_bytes, const seam__traits *traits)
{
    seam__layout layout = {.kind = SEAM__KIND_SLAB,
                           .hardening = traits->hardening,
                           .entry_bytes = class_bytes >= LINE_MIN ? SEAM__LINE : sizeof(seam_block),
                           .granule = traits->granule};
    size_t unit = whole_unit(class_bytes + traits->redzone, traits->granule);

    layout.class_bytes = class_bytes;
    layout.color = color_of(class_bytes);
    layout.stride = class_bytes + traits->redzone;
    layout.n_blocks = SEAM__ARENA_PAYLOAD / layout.stride;
    SEAM_ASSERT(class_bytes > 0 && layout.stride >= class_bytes);
    if (traits->quarantines)
        layout.n_quarantined = seam__min(QUARANTINE_BLOCKS, QUARANTINE_BYTES / layout.stride);
    layout.step = seam__round_up(seam__max(SEAM__SLAB_BYTES, layout.stride), traits->granule);
    if (unit <= layout.step) {
        layout.step = unit * seam__max(1, SEAM__SLAB_BYTES / unit);
        layout.slab_blocks = layout.step / layout.stride;
        layout.n_blocks = SEAM__ARENA_PAYLOAD / layout.step * layout.slab_blocks;
        SEAM_ASSERT(SEAM__ARENA_PAYLOAD / layout.step <= SEAM__SLABS_MAX);
    }
    return layout;
}

seam__layout seam__layout_adopted(const seam__traits *traits)
{
    return (seam__layout){
        .kind = SEAM__KIND_ADOPTED, .entry_bytes = 64, .n_blocks = 65536, .granule = traits->page};
}

seam__layout seam__layout_large(size_t len, const seam__traits *traits)
{
    seam__layout layout = {.kind = SEAM__KIND_LARGE,
                           .hardening = traits->hardening,
                           .entry_bytes = SEAM__LINE,
                           .granule = traits->granule};

    layout.class_bytes = seam__round_up(len, traits->page);
    /* The rest of the last page is the redzone where it is large enough, and a guard page follows. */
    layout.stride = seam__round_up(layout.class_bytes + traits->redzone, traits->page);
    layout.step = layout.stride;
    layout.n_blocks = 1;
    return layout;
}

seam__layout seam__layout_edged(size_t len, const seam__traits *traits)
{
    seam__layout layout = seam__layout_large(len, traits);

    layout.hardening |= SEAM__EDGED;
    /* No redzone comes between the block and the guard page. */
    layout.stride = layout.class_bytes;
    layout.step = layout.stride;
    layout.edge = layout.class_bytes - seam__round_up(len, traits->alignment);
    return layout;
}

size_t seam__layout_meta_bytes(const seam__layout *layout, size_t n_blocks, size_t page)
{
    return seam__round_up(seam__layout_first_entry(layout) + n_blocks * layout->entry_bytes, page);
}

size_t seam__layout_payload_bytes(const seam__layout *layout, size_t page)
{
    return seam__round_up(layout->n_blocks * layout->stride, page);
}

size_t seam__layout_first_cost(const seam__layout *layout, size_t page)
{
    const size_t first =
        layout->step == 0 ? page / layout->entry_bytes : layout->step / layout->stride;

    return seam__layout_meta_bytes(layout, seam__min(first, layout->n_blocks), page) + layout->step;
}

bool seam__layout_valid(const seam__layout *layout, size_t page)
{
    if (layout->entry_bytes < sizeof(seam_block) || layout->granule % page != 0 ||
        layout->n_blocks == 0 || layout->n_blocks > UINT32_MAX - 1)
        return false;
    if (layout->kind == SEAM__KIND_ADOPTED)
        return layout->step == 0 && layout->stride == 0;
    if (layout->kind == SEAM__KIND_GUARDED)
        return layout->step == 0 && layout->stride % page == 0 && layout->hooks != NULL;
    return layout->stride >= layout->class_bytes && layout->class_bytes > 0 &&
           layout->step % page == 0 && layout->step >= layout->stride &&
           layout->slab_blocks * layout->stride <= layout->step;
}
