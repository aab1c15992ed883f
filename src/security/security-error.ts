// What the functions of this folder throw where something outside the program is wrong: files, a stopped hasher.

/** `message` is a sentence for people; it never holds a secret. */
export class SecurityError extends Error {
  override readonly name: string = 'SecurityError';
}
