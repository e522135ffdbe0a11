/* The texts that benchmarks read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "seam/utf8.h"

#define MADE_LEN ((size_t)512 << 10)

/* What a text made here looks like: words of code points from [first, first + n), and how many of a
 * thousand letters are from there; the others are ASCII. */
typedef struct shape {
    const char *name;
    const char *file; /* below SEAM_DATA */
    uint32_t first, n;
    unsigned per_mille;
} shape;

static const shape shapes[] = {
    {"english", "wikipedia_mars/english.txt", 0x61, 26, 0},
    {"french", "wikipedia_mars/french.txt", 0xE0, 30, 40},
    {"russian", "wikipedia_mars/russian.txt", 0x430, 32, 1000},
    {"arabic", "wikipedia_mars/arabic.txt", 0x627, 35, 1000},
    {"chinese", "wikipedia_mars/chinese.txt", 0x4E00, 3000, 1000},
    {"emoji", "lipsum/Emoji.txt", 0x1F600, 80, 1000},
};

static size_t put(uint8_t *out, uint32_t c)
{
    static const uint8_t lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t len = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

    if (len == 1) {
        out[0] = (uint8_t)c;
        return 1;
    }
    for (size_t i = len; i-- > 1; c >>= 6)
        out[i] = (uint8_t)(0x80 | (c & 0x3F));
    out[0] = (uint8_t)(lead[len] | c);
    return len;
}

static void make(const shape *s, text *out)
{
    uint64_t state = 42;

    out->data = malloc(MADE_LEN + 8);
    bench_require(out->data != NULL, "memory for a text");
    out->len = 0;
    while (out->len < MADE_LEN) {
        uint64_t r = bench_random(&state);
        uint32_t c = (uint32_t)('a' + r % 26);

        if (r % 6 == 5)
            c = ' ';
        else if (bench_random(&state) % 1000 < s->per_mille)
            c = s->first + (uint32_t)(bench_random(&state) % s->n);
        out->len += put(out->data + out->len, c);
    }
}

/* False where there is no file, or not one of UTF-8; then nothing is to be freed. */
static bool load(const shape *s, text *out)
{
    const char *folder = getenv("SEAM_DATA");
    char path[1024];
    FILE *file;
    long len;

    if (folder == NULL)
        return false;
    snprintf(path, sizeof(path), "%s/%s", folder, s->file);
    file = fopen(path, "rb");
    if (file == NULL)
        return false;
    fseek(file, 0, SEEK_END);
    len = ftell(file);
    rewind(file);
    out->data = len > 0 ? malloc((size_t)len) : NULL;
    out->len = len > 0 ? (size_t)len : 0;
    bench_require(out->data != NULL && fread(out->data, 1, out->len, file) == out->len, path);
    fclose(file);
    if (seam_utf8_valid(seam_view_of(out->data, out->len)))
        return true;
    free(out->data);
    return false;
}

size_t bench_texts(text *out, size_t n)
{
    static const char *const made_names[] = {"made-english", "made-french",  "made-russian",
                                             "made-arabic",  "made-chinese", "made-emoji"};
    const size_t n_shapes = sizeof(shapes) / sizeof(shapes[0]);
    size_t i = 0;

    for (; i < n && i < n_shapes; i++) {
        out[i].name = shapes[i].name;
        if (!load(&shapes[i], &out[i])) {
            make(&shapes[i], &out[i]);
            out[i].name = made_names[i];
        }
    }
    return i;
}

size_t bench_lipsum(text *out, size_t n)
{
    static const char *const names[] = {"Latin",    "Russian", "Arabic", "Hebrew", "Hindi",
                                        "Japanese", "Chinese", "Korean", "Emoji"};
    const size_t n_names = sizeof(names) / sizeof(names[0]);
    size_t n_read = 0;

    for (size_t i = 0; n_read < n && i < n_names; i++) {
        char file[64];
        const shape s = {names[i], file, 0, 0, 0};

        snprintf(file, sizeof(file), "lipsum/%s.txt", names[i]);
        out[n_read].name = names[i];
        n_read += load(&s, &out[n_read]);
    }
    return n_read;
}

size_t bench_many_scripts(text *out, size_t n)
{
    static const shape more[] = {{"japanese", "wikipedia_mars/japanese.txt", 0, 0, 0},
                                 {"korean", "wikipedia_mars/korean.txt", 0, 0, 0},
                                 {"thai", "wikipedia_mars/thai.txt", 0, 0, 0},
                                 {"vietnamese", "wikipedia_mars/vietnamese.txt", 0, 0, 0},
                                 {"hindi", "lipsum/Hindi.txt", 0, 0, 0},
                                 {"hebrew", "lipsum/Hebrew.txt", 0, 0, 0},
                                 {"ascii", "lipsum/Latin.txt", 0, 0, 0}};
    size_t n_read = bench_texts(out, n);

    for (size_t i = 0; i < sizeof(more) / sizeof(more[0]) && n_read < n; i++) {
        out[n_read].name = more[i].name;
        n_read += load(&more[i], &out[n_read]);
    }
    return n_read;
}

/* ---- texts that are nearly all ASCII */

/* More than a line has. */
#define LINE_MAX ((size_t)256)

/* A name, of which one of `rare` is not all ASCII. */
static const char *name_of(uint64_t r, unsigned rare)
{
    static const char *const plain[] = {"anna", "bob.miller", "carol", "dmitri", "erik", "fatima"};
    static const char *const others[] = {"Zo\xC3\xAB", "Jos\xC3\xA9 Mu\xC3\xB1oz",
                                         "\xE6\x9D\x8E\xE5\xA8\x9C", "\xD0\x98\xD1\x80\xD0\xB0",
                                         "\xF0\x9F\x98\x80"};

    return r / 8 % rare == 0 ? others[r % 5] : plain[r % 6];
}

/* A line of a server's log. */
static size_t put_log(uint8_t *out, uint64_t *state)
{
    static const char *const paths[] = {"/", "/api/v2/items", "/static/app.js", "/login",
                                        "/search?q="};
    const uint64_t r = bench_random(state);
    return (size_t)snprintf(
        (char *)out, LINE_MAX,
        "10.%u.%u.%u - %s [30/Nov/2026:12:%02u:%02u +0000] \"GET %s HTTP/1.1\" %u %u\n",
        (unsigned)(r & 255), (unsigned)(r >> 8 & 255), (unsigned)(r >> 16 & 255),
        name_of(bench_random(state), 24), (unsigned)(r >> 5 & 31), (unsigned)(r >> 7 & 31),
        paths[r % 5], (unsigned)(200 + r % 3 * 102), (unsigned)(r >> 12 & 65535));
}

/* A record of JSON. */
static size_t put_json(uint8_t *out, uint64_t *state)
{
    const uint64_t r = bench_random(state);
    return (size_t)snprintf(
        (char *)out, LINE_MAX,
        "{\"id\":%u,\"name\":\"%s\",\"active\":%s,\"score\":%u.%u,\"tags\":[\"a%u\",\"b\"],"
        "\"by\":\"%s\"}\n",
        (unsigned)(r & 0xFFFFFF), name_of(bench_random(state), 4), r & 1 ? "true" : "false",
        (unsigned)(r >> 3 & 1023), (unsigned)(r >> 13 & 15), (unsigned)(r >> 9 & 63),
        name_of(bench_random(state), 16));
}

static text made_of(const char *name, size_t (*put_line)(uint8_t *out, uint64_t *state))
{
    text out = {name, malloc(MADE_LEN + LINE_MAX), 0};
    uint64_t state = 11;

    bench_require(out.data != NULL, "memory for a text");
    while (out.len < MADE_LEN)
        out.len += put_line(out.data + out.len, &state);
    return out;
}

size_t bench_heavy_texts(text *out)
{
    static const shape pages[] = {{"html-english", "wikipedia_mars/english.html", 0, 0, 0},
                                  {"html-chinese", "wikipedia_mars/chinese.html", 0, 0, 0}};
    size_t n = 0;

    for (size_t i = 0; i < 2; i++) {
        out[n].name = pages[i].name;
        n += load(&pages[i], &out[n]);
    }
    out[n++] = made_of("log", put_log);
    out[n++] = made_of("json", put_json);
    return n;
}

static uint8_t *room_for(size_t len)
{
    uint8_t *room = malloc(len);

    bench_require(room != NULL, "memory for a text");
    return room;
}

text bench_text_tiled(const char *name, const text *texts, size_t n, size_t len)
{
    text tiled = {name, room_for(len), 0};

    for (size_t i = 0; tiled.len + texts[i].len <= len; i = (i + 1) % n) {
        memcpy(tiled.data + tiled.len, texts[i].data, texts[i].len);
        tiled.len += texts[i].len;
    }
    return tiled;
}

text bench_text_dirty(const char *name, text source)
{
    text dirty = {name, room_for(source.len), source.len};

    memcpy(dirty.data, source.data, source.len);
    for (size_t i = 500; i < dirty.len; i += 1000)
        dirty.data[i] = 0xFF;
    return dirty;
}

void bench_texts_free(text *texts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(texts[i].data);
}
