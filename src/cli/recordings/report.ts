// What `/report` is given by a chat whose recent past is kept.

export interface Report {
  readonly file: string;
  readonly entries: number;
  /** Seconds from the oldest entry to the newest. */
  readonly seconds: number;
}

/** Writes the recent past to a file, or to a new one below the data directory. @throws ReportRefused */
export type Reporter = (file: string | undefined) => Promise<Report>;

/** The file is taken, or cannot be written. */
export class ReportRefused extends Error {
  override readonly name = 'ReportRefused';
  constructor(
    readonly file: string,
    readonly isTaken: boolean,
    why: string,
  ) {
    super(why);
  }
}
