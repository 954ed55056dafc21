/** NiiVue, in this file alone: brain and tumor in three dimensions. It is fetched when 3D is first asked for. */

import { cmapper, Niivue, SHOW_RENDER, SLICE_TYPE } from "@niivue/niivue";
import { type Coarse, inRasOrder, niftiOf } from "./coarse";
import { COLOR_OF, NUMBER_OF, type Tissue, TISSUES } from "./regions";

export interface SolidView {
  /** Show other labels on the same image. */
  show(coarse: Coarse): void;
  /** Look from an azimuth and an elevation in degrees. */
  look(azimuth: number, elevation: number): void;
  close(): void;
}

const channel = (tissue: Tissue, at: number): number => Number.parseInt(COLOR_OF[tissue].slice(1 + 2 * at, 3 + 2 * at), 16);

/** The tissues' colors by label number. */
function colors(): Parameters<typeof cmapper.makeDrawLut>[0] {
  const numbers = [0, ...TISSUES.map((tissue) => NUMBER_OF[tissue])].sort((one, other) => one - other);
  const tissue = (number: number): Tissue | undefined => TISSUES.find((one) => NUMBER_OF[one] === number);
  const values = (at: number): number[] =>
    numbers.map((number) => {
      const found = tissue(number);
      return found === undefined ? 0 : channel(found, at);
    });
  return {
    R: values(0),
    G: values(1),
    B: values(2),
    A: numbers.map((number) => (number === 0 ? 0 : 255)),
    I: numbers,
    labels: numbers.map((number) => tissue(number) ?? ""),
  };
}

export async function openSolid(canvas: HTMLCanvasElement, first: Coarse): Promise<SolidView> {
  const niivue = new Niivue({
    dragAndDropEnabled: false,
    show3Dcrosshair: false,
    isOrientCube: true,
    isColorbar: false,
    backColor: [0, 0, 0, 1],
    loadingText: "",
    renderOverlayBlend: 1, // the tumor is seen through the brain
  });
  await niivue.attachToCanvas(canvas, false);
  niivue.opts.multiplanarShowRender = SHOW_RENDER.ALWAYS;
  niivue.setSliceType(SLICE_TYPE.RENDER);
  niivue.drawLut = cmapper.makeDrawLut(colors());
  await niivue.loadFromArrayBuffer(niftiOf(first.grid, first.gray), "brain.nii");
  const show = ({ grid, labels }: Coarse): void => {
    const order = niivue.volumes[0]?.permRAS;
    if (labels === null || order === undefined) return;
    if (niivue.drawBitmap === null) niivue.createEmptyDrawing();
    niivue.drawBitmap?.set(inRasOrder(labels, grid.shape, order));
    niivue.refreshDrawing(true);
  };
  niivue.setDrawOpacity(1);
  niivue.setScale(1.5);
  show(first);
  return {
    show,
    look: (azimuth, elevation) => niivue.setRenderAzimuthElevation(azimuth, elevation),
    close: () => niivue.cleanup(),
  };
}
