#include "kernel/base64_alphabet.h"
#include "kernel/scalar.h"
#include "kernel/space.h"

/* clang-format off */
#define LETTERS_AND_DECIMALS                                                           \
    ['A'] = 1,  ['B'] = 2,  ['C'] = 3,  ['D'] = 4,  ['E'] = 5,  ['F'] = 6,  ['G'] = 7, \
    ['H'] = 8,  ['I'] = 9,  ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13,            \
    ['N'] = 14, ['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18, ['S'] = 19,            \
    ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24, ['Y'] = 25,            \
    ['Z'] = 26,                                                                        \
    ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32,            \
    ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37, ['l'] = 38,            \
    ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44,            \
    ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48, ['w'] = 49, ['x'] = 50,            \
    ['y'] = 51, ['z'] = 52,                                                            \
    ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56, ['4'] = 57, ['5'] = 58,            \
    ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62

const uint8_t seam__base64_values[SEAM__BASE64_ALPHABETS][256] = {
    {LETTERS_AND_DECIMALS, ['+'] = 63, ['/'] = 64},
    {LETTERS_AND_DECIMALS, ['-'] = 63, ['_'] = 64},
    {LETTERS_AND_DECIMALS, ['+'] = 63, ['/'] = 64, ['-'] = 63, ['_'] = 64},
};
/* clang-format on */

const char seam__base64_digits[SEAM__BASE64_ALPHABETS][65] = {
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
};

void seam__scalar_base64_encode(const uint8_t *p, size_t n_groups, seam__base64_alphabet alphabet,
                                uint8_t *dst)
{
    const char *digit = seam__base64_digits[alphabet];

    for (size_t i = 0; i < n_groups; i++, p += 3, dst += 4) {
        const uint32_t bits = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];

        dst[0] = (uint8_t)digit[bits >> 18];
        dst[1] = (uint8_t)digit[bits >> 12 & 0x3F];
        dst[2] = (uint8_t)digit[bits >> 6 & 0x3F];
        dst[3] = (uint8_t)digit[bits & 0x3F];
    }
}

void seam__scalar_base64_end(const uint8_t *p, size_t n, seam__base64_alphabet alphabet,
                             size_t n_out, uint8_t *dst)
{
    const uint32_t bits = n == 0 ? 0 : (uint32_t)p[0] << 8 | (n == 2 ? p[1] : 0);
    const uint8_t digits[4] = {seam__base64_digit(bits >> 10, alphabet),
                               seam__base64_digit(bits >> 4 & 0x3F, alphabet),
                               n == 2 ? seam__base64_digit(bits << 2 & 0x3F, alphabet) : '=', '='};

    for (size_t i = 0; i < n_out; i++)
        dst[i] = digits[i];
}

void seam__scalar_base64_encode_all(const uint8_t *p, size_t n, seam__base64_alphabet alphabet,
                                    size_t n_out, uint8_t *dst)
{
    const size_t n_groups = n / 3;

    seam__scalar_base64_encode(p, n_groups, alphabet, dst);
    seam__scalar_base64_end(p + 3 * n_groups, n % 3, alphabet, n_out - 4 * n_groups,
                            dst + 4 * n_groups);
}

size_t seam__scalar_base64_decode(const uint8_t *p, size_t n_groups, seam__base64_alphabet alphabet,
                                  uint8_t *dst)
{
    for (size_t i = 0; i < n_groups; i++, p += 4, dst += 3) {
        const uint32_t a = seam__base64_value(p[0], alphabet);
        const uint32_t b = seam__base64_value(p[1], alphabet);
        const uint32_t c = seam__base64_value(p[2], alphabet);
        const uint32_t d = seam__base64_value(p[3], alphabet);
        const uint32_t bits = a << 18 | b << 12 | c << 6 | d;

        if ((a | b | c | d) > 63)
            return i;
        dst[0] = (uint8_t)(bits >> 16);
        dst[1] = (uint8_t)(bits >> 8);
        dst[2] = (uint8_t)bits;
    }
    return n_groups;
}

/* The position of the first byte from `i` on that is no white space; n when there is none. */
static size_t skip_spaces(const uint8_t *p, size_t n, size_t i)
{
    while (i < n && seam__is_space(p[i]))
        i++;
    return i;
}

/* Reads the four digits that begin at `i`. Returns the position behind them; 0 where there are
 * fewer. */
static size_t take_group(const uint8_t *p, size_t n, size_t i, seam__base64_alphabet alphabet,
                         uint32_t *bits)
{
    *bits = 0;
    for (size_t n_digits = 0; n_digits < 4; n_digits++) {
        i = skip_spaces(p, n, i);
        if (i == n || seam__base64_value(p[i], alphabet) > 63)
            return 0;
        *bits = *bits << 6 | seam__base64_value(p[i++], alphabet);
    }
    return i;
}

size_t seam__scalar_base64_decode_spaced(const uint8_t *p, size_t n, seam__base64_alphabet alphabet,
                                         uint8_t *dst, size_t cap, size_t *n_out)
{
    size_t i = skip_spaces(p, n, 0);

    for (*n_out = 0; cap - *n_out >= 3; *n_out += 3) {
        uint32_t bits;
        const size_t next = take_group(p, n, i, alphabet, &bits);

        if (next == 0)
            break;
        dst[*n_out] = (uint8_t)(bits >> 16);
        dst[*n_out + 1] = (uint8_t)(bits >> 8);
        dst[*n_out + 2] = (uint8_t)bits;
        i = skip_spaces(p, n, next);
    }
    return i;
}
