/* A layer under a program that is linked with the library's objects: its allocations of buffers and of malloc(),
 * which the linker sends here (--wrap), and which fail as fault_rules.h says. */
#include "fault_rules.h"
#include "seam/buf.h"

seam_status __real_seam_buf_alloc(seam_pool *pool, size_t len, seam_buf *out);
seam_status __wrap_seam_buf_alloc(seam_pool *pool, size_t len, seam_buf *out);
void *__real_malloc(size_t len);
void *__wrap_malloc(size_t len);

seam_status __wrap_seam_buf_alloc(seam_pool *pool, size_t len, seam_buf *out)
{
    if (fault_next("alloc") != FAULT_MEMORY)
        return __real_seam_buf_alloc(pool, len, out);
    *out = (seam_buf){NULL, 0, NULL};
    return SEAM_ENOMEM;
}

void *__wrap_malloc(size_t len)
{
    return fault_next("malloc") == FAULT_MEMORY ? NULL : __real_malloc(len);
}
