"""Gives the declarations of the headers, preprocessed, to cffi: consumer_cffi.py DECLARATIONS LIBRARY."""
import sys

import cffi

ffi = cffi.FFI()
with open(sys.argv[1]) as declarations:
    ffi.cdef("struct iovec { void *iov_base; size_t iov_len; };" + declarations.read())
seam = ffi.dlopen(sys.argv[2])
dec, text = ffi.new("seam_decoder *"), b""
assert seam.seam_decoder_init(dec, ffi.NULL) == seam.SEAM_OK
for chunk in b"na\xc3", b"\xafve\n":
    memory = ffi.from_buffer("uint8_t[]", chunk)
    rest, out = ffi.new("seam_view *", (memory, len(chunk))), ffi.new("seam_view *")
    while seam.seam_decoder_next(dec, rest, out) == seam.SEAM_OK:
        text += ffi.buffer(out.data, out.len)[:]
sys.stdout.buffer.write(b"seam %s: " % ffi.string(seam.seam_version()) + text)
