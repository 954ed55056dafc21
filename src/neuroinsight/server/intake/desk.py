"""What one running server keeps for uploads: the examiner, what the door said lately, and whose turn it is."""

import hashlib
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from neuroinsight.core.sequences import Sequence
from neuroinsight.preprocess.plan import Plan
from neuroinsight.server.intake.door import Mask
from neuroinsight.server.intake.examiner import Examiner
from neuroinsight.server.intake.values import Received, Verdict

_KEPT_VERDICTS = 256


@dataclass(slots=True)
class Desk:
    """Looks at uploads, one study at a time for each study."""

    examiner: Examiner
    _verdicts: OrderedDict[str, Verdict] = field(default_factory=OrderedDict)
    _turns: dict[str, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))
    _receiving: set[tuple[str, str]] = field(default_factory=set)

    @contextmanager
    def turn(self, study: str) -> Iterator[None]:
        """Wait until nobody else looks at a study's files."""
        with self._turns[study]:
            yield

    def begin(self, study: str, name: str) -> bool:
        """Say that a file is received from now on; False if it is being received already."""
        is_free = (study, name) not in self._receiving
        self._receiving.add((study, name))
        return is_free

    def end(self, study: str, name: str) -> None:
        """Say that a file is received no longer."""
        self._receiving.discard((study, name))

    def ask(
        self, plan: Plan, images: Mapping[Sequence, Received], mask: Received | None, scheme: str | None
    ) -> Verdict:
        """Return what the door says to these images for a model's plan, as it said the last time to the same ones."""
        said = [repr(plan), *(f"{sequence.value}:{file.sha256}" for sequence, file in images.items())]
        said += [f"mask:{mask.sha256}:{scheme}"] if mask is not None else []
        key = hashlib.sha256(" ".join(said).encode()).hexdigest()
        if key not in self._verdicts:
            chosen = Mask(path=mask.path, scheme=scheme) if mask is not None and scheme is not None else None
            paths = {sequence: file.path for sequence, file in images.items()}
            self._verdicts[key] = self.examiner.ask(paths, plan, chosen)
            if len(self._verdicts) > _KEPT_VERDICTS:
                self._verdicts.popitem(last=False)
        return self._verdicts[key]
