#pragma once

#include "jinja/runtime.h"
#include "jinja/syntax.h"
#include "types/result.h"

#include <memory>
#include <string>
#include <string_view>

namespace kvscope::jinja {

/// The part of the Jinja language that chat templates use, rendered as transformers does (trim_blocks, lstrip_blocks,
/// no escaping, `tojson` without ASCII escapes, break and continue).
///
/// Templates come from model folders: size, nesting, steps, memory and output are limited; there is nothing to reach
/// but the values given. What is not supported (include, import, extends, fractions, the time of day, …) is refused by
/// name. Immutable after parse; may be shared between threads.
class Template {
public:
    static Result<Template> parse(std::string_view source);

    /// InvalidData: what the template does that it may not, or what it raises itself; with its line.
    Result<std::string> render(const Dict &globals, const Limits &limits = {}) const;

private:
    explicit Template(std::shared_ptr<const Block> block) : block_(std::move(block)) {}
    std::shared_ptr<const Block> block_;
};

} // namespace kvscope::jinja
