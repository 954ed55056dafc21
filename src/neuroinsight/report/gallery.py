"""The report's pictures with their captions and alternative texts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from neuroinsight.core.labels import LabelMap, Region
from neuroinsight.core.measurement import Measured, Measurement
from neuroinsight.core.origin import Sides
from neuroinsight.core.record import Analysis
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study
from neuroinsight.report.figures.choice import Slices, choose_slices
from neuroinsight.report.figures.picture import OUTLINED_REGIONS, Caliper, Picture, View, slice_of, take_picture
from neuroinsight.report.figures.planes import NO_MARKS, Plane, Position
from neuroinsight.report.figures.scene import Scene, make_scene
from neuroinsight.report.figures.solid import Solid, solids
from neuroinsight.report.numbers import NO_BREAK, amount, plain, quantity, spacing
from neuroinsight.report.sentences import is_present, volume
from neuroinsight.report.wording import Words

_LEVELS_OF_LESION = 10
_LEVELS_OF_BRAIN = 5
_THICK_MM = 2.5  # from here on, and at twice the other side, pixels are visibly oblong
_LEADING = (Sequence.T1CE, Sequence.FLAIR, Sequence.T2, Sequence.T1)
_SECOND = (Sequence.FLAIR, Sequence.T2, Sequence.T1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plate:
    """A picture with its words."""

    picture: Picture
    caption: str
    alternative: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SolidPlate:
    """A view of the tumor in the brain with its words."""

    picture: Solid
    caption: str
    alternative: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gallery:
    """All pictures of a report, by section; `leading` is the sequence that most of them show."""

    leading: Sequence
    slices: Slices
    slice_mm: float  # from one axial slice to the next
    regions: tuple[Region, ...]
    sides: Sides
    key: tuple[Plate, ...]
    clean: tuple[Plate, ...]
    through: tuple[Plate, ...]  # through the lesion, or through the brain where none was found
    other: tuple[Plate, ...]
    solid: tuple[SolidPlate, ...]  # the tumor in the brain; none where nothing was found

    @property
    def plates(self) -> tuple[Plate | SolidPlate, ...]:
        """All of them."""
        return (*self.key, *self.clean, *self.through, *self.other, *self.solid)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shot:
    """A picture that is wanted: what it shows, its caption, and whether outlines are drawn."""

    view: View
    caption: str
    regions: tuple[Region, ...] = ()
    calipers: tuple[Caliper, ...] = ()


@dataclass(frozen=True, slots=True)
class _Director:
    """Plans and words the pictures of one record."""

    scene: Scene
    record: Analysis
    words: Words
    regions: tuple[Region, ...]
    slices: Slices

    def plates(self, *shots: _Shot) -> tuple[Plate, ...]:
        """Return the pictures of one row: they share a field, so that a millimeter is equally long in all."""
        field = self.scene.field((shot.view.plane, shot.view.index) for shot in shots)
        pictures = [
            take_picture(self.scene, shot.view, field, regions=shot.regions, calipers=shot.calipers) for shot in shots
        ]
        return tuple(
            Plate(picture=picture, caption=shot.caption, alternative=self._alternative(picture))
            for picture, shot in zip(pictures, shots, strict=True)
        )

    def regions_on(self, sequence: Sequence) -> tuple[Region, ...]:
        """Without contrast only the whole tumor can be seen, so only it is outlined."""
        return self.regions if sequence is Sequence.T1CE else tuple(r for r in self.regions if r is Region.WT)

    def axial(self, sequence: Sequence, caption: str) -> _Shot:
        view = View(sequence, Plane.AXIAL, self.slices.axial)
        return _Shot(view=view, caption=caption, regions=self.regions_on(sequence))

    def centered(self, sequence: Sequence, plane: Plane) -> _Shot:
        index = {
            Plane.AXIAL: self.slices.axial,
            Plane.CORONAL: self.slices.coronal,
            Plane.SAGITTAL: self.slices.sagittal,
        }[plane]
        view = View(sequence, plane, index)
        return _Shot(view=view, caption=self._plane_caption(sequence, plane), regions=self.regions_on(sequence))

    def _plane_caption(self, sequence: Sequence, plane: Plane) -> str:
        pictures, mm = self.words.pictures, self.scene.grid.spacing_mm
        sides = sorted((float(mm[plane.column_axis]), float(mm[plane.row_axis])))
        template = pictures.through_center if self.regions else pictures.plain_plane
        thick = ""
        if sides[1] >= _THICK_MM and sides[1] >= 2 * sides[0]:
            template = pictures.thick
            thick = spacing((sides[1],), self.words.frame.decimal_mark)
        return template.format(plane=pictures.planes[plane], sequence=pictures.sequences[sequence], spacing=thick)

    def _alternative(self, picture: Picture) -> str:
        pictures = self.words.pictures
        at = pictures.at.format(
            plane=pictures.planes[picture.plane],
            sequence=pictures.sequences[picture.sequence],
            position=position_text(picture.position, self.words),
        )
        drawn = " × ".join(stroke.label for stroke in picture.strokes)
        told = f" {pictures.drawn.format(diameters=drawn)}" if drawn else ""
        if not picture.contours:
            return f"{at}. {pictures.not_outlined}{told}"
        outlined = ", ".join(_region_with_volume(self.record, one.region, self.words) for one in picture.contours)
        return f"{at}. {pictures.outlined.format(regions=outlined)}{told}"


def gallery_of(record: Analysis, study: Study | None, label_map: LabelMap | None, words: Words) -> Gallery | None:
    """Return the report's pictures; None where images or outline are not at hand."""
    if study is None or label_map is None:
        return None
    return make_gallery(make_scene(study, label_map), record, words)


def make_gallery(scene: Scene, record: Analysis, words: Words) -> Gallery:
    """Return the report's pictures; regions without a volume in the record are not outlined."""
    regions = tuple(
        region for region in OUTLINED_REGIONS if is_present(record, region) and scene.areas(region, Plane.AXIAL).any()
    )
    region = next((one for one in (Region.TC, Region.WT) if one in regions), None)
    most = _LEVELS_OF_LESION if region else _LEVELS_OF_BRAIN
    slices = choose_slices(scene, region, most=most, axial=_measured_slice(record.measurements, scene))
    leading = next(one for one in _LEADING if one in scene.images)
    second = next((one for one in _SECOND if one in scene.images and one is not leading), None)
    director = _Director(scene, record, words, regions, slices)
    return Gallery(
        leading=leading,
        slices=slices,
        slice_mm=float(scene.grid.spacing_mm[Plane.AXIAL]),
        regions=regions,
        sides=scene.sides,
        key=_key(director, leading, second),
        clean=_clean(director),
        through=_through(director, leading if regions else second or leading),
        other=_other(director, leading, second),
        solid=tuple(_solid(one, record, words) for one in solids(scene, regions)),
    )


def position_text(where: Position, words: Words) -> str:
    """Return a plane's position, as in `S 17.0 mm`, or `slice 76/240` where the file's origin is not in the head."""
    if where.letter is None:
        return words.pictures.slice_number.format(number=where.number, count=where.count)
    return f"{where.letter} {plain(where.distance_mm, words.frame.decimal_mark)}{NO_BREAK}mm"


def calipers_of(table: Mapping[str, Measurement], words: Words, *, tag: str = "") -> tuple[Caliper, ...]:
    """Return the diameters of a lesion that say where they were taken, each with its number in whole millimeters."""
    found = [table.get(name) for name in ("rano.longest", "rano.perpendicular")]
    mark = words.frame.decimal_mark
    return tuple(
        Caliper(line=one.along, label=amount(one, mark), tag=tag if place == 0 else "")
        for place, one in enumerate(found)
        if isinstance(one, Measured) and one.along is not None
    )


def _measured_slice(table: Mapping[str, Measurement], scene: Scene) -> int | None:
    found = table.get("rano.longest")
    if not isinstance(found, Measured) or found.along is None:
        return None
    return slice_of(found.along, scene.grid, Plane.AXIAL)


def _key(director: _Director, leading: Sequence, second: Sequence | None) -> tuple[Plate, ...]:
    coronal = director.centered(leading, Plane.CORONAL)
    if not director.regions:
        shown = [leading] if second is None else [leading, second]
        return director.plates(*(director.centered(one, Plane.AXIAL) for one in shown), coronal)
    words = director.words.pictures
    name = words.sequences[leading]
    calipers = calipers_of(director.record.measurements, director.words)
    lesions = _lesions(director, leading)
    if len(lesions) > 1:
        through = replace(coronal, caption=words.through_lesion.format(plane=words.planes[Plane.CORONAL], lesion="1"))
        return director.plates(*lesions[:2], through)
    if second is None:
        unmarked = replace(director.axial(leading, words.unmarked.format(sequence=name)), regions=())
        outlined = director.axial(leading, words.measured_outlined if calipers else words.same_slice_outlined)
        return director.plates(unmarked, replace(outlined, calipers=calipers), coronal)
    region = director.words.regions[Region.TC if Region.TC in director.regions else Region.WT]
    caption = words.measured_caption if calipers else words.key_caption
    first = director.axial(leading, caption.format(sequence=name, region=region[:1].lower() + region[1:]))
    same = words.same_slice.format(sequence=words.sequences[second])
    return director.plates(replace(first, calipers=calipers), director.axial(second, same), coronal)


def _lesions(director: _Director, leading: Sequence) -> list[_Shot]:
    """Return one shot for each lesion whose diameters say where they were taken, in its own slice."""
    shots = []
    for one in director.record.lesions:
        index = _measured_slice(one.measurements, director.scene)
        if index is not None:
            caption = director.words.pictures.lesion_caption.format(lesion=one.id)
            view = View(leading, Plane.AXIAL, index)
            calipers = calipers_of(one.measurements, director.words, tag=one.id)
            shots.append(_Shot(view=view, caption=caption, regions=director.regions_on(leading), calipers=calipers))
    return shots


def _clean(director: _Director) -> tuple[Plate, ...]:
    order = (Sequence.T1CE, Sequence.T1, Sequence.T2, Sequence.FLAIR)
    shown = (one for one in order if one in director.scene.images)
    return director.plates(*(replace(director.axial(one, ""), regions=()) for one in shown))


def _through(director: _Director, sequence: Sequence) -> tuple[Plate, ...]:
    regions = director.regions_on(sequence)
    views = (View(sequence, Plane.AXIAL, level) for level in director.slices.through)
    return director.plates(*(_Shot(view=view, caption="", regions=regions) for view in views))


def _other(director: _Director, leading: Sequence, second: Sequence | None) -> tuple[Plate, ...]:
    shots = [director.centered(leading, Plane.SAGITTAL)]
    if second is not None:
        shots += [] if director.regions else [director.centered(second, Plane.SAGITTAL)]
        shots.append(director.centered(second, Plane.CORONAL))
    return director.plates(*shots)


def _solid(solid: Solid, record: Analysis, words: Words) -> SolidPlate:
    """Word a view: from which side, where the sides are known, and which regions it shows."""
    pictures = words.pictures
    seen = pictures.seen[solid.seen] if solid.marks != NO_MARKS else pictures.seen_somehow
    regions = ", ".join(_region_with_volume(record, region, words) for region in solid.regions)
    return SolidPlate(picture=solid, caption=seen, alternative=f"{seen} {pictures.solid.format(regions=regions)}")


def _region_with_volume(record: Analysis, region: Region, words: Words) -> str:
    found = volume(record, region)
    title = words.regions[region]
    return f"{title} {quantity(found, words.frame.decimal_mark)}" if isinstance(found, Measured) else title
