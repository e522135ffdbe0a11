/* The account of a pool with the system: it commits, decommits, maps and unmaps pages through a provider, counts their
 * bytes, and refuses what would exceed a bound. Any thread may use it; the counts are atomics. */
#ifndef SEAM_MEM_OS_ACCOUNT_H
#define SEAM_MEM_OS_ACCOUNT_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/attributes.h"
#include "mem/os/provider.h"
#include "mem/os/quota_private.h"
#include "mem/os/span.h"
#include "seam/status.h"

/* Laws, checked by seam__account_valid(): committed <= max_bytes unless that is 0; committed <= peak; committed <=
 * mapped. */
typedef struct seam__account {
    const seam__provider *provider;
    size_t page;                /* bytes, a power of two */
    uint64_t max_bytes;         /* bound on `committed`; 0: none */
    seam_quota *quota;          /* what is committed here counts as used there; NULL: none */
    _Atomic uint64_t committed; /* bytes backed by memory, or about to be */
    _Atomic uint64_t peak;      /* high-water mark of `committed` */
    _Atomic uint64_t mapped;    /* bytes of address space */
} seam__account;

void seam__account_init(seam__account *account, const seam__provider *provider, uint64_t max_bytes,
                        seam_quota *quota);

/* Adds `len` bytes, whole pages, to `committed`: SEAM_OK, or SEAM_ELIMIT with nothing changed. */
SEAM__TRY seam_status seam__account_charge(seam__account *account, size_t len);
/* Subtracts `len` bytes that were charged. */
void seam__account_refund(seam__account *account, size_t len);

/* Says whether a charge of `len` bytes would succeed now. A caller that needs several charges asks first, so that
 * a request that cannot be served does not even raise the peak. */
bool seam__account_fits(const seam__account *account, size_t len);

/* The smaller of the bounds of the account and of its quota; UINT64_MAX without either. */
uint64_t seam__account_bound(const seam__account *account);

/* Makes `len` reserved bytes at `addr` usable and charges them: SEAM_OK, SEAM_ELIMIT or
 * SEAM_ENOMEM. */
SEAM__TRY seam_status seam__account_commit(seam__account *account, void *addr, size_t len);

/* Keeps pages that have just been committed out of swap and core dumps: SEAM_OK, or SEAM_EPERM with their charge
 * refunded. */
SEAM__TRY seam_status seam__account_hide(seam__account *account, void *addr, size_t len);

/* Decommits `len` bytes, of which `charged` were charged, and refunds these. False: nothing has changed. */
bool seam__account_decommit(seam__account *account, void *addr, size_t len, size_t charged);

/* Maps `len` bytes, whole pages that read as zero, and charges `charged` of them: the caller charges the others before
 * it writes to them. NULL: the account or the system does not allow it. */
void *seam__account_map(seam__account *account, size_t len, size_t charged);

/* Reserves at least `len` bytes of address space, so that `at` bytes after its start the address is a multiple of
 * `align`, a power of two. What is reserved beyond that is unmapped, unless the system refuses. False: nothing has
 * changed. */
bool seam__account_reserve(seam__account *account, size_t len, size_t align, size_t at,
                           seam__span *out);

/* Unmaps a span, of which `committed` bytes were charged, and refunds these. False: nothing has changed. */
bool seam__account_unmap(seam__account *account, seam__span span, size_t committed);

/* The laws of the struct. No other thread uses the account meanwhile. */
bool seam__account_valid(const seam__account *account);

#endif
