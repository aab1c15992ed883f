// Where the parts of a chart stand: what `npm run charts` writes into layouts.jsonl and the page draws. Lengths are SVG units (px).

/** One machine. */
export interface ChartLayout {
  readonly name: string;
  /** Of what was laid out: another one and the layout is stale. */
  readonly of: string;
  readonly width: number;
  readonly height: number;
  /** In document order, without the root. */
  readonly states: readonly StateBox[];
  readonly arrows: readonly Arrow[];
  /** The dots from which the initial arrows come. */
  readonly dots: readonly Point[];
}

export interface StateBox extends Box {
  /** Dotted; '' is the small box that stands for any state, where something leads from all. */
  readonly path: string;
}

/** One line from a state to another, for all transitions between the two. */
export interface Arrow {
  /** Undefined: from a dot. */
  readonly from?: string;
  readonly to: string;
  /** x, y, x, y … */
  readonly points: readonly number[];
  readonly label?: ArrowLabel;
}

export interface ArrowLabel extends Box {
  readonly lines: readonly LabelLine[];
}

export interface LabelLine {
  readonly text: string;
  /** Places among `ChartState.transitions` of the state that it leaves. */
  readonly of: readonly number[];
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How large the letters are that the boxes were made for. */
export const chartType = {
  /** Of the names of states, bold; the widest common face takes so much a letter. */
  name: { size: 13, letter: 8.1 },
  /** Of labels and of what a state runs: a face of equal letters. */
  label: { size: 11, letter: 6.65, line: 15 },
  /** From a box's upper edge to the line below its name. */
  head: 26,
} as const;
