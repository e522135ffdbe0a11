#include "sse_http.h"

#include <fcntl.h>
#include <netdb.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_LINE   8192
#define MAX_FIELDS 100

/* What the next bytes are. */
enum { STATUS, FIELDS, CHUNK_SIZE, CHUNK, CHUNK_END, TRAILER, BODY };

int http_connect(const char *host, const char *port)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *all;
    int fd = -1;

    if (getaddrinfo(host, port, &hints, &all) != 0)
        return -1;
    for (struct addrinfo *at = all; at != NULL && fd < 0; at = at->ai_next) {
        fd = socket(at->ai_family, at->ai_socktype, at->ai_protocol);
        if (fd >= 0 && (connect(fd, at->ai_addr, at->ai_addrlen) != 0 ||
                        fcntl(fd, F_SETFL, O_NONBLOCK) != 0)) {
            close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(all);
    return fd;
}

seam_status http_ask_events(seam_chain *tx, const char *host, const char *path,
                            const seam_chain *last_id)
{
    const size_t len = seam_chain_len(last_id);
    seam_status r;

    r = seam_chain_printf(tx, "GET %s HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\n", path,
                          host);
    if (r == SEAM_OK && len > 0)
        r = seam_chain_write(tx, seam_view_string("Last-Event-ID: "));
    if (r == SEAM_OK && len > 0)
        r = seam_chain_share(tx, last_id, 0, len);
    if (r == SEAM_OK && len > 0)
        r = seam_chain_write(tx, seam_view_string("\r\n"));
    return r == SEAM_OK ? seam_chain_write(tx, seam_view_string("\r\n")) : r;
}

seam_status http_answer_init(http_answer *a)
{
    const seam_framer_options lines = {.kind = SEAM_FRAME_LINES_CRLF, .max_len = MAX_LINE};

    *a = (http_answer){.left = UINT64_MAX};
    return seam_framer_init(&a->lines, &lines);
}

static seam_status take_status(http_answer *a, seam_view line)
{
    seam_cursor at = seam_cursor_whole(line);
    uint64_t code;

    seam_cursor_expect(&at, seam_view_string("HTTP/1."));
    seam_cursor_skip(&at, 2);
    code = seam_cursor_decimal(&at, 999);
    a->code = (unsigned)code;
    a->state = FIELDS;
    return seam_cursor_ok(&at) && (code == 200 || code == 204) ? SEAM_OK : SEAM_EPROTO;
}

/* The value of a header field of this name, else nothing. */
static seam_view value_of(seam_view line, const char *name)
{
    size_t n = strlen(name);

    if (line.len < n || strncasecmp((const char *)line.data, name, n) != 0)
        return seam_view_of(NULL, 0);
    while (n < line.len && line.data[n] == ' ')
        n++;
    return seam_view_of(line.data + n, line.len - n);
}

static seam_status take_field(http_answer *a, seam_view line)
{
    const seam_view type = value_of(line, "content-type:");
    const seam_view coding = value_of(line, "transfer-encoding:");
    const seam_view len = value_of(line, "content-length:");

    if (line.len == 0) {
        a->state = a->chunked ? CHUNK_SIZE : BODY;
        if (a->code == 204)
            return SEAM_EOF;
        a->is_open = a->is_events;
        return a->is_open ? SEAM_OK : SEAM_EPROTO;
    }
    a->is_events |= type.len >= 17 && memcmp(type.data, "text/event-stream", 17) == 0;
    a->chunked |= coding.len == 7 && memcmp(coding.data, "chunked", 7) == 0;
    if (len.len > 0) {
        seam_cursor digits = seam_cursor_whole(len);

        a->left = seam_cursor_decimal(&digits, UINT64_MAX - 1);
        if (!seam_cursor_ok(&digits) || seam_cursor_left(&digits) > 0)
            return SEAM_EPROTO;
    }
    return ++a->n_fields <= MAX_FIELDS ? SEAM_OK : SEAM_EPROTO;
}

/* An extension may follow the size. */
static seam_status take_chunk_size(http_answer *a, seam_view line)
{
    seam_cursor at = seam_cursor_whole(line);

    a->left = seam_cursor_hexadecimal(&at, UINT64_MAX);
    a->state = a->left > 0 ? CHUNK : TRAILER;
    if (seam_cursor_left(&at) > 0 && seam_cursor_u8(&at) != ';')
        return SEAM_EPROTO;
    return seam_cursor_status(&at);
}

static seam_status take_head(http_answer *a, seam_view line)
{
    switch (a->state) {
    case STATUS:
        return take_status(a, line);
    case FIELDS:
        return take_field(a, line);
    case CHUNK_SIZE:
        return take_chunk_size(a, line);
    case CHUNK_END:
        a->state = CHUNK_SIZE;
        return line.len == 0 ? SEAM_OK : SEAM_EPROTO;
    default:
        return line.len == 0 ? SEAM_EOF : SEAM_OK;
    }
}

/* Moves what there is of the chunk, or of the body. SEAM_OK when all of it has been moved. */
static seam_status take_bytes(http_answer *a, seam_chain *rx, seam_chain *body)
{
    const size_t there = seam_chain_len(rx);
    const size_t n = a->left < there ? (size_t)a->left : there;
    seam_status r = seam_chain_move(body, rx, n);

    if (r != SEAM_OK)
        return r;
    a->left -= n;
    if (a->left > 0)
        return SEAM_MORE;
    if (a->state == BODY)
        return SEAM_EOF;
    a->state = CHUNK_END;
    return SEAM_OK;
}

seam_status http_answer_take(http_answer *a, seam_chain *rx, seam_chain *body)
{
    seam_status r = SEAM_OK;

    while (r == SEAM_OK) {
        seam_view line;

        if (a->state == CHUNK || a->state == BODY) {
            r = take_bytes(a, rx, body);
            continue;
        }
        r = seam_framer_next(&a->lines, rx, &line);
        if (r == SEAM_OK)
            r = take_head(a, line);
        /* What follows is not the framer's. */
        if (a->state == CHUNK || a->state == BODY)
            seam_framer_drop(&a->lines, rx);
    }
    return r;
}
