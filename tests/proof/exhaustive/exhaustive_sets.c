#include "exhaustive.h"

uint64_t mixed(uint64_t a, uint64_t b)
{
    uint64_t z = a + 0x9E3779B97F4A7C15u * (b + 1);

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* All byte strings of up to `longest` bytes, the shorter ones first. */
static size_t count_bytes(size_t longest)
{
    size_t n = 0;

    for (size_t len = 1; len <= longest; len++)
        n += (size_t)1 << 8 * len;
    return n;
}

static size_t bytes_string(size_t longest, size_t index, uint64_t seed, uint8_t *out)
{
    size_t len = 1;

    (void)longest;
    (void)seed;
    while (index >= (size_t)1 << 8 * len)
        index -= (size_t)1 << 8 * len++;
    for (size_t i = 0; i < len; i++)
        out[i] = (uint8_t)(index >> 8 * (len - 1 - i));
    return len;
}

/* Bytes that no rule of UTF-8 tells apart. The class of E1..EC and EE..EF has a hole. */
typedef struct byte_class {
    uint8_t low, high, hole;
} byte_class;

static const byte_class classes[] = {
    {0x00, 0x7F, 0xFF}, {0x80, 0x8F, 0xFF}, {0x90, 0x9F, 0xFF}, {0xA0, 0xBF, 0xFF},
    {0xC0, 0xC1, 0xFF}, {0xC2, 0xDF, 0xFF}, {0xE0, 0xE0, 0xFF}, {0xE1, 0xEF, 0xED},
    {0xED, 0xED, 0xFF}, {0xF0, 0xF0, 0xFF}, {0xF1, 0xF3, 0xFF}, {0xF4, 0xF4, 0xFF},
    {0xF5, 0xF7, 0xFF}, {0xF8, 0xFF, 0x00},
};

enum { CLASSES = sizeof(classes) / sizeof(classes[0]) };

static size_t count_class_strings(size_t longest)
{
    size_t n = 1;

    for (size_t i = 0; i < longest; i++)
        n *= CLASSES;
    return n;
}

static uint8_t representative(const byte_class *c, uint64_t random)
{
    const uint8_t byte = (uint8_t)(c->low + random % (1u + c->high - c->low));

    return byte == c->hole ? c->high : byte;
}

/* Each position of each string has a representative of its own, drawn by the seed. */
static size_t class_string(size_t longest, size_t index, uint64_t seed, uint8_t *out)
{
    const uint64_t random = mixed(seed, index);

    for (size_t i = 0; i < longest; i++) {
        out[i] = representative(&classes[index % CLASSES], random >> 7 * i & 0x7F);
        index /= CLASSES;
    }
    return longest;
}

const string_set set_of_bytes = {"bytes", 3, count_bytes, bytes_string};
const string_set set_of_classes = {"classes", 6, count_class_strings, class_string};
