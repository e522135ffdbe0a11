/* The example server as a process, and clients of it over sockets, for drive_websocket.c. */
#ifndef WEBSOCKET_PEER_H
#define WEBSOCKET_PEER_H

#include <stdio.h>
#include <sys/types.h>

#include "websocket_cases.h"

typedef struct process {
    pid_t pid;
    FILE *out;
    char host[64];
    int port;
} process;

/* The program, and the library that lets its calls fail. The faults of those that are started from now on; NULL:
 * none (fault_rules.h). SEAM_EMULATOR, when set, is the command that runs it. */
extern const char *ws_program, *ws_layer, *ws_faults;

process start_program(const char *const *options);
/* Whether it is a server that listens now. */
bool listens(process *p);
int status_of(process *p);

/* A server that listens. */
process start_server(const char *const *options);
/* Asks it to end: it must say that nothing is in use. Returns whether the fault that was set has happened. */
bool end_server(process *p);

typedef struct client {
    int fd;
    ws_bytes got;
    bool ended; /* the server has closed, or reset */
} client;

client dial(const process *p);
/* A client that has been greeted; `more` is lines of its request. */
client dial_and_ask(const process *p, const char *more);
void hang_up(client *c);
/* The connection is reset, as when a process is killed that had bytes to read. */
void reset(client *c);

/* Sends up to `len` bytes as far as the socket takes them, and receives. Returns what was sent. */
size_t exchange(client *c, const uint8_t *data, size_t len, int timeout_ms);
void send_all(client *c, const uint8_t *data, size_t len);
/* Receives until `n` frames have come, or the end. */
void await(client *c, size_t n, bool closing);

#endif
