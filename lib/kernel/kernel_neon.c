#include "kernel/digits_neon.h"

#define UTF8_FAULTS seam__neon_utf8_faults

#include "kernel/base64.inl.h"
#include "kernel/cpu.h"
#include "kernel/hex.inl.h"
#include "kernel/mask.inl.h"
#include "kernel/scan.inl.h"
#include "kernel/table.h"
#include "kernel/transcoders.h"
#include "kernel/utf8_count.inl.h"
#include "kernel/utf8_prefix.inl.h"
#include "kernel/utf8_suspects.inl.h"

#include "kernel/utf8_faults.inl.h"

const seam__kernel seam__kernel_neon = {
    .name = "neon",
    .usable = seam__cpu_has_neon,
    .utf8_prefix = utf8_prefix,
    .utf8_prefix_clean = utf8_prefix_clean,
    .utf8_valid = utf8_valid,
    .utf8_faults = seam__neon_utf8_faults,
    .utf8_count = utf8_count,
    .utf8_utf16_len = utf8_utf16_len,

    /* transcoding */
    SEAM__TRANSCODER_FIELDS(neon),

    /* scans */
    .scan_byte = scan_byte,
    .scan_any4 = scan_any4,
    .scan_non_ascii = scan_non_ascii,
    .scan_lines = scan_lines,
    .scan_positions = scan_positions,

    /* the mask */
    .mask_apply = mask_apply,
    .mask_ascii = mask_ascii,

    /* hex and base64 */
    .hex_encode = hex_encode,
    .hex_decode = hex_decode,
    .base64_encode = base64_encode,
    .base64_encode_all = base64_encode_all,
    .base64_decode = base64_decode,
    .base64_decode_lines = base64_decode_lines,
    .base64_squeeze = base64_squeeze,
};
