/* What several accounts share: a bound, a sum, and the list of pools that can give memory up. */
#ifndef SEAM_MEM_OS_QUOTA_PRIVATE_H
#define SEAM_MEM_OS_QUOTA_PRIVATE_H

#include <stdatomic.h>

#include "base/attributes.h"
#include "mem/os/provider.h"
#include "seam/quota.h"

/* What a quota knows of a pool that counts in it. */
typedef struct seam__quota_entry {
    struct seam__quota_entry *next; /* under the lock of all lists */
    /* Gives up what the pool holds but does not use. True when there was something. Never changes. */
    bool (*reclaim)(struct seam__quota_entry *entry);
} seam__quota_entry;

/* Laws: used <= max_bytes unless that is 0; `entries` lists the pools that count in it, each with a way to give
 * memory up; n_references counts each of them, and the creator until it has given the quota up. */
struct seam_quota {
    _Atomic uint64_t used;
    _Atomic bool crossed;          /* the mark was passed, and nobody has been told */
    _Atomic bool destroyed;        /* its creator has given it up */
    _Atomic uint32_t n_references; /* one of each pool, and the creator's */
    seam_quota_options options;    /* like all but the list it never changes */
    const seam__provider *provider;
    size_t self_bytes;
    seam__quota_entry *entries; /* under the lock of all lists */
};

/* Taken before any lock of a pool, and before the registry's. */
void seam__quota_lock_lists(void);
void seam__quota_unlock_lists(void);

/* Under the lock of all lists: whether the options and the laws above hold. */
bool seam__quota_valid(const seam_quota *quota);

/* Stops a checking build when the quota has been destroyed. */
void seam__quota_check_alive(const seam_quota *quota);

/* Adds `len`: SEAM_OK, or SEAM_ELIMIT with nothing changed. */
SEAM__TRY seam_status seam__quota_charge(seam_quota *quota, size_t len);
void seam__quota_refund(seam_quota *quota, size_t len);
/* Says whether a charge would succeed now. */
bool seam__quota_fits(const seam_quota *quota, size_t len);

/* Calls `pressure` when the mark was passed since it was called. No lock may be held. */
void seam__quota_tell(seam_quota *quota);

/* A pool counts in the quota from now on, and no more. */
void seam__quota_join(seam_quota *quota, seam__quota_entry *entry);
void seam__quota_leave(seam_quota *quota, seam__quota_entry *entry);

/* Gives a reference back; the last one is the end of the quota. */
void seam__quota_drop(seam_quota *quota);

/* Gives up what the quota's pools hold but do not use. True when there was something. */
bool seam__quota_reclaim(seam_quota *quota);

#endif
