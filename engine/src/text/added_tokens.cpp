#include "text/added_tokens.h"

#include "text/utf8.h"

#include <algorithm>

namespace kvscope {
namespace {

/// Start of the white space that ends at `end`, not before `floor`.
std::size_t white_space_start(std::string_view text, std::size_t floor, std::size_t end)
{
    std::size_t start = end;
    while (start > floor) {
        std::size_t previous = start - 1;
        while (previous > floor && (static_cast<unsigned char>(text[previous]) & 0xC0) == 0x80) {
            --previous;
        }
        const Utf8Step step = next_utf8(text, previous);
        if (step.kind != Utf8Step::Kind::Valid || !is_white_space(step.code_point)) {
            break;
        }
        start = previous;
    }
    return start;
}

std::size_t white_space_end(std::string_view text, std::size_t start)
{
    while (start < text.size()) {
        const Utf8Step step = next_utf8(text, start);
        if (step.kind != Utf8Step::Kind::Valid || !is_white_space(step.code_point)) {
            break;
        }
        start += static_cast<std::size_t>(step.length);
    }
    return start;
}

} // namespace

void AddedTokenSplitter::add(std::string content, const AddedToken &token)
{
    if (content.empty()) {
        return;
    }
    starts_[static_cast<unsigned char>(content.front())] = true;
    std::vector<std::size_t> &lengths = lengths_by_first_byte_[static_cast<unsigned char>(content.front())];
    const auto place = std::lower_bound(lengths.begin(), lengths.end(), content.size(), std::greater<>());
    if (place == lengths.end() || *place != content.size()) {
        lengths.insert(place, content.size());
    }
    tokens_[std::move(content)] = {token.id, token.lstrip, token.rstrip};
}

const std::pair<const std::string, AddedTokenSplitter::Entry> *AddedTokenSplitter::longest_at(std::string_view text,
                                                                                              std::size_t pos) const
{
    for (const std::size_t length : lengths_by_first_byte_[static_cast<unsigned char>(text[pos])]) {
        if (length <= text.size() - pos) {
            const auto found = tokens_.find(text.substr(pos, length));
            if (found != tokens_.end()) {
                return &*found;
            }
        }
    }
    return nullptr;
}

std::vector<AddedTokenSplitter::Segment> AddedTokenSplitter::split(std::string_view text) const
{
    std::vector<Segment> segments;
    std::size_t done = 0; // text before this is in a segment
    std::size_t pos = 0;
    while (pos < text.size()) {
        const auto *match = starts_[static_cast<unsigned char>(text[pos])] ? longest_at(text, pos) : nullptr;
        if (!match) {
            ++pos;
            continue;
        }
        std::size_t start = pos;
        std::size_t end = pos + match->first.size();
        if (match->second.lstrip) {
            start = white_space_start(text, done, start);
        }
        if (match->second.rstrip) {
            end = white_space_end(text, end);
        }
        if (start > done) {
            segments.push_back({-1, text.substr(done, start - done)});
        }
        segments.push_back({match->second.id, text.substr(start, end - start)});
        done = end;
        pos = end;
    }
    if (done < text.size()) {
        segments.push_back({-1, text.substr(done)});
    }
    return segments;
}

} // namespace kvscope
