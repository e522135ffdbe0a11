/* Runs of text through the tables of single-byte encodings, both ways, against the table itself byte by byte; and
 * that a long run of ASCII is copied: the table is not asked for it. */
#include <string.h>

#include "base/bits.h"
#include "codec/transcode_table.h"
#include "need.h"
#include "put_utf8.h"
#include "support.h"

enum { MOST = 600, MOST_TEXT = 3 * MOST };

static const seam__single_byte *const tables = seam__single_bytes;
static prng rng;
static guarded source, target;

static void setup(void)
{
    guarded_init(&source, MOST_TEXT);
    guarded_init(&target, MOST_TEXT);
    prng_init(&rng, test_seed("transcode_table"));
}

static void teardown(void)
{
    guarded_free(&source);
    guarded_free(&target);
}

/* Runs of ASCII, which may be empty and may be long, each with a byte behind it that is not ASCII. */
static size_t random_bytes(const seam__single_byte *table, uint8_t *coded)
{
    const size_t n = 1 + prng_below(&rng, MOST);
    size_t left = 0;

    for (size_t i = 0; i < n; i++) {
        uint8_t byte = (uint8_t)prng_below(&rng, 0x80);

        if (left == 0) {
            do
                byte = (uint8_t)(0x80 + prng_below(&rng, 0x80));
            while (table->high[byte - 0x80] == 0);
            left = prng_below(&rng, 4) == 0 ? prng_below(&rng, 200) : prng_below(&rng, 4);
        } else {
            left--;
        }
        coded[i] = byte;
    }
    return n;
}

static size_t text_of(const seam__single_byte *table, const uint8_t *coded, size_t n, uint8_t *text)
{
    size_t len = 0;

    for (size_t i = 0; i < n; i++)
        len += put_utf8(text + len, coded[i] < 0x80 ? coded[i] : table->high[coded[i] - 0x80]);
    return len;
}

typedef size_t (*convert_fn)(const seam__single_byte *table, const uint8_t *p, size_t n,
                             uint8_t *out, size_t cap, size_t *n_out);

/* Converts from page to page, with `cap` bytes of room a call; calls go on where the one before stopped. */
static void convert(convert_fn fn, const seam__single_byte *table, seam_view in, seam_view wanted,
                    size_t cap)
{
    static uint8_t nothing[MOST_TEXT];
    const uint8_t *p = guarded_at_end(&source, in.data, in.len);
    size_t at = 0, n = 0;

    while (at < in.len) {
        const size_t room = seam__min(cap, wanted.len - n);
        uint8_t *out = guarded_at_end(&target, nothing, room);
        size_t n_out;
        const size_t len = fn(table, p + at, in.len - at, out, room, &n_out);

        NEED(n_out <= room && memcmp(out, wanted.data + n, n_out) == 0);
        NEED(len > 0 && len <= in.len - at);
        at += len;
        n += n_out;
    }
    NEED(n == wanted.len);
}

START_TEST(texts_go_through_a_table_and_back)
{
    uint8_t coded[MOST], text[MOST_TEXT];

    for (int round = 0; round < 40; round++) {
        const size_t n = random_bytes(&tables[_i], coded);
        const size_t len = text_of(&tables[_i], coded, n, text);
        const size_t cap = 4 + prng_below(&rng, round % 2 == 0 ? 2 * MOST_TEXT : 300);

        convert(seam__table_to_utf8, &tables[_i], seam_view_of(coded, n), seam_view_of(text, len),
                cap);
        convert(seam__utf8_to_table, &tables[_i], seam_view_of(text, len), seam_view_of(coded, n),
                cap);
    }
}
END_TEST

/* ---- what the table is asked for */

static const seam__kernel *real;
static seam__kernel counting;
static size_t n_widened, n_narrowed;

static size_t table_widen(const uint8_t *p, size_t n, const uint16_t high[128], uint16_t *out)
{
    n_widened += n;
    return real->table_widen(p, n, high, out);
}

static size_t to_units(const uint8_t *p, size_t n, uint8_t *out, size_t cap, size_t *n_out)
{
    const size_t len = real->utf8_to_utf16le(p, n, out, cap, n_out);

    n_narrowed += len;
    return len;
}

static void count_calls(void)
{
    real = seam__kernel_get();
    counting = *real;
    counting.table_widen = table_widen;
    counting.utf8_to_utf16le = to_units;
    atomic_store(&seam__kernel_current, &counting);
}

static void stop_counting(void)
{
    atomic_store(&seam__kernel_current, real);
}

START_TEST(ascii_of_64_bytes_is_copied)
{
    uint8_t ascii[MOST], out[MOST];
    size_t n_out;

    memset(ascii, 'a', sizeof(ascii));
    count_calls();
    for (size_t n = 1; n < MOST; n++) {
        n_widened = n_narrowed = 0;
        ck_assert_uint_eq(seam__table_to_utf8(&tables[1], ascii, n, out, sizeof(out), &n_out), n);
        ck_assert_uint_eq(n_widened, n < 64 ? n : 0);
        ck_assert_uint_eq(seam__utf8_to_table(&tables[1], ascii, n, out, sizeof(out), &n_out), n);
        ck_assert_uint_eq(n_narrowed, n < 64 ? n : 0);
    }
    stop_counting();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("transcode_table");
    TCase *tc = tcase_create("transcode_table");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, texts_go_through_a_table_and_back, 0, SEAM__N_SINGLE_BYTE);
    if ((int)SEAM_UTF16 == (int)SEAM_UTF16LE)
        tcase_add_test(tc, ascii_of_64_bytes_is_copied);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
