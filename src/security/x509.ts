// The library that writes certificates and requests. Importing it takes up to half a second, so it is loaded when first needed.
// Checking certificates does without it: see trust.ts.

let loaded: Promise<typeof import('@peculiar/x509')> | undefined;

/** The library; loaded once. */
export function loadX509(): Promise<typeof import('@peculiar/x509')> {
  loaded ??= import('reflect-metadata').then(() => import('@peculiar/x509')); // it decorates with the former
  return loaded;
}
