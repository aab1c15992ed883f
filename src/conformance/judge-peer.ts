// Judges a peer that a command starts: what `parley conformance peer` runs.
import { peerChecks, peerRun, peerStage } from './peer/peer.js';
import type { StartSubject } from './peer/subject.js';
import { makeReport, type Report } from './report.js';
import { chosen, type Outcome, runChecks } from './run.js';

export interface JudgePeerOptions {
  /** As the report names it. */
  readonly subject: string;
  readonly start: StartSubject;
  /** Checks whose id has this in it, or fits it with `*`. */
  readonly only?: string;
  /** ms; how long an answer may take. */
  readonly patience?: number;
  /** ms; how long it may take from the start of the program to its LOGIN. */
  readonly startTime?: number;
  readonly onOutcome?: (outcome: Outcome) => void;
}

export async function judgePeer({
  subject,
  start,
  only,
  patience = 5000,
  startTime = 20_000,
  onOutcome,
}: JudgePeerOptions): Promise<Report> {
  const { stage, end } = peerStage(start, { answer: patience, start: startTime });
  try {
    const outcomes = await runChecks(chosen(peerChecks, only), stage, { ...peerRun, ...(onOutcome && { onOutcome }) });
    return makeReport({ kind: 'peer', subject, agent: undefined }, outcomes);
  } finally {
    await end();
  }
}
