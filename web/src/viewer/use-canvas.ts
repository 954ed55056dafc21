/** A canvas that is drawn anew when a signal that it shows changes, as sharp as the screen is. */

import { effect, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Context } from "./draw";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export type Paint = (context: Context, size: Size, sharp: number) => void;

export function useCanvas(paint: Paint, inputs: readonly unknown[]): { canvas: RefObject<HTMLCanvasElement | null>; size: Size } {
  const canvas = useRef<HTMLCanvasElement | null>(null);
  const size = useSignal<Size>({ width: 0, height: 0 });
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context) return;
    const measure = (): void => {
      size.value = { width: element.clientWidth, height: element.clientHeight };
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    const stop = effect(() => {
      const { width, height } = size.value;
      const sharp = window.devicePixelRatio;
      if (width === 0 || height === 0) return;
      const [wide, high] = [Math.round(width * sharp), Math.round(height * sharp)];
      if (element.width !== wide) element.width = wide;
      if (element.height !== high) element.height = high;
      paint(context, { width, height }, sharp);
    });
    return () => {
      stop();
      observer.disconnect();
    };
  }, inputs);
  return { canvas, size: size.value };
}
