#include <inttypes.h>
#include <string.h>

#include "cli.h"
#include "cli_lines.h"
#include "cli_names.h"
#include "cli_options.h"
#include "cli_order.h"
#include "cli_output.h"
#include "cli_print.h"

typedef struct steps_run {
    seam_pool *pool;
    seam_decoder decoder;
    cli_order order;
    seam_chain text; /* the output since the last line that showed it */
    uint64_t line;   /* counted from 1 */
    /* with the profile whatwg and errors=fatal, a fault drops all text of its chunk and the rest of
     * the chunk, as TextDecoder does */
    bool throws;
    /* a chunk without a fault has given text or a BOM, so that no BOM may follow */
    bool is_past_start;
} steps_run;

#define AT_LINE "steps: line %" PRIu64 ": "

static void print_hex(seam_view bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        cli_print("%02x", bytes.data[i]);
}

/* Prints the collected output, or "-", and empties it. */
static void print_text(steps_run *run)
{
    seam_view segment;
    if (seam_chain_len(&run->text) == 0)
        cli_put("-");
    for (size_t i = 0; seam_chain_next(&run->text, &i, &segment);)
        print_hex(segment);
    seam_chain_release(&run->text);
}

static void print_fault(steps_run *run)
{
    seam_fault fault = seam_decoder_fault(&run->decoder);
    cli_print("! %s %" PRIu64 " %u ", seam_reason_name(fault.reason), fault.offset,
              (unsigned)fault.len);
    print_text(run);
    cli_put("\n");
}

static void print_answer(steps_run *run)
{
    uint8_t held[4];
    size_t n_held = seam_decoder_pending(&run->decoder, held);
    print_text(run);
    cli_put(" ");
    if (n_held == 0)
        cli_put("-");
    print_hex(seam_view_of(held, n_held));
    cli_put("\n");
}

/* TextDecoder throws. The stream goes on, from its start where nothing has come out of it. */
static void throw_away(steps_run *run, seam_buf *chunk, bool ends)
{
    seam_chain_release(&run->text);
    seam_buf_release(chunk);
    if (ends || !run->is_past_start)
        seam_decoder_reset(&run->decoder);
}

static void note_answer(steps_run *run, bool ends)
{
    uint8_t held[4];
    uint64_t n_done =
        seam_decoder_offset(&run->decoder) - seam_decoder_pending(&run->decoder, held);
    run->is_past_start = !ends && (run->is_past_start || n_done > 0);
}

/* Decodes a chunk, or with an empty one after finish the rest, and answers. */
static int step(steps_run *run, seam_buf *chunk, bool ends)
{
    seam_status status;
    bool is_fault;
    seam_buf_skip(chunk, cli_order_look(&run->order, &run->decoder, seam_buf_view(chunk)));
    do {
        status = seam_decoder_push(&run->decoder, chunk, &run->text);
        is_fault = status == SEAM_EILSEQ || status == SEAM_ETRUNC;
        if (is_fault && run->throws)
            seam_chain_release(&run->text);
        if (is_fault)
            print_fault(run);
    } while (is_fault && !run->throws);
    if (status < 0 && !is_fault)
        return cli_fail_status(status);
    if (is_fault)
        throw_away(run, chunk, ends);
    else
        note_answer(run, ends);
    if (ends)
        run->is_past_start = false;
    print_answer(run);
    return cli_flush_stdout(CLI_OK);
}

static int step_end(steps_run *run)
{
    seam_buf none = seam_buf_static(seam_view_of(NULL, 0));
    seam_decoder_finish(&run->decoder);
    int code = step(run, &none, true);
    if (run->order.is_unknown)
        cli_order_restart(&run->order, &run->decoder);
    return code;
}

/* The value of a hex digit; -1 for any other character. */
static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Reads pairs of digits until something else comes, and returns how many digits there were. */
static size_t parse_hex(const char *text, uint8_t *out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int high = hex_value(text[2 * i]), low = hex_value(text[2 * i + 1]);
        if (high < 0)
            return 2 * i;
        if (low < 0)
            return 2 * i + 1;
        out[i] = (uint8_t)(high << 4 | low);
    }
    return 2 * n;
}

/* A chunk has something else than digits at `at`. */
static int refuse_digit(const steps_run *run, const char *text, size_t at)
{
    static const char form[] = "a line is hex digits, '@ KEY=VALUE...' or '.'";
    if (text[at] == ' ' || text[at] == '\t')
        return cli_fail(AT_LINE "byte %zu is a %s; %s", run->line, at + 1,
                        text[at] == ' ' ? "blank" : "tab", form);
    return cli_fail(AT_LINE "byte %zu, '%c', is no hex digit; %s", run->line, at + 1, text[at],
                    form);
}

/* A wrong character is the fault, whatever the number of digits. */
static int step_chunk(steps_run *run, const char *text, size_t len)
{
    seam_buf chunk;
    seam_status status = seam_buf_alloc(run->pool, len / 2, &chunk);
    if (status != SEAM_OK)
        return cli_fail_status(status);
    int code;
    size_t n = parse_hex(text, seam_buf_bytes_mut(&chunk), len / 2);
    if (n == len - len % 2 && n < len && hex_value(text[n]) >= 0)
        code = cli_fail(AT_LINE "odd number of hex digits", run->line);
    else
        code = n < len ? refuse_digit(run, text, n) : step(run, &chunk, false);
    seam_buf_release(&chunk);
    return code;
}

static int take_setting(const steps_run *run, char *setting, cli_policy *policy)
{
    char words[CLI_NAMES];
    char *value = strchr(setting, '=');
    if (value == NULL)
        return cli_fail(AT_LINE "'%s' is not KEY=VALUE", run->line, setting);
    *value++ = '\0';
    const cli_axis *axis = cli_axis_find(setting);
    if (axis == NULL)
        return cli_fail(AT_LINE "unknown key '%s'; the keys are: %s", run->line, setting,
                        cli_axis_keys(words));
    if (cli_axis_set(axis, value, policy))
        return CLI_OK;
    return cli_fail(AT_LINE "%s: '%s' is unknown or not built; this version has: %s", run->line,
                    setting, value, cli_axis_words(axis, words));
}

static int start_decoder(steps_run *run, char *settings)
{
    seam_decoder_options options;
    cli_policy policy;
    memset(&policy, 0, sizeof policy);
    char *rest = NULL;
    for (char *one = strtok_r(settings, " \t", &rest); one != NULL;
         one = strtok_r(NULL, " \t", &rest)) {
        int code = take_setting(run, one, &policy);
        if (code != CLI_OK)
            return code;
    }
    if (!cli_policy_options(&policy, &options) ||
        cli_order_init(&run->order, &run->decoder, &policy, &options) != SEAM_OK)
        return cli_fail(AT_LINE "these settings exclude each other", run->line);
    run->throws = policy.profile == SEAM_PROFILE_WHATWG && options.errors == SEAM_ERRORS_FATAL;
    run->is_past_start = false;
    return CLI_OK;
}

static int take_line(steps_run *run, char *line, size_t len)
{
    if (memchr(line, '\0', len) != NULL)
        return cli_fail(AT_LINE "a NUL byte", run->line);
    if (line[0] == '@')
        return start_decoder(run, line + 1);
    if (strcmp(line, ".") == 0)
        return step_end(run);
    return step_chunk(run, line, len);
}

static int take_lines(steps_run *run, cli_lines *lines)
{
    char *line;
    size_t len;
    cli_line_end end = CLI_LINE_WHOLE;
    int code = CLI_OK;
    while (code == CLI_OK && (end == CLI_LINE_WHOLE || end == CLI_LINE_TORN)) {
        end = cli_lines_next(lines, &line, &len);
        run->line++;
        if (end == CLI_LINE_WHOLE || end == CLI_LINE_TORN)
            code = take_line(run, line, len);
        else if (end != CLI_LINE_NONE)
            code = CLI_FAILED;
    }
    return code;
}

static int take_stdin(steps_run *run)
{
    static char name[] = "-";
    static char *names[] = {name};
    cli_lines lines;
    int code = cli_output_check_stdout(names, 1);
    if (code != CLI_OK)
        return code;
    code = cli_lines_open(&lines, name, SIZE_MAX);
    if (code == CLI_OK)
        code = take_lines(run, &lines);
    cli_lines_close(&lines);
    return code;
}

static int steps(int argc, char **argv)
{
    int code;
    if (!cli_options_parse(&cli_steps, argc, argv, NULL, NULL, &code))
        return code;
    steps_run run;
    memset(&run, 0, sizeof run);
    seam_status status = seam_decoder_init(&run.decoder, NULL);
    if (status == SEAM_OK)
        status = seam_pool_create(NULL, &run.pool);
    if (status != SEAM_OK)
        return cli_fail_status(status);
    seam_chain_init(&run.text, run.pool);
    code = take_stdin(&run);
    seam_chain_release(&run.text);
    seam_pool_destroy(&run.pool);
    return code;
}

const cli_command cli_steps = {
    .name = "steps",
    .summary = "show what each call gives, and what it holds back",
    .run = steps,
    .help = "usage: seam steps\n"
            "\n"
            "Read one chunk per line in hex from standard input, and show what each call of the\n"
            "decoder gives and what it holds back.\n"
            "\n"
            "  @ KEY=VALUE...   start a new decoder; no answer. Keys: from, to, errors, hold,\n"
            "                   bom, tail, unmappable, deny, profile; those left out have\n"
            "                   their defaults, or what the profile says\n"
            "  41ff42e2         a chunk; the empty line is the empty chunk\n"
            "  .                the end of the stream; the next chunk begins another\n"
            "\n"
            "Each chunk and each . is answered by one line, OUTPUT PENDING: the text in hex and\n"
            "the bytes held back, either - when there is none. With errors=fatal each fault puts\n"
            "a line before it, ! REASON OFFSET LEN OUTPUT, where OUTPUT is the text before the\n"
            "fault; the decoder resumes behind the bad bytes. With profile=whatwg as well it does\n"
            "what a fatal TextDecoder does: the text of that chunk and the rest of it are lost.\n"
            "Values are those of decode's options. Example:\n"
            "\n"
            "  @ errors=fatal\n"
            "  41ff42e2         ! invalid-byte 1 1 41\n"
            "                   42 e2\n"
            "  82               - e282\n"
            "  .                ! truncated 3 2 -\n"
            "                   - -\n"
            "\n"
            "Exit status: 0 done, 2 a line that cannot be read, wrong usage or an error of input\n"
            "or output.\n",
};
