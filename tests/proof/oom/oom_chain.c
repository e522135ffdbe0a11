/* The calls of chains that allocate: a block, a place in the ring, or both. */
#include "oom_scene.h"
#include "seam/cursor.h"

static bool have_two(scene *s)
{
    return add_static(s, "one ") && add_static(s, "two ");
}

/* A ring that is full: the next one is of another size than that of the other chain, and needs a page of its
 * own. */
static bool have_sixteen_and_other(scene *s)
{
    static const char *const parts[] = {"three ", "four ", "five"};

    for (int i = 0; i < 3; i++) {
        seam_buf buf = seam_buf_static(seam_view_string(parts[i]));

        if (!done(seam_chain_append(&s->other, &buf)))
            return false;
    }
    for (int i = 0; i < 14; i++) {
        if (!add_static(s, "-"))
            return false;
    }
    return have_two(s);
}

/* ---- adding */

static seam_status write_short(scene *s)
{
    return seam_chain_write(&s->chain, seam_view_string("three"));
}

static seam_status print_short(scene *s)
{
    return seam_chain_printf(&s->chain, "%s", "three");
}

/* A block with little room: what is written fills it, and one more. */
static bool have_little_room(scene *s)
{
    seam_chain_set_block(&s->chain, 8);
    if (!done(seam_chain_write(&s->chain, seam_view_string("1234"))))
        return false;
    return add_static(s, "-");
}

static seam_status write_long(scene *s)
{
    char text[SEAM_CHAIN_COPY + 8];
    seam_status r;

    memset(text, 'x', sizeof(text));
    r = seam_chain_write(&s->chain, seam_view_of(text, sizeof(text)));
    /* So that a string can say what is there. */
    if (r == SEAM_OK)
        seam_chain_trim(&s->chain, 10);
    return r;
}

static seam_status print_long(scene *s)
{
    seam_status r = seam_chain_printf(&s->chain, "%*s", 3000, "x");

    if (r == SEAM_OK)
        seam_chain_trim(&s->chain, 10);
    return r;
}

static bool have_two_and_a(scene *s)
{
    return have_two(s) && done(seam_buf_copy(s->pool, seam_view_string("three"), &s->a));
}

static seam_status add_a(scene *s)
{
    return seam_chain_add(&s->chain, &s->a);
}

static bool have_pinning(scene *s)
{
    seam_buf large;

    if (!have_two(s) || !done(seam_buf_alloc(s->pool, 50000, &large)))
        return false;
    memcpy(seam_buf_bytes_mut(&large), "three", 5);
    s->a = seam_buf_take(&large, 5);
    seam_buf_release(&large);
    return true;
}

static seam_status add_a_unpinned(scene *s)
{
    return seam_chain_add_unpinned(&s->chain, &s->a, 2);
}

/* ---- between chains */

static seam_status move_all(scene *s)
{
    return seam_chain_move(&s->chain, &s->other, 15);
}

static seam_status move_part(scene *s)
{
    return seam_chain_move(&s->chain, &s->other, 8);
}

static seam_status add_part(scene *s)
{
    return seam_chain_add_chain(&s->chain, &s->other, 8);
}

static seam_status share_part(scene *s)
{
    return seam_chain_share(&s->chain, &s->other, 6, 7);
}

static seam_status split_other(scene *s)
{
    return seam_chain_split(&s->other, 3, &s->chain);
}

static bool have_three(scene *s)
{
    return have_two(s) && add_static(s, "three");
}

static seam_status take_over_a_joint(scene *s)
{
    return seam_chain_take(&s->chain, 6, &s->a);
}

static seam_status slice_over_a_joint(scene *s)
{
    seam_cursor c = seam_cursor_chain(&s->chain);
    seam_status r;

    seam_cursor_slice(&c, 6, &s->a);
    r = seam_cursor_status(&c);
    must(r == SEAM_OK ? s->a.len == 6 : is_empty(&s->a) && seam_cursor_pos(&c) == 0);
    return r == SEAM_OK ? seam_cursor_commit(&c, &s->chain) : r;
}

/* ---- contiguity */

static seam_status view_over_a_joint(scene *s)
{
    seam_view view;

    return seam_chain_view(&s->chain, 2, 4, NULL, 0, &view);
}

#define SIXTY_FOUR  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define FORTY_EIGHT "0123456789abcdef0123456789abcdef0123456789abcdef"
#define HALF        SIXTY_FOUR SIXTY_FOUR SIXTY_FOUR SIXTY_FOUR SIXTY_FOUR SIXTY_FOUR

/* A static segment of which only the middle is to be copied, and a ring that is full. */
static bool have_long_and_full(scene *s)
{
    return add_static(s, HALF HALF) && add_static(s, "-");
}

static seam_status write_in_the_middle(scene *s)
{
    size_t len = 10;
    uint8_t *to;
    seam_status r = seam_chain_writable(&s->chain, sizeof(HALF) - 1, &len, &to);

    must(r == SEAM_OK ? len == 10 && to != NULL : len == 0 && to == NULL);
    if (r == SEAM_OK)
        memset(to, 'X', len);
    return r;
}

#define FOURTEEN "--------------"

const attempt oom_of_chains[] = {
    {"write", have_two, write_short, "one two ", "one two three", true},
    {"write over two blocks", have_little_room, write_long, "1234-", "1234-xxxxx", true},
    {"printf", have_two, print_short, "one two ", "one two three", true},
    {"printf of a long text", have_two, print_long, "one two ", "one two   ", true},
    {"add", have_two_and_a, add_a, "one two ", "one two three", true},
    {"add without a pin", have_pinning, add_a_unpinned, "one two ", "one two three", true},
    {"move of all", have_sixteen_and_other, move_all, FOURTEEN "one two ",
     FOURTEEN "one two three four five", false},
    {"move of a part", have_sixteen_and_other, move_part, FOURTEEN "one two ",
     FOURTEEN "one two three fo", false},
    {"add of a part", have_sixteen_and_other, add_part, FOURTEEN "one two ",
     FOURTEEN "one two three fo", true},
    {"share", have_sixteen_and_other, share_part, FOURTEEN "one two ", FOURTEEN "one two four fi",
     false},
    {"split", have_sixteen_and_other, split_other, FOURTEEN "one two ",
     FOURTEEN "one two ee four five", false},
    {"take over a joint", have_three, take_over_a_joint, "one two three", "o three", false},
    {"slice over a joint", have_three, slice_over_a_joint, "one two three", "o three", false},
    {"view over a joint", have_two, view_over_a_joint, "one two ", "one two ", true},
    {"writable", have_long_and_full, write_in_the_middle, HALF HALF "-",
     HALF "XXXXXXXXXXabcdef" FORTY_EIGHT SIXTY_FOUR SIXTY_FOUR SIXTY_FOUR SIXTY_FOUR SIXTY_FOUR "-",
     true},
};
const size_t n_oom_of_chains = sizeof(oom_of_chains) / sizeof(oom_of_chains[0]);
