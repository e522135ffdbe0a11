/* A command on a terminal of its own: its start, its signals, the size of its window, and its end. */
#ifndef SEAM_EXAMPLES_PTY_TERMINAL_H
#define SEAM_EXAMPLES_PTY_TERMINAL_H

#include <stdbool.h>
#include <sys/types.h>
#include <termios.h>

typedef struct terminal {
    int master; /* our side of it; does not block */
    int wake;   /* there is something to read when terminal_obey() has something to do */
    pid_t child;
    int status; /* of the command; -1: it runs */
    bool has_outer;
    struct termios outer; /* what standard input was, where that is a terminal */
} terminal;

/* Starts a command. Standard input, where it is a terminal, hands on every key from now on. */
bool terminal_open(terminal *t, char **words);

/* Hands signals on to the command, tells it of a new size, and notes its end. */
void terminal_obey(terminal *t);

/* A command that still runs is hung up on. Returns its exit status, as shells count. */
int terminal_close(terminal *t);

#endif
