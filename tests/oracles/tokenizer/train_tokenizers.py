"""Trains two tokenizers of about 100 000 ids, with the Llama-3 and the Qwen2 split pattern, and writes them to OUT_DIR.

    python3 train_tokenizers.py OUT_DIR [--vocab-size 100000]

The corpus is what a Debian system has on its disk (documentation, headers, Python and Perl sources; about 100 MB) and, so that
every script of Unicode gets merges, pseudo-words drawn from the letters of each script with a Zipf distribution. The files are
too large for the tree and depend on the machine; compare_tokenizers.py needs no particular ones.
"""

import argparse
import gzip
import pathlib
import random
import unicodedata

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
BOS, EOS = "<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>"
TEXT_SUFFIXES = {"", ".txt", ".html", ".py", ".h", ".hpp", ".pm", ".pl", ".pod", ".md", ".rst", ".gz", ".po", ".cmake", ".xml"}
ROOTS = ["/usr/share/doc", "/usr/include", "/usr/lib/python3", "/usr/lib/python3.11", "/usr/share/perl", "/usr/share/cmake-3.25",
         "/usr/share/i18n", "/usr/share/unicode", "/usr/share/vim"]
MAX_CORPUS_BYTES = 90_000_000
MAX_FILE_BYTES = 400_000


def read_text(path):
    try:
        data = gzip.open(path).read(MAX_FILE_BYTES) if path.suffix == ".gz" else path.open("rb").read(MAX_FILE_BYTES)
    except (OSError, EOFError):
        return ""
    return "" if b"\0" in data[:4096] else data.decode("utf-8", "replace")


def system_texts():
    paths = sorted(p for root in ROOTS for p in pathlib.Path(root).rglob("*")
                   if p.suffix in TEXT_SUFFIXES and p.is_file() and not p.is_symlink())
    random.Random(1).shuffle(paths)
    used = 0
    for path in paths:
        text = read_text(path)
        used += len(text)
        if used > MAX_CORPUS_BYTES:
            return
        yield text


def letters_by_script():
    """The first word of a letter's name stands for its script ("CYRILLIC", "HANGUL", "CJK", …)."""
    scripts = {}
    for c in range(0x80, 0x30000):
        if unicodedata.category(chr(c))[0] in "LM":
            scripts.setdefault(unicodedata.name(chr(c), "?").split()[0].split("-")[0], []).append(chr(c))
    return {name: chars for name, chars in scripts.items() if len(chars) >= 8}


def script_texts():
    rng = random.Random(2)
    for name, letters in letters_by_script().items():
        num_words = min(4000, 40 * len(letters))
        words = ["".join(rng.choices(letters, k=rng.randrange(1, 9))) for _ in range(num_words)]
        weights = [1 / (rank + 1) for rank in range(num_words)]
        for _ in range(60):
            yield " ".join(rng.choices(words, weights, k=300))
    for _ in range(3000):
        yield " ".join(str(rng.randrange(10 ** rng.randrange(1, 9))) for _ in range(40))


def build(pattern, nfc, vocab_size, bos_template):
    tokenizer = Tokenizer(models.BPE(ignore_merges=not nfc))
    tokenizer.normalizer = normalizers.NFC() if nfc else None
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(pattern), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=vocab_size, min_frequency=2, show_progress=False, max_token_length=64,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())

    def corpus():
        yield from system_texts()
        yield from script_texts()

    tokenizer.train_from_iterator(corpus(), trainer)
    tokenizer.add_special_tokens([AddedToken(BOS, normalized=False), AddedToken(EOS, normalized=False),
                                  AddedToken("<｜▁pad▁｜>", normalized=False)])
    tokenizer.add_tokens([AddedToken("<think>", normalized=False), AddedToken("</think>", normalized=False),
                          AddedToken("<｜User｜>", normalized=True), AddedToken("<｜Assistant｜>", normalized=False),
                          AddedToken("<pad", lstrip=True, normalized=False),
                          AddedToken("<padding>", rstrip=True, normalized=False)])
    if bos_template:
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{BOS} $A", pair=f"{BOS} $A {BOS} $B", special_tokens=[(BOS, tokenizer.token_to_id(BOS))])
    return tokenizer


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out_dir", type=pathlib.Path)
    parser.add_argument("--vocab-size", type=int, default=100_000)
    arguments = parser.parse_args()
    for name, pattern, nfc in (("llama3-100k", LLAMA3, False), ("qwen2-100k", QWEN2, True)):
        tokenizer = build(pattern, nfc, arguments.vocab_size, bos_template=not nfc)
        folder = arguments.out_dir / name
        folder.mkdir(parents=True, exist_ok=True)
        tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
        print(f"{folder}: {tokenizer.get_vocab_size()} ids", flush=True)


if __name__ == "__main__":
    main()
