// The report of a run, for people and for programs.
import type { Outcome, Verdict } from './run.js';

export interface Report {
  /** Of this form of the report. */
  readonly format: 1;
  readonly kind: 'registry' | 'peer';
  /** The link or the command. */
  readonly subject: string;
  /** The `Agent` of the subject, when it told one. */
  readonly agent: string | undefined;
  readonly protocol: 1;
  readonly totals: Readonly<Record<Verdict, number>>;
  readonly checks: readonly Outcome[];
}

export function makeReport(about: Pick<Report, 'kind' | 'subject' | 'agent'>, checks: readonly Outcome[]): Report {
  const count = (wanted: Verdict) => checks.filter(({ verdict }) => verdict === wanted).length;
  return { format: 1, ...about, protocol: 1, totals: { pass: count('pass'), fail: count('fail'), skip: count('skip') }, checks };
}

/** 0 when nothing failed, else 1. */
export function exitCodeOf({ totals }: Report): number {
  return totals.fail === 0 ? 0 : 1;
}

const marks: Readonly<Record<Verdict, string>> = { pass: 'ok  ', fail: 'FAIL', skip: 'skip' };

/** One outcome as lines; of a failure with all that was said. */
export function outcomeLines({ id, sentence, verdict, expected, got, why, exchange, ms }: Outcome): string[] {
  const head = `${marks[verdict]}  ${id}${verdict === 'skip' ? `: ${why ?? ''}` : ''}`;
  if (verdict !== 'fail') return [head];
  return [
    `${head}  (${ms} ms)`,
    `      the page:  ${sentence}`,
    ...(expected === undefined ? [] : [`      expected:  ${expected}`, `      came:      ${got ?? ''}`]),
    ...(why === undefined ? [] : [`      why:       ${why}`]),
    ...exchange.map(({ link, who, text }) => `      ${link} ${{ sent: '→', came: '←', note: '·' }[who]} ${text}`),
  ];
}

export function summaryLine({ totals, subject, agent }: Report): string {
  return `${totals.pass} kept, ${totals.fail} violated, ${totals.skip} not checked: ${subject}${agent === undefined ? '' : ` (${agent})`}`;
}
