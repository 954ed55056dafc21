"""Which arithmetic this machine runs networks in best."""

from pathlib import Path
from typing import Literal

import torch

Precision = Literal["float32", "bfloat16", "float16"]


def best_precision(device: str | None = None) -> Precision:
    """Return float16 on a GPU, bfloat16 on a CPU with instructions for it, else float32; None is what there is.

    Without AMX or AVX-512 BF16 a CPU emulates bfloat16 and is slower with it than in float32.
    """
    if (device or ("cuda" if torch.cuda.is_available() else "cpu")) != "cpu":
        return "float16"
    return "bfloat16" if _cpu_flags() & {"amx_bf16", "avx512_bf16"} else "float32"


def _cpu_flags() -> set[str]:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:  # not Linux
        return set()
    line = next((line for line in text.splitlines() if line.startswith("flags")), "")
    return set(line.split())
