"""The program of consumer.c through ctypes; the library's file is the argument."""
import ctypes, sys

class View(ctypes.Structure):
    _fields_ = [("data", ctypes.c_char_p), ("len", ctypes.c_size_t)]

seam, dec, text = ctypes.CDLL(sys.argv[1]), (ctypes.c_uint64 * 16)(), b""
seam.seam_version.restype = ctypes.c_char_p
assert seam.seam_decoder_init(dec, None) == 0
for chunk in b"na\xc3", b"\xafve\n":
    rest, out = View(chunk, len(chunk)), View()
    while seam.seam_decoder_next(dec, ctypes.byref(rest), ctypes.byref(out)) == 0:
        text += ctypes.string_at(out.data, out.len)
sys.stdout.buffer.write(b"seam %s: " % seam.seam_version() + text)
