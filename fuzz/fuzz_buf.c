/* Operations on a pool, bufs and a chain, chosen by the input, held against a plain model. Pages
 * fail to come, and to go back, where the input says so. */
#include "buf_chain_ops.h"

/* ---- failures */

static void op_fail(model *m, input *in)
{
    uint8_t byte = next(in);

    m->fail_from = (byte & 0x80) != 0;
    m->fail_unmap = (byte & 0x40) != 0;
    m->fail_at = (byte & 0x3F) == 0 ? 0 : m->n_calls + (byte & 0x3F);
}

/* ---- one input */

/* False when the limit is too small for a pool. */
static bool open_by(model *m, input *in)
{
    static const uint64_t cache_bytes[] = {0, 1, 1024, 65536};
    seam_pool_options options = {0};
    uint8_t pages = next(in);

    model_set_table(m);
    options.max_bytes = pages % 4 == 3 ? (uint64_t)pages * seam__page_size() : 0;
    options.cache_bytes = cache_bytes[next(in) % 4];
    return open_model(m, &options);
}

/* More of them find little that is new, and cost a run its time. */
enum { MAX_OPERATIONS = 100 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const ops[])(model * m, input * in) = {
        op_alloc,  op_alloc,   op_copy,    op_adopt,
        op_static, op_share,   op_move,    op_slice,
        op_slice,  op_split,   op_split,   op_narrow,
        op_write,  op_release, op_release, op_make_writable,
        op_unpin,  op_tag,     op_add,     op_add,
        op_add,    op_reserve, op_reserve, op_commit,
        op_commit, op_pop,     op_drain,   op_release_chain,
        op_look,   op_fail,    op_fail,    op_alloc_impossible,
        op_trim};
    static model m;
    input in = {data, size};

    model_clear(&m);
    if (!open_by(&m, &in))
        return 0;
    for (int n = 0; in.left > 0 && n < MAX_OPERATIONS; n++) {
        ops[next(&in) % (sizeof(ops) / sizeof(ops[0]))](&m, &in);
        model_check(&m);
        if (n % 16 == 15)
            model_check_pool(&m);
    }
    model_check_pool(&m);
    close_model(&m, size % 2 == 1);
    return 0;
}
