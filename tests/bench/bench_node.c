/* The benchmarks as a Node-API addon: run(script) runs them, in a process that has simdutf, with
 * the decoders of bench_stream.js among the peers. The arguments are the words of SEAM_BENCH_ARGS. */
#include <node_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "bench_peers.h"

#define MAX_ARGS 8

/* ---- the script */

static struct {
    napi_env env;
    napi_value decode;
    /* The text of the last call, which is handed over once. */
    napi_ref bytes;
    bool has_bytes;
} script;

static void check(napi_status status)
{
    bench_require(status == napi_ok, "a call of Node-API, or what it called");
}

/* Another text may lie where the last one lay. */
static bool is_last(const uint8_t *data, size_t len, napi_value *bytes)
{
    void *last;
    size_t last_len;

    if (!script.has_bytes)
        return false;
    check(napi_get_reference_value(script.env, script.bytes, bytes));
    check(napi_get_buffer_info(script.env, *bytes, &last, &last_len));
    return last_len == len && memcmp(last, data, len) == 0;
}

/* The text as a Buffer, the same one as long as the text is the same. */
static napi_value bytes_of(const uint8_t *data, size_t len)
{
    napi_value bytes;

    if (is_last(data, len, &bytes))
        return bytes;
    if (script.has_bytes)
        check(napi_delete_reference(script.env, script.bytes));
    check(napi_create_buffer_copy(script.env, len, data, NULL, &bytes));
    check(napi_create_reference(script.env, bytes, 1, &script.bytes));
    script.has_bytes = true;
    return bytes;
}

static void decode_in_script(const char *name, const uint8_t *data, size_t len, size_t chunk,
                             size_t reps)
{
    napi_handle_scope scope;
    napi_value words[4];
    napi_value undefined;
    napi_value result;
    int64_t n_units = 0;

    check(napi_open_handle_scope(script.env, &scope));
    check(napi_get_undefined(script.env, &undefined));
    check(napi_create_string_utf8(script.env, name, NAPI_AUTO_LENGTH, &words[0]));
    words[1] = bytes_of(data, len);
    check(napi_create_int64(script.env, (int64_t)chunk, &words[2]));
    check(napi_create_int64(script.env, (int64_t)reps, &words[3]));
    check(napi_call_function(script.env, undefined, script.decode, 4, words, &result));
    check(napi_get_value_int64(script.env, result, &n_units));
    bench_require(n_units > 0, "the script decodes");
    check(napi_close_handle_scope(script.env, scope));
}

/* ---- the addon */

static int run_with_environment(void)
{
    const char *given = getenv("SEAM_BENCH_ARGS");
    char words[256] = "";
    char *argv[MAX_ARGS + 1] = {words + sizeof(words) - 1};
    char *rest = NULL;
    int argc = 1;

    if (given != NULL)
        snprintf(words, sizeof(words) - 1, "%s", given);
    for (char *word = strtok_r(words, " ", &rest); word != NULL && argc < MAX_ARGS;
         word = strtok_r(NULL, " ", &rest))
        argv[argc++] = word;
    return bench_main(argc, argv);
}

/* Node says which simdutf it was built with; the environment says for which CPU it is to work, if not for this one. */
static void note_simdutf_version(napi_env env)
{
    static const char question[] =
        "[process.versions.simdutf, "
        "process.env.SIMDUTF_FORCE_IMPLEMENTATION].filter(Boolean).join(' ')";
    static const char *const names[] = {"simdutf", "simdutf-by-hand", "simdutf-safe",
                                        "simdutf+memcpy"};
    static char words[32];
    napi_value source;
    napi_value answer;

    check(napi_create_string_utf8(env, question, sizeof(question) - 1, &source));
    check(napi_run_script(env, source, &answer));
    check(napi_get_value_string_utf8(env, answer, words, sizeof(words), NULL));
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        bench_note_version(names[i], words);
}

static void note_node_version(napi_env env)
{
    static char words[32];
    const napi_node_version *node;

    check(napi_get_node_version(env, &node));
    snprintf(words, sizeof(words), "node %u.%u.%u", node->major, node->minor, node->patch);
    bench_note_version("StringDecoder", words);
    bench_note_version("TextDecoder", words);
}

static napi_value run(napi_env env, napi_callback_info info)
{
    size_t n_args = 1;
    int status;

    check(napi_get_cb_info(env, info, &n_args, &script.decode, NULL, NULL));
    script.env = env;
    if (n_args == 1) {
        bench_set_script(decode_in_script);
        note_node_version(env);
    }
    note_simdutf_version(env);
    status = run_with_environment();
    fflush(stdout);
    if (status != 0)
        exit(status);
    return NULL;
}

static napi_value init(napi_env env, napi_value exports)
{
    napi_value function;

    check(napi_create_function(env, "run", NAPI_AUTO_LENGTH, run, NULL, &function));
    check(napi_set_named_property(env, exports, "run", function));
    return exports;
}

NAPI_MODULE(bench, init)
