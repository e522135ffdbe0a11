/* The program of consumer.c in C++17: what owns something is released by its destructor. */
#include <seam/seam.h>

#include <cstdio>
#include <memory>
#include <string_view>

namespace
{
struct pool_end {
    void operator()(seam_pool *pool) const
    {
        seam_pool_destroy(&pool);
    }
};
using pool_handle = std::unique_ptr<seam_pool, pool_end>;

class text_buf
{
public:
    text_buf(seam_pool *pool, std::string_view text)
    {
        if (seam_buf_copy(pool, seam_view_of(text.data(), text.size()), &buf_) != SEAM_OK)
            throw std::bad_alloc();
    }
    text_buf(const text_buf &) = delete;
    text_buf &operator=(const text_buf &) = delete;
    ~text_buf()
    {
        seam_buf_release(&buf_);
    }
    seam_view view() const
    {
        return seam_buf_view(&buf_);
    }

private:
    seam_buf buf_{};
};
} // namespace

int main()
{
    static_assert(SEAM_VERSION_AT_LEAST(0, 1, 0));
    seam_pool *created = nullptr;
    seam_decoder dec;

    if (seam_pool_create(nullptr, &created) != SEAM_OK ||
        seam_decoder_init(&dec, nullptr) != SEAM_OK)
        return 1;
    const pool_handle pool(created);
    std::printf("seam %s: ", seam_version());
    for (const std::string_view chunk : {"na\xC3", "\xAFve\n"}) {
        const text_buf buf(pool.get(), chunk);
        seam_view in = buf.view(), text;
        while (seam_decoder_next(&dec, &in, &text) == SEAM_OK)
            std::fwrite(text.data, 1, text.len, stdout);
    }
    return 0;
}
