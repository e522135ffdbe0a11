/* A pool's account with the system: where its pages come from, how many it may have, how many it
 * has. Any thread may use it; counts are atomics. */
#ifndef SEAM_MEM_OS_ACCOUNT_H
#define SEAM_MEM_OS_ACCOUNT_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/attributes.h"
#include "mem/os/provider.h"
#include "mem/os/quota_private.h"
#include "mem/os/span.h"
#include "seam/status.h"

/* Laws: committed <= max_bytes unless that is 0; committed <= peak; committed <= mapped. */
typedef struct seam__account {
    const seam__provider *provider;
    size_t page;        /* bytes, a power of two */
    uint64_t max_bytes; /* 0 = no bound */
    seam_quota *quota;  /* NULL = none; what is committed here is used there */
    _Atomic uint64_t committed;
    _Atomic uint64_t peak;
    _Atomic uint64_t mapped;
} seam__account;

void seam__account_init(seam__account *account, const seam__provider *provider, uint64_t max_bytes,
                        seam_quota *quota);

/* Adds `len` to what is committed: SEAM_OK, or SEAM_ELIMIT with nothing changed. */
SEAM__TRY seam_status seam__account_charge(seam__account *account, size_t len);
void seam__account_refund(seam__account *account, size_t len);

/* Says whether a charge of `len` would succeed now, so that a request that cannot be served changes
 * nothing, not even the peak. */
bool seam__account_fits(const seam__account *account, size_t len);

/* The smaller of the bounds of the account and of its quota; UINT64_MAX without either. */
uint64_t seam__account_bound(const seam__account *account);

/* Makes `len` reserved bytes at `addr` usable and charges them: SEAM_OK, SEAM_ELIMIT or
 * SEAM_ENOMEM. */
SEAM__TRY seam_status seam__account_commit(seam__account *account, void *addr, size_t len);

/* Hides pages that have just been committed: SEAM_OK, or SEAM_EPERM with their charge given back. */
SEAM__TRY seam_status seam__account_hide(seam__account *account, void *addr, size_t len);

/* Gives the memory of pages back, `charged` bytes of which were charged. False: nothing has changed. */
bool seam__account_decommit(seam__account *account, void *addr, size_t len, size_t charged);

/* Maps `len` bytes, whole pages, that read as zero, and charges `charged` of them: the others will be
 * charged before they are written to. NULL when the account or the system does not allow it. */
void *seam__account_map(seam__account *account, size_t len, size_t charged);

/* Reserves at least `len` bytes so that `at` bytes behind the start there is a multiple of `align`,
 * a power of two. The excess is given back as far as the system takes it. False: nothing has
 * changed. */
bool seam__account_reserve(seam__account *account, size_t len, size_t align, size_t at,
                           seam__span *out);

/* Gives a span back, `committed` bytes of which were charged. False: nothing has changed, the span
 * is still the caller's. */
bool seam__account_unmap(seam__account *account, seam__span span, size_t committed);

#endif
