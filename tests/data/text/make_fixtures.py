"""Writes trained-llama3.json, trained-qwen2.json and encodings.jsonl beside this file.

Oracle: the `tokenizers` package from PyPI (0.23.3). Run: python3 make_fixtures.py RESOURCES_DIR
Deterministic: the same package version writes the same bytes.
"""

import hashlib
import json
import pathlib
import random
import sys
import unicodedata

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

HERE = pathlib.Path(__file__).parent
LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
BOS, EOS = "<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>"

SENTENCES = """The kettle sings before the water boils, and nobody minds waiting.
We'll see whether they've measured it twice; I'd rather they hadn't.
Let f(x) = 3x^2 - 4x + 1. Then f'(x) = 6x - 4, so x = 2/3.
Der Fluss fließt langsam, weil die Brücke müde ist.
L'été dernier, où étions-nous ? À la plage, bien sûr.
¿Cuántos números caben en una caja pequeña?
Быстрая лиса перепрыгнула через забор и исчезла.
Ο ποταμός κυλά αργά κάτω από τη γέφυρα.
川はゆっくりと橋の下を流れていく。数字は12345です。
河水缓缓地从桥下流过，没有人着急。
강물이 다리 아래로 천천히 흘러간다.
النهر يجري ببطء تحت الجسر
नदी पुल के नीचे धीरे-धीरे बहती है।
แม่น้ำไหลช้าๆ ใต้สะพาน
הנהר זורם לאט מתחת לגשר
int main() { return values[i] << 2; }  // shift\n\tfor (;;) {}""".split("\n")

WORDS = """the of and to in is that for it as was with be by on not he his but at are this have from or had an they which one you
were all her she there would their we him been has when who will no more if out so up said what its about than into them can
only other time new some could these two may first then do any like my now over such our man me even most made after also did
answer because therefore compute modulo sequence number triangle prime factor equation solve check wait step""".split()

CHARS = {
    "latin": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "accented": "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœßſŠžŁİı",
    "digits": "0123456789٠١٢३४५०๑๒⅕¼²Ⅷ①",
    "punctuation": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~«»“”‘’…—–·§¶",
    "space": " \t\n\r\v\f\u0085\u00a0\u1680\u2000\u2003\u2009\u200a\u2028\u2029\u202f\u205f\u3000",
    "not_space": "\u180e\u200b\u200c\u200d\u2060\ufeff\u00ad\u061c\u200e\u202e\u2066",
    "control": "".join(map(chr, [*range(0, 9), *range(14, 32), 127, *range(128, 133), *range(134, 160)])),
    "combining": "\u0300\u0301\u0302\u0303\u0308\u030a\u0327\u0328\u0323\u0345\u05b0\u064b\u093c\u094d\u0e31\u3099\u20e3",
    "composing": "eoaucnsEAOUkgΑαωυקकदຣ가각각ᄂㅏÅΩK가",
    "scripts": "жщЯґΩλאבגمةيकखกขあアン漢字仮名한글ქაଅཀຂ∀∃∑√≤≥€£ሀᏣᚠ𐍈𝒳𝟘𞤀𠀋",
    "emoji": "😀👍🏽👩‍👩‍👧‍👦🏳️‍🌈🇩🇪❤️‍🔥1️⃣🧑🏿‍🚀",
    "special": "\ufffd\ufffe\uffff\U0010ffff\ue000\U000f0000\u0378",
}
SNIPPETS = ["'s", "'T", "'re", "'VE", "'m", "'LL", "'d", "'ſ", "’s", "<think>", "</think>", "<think", BOS, EOS, "<｜User｜>", "<｜",
            "｜>", "\r\n", "\n\n", "  ", "\t", "e\u0301", "\u0301", "\u1100\u1161\u11a8", "q\u0307\u0323", "\u212b", "Ḍ̇", "1,234.5",
            "3.14", "007", "x²+y²", "\\boxed{42}", "$\\frac{1}{2}$", "👩‍👩‍👧‍👦", "🇩🇪🇫🇷", "नमस्ते", "ﬁ", "ŉ", "ǅ", "ﬆ", "Ǆ"]


def random_string(rng):
    kind = rng.randrange(6)
    if kind == 0:
        return " ".join(rng.choice(WORDS) for _ in range(rng.randrange(1, 12))) + rng.choice(["", ".", "?", "\n", " "])
    if kind == 1:
        alphabet = CHARS[rng.choice(list(CHARS))]
        return "".join(rng.choice(alphabet) for _ in range(rng.randrange(1, 16)))
    if kind == 2:
        return "".join(rng.choice(CHARS[rng.choice(list(CHARS))]) for _ in range(rng.randrange(1, 20)))
    if kind == 3:
        parts = SNIPPETS + WORDS[:40] + list(CHARS["space"])
        return "".join(rng.choice(parts) for _ in range(rng.randrange(1, 10)))
    if kind == 4:
        sentence = rng.choice(SENTENCES)
        start = rng.randrange(len(sentence))
        return sentence[start:start + rng.randrange(1, 24)]
    return "".join(chr(rng.choice([rng.randrange(0x250), rng.randrange(0xD800), rng.randrange(0xE000, 0x10000),
                                   rng.randrange(0x10000, 0x20000)])) for _ in range(rng.randrange(1, 10)))


# Long runs, as (text, count): what a merge algorithm or a regex that is not linear would choke on.
LONG = [("a", 5000), (" ", 5000), ("\n", 3000), ("1", 5000), ("ab", 3000), ("!", 4000), (" \n", 2000), ("é", 2000),
        ("e\u0301", 2000), ("the ", 1500), ("\u0301", 3000), ("<think>", 500), ("<", 3000), ("漢", 2000), ("'s", 1500),
        ("\r\n\t", 1500), ("👍🏽", 1000)]


# Letters and numbers of Unicode 15 and 16, which the oracle's regular expressions know.
NEWER_THAN_14 = [[0x1C89, 0x1C8A], [0xA7DA, 0xA7DC], [0x105C0, 0x105F3], [0x10D40, 0x10D65], [0x11380, 0x11389], [0x13460, 0x13490],
                 [0x16130, 0x16139], [0x1E4D0, 0x1E4EB], [0x1E5F1, 0x1E5FA], [0x2EBF0, 0x2EC10], [0x31350, 0x31380]]


def assigned_ranges(first, last):
    """Assigned code points of [first, last): later Unicode versions assign more, and engines differ in theirs."""
    ranges = []
    for c in range(first, last):
        if not 0xD800 <= c < 0xE000 and unicodedata.category(chr(c)) != "Cn":
            if ranges and ranges[-1][1] == c - 1:
                ranges[-1][1] = c
            else:
                ranges.append([c, c])
    return ranges


def sweep_text(ranges):
    """Each code point in three contexts. The semicolon keeps combining marks apart: the oracle's NFC knows the combining classes
    of an older Unicode version, and would order a few new marks differently."""
    return "".join(f"{chr(c)}a1{chr(c)} .{chr(c)};" for first, last in ranges for c in range(first, last + 1))


def corpus():
    rng = random.Random(7)
    for _ in range(300):
        yield from SENTENCES
        yield " ".join(rng.choice(WORDS) for _ in range(40))
        yield " ".join(str(rng.randrange(10 ** rng.randrange(1, 7))) for _ in range(20))


def train(pattern, nfc, name, vocab_size, template):
    tokenizer = Tokenizer(models.BPE(ignore_merges=not nfc))
    tokenizer.normalizer = normalizers.NFC() if nfc else None
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(pattern), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=vocab_size, show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(corpus(), trainer)
    tokenizer.add_special_tokens([AddedToken(BOS, normalized=False), AddedToken(EOS, normalized=False)])
    tokenizer.add_tokens([AddedToken("<think>", normalized=False), AddedToken("</think>", normalized=False),
                          AddedToken("<｜User｜>", normalized=True), AddedToken("<pad", lstrip=True, normalized=False),
                          AddedToken("<padding>", rstrip=True, normalized=False)])
    if template:
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{BOS} $A", pair=f"{BOS} $A {BOS} $B", special_tokens=[(BOS, tokenizer.token_to_id(BOS))])
    else:
        tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    return tokenizer


def digest(ids):
    return hashlib.sha256(",".join(map(str, ids)).encode()).hexdigest()[:16]


def main(resources):
    tokenizers = {f"models/{name}": Tokenizer.from_file(str(resources / "models" / name / "tokenizer.json"))
                  for name in ("tiny-r1-llama", "tiny-r1-qwen")}
    tokenizers["trained-llama3"] = train(LLAMA3, False, "trained-llama3", 3000, template=True)
    tokenizers["trained-qwen2"] = train(QWEN2, True, "trained-qwen2", 2500, template=False)
    rng = random.Random(20240501)
    texts = [random_string(rng) for _ in range(3000)]
    texts += ["", " ", "x <pad y", "x  <padding>  y", " <pad<padding> ", "<pad <pad"]
    rows = [({"text": text}, text) for text in dict.fromkeys(texts)]
    rows += [({"repeat": [text, count]}, text * count) for text, count in LONG]
    for first in range(0, 0x20000, 1024):
        if ranges := assigned_ranges(first, first + 1024):
            rows.append(({"sweep": ranges}, sweep_text(ranges)))
    rows.append(({"sweep": NEWER_THAN_14}, sweep_text(NEWER_THAN_14)))
    with open(HERE / "encodings.jsonl", "w", encoding="utf-8", newline="\n") as out:
        for row, text in rows:
            row["ids"] = {name: digest(t.encode(text).ids) for name, t in tokenizers.items()}
            out.write(json.dumps(row, ensure_ascii=True, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
