/* Grapheme clusters of very many strings: as utf8proc has them, and as two other libraries do where their rules and
 * their data are those of Unicode 15.0. */
#include <stdio.h>
#include <string.h>

#include "clustering.h"
#include "seam/grapheme.h"
#include "text/properties.h"
#include "text_samples.h"
#include "texts.h"

enum { N_STRINGS = 10000000, MOST = 10, LONGEST = MOST * SAMPLE_BYTES };

/* ---- ours */

/* Where clusters start by starts(), in two chunks. */
static void clusters_of(seam_view text, size_t cut, bool *starts)
{
    const seam_view chunks[] = {seam_view_of(text.data, cut),
                                seam_view_of(text.data + cut, text.len - cut)};
    seam_graphemes g = {0};

    memset(starts, 0, LONGEST);
    for (size_t i = 0; i < 2; i++) {
        seam_view in = chunks[i];
        uint32_t at[LONGEST];
        size_t n;

        NEED(seam_graphemes_starts(&g, &in, at, LONGEST, &n) == SEAM_MORE);
        for (size_t k = 0; k < n; k++)
            starts[i * cut + at[k]] = true;
    }
}

static void print_difference(const char *name, seam_view text, const bool *ours, const bool *theirs)
{
    printf("%s:", name);
    for (size_t i = 0; i < text.len; i++)
        printf("%s%02X",
               theirs[i] && ours[i] ? " | "
               : ours[i]            ? " |ours "
               : theirs[i]          ? " |theirs "
                                    : " ",
               text.data[i]);
    printf("\n");
    fflush(stdout);
}

uint64_t all_clusters(const share *s)
{
    uint64_t n = 0;
    prng rng;

    prng_init(&rng, s->seed);
    for (; n < N_STRINGS / s->of; n++) {
        uint8_t bytes_of[LONGEST];
        const seam_view text =
            seam_view_of(bytes_of, sample_text(&rng, prng_below(&rng, MOST + 1), bytes_of));
        bool wanted[LONGEST], starts[LONGEST];

        clusters_by_utf8proc(text, wanted, LONGEST);
        clusters_of(text, random_cut(text, &rng), starts);
        if (memcmp(starts, wanted, sizeof(starts)) != 0) {
            print_difference("utf8proc", text, starts, wanted);
            NEED(false);
        }
    }
    return n;
}

/* ---- others */

#if defined(SEAM_TEST_ICU) || defined(SEAM_TEST_UNISTRING)

typedef struct other {
    const char *name;
    seam__grapheme_class (*class_of)(uint32_t code_point);
    void (*clusters)(seam_view text, bool *starts);
    /* Whether a boundary that only one of the two has, between the code points at - 1 and at, is a known difference
     * of the rules; NULL: there is none. */
    bool (*is_known)(const uint32_t *code_points, size_t at);
} other;

/* Prints the ranges of code points that are of another class there, and notes them. */
static size_t list_classes(const other *o, bool *differs)
{
    size_t n = 0;

    for (uint32_t c = 0, first = 0; c <= UCD_CODE_POINTS; c++) {
        const bool is_surrogate = (c & ~0x7FFu) == 0xD800;

        differs[c] =
            c < UCD_CODE_POINTS && !is_surrogate && o->class_of(c) != seam__grapheme_class_of(c);
        n += differs[c];
        if (differs[c] && (c == 0 || !differs[c - 1]))
            first = c;
        if (c > 0 && !differs[c] && differs[c - 1])
            printf("  %s: U+%04X..U+%04X of another class\n", o->name, first, c - 1);
    }
    return n;
}

/* Whether all boundaries that differ are known. */
static bool all_known(const other *o, seam_view text, const bool *ours, const bool *theirs)
{
    uint32_t code_points[MOST];
    size_t n = 0;

    for (size_t at = 0; at < text.len; n++) {
        utf8proc_int32_t c;
        const utf8proc_ssize_t len =
            utf8proc_iterate(text.data + at, (utf8proc_ssize_t)(text.len - at), &c);

        NEED(len > 0);
        code_points[n] = (uint32_t)c;
        if (ours[at] != theirs[at] &&
            (n == 0 || o->is_known == NULL || !o->is_known(code_points, n)))
            return false;
        at += (size_t)len;
    }
    return true;
}

/* A letter or a sign of a script of India. */
static uint32_t indic_code_point(prng *rng)
{
    static const uint32_t code_points[] = {0x915, 0x937,  0x93C, 0x94D, 0x93F, 0x995,  0x9CD,
                                           0xA95, 0xACD,  0xB15, 0xB4D, 0xC15, 0xC4D,  0xD15,
                                           0xD4D, 0x200D, 0xB95, 0xBCD, 0xE01, 0x1B13, 0x1B44};

    return code_points[prng_below(rng, sizeof(code_points) / sizeof(code_points[0]))];
}

/* A text of code points that are of the same class there; of scripts of India one in eight. */
static size_t text_of_same(prng *rng, const bool *differs, uint8_t *out)
{
    const size_t n = prng_below(rng, MOST + 1);
    const bool is_indic = prng_below(rng, 8) == 0;
    size_t len = 0;

    for (size_t i = 0; i < n; i++) {
        uint32_t c;

        do
            c = is_indic ? indic_code_point(rng) : sample_code_point(rng);
        while (differs[c]);
        len += ucd_encode(&c, 1, out + len);
    }
    return len;
}

static uint64_t clusters_as(const other *o, const share *s)
{
    static bool differs[UCD_CODE_POINTS + 1];
    const size_t n_classes = list_classes(o, differs);
    uint64_t n = 0, n_known = 0;
    prng rng;

    prng_init(&rng, s->seed);
    for (; n < N_STRINGS / s->of; n++) {
        uint8_t bytes_of[LONGEST];
        const seam_view text = seam_view_of(bytes_of, text_of_same(&rng, differs, bytes_of));
        bool ours[LONGEST], theirs[LONGEST] = {false};

        clusters_of(text, random_cut(text, &rng), ours);
        o->clusters(text, theirs);
        if (memcmp(ours, theirs, sizeof(ours)) == 0)
            continue;
        if (!all_known(o, text, ours, theirs)) {
            print_difference(o->name, text, ours, theirs);
            NEED(false);
        }
        n_known++;
    }
    NEED(n < 1000 || (n_known > 0) == (o->is_known != NULL)); /* else the strings are too easy */
    printf("  %s: %zu code points of another class; %llu strings differ by known rules\n", o->name,
           n_classes, (unsigned long long)n_known);
    return n;
}

#endif

#ifdef SEAM_TEST_ICU
#include <unicode/ubrk.h>
#include <unicode/uchar.h>

static seam__grapheme_class class_by_icu(uint32_t c)
{
    static const uint8_t classes[U_GCB_COUNT] = {
        [U_GCB_CONTROL] = SEAM__GRAPHEME_CONTROL,
        [U_GCB_CR] = SEAM__GRAPHEME_CR,
        [U_GCB_EXTEND] = SEAM__GRAPHEME_EXTEND,
        [U_GCB_L] = SEAM__GRAPHEME_L,
        [U_GCB_LF] = SEAM__GRAPHEME_LF,
        [U_GCB_LV] = SEAM__GRAPHEME_LV,
        [U_GCB_LVT] = SEAM__GRAPHEME_LVT,
        [U_GCB_T] = SEAM__GRAPHEME_T,
        [U_GCB_V] = SEAM__GRAPHEME_V,
        [U_GCB_SPACING_MARK] = SEAM__GRAPHEME_SPACING_MARK,
        [U_GCB_PREPEND] = SEAM__GRAPHEME_PREPEND,
        [U_GCB_REGIONAL_INDICATOR] = SEAM__GRAPHEME_REGIONAL_INDICATOR,
        [U_GCB_ZWJ] = SEAM__GRAPHEME_ZWJ,
    };
    const int32_t value = u_getIntPropertyValue((UChar32)c, UCHAR_GRAPHEME_CLUSTER_BREAK);

    if (value == U_GCB_OTHER && u_hasBinaryProperty((UChar32)c, UCHAR_EXTENDED_PICTOGRAPHIC))
        return SEAM__GRAPHEME_PICTOGRAPHIC;
    return (seam__grapheme_class)classes[value];
}

static void clusters_by_icu(seam_view text, bool *starts)
{
    static UBreakIterator *breaks;
    UErrorCode error = U_ZERO_ERROR;
    UText *u;

    if (text.len == 0)
        return;
    if (breaks == NULL)
        breaks = ubrk_open(UBRK_CHARACTER, "en", NULL, 0, &error);
    u = utext_openUTF8(NULL, (const char *)text.data, (int64_t)text.len, &error);
    ubrk_setUText(breaks, u, &error);
    NEED(U_SUCCESS(error));
    for (int32_t at = ubrk_first(breaks); at != UBRK_DONE && at < (int32_t)text.len;
         at = ubrk_next(breaks))
        starts[at] = true;
    utext_close(u);
}

static bool is_in(uint32_t c, const uint16_t (*ranges)[2], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (c >= ranges[i][0] && c <= ranges[i][1])
            return true;
    }
    return false;
}

/* Consonants of six scripts of India, whose conjuncts rule GB9c of Unicode 15.1 keeps together, as ICU 72 does
 * already. */
static bool is_consonant(uint32_t c)
{
    static const uint16_t ranges[][2] = {
        {0x915, 0x939}, {0x958, 0x95F}, {0x978, 0x97F}, {0x995, 0x9A8}, {0x9AA, 0x9B9},
        {0x9DC, 0x9DF}, {0x9F0, 0x9F1}, {0xA95, 0xAB9}, {0xAF9, 0xAF9}, {0xB15, 0xB39},
        {0xB5C, 0xB5F}, {0xB71, 0xB71}, {0xC15, 0xC39}, {0xC58, 0xC5A}, {0xD15, 0xD3A}};

    return is_in(c, ranges, sizeof(ranges) / sizeof(ranges[0]));
}

static bool is_virama(uint32_t c)
{
    return c == 0x94D || c == 0x9CD || c == 0xACD || c == 0xB4D || c == 0xC4D || c == 0xD4D;
}

/* A consonant behind a virama behind a consonant, with nothing but marks and joiners between. */
static bool is_conjunct(const uint32_t *code_points, size_t at)
{
    size_t i = at;
    bool has_virama = false;

    while (i > 0 && (seam__grapheme_class_of(code_points[i - 1]) == SEAM__GRAPHEME_EXTEND ||
                     seam__grapheme_class_of(code_points[i - 1]) == SEAM__GRAPHEME_ZWJ))
        has_virama |= is_virama(code_points[--i]);
    return has_virama && i > 0 && is_consonant(code_points[i - 1]) && is_consonant(code_points[at]);
}

uint64_t clusters_as_icu(const share *s)
{
    static const other icu = {"ICU", class_by_icu, clusters_by_icu, is_conjunct};

    return clusters_as(&icu, s);
}
#else
uint64_t clusters_as_icu(const share *s)
{
    (void)s;
    puts("  ICU is not installed.");
    return 0;
}
#endif

#ifdef SEAM_TEST_UNISTRING
#include <unictype.h>
#include <unigbrk.h>

static seam__grapheme_class class_by_unistring(uint32_t c)
{
    static const uint8_t classes[] = {
        [GBP_CR] = SEAM__GRAPHEME_CR,
        [GBP_LF] = SEAM__GRAPHEME_LF,
        [GBP_CONTROL] = SEAM__GRAPHEME_CONTROL,
        [GBP_EXTEND] = SEAM__GRAPHEME_EXTEND,
        [GBP_PREPEND] = SEAM__GRAPHEME_PREPEND,
        [GBP_SPACINGMARK] = SEAM__GRAPHEME_SPACING_MARK,
        [GBP_L] = SEAM__GRAPHEME_L,
        [GBP_V] = SEAM__GRAPHEME_V,
        [GBP_T] = SEAM__GRAPHEME_T,
        [GBP_LV] = SEAM__GRAPHEME_LV,
        [GBP_LVT] = SEAM__GRAPHEME_LVT,
        [GBP_RI] = SEAM__GRAPHEME_REGIONAL_INDICATOR,
        [GBP_ZWJ] = SEAM__GRAPHEME_ZWJ,
    };
    const int value = uc_graphemeclusterbreak_property(c);

    if (value == GBP_OTHER && uc_is_property_extended_pictographic(c))
        return SEAM__GRAPHEME_PICTOGRAPHIC;
    NEED(value < (int)sizeof(classes));
    return (seam__grapheme_class)classes[value];
}

static void clusters_by_unistring(seam_view text, bool *starts)
{
    char breaks[LONGEST];

    u8_grapheme_breaks(text.data, text.len, breaks);
    for (size_t i = 0; i < text.len; i++)
        starts[i] = breaks[i] != 0;
}

uint64_t clusters_as_unistring(const share *s)
{
    static const other unistring = {"libunistring", class_by_unistring, clusters_by_unistring,
                                    NULL};

    return clusters_as(&unistring, s);
}
#else
uint64_t clusters_as_unistring(const share *s)
{
    (void)s;
    puts("  libunistring is not installed.");
    return 0;
}
#endif
