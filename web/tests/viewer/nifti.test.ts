import { describe, expect, it } from "vitest";
import { toMm } from "../../src/viewer/grid";
import { readNifti, writeLabels } from "../../src/viewer/nifti";

/** A NIfTI-1 file of 3 x 2 x 2 voxels of 16 bits, written field by field. */
function file({ little = true, sform = true, qform = false } = {}): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(352 + 24));
  view.setInt32(0, 348, little);
  [3, 3, 2, 2, 1, 1, 1, 1].forEach((extent, axis) => view.setInt16(40 + 2 * axis, extent, little));
  view.setInt16(70, 4, little);
  view.setInt16(72, 16, little);
  [-1, 2, 3, 4].forEach((step, axis) => view.setFloat32(76 + 4 * axis, step, little));
  view.setFloat32(108, 352, little);
  view.setFloat32(112, 0.5, little);
  view.setFloat32(116, 10, little);
  view.setInt16(252, qform ? 1 : 0, little);
  view.setInt16(254, sform ? 1 : 0, little);
  [0, 0, 1, 7, 8, 9].forEach((value, at) => view.setFloat32(256 + 4 * at, value, little)); // half a turn about the long axis
  [0, -3, 0, 5, 2, 0, 0, 6, 0, 0, 4, 7].forEach((value, at) => view.setFloat32(280 + 4 * at, value, little));
  view.setUint8(344, 0x6e);
  for (let voxel = 0; voxel < 12; voxel++) view.setInt16(352 + 2 * voxel, voxel - 3, little);
  return view.buffer;
}

describe("reading NIfTI", () => {
  it("gives voxels, scale and the sform's affine, in either order of bytes", async () => {
    for (const little of [true, false]) {
      const image = await readNifti(file({ little }));
      expect(image.grid.shape).toEqual([3, 2, 2]);
      expect([...image.voxels]).toEqual(Array.from({ length: 12 }, (_, voxel) => voxel - 3));
      expect([image.slope, image.intercept]).toEqual([0.5, 10]);
      expect([...toMm(image.grid, [1, 1, 1])]).toEqual([2, 8, 11]);
    }
  });

  it("takes the qform where no sform is stated, and as nibabel the middle where neither is", async () => {
    const turned = await readNifti(file({ sform: false, qform: true }));
    expect([...toMm(turned.grid, [1, 1, 1])]).toEqual([7 - 2, 8 - 3, 9 - 4]); // a third axis that is turned over
    const bare = await readNifti(file({ sform: false }));
    expect([...toMm(bare.grid, [0, 0, 0])]).toEqual([2, -1.5, -2]);
  });

  it("refuses a file that ends early, and what is no NIfTI", async () => {
    await expect(readNifti(file().slice(0, 360))).rejects.toThrow("ends before");
    await expect(readNifti(new ArrayBuffer(400))).rejects.toThrow("not a NIfTI");
  });
});

describe("writing labels", () => {
  it("keeps header and order of voxels, and nothing else of the image", async () => {
    for (const little of [true, false]) {
      const like = await readNifti(file({ little }));
      const labels = Uint8Array.from({ length: 12 }, (_, voxel) => [0, 1, 2, 4][voxel % 4] ?? 0);
      const written = await readNifti((await writeLabels(like, labels)).slice().buffer);
      expect([...written.voxels]).toEqual([...labels]);
      expect(written.grid).toEqual(like.grid);
      expect([written.slope, written.intercept]).toEqual([1, 0]);
    }
  });
});
