#include "cli_forms.h"

typedef struct form_run {
    cli_text text;
    seam_normalizer normalizer;
    cli_text_out out;
} form_run;

static int take(void *ctx, seam_view text)
{
    form_run *run = ctx;
    uint8_t room[4096];
    seam_view piece;
    seam_status status;
    while ((status = seam_normalizer_next(&run->normalizer, &text, room, sizeof room, &piece)) ==
           SEAM_OK) {
        int code = cli_text_out_put(&run->out, piece);
        if (code != CLI_OK)
            return code;
    }
    return status == SEAM_MORE || status == SEAM_EOF ? CLI_OK : cli_fail_status(status);
}

static int write_files(form_run *run)
{
    int code = cli_text_read_all(&run->text, take, run);
    seam_normalizer_finish(&run->normalizer);
    return code == CLI_OK ? take(run, seam_view_of(NULL, 0)) : code;
}

int cli_write_form(const cli_reading *reading, const char *output, unsigned form)
{
    static form_run run;
    const seam_normalizer_options forms = {.form = (uint8_t)form};
    int code = cli_text_init(&run.text, reading);
    if (code == CLI_OK && seam_normalizer_init(&run.normalizer, &forms) != SEAM_OK)
        code = cli_fail_status(SEAM_EINVAL);
    if (code == CLI_OK)
        code = cli_text_out_open(&run.out, output, &reading->files);
    if (code == CLI_OK)
        code = cli_text_out_close(&run.out, write_files(&run));
    cli_text_end(&run.text);
    return code;
}
