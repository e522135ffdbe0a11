/* seam/encoding.h: the encodings that a decoder reads and writes, and their names.
 *
 * One enumeration serves both sides. The values are stable: saved decoders hold them.
 * Three parties name encodings differently: "latin1" is windows-1252 to a browser and ISO-8859-1 to
 * Node and to this library, so who is asked is an argument.
 * Threads: every call is safe; nothing is kept. */
#ifndef SEAM_ENCODING_H
#define SEAM_ENCODING_H

#include "base.h"
#include "view.h"

enum {
    SEAM_UTF8 = 0, /* RFC 3629 */
    SEAM_UTF16LE = 1,
    SEAM_UTF16BE = 2,
    SEAM_UTF32LE = 3,
    SEAM_UTF32BE = 4,
    SEAM_LATIN1 = 5,       /* ISO-8859-1: each byte is the code point */
    SEAM_WINDOWS_1252 = 6, /* WHATWG's: 81 8D 8F 90 9D are the control characters of that number */
    SEAM_ASCII = 7,        /* 80..FF are faults */
    /* Only to decode: bit 7 is dropped. BC becomes '<': never for data that is not trusted. */
    SEAM_ASCII_MASKED = 8,
    SEAM_WTF8 = 9, /* UTF-8 that may hold lone surrogates as well */
    /* 16..42: the other single-byte encodings of WHATWG; a byte that is not assigned is a fault. */
    SEAM_IBM866 = 16,
    SEAM_ISO_8859_2,
    SEAM_ISO_8859_3,
    SEAM_ISO_8859_4,
    SEAM_ISO_8859_5,
    SEAM_ISO_8859_6,
    SEAM_ISO_8859_7,
    SEAM_ISO_8859_8,
    SEAM_ISO_8859_8_I,
    SEAM_ISO_8859_10,
    SEAM_ISO_8859_13,
    SEAM_ISO_8859_14,
    SEAM_ISO_8859_15,
    SEAM_ISO_8859_16,
    SEAM_KOI8_R,
    SEAM_KOI8_U,
    SEAM_MACINTOSH,
    SEAM_WINDOWS_874,
    SEAM_WINDOWS_1250,
    SEAM_WINDOWS_1251,
    SEAM_WINDOWS_1253,
    SEAM_WINDOWS_1254,
    SEAM_WINDOWS_1255,
    SEAM_WINDOWS_1256,
    SEAM_WINDOWS_1257,
    SEAM_WINDOWS_1258,
    SEAM_X_MAC_CYRILLIC = 42,
    SEAM_ENCODING_NONE = 255 /* as `to`: nothing comes out; as a result: there is no such name */
};

/* The machine's own byte order. */
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
enum { SEAM_UTF16 = SEAM_UTF16BE, SEAM_UTF32 = SEAM_UTF32BE };
#else
enum { SEAM_UTF16 = SEAM_UTF16LE, SEAM_UTF32 = SEAM_UTF32LE };
#endif

/* Whose names. */
enum {
    SEAM_NAMES_SEAM = 0, /* "utf-8", "utf-16le", "latin1", "wtf-8" ...: exactly so */
    SEAM_NAMES_WHATWG,   /* labels of the Encoding standard, in any case, white space around them;
                            "latin1" and "ascii" are windows-1252 */
    SEAM_NAMES_NODE      /* those of Node's StringDecoder, in any case */
};

SEAM_BEGIN_DECLS

/**
 * Find the encoding that a name stands for.
 *
 * @param      name   Borrowed. With SEAM_NAMES_WHATWG, TAB, LF, FF, CR and SP around it are left
 *                    out.
 * @param      names  SEAM_NAMES_*.
 *
 * Returns     An encoding; SEAM_ENCODING_NONE when there is none, the label is that of an encoding
 *             that this library lacks, or `names` is unknown.
 * Threads     Safe.
 * Cost        O(log of the number of names).
 */
SEAM_API uint8_t seam_encoding_find(seam_view name, unsigned names);

/**
 * Look at the i-th name of an encoding.
 *
 * @param      encoding  Any value.
 * @param      names     SEAM_NAMES_*.
 * @param      i         From 0; the first is the canonical one.
 *
 * Returns     The name, in lower case; NULL past the last. Static.
 * Threads     Safe.
 * Cost        O(number of names).
 */
SEAM_API const char *seam_encoding_name(unsigned encoding, unsigned names, size_t i);

/**
 * Find the encoding that a byte order mark announces: EF BB BF, FF FE or FE FF (WHATWG Encoding).
 * Never UTF-32: FF FE 00 00 is UTF-16 that begins with NUL.
 *
 * @param      start    Borrowed: the start of the stream. Three bytes decide.
 * @param[out] bom_len  Always written: the length of the mark, 0 without one.
 *
 * Returns     SEAM_UTF8, SEAM_UTF16LE, SEAM_UTF16BE, or SEAM_ENCODING_NONE.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_API uint8_t seam_encoding_sniff(seam_view start, size_t *bom_len);

SEAM_END_DECLS
#endif
