// Addresses (docs/protocol.md, sections 1 and 3): registry links, IP literals as the wire writes them, kinds of address.
import test from 'ava';
import {
  addressBlock,
  addressKey,
  isIpLiteral,
  isLoopback,
  isUsablePeerHost,
  normalizeHost,
  parseRegistryLink,
  printRegistryLink,
  type RegistryAddress,
} from '../../src/protocol/addresses.js';

const fingerprint = 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg';

const reads = test.macro({
  title: (_, link: string) => `registry link: ${JSON.stringify(link)} → read`,
  exec(t, link: string, address: RegistryAddress, printed: string) {
    const read = parseRegistryLink(link);
    t.deepEqual(read, address);
    t.is(printRegistryLink(address), printed);
    t.deepEqual(parseRegistryLink(printed), address);
  },
});
const tls = (host: string, port = 7070): RegistryAddress => ({ host, port, isPlain: false });

test(
  reads,
  `parley://chat.example:7071#${fingerprint}`,
  { ...tls('chat.example', 7071), fingerprint },
  `parley://chat.example:7071#${fingerprint}`,
);
test(
  reads,
  `parley://[2001:DB8::1]:7071#${fingerprint}`,
  { ...tls('2001:db8::1', 7071), fingerprint },
  `parley://[2001:db8::1]:7071#${fingerprint}`,
);
test(reads, 'parley://10.0.0.1:1', tls('10.0.0.1', 1), 'parley://10.0.0.1:1');
test(reads, 'parley://[::ffff:10.0.0.1]:65535', tls('10.0.0.1', 65_535), 'parley://10.0.0.1:65535');
test(reads, 'PARLEY+PLAIN://LocalHost:7070', { host: 'localhost', port: 7070, isPlain: true }, 'parley+plain://localhost:7070');
test(reads, ' Chat.Example:7070\n', tls('chat.example'), 'parley://chat.example:7070');
test(reads, 'chat.example', tls('chat.example'), 'parley://chat.example:7070');
test(reads, 'parley://chat.example/', tls('chat.example'), 'parley://chat.example:7070');
test(reads, '[::1]', tls('::1'), 'parley://[::1]:7070');
test(reads, '::1', tls('::1'), 'parley://[::1]:7070');

for (const link of [
  '',
  ':7070',
  'parley://',
  'parley://:7070',
  'http://chat.example:7070',
  'chat.example:0',
  'chat.example:65536',
  'chat.example:',
  'chat.example:7070:7071',
  'chat example:7070',
  '-chat.example:7070',
  'chat..example:7070',
  '10.0.0.256:7070',
  '10.1:7070',
  '[10.0.0.1]:7070',
  '[::1:7070',
  '[fe80::1%eth0]:7070',
  'parley://user@chat.example:7070',
  `parley://chat.example:7070#${fingerprint}A`,
  'parley://chat.example:7070#',
  'parley://chat.example:7070#short',
  `parley+plain://localhost:7070#${fingerprint}`,
  `${'a'.repeat(64)}.example:7070`,
]) {
  test(`registry link: ${JSON.stringify(link)} → none`, (t) => t.is(parseRegistryLink(link), undefined));
}

const normalized: [host: string, written: string][] = [
  ['10.0.0.1', '10.0.0.1'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['::FFFF:0a00:0001', '10.0.0.1'],
  ['0:0:0:0:0:ffff:255.255.255.255', '255.255.255.255'],
  ['::', '::'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['[::1]', '::1'],
  ['fe80::1%eth0', 'fe80::1'],
  // RFC 5952, sections 4.1 to 4.3 and 5
  ['2001:0DB8::0001', '2001:db8::1'],
  ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
  ['2001:db8::1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['1::', '1::'],
  ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ['Chat.Example', 'chat.example'],
];
for (const [host, written] of normalized) {
  test(`host: ${host} → ${written}`, (t) => {
    t.is(normalizeHost(host), written);
    t.is(normalizeHost(written), written);
  });
}

test('address key: host and port → lower case, IPv6 in brackets', (t) => {
  t.is(addressKey('Chat.Example', 7070), 'chat.example:7070');
  t.is(addressKey('2001:DB8::1', 1), '[2001:db8::1]:1');
  t.is(addressKey('::ffff:10.0.0.1', 1), '10.0.0.1:1');
});

const are = test.macro({
  title: (_, name: string) => `address: ${name}`,
  exec(t, _name: string, is: (text: string) => boolean, yes: string[], no: string[]) {
    t.deepEqual(yes.filter(is), yes);
    t.deepEqual(no.filter(is), []);
  },
});
test(
  are,
  'IP literals → without brackets or zone',
  isIpLiteral,
  ['10.0.0.1', '::1', '::ffff:10.0.0.1'],
  ['[::1]', 'fe80::1%eth0', '10.1', '010.0.0.1', 'localhost', '', ' ::1'],
);
test(
  are,
  'loopback → the machine itself',
  isLoopback,
  ['127.0.0.1', '127.255.0.1', '::1', '0::1', '::ffff:127.0.0.1', 'LOCALHOST'],
  ['10.0.0.1', '::', '0.0.0.0', '127.example', '128.0.0.1'],
);
test(
  are,
  'usable for a peer → not unspecified, multicast or broadcast',
  isUsablePeerHost,
  ['10.0.0.1', '127.0.0.1', '223.255.255.255', '240.0.0.1', '::1', '2001:db8::1', 'fe80::1'],
  [
    '0.0.0.0',
    '::',
    '0:0::0',
    '::ffff:0.0.0.0',
    '224.0.0.1',
    '239.255.255.255',
    '::ffff:224.0.0.1',
    'ff02::1',
    '255.255.255.255',
    'a.example',
    '',
  ],
);

test('address block: IPv4 → itself; IPv6 → its /64', (t) => {
  t.is(addressBlock('10.0.0.1'), '10.0.0.1');
  t.is(addressBlock('::ffff:10.0.0.1'), '10.0.0.1');
  t.is(addressBlock('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64');
  t.is(addressBlock('2001:db8:1:2::9'), '2001:db8:1:2::/64');
  t.is(addressBlock('::1'), '::/64');
});
