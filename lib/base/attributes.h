/* What private declarations say about themselves. */
#ifndef SEAM_BASE_ATTRIBUTES_H
#define SEAM_BASE_ATTRIBUTES_H

/* As SEAM_TRY, but not exported: the result must be looked at. */
#define SEAM__TRY __attribute__((warn_unused_result))

#endif
