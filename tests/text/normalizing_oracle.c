#include "normalizing_oracle.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { CODE_POINTS = 4096, CGJ = 0x034F, MOST = 30 };

size_t oracle_decode(seam_view text, uint32_t *code_points, size_t cap)
{
    size_t n = 0;

    for (size_t at = 0; at < text.len; n++) {
        utf8proc_int32_t c;
        const utf8proc_ssize_t len =
            utf8proc_iterate(text.data + at, (utf8proc_ssize_t)(text.len - at), &c);

        NEED(len > 0 && n < cap);
        code_points[n] = (uint32_t)c;
        at += (size_t)len;
    }
    return n;
}

void normalized_print(const char *what, seam_view text)
{
    printf("%s:", what);
    for (size_t i = 0; i < text.len; i++)
        printf(" %02X", text.data[i]);
    printf("\n");
    fflush(stdout);
}

bool normalized_is(const normalized *out, seam_view wanted)
{
    if (out->len == wanted.len &&
        (wanted.len == 0 || memcmp(out->data, wanted.data, wanted.len) == 0))
        return true;
    normalized_print("wanted", wanted);
    normalized_print("got   ", seam_view_of(out->data, out->len));
    return false;
}

/* Copies code points with U+034F before each that would make a run too long. */
static size_t break_runs(const uint32_t *in, size_t n, uint32_t *out)
{
    size_t n_out = 0, run = 0;

    for (size_t i = 0; i < n; i++) {
        utf8proc_int32_t parts[18];
        const utf8proc_ssize_t n_parts = utf8proc_decompose_char(
            (utf8proc_int32_t)in[i], parts, 18, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, NULL);
        utf8proc_ssize_t leading = 0, trailing = 0;

        while (leading < n_parts && utf8proc_get_property(parts[leading])->combining_class != 0)
            leading++;
        while (trailing < n_parts &&
               utf8proc_get_property(parts[n_parts - 1 - trailing])->combining_class != 0)
            trailing++;
        if (run + (size_t)leading > MOST) {
            out[n_out++] = CGJ;
            run = 0;
        }
        out[n_out++] = in[i];
        run = leading == n_parts ? run + (size_t)n_parts : (size_t)trailing;
    }
    return n_out;
}

void oracle_stream_safe(seam_view text, normalized *out)
{
    static uint32_t in[CODE_POINTS], safe[2 * CODE_POINTS];
    const size_t n = break_runs(in, oracle_decode(text, in, CODE_POINTS), safe);

    NEED(4 * n <= sizeof(out->data));
    out->len = ucd_encode(safe, n, out->data);
}

/* Replaces a character of three bytes by another one. */
static void replace(uint8_t *text, size_t len, const char *what, const char *by)
{
    for (size_t at = 0; at + 3 <= len; at++) {
        if (memcmp(text + at, what, 3) == 0)
            memcpy(text + at, by, 3);
    }
}

/* A character for private use, U+E080 or one that follows, that is not in the text. */
static void find_unused(seam_view text, char unused[4])
{
    bool used[65] = {false};
    size_t last = 0;

    for (size_t at = 0; at + 3 <= text.len; at++) {
        if (text.data[at] == 0xEE && text.data[at + 1] == 0x82)
            used[text.data[at + 2] & 0x3F] = true;
    }
    while (used[last])
        last++;
    NEED(last < 64);
    snprintf(unused, 4, "\xEE\x82%c", (int)(0x80 + last));
}

/* utf8proc 2.8 takes U+11A7 for a trailing consonant of Hangul and lets it vanish behind a syllable: it is shown
 * one for private use, which nothing composes with either. */
static void map(seam_view shown, unsigned options, normalized *out)
{
    static const char trail_base[] = "\xE1\x86\xA7";
    static normalized copy;
    char private_use[4];
    seam_view text = seam_view_of(copy.data, shown.len);
    utf8proc_uint8_t *mapped = NULL;
    utf8proc_ssize_t len;

    NEED(shown.len <= sizeof(copy.data));
    if (shown.len > 0)
        memcpy(copy.data, shown.data, shown.len);
    find_unused(shown, private_use);
    replace(copy.data, shown.len, trail_base, private_use);
    len = utf8proc_map(text.data, (utf8proc_ssize_t)text.len, &mapped, (utf8proc_option_t)options);
    NEED(len >= 0 && (size_t)len <= sizeof(out->data));
    memcpy(out->data, mapped, (size_t)len);
    out->len = (size_t)len;
    replace(out->data, out->len, private_use, trail_base);
    free(mapped);
}

static bool vanishes_unassigned(uint32_t c)
{
    return (c == 0x2065 || (c >= 0xFFF0 && c <= 0xFFF8) || (c >= 0xE0000 && c <= 0xE0FFF)) &&
           utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_CN;
}

/* Each code point is mapped, runs in what this gives are broken, and that is composed. */
static void nfkc_casefold(seam_view text, normalized *out)
{
    static uint32_t in[CODE_POINTS], mapped[18 * CODE_POINTS], safe[36 * CODE_POINTS];
    const size_t n = oracle_decode(text, in, CODE_POINTS);
    size_t n_mapped = 0;
    normalized folded;

    for (size_t i = 0; i < n; i++) {
        utf8proc_int32_t parts[18];
        const utf8proc_ssize_t n_parts = utf8proc_decompose_char(
            (utf8proc_int32_t)in[i], parts, 18,
            UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE, NULL);

        for (utf8proc_ssize_t k = 0; k < n_parts && !vanishes_unassigned(in[i]); k++)
            mapped[n_mapped++] = (uint32_t)parts[k];
    }
    n_mapped = break_runs(mapped, n_mapped, safe);
    NEED(4 * n_mapped <= sizeof(folded.data));
    folded.len = ucd_encode(safe, n_mapped, folded.data);
    map(seam_view_of(folded.data, folded.len), UTF8PROC_COMPOSE | UTF8PROC_STABLE, out);
}

void oracle_utf8proc(seam_view text, unsigned form, normalized *out)
{
    static const unsigned options[] = {
        [SEAM_NFC] = UTF8PROC_STABLE | UTF8PROC_COMPOSE,
        [SEAM_NFD] = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE,
        [SEAM_NFKC] = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT,
        [SEAM_NFKD] = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT,
        [SEAM_CASEFOLD] = UTF8PROC_CASEFOLD,
    };

    if (form == SEAM_NFKC_CASEFOLD)
        nfkc_casefold(text, out);
    else
        map(text, options[form], out);
}

void oracle(seam_view text, unsigned form, normalized *out)
{
    static normalized safe;

    if (form == SEAM_NFKC_CASEFOLD || form == SEAM_CASEFOLD) {
        oracle_utf8proc(text, form, out);
        return;
    }
    oracle_stream_safe(text, &safe);
    oracle_utf8proc(seam_view_of(safe.data, safe.len), form, out);
}

#ifdef SEAM_TEST_ICU
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

static const UNormalizer2 *instance(unsigned form)
{
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *norm = form == SEAM_NFC    ? unorm2_getNFCInstance(&error)
                               : form == SEAM_NFD  ? unorm2_getNFDInstance(&error)
                               : form == SEAM_NFKC ? unorm2_getNFKCInstance(&error)
                                                   : unorm2_getNFKDInstance(&error);

    NEED(U_SUCCESS(error));
    return norm;
}

enum { UNITS = NORMALIZED_LONGEST };

static int32_t to_utf16(seam_view text, UChar *units)
{
    UErrorCode error = U_ZERO_ERROR;
    int32_t n = 0;

    u_strFromUTF8(units, UNITS, &n, (const char *)text.data, (int32_t)text.len, &error);
    NEED(U_SUCCESS(error));
    return n;
}

bool oracle_icu(seam_view text, unsigned form, normalized *out)
{
    static UChar in[UNITS], units[UNITS];
    UErrorCode error = U_ZERO_ERROR;
    int32_t n, len = 0;

    if (form > SEAM_NFKD)
        return false;
    n = to_utf16(text, in);
    n = unorm2_normalize(instance(form), in, n, units, UNITS, &error);
    NEED(U_SUCCESS(error));
    u_strToUTF8((char *)out->data, sizeof(out->data), &len, units, n, &error);
    NEED(U_SUCCESS(error));
    out->len = (size_t)len;
    return true;
}

bool oracle_icu_is(seam_view text, unsigned form)
{
    static UChar in[UNITS];
    UErrorCode error = U_ZERO_ERROR;
    const int32_t n = to_utf16(text, in);
    const UBool is = unorm2_isNormalized(instance(form), in, n, &error);

    NEED(U_SUCCESS(error));
    return is != 0;
}
#else
bool oracle_icu(seam_view text, unsigned form, normalized *out)
{
    (void)text, (void)form, (void)out;
    return false;
}

bool oracle_icu_is(seam_view text, unsigned form)
{
    (void)text, (void)form;
    return false;
}
#endif
