/* Which calls fail, or do less than they were asked for: rules out of the environment.
 *
 *     SEAM_FAULTS=RULE[,RULE]...
 *     CALL:KIND:N     the N-th call, counted from 1
 *     CALL:KIND:N+    that one, and all behind it
 *     CALL:KIND:N%    so many calls of a hundred, at random
 *     seed=N          of what is random
 *     most=N          bytes of a short call at most (1)
 *
 * CALL is alloc, malloc, calloc, mmap, read or write. KIND is memory for all but the last two; for those it is
 * short (it takes a few bytes), again (EAGAIN), interrupted (EINTR), failed (EIO). Several rules of one call count
 * it one by one; the first that applies decides. At the end "fault: not reached" is said on standard error when a
 * call did not come N times.
 *
 * faults.c is the layer for calls of the C library, faulty_alloc.c for allocations of a program that is linked with
 * the library's objects. */
#ifndef FAULT_RULES_H
#define FAULT_RULES_H

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum fault {
    FAULT_NONE,
    FAULT_MEMORY,
    FAULT_SHORT,
    FAULT_AGAIN,
    FAULT_INTERRUPTED,
    FAULT_FAILED
} fault;

typedef struct fault_rule {
    char call[8], how[2]; /* how: "", "+" or "%" */
    fault kind;
    unsigned long n, n_calls;
} fault_rule;

static struct {
    fault_rule rules[8];
    size_t n_rules;
    uint64_t rng;
    unsigned long most;
} faults = {.rng = 1, .most = 1};

static void fault_add_rule(const char *text)
{
    static const char *const kinds[] = {"none",  "memory",      "short",
                                        "again", "interrupted", "failed"};
    fault_rule rule = {.kind = FAULT_NONE};
    char kind[16];

    if (sscanf(text, "seed=%lu", &rule.n) == 1) {
        faults.rng = rule.n;
        return;
    }
    if (sscanf(text, "most=%lu", &faults.most) == 1)
        return;
    if (sscanf(text, "%7[a-z]:%15[a-z]:%lu%1[+%]", rule.call, kind, &rule.n, rule.how) >= 3) {
        for (int i = FAULT_MEMORY; i <= FAULT_FAILED; i++) {
            if (strcmp(kinds[i], kind) == 0)
                rule.kind = (fault)i;
        }
    }
    if (rule.kind == FAULT_NONE ||
        faults.n_rules == sizeof(faults.rules) / sizeof(faults.rules[0])) {
        fprintf(stderr, "fault: no rule: %s\n", text);
        abort();
    }
    faults.rules[faults.n_rules++] = rule;
}

/* Before main(). What the program starts has no faults. */
__attribute__((constructor)) static void fault_read_rules(void)
{
    const char *at = getenv("SEAM_FAULTS");

    (void)unsetenv("LD_PRELOAD");
    while (at != NULL && *at != '\0') {
        char rule[64] = "";

        memcpy(rule, at, strcspn(at, ",") < sizeof(rule) ? strcspn(at, ",") : sizeof(rule) - 1);
        fault_add_rule(rule);
        at += strcspn(at, ",");
        at += *at == ',';
    }
}

__attribute__((destructor)) static void fault_say_when_not_reached(void)
{
    for (size_t i = 0; i < faults.n_rules; i++) {
        if (faults.rules[i].how[0] != '%' && faults.rules[i].n_calls < faults.rules[i].n)
            fputs("fault: not reached\n", stderr);
    }
}

static unsigned long fault_below(unsigned long n)
{
    faults.rng = faults.rng * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned long)(faults.rng >> 33) % n;
}

/* What this call is to do. */
static fault fault_next(const char *call)
{
    fault found = FAULT_NONE;

    for (size_t i = 0; i < faults.n_rules; i++) {
        fault_rule *rule = &faults.rules[i];

        if (strcmp(rule->call, call) != 0)
            continue;
        rule->n_calls++;
        if (found == FAULT_NONE && (rule->how[0] == '%'   ? fault_below(100) < rule->n
                                    : rule->how[0] == '+' ? rule->n_calls >= rule->n
                                                          : rule->n_calls == rule->n))
            found = rule->kind;
    }
    return found;
}

#endif
