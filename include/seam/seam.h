/* seam/seam.h: all of seam. Each header can also be included alone. */
#ifndef SEAM_SEAM_H
#define SEAM_SEAM_H

#include "base.h"
#include "base64.h"
#include "buf.h"
#include "bytes.h"
#include "chain.h"
#include "cursor.h"
#include "decode.h"
#include "decoder.h"
#include "grapheme.h"
#include "guard.h"
#include "hex.h"
#include "kernel.h"
#include "mask.h"
#include "metrics.h"
#include "pool.h"
#include "put.h"
#include "quota.h"
#include "scan.h"
#include "search.h"
#include "snapshot.h"
#include "stats.h"
#include "status.h"
#include "text.h"
#include "transcode.h"
#include "truncate.h"
#include "utf8.h"
#include "view.h"
#include "width.h"

#endif
