/* Every transform through a push that runs out of memory or past a limit: nothing is lost, and a retry
 * repeats nothing. */
#include "pool_fixture.h"
#include "transforms.h"

#define N_INPUT  12000u
#define N_CHUNKS 10u

static uint8_t input[N_INPUT];
static size_t n_input;
static size_t cuts[N_CHUNKS + 1];
/* What comes out, and where faults are, by pushes that never fail. */
static bytes expected;
static size_t faults[N_INPUT];
static size_t n_faults;

/* Whether a state that is set up is of a decoder of UTF-32. */
static bool is_of_utf32(size_t kind, transform_state *state)
{
    const bool is_decoder = strcmp(transform_of(kind, state).ops->name, "decoder") == 0;

    return is_decoder && state->decoder.from_ == SEAM_UTF32LE;
}

/* Long pieces and short ones, for a decoder or as a text for a normalizer. */
static void make_input(prng *rng, size_t kind, bool of_utf32)
{
    static uint8_t raw[N_INPUT / 3];
    size_t at = 0;

    while (at < sizeof(raw)) {
        size_t n = 1 + prng_below(rng, prng_below(rng, 4) == 0 ? 1500 : 100);

        n = n < sizeof(raw) - at ? n : sizeof(raw) - at;
        if (prng_below(rng, 3) == 0)
            memset(raw + at, prng_below(rng, 2) == 0 ? 0xFF : 'x', n);
        else
            prng_text(rng, raw + at, n);
        at += n;
    }
    for (size_t i = 0; i < sizeof(raw) && transform_takes_digits(kind); i++)
        raw[i] = (uint8_t) "ABCdef0123456789"[raw[i] % 16];
    /* Nearly no four random bytes are a character. */
    for (size_t i = 0; i < sizeof(raw) && of_utf32; i++)
        raw[i] = i % 4 < 2 ? raw[i] : 0;
    n_input = sizeof(raw);
    memcpy(input, raw, sizeof(raw));
    if (transform_takes_text(kind))
        n_input = transform_text_of(seam_view_of(raw, sizeof(raw)), input);
    for (size_t i = 1; i < N_CHUNKS; i++) {
        cuts[i] = cuts[i - 1] + prng_below(rng, 2 * n_input / N_CHUNKS);
        cuts[i] = cuts[i] < n_input ? cuts[i] : n_input;
        while (cuts[i] < n_input && (input[cuts[i]] & 0xC0) == 0x80)
            cuts[i]++;
    }
    cuts[N_CHUNKS] = n_input;
}

/* A run over the input. Chunks live in a pool of their own, which never fails. */
typedef struct run {
    failing_provider chunk_provider, provider;
    seam_pool *chunks, *pool;
    transform_state state;
    seam_transform t;
    seam_chain out;
    size_t n_drained;   /* bytes of output that have been taken out of the chain */
    size_t n_left;      /* bytes of the chunk that the last call has left */
    size_t n_faults;    /* that pushes have returned */
    size_t n_failures;  /* for want of memory */
    size_t chain_limit; /* 0: none */
    bool is_first;      /* this run says what is expected */
    bool stuck;         /* not even an empty chain makes room */
} run;

static void open_run(run *r, size_t kind, uint64_t max_bytes, size_t chain_limit)
{
    const seam_pool_options limit = {.max_bytes = max_bytes};

    memset(r, 0, sizeof(*r));
    r->chunks = fixture_open(&r->chunk_provider, NULL);
    failing_provider_init(&r->provider);
    seam__provider_set(&r->provider.table);
    r->stuck = seam_pool_create(&limit, &r->pool) != SEAM_OK;
    must(transform_open(kind, &r->state));
    r->t = transform_of(kind, &r->state);
    seam_chain_init(&r->out, r->pool);
    seam_chain_set_block(&r->out, 600);
    seam_chain_set_limits(&r->out, chain_limit, chain_limit / 100);
    r->chain_limit = chain_limit;
}

static void close_run(run *r)
{
    seam_chain_release(&r->out);
    if (r->pool != NULL)
        fixture_close(&r->provider, &r->pool);
    must(r->provider.mapped_bytes == 0);
    fixture_close(&r->chunk_provider, &r->chunks);
}

static void expect_prefix(const run *r)
{
    const size_t len = seam_chain_len(&r->out);

    if (r->is_first)
        return;
    must(r->n_drained <= expected.len && len <= expected.len - r->n_drained);
    if (len > 0)
        expect_chain(&r->out, expected.data + r->n_drained, len);
}

/* Makes room, as a caller would: by sending what is there. False when there was nothing. */
static bool drain(run *r)
{
    const size_t len = seam_chain_len(&r->out);
    seam_view segment;
    size_t index = 0;

    expect_prefix(r);
    while (r->is_first && seam_chain_next(&r->out, &index, &segment))
        bytes_add(&expected, segment.data, segment.len);
    r->n_drained += len;
    seam_chain_release(&r->out);
    return len > 0;
}

static void take_fault(run *r)
{
    const size_t at = r->n_drained + seam_chain_len(&r->out);

    if (r->is_first)
        faults[n_faults++] = at;
    must(r->n_faults < n_faults && faults[r->n_faults] == at);
    r->n_faults++;
}

static void take_failure(run *r, seam_status status, const seam_buf *in)
{
    must(status == SEAM_ENOMEM || status == SEAM_ELIMIT);
    must(seam__buf_valid(in) && seam__pool_valid(r->pool));
    must(in->len <= r->n_left);
    expect_prefix(r);
    r->n_failures++;
    if (status == SEAM_ELIMIT)
        r->stuck = !drain(r);
    if (r->provider.fail_from && r->n_failures % 2 == 0) {
        /* A second call has failed as well, and then memory comes back. */
        r->provider.fail_at = 0;
        r->provider.fail_from = false;
    }
}

static void push_to(run *r, seam_buf *in, seam_status last)
{
    seam_status status;

    r->n_left = in->len;
    while (!r->stuck && (status = seam_transform_push(r->t, in, &r->out)) != last) {
        if (status == SEAM_EILSEQ || status == SEAM_ETRUNC || status == SEAM_ETOOBIG)
            take_fault(r);
        else
            take_failure(r, status, in);
        r->n_left = in->len;
    }
}

static void push_input(run *r)
{
    seam_buf none = {0};

    for (size_t i = 0; i < N_CHUNKS && !r->stuck; i++) {
        const seam_view chunk = seam_view_of(input + cuts[i], cuts[i + 1] - cuts[i]);
        seam_buf in;

        must(seam_buf_copy(r->chunks, chunk, &in) == SEAM_OK);
        push_to(r, &in, SEAM_MORE);
        must(r->stuck || is_empty(&in));
        seam_buf_release(&in);
    }
    seam_transform_finish(r->t);
    if (!r->stuck)
        push_to(r, &none, SEAM_EOF);
    if (r->stuck)
        return;
    drain(r);
    must(r->is_first || (r->n_drained == expected.len && r->n_faults == n_faults));
}

static run the_run;

/* Opens a kind with an input of its own. False where this build does not have it. */
static bool begin(size_t kind, const char *what)
{
    transform_state state;
    prng rng;

    if (!transform_open(kind, &state))
        return false;
    prng_init(&rng, test_seed(what) + kind);
    make_input(&rng, kind, is_of_utf32(kind, &state));
    expected = (bytes){0};
    n_faults = 0;
    open_run(&the_run, kind, 0, 0);
    the_run.is_first = true;
    push_input(&the_run);
    close_run(&the_run);
    return true;
}

START_TEST(a_push_without_pages_goes_on_where_it_was)
{
    const size_t kind = (size_t)_i;
    size_t n_failures = 0;

    if (!begin(kind, "a_push_without_pages_goes_on_where_it_was"))
        return;
    for (unsigned from = 0; from < 2; from++) {
        bool reached = true;

        for (uint64_t n = 1; reached; n++) {
            open_run(&the_run, kind, 0, 0);
            the_run.provider.fail_at = the_run.provider.n_calls + n;
            the_run.provider.fail_from = from != 0;
            push_input(&the_run);
            must(!the_run.stuck);
            reached = the_run.provider.n_calls >= n + 1;
            n_failures += the_run.n_failures;
            close_run(&the_run);
        }
    }
    must(expected.len == 0 || n_failures > 0);
    bytes_free(&expected);
}
END_TEST

START_TEST(a_push_past_a_limit_goes_on_when_there_is_room)
{
    const size_t kind = (size_t)_i;
    size_t n_failures = 0, n_whole = 0;

    if (!begin(kind, "a_push_past_a_limit_goes_on_when_there_is_room"))
        return;
    for (size_t n = 1; n < 40; n++) {
        open_run(&the_run, kind, n % 2 * n * seam__page_size(), n % 2 == 0 ? 150 + 60 * n : 0);
        if (the_run.pool != NULL)
            push_input(&the_run);
        n_failures += the_run.n_failures;
        n_whole += !the_run.stuck;
        close_run(&the_run);
    }
    must(expected.len == 0 || n_failures > 10);
    must(n_whole > 10);
    bytes_free(&expected);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("oom_transform");
    TCase *tc = tcase_create("oom_transform");

    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, a_push_without_pages_goes_on_where_it_was, 0, (int)transform_kinds());
    tcase_add_loop_test(tc, a_push_past_a_limit_goes_on_when_there_is_room, 0,
                        (int)transform_kinds());
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
