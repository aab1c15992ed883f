// What a pure transition would have told whoever listens with `actor.on`.

/** An action as `transition` lists it. */
export interface Listed {
  readonly type: string;
  readonly params?: unknown;
}

/** The events that the actions emit, in order. */
export function emittedBy<Notice>(actions: readonly Listed[]): Notice[] {
  return actions.filter(({ type }) => type === 'xstate.emit').map(({ params }) => (params as { event: Notice }).event); // xstate's own
}
