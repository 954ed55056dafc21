/** The pictures in their layout: one large plane and two small ones, with 3D on demand, or all four sequences. */

import { useEffect } from "preact/hooks";
import { SEQUENCES, type Viewer } from "./model";
import { PLANES } from "./plane";
import { Solid } from "./solid";
import { AT_REST } from "./scene";
import { Tile } from "./tile";
import { SpokenPlace } from "./words";

export function Tiles({ viewer }: { viewer: Viewer }) {
  const layout = viewer.layout.value;
  const large = viewer.large.value;
  const sequence = viewer.sequence.value;
  useEffect(() => {
    viewer.view.value = AT_REST;
  }, [layout, large]);
  if (layout === "four") {
    return (
      <div class="tiles four">
        {SEQUENCES.map((name) => (
          <Tile key={name} viewer={viewer} spec={{ plane: large, sequence: name, moves: true }} words="sequence" active={name === sequence} onActive={() => (viewer.sequence.value = name)} />
        ))}
        <SpokenPlace viewer={viewer} />
      </div>
    );
  }
  return (
    <div class={layout === "solid" ? "tiles one3" : "tiles one2"}>
      <Tile key={`large-${large}`} viewer={viewer} spec={{ plane: large, sequence, moves: true }} words="all" active />
      {PLANES.filter((plane) => plane !== large).map((plane) => (
        <Tile key={plane} viewer={viewer} spec={{ plane, sequence, moves: false }} words="plane" active={false} onActive={() => (viewer.large.value = plane)} />
      ))}
      {layout === "solid" && <Solid viewer={viewer} />}
      <SpokenPlace viewer={viewer} />
    </div>
  );
}
