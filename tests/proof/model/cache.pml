/* Two threads with a cache and a transfer cache each, the depot behind them, and a third that trims the pool,
 * taking the caches over whose owners are not inside, and then destroys it: mem/cache/cache.h, mem/cache/refill.c, mem/cache/thread.c, mem/slab/depot_transfer.c, base/barrier.h.
 *
 * What hardware does is part of the model: the plain stores of an owner wait in a store buffer and
 * reach memory one by one, in order, at any later moment. So `busy = 1` may still be in the buffer
 * when `pending` is read, which is the case that the heavy barrier is for. Lock operations and
 * read-modify-writes empty the buffer of their own thread, the heavy barrier those of the others.
 * What is done under a lock, the depot's or a transfer cache's, is one step: nobody else can look at it half
 * done. To the depot a block in a transfer cache is live.
 *
 * A block is in one place at a time: each move says where it must be coming from. Owners allocate,
 * release what anybody has allocated, release the rest when nobody allocates any more, and exit. In
 * the end every block is in the depot, and the pool was torn down once, after the last access.
 *
 * Right: no macro, or STRONG, the way without membarrier. Each of NO_BARRIER, NO_WAIT, CHECK_FIRST,
 * EARLY_LEAVE, NO_ORDER, FORGET_SELF, FORGET_TRANSFER, CLEAR_FIRST, TAKE_INSIDE and TAKE_UNASKED is a fault
 * that must be found. */

#define N_BLOCKS 3
#define CAP      1
#ifndef N_OPS
#define N_OPS 1 /* of each owner while it may allocate */
#endif

#define FLUSH  1
#define CLOSED 2
#define TAKEN  4

/* Places of a block; in the cache of owner i it is CACHED + i, in its transfer cache IN_TRANSFER + i. */
#define IN_DEPOT    0
#define LIVE        1
#define IN_HAND     2
#define CACHED      3
#define IN_TRANSFER 5
byte where[N_BLOCKS];

/* Addresses of a cache's fields. A magazine is a set of blocks, one bit each. */
#define BUSY     0
#define MAGAZINE 1

/* Each owner's stores on their way to memory, and what its own loads see: the newest of them. */
chan stores[2] = [4] of { bit, byte };
byte own[2];
/* What everybody else sees. */
bool busy[2];
byte magazine[2], pending[2];

bool registry_locked, listed[2], closed[2];
byte n_live, remaining;
bool dying, torn;
byte n_done_allocating, n_exited;

#define lock_registry()   atomic { !registry_locked -> registry_locked = true }
#define unlock_registry() registry_locked = false

inline land(i)
{
    stores[i] ? at, value;
    assert(!torn);
    if
    :: at == BUSY -> busy[i] = value
    :: at == MAGAZINE -> magazine[i] = value
    fi;
    at = 0;
    value = 0
}

/* The hardware of owner i. */
proctype buffer(byte i)
{
    bit at;
    byte value;
end:
    do
    :: d_step { len(stores[i]) > 0 -> land(i) }
    od
}

inline fence(i)
{
    d_step {
        do
        :: len(stores[i]) > 0 -> land(i)
        :: len(stores[i]) == 0 -> break
        od
    }
}

/* Blocks are alike, so it does not matter which one of several is taken. */
inline first_of(set)
{
    if
    :: set & 1 -> block = 0
    :: !(set & 1) && (set & 2) -> block = 1
    :: !(set & 3) -> assert(set & 4); block = 2
    fi
}

inline first_at(place)
{
    if
    :: where[0] == place -> block = 0
    :: where[0] != place && where[1] == place -> block = 1
    :: where[0] != place && where[1] != place -> assert(where[2] == place); block = 2
    fi
}

#define any_at(place) (where[0] == place || where[1] == place || where[2] == place)
#define size(set)     ((set & 1) + ((set >> 1) & 1) + ((set >> 2) & 1))

/* ---- an owner inside its cache */

inline enter()
{
#ifdef CHECK_FIRST
    inside = pending[me] == 0;
    stores[me] ! BUSY, 1;
#else
    stores[me] ! BUSY, 1;
#ifdef STRONG
    fence(me);
#endif
    inside = pending[me] == 0;
#endif
    if
    :: inside
    :: else -> leave()
    fi
}

inline leave()
{
    stores[me] ! BUSY, 0
}

inline pop(to)
{
    first_of(own[me]);
    assert(where[block] == CACHED + me && !closed[me]);
    where[block] = to;
    own[me] = own[me] & ~(1 << block);
    stores[me] ! MAGAZINE, own[me]
}

inline push()
{
    assert(where[block] == IN_HAND && !closed[me]);
    where[block] = CACHED + me;
    own[me] = own[me] | (1 << block);
    stores[me] ! MAGAZINE, own[me]
}

inline take_one()
{
    enter();
    if
    :: inside ->
        if
        :: atomic { own[me] != 0 -> pop(LIVE); got = true }
        :: own[me] == 0
        fi;
        leave()
    :: else
    fi
}

inline put_one()
{
    enter();
    if
    :: inside ->
#ifdef EARLY_LEAVE
        leave();
#endif
        if
        :: atomic { size(own[me]) < CAP -> block = mine; push(); got = true }
        :: size(own[me]) == CAP
        fi;
#ifndef EARLY_LEAVE
        leave()
#endif
    :: else
    fi
}

/* ---- between cache, transfer caches and depot; each step is under the lock of the depot or of transfer caches */

inline to_depot(from)
{
    assert(!torn && where[block] == from);
    where[block] = IN_DEPOT;
    n_live--
}

inline flush(count)
{
    atomic {
        fence(me);
        left = count;
        do
        :: left > 0 && own[me] != 0 -> pop(IN_HAND); fence(me); to_depot(IN_HAND); left--
        :: else -> break
        od;
        left = 0
    }
}

/* From the full magazine to the own transfer cache, which has room for one block. */
inline overflow()
{
    atomic {
        fence(me);
        assert(!torn);
        if
        :: own[me] != 0 && !any_at(IN_TRANSFER + me) -> pop(IN_TRANSFER + me)
        :: else
        fi;
        fence(me)
    }
}

inline refill_from(place)
{
    if
    :: any_at(place) -> first_at(place); where[block] = IN_HAND; push(); got = true
    :: else
    fi
}

inline refill_from_own()
{
    atomic {
        fence(me);
        assert(!torn);
        refill_from(IN_TRANSFER + me);
        fence(me)
    }
}

/* And brings another block along. */
inline refill_from_other()
{
    atomic {
        fence(me);
        assert(!torn);
        refill_from(IN_TRANSFER + 1 - me);
        if
        :: got && any_at(IN_TRANSFER + 1 - me) && !any_at(IN_TRANSFER + me) ->
            first_at(IN_TRANSFER + 1 - me);
            where[block] = IN_TRANSFER + me
        :: else
        fi;
        block = 0;
        fence(me)
    }
}

inline refill_from_depot()
{
    atomic {
        fence(me);
        assert(!torn);
        refill_from(IN_DEPOT);
        if
        :: got -> n_live++
        :: else
        fi;
        fence(me)
    }
}

inline refill()
{
    refill_from_own();
    if
    :: got
    :: else -> refill_from_other()
    fi;
    if
    :: got
    :: else -> refill_from_depot()
    fi;
    got = false
}

inline take_from_depot()
{
    atomic {
        fence(me);
        assert(!torn);
        if
        :: any_at(IN_TRANSFER) -> first_at(IN_TRANSFER); where[block] = LIVE
        :: !any_at(IN_TRANSFER) && any_at(IN_TRANSFER + 1) -> first_at(IN_TRANSFER + 1); where[block] = LIVE
        :: !any_at(IN_TRANSFER) && !any_at(IN_TRANSFER + 1) && any_at(IN_DEPOT) ->
            first_at(IN_DEPOT);
            where[block] = LIVE;
            n_live++
        :: else
        fi;
        block = 0
    }
}

inline put_to_depot()
{
    atomic {
        fence(me);
        block = mine;
        to_depot(IN_HAND);
        block = 0;
        last = dying
    }
}

inline drop()
{
    atomic {
        assert(remaining > 0);
        remaining--;
        if
        :: remaining == 0 ->
            assert(!torn && n_live == 0);
            assert(where[0] == IN_DEPOT && where[1] == IN_DEPOT && where[2] == IN_DEPOT);
            torn = true
        :: else
        fi
    }
}

/* Goes in, obeying an order to flush first. */
inline go_in()
{
    enter();
    if
    :: inside
    :: else ->
        atomic {
            fence(me);
            tasks = 0;
            may = !(pending[me] & (TAKEN | CLOSED));
            if
            :: may -> tasks = pending[me]; pending[me] = 0
            :: else
            fi
        };
        if
        :: may ->
            enter();
            if
            :: inside && tasks -> flush(CAP); leave(); enter()
            :: inside && !tasks
            :: !inside -> pending[me] = pending[me] | tasks
            fi
        :: else
        fi;
        d_step { may = false; tasks = 0 }
    fi
}

inline forget()
{
    d_step { got = false; last = false; inside = false; block = 0; mine = 0 }
}

inline allocate()
{
    take_one();
    if
    :: got
    :: else ->
        go_in();
        if
        :: inside ->
            if
            :: own[me] == 0 -> refill()
            :: else
            fi;
            leave();
            take_one()
        :: else
        fi
    fi;
    if
    :: got
    :: else -> take_from_depot()
    fi;
    forget()
}

inline release()
{
    put_one();
    if
    :: got
    :: else ->
        go_in();
        if
        :: inside ->
            if
            :: size(own[me]) == CAP -> overflow()
            :: else
            fi;
            if
            :: size(own[me]) == CAP -> flush(1)
            :: else
            fi;
            leave();
            put_one()
        :: else
        fi
    fi;
    if
    :: got
    :: else ->
        put_to_depot();
        if
        :: last -> drop()
        :: else
        fi
    fi;
    forget()
}

/* Whoever allocated it handed it over. */
inline pick_live()
{
    first_at(LIVE);
    where[block] = IN_HAND;
    mine = block;
    block = 0
}

inline exit_thread()
{
    lock_registry();
    if
    :: listed[me] -> flush(CAP); listed[me] = false
    :: else
    fi;
    unlock_registry();
    n_exited++
}

proctype owner(byte me)
{
    byte block, mine, left, ops, value, tasks;
    bit at;
    bool inside, got, last, may;

    do
    :: atomic { ops < N_OPS -> ops++ }; allocate()
    :: atomic { ops < N_OPS && any_at(LIVE) -> ops++; pick_live() }; release()
    :: ops == N_OPS -> break
    od;
    atomic { ops = 0; n_done_allocating++ };
    do
    :: atomic { any_at(LIVE) -> pick_live() }; release()
    :: n_done_allocating == 2 && !any_at(LIVE) -> break
    od;
    exit_thread()
}

/* ---- the third thread */

inline empty_cache(i)
{
    do
    :: magazine[i] != 0 ->
        first_of(magazine[i]);
        magazine[i] = magazine[i] & ~(1 << block);
        to_depot(CACHED + i)
    :: else -> break
    od;
    block = 0;
    own[i] = 0
}

inline close(i)
{
#ifndef NO_WAIT
    !busy[i];
#endif
    atomic {
        empty_cache(i);
        closed[i] = true;
        listed[i] = false
    }
}

/* One that is inside obeys at its next call. */
inline take_over(i)
{
    if
#ifdef TAKE_INSIDE
    :: atomic { true -> empty_cache(i) }
#else
    :: !busy[i] -> atomic { empty_cache(i) }
    :: busy[i] -> pending[i] = pending[i] | FLUSH
#endif
    fi;
    pending[i] = pending[i] & ~TAKEN
}

/* Under the lock of the depot. */
inline clear_transfer_caches()
{
    do
    :: any_at(IN_TRANSFER) -> first_at(IN_TRANSFER); to_depot(IN_TRANSFER)
    :: !any_at(IN_TRANSFER) && any_at(IN_TRANSFER + 1) -> first_at(IN_TRANSFER + 1); to_depot(IN_TRANSFER + 1)
    :: else -> break
    od;
    block = 0
}

proctype destroyer()
{
    byte block, value;
    bit at;

    lock_registry();
#ifndef TAKE_UNASKED
    pending[0] = pending[0] | TAKEN;
    pending[1] = pending[1] | TAKEN;
#endif
#if !defined(NO_BARRIER) && !defined(STRONG)
    fence(0);
    fence(1);
#endif
    take_over(0);
    take_over(1);
    unlock_registry();
    atomic { clear_transfer_caches() };

    n_done_allocating == 2;
#ifdef CLEAR_FIRST
    atomic { clear_transfer_caches() };
#endif
    lock_registry();
#ifndef NO_ORDER
    pending[0] = CLOSED;
    pending[1] = CLOSED;
#endif
#if !defined(NO_BARRIER) && !defined(STRONG)
    fence(0);
    fence(1);
#endif
    close(0);
    close(1);
    unlock_registry();

    atomic {
#if !defined(FORGET_TRANSFER) && !defined(CLEAR_FIRST)
        clear_transfer_caches();
#endif
        dying = true;
#ifdef FORGET_SELF
        remaining = n_live
#else
        remaining = n_live + 1
#endif
    };
    drop();
    n_exited == 2;
    assert(torn)
}

init
{
    atomic {
        listed[0] = true;
        listed[1] = true;
        run buffer(0);
        run buffer(1);
        run owner(0);
        run owner(1);
        run destroyer()
    }
}
