#include "jinja/template.h"

#include "jinja/lexer.h"
#include "jinja/parser.h"
#include "text/utf8.h"

namespace kvscope::jinja {
namespace {

constexpr std::size_t max_template_bytes = 256 << 10;

Error invalid(const std::string &message)
{
    return make_error(ErrorCode::InvalidData, message);
}

} // namespace

Result<Template> Template::parse(std::string_view source)
{
    if (source.size() > max_template_bytes || !is_valid_utf8(source)) {
        return invalid("is larger than " + std::to_string(max_template_bytes >> 10) + " KiB or not UTF-8");
    }
    try {
        return Template(std::make_shared<const Block>(Parser(tokenize(source)).parse()));
    } catch (const Failure &failure) {
        return invalid(failure.what());
    }
}

Result<std::string> Template::render(const Dict &globals, const Limits &limits) const
{
    try {
        return Runtime(limits, globals).render(*block_);
    } catch (const Failure &failure) {
        return invalid(failure.what());
    } catch (const std::bad_alloc &) {
        return make_error(ErrorCode::OutOfMemory, "needs more memory than there is");
    }
}

} // namespace kvscope::jinja
