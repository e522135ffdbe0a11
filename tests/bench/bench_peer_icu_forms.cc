/* ICU's normalizers of UTF-8 and its cluster iterator, which only its C++ interface has. */
#include <unicode/brkiter.h>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>
#include <unicode/uversion.h>

/* The headers of the benchmarks are C. */
#define _Noreturn [[noreturn]]
extern "C" {
#include "bench_texters.h"
}

namespace {

icu::StringPiece piece(const uint8_t *in, size_t len)
{
    return icu::StringPiece(reinterpret_cast<const char *>(in), static_cast<int32_t>(len));
}

size_t normalize(const icu::Normalizer2 *form, const uint8_t *in, size_t len, void *out, size_t cap)
{
    UErrorCode error = U_ZERO_ERROR;
    icu::CheckedArrayByteSink sink(static_cast<char *>(out), static_cast<int32_t>(cap));

    form->normalizeUTF8(0, piece(in, len), sink, nullptr, error);
    return U_SUCCESS(error) && !sink.Overflowed() ? static_cast<size_t>(sink.NumberOfBytesAppended())
                                                  : 0;
}

size_t is_nfc(const uint8_t *in, size_t len, void *, size_t)
{
    UErrorCode error = U_ZERO_ERROR;

    return icu::Normalizer2::getNFCInstance(error)->isNormalizedUTF8(piece(in, len), error) != 0;
}

size_t nfc(const uint8_t *in, size_t len, void *out, size_t cap)
{
    UErrorCode error = U_ZERO_ERROR;

    return normalize(icu::Normalizer2::getNFCInstance(error), in, len, out, cap);
}

size_t nfd(const uint8_t *in, size_t len, void *out, size_t cap)
{
    UErrorCode error = U_ZERO_ERROR;

    return normalize(icu::Normalizer2::getNFDInstance(error), in, len, out, cap);
}

size_t nfkc(const uint8_t *in, size_t len, void *out, size_t cap)
{
    UErrorCode error = U_ZERO_ERROR;

    return normalize(icu::Normalizer2::getNFKCInstance(error), in, len, out, cap);
}

size_t nfkc_casefold(const uint8_t *in, size_t len, void *out, size_t cap)
{
    UErrorCode error = U_ZERO_ERROR;

    return normalize(icu::Normalizer2::getNFKCCasefoldInstance(error), in, len, out, cap);
}

/* Over UTF-16, to which the text is converted once. */
size_t clusters(const uint8_t *in, size_t len, void *, size_t)
{
    static const uint8_t *converted;
    static icu::UnicodeString text;
    static icu::BreakIterator *iterator;
    UErrorCode error = U_ZERO_ERROR;
    size_t n = 0;

    if (iterator == nullptr)
        iterator = icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), error);
    if (converted != in) {
        converted = in;
        text = icu::UnicodeString::fromUTF8(piece(in, len));
    }
    iterator->setText(text);
    while (iterator->next() != icu::BreakIterator::DONE)
        n++;
    return n;
}

const char *version()
{
    static char words[U_MAX_VERSION_STRING_LENGTH];
    UVersionInfo info;

    u_getVersion(info);
    u_versionToString(info, words);
    return words;
}

} // namespace

extern "C" const texter bench_icu_forms = {
    "icu", version,
    {nullptr, nullptr, nullptr, nullptr, nullptr, is_nfc, nfc, nfd, nfkc, nfkc_casefold, nullptr,
     clusters, nullptr}};
