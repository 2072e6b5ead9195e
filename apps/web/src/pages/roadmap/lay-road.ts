/** A place on the map, in cells: the middle of the first stage's sign is at (0.5, SIGN_Y). */
interface Place {
  readonly x: number;
  readonly y: number;
}

/** How far down in its cell the middle of a sign is: 3.25rem of 13rem, as roadmap.css has it. */
const SIGN_Y = 0.25;

/** Stages run to the right in one row and back in the next, as a road with hairpins. */
export function placeOf(index: number, columns: number): Place {
  const row = Math.floor(index / columns);
  const step = index % columns;
  const column = row % 2 === 0 ? step : columns - 1 - step;
  return { x: column + 0.5, y: row + SIGN_Y };
}

/** SVG path data through the first `count` stages, one unit a cell; empty for fewer than two. */
export function layRoad(count: number, columns: number): string {
  if (count < 2) return '';
  const places = Array.from({ length: count }, (_, index) => placeOf(index, columns));
  return places
    .map((place, index) =>
      index === 0 ? `M${place.x} ${place.y}` : leadTo(places[index - 1]!, place, columns),
    )
    .join('');
}

function leadTo(from: Place, to: Place, columns: number): string {
  if (from.y === to.y) return `H${to.x}`;
  // A hairpin: out towards the edge of the map and back.
  const edge = to.x < columns / 2 ? to.x - 0.625 : to.x + 0.625;
  return `C${edge} ${from.y} ${edge} ${to.y} ${to.x} ${to.y}`;
}
