/* Holds the calls on bytes against what tests/proof/node/buffer_cases.js says that the methods of Node's
 * Buffer do. Each line is answered anew, and the answer is compared with the line's own. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seam/seam.h"

enum { MOST_LINE = 4096, MOST_BYTES = 512, MOST_PARTS = 8 };

/* The arguments of a line, and the answer so far. */
typedef struct call {
    char *rest; /* what follows of the arguments */
    char answer[MOST_LINE];
    size_t n;
} call;

static seam_pool *pool;

static void say(call *c, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    c->n += (size_t)vsnprintf(c->answer + c->n, sizeof(c->answer) - c->n, format, args);
    va_end(args);
}

static void say_bytes(call *c, const void *data, size_t len)
{
    const uint8_t *p = data;

    say(c, "x");
    for (size_t i = 0; i < len; i++)
        say(c, "%02x", p[i]);
}

static const char *word(call *c)
{
    char *at = strtok_r(NULL, " ", &c->rest);

    if (at == NULL)
        abort();
    return at;
}

static double number(call *c)
{
    return strtod(word(c), NULL); /* reads NaN and Infinity as well */
}

static size_t size(call *c)
{
    return (size_t)strtoul(word(c), NULL, 10);
}

/* Reads `x` and digits from *text into `room`, and moves behind them. */
static seam_view read_bytes(const char **text, uint8_t *room)
{
    seam_view digits = seam_view_string(*text + 1);
    size_t n = 0;

    if (**text != 'x' || seam_hex_decode(&digits, 0, room, MOST_BYTES, &n) < 0) {
        if (**text != 'x' || *digits.data != ',')
            abort();
    }
    *text = (const char *)digits.data;
    return seam_view_of(room, n);
}

static seam_view bytes_of(call *c, uint8_t *room)
{
    const char *text = word(c);

    return read_bytes(&text, room);
}

static unsigned order_of(call *c)
{
    return strcmp(word(c), "BE") == 0 ? SEAM_ORDER_BE : SEAM_ORDER_LE;
}

/* A place as Node has it: -1 where there is none. */
static long long found(size_t at, size_t len, size_t what_len)
{
    return at == len && what_len > 0 ? -1 : (long long)at;
}

static void do_compare(call *c)
{
    uint8_t one[MOST_BYTES], two[MOST_BYTES];
    const seam_view a = bytes_of(c, one);
    const seam_view b = bytes_of(c, two);

    say(c, "%d %d", seam_bytes_compare(a, b), seam_bytes_equal_secret(a, b));
    if (seam_bytes_equal_secret(a, b) != seam_view_equal(a, b))
        say(c, " and unequal");
}

/* lastIndexOf() begins at the end for NaN, and finds nothing where the index is before the start. */
static size_t search_backward(seam_view hay, seam_view what, double index)
{
    if (isnan(index))
        return seam_search_last_aligned(hay, what, hay.len, 1);
    if (index < 0 && trunc(index) + (double)hay.len < 0 && what.len > 0)
        return hay.len;
    return seam_search_last_aligned(hay, what, seam_bytes_node_index(index, hay.len), 1);
}

static void do_find(call *c)
{
    uint8_t one[MOST_BYTES], two[MOST_BYTES];
    const seam_view hay = bytes_of(c, one);
    const seam_view what = bytes_of(c, two);
    const double index = number(c);
    const size_t from = seam_bytes_node_index(index, hay.len);

    say(c, "%lld %lld", found(seam_search_aligned(hay, what, from, 1), hay.len, what.len),
        found(search_backward(hay, what, index), hay.len, what.len));
}

static void do_find16(call *c)
{
    uint8_t one[MOST_BYTES], two[MOST_BYTES];
    const seam_view hay = bytes_of(c, one);
    const seam_view what = bytes_of(c, two);
    const size_t from = size(c);

    say(c, "%lld %lld", found(seam_search_aligned(hay, what, from, 2), hay.len, what.len),
        found(seam_search_last_aligned(hay, what, from, 2), hay.len, what.len));
}

static void do_fill(call *c)
{
    uint8_t room[MOST_BYTES], pattern[MOST_BYTES];
    const size_t n = size(c);

    seam_bytes_fill(room, n, bytes_of(c, pattern));
    say_bytes(c, room, n);
}

static void do_fill_self(call *c)
{
    uint8_t room[MOST_BYTES];
    const size_t len = bytes_of(c, room).len;
    const size_t from = size(c);

    seam_bytes_fill(room, len, seam_view_of(room + from, size(c)));
    say_bytes(c, room, len);
}

static void do_swap(call *c)
{
    uint8_t room[MOST_BYTES];
    const size_t len = bytes_of(c, room).len;

    if (seam_bytes_swap(room, len, size(c)) == SEAM_OK)
        say_bytes(c, room, len);
    else
        say(c, "!");
}

static void do_copy(call *c)
{
    uint8_t room[MOST_BYTES];
    const size_t len = bytes_of(c, room).len;
    const size_t to = size(c);
    const size_t from = size(c);
    const size_t end = size(c);

    say(c, "%zu ", seam_bytes_copy(room, len, to, seam_view_of(room + from, end - from)));
    say_bytes(c, room, len);
}

static void do_slice(call *c)
{
    uint8_t room[MOST_BYTES];
    const size_t len = bytes_of(c, room).len;
    const size_t start = seam_bytes_node_index(number(c), len);
    const size_t end = seam_bytes_node_index(number(c), len);

    say_bytes(c, room + start, end > start ? end - start : 0);
}

static void say_concat(call *c, const seam_view *parts, size_t n, size_t total)
{
    seam_buf buf;

    if (seam_buf_concat(pool, parts, n, total, &buf) != SEAM_OK)
        abort();
    say_bytes(c, seam_buf_view(&buf).data, buf.len);
    seam_buf_release(&buf);
}

static void do_concat(call *c)
{
    uint8_t rooms[MOST_PARTS][MOST_BYTES];
    seam_view parts[MOST_PARTS];
    const char *list = word(c);
    size_t n = 0;

    while (*list == 'x') {
        parts[n] = read_bytes(&list, rooms[n]);
        n++;
        list += *list == ',';
    }
    say_concat(c, parts, n, size(c));
    say(c, " ");
    say_concat(c, parts, n, SIZE_MAX);
}

static void do_write(call *c)
{
    uint8_t room[MOST_BYTES], text[MOST_BYTES];
    const size_t len = size(c);
    const size_t at = size(c);

    memset(room, 0x5A, sizeof(room));
    say(c, "%zu ", seam_bytes_write_text(room, len, at, bytes_of(c, text)));
    say_bytes(c, room, len);
}

static void do_is(call *c)
{
    uint8_t room[MOST_BYTES];
    const seam_view bytes = bytes_of(c, room);

    say(c, "%d %d", seam_bytes_is_ascii(bytes), seam_utf8_valid(bytes));
}

static void do_read(call *c)
{
    uint8_t room[MOST_BYTES];
    const seam_view bytes = bytes_of(c, room);
    const size_t at = size(c);
    const size_t n = size(c);
    const unsigned order = order_of(c);
    uint64_t u;
    int64_t i;

    if (seam_bytes_read_u(bytes, at, n, order, &u) == SEAM_OK)
        say(c, "%" PRIu64 " ", u);
    else
        say(c, "! ");
    if (seam_bytes_read_i(bytes, at, n, order, &i) == SEAM_OK)
        say(c, "%" PRId64, i);
    else
        say(c, "!");
}

/* Both ways: what was written is read back. */
static seam_status write_float(uint8_t *room, size_t len, size_t at, unsigned order, double value,
                               bool is_single)
{
    const seam_view all = seam_view_of(room, len);
    float f;
    double d;
    seam_status r;

    if (is_single) {
        r = seam_bytes_write_f32(room, len, at, order, (float)value);
        if (seam_bytes_read_f32(all, at, order, &f) != r || (r == SEAM_OK && f != (float)value))
            abort();
    } else {
        r = seam_bytes_write_f64(room, len, at, order, value);
        if (seam_bytes_read_f64(all, at, order, &d) != r || (r == SEAM_OK && d != value))
            abort();
    }
    return r;
}

static void do_float(call *c)
{
    uint8_t room[MOST_BYTES] = {0}, image[MOST_BYTES];
    const bool is_single = strcmp(word(c), "Float") == 0;
    const size_t len = size(c);
    const size_t at = size(c);
    const unsigned order = order_of(c);
    const double value = seam_load_f64be(bytes_of(c, image).data);

    if (write_float(room, len, at, order, value, is_single) == SEAM_OK)
        say_bytes(c, room, len);
    else
        say(c, "!");
}

static void do_store(call *c)
{
    uint8_t room[MOST_BYTES];
    const size_t len = size(c);
    const size_t at = size(c);
    const size_t n = size(c);
    const unsigned order = order_of(c);
    const bool is_signed = size(c) == 1;
    const char *digits = word(c);
    seam_status r;

    memset(room, 0x5A, sizeof(room));
    errno = 0;
    if (is_signed)
        r = seam_bytes_write_i(room, len, at, n, order, strtoll(digits, NULL, 10));
    else
        r = seam_bytes_write_u(room, len, at, n, order, strtoull(digits, NULL, 10));
    /* What no int64_t or uint64_t holds is beyond the range of every width. */
    if (errno == ERANGE || (!is_signed && digits[0] == '-'))
        r = SEAM_ERANGE;
    if (r == SEAM_OK)
        say_bytes(c, room, len);
    else
        say(c, "!");
}

static const struct {
    const char *name;
    void (*fn)(call *c);
} methods[] = {
    {"compare", do_compare},    {"find", do_find},   {"find16", do_find16}, {"fill", do_fill},
    {"fillSelf", do_fill_self}, {"swap", do_swap},   {"copy", do_copy},     {"slice", do_slice},
    {"concat", do_concat},      {"write", do_write}, {"is", do_is},         {"read", do_read},
    {"read64", do_read},        {"float", do_float}, {"store", do_store},
};

/* Whether the library answers the line as Node did. */
static bool replay(const char *line)
{
    static char copy[MOST_LINE];
    static call c;
    const char *expected = strrchr(line, '=') + 1;
    const char *name;

    memset(&c, 0, sizeof(c));
    memcpy(copy, line, (size_t)(expected - 1 - line));
    copy[expected - 1 - line] = '\0';
    name = strtok_r(copy, " ", &c.rest);
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        if (strcmp(name, methods[i].name) == 0) {
            methods[i].fn(&c);
            return strcmp(c.answer, expected) == 0;
        }
    }
    return false;
}

int main(void)
{
    static char line[MOST_LINE];
    size_t n_lines = 0;
    size_t n_different = 0;

    if (seam_pool_create(NULL, &pool) != SEAM_OK)
        return 1;
    while (fgets(line, sizeof(line), stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        n_lines++;
        if (replay(line))
            continue;
        if (n_different++ < 20)
            printf("differs: %s\n", line);
    }
    seam_pool_destroy(&pool);
    printf("%zu calls, %zu differ\n", n_lines, n_different);
    return n_lines == 0 || n_different > 0;
}
