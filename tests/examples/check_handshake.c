/* The example's handshake without a socket: requests in every cut, and what is answered to offers. */
#include <string.h>

#include "websocket_session.h"

static void check_request(const char *request, const char *first_line)
{
    const size_t len = strlen(request);

    what_is_run = request;
    for (size_t cut = 0; cut <= len; cut++) {
        session s;

        open_session(&s, &plain, 0);
        s.in_block = true;
        feed(&s, (const uint8_t *)request, cut);
        feed(&s, (const uint8_t *)request + cut, len - cut);
        CHECK(s.last == SEAM_EOF);
        CHECK(s.got.len > strlen(first_line) &&
              memcmp(s.got.data, first_line, strlen(first_line)) == 0);
        close_session(&s);
    }
}

#define ASK   "GET / HTTP/1.1\r\n"
#define WANTS "Upgrade: websocket\r\nConnection: Upgrade\r\n"
#define KEY   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
#define V13   "Sec-WebSocket-Version: 13\r\n"

static void check_requests(void)
{
    static const struct {
        const char *request, *answer;
    } cases[] = {
        {"POST / HTTP/1.1\r\n" WANTS KEY V13 "\r\n", "HTTP/1.1 405 "},
        {ASK "Host: x\r\n\r\n", "HTTP/1.1 426 "},
        {ASK WANTS KEY "Sec-WebSocket-Version: 8\r\n\r\n", "HTTP/1.1 426 "},
        {ASK WANTS KEY V13 "Sec-WebSocket-Version: 8\r\n\r\n", "HTTP/1.1 426 "},
        {ASK "Upgrade: h2c\r\nConnection: Upgrade\r\n" KEY V13 "\r\n", "HTTP/1.1 426 "},
        {ASK WANTS V13 "\r\n", "HTTP/1.1 400 "},
        {ASK WANTS V13 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=\r\n", "HTTP/1.1 400 "},
        {ASK WANTS V13 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZSEh\r\n", "HTTP/1.1 400 "},
        {ASK WANTS V13 KEY KEY, "HTTP/1.1 400 "},
        {"GET / HTTP/1.0\r\n", "HTTP/1.1 400 "},
        {"GET  HTTP/1.1\r\n", "HTTP/1.1 400 "},
        {"\r\n\r\n", "HTTP/1.1 400 "},
        {"GET / HTTP/1.1\n", "HTTP/1.1 400 "},
        {ASK "Host : x\r\n", "HTTP/1.1 400 "},
        {ASK "Host: x\r\n y\r\n", "HTTP/1.1 400 "},
        {ASK "no colon\r\n", "HTTP/1.1 400 "},
        {ASK ": no name\r\n", "HTTP/1.1 400 "},
    };
    ws_bytes long_one = {NULL, 0, 0};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        check_request(cases[i].request, cases[i].answer);
    ws_bytes_add(&long_one, ASK, strlen(ASK));
    for (int i = 0; i < 101; i++)
        ws_bytes_add(&long_one, "A: b\r\n", 6);
    ws_bytes_add(&long_one, "", 1);
    check_request((const char *)long_one.data, "HTTP/1.1 431 ");
    long_one.len = strlen(ASK);
    for (int i = 0; i < 5000; i++)
        ws_bytes_add(&long_one, "z", 1);
    ws_bytes_add(&long_one, "", 1);
    check_request((const char *)long_one.data, "HTTP/1.1 431 ");
    ws_bytes_free(&long_one);
}

/* What is answered to an offer, with and without windows that go on. */
static void check_offers(void)
{
    static const struct {
        const char *offer, *answer, *alone; /* NULL: none is taken */
    } cases[] = {
        {"permessage-deflate", "", "; server_no_context_takeover; client_no_context_takeover"},
        {"permessage-deflate; client_max_window_bits", "",
         "; server_no_context_takeover; client_no_context_takeover"},
        {"permessage-deflate; client_max_window_bits=\"9\"; server_max_window_bits=\"10\"",
         "; server_max_window_bits=10",
         "; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10"},
        {"permessage-deflate; server_no_context_takeover", "; server_no_context_takeover",
         "; server_no_context_takeover; client_no_context_takeover"},
        {"permessage-deflate ;client_no_context_takeover", "; client_no_context_takeover",
         "; server_no_context_takeover; client_no_context_takeover"},
        {"permessage-deflate; server_max_window_bits=8, permessage-deflate", "",
         "; server_no_context_takeover; client_no_context_takeover"},
        {"x-webkit-deflate-frame, permessage-deflate;server_max_window_bits=15",
         "; server_max_window_bits=15",
         "; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=15"},
        {"permessage-deflate; server_max_window_bits=16", NULL, NULL},
        {"permessage-deflate; server_max_window_bits", NULL, NULL},
        {"permessage-deflate; server_max_window_bits=0x9", NULL, NULL},
        {"permessage-deflate; client_max_window_bits=7", NULL, NULL},
        {"permessage-deflate; server_no_context_takeover=1", NULL, NULL},
        {"permessage-deflate; server_no_context_takeover; server_no_context_takeover", NULL, NULL},
        {"permessage-deflate; unknown", NULL, NULL},
        {"permessage-inflate", NULL, NULL},
        {",,", NULL, NULL},
    };
    static const ws_options alone = {1 << 20, 64 << 10, true, false};
    static const ws_options none = {1 << 20, 64 << 10, false, true};

    for (size_t i = 0; i < 3 * sizeof(cases) / sizeof(cases[0]); i++) {
        const ws_options *options[] = {&plain, &alone, &none};
        const char *offer = cases[i / 3].offer;
        const char *answers[] = {cases[i / 3].answer, cases[i / 3].alone, NULL};
        const char *answer = answers[i % 3];
        ws_bytes bytes = {NULL, 0, 0};
        char line[200];
        session s;

        what_is_run = offer;
        (void)snprintf(line, sizeof(line), "Sec-WebSocket-Extensions: %s\r\n", offer);
        ws_ask(&bytes, line);
        open_session(&s, options[i % 3], 0);
        feed(&s, bytes.data, bytes.len);
        ws_bytes_add(&s.got, "", 1);
        (void)snprintf(line, sizeof(line), "Sec-WebSocket-Extensions: permessage-deflate%s\r\n",
                       answer != NULL ? answer : "");
        CHECK((strstr((const char *)s.got.data, "Extensions") != NULL) == (answer != NULL));
        CHECK(answer == NULL || strstr((const char *)s.got.data, line) != NULL);
        close_session(&s);
        ws_bytes_free(&bytes);
    }
}

int main(void)
{
    CHECK(seam_pool_create(NULL, &shared_pool) == SEAM_OK);
    check_requests();
    check_offers();
    seam_pool_destroy(&shared_pool);
    return 0;
}
