#include "bench_peers.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "bench_rust.h"

/* POSIX lets a pointer from dlsym() be a function; C has no cast for it. */
bool bench_look_up(const char *symbol, void *function)
{
    void *found = dlsym(RTLD_DEFAULT, symbol);

    memcpy(function, &found, sizeof(found));
    return found != NULL;
}

const simdutf_peer *bench_simdutf(void)
{
    static simdutf_peer peer;
    static bool asked, found;

    if (!asked) {
        asked = true;
        found = bench_look_up("_ZN7simdutf13validate_utf8EPKcm", &peer.validate) &&
                bench_look_up("_ZN7simdutf25validate_utf8_with_errorsEPKcm",
                              &peer.validate_with_errors) &&
                bench_look_up("_ZN7simdutf10count_utf8EPKcm", &peer.count) &&
                bench_look_up("_ZN7simdutf17trim_partial_utf8EPKcm", &peer.trim) &&
                bench_look_up("_ZN7simdutf16binary_to_base64EPKcmPcNS_14base64_optionsE",
                              &peer.base64_encode) &&
                bench_look_up("_ZN7simdutf16base64_to_binaryEPKcmPcNS_14base64_optionsE"
                              "NS_27last_chunk_handling_optionsE",
                              &peer.base64_decode) &&
                bench_look_up("_ZN7simdutf21base64_to_binary_safeEPKcmPcRmNS_14base64_optionsE"
                              "NS_27last_chunk_handling_optionsE",
                              &peer.base64_decode_safe) &&
                bench_look_up("_ZN7simdutf23convert_utf8_to_utf16leEPKcmPDs", &peer.utf8_utf16le) &&
                bench_look_up("_ZN7simdutf21convert_utf8_to_utf32EPKcmPDi", &peer.utf8_utf32) &&
                bench_look_up("_ZN7simdutf23convert_utf16le_to_utf8EPKDsmPc", &peer.utf16le_utf8) &&
                bench_look_up("_ZN7simdutf22convert_utf8_to_latin1EPKcmPc", &peer.utf8_latin1) &&
                bench_look_up("_ZN7simdutf21convert_utf32_to_utf8EPKDimPc", &peer.utf32_utf8) &&
                bench_look_up("_ZN7simdutf22convert_latin1_to_utf8EPKcmPc", &peer.latin1_utf8);
        if (!found)
            fprintf(stderr, "bench: simdutf is skipped: this process does not have it\n");
    }
    return found ? &peer : NULL;
}

bool bench_has_rust(void)
{
    static bool said;

    if (&bench_rust == NULL && !said)
        fprintf(stderr, "bench: simdutf8 and encoding_rs are skipped: their shim was not built\n");
    said = true;
    return &bench_rust != NULL;
}

static script_fn script;

script_fn bench_script(void)
{
    return script;
}

void bench_set_script(script_fn decode)
{
    script = decode;
}
