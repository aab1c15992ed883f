// Where the arrow of one event stands among the lanes of the sequence diagram, in px.
import type { Ends } from './lanes.js';

export interface Place {
  readonly kind: 'right' | 'left' | 'own' | 'outside';
  readonly x: number;
  readonly width: number;
  /** Where its words begin, and how much room they have. */
  readonly textX: number;
  readonly textWidth: number;
}

export interface Field {
  /** Of the first lane's left edge. */
  readonly left: number;
  readonly laneWidth: number;
  readonly lanes: number;
  /** What is in sight of it, when it is wider than its window: words stay there. */
  readonly seen?: { readonly from: number; readonly to: number };
}

const letter = 6.7;
const stub = 22;
const gap = 10;

/** @param index of a lane by its key; -1: it has none */
export function placeOf({ from, to }: Ends, text: string, index: (key: string) => number, field: Field): Place {
  const middle = (lane: number) => field.left + (lane + 0.5) * field.laneWidth;
  const left = Math.max(field.left, field.seen?.from ?? 0);
  const right = Math.min(field.left + field.lanes * field.laneWidth, field.seen?.to ?? Number.POSITIVE_INFINITY);
  const [source, target] = [from === undefined ? -1 : index(from), index(to)];
  const words = (centre: number): Pick<Place, 'textX' | 'textWidth'> => {
    const textWidth = Math.min(text.length * letter + gap, right - left);
    return { textWidth, textX: Math.min(right - textWidth, Math.max(left, centre - textWidth / 2)) };
  };
  if (source === target && source !== -1) return { kind: 'own', x: middle(source), width: stub, ...words(middle(source)) };
  if (source === -1 || target === -1) {
    // From nowhere that has a lane, or to nowhere: a short arrow at the lane that there is.
    const lane = Math.max(source, target, 0);
    const x = middle(lane) - (source === -1 ? stub : 0);
    return { kind: 'outside', x, width: stub, ...words(middle(lane)) };
  }
  const [x, end] = [Math.min(middle(source), middle(target)), Math.max(middle(source), middle(target))];
  return { kind: source < target ? 'right' : 'left', x, width: end - x, ...words((x + end) / 2) };
}
