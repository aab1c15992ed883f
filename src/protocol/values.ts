// The kinds of value that fields and headers hold: each is read from text, or refused with `undefined`, and printed back.

/** How one kind of value is read and printed. */
export interface Kind<T> {
  read(text: string): T | undefined;
  print(value: T): string;
  /** A field that may be missing at the end of a start line, or a header that may be missing. */
  readonly optional: boolean;
}

const matching = (pattern: RegExp): Kind<string> => ({
  read: (text) => (pattern.test(text) ? text : undefined),
  print: (value) => value,
  optional: false,
});

/** Any text, an empty one too. */
export const text: Kind<string> = matching(/^/);
/** 16 lower-case hex digits: a stream or a room's id. */
export const id16: Kind<string> = matching(/^[0-9a-f]{16}$/);
/** A UUIDv7 in lower case (RFC 9562, 5.7). */
export const messageId: Kind<string> = matching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);

/** A whole number, printed without sign or leading zeros; read with at most 16 digits. */
export function integer(min: number, max: number = Number.MAX_SAFE_INTEGER): Kind<number> {
  return {
    read: (digits) => {
      if (!/^\d{1,16}$/.test(digits)) return undefined;
      const value = Number(digits);
      return value >= min && value <= max ? value : undefined;
    },
    print: String,
    optional: false,
  };
}

/** 1 to 16 digits, kept as text: more than a number holds, and given back as written. */
export const digits: Kind<string> = matching(/^\d{1,16}$/);

export const port: Kind<number> = integer(1, 65_535);

/** A time in UTC with milliseconds (RFC 3339), kept as the text that was signed. */
export const instant: Kind<string> = {
  read: (written) => {
    const parsed = Date.parse(written);
    return !Number.isNaN(parsed) && new Date(parsed).toISOString() === written ? written : undefined;
  },
  print: (value) => value,
  optional: false,
};

/** One of a closed set of words. */
export function word<const Words extends readonly string[]>(...words: Words): Kind<Words[number]> {
  return { read: (written) => words.find((each) => each === written), print: (value) => value, optional: false };
}

/** The same kind, but it may be missing. */
export function optional<T>(kind: Kind<T>): Kind<T> & { readonly optional: true } {
  return { ...kind, optional: true };
}
