#include "cli_order.h"

static const uint8_t little_endian_mark[4] = {0xFF, 0xFE, 0, 0};

seam_status cli_order_init(cli_order *order, seam_decoder *decoder, const cli_policy *policy,
                           const seam_decoder_options *options)
{
    *order = (cli_order){*options, policy->has_unknown_order, policy->has_unknown_order, 0};
    return seam_decoder_init(decoder, options);
}

void cli_order_restart(cli_order *order, seam_decoder *decoder)
{
    seam_status status = SEAM_OK;
    if (order->is_unknown)
        status = seam_decoder_init(decoder, &order->options);
    else
        seam_decoder_reset(decoder);
    (void)status; /* the same options have been taken before */
    order->is_open = order->is_unknown;
    order->n = 0;
}

/* Begins the stream again as little-endian. The decoder, which has held what came before, takes the mark. */
static void turn_around(cli_order *order, seam_decoder *decoder)
{
    seam_decoder_options options = order->options;
    seam_view mark = seam_view_of(little_endian_mark, sizeof little_endian_mark);
    uint8_t room[SEAM_ROOM_MIN];
    size_t produced;
    options.from = SEAM_UTF32LE;
    seam_status status = seam_decoder_init(decoder, &options);
    if (status == SEAM_OK)
        status = seam_decoder_convert(decoder, &mark, room, sizeof room, &produced);
    (void)status; /* a mark that is stripped gives nothing */
}

size_t cli_order_look(cli_order *order, seam_decoder *decoder, seam_view piece)
{
    for (size_t i = 0; order->is_open && i < piece.len; i++) {
        order->is_open = piece.data[i] == little_endian_mark[order->n];
        if (!order->is_open || ++order->n < sizeof little_endian_mark)
            continue;
        order->is_open = false;
        turn_around(order, decoder);
        return i + 1;
    }
    return 0;
}
