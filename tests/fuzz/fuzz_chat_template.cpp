#include "jinja/template.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace kvscope::jinja;

/// Input: a chat template, rendered for one user turn under small limits.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto parsed = Template::parse({reinterpret_cast<const char *>(data), size});
    if (parsed.has_error()) {
        return 0;
    }
    const Value turn =
        Value::dict({{"role", Value::text("user")}, {"content", Value::text("What is 1 + 1? \u00e9\n")}});
    const Dict globals{{"messages", Value::list({turn})},
                       {"tools", Value::none()},
                       {"add_generation_prompt", Value::boolean(true)},
                       {"bos_token", Value::text("<s>")}};
    Limits limits;
    limits.max_steps = 10'000;
    limits.max_bytes = 1 << 20;
    limits.max_output = 1 << 16;
    const auto rendered = parsed.value().render(globals, limits);
    if (rendered.has_value() && rendered.value().size() > limits.max_output) {
        std::abort();
    }
    return 0;
}
