#include "engine/sha256.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <vector>

namespace kvscope {
namespace {

class Sha256 {
public:
    Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }

    /// OpenSSL keeps a state for each thread and frees it from a destructor of the thread's storage. A pool thread counts
    /// as joined before those have run, and the program may be over by then: so the state goes with the hash.
    ~Sha256() { OPENSSL_thread_stop(); }

    Sha256(const Sha256 &) = delete;
    Sha256 &operator=(const Sha256 &) = delete;

    void add(const void *bytes, std::size_t size) { EVP_DigestUpdate(context_.get(), bytes, size); }

    std::string finish()
    {
        std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
        unsigned size = 0;
        EVP_DigestFinal_ex(context_.get(), digest.data(), &size);
        constexpr char digits[] = "0123456789abcdef";
        std::string hex;
        for (unsigned i = 0; i < size; ++i) {
            hex += digits[digest[i] >> 4];
            hex += digits[digest[i] & 15];
        }
        return hex;
    }

private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

} // namespace

std::string sha256_hex(std::string_view bytes)
{
    Sha256 hash;
    hash.add(bytes.data(), bytes.size());
    return hash.finish();
}

Result<std::string> sha256_hex_of_file(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return make_error(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Io,
                          "cannot read " + path + ": " + std::strerror(errno));
    }
    Sha256 hash;
    std::vector<char> block(1 << 20);
    while (file.read(block.data(), static_cast<std::streamsize>(block.size())) || file.gcount() > 0) {
        hash.add(block.data(), static_cast<std::size_t>(file.gcount()));
    }
    if (file.bad() || !file.eof()) {
        return make_error(ErrorCode::Io, "reading " + path + " failed: " + std::strerror(errno));
    }
    return hash.finish();
}

} // namespace kvscope
