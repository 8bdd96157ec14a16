"""Writes a folder with random safetensors shards in the layout of a Hugging Face checkpoint: make_checkpoint.py DIR NUM_SHARDS MIB_PER_SHARD

Each shard has tensors of 64 MiB (bf16). Only for measuring how fast weights are read.
"""

import json
import os
import pathlib
import sys

TENSOR_BYTES = 64 << 20


def write_shard(path, names):
    header = {name: {"dtype": "BF16", "shape": [TENSOR_BYTES // 2 // 4096, 4096],
                     "data_offsets": [i * TENSOR_BYTES, (i + 1) * TENSOR_BYTES]} for i, name in enumerate(names)}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        block = os.urandom(TENSOR_BYTES)
        for _ in names:
            file.write(block)


def main(folder, num_shards, mib_per_shard):
    folder.mkdir(parents=True, exist_ok=True)
    weight_map = {}
    for shard in range(num_shards):
        file_name = f"model-{shard + 1:05}-of-{num_shards:05}.safetensors"
        names = [f"s{shard}.t{i}" for i in range((mib_per_shard << 20) // TENSOR_BYTES)]
        write_shard(folder / file_name, names)
        weight_map.update({name: file_name for name in names})
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": weight_map}))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
