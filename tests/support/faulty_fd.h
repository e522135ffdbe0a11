/* A layer between the library and its descriptors: calls that fail, are interrupted, or do half, at random or
 * one of them alone. For tests whose link_args have `faulty_fd` of meson.build. */
#ifndef SEAM_TESTS_FAULTY_FD_H
#define SEAM_TESTS_FAULTY_FD_H

#include "support.h"

/* A fault beside the values of errno: one byte goes through. */
#define FAULT_SHORT (-1)

/* What the calls do that come next. */
typedef struct faulty_fd {
    prng rng;
    unsigned fail_percent; /* EINTR, EAGAIN or EIO */
    unsigned short_percent;
    int fail_once;   /* errno of the next call alone; 0: none */
    size_t fault_at; /* the call, counted from 1, that has `fault`; 0: none */
    int fault;       /* a value of errno, or FAULT_SHORT */
    int n_io_errors;
    size_t n_calls;
    size_t offered; /* bytes of the last call */
} faulty_fd;

extern faulty_fd faults;

/* No faults, and a pair of descriptors that do not block: ends[0] reads what ends[1] writes. */
void faulty_fd_open(int ends[2], bool socket);
/* Closes one of them, if it is open. */
void faulty_fd_shut(int *end);

#endif
