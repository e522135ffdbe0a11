/* cli_forms.h: files written in a normal form, by the commands that do so. */
#ifndef SEAM_CLI_FORMS_H
#define SEAM_CLI_FORMS_H

#include "cli_text.h"

/* Writes all files as a single text in a form (SEAM_NFC ...) to `output`, or to standard output
 * when that is NULL. Returns CLI_OK, or CLI_FAILED after a message. */
int cli_write_form(const cli_reading *reading, const char *output, unsigned form);

#endif
