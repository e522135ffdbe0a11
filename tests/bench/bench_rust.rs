// What bench_rust.h declares, over encoding_rs and simdutf8.
use encoding_rs::{mem, Decoder, Encoder, Encoding, UTF_8};
use std::slice::{from_raw_parts, from_raw_parts_mut};
use std::str::from_utf8_unchecked;

#[repr(C)]
pub struct RustPeers {
    simdutf8_valid: unsafe extern "C" fn(*const u8, usize) -> bool,
    encoding_rs_valid: unsafe extern "C" fn(*const u8, usize) -> bool,
    utf8_utf16: unsafe extern "C" fn(*const u8, usize, *mut u16) -> usize,
    utf16_utf8: unsafe extern "C" fn(*const u16, usize, *mut u8) -> usize,
    latin1_utf8: unsafe extern "C" fn(*const u8, usize, *mut u8) -> usize,
    utf8_latin1: unsafe extern "C" fn(*const u8, usize, *mut u8) -> usize,
    decoder: extern "C" fn() -> *mut Decoder,
    decode: unsafe extern "C" fn(*mut Decoder, *const u8, usize, *mut u8, usize) -> usize,
    decoder_of: unsafe extern "C" fn(*const u8, usize) -> *mut Decoder,
    decode16: unsafe extern "C" fn(*mut Decoder, *const u8, usize, *mut u16, usize) -> usize,
    encoder_of: unsafe extern "C" fn(*const u8, usize) -> *mut Encoder,
    encode: unsafe extern "C" fn(*mut Encoder, *const u8, usize, *mut u8, usize) -> usize,
    free_decoder: unsafe extern "C" fn(*mut Decoder),
    free_encoder: unsafe extern "C" fn(*mut Encoder),
}

unsafe extern "C" fn simdutf8_valid(p: *const u8, n: usize) -> bool {
    simdutf8::basic::from_utf8(from_raw_parts(p, n)).is_ok()
}

unsafe extern "C" fn encoding_rs_valid(p: *const u8, n: usize) -> bool {
    Encoding::utf8_valid_up_to(from_raw_parts(p, n)) == n
}

unsafe extern "C" fn utf8_utf16(p: *const u8, n: usize, out: *mut u16) -> usize {
    mem::convert_utf8_to_utf16_without_replacement(from_raw_parts(p, n), from_raw_parts_mut(out, n))
        .unwrap_or(0)
}

unsafe extern "C" fn utf16_utf8(p: *const u16, n: usize, out: *mut u8) -> usize {
    mem::convert_utf16_to_utf8(from_raw_parts(p, n), from_raw_parts_mut(out, 3 * n))
}

unsafe extern "C" fn latin1_utf8(p: *const u8, n: usize, out: *mut u8) -> usize {
    mem::convert_latin1_to_utf8(from_raw_parts(p, n), from_raw_parts_mut(out, 2 * n))
}

unsafe extern "C" fn utf8_latin1(p: *const u8, n: usize, out: *mut u8) -> usize {
    mem::convert_utf8_to_latin1_lossy(from_raw_parts(p, n), from_raw_parts_mut(out, n))
}

extern "C" fn decoder() -> *mut Decoder {
    Box::into_raw(Box::new(UTF_8.new_decoder_without_bom_handling()))
}

unsafe extern "C" fn decode(d: *mut Decoder, p: *const u8, n: usize, out: *mut u8, cap: usize) -> usize {
    let (_, _, written, _) =
        (*d).decode_to_utf8(from_raw_parts(p, n), from_raw_parts_mut(out, cap), false);
    written
}

unsafe fn encoding(p: *const u8, n: usize) -> &'static Encoding {
    Encoding::for_label(from_raw_parts(p, n)).expect("a label")
}

unsafe extern "C" fn decoder_of(p: *const u8, n: usize) -> *mut Decoder {
    Box::into_raw(Box::new(encoding(p, n).new_decoder_without_bom_handling()))
}

unsafe extern "C" fn decode16(d: *mut Decoder, p: *const u8, n: usize, out: *mut u16, cap: usize) -> usize {
    let (_, _, written, _) =
        (*d).decode_to_utf16(from_raw_parts(p, n), from_raw_parts_mut(out, cap), false);
    written
}

unsafe extern "C" fn encoder_of(p: *const u8, n: usize) -> *mut Encoder {
    Box::into_raw(Box::new(encoding(p, n).new_encoder()))
}

// The text is what a decoder gave.
unsafe extern "C" fn encode(e: *mut Encoder, p: *const u8, n: usize, out: *mut u8, cap: usize) -> usize {
    let text = from_utf8_unchecked(from_raw_parts(p, n));
    let (_, _, written, _) = (*e).encode_from_utf8(text, from_raw_parts_mut(out, cap), false);
    written
}

unsafe extern "C" fn free_decoder(d: *mut Decoder) {
    drop(Box::from_raw(d));
}

unsafe extern "C" fn free_encoder(e: *mut Encoder) {
    drop(Box::from_raw(e));
}

#[no_mangle]
#[allow(non_upper_case_globals)]
pub static bench_rust: RustPeers = RustPeers {
    simdutf8_valid,
    encoding_rs_valid,
    utf8_utf16,
    utf16_utf8,
    latin1_utf8,
    utf8_latin1,
    decoder,
    decode,
    decoder_of,
    decode16,
    encoder_of,
    encode,
    free_decoder,
    free_encoder,
};
