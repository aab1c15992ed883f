// The package as others import it.
import test from 'ava';

test('index: import from parley → the library, and nothing else', async (t) => {
  const library = await import('parley');
  t.deepEqual(Object.keys(library).sort(), [
    'ParleyError',
    'createLogger',
    'createPeer',
    'createRegistry',
    'defaultDataDirectory',
    'fingerprintLength',
    'forgetRegistry',
    'isName',
    'isRoomName',
    'isWithin',
    'knownRegistries',
    'parseRegistryLink',
    'peerSettings',
    'printRegistryLink',
    'registrySettings',
    'sentenceFor',
    'stripControls',
  ]);
});
