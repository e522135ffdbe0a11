#include "cli_show.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "seam/seam.h"

/* Code points that are escaped. The last two of every plane are escaped as well. */
static const struct {
    uint32_t first, last;
} hidden[] = {
    {0x00, 0x1F},       /* C0 */
    {0x7F, 0x9F},       /* DEL, C1 */
    {0x061C, 0x061C},   /* ARABIC LETTER MARK */
    {0x200E, 0x200F},   /* LEFT-TO-RIGHT MARK, RIGHT-TO-LEFT MARK */
    {0x2028, 0x202E},   /* separators of lines and paragraphs, embeddings and overrides */
    {0x2066, 0x206F},   /* isolates, and deprecated controls of format */
    {0xFDD0, 0xFDEF},   /* noncharacters */
    {0xFEFF, 0xFEFF},   /* byte order mark */
    {0xFFF9, 0xFFFB},   /* interlinear annotation */
    {0xE0000, 0xE007F}, /* tags */
};

static bool is_hidden(uint32_t c)
{
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
        if (c >= hidden[i].first && c <= hidden[i].last)
            return true;
    return (c & 0xFFFE) == 0xFFFE;
}

/* The length of the well-formed sequence at the start of a string that is not empty; 0 when there
 * is none. */
static size_t sequence_len(const char *text)
{
    for (size_t len = 1; len <= 4 && text[len - 1] != '\0'; len++)
        if (seam_utf8_valid(seam_view_of(text, len)))
            return len;
    return 0;
}

/* The code point of a well-formed sequence. */
static uint32_t code_point(const char *text, size_t len)
{
    uint32_t c = (unsigned char)text[0] & (len == 1 ? 0x7Fu : 0x7Fu >> len);
    for (size_t i = 1; i < len; i++)
        c = c << 6 | ((unsigned char)text[i] & 0x3Fu);
    return c;
}

bool cli_show_next(const char **text, char out[CLI_SHOWN])
{
    const char *at = *text;
    size_t len = *at != '\0' ? sequence_len(at) : 0;
    bool plain = len > 0 && *at != '\\' && !is_hidden(code_point(at, len));
    if (*at == '\0')
        return false;
    *text += len > 0 ? len : 1;
    if (plain) {
        memcpy(out, at, len);
        out[len] = '\0';
    } else if (*at == '\\') {
        memcpy(out, "\\\\", sizeof "\\\\");
    } else {
        for (int n = 0; at < *text; at++, n += 4)
            snprintf(out + n, (size_t)(CLI_SHOWN - n), "\\x%02X", (unsigned)(unsigned char)*at);
    }
    return true;
}
