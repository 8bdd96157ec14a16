"""Compares the engine's tokenizer with the `tokenizers` library, id for id, on random and adversarial texts.

    python3 compare_tokenizers.py ENCODE_RECORDS NUM_TEXTS TOKENIZER_DIR...

ENCODE_RECORDS is the built program of that name. Each folder holds a tokenizer.json. Ids and the decoded text have to be equal;
a text that is no UTF-8 is given to the library as Python's lossy decoder reads it (U+FFFD for each maximal broken part), which
is the engine's stated rule. Prints the differences and exits 1 where there are some.
"""

import functools
import pathlib
import random
import struct
import subprocess
import sys
import unicodedata

from tokenizers import Tokenizer, normalizers

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "data" / "text"))
import make_fixtures as fixtures  # noqa: E402  (its generators of texts)

WHITE_SPACE = [chr(c) for c in (9, 10, 11, 12, 13, 32, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)]
CONTRACTIONS = ["'s", "'S", "'t", "'T", "'re", "'RE", "'rE", "'ve", "'Ve", "'m", "'M", "'ll", "'LL", "'lL", "'d", "'D", "'ſ", "’s", "'", "''"]
EMOJI = ["👩‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪🇫🇷", "❤️‍🔥", "1️⃣", "#️⃣", "🧑🏿‍🚀", "👍🏽", "😀", "🫠", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "☺️", "☺︎"]
NFC_CASES = ["e\u0301", "\u0301", "q\u0307\u0323", "\u212b", "\u1100\u1161\u11a8", "\uac00\u11a8", "\u0344", "\u2126", "\u0958", "\ufb1d",
             "\u1e9b\u0323", "\u0f73", "\u03d3", "a\u0315\u0300\u05ae\u0062", "\u1100\uac00\u11a8", "\u09c7\u09be", "\u0b47\u0b3e", "\U0001d15e",
             "\U0001109a", "\U00011099\U000110ba", "\u0340", "\u0374", "\u037e", "\u2000", "\uf900", "\U0002f800"]
SPECIALS = [fixtures.BOS, fixtures.EOS, "<think>", "</think>", "<｜User｜>", "<｜Assistant｜>", "<pad", "<padding>", "<|", "<｜", "｜>", "<think", "<<think>>"]


def adversarial(rng):
    """One text of a kind that the fixtures' generator has not, or has less of."""
    kind = rng.randrange(9)
    if kind == 0:  # white space of every kind around words
        return "".join(rng.choice(WHITE_SPACE) * rng.choice([1, 1, 1, 2, 3, 9]) + rng.choice(["", "a", "word", "1", ".", "漢"])
                       for _ in range(rng.randrange(1, 14)))
    if kind == 1:  # digits of all scripts
        return "".join(rng.choice("0123456789" * 3 + "٠١٢३४५๑๒⅕¼²Ⅷ①𝟘𝟙 ,.") for _ in range(rng.randrange(1, 40)))
    if kind == 2:
        return "".join(rng.choice(["I", "we", "WE", "É", "x", " ", "1"]) + rng.choice(CONTRACTIONS) for _ in range(rng.randrange(1, 10)))
    if kind == 3:
        return "".join(rng.choice(EMOJI + [" ", "a", "\u200d", "\ufe0f"]) for _ in range(rng.randrange(1, 12)))
    if kind == 4:
        return "".join(rng.choice(NFC_CASES + ["a", " ", "é"]) for _ in range(rng.randrange(1, 12)))
    if kind == 5:
        return "".join(rng.choice(SPECIALS + [" ", "  ", "\n", "x", "<", "é"]) for _ in range(rng.randrange(1, 10)))
    if kind == 6:  # a run, now and then a very long one
        unit = rng.choice(["a", " ", "\n", "1", "!", "é", "e\u0301", "漢", "\u0301", "'s", "<", "👍🏽", " \n", "\t", "ab", "=", "-", "क्"])
        return unit * rng.choice([3, 17, 33, 64, 129, 1000] + ([20000] if rng.random() < 0.02 else []))
    if kind == 7:  # any characters
        return "".join(chr(rng.choice(assigned())) for _ in range(rng.randrange(1, 24)))
    words = [w for s in fixtures.SENTENCES for w in s.split()]
    return rng.choice(["", " ", "\n"]).join(rng.choice(words) + rng.choice(["", ",", ".", " ", "\r\n"]) for _ in range(rng.randrange(1, 40)))


@functools.cache
def assigned():
    return [c for c in range(0x20000) if not 0xD800 <= c < 0xE000 and unicodedata.category(chr(c)) != "Cn"
            and not is_unknown_mark(c)]


@functools.cache
def is_unknown_mark(c):
    """A combining mark whose class the library's NFC does not know: its tables are of Unicode 9 (as of 0.23.3). Python tells, up to
    Unicode 14; utf8proc 2.8 knows the few of Unicode 15 too."""
    if c in (0x11F41, 0x11F42, 0x1E08F) or 0x10EFD <= c <= 0x10EFF or 0x1E4EC <= c <= 0x1E4EF:
        return True
    if unicodedata.combining(chr(c)) == 0:
        return False
    text = "a" + ("\u035d" + chr(c) if unicodedata.combining(chr(c)) < 230 else chr(c) + "\u0334")
    return normalizers.NFC().normalize_str(text) != unicodedata.normalize("NFC", text)


def broken_bytes(rng):
    data = bytearray(fixtures.random_string(rng).encode("utf-8", "surrogatepass"))
    for _ in range(rng.randrange(1, 4)):
        data.insert(rng.randrange(len(data) + 1), rng.choice([0x80, 0xBF, 0xC0, 0xC3, 0xE2, 0xED, 0xF0, 0xF4, 0xF5, 0xFF]))
    return bytes(data[: rng.randrange(1, len(data) + 1)])


def make_texts(num_texts):
    rng = random.Random(99)
    texts = []
    for i in range(num_texts):
        if i % 10 == 0:
            texts.append(broken_bytes(rng))
        else:
            text = adversarial(rng) if i % 2 else fixtures.random_string(rng)
            if not any(is_unknown_mark(ord(c)) for c in text):
                texts.append(text.encode("utf-8", "replace"))
    return list(dict.fromkeys(texts))


def engine_results(program, folder, texts):
    records = b"".join(struct.pack("<I", len(text)) + text for text in texts)
    done = subprocess.run([program, str(folder)], input=records, stdout=subprocess.PIPE, check=True)
    data, pos, results = done.stdout, 0, []
    for _ in texts:
        (count,) = struct.unpack_from("<I", data, pos)
        ids = list(struct.unpack_from(f"<{count}i", data, pos + 4))
        pos += 4 + 4 * count
        (size,) = struct.unpack_from("<I", data, pos)
        results.append((ids, data[pos + 4:pos + 4 + size].decode("utf-8")))
        pos += 4 + size
    return results


def compare(program, folder, texts):
    oracle = Tokenizer.from_file(str(folder / "tokenizer.json"))
    num_different = num_ids = 0
    for text, (ids, decoded) in zip(texts, engine_results(program, folder, texts)):
        readable = text.decode("utf-8", "replace")
        expected = oracle.encode(readable).ids
        num_ids += len(expected)
        if ids != expected or decoded != oracle.decode(expected, skip_special_tokens=False):
            num_different += 1
            if num_different <= 10:
                print(f"  {text[:120]!r}\n    engine {ids[:20]}\n    oracle {expected[:20]}")
    print(f"{folder.name}: {oracle.get_vocab_size()} ids in the vocabulary; {len(texts)} distinct texts, "
          f"{sum(map(len, texts))} bytes, {num_ids} ids: {num_different} differ", flush=True)
    return num_different


if __name__ == "__main__":
    all_texts = make_texts(int(sys.argv[2]))
    sys.exit(1 if sum(compare(sys.argv[1], pathlib.Path(d), all_texts) for d in sys.argv[3:]) else 0)
