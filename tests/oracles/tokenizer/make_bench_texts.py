"""Writes texts of several kinds, about 4 MB each, to measure the speed of encoding: OUT_DIR/<kind>.txt.

    python3 make_bench_texts.py OUT_DIR
"""

import pathlib
import random
import sys

import train_tokenizers as corpus

MAX_BYTES = 4_000_000


def files(suffixes, roots):
    paths = sorted(p for root in roots for p in pathlib.Path(root).rglob("*")
                   if p.suffix in suffixes and p.is_file() and not p.is_symlink())
    random.Random(3).shuffle(paths)
    for path in paths:
        yield corpus.read_text(path)


def words_of_every_script(rng):
    """Lines of words that repeat as words do; a script's lines follow each other only by chance."""
    lines = [text[i:i + 400] for text in corpus.script_texts() for i in range(0, len(text), 400)]
    rng.shuffle(lines)
    yield from lines


def new_words_of_every_script(rng):
    """Words that hardly ever repeat: what no cache helps with."""
    scripts = list(corpus.letters_by_script().values())
    while True:
        letters = rng.choice(scripts)
        yield " ".join("".join(rng.choices(letters, k=rng.randrange(1, 9))) for _ in range(40))


def solutions(rng):
    """Chains of thought: short sentences with numbers and LaTeX."""
    while True:
        a, b = rng.randrange(2, 400), rng.randrange(2, 400)
        yield (f"So we need \\frac{{{a}}}{{{b}}} of x. Wait, let me check: {a} * {b} = {a * b}, and $\\sqrt{{{a * a}}} = {a}$.\n"
               f"Therefore the remainder modulo {b} is {a % b}. Hmm, that can't be right, because x^{{{b % 9}}} > {a - b}.\n")


def write(folder, kind, pieces):
    used, kept = 0, []
    for piece in pieces:
        kept.append(piece)
        used += len(piece.encode("utf-8", "replace"))
        if used >= MAX_BYTES:
            break
    (folder / f"{kind}.txt").write_bytes("\n".join(kept).encode("utf-8", "replace")[:MAX_BYTES])


if __name__ == "__main__":
    out_dir = pathlib.Path(sys.argv[1])
    out_dir.mkdir(parents=True, exist_ok=True)
    write(out_dir, "documentation", files({"", ".txt", ".gz", ".md"}, ["/usr/share/doc"]))
    write(out_dir, "code", files({".py", ".h", ".hpp", ".pm"}, ["/usr/include", "/usr/lib/python3", "/usr/share/perl"]))
    write(out_dir, "solutions", solutions(random.Random(4)))
    write(out_dir, "scripts", words_of_every_script(random.Random(5)))
    write(out_dir, "new-words", new_words_of_every_script(random.Random(6)))
