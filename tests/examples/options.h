/* Options of the examples: "--name", "--name TEXT" and "--name NUMBER", in front of what else is given. */
#ifndef SEAM_EXAMPLES_OPTIONS_H
#define SEAM_EXAMPLES_OPTIONS_H

#include <seam/seam.h>
#include <string.h>

/* One of the three is not NULL; the last row has no name. */
typedef struct option {
    const char *name;
    bool *flag;
    const char **text;
    uint64_t *number, max;
} option;

/* Takes the value of an option. False: it is not understood. */
static inline bool take_value(const option *o, const char *value)
{
    seam_cursor c;

    if (value == NULL)
        return false;
    if (o->text != NULL) {
        *o->text = value;
        return true;
    }
    c = seam_cursor_whole(seam_view_string(value));
    *o->number = seam_cursor_decimal(&c, o->max);
    return seam_cursor_ok(&c) && seam_cursor_left(&c) == 0;
}

/* The index of the first argument that is no option; 0 when an option is not understood. */
static inline int take_options(const option *options, char **argv)
{
    int at = 1;

    for (; argv[at] != NULL && argv[at][0] == '-'; at++) {
        const option *o = options;

        while (o->name != NULL && strcmp(o->name, argv[at]) != 0)
            o++;
        if (o->name == NULL)
            return 0;
        if (o->flag != NULL)
            *o->flag = true;
        else if (!take_value(o, argv[++at]))
            return 0;
    }
    return at;
}

#endif
