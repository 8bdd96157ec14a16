#pragma once

namespace kvscope {

/// Whether the character stays as it is in normalisation form C and never joins what stands before it: a text may be
/// cut in front of it and normalised in parts. False for some characters that are rare anyway.
bool is_nfc_inert(char32_t code_point);

} // namespace kvscope
