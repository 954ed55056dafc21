"""RANO's diameters as measurements: of the study, and of each lesion."""

from collections.abc import Mapping

from neuroinsight.clinical.bidimensional import Basis, Bidimensional, smallest_measurable_mm
from neuroinsight.clinical.evidence import Evidence
from neuroinsight.clinical.lesion_outlines import LesionOutline
from neuroinsight.clinical.lesions import no_lesion
from neuroinsight.core.measurement import Measured, Measurement, NotMeasured, Stated

MOST_TARGETS = 2  # of one basis, as RANO 2.0 has it

_BASES = {
    Basis.ENHANCING: Stated(code=Basis.ENHANCING.value, title="Enhancing core"),
    Basis.FLAIR: Stated(code=Basis.FLAIR.value, title="FLAIR"),
}
_OF_STUDY = ("longest", "perpendicular", "product", "measurable", "basis", "sum_of_products")


def rano(evidence: Evidence) -> Mapping[str, Measurement]:
    """Return `rano.…` of the study: those of its leading target lesion, and the sum of products over the targets.

    Targets are the two measurable lesions of the largest products: among those that enhance, or where none does, among
    all. Where none is measurable, the largest one's diameters stand, and there is no sum.
    """
    if not evidence.lesions:
        return dict.fromkeys((f"rano.{name}" for name in _OF_STUDY), no_lesion(evidence))
    enhancing = [one for one in evidence.bidimensional if one.basis is Basis.ENHANCING]
    ranked = sorted(enhancing or evidence.bidimensional, key=lambda one: (one.measurable, one.product_mm2))[::-1]
    targets = [one for one in ranked if one.measurable][:MOST_TARGETS]
    total: Measurement = Measured(value=sum(one.product_mm2 for one in targets), unit="mm2")
    if not targets:
        limit_mm = smallest_measurable_mm(evidence.label_map.grid)
        total = NotMeasured("rano.not_measurable", {"limit_mm": limit_mm})
    return {**_measurements(ranked[0]), "rano.sum_of_products": total}


def rano_of(evidence: Evidence, lesion: LesionOutline) -> Mapping[str, Measurement]:
    """Return `rano.…` of one lesion."""
    return _measurements(evidence.bidimensional[evidence.lesions.index(lesion)])


def _measurements(found: Bidimensional) -> Mapping[str, Measurement]:
    return {
        "rano.longest": Measured(value=found.longest_mm, unit="mm", along=found.longest_along),
        "rano.perpendicular": Measured(value=found.perpendicular_mm, unit="mm", along=found.perpendicular_along),
        "rano.product": Measured(value=found.product_mm2, unit="mm2"),
        "rano.measurable": Stated(code="yes", title="Yes") if found.measurable else Stated(code="no", title="No"),
        "rano.basis": _BASES[found.basis],
    }
