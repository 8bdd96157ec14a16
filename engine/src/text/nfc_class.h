#pragma once

#include <cstdint>

namespace kvscope {

/// What a character is to normalisation form C.
/// `inert`: it stays as it is and never joins what stands before it: a text may be cut in front of it and normalised
/// in parts. `may_change`: it decomposes, or joins what stands before it, or is so rare that nobody needs to know.
/// Any other value: a mark that stays as it is wherever the values do not fall from one mark to the next.
using NfcClass = std::uint8_t;
constexpr NfcClass nfc_inert = 0;
constexpr NfcClass nfc_may_change = 255;

NfcClass nfc_class(char32_t code_point);

} // namespace kvscope
