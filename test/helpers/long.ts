// What takes long runs with `npm run test:long`; `npm test` has a short form of each.

/** Whether the long forms are to run too. */
export const isLong = process.env['PARLEY_LONG'] === '1';
