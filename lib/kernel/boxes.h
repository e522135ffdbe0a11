/* Sets of characters that vectors can recognize by the first three bytes of UTF-8.
 *
 * A box is a set of lead bytes, one of second and one of third bytes; every character that begins
 * with a combination of them is in it. Eight boxes are three tables of 64 bytes, looked up with the
 * low six bits of the three bytes: a box is a bit, and the character is in the boxes whose bits all
 * three entries have. tests/lint/box_tables makes the tables (box_tables.c) from Unicode's files. */
#ifndef SEAM_KERNEL_BOXES_H
#define SEAM_KERNEL_BOXES_H

#include <stddef.h>
#include <stdint.h>

/* The tables of eight boxes: by the lead, by the second and by the third byte. */
typedef uint8_t seam__eight_boxes[3][64];

/* The most rows of eight boxes; how many of each kind there may be, as the kernels have bodies. */
enum { SEAM__MOST_BOX_ROWS = 3 };

/* A property of characters. A character in none of the boxes, and no byte of ASCII outside the
 * range, has it. One in a box of the first `n_doubtful` rows may have it, so may a byte of ASCII in
 * the range; one in a box of the other rows has it for certain, in the way that the table's comment
 * says. */
typedef struct seam__boxes {
    uint8_t n_doubtful, n_exact;   /* rows: 1 and 0, 2 and 0, 2 and 1, or 1 and 2 */
    uint8_t first_ascii, n_ascii;  /* the range: the first byte, and how many there are */
    uint8_t wanted;                /* the boxes of the doubtful rows that count, as bits */
    const uint8_t *leads;          /* 64 entries: not 0 where some box has the lead byte */
    const seam__eight_boxes *rows; /* the doubtful ones, then the exact ones */
} seam__boxes;

/* What 64 bytes have, the first byte as the lowest bit. */
typedef struct seam__box_marks {
    uint64_t leads;    /* bytes that are no continuation bytes */
    uint64_t doubtful; /* the first byte of each character that may have the property */
    uint64_t exact;    /* of each that has it for certain; it may be among the doubtful ones too */
} seam__box_marks;

/* Of NFC, NFD, NFKC, NFKD and NFKC_Casefold: the normal form may change the character, alone or
 * with its neighbours; exact are non-starters that it changes in no other way than that it puts
 * them in order. */
extern const seam__boxes seam__boxes_nfc, seam__boxes_nfd, seam__boxes_nfkc, seam__boxes_nfkd;
extern const seam__boxes seam__boxes_nfkc_casefold;
/* Case folding changes it. None are exact. */
extern const seam__boxes seam__boxes_casefold;
/* Some rule of UAX #29 joins it to another character; CR too. Exact are those of Extend and
 * SpacingMark. */
extern const seam__boxes seam__boxes_grapheme;
/* It is a noncharacter, for private use, or a control of bidirectional text. None are exact. */
extern const seam__boxes seam__boxes_deny;

#endif
