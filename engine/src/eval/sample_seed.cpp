#include "engine/generation.h"
#include "engine/sha256.h"

#include <charconv>

namespace kvscope {

std::uint64_t sample_seed(std::uint64_t session_seed, const std::string &dataset_id, const std::string &problem_id,
                          int sample_index)
{
    // Lengths are part of the text: ids are free text, and "a" + "bc" must not equal "ab" + "c".
    const std::string identity =
        "kvscope-sample-v1 " + std::to_string(session_seed) + " " + std::to_string(dataset_id.size()) + ":" +
        dataset_id + " " + std::to_string(problem_id.size()) + ":" + problem_id + " " + std::to_string(sample_index);
    const std::string digest = sha256_hex(identity);
    std::uint64_t seed = 0;
    std::from_chars(digest.data(), digest.data() + 16, seed, 16);
    return seed;
}

} // namespace kvscope
