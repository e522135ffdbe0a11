/* Prints lib/kernel/box_tables.c, made from Unicode's own files (Debian's unicode-data); see
 * tests/lint/box_tables, which builds and runs it.
 *
 * A box is a set of lead bytes, of second and of third bytes; the characters that begin with any
 * combination of them are in it. A set of characters is split into boxes, and boxes are merged until
 * eight fit each byte of the tables. Boxes of an exact class have no other characters in them; those
 * of a doubtful class may, and then are merged so that these are rare in text. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "box_properties.h"

#define MAX_BOXES 2048
#define ALL       UINT64_MAX

/* ---- characters and their first three bytes */

/* A place in the tables: the low six bits of the lead, of the second and of the third byte. */
enum { N_LEADS = 64, N_CELLS = 64 * 64 * 64 };

/* The place of a code point from 80 up. One of two bytes has every third byte: 0 stands for all. */
static size_t cell_of(uint32_t c)
{
    if (c < 0x800)
        return (size_t)(c >> 6) << 12 | (size_t)(c & 0x3F) << 6;
    if (c < 0x10000)
        return (size_t)(0x20 | c >> 12) << 12 | (size_t)(c >> 6 & 0x3F) << 6 | (c & 0x3F);
    return (size_t)(0x30 | c >> 18) << 12 | (size_t)(c >> 12 & 0x3F) << 6 | (c >> 6 & 0x3F);
}

static bool is_lead_of_2(size_t lead)
{
    return lead < 0x20;
}

/* ---- how often characters occur */

/* Weights of characters, by estimate: what nearly all text of a living script is made of. The first
 * range that has a character counts. */
static const struct {
    uint32_t first, last;
    unsigned weight;
} weights[] = {
    {0x00A0, 0x00BF, 50},  {0x00C0, 0x00FF, 300},  {0x0100, 0x017F, 100}, {0x0300, 0x036F, 20},
    {0x03B1, 0x03C9, 400}, {0x0370, 0x03FF, 100},  {0x0410, 0x044F, 400}, {0x0400, 0x045F, 100},
    {0x0490, 0x04FF, 20},  {0x0530, 0x058F, 20},   {0x0591, 0x05AF, 2},   {0x05B0, 0x05C7, 60},
    {0x05D0, 0x05EA, 600}, {0x05D0, 0x05F4, 50},   {0x0610, 0x061A, 2},   {0x0621, 0x064A, 400},
    {0x064B, 0x0655, 100}, {0x06D6, 0x06ED, 2},    {0x0600, 0x06FF, 60},  {0x0904, 0x0939, 300},
    {0x0900, 0x097F, 300}, {0x0980, 0x09FF, 60},   {0x0A00, 0x0DFF, 30},  {0x0E31, 0x0E3A, 400},
    {0x0E47, 0x0E4E, 400}, {0x0E00, 0x0E7F, 300},  {0x0E80, 0x0FFF, 10},  {0x1000, 0x109F, 20},
    {0x10A0, 0x10FF, 20},  {0x1100, 0x11FF, 20},   {0x1780, 0x17FF, 20},  {0x1EA0, 0x1EF9, 200},
    {0x1E00, 0x1E9F, 20},  {0x1F00, 0x1FFF, 10},   {0x2010, 0x203A, 400}, {0x2070, 0x20CF, 40},
    {0x2100, 0x22FF, 20},  {0x2500, 0x27BF, 20},   {0x3000, 0x3020, 600}, {0x3041, 0x30FF, 400},
    {0x3100, 0x33FF, 10},  {0x4E00, 0x9FFF, 20},   {0xAC00, 0xD7A3, 10},  {0xFE0E, 0xFE0F, 100},
    {0xFF00, 0xFFEF, 100}, {0x1F300, 0x1FAFF, 30},
};

static uint64_t weight_of(uint32_t c)
{
    for (size_t i = 0; i < sizeof(weights) / sizeof(weights[0]); i++) {
        if (c >= weights[i].first && c <= weights[i].last)
            return weights[i].weight;
    }
    return (properties[c] & ASSIGNED) != 0 ? 1 : 0;
}

/* ---- boxes */

typedef struct box {
    uint64_t leads, seconds, thirds;
} box;

typedef struct boxes {
    box at[MAX_BOXES];
    size_t n;
} boxes;

/* A class of characters, by the cells they are in. */
typedef struct cells {
    bool in[N_CELLS];         /* some character of the class is there */
    bool outside[N_CELLS];    /* some other character is there */
    uint64_t weight[N_CELLS]; /* of those others */
    uint64_t weight_in[N_CELLS];
    uint64_t others[64 * 64]; /* by lead and second byte: the third bytes where it is outside */
    uint64_t only_others[64 * 64]; /* and not in */
} cells;

static bool is_in(uint32_t c, uint32_t bits, uint32_t without)
{
    return (properties[c] & bits) != 0 && (properties[c] & without) == 0;
}

/* Fills the last two arrays from the first two. */
static void note_others(cells *k)
{
    for (size_t cell = 0; cell < N_CELLS; cell++) {
        const uint64_t third = UINT64_C(1) << (cell & 63);

        k->others[cell >> 6] |= k->outside[cell] ? third : 0;
        k->only_others[cell >> 6] |= k->outside[cell] && !k->in[cell] ? third : 0;
    }
}

static void fill_cells(cells *k, uint32_t bits, uint32_t without)
{
    memset(k, 0, sizeof(*k));
    for (uint32_t c = 0x80; c < N_CODE_POINTS; c++) {
        const size_t cell = cell_of(c);

        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        if (is_in(c, bits, without)) {
            k->in[cell] = true;
            k->weight_in[cell] += weight_of(c);
        } else {
            k->outside[cell] = true;
            k->weight[cell] += weight_of(c);
        }
    }
}

/* Whether merging is a loss without end. */
#define NEVER UINT64_MAX

/* Takes the lowest bit out of a mask, which has one, and returns its number. */
static size_t take_bit(uint64_t *mask)
{
    const size_t bit = (size_t)__builtin_ctzll(*mask);

    *mask &= *mask - 1;
    return bit;
}

/* The weight of what a box has in it that is not of the class, or NEVER where nothing may be.
 * Characters that share their first three bytes with one of the class cannot be told from it, so
 * they cost nothing. */
static uint64_t cost_of(const cells *k, box b, bool exact)
{
    uint64_t cost = 0;

    for (uint64_t leads = b.leads; leads != 0;) {
        const size_t lead = take_bit(&leads);

        if (is_lead_of_2(lead) && b.thirds != ALL)
            return NEVER;
        for (uint64_t seconds = b.seconds; seconds != 0;) {
            const size_t pair = lead << 6 | take_bit(&seconds);
            uint64_t thirds = k->only_others[pair] & b.thirds;

            if (exact && (k->others[pair] & b.thirds) != 0)
                return NEVER;
            while (thirds != 0)
                cost += k->weight[pair << 6 | take_bit(&thirds)];
        }
    }
    return cost;
}

static uint64_t weight_in(const cells *k, box b)
{
    uint64_t weight = 0;

    for (size_t cell = 0; cell < N_CELLS; cell++) {
        if ((b.leads >> (cell >> 12) & 1) != 0 && (b.seconds >> (cell >> 6 & 63) & 1) != 0 &&
            (is_lead_of_2(cell >> 12) || (b.thirds >> (cell & 63) & 1) != 0))
            weight += k->weight_in[cell] + (k->in[cell] ? 1 : 0);
    }
    return weight;
}

/* Adds a box, or its second bytes to one that is otherwise equal. */
static void add_box(boxes *all, box b)
{
    for (size_t i = 0; i < all->n; i++) {
        if (all->at[i].leads == b.leads && all->at[i].thirds == b.thirds) {
            all->at[i].seconds |= b.seconds;
            return;
        }
    }
    if (all->n == MAX_BOXES)
        abort();
    all->at[all->n++] = b;
}

/* The smallest boxes: one lead, and the second bytes with equal third bytes. With `exact` only cells
 * that have no other character. */
static void split(const cells *k, bool exact, boxes *all)
{
    all->n = 0;
    for (size_t pair = 0; pair < 64 * 64; pair++) {
        uint64_t thirds = 0;

        for (size_t third = 0; third < 64; third++) {
            const size_t cell = pair << 6 | third;

            if (k->in[cell] && !(exact && k->outside[cell]))
                thirds |= UINT64_C(1) << third;
        }
        if (thirds != 0)
            add_box(all, (box){UINT64_C(1) << (pair >> 6), UINT64_C(1) << (pair & 63),
                               is_lead_of_2(pair >> 6) ? ALL : thirds});
    }
}

static box merged(box a, box b)
{
    return (box){a.leads | b.leads, a.seconds | b.seconds, a.thirds | b.thirds};
}

static uint64_t costs[MAX_BOXES], loss[MAX_BOXES][MAX_BOXES];

static uint64_t loss_of(const cells *k, const boxes *all, size_t i, size_t j, bool exact)
{
    const uint64_t cost = cost_of(k, merged(all->at[i], all->at[j]), exact);

    if (cost == NEVER)
        return NEVER;
    return cost > costs[i] + costs[j] ? cost - costs[i] - costs[j] : 0;
}

/* Merges the two boxes that lose least by it, until there are `most`, or, with `exact`, as long as
 * nothing is lost. */
static void merge(const cells *k, bool exact, size_t most, boxes *all)
{
    for (size_t i = 0; i < all->n; i++)
        costs[i] = cost_of(k, all->at[i], exact);
    for (size_t i = 0; i < all->n; i++)
        for (size_t j = 0; j < i; j++)
            loss[i][j] = loss_of(k, all, i, j, exact);
    while (exact ? all->n > 1 : all->n > most) {
        size_t to = 0, from = 0;
        uint64_t least = NEVER;

        for (size_t i = 0; i < all->n; i++)
            for (size_t j = 0; j < i; j++)
                if (loss[i][j] < least) {
                    least = loss[i][j];
                    to = j;
                    from = i;
                }
        if (least == NEVER)
            break;
        all->at[to] = merged(all->at[to], all->at[from]);
        costs[to] = cost_of(k, all->at[to], exact);
        all->at[from] = all->at[--all->n];
        costs[from] = costs[all->n];
        for (size_t i = 0; i < all->n; i++) {
            if (i != from)
                loss[i > from ? i : from][i > from ? from : i] =
                    loss[all->n][i]; /* moved with its box */
        }
        for (size_t i = 0; i < all->n; i++) {
            if (i != to)
                loss[i > to ? i : to][i > to ? to : i] = loss_of(k, all, i, to, exact);
        }
    }
    if (!exact && all->n > most) {
        fprintf(stderr, "box_tables: %zu boxes do not become %zu\n", all->n, most);
        exit(2);
    }
}

/* Keeps the `most` boxes of greatest weight. */
static void keep_heaviest(const cells *k, size_t most, boxes *all)
{
    for (size_t i = 0; i < all->n; i++)
        costs[i] = weight_in(k, all->at[i]);
    while (all->n > most) {
        size_t lightest = 0;

        for (size_t i = 1; i < all->n; i++) {
            if (costs[i] < costs[lightest])
                lightest = i;
        }
        all->at[lightest] = all->at[--all->n];
        costs[lightest] = costs[all->n];
    }
}

static bool has_cell(const boxes *all, size_t cell)
{
    for (size_t i = 0; i < all->n; i++) {
        const box *b = &all->at[i];

        if ((b->leads >> (cell >> 12) & 1) != 0 && (b->seconds >> (cell >> 6 & 63) & 1) != 0 &&
            (is_lead_of_2(cell >> 12) || (b->thirds >> (cell & 63) & 1) != 0))
            return true;
    }
    return false;
}

/* ---- tables */

/* The characters of a table: the doubtful ones, which have some bit of `doubtful`, and the exact
 * ones, which have one of `exact` and are not doubtful. Exact ones that get no box of their own count
 * among the doubtful ones. */
typedef struct table {
    const char *name;
    uint32_t doubtful, exact;
    size_t n_doubtful, n_exact; /* rows of eight boxes */
    unsigned first_ascii, n_ascii;
} table;

static const table tables[] = {
    {"nfc", NFC | HALF_MARK, MARK, 2, 1, 0, 0},
    {"nfd", NFD | HALF_MARK, MARK, 2, 1, 0, 0},
    {"nfkc", NFKC | HALF_MARK, MARK, 2, 1, 0, 0},
    {"nfkd", NFKD | HALF_MARK, MARK, 2, 1, 0, 0},
    {"nfkc_casefold", NFKC | FOLDS_KC | HALF_MARK, MARK, 2, 1, 'A', 26},
    {"casefold", FOLDS, 0, 2, 0, 'A', 26},
    {"grapheme", BREAKS, EXTENDS, 1, 2, 0x0D, 1},
    {"deny", NONCHARACTER | PRIVATE | BIDI, 0, 1, 0, 0, 0},
};

static cells doubtful, exact;
static boxes exact_boxes, doubtful_boxes;

static void make(const table *t)
{
    fill_cells(&exact, t->exact, t->doubtful);
    note_others(&exact);
    split(&exact, true, &exact_boxes);
    merge(&exact, true, 0, &exact_boxes);
    keep_heaviest(&exact, 8 * t->n_exact, &exact_boxes);

    fill_cells(&doubtful, t->doubtful, 0);
    for (size_t cell = 0; cell < N_CELLS; cell++)
        if (exact.in[cell] && !has_cell(&exact_boxes, cell))
            doubtful.in[cell] = true;
    note_others(&doubtful);
    split(&doubtful, false, &doubtful_boxes);
    merge(&doubtful, false, 8 * t->n_doubtful, &doubtful_boxes);
}

static const char *const byte_names[] = {"lead", "second", "third"};

/* The tables of eight boxes: for each value of the low six bits of a byte, the boxes that have it. */
static void print_eight(const box *at, size_t n)
{
    printf("    {\n");
    for (size_t byte = 0; byte < 3; byte++) {
        printf("        { /* by the %s byte */\n", byte_names[byte]);
        for (size_t value = 0; value < 64; value++) {
            unsigned bits = 0;

            for (size_t i = 0; i < n; i++) {
                const uint64_t of_byte[] = {at[i].leads, at[i].seconds, at[i].thirds};

                bits |= (unsigned)(of_byte[byte] >> value & 1) << i;
            }
            printf("%s0x%02X,%s", value % 12 == 0 ? "            " : " ", bits,
                   value % 12 == 11 || value == 63 ? "\n" : "");
        }
        printf("        },\n");
    }
    printf("    },\n");
}

/* The leads of all boxes. */
static uint64_t leads_of(const boxes *all)
{
    uint64_t leads = 0;

    for (size_t i = 0; i < all->n; i++)
        leads |= all->at[i].leads;
    return leads;
}

static void print_leads(const char *name)
{
    const uint64_t leads = leads_of(&doubtful_boxes) | leads_of(&exact_boxes);

    printf("\nstatic const uint8_t %s_leads[64] = {\n", name);
    for (size_t value = 0; value < 64; value++)
        printf("%s%u,%s", value % 16 == 0 ? "    " : " ", (unsigned)(leads >> value & 1),
               value % 16 == 15 ? "\n" : "");
    printf("};\n");
}

static void print_boxes(const boxes *all)
{
    for (size_t i = 0; i < all->n; i += 8)
        print_eight(all->at + i, all->n - i < 8 ? all->n - i : 8);
}

static void print_table(const table *t)
{
    print_leads(t->name);
    printf("\nstatic const seam__eight_boxes %s[%zu] = {\n", t->name, t->n_doubtful + t->n_exact);
    print_boxes(&doubtful_boxes);
    print_boxes(&exact_boxes);
    printf("};\n\nconst seam__boxes seam__boxes_%s = {\n"
           "    %zu, %zu, 0x%02X, %u, 0xFF, %s_leads, %s};\n",
           t->name, t->n_doubtful, t->n_exact, t->first_ascii, t->n_ascii, t->name, t->name);
}

int main(int argc, char **argv)
{
    read_properties(argc > 1 ? argv[1] : "/usr/share/unicode");
    printf("/* Made by tests/lint/box_tables from the files of Unicode 15.0; do not edit. */\n"
           "#include \"kernel/boxes.h\"\n\n/* clang-format off */\n");
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        make(&tables[i]);
        print_table(&tables[i]);
    }
    return 0;
}
