/** NIfTI-1 and NIfTI-2 single files: read in the page, and a label map written back voxel for voxel. */

import { type Affine, type Grid, makeGrid, type Vec3, voxelCount } from "./grid";

export type Voxels = Uint8Array | Int8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/** An image as its file has it: value = stored * slope + intercept. */
export interface Image {
  readonly grid: Grid;
  readonly voxels: Voxels; // i fastest
  readonly slope: number;
  readonly intercept: number;
  readonly placed: boolean; // whether the header states where the voxels are, and so which side is right
  readonly header: Uint8Array; // everything before the voxels
  readonly littleEndian: boolean;
}

type Reader = (view: DataView, at: number, littleEndian: boolean) => number;
interface Kind {
  readonly bytes: number;
  readonly make: (buffer: ArrayBuffer) => Voxels;
}

const KINDS: Readonly<Record<number, Kind>> = {
  2: { bytes: 1, make: (buffer) => new Uint8Array(buffer) },
  256: { bytes: 1, make: (buffer) => new Int8Array(buffer) },
  4: { bytes: 2, make: (buffer) => new Int16Array(buffer) },
  512: { bytes: 2, make: (buffer) => new Uint16Array(buffer) },
  8: { bytes: 4, make: (buffer) => new Int32Array(buffer) },
  768: { bytes: 4, make: (buffer) => new Uint32Array(buffer) },
  16: { bytes: 4, make: (buffer) => new Float32Array(buffer) },
  64: { bytes: 8, make: (buffer) => new Float64Array(buffer) },
};
const UNSIGNED_8_BITS = 2;
const long: Reader = (view, at, little) => Number(view.getBigInt64(at, little));
const short: Reader = (view, at, little) => view.getInt16(at, little);
const float: Reader = (view, at, little) => view.getFloat32(at, little);
const double: Reader = (view, at, little) => view.getFloat64(at, little);

/** Where the two versions keep their fields. */
interface Layout {
  readonly whole: Reader;
  readonly real: Reader;
  readonly dim: number;
  readonly step: number;
  readonly datatype: number;
  readonly pixdim: number;
  readonly size: number;
  readonly offset: (view: DataView, little: boolean) => number;
  readonly slope: number;
  readonly qform: number;
  readonly sform: number;
  readonly quaternion: number;
  readonly rows: number;
  readonly code: Reader;
}

const NIFTI_1: Layout = {
  whole: short, real: float, dim: 40, step: 2, datatype: 70, pixdim: 76, size: 4,
  offset: (view, little) => view.getFloat32(108, little),
  slope: 112, qform: 252, sform: 254, quaternion: 256, rows: 280, code: short,
};
const NIFTI_2: Layout = {
  whole: long, real: double, dim: 16, step: 8, datatype: 12, pixdim: 104, size: 8,
  offset: (view, little) => Number(view.getBigInt64(168, little)),
  slope: 176, qform: 344, sform: 348, quaternion: 352, rows: 400, code: (view, at, little) => view.getInt32(at, little),
};

export async function readNifti(file: ArrayBuffer): Promise<Image> {
  const bytes = new Uint8Array(file);
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? await through(new DecompressionStream("gzip"), bytes) : bytes;
  return parse(plain);
}

/** The file of a label map on the grid of another one, with that one's header; gzip. */
export async function writeLabels(like: Image, labels: Uint8Array): Promise<Uint8Array> {
  if (labels.length !== voxelCount(like.grid.shape)) throw new Error("labels and header have different sizes");
  const header = like.header.slice();
  const view = new DataView(header.buffer);
  const second = layoutOf(view).layout === NIFTI_2;
  view.setInt16(second ? 12 : 70, UNSIGNED_8_BITS, like.littleEndian);
  view.setInt16(second ? 14 : 72, 8, like.littleEndian);
  if (second) {
    view.setFloat64(176, 1, like.littleEndian);
    view.setFloat64(184, 0, like.littleEndian);
  } else {
    view.setFloat32(112, 1, like.littleEndian);
    view.setFloat32(116, 0, like.littleEndian);
  }
  const file = new Uint8Array(header.length + labels.length);
  file.set(header);
  file.set(labels, header.length);
  return through(new CompressionStream("gzip"), file);
}

async function through(stream: GenericTransformStream, bytes: Uint8Array): Promise<Uint8Array> {
  const source = new Blob([bytes as BlobPart]).stream();
  return new Uint8Array(await new Response(source.pipeThrough(stream as ReadableWritablePair)).arrayBuffer());
}

function layoutOf(view: DataView): { layout: Layout; little: boolean } {
  for (const little of [true, false]) {
    const size = view.getInt32(0, little);
    if (size === 348) return { layout: NIFTI_1, little };
    if (size === 540) return { layout: NIFTI_2, little };
  }
  throw new Error("not a NIfTI file");
}

function parse(bytes: Uint8Array): Image {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { layout, little } = layoutOf(view);
  const extent = (axis: number): number => Math.max(1, layout.whole(view, layout.dim + axis * layout.step, little));
  const shape: Vec3 = [extent(1), extent(2), extent(3)];
  const kind = KINDS[view.getInt16(layout.datatype, little)];
  const begin = layout.offset(view, little);
  if (kind === undefined) throw new Error("voxels of an unknown type");
  const end = begin + voxelCount(shape) * kind.bytes;
  if (end > bytes.length) throw new Error("the file ends before its last voxel");
  const slope = layout.real(view, layout.slope, little);
  const intercept = layout.real(view, layout.slope + layout.size, little);
  const scaled = Number.isFinite(slope) && slope !== 0;
  return {
    grid: makeGrid(shape, affineOf(view, layout, little, shape)),
    voxels: kind.make(inOwnOrder(bytes.slice(begin, end), kind.bytes, little)),
    slope: scaled ? slope : 1,
    intercept: scaled && Number.isFinite(intercept) ? intercept : 0,
    placed: layout.code(view, layout.sform, little) > 0 || layout.code(view, layout.qform, little) > 0,
    header: bytes.slice(0, begin),
    littleEndian: little,
  };
}

function inOwnOrder(bytes: Uint8Array<ArrayBuffer>, size: number, little: boolean): ArrayBuffer {
  if (!little && size > 1) {
    for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
  }
  return bytes.buffer;
}

/** As nibabel chooses it: the sform where it states a space, else the qform, else spacings about the middle. */
function affineOf(view: DataView, layout: Layout, little: boolean, shape: Vec3): Affine {
  const real = (at: number, index: number): number => layout.real(view, at + index * layout.size, little);
  if (layout.code(view, layout.sform, little) > 0) {
    return Array.from({ length: 12 }, (_, index) => real(layout.rows, index)) as unknown as Affine;
  }
  const spacing: Vec3 = [real(layout.pixdim, 1), real(layout.pixdim, 2), real(layout.pixdim, 3)];
  if (layout.code(view, layout.qform, little) <= 0) {
    const [x, y, z] = spacing;
    const middle = (axis: 0 | 1 | 2): number => (shape[axis] - 1) / 2;
    return [-x, 0, 0, middle(0) * x, 0, y, 0, -middle(1) * y, 0, 0, z, -middle(2) * z];
  }
  const [b, c, d, x, y, z] = Array.from({ length: 6 }, (_, index) => real(layout.quaternion, index)) as unknown as readonly [
    number, number, number, number, number, number,
  ];
  const a = Math.sqrt(Math.max(0, 1 - b * b - c * c - d * d));
  const [u, v] = spacing;
  const w = spacing[2] * (real(layout.pixdim, 0) < 0 ? -1 : 1);
  return [
    (a * a + b * b - c * c - d * d) * u, 2 * (b * c - a * d) * v, 2 * (b * d + a * c) * w, x,
    2 * (b * c + a * d) * u, (a * a + c * c - b * b - d * d) * v, 2 * (c * d - a * b) * w, y,
    2 * (b * d - a * c) * u, 2 * (c * d + a * b) * v, (a * a + d * d - c * c - b * b) * w, z,
  ];
}
