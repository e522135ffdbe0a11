#include "kernel/vec_avx512.h"

#include "kernel/count_avx512.inl.h"
#include "kernel/cpu.h"
#include "kernel/digits_avx512.inl.h"
#include "kernel/narrow_avx512.inl.h"
#include "kernel/narrow_latin1_avx512.inl.h"
#include "kernel/narrow_utf32_avx512.inl.h"
#include "kernel/scalar.h"
#include "kernel/scan_avx512.inl.h"
#include "kernel/table.h"
#include "kernel/transcoders.h"
#include "kernel/utf8_latin1_avx512.inl.h"
#include "kernel/utf8_prefix_avx512.inl.h"
#include "kernel/utf8_searchers.h"
#include "kernel/utf8_suspects_avx512.inl.h"
#include "kernel/wide_avx512.inl.h"

const seam__kernel seam__kernel_avx512 = {
    .name = "avx512",
    .usable = seam__cpu_has_avx512,
    .utf8_prefix = utf8_prefix,
    .utf8_prefix_clean = utf8_prefix_clean,
    .utf8_valid = utf8_valid,
    .utf8_faults = seam__avx512_utf8_faults,
    .utf8_count = utf8_count,
    .utf8_utf16_len = utf8_utf16_len,

    /* transcoding */
    /* clang-format off */
    .utf8_utf16le = utf8_utf16le,
    .utf8_utf16be = utf8_utf16be,
    .utf8_utf32le = utf8_utf32le,
    .utf8_utf32be = utf8_utf32be,
    .utf8_latin1 = utf8_latin1,
    .utf16le_utf8 = utf16le_utf8,
    .utf16be_utf8 = utf16be_utf8,
    .utf32le_utf8 = utf32le_utf8,
    .utf32be_utf8 = utf32be_utf8,
    .latin1_utf8 = latin1_utf8,
    .utf8_latin1_prefix = utf8_latin1_prefix,
    .utf16le_latin1_prefix = utf16le_latin1_prefix,
    .utf16be_latin1_prefix = utf16be_latin1_prefix,
    /* clang-format on */

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
