/* A block's reference count, shared and released by three threads: mem/slab/block.h.
 *
 * The count word has a history, as in C11: a load may read any value that is not older than what
 * its thread knows of, a read-modify-write reads and replaces the newest. With each value goes what
 * an acquire of it makes known (`shown`): a release adds what its thread knows, a read-modify-write
 * carries on what was there, a relaxed store shows nothing. Each handle stands for one write to the
 * bytes, made before its release; whoever frees must know of all of them, or it gives bytes away
 * that are still being written.
 *
 * A load that is not the newest never reads a 1: the other reference would have been made by the
 * reader. So two right releases cannot both take the short way. Two releases of one handle can
 * (TWICE), which is why a checking build (CHECKED) goes without it.
 *
 * Right: no macro, CHECKED, and CHECKED with TWICE. Each of TWICE, RELAXED_LOAD, RELAXED_RELEASE,
 * RELAXED_ACQUIRE and PLAIN_SUB is a fault that must be found. */

#define N_THREADS 3
#ifdef TWICE
#define N_HANDLES 2
#else
#define N_HANDLES 4 /* ever made */
#endif
#define N_VALUES 10

byte value[N_VALUES], shown[N_VALUES], newest;
byte oldest_known[N_THREADS]; /* index of the value */
byte known[N_THREADS];        /* handles whose writes are known, one bit each */
byte holder[N_HANDLES];       /* thread + 1; 0: not made, or released */
byte n_made, n_held, n_finished;
bool freed, caught;

inline append(v, s)
{
    value[newest + 1] = v;
    shown[newest + 1] = s;
    newest++;
    oldest_known[me] = newest
}

inline free_block()
{
    assert(!freed);
#ifndef TWICE
    assert(known[me] == (1 << n_made) - 1);
    assert(n_held == 0);
#endif
    freed = true
}

/* Any thread may be given the new handle; handing over orders what both do. */
inline share_with(other)
{
    append(value[newest] + 1, shown[newest]);
    holder[n_made] = other + 1;
    n_made++;
    n_held++;
    oldest_known[other] = newest;
    known[other] = known[other] | known[me]
}

inline share()
{
    assert(!freed);
    if
    :: share_with(0)
    :: share_with(1)
    :: share_with(2)
    fi
}

inline load()
{
    at = oldest_known[me];
    do
    :: at < newest -> at++
    :: break
    od;
    oldest_known[me] = at;
    seen = value[at];
#ifndef RELAXED_LOAD
    known[me] = known[me] | shown[at];
#endif
    at = 0
}

inline subtract()
{
#ifndef PLAIN_SUB
    seen = value[newest];
#endif
#ifndef RELAXED_ACQUIRE
    known[me] = known[me] | shown[newest];
#endif
    if
    :: seen == 0 -> caught = true
    :: else ->
#ifdef RELAXED_RELEASE
        append(seen - 1, shown[newest])
#else
        append(seen - 1, shown[newest] | known[me])
#endif
    fi
}

inline release()
{
    atomic { load() };
    if
#ifndef CHECKED
    :: seen == 1 -> atomic { append(0, 0); free_block() }
    :: seen != 1 ->
#else
    :: true ->
#endif
        atomic {
            subtract();
            if
            :: seen == 1 -> free_block()
            :: else
            fi
        }
    fi;
    seen = 0
}

/* The handle is the caller's no more, whatever the count says. */
inline give_up(h)
{
    holder[h] = 0;
    n_held--;
    known[me] = known[me] | (1 << h)
}

proctype thread(byte me)
{
    byte at, seen;

    do
    :: caught -> break
    :: atomic { n_made < N_HANDLES && (holder[0] == me + 1 || holder[1] == me + 1
#ifndef TWICE
        || holder[2] == me + 1
#endif
        ) -> share() }
    :: atomic { holder[0] == me + 1 -> give_up(0) }; release()
    :: atomic { holder[1] == me + 1 -> give_up(1) }; release()
#ifndef TWICE
    :: atomic { holder[2] == me + 1 -> give_up(2) }; release()
    :: atomic { holder[3] == me + 1 -> give_up(3) }; release()
#endif
    :: n_held == 0 -> break
    od;
    atomic {
        n_finished++;
        if
        :: n_finished == N_THREADS -> assert(freed);
#ifdef TWICE
            assert(caught)
#else
            assert(!caught)
#endif
        :: else
        fi
    }
}

init
{
    atomic {
        value[0] = 1;
        holder[0] = 1;
        n_made = 1;
        n_held = 1;
#ifdef TWICE
        /* The handle was copied: two holders, one reference. */
        holder[1] = 2;
        n_made = 2;
        n_held = 2;
#endif
        run thread(0);
        run thread(1);
        run thread(2)
    }
}
