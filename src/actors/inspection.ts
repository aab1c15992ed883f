// How actors are made observable: XState's `inspect` events, handed to whoever asked for them.
import type { InspectionEvent } from 'xstate';

/** Receives every inspection event of every actor; `undefined` everywhere costs nothing. */
export type Inspector = (event: InspectionEvent) => void;
