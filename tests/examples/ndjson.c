/* Splits newline-delimited JSON into records, feeds them to jansson, and passes on those that are well-formed:
 * each is a slice of the input, and nothing of it is copied unless it lies over a joint. The others are told,
 * with line and column; one too long is skipped in constant memory.
 *
 *     ndjson --max 65536 --has level app.log >valid.log
 *     app.log:12:9: byte 1042: '}' expected near ','
 *
 * Exits 1 when a record was wrong, 2 after a failure. */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "options.h"

#define USAGE                                                     \
    "usage: ndjson [OPTION]... [FILE]\n"                          \
    "  --max BYTES  of a record without its end (1048576)\n"      \
    "  --has KEY    pass on only objects that have this member\n" \
    "  --strict     a last record without a line feed is wrong\n" \
    "  --quiet      pass nothing on\n"                            \
    "  --count      say at the end how many records there were\n"

typedef struct splitter {
    const char *name, *key;
    bool is_strict, is_quiet, counts;
    uint64_t max_len;
    int fd;
    seam_chain in, out;
    seam_framer framer;
    uint64_t line; /* of the record in hand, from 1 */
    uint64_t n_passed, n_wrong;
} splitter;

static void wait_for(int fd, short events)
{
    struct pollfd one = {fd, events, 0};

    (void)poll(&one, 1, -1);
}

/* Texts of jansson's quote the input: no terminal shall obey it. */
static void complain(splitter *s, uint64_t column, uint64_t offset, const char *why)
{
    s->n_wrong++;
    fprintf(stderr, "%s:%llu:%llu: byte %llu: ", s->name, (unsigned long long)s->line,
            (unsigned long long)column, (unsigned long long)offset);
    for (; *why != '\0'; why++) {
        if (*why >= ' ' && *why <= '~')
            fputc(*why, stderr);
        else
            fprintf(stderr, "\\x%02X", (unsigned)(unsigned char)*why);
    }
    fputc('\n', stderr);
}

static bool is_blank(seam_view record)
{
    static const seam_view blanks = {(const uint8_t *)" \t\r\n", 4};
    const seam_byte_set set = seam_byte_set_of(blanks);
    size_t n = 0;

    while (n < record.len && seam_byte_set_has(&set, record.data[n]))
        n++;
    return n == record.len;
}

static size_t ends_line(seam_view record)
{
    return record.data[record.len - 1] == '\n';
}

/* The record with its line feed, so that records in a row are one segment of the output. */
static seam_status pass_on(splitter *s, seam_view record)
{
    seam_buf slice;
    seam_status r = seam_chain_slice_of(&s->in, record.data, record.len, &slice);

    s->n_passed++;
    if (r == SEAM_OK && !s->is_quiet)
        r = seam_chain_add(&s->out, &slice);
    if (r == SEAM_OK && !s->is_quiet && ends_line(record) == 0)
        r = seam_chain_write(&s->out, seam_view_string("\n"));
    seam_buf_release(&slice);
    return r;
}

static seam_status take_record(splitter *s, seam_view record)
{
    const uint64_t offset = seam_framer_offset(&s->framer);
    seam_status r = SEAM_OK;
    json_error_t error;
    json_t *json;

    if (is_blank(record))
        return SEAM_OK;
    /* Without the line feed, so that what is missing is missing on this line. */
    json = json_loadb((const char *)record.data, record.len - ends_line(record), JSON_DECODE_ANY,
                      &error);
    if (json == NULL && error.text[0] == '\0') /* jansson has a text for all but this */
        return SEAM_ENOMEM;
    if (json == NULL) /* the last character that was read, and its last byte */
        complain(s, (uint64_t)error.column,
                 offset + (uint64_t)error.position - (error.position > 0 ? 1 : 0), error.text);
    else if (s->key == NULL || json_object_get(json, s->key) != NULL)
        r = pass_on(s, record);
    json_decref(json);
    return r;
}

/* ---- in and out */

static seam_status flush(splitter *s)
{
    seam_status r;
    size_t n;

    while ((r = seam_chain_write_fd(&s->out, STDOUT_FILENO, 0, &n)) == SEAM_FULL)
        wait_for(STDOUT_FILENO, POLLOUT);
    return r;
}

/* What was taken is written before more is read, so little waits. */
static seam_status refill(splitter *s)
{
    seam_status r = flush(s);
    size_t n;

    if (r != SEAM_OK)
        return r;
    while ((r = seam_chain_read_fd(&s->in, s->fd, 0, &n)) == SEAM_MORE)
        wait_for(s->fd, POLLIN);
    if (r == SEAM_EOF)
        seam_framer_finish(&s->framer);
    return r == SEAM_EOF ? SEAM_OK : r;
}

static seam_status take_frame(splitter *s, seam_status r, seam_view record)
{
    const uint64_t offset = seam_framer_offset(&s->framer);
    char why[64];

    s->line++;
    if (r == SEAM_OK)
        return take_record(s, record);
    if (r == SEAM_ETOOBIG) {
        (void)snprintf(why, sizeof(why), "longer than %llu bytes, skipped",
                       (unsigned long long)s->max_len);
        complain(s, 1, offset, why);
        return SEAM_OK;
    }
    if (r != SEAM_ETRUNC)
        return r;
    complain(s, 1, offset, "no line feed at the end");
    return SEAM_EOF;
}

static seam_status split(splitter *s)
{
    seam_status r = SEAM_OK;

    while (r == SEAM_OK) {
        seam_view record;

        r = seam_framer_next(&s->framer, &s->in, &record);
        if (r == SEAM_MORE)
            r = refill(s);
        else if (r != SEAM_EOF)
            r = take_frame(s, r, record);
    }
    if (r == SEAM_EOF && s->counts)
        r = seam_chain_printf(&s->out, "%llu records, %llu wrong\n",
                              (unsigned long long)s->n_passed, (unsigned long long)s->n_wrong);
    else if (r == SEAM_EOF)
        r = SEAM_OK;
    return r == SEAM_OK ? flush(s) : r;
}

/* ---- the program */

static bool options_of(splitter *s, char **argv)
{
    const option options[] = {{"--max", .number = &s->max_len, .max = UINT32_MAX},
                              {"--has", .text = &s->key},
                              {"--strict", .flag = &s->is_strict},
                              {"--quiet", .flag = &s->is_quiet},
                              {"--count", .flag = &s->counts},
                              {.name = NULL}};
    const int at = take_options(options, argv);

    if (at == 0 || (argv[at] != NULL && argv[at + 1] != NULL) || s->max_len == 0)
        return false;
    if (argv[at] == NULL)
        return true;
    s->name = argv[at];
    s->fd = open(s->name, O_RDONLY);
    return true;
}

static seam_status run(splitter *s)
{
    seam_framer_options options = {.kind = SEAM_FRAME_LINES_LF, .max_len = s->max_len};
    seam_status r = s->fd < 0 ? SEAM_ESYS : SEAM_OK;

    options.flags = SEAM_FRAME_KEEP | SEAM_FRAME_RESYNC | (s->is_strict ? SEAM_FRAME_NEED_END : 0);
    if (r == SEAM_OK)
        r = seam_framer_init(&s->framer, &options);
    if (r == SEAM_OK)
        r = split(s);
    if (r != SEAM_OK)
        fprintf(stderr, "ndjson: %s: line %llu: %s: %s\n", s->name, (unsigned long long)s->line,
                seam_status_name(r), r == SEAM_ESYS ? strerror(errno) : seam_status_text(r));
    return r;
}

int main(int argc, char **argv)
{
    splitter s = {.name = "-", .max_len = 1 << 20, .fd = STDIN_FILENO};
    seam_pool_stats stats;
    seam_pool *pool;
    seam_status r;

    (void)argc;
    if (!options_of(&s, argv)) {
        fputs(USAGE, stderr);
        return 2;
    }
    if (seam_pool_create(NULL, &pool) != SEAM_OK)
        return 2;
    seam_chain_init(&s.in, pool);
    seam_chain_init(&s.out, pool);
    r = run(&s);
    seam_chain_release(&s.in);
    seam_chain_release(&s.out);
    if (s.fd > STDIN_FILENO)
        close(s.fd);
    seam_pool_stats_get(pool, &stats);
    seam_pool_destroy(&pool);
    if (stats.live_blocks > 0)
        fprintf(stderr, "ndjson: %llu blocks are live\n", (unsigned long long)stats.live_blocks);
    return r != SEAM_OK || stats.live_blocks > 0 ? 2 : s.n_wrong > 0 ? 1 : 0;
}
