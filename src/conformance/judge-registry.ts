// Judges a registry by its link alone: what `parley conformance registry` runs.
import { parseRegistryLink } from '../protocol/addresses.js';
import type { RegistryLimits } from '../protocol/limits.js';
import { meetRegistry, registryChecks, registryRun, registryStage } from './registry/registry.js';
import { makeReport, type Report } from './report.js';
import { chosen, type Outcome, runChecks } from './run.js';

export interface JudgeRegistryOptions {
  readonly link: string;
  /** Those that the registry was started with, where they are not the standard. The timeout of keep-alives it says itself. */
  readonly limits?: Partial<RegistryLimits>;
  /** Checks whose id has this in it, or fits it with `*`. */
  readonly only?: string;
  /** ms; how long an answer may take. */
  readonly patience?: number;
  /** ms; checks that wait longer are skipped. */
  readonly longestWait?: number;
  readonly onOutcome?: (outcome: Outcome) => void;
}

/** @throws RangeError when the link is none, Mismatch when nobody there says hello. */
export async function judgeRegistry({
  link,
  limits = {},
  only,
  patience = 5000,
  longestWait = 45_000,
  onOutcome,
}: JudgeRegistryOptions): Promise<Report> {
  const address = parseRegistryLink(link);
  if (!address) throw new RangeError(`${link} is no link of a registry`);
  const { target, agent } = await meetRegistry({ address, limits, patience, longestWait });
  const outcomes = await runChecks(chosen(registryChecks, only), registryStage(target), {
    ...registryRun,
    ...(onOutcome && { onOutcome }),
  });
  return makeReport({ kind: 'registry', subject: link, agent }, outcomes);
}
