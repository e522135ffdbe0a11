/* utf8proc, which reads one code point at a time. */
#include <utf8proc.h>

#include "bench_texters.h"

static size_t read_all(const uint8_t *in, size_t len, uint32_t *out)
{
    size_t n = 0;

    for (size_t at = 0; at < len; n++) {
        utf8proc_int32_t c;
        utf8proc_ssize_t step = utf8proc_iterate(in + at, (utf8proc_ssize_t)(len - at), &c);

        if (step <= 0)
            return 0;
        if (out != NULL)
            out[n] = (uint32_t)c;
        at += (size_t)step;
    }
    return n;
}

static size_t validate(const uint8_t *in, size_t len, void *out, size_t cap)
{
    (void)out;
    (void)cap;
    return read_all(in, len, NULL);
}

/* There is room for a code point from every byte. */
static size_t utf8_utf32(const uint8_t *in, size_t len, void *out, size_t cap)
{
    bench_require(cap / 4 >= len, "room for every code point");
    return 4 * read_all(in, len, out);
}

const texter bench_utf8proc = {
    "utf8proc",
    utf8proc_version,
    {[TEXTER_VALIDATE] = validate, [TEXTER_UTF8_UTF32] = utf8_utf32},
};
