/* Which addresses lie in arenas: to a granule of 4 KiB, where arenas begin and end within a unit, and at the end of
 * the address space. The spans are of addresses that nobody maps. */
#include "base/panic.h"
#include "mem/slab/arena.h"
#include "mem/slab/own_memory.h"
#include "support.h"

#define UNIT     SEAM__ARENA_ALIGN
#define GRANULE  ((size_t)4096)
#define FAR_AWAY ((uintptr_t)1 << 44)
#define BEHIND   ((uintptr_t)1 << 48) /* the first address that no process of this machine has */

static bool holds(uintptr_t address)
{
    return seam__own_memory_holds((const void *)address);
}

static seam__span span_of(uintptr_t start, size_t len)
{
    return (seam__span){(uint8_t *)start, len};
}

/* The bytes at and around the ends of [first, first + len), a multiple of granules within a unit. */
static void expect(uintptr_t first, size_t len, bool held)
{
    ck_assert(!holds(first - 1));
    ck_assert_int_eq(holds(first), held);
    ck_assert_int_eq(holds(first + len - 1), held);
    ck_assert(!holds(first + len));
}

/* What lies before the first unit is the guard page of an arena, and what is no whole granule is left out. */
START_TEST(a_span_is_held_until_it_is_removed)
{
    static const size_t lens[] = {GRANULE, 2 * GRANULE,    UNIT - GRANULE,
                                  UNIT,    UNIT + GRANULE, 3 * UNIT};

    for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        const seam__span span = span_of(FAR_AWAY - GRANULE, GRANULE + lens[i]);

        expect(FAR_AWAY, lens[i], false);
        seam__own_memory_add(span);
        expect(FAR_AWAY, lens[i], SEAM_CHECKS >= 1);
        seam__own_memory_remove(span);
        expect(FAR_AWAY, lens[i], false);
    }
}
END_TEST

START_TEST(a_part_of_a_granule_is_not_held)
{
    const seam__span span = span_of(FAR_AWAY, 3 * GRANULE - 1);

    seam__own_memory_add(span);
    expect(FAR_AWAY, 2 * GRANULE, SEAM_CHECKS >= 1);
    seam__own_memory_remove(span);
}
END_TEST

START_TEST(what_lies_behind_all_addresses_is_not_held)
{
    const seam__span last = span_of(BEHIND - UNIT, 2 * UNIT);

    ck_assert(!holds(BEHIND) && !holds(BEHIND + UNIT) && !holds(UINTPTR_MAX));
    seam__own_memory_add(last);
    expect(BEHIND - UNIT, UNIT, SEAM_CHECKS >= 1);
    seam__own_memory_remove(last);
    expect(BEHIND - UNIT, UNIT, false);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("own_memory");
    TCase *tc = tcase_create("own_memory");

    tcase_add_test(tc, a_span_is_held_until_it_is_removed);
    tcase_add_test(tc, a_part_of_a_granule_is_not_held);
    tcase_add_test(tc, what_lies_behind_all_addresses_is_not_held);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
