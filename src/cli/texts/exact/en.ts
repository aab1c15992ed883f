// English: sentences of the library that say more than the reason of a refusal does, as it says them. sentences.ts finds out which
// one it was; test/cli/texts holds them to be all.

export const exact = {
  'exact.yourself': 'That is you.',
  'exact.blocked': 'You have blocked {name}. Unblock first.',
  'exact.notBlocked': '{name} was not blocked.',
  'exact.noOtherKey': '{name} has shown no other key.',
  'exact.keyUnknown': 'The key of {name} is not known yet. Chat first.',
  'exact.noSuchMessage': 'You have sent no such message.',
  'exact.publicHost': 'The address for other peers has to be an IP address that they can reach.',
  'exact.publicPort': 'The port for other peers has to be a whole number from 1 to 65535.',
  'exact.cannotListen': 'Other peers cannot be listened for at {host} port {port}: {detail}',
  'exact.nonsense': 'The registry answered in a way that makes no sense: {why}.',
  'exact.address': 'A registry is given as HOST:PORT or parley://HOST:PORT.',
  'exact.link': 'A registry is given as parley://HOST:PORT#FINGERPRINT or HOST:PORT.',
  'exact.limit': '{name} must be {min} to {max}, not {value}.',
  'exact.noLimit': 'There is no limit of the name {unknown}.',
  'exact.bug': 'This should not have happened: {detail}',
  'exact.diskFull': 'The disk is full, so nothing more can be stored. Make room on it, then try again. ({message})',
  'exact.readOnly':
    'The disk or the file takes no writes. Check the rights of the data directory, and that its disk is not read-only. ({message})',
  'exact.damaged':
    'The database is damaged. Nothing in it was overwritten. Put a backup in its place, or move it away to begin anew without what it held. ({message})',
  'exact.locked': 'Another program holds the database. Wait until it is done, then try again. ({message})',
  'exact.inUse': 'Another program runs on this data directory. Use that one, or choose another directory. ({message})',
  'exact.newer': 'A later version of this program made the database. Update this program. ({message})',
  'exact.noRegistry': 'The registry cannot be reached.',
  'exact.ownRegistryFailed': 'The registry of this machine did not start. Its log is {file}.',
} as const;
