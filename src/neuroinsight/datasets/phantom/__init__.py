"""The synthetic patient: what tests, demo and documentation use in place of patients."""

from neuroinsight.datasets.phantom.phantom import Phantom, make_phantom, write_phantom
from neuroinsight.datasets.phantom.settings import PhantomSettings, Place, Side, TumorSettings

__all__ = ["Phantom", "PhantomSettings", "Place", "Side", "TumorSettings", "make_phantom", "write_phantom"]
