/* Operations on two chains in one pool, chosen by the input, held against arrays of bytes. Pages fail to come
 * where the input says so, chains and pools have limits, pools may be confined. */
#include "chain_ops.h"

/* More of them find little that is new, and cost a run its time. */
enum { MAX_OPERATIONS = 120 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static world w;
    chooser in = {data, size};
    const uint8_t kind = next(&in);
    seam_pool_options options = {0};

    options.flags = kind % 2 == 1 ? SEAM_POOL_CONFINED : 0;
    options.max_bytes = kind % 8 == 2 ? (4 + next(&in)) * seam__page_size() : 0;
    if (!world_open(&w, &options))
        return 0;
    for (int n = 0; in.left > 0 && n < MAX_OPERATIONS; n++)
        operate(&w, &in);
    world_close(&w);
    return 0;
}
