/* cli_order.h: UTF-32 whose byte order is not said, as iconv takes it: the byte order mark says it, and without one
 * it is big-endian. The library's own search for marks is WHATWG's, to which FF FE 00 00 is UTF-16. */
#ifndef SEAM_CLI_ORDER_H
#define SEAM_CLI_ORDER_H

#include "cli_names.h"

typedef struct cli_order {
    seam_decoder_options options; /* of the decoder, as big-endian */
    bool is_unknown;              /* whether streams have an order that is to be found */
    bool is_open;                 /* that of the present stream is not found yet */
    uint8_t n;                    /* bytes of FF FE 00 00 that have come */
} cli_order;

/* Sets up the decoder at the start of a stream. */
seam_status cli_order_init(cli_order *order, seam_decoder *decoder, const cli_policy *policy,
                           const seam_decoder_options *options);

/* Makes the decoder ready for another stream. */
void cli_order_restart(cli_order *order, seam_decoder *decoder);

/* Looks at a piece before the decoder gets it, and turns the decoder around at a little-endian mark. Returns how
 * many bytes of the piece have been dealt with, most often 0. */
size_t cli_order_look(cli_order *order, seam_decoder *decoder, seam_view piece);

#endif
