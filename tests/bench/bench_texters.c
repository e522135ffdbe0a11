#include "bench_texters.h"

static void run_task(void *ctx, size_t reps)
{
    const texter_task *t = ctx;

    while (reps-- > 0) {
        size_t n = t->call(t->from.data, t->from.len, t->out, t->cap);

        bench_require(n > 0, "a peer takes a well-formed text");
        bench_keep(n);
    }
}

static const texter *texter_at(size_t i)
{
    const texter *const all[MAX_TEXTERS] = {&bench_iconv,     &bench_icu,       &bench_icu_forms,
                                            &bench_glib_text, &bench_unistring, &bench_utf8proc};

    return all[i];
}

static void note_versions(void)
{
    static bool noted;

    for (size_t i = 0; i < MAX_TEXTERS && !noted; i++) {
        if (texter_at(i) != NULL)
            bench_note_version(texter_at(i)->name, texter_at(i)->version());
    }
    noted = true;
}

size_t bench_texters(texter_form form, text from, void *out, size_t cap, contender *contenders,
                     texter_task *tasks)
{
    size_t n = 0;

    note_versions();
    for (size_t i = 0; i < MAX_TEXTERS; i++) {
        const texter *one = texter_at(i);

        if (one == NULL || one->forms[form] == NULL)
            continue;
        tasks[n] = (texter_task){one->forms[form], from, out, cap};
        contenders[n] = (contender){one->name, run_task, &tasks[n]};
        n++;
    }
    return n;
}
