/* Cursors against a flat model: every read at every position of bytes that are cut in every way. */
#include "cursor_model.h"
#include "cursor_pieces.h"

/* The operations that are tried everywhere. */

static const op ops_with_arguments[] = {
    {.kind = OP_BE, .n = 0},
    {.kind = OP_BE, .n = 5},
    {.kind = OP_BE, .n = 7},
    {.kind = OP_LE, .n = 0},
    {.kind = OP_LE, .n = 6},
    {.kind = OP_LEB},
    {.kind = OP_QUIC},
    {.kind = OP_MQTT},
    {.kind = OP_DECIMAL, .n = UINT64_MAX},
    {.kind = OP_DECIMAL, .n = 255},
    {.kind = OP_DECIMAL, .n = 0},
    {.kind = OP_HEXADECIMAL, .n = UINT64_MAX},
    {.kind = OP_HEXADECIMAL, .n = 0xABC},
    {.kind = OP_SIGNED, .n = (uint64_t)INT64_MIN, .cap = SIZE_MAX},
    {.kind = OP_SIGNED, .n = (uint64_t)-255, .cap = 510},
    {.kind = OP_SIGNED, .n = (uint64_t)-9, .cap = 7},
    {.kind = OP_SIGNED, .n = 6, .cap = 2},
    {.kind = OP_SIGNED, .n = 0, .cap = 0},
    {.kind = OP_SKIP, .n = 0},
    {.kind = OP_SKIP, .n = 1},
    {.kind = OP_SKIP, .n = 11},
    {.kind = OP_SKIP, .n = SIZE_MAX},
    {.kind = OP_COPY, .n = 0},
    {.kind = OP_COPY, .n = 3},
    {.kind = OP_COPY, .n = 13},
    {.kind = OP_BYTES, .n = 0, .cap = 0},
    {.kind = OP_BYTES, .n = 1, .cap = 1},
    {.kind = OP_BYTES, .n = 4, .cap = 3},
    {.kind = OP_BYTES, .n = 9, .cap = 9},
    {.kind = OP_BYTES, .n = SIZE_MAX, .cap = 9},
    {.kind = OP_UNTIL, .n = 0, .cap = OUT_MAX},
    {.kind = OP_UNTIL, .n = ' ', .cap = OUT_MAX},
    {.kind = OP_UNTIL, .n = ' ', .cap = 0},
    {.kind = OP_UNTIL, .n = 0xFF, .cap = 5},
    {.kind = OP_SLICE, .n = 0},
    {.kind = OP_SLICE, .n = 1},
    {.kind = OP_SLICE, .n = 9},
    {.kind = OP_SLICE, .n = SIZE_MAX},
    {.kind = OP_WANT, .n = 0},
    {.kind = OP_WANT, .n = 9},
    {.kind = OP_WANT, .n = SIZE_MAX},
    {.kind = OP_FIND, .n = ' ', .cap = SIZE_MAX},
    {.kind = OP_FIND, .n = ' ', .cap = 3},
    {.kind = OP_FIND, .n = 0xFF, .cap = 0},
    {.kind = OP_EXPECT, .expected = {NULL, 0}},
    {.kind = OP_EXPECT, .expected = {(const uint8_t *)"18446", 5}},
    {.kind = OP_EXPECT, .expected = {(const uint8_t *)"\xFF", 1}},
    {.kind = OP_EXPECT, .expected = {(const uint8_t *)"\xFF\xFF\xFF\xFF\xFF\xFF\x01", 7}},
};

#define N_ARGUED (sizeof(ops_with_arguments) / sizeof(ops_with_arguments[0]))
#define N_TRIED  (N_FIXED_OPS + N_ARGUED)

static op op_number(size_t i)
{
    return i < N_FIXED_OPS ? (op){.kind = (op_kind)i} : ops_with_arguments[i - N_FIXED_OPS];
}

/* From the place of both: the operation, and another one, to see that failures stick. */
static void check_op(const seam_cursor *at, const model *m, size_t number, const char *what)
{
    const op o = op_number(number);
    const op again = {.kind = OP_u8};
    seam_cursor c = *at;
    model copy = *m;
    const char *wrong = op_differs(&o, &c, &copy);

    if (wrong == NULL)
        wrong = op_differs(&again, &c, &copy);
    if (wrong != NULL)
        ck_abort_msg("operation %d (%llu, %zu) over %s at %zu of %zu: %s", (int)o.kind,
                     (unsigned long long)o.n, o.cap, what, m->pos, m->len, wrong);
}

/* Over a view, all of it or not; over the chain; and over a part of the chain. */
static void check_positions(const seam_chain *chain, const uint8_t *data, size_t len)
{
    const model flat = {.data = data, .len = len, .flat = true};
    const model cut = {.data = data, .len = len, .owned = true};
    const seam_buf buf = seam_buf_static(seam_view_of(data, len));

    for (size_t pos = 0; pos <= len; pos++) {
        seam_cursor cursors[] = {
            seam_cursor_view(seam_view_of(data, len)), seam_cursor_whole(seam_view_of(data, len)),
            seam_cursor_chain(chain), seam_cursor_chain(chain), seam_cursor_buf(&buf)};
        model models[] = {flat, flat, cut, cut, flat};
        static const char *const names[] = {"a view", "a whole view", "a chain", "a part of it",
                                            "a buf"};

        models[1].whole = true;
        models[4].owned = true;
        for (size_t k = 0; k < 5; k++) {
            const op skip = {.kind = OP_SKIP, .n = pos};

            ck_assert(op_differs(&skip, &cursors[k], &models[k]) == NULL);
        }
        cursors[3] = seam_cursor_sub(&cursors[3], (len - pos) / 2);
        models[3] = model_sub(&models[3], (len - pos) / 2);
        for (size_t k = 0; k < 5; k++) {
            for (size_t i = 0; i < N_TRIED; i++)
                check_op(&cursors[k], &models[k], i, names[k]);
        }
    }
}

static void check_every_cut(const uint8_t *data, size_t len)
{
    pieces p;

    for (size_t i = 0; i <= len; i++) {
        for (size_t j = i; j <= len; j++) {
            pieces_init(&p, data, len, i, j);
            check_positions(&p.chain, data, len);
            seam_chain_release(&p.chain);
        }
    }
}

START_TEST(every_read_at_every_position_of_every_cut)
{
    static const struct {
        const char *data;
        size_t len;
    } texts[] = {
        {"", 0},
        {"\x00\x7F\x80\xFF\x01\x25\xC0\x3E\x0A\x10\xFE\xDC\xBA\x98\x76\x54\x32", 17},
        {"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01\xFF\xFF\xFF\x7F\x80\x00", 16},
        {"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02\x80\x80\x80\x80\x01", 15},
        {"18446744073709551615 ", 21},
        {"18446744073709551616", 20},
        {"000000000000000000007 ", 22},
        {"00000000000000007 00000000000000007", 35},
        {"0255 0256\r\n", 11},
        {"ABC abd Fg ffffffffffffffff0", 28},
        {"-9223372036854775808 +255-256 -0+-7 -9223372036854775809", 56},
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        check_every_cut((const uint8_t *)texts[i].data, texts[i].len);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cursor_model");
    TCase *tc = tcase_create("cursor_model");

    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, pieces_setup, pieces_teardown);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, every_read_at_every_position_of_every_cut);
    return run_suite(suite);
}
