/* A quota: a bound that several pools share, the sum of what they have committed, and the list of these pools. */
#ifndef SEAM_MEM_OS_QUOTA_PRIVATE_H
#define SEAM_MEM_OS_QUOTA_PRIVATE_H

#include <stdatomic.h>

#include "base/attributes.h"
#include "mem/os/provider.h"
#include "seam/quota.h"

/* The entry of a pool in the list of its quota. */
typedef struct seam__quota_entry {
    struct seam__quota_entry *next; /* under the lock of all lists */
    /* Gives back memory that the pool has and does not use. Never changes. */
    void (*reclaim)(struct seam__quota_entry *entry);
} seam__quota_entry;

/* Laws, checked by seam__quota_valid(): used <= max_bytes unless that is 0; `entries` lists the pools that have the
 * quota, each with a function that gives memory back; n_references counts each of them, and the creator until it
 * has given the quota up. */
struct seam_quota {
    _Atomic uint64_t used;
    _Atomic bool crossed;   /* `used` has passed soft_bytes, and `pressure` is not yet called */
    _Atomic bool destroyed; /* seam_quota_destroy() was called */
    _Atomic uint32_t n_references; /* one for each pool, and one for the creator */
    seam_quota_options options;    /* never changes; nor do the next two */
    const seam__provider *provider;
    size_t self_bytes;
    seam__quota_entry *entries; /* under the lock of all lists */
};

/* The lock of the lists of all quotas. It is taken before the lock of the registry and before those of pools. */
void seam__quota_lock_lists(void);
void seam__quota_unlock_lists(void);

/* Under the lock of all lists: says whether the options are valid and the laws of the struct hold. */
bool seam__quota_valid(const seam_quota *quota);

/* Stops a checking build when the quota has been destroyed. */
void seam__quota_check_alive(const seam_quota *quota);

/* Adds `len` bytes to `used`: SEAM_OK, or SEAM_ELIMIT with nothing changed. */
SEAM__TRY seam_status seam__quota_charge(seam_quota *quota, size_t len);
void seam__quota_refund(seam_quota *quota, size_t len);
/* Says whether a charge of `len` bytes would succeed now. */
bool seam__quota_fits(const seam_quota *quota, size_t len);

/* Calls `pressure` if `used` has passed soft_bytes since the last call of it and is still above. The caller has no
 * lock. */
void seam__quota_tell(seam_quota *quota);

/* Takes a reference, for a pool; the caller has one, or a pool that has one. */
void seam__quota_hold(seam_quota *quota);
/* Adds a pool, for which a reference was taken, to the list; takes it out of the list, and leaves the reference. */
void seam__quota_join(seam_quota *quota, seam__quota_entry *entry);
void seam__quota_leave(seam_quota *quota, seam__quota_entry *entry);

/* Gives up a reference. The last one ends the quota. */
void seam__quota_drop(seam_quota *quota);

/* Has all pools of the quota give back memory that they do not use. */
void seam__quota_reclaim(seam_quota *quota);

#endif
