// docs/protocol.md against the code: its example frames, its tables of verbs, limits and reasons.
import test from 'ava';
import { encodeFrame, type Frame } from '../../src/protocol/frame.js';
import { decodeDatagram, FrameDecoder, FrameError } from '../../src/protocol/frame-decoder.js';
import { maxDatagram, peerSettings, registrySettings } from '../../src/protocol/limits.js';
import { readMessage, type Table } from '../../src/protocol/message-codec.js';
import {
  betweenPeers,
  commonNotices,
  type Definition,
  fromRegistry,
  keepAliveDatagrams,
  peerAnswers,
  peerRequests,
  registryAnswers,
  registryNotices,
  registryRequests,
  toRegistry,
} from '../../src/protocol/messages.js';
import { reasonTokens } from '../../src/protocol/reasons.js';
import { blocksOf, exactBytes, page, quotedIn, rowsUnder, tables, unescaped } from './page.js';

const links: Readonly<Record<string, Table>> = {
  'to-registry': toRegistry,
  'from-registry': fromRegistry,
  udp: keepAliveDatagrams,
  peer: betweenPeers,
};

const tableOfVerbs: readonly (readonly [string, Definition])[] = [
  registryRequests,
  registryAnswers,
  registryNotices,
  commonNotices,
  keepAliveDatagrams,
  peerRequests,
  peerAnswers,
].flatMap((each: Table) => Object.entries(each));

const examples = blocksOf('parley').map(({ about, body }) => ({ link: about, bytes: exactBytes(body) }));

function framesIn(bytes: Uint8Array): Frame[] {
  const decoder = new FrameDecoder();
  decoder.push(bytes);
  const frames: Frame[] = [];
  for (let next = decoder.next(); next; next = decoder.next()) frames.push(next);
  if (decoder.buffered > 0) throw new Error(`${decoder.buffered} bytes are left over`);
  return frames;
}

test('protocol page: every example → whole frames, as our writer writes them', (t) => {
  t.true(examples.length > 30);
  for (const { link, bytes } of examples) {
    const written = framesIn(bytes).map(encodeFrame);
    t.is(Buffer.concat(written).toString('utf8'), bytes.toString('utf8'));
    if (link === 'udp') {
      t.notThrows(() => decodeDatagram(bytes));
      t.true(bytes.length <= maxDatagram);
    }
  }
});

test('protocol page: every example → a message of its link', (t) => {
  for (const { link, bytes } of examples) {
    const table = links[link];
    if (!table) return t.fail(`no link ${link}`);
    for (const frame of framesIn(bytes)) t.is(readMessage(table, frame).outcome, 'event', `${link}: ${frame.verb}`);
  }
});

test('protocol page: examples together → every verb and every word of an answer that has one', (t) => {
  const shown = new Set(
    examples.flatMap(({ bytes }) =>
      framesIn(bytes).map(({ verb, fields }) => (/^\d{3}$/.test(fields[1] ?? '') ? `${verb} ${fields[0]}` : verb)),
    ),
  );
  const due = tableOfVerbs.flatMap(([verb, { statuses }]) => (statuses ? Object.keys(statuses).map((word) => `${verb} ${word}`) : [verb]));
  // Words that differ from another example by a Reason only.
  const likeOthers = ['REGISTER FAILURE', 'LOGOUT FAILURE'];
  t.deepEqual(
    due.filter((each) => !shown.has(each)),
    likeOthers,
  );
});

test('protocol page: the lines of a list → fields, sorted by name and room', (t) => {
  const lists = examples
    .flatMap(({ bytes }) => framesIn(bytes))
    .map(({ payload }) => Buffer.from(payload).toString('utf8'))
    .filter((payload) => payload.startsWith('<'));
  t.true(lists.length > 5);
  for (const list of lists) {
    t.true(list.endsWith('>\n'), list);
    const lines = list.slice(0, -1).split('\n');
    for (const line of lines) t.is(framesIn(Buffer.from(`LINE ${line}\r\n\r\n`)).length, 1);
    t.deepEqual(lines, [...lines].sort());
  }
});

test('protocol page: every frame shown as refused → refused so', (t) => {
  const refused = blocksOf('parley-refused').flatMap(({ about, body }) => body.split('\n').map((line) => ({ about, line })));
  t.true(refused.length > 10);
  for (const { about, line } of refused) {
    const error = t.throws(() => framesIn(Buffer.from(unescaped(line), 'utf8')), { instanceOf: FrameError }, line);
    t.is<string | undefined, string>(error?.reason, about, line);
  }
});

const spellField = (name: string): string => `<${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}>`;
const spellHeader = (name: string): string =>
  name.replace(/^[a-z]/, (letter) => letter.toUpperCase()).replace(/\B[A-Z]/g, (letter) => `-${letter}`);

/** What a row of the page's tables must say of a verb, with the headers that every answer may have left out. */
function described({ kind, fields, headers }: Definition): { fields: string; headers: string[] } {
  const written = Object.entries(fields).map(([name, { optional }]) => (optional ? `[${spellField(name)}]` : spellField(name)));
  const own = Object.keys(headers).filter((name) => kind !== 'answer' || !['reason', 'retryAfter'].includes(name));
  return { fields: written.join(' ') || 'none', headers: own.map(spellHeader).sort() };
}

const messageHeaders = '`Message-Id`, `Stream`, `Seq`, `Sent-At`';

/** The row of one verb, by the heading of each column. */
function rowOf(kind: string, verb: string): ReadonlyMap<string, string> | undefined {
  const found = tables.filter(({ columns }) => columns[0] === kind && columns.some((column) => column.startsWith('headers')));
  const rows = found.flatMap(({ columns, rows }) => rows.map((cells) => new Map(columns.map((column, at) => [column, cells[at] ?? '']))));
  const own = rows.filter((row) => row.get(kind) === `\`${verb}\``);
  return own.length === 1 ? own[0] : undefined;
}

test('protocol page: the tables of verbs → what messages.ts says', (t) => {
  t.true(page.includes(`The *message headers* are ${messageHeaders}.`));
  for (const [verb, definition] of tableOfVerbs) {
    const row = rowOf(definition.kind, verb);
    if (!row) return t.fail(`${verb} has not one row as ${definition.kind}`);
    const fields = row.get('fields') ?? row.get('fields after') ?? '';
    const headers = (row.get('headers') ?? row.get('headers (of the success)') ?? '').replace('message headers', messageHeaders);
    t.deepEqual({ fields: fields.replaceAll('`', ''), headers: quotedIn(headers).sort() }, described(definition), verb);
    for (const [name, { optional }] of Object.entries(definition.headers)) {
      if (!optional) t.false(headers.includes(`[\`${spellHeader(name)}\`]`), `${verb} must have ${name}`);
    }
    if (definition.statuses) {
      const words = Object.entries(definition.statuses).map(([word, code]) => `<${word}> <${code}>`);
      t.deepEqual(quotedIn(row.get('word and code') ?? '').sort(), words.sort(), verb);
    }
    if (definition.kind === 'request') {
      t.is(row.get('exchange'), definition.exchange, verb);
      const [answer = ''] = quotedIn(row.get('answered by') ?? '');
      const answers = tableOfVerbs.filter(([name, { kind }]) => kind === 'answer' && name === answer);
      t.deepEqual(
        answers.map(([, { exchange }]) => exchange),
        [definition.exchange],
        verb,
      );
    }
  }
});

test('protocol page: the tables of verbs → no verb that messages.ts lacks', (t) => {
  for (const kind of ['request', 'answer', 'notice'] as const) {
    const known = new Set(tableOfVerbs.filter(([, definition]) => definition.kind === kind).map(([verb]) => verb));
    const named = rowsUnder(kind).map(([cell = '']) => quotedIn(cell)[0]?.split(' ')[0] ?? cell);
    t.deepEqual(
      named.filter((verb) => !known.has(verb)),
      [],
    );
  }
});

test('protocol page: the tables of reasons → those of reasons.ts', (t) => {
  const places = rowsUnder('where').map(([, tokens = '']) => quotedIn(tokens));
  t.deepEqual(
    places,
    Object.values(reasonTokens).map((tokens): string[] => [...tokens]),
  );
  const every = new Set<string>(Object.values(reasonTokens).flat());
  const explained = rowsUnder('token').flatMap(([token = '']) => quotedIn(token));
  t.deepEqual([...explained].sort(), [...every].sort());
  const given = tables
    .filter(({ columns }) => columns[1] === 'reasons')
    .flatMap(({ rows }) => rows.flatMap(([, cell = '']) => quotedIn(cell)));
  const shown = examples.flatMap(({ bytes }) => framesIn(bytes).flatMap(({ headers }) => headers['reason'] ?? []));
  t.true(given.length > 20 && shown.length > 10);
  t.deepEqual(
    [...given, ...shown].filter((token) => !every.has(token)),
    [],
  );
});

test('protocol page: the tables of limits → the settings and their defaults', (t) => {
  const listed = tables.filter(({ columns }) => columns.join() === 'limit,default,setting');
  const found = listed.map(({ rows }) =>
    Object.fromEntries(rows.map(([, standard = '', setting = '']) => [quotedIn(setting)[0], Number.parseFloat(standard)])),
  );
  const expected = [registrySettings, peerSettings].map((settings) =>
    Object.fromEntries(Object.entries(settings).map(([name, { standard }]) => [name, standard])),
  );
  t.deepEqual(found, expected);
});

test('protocol page: sections → numbered without a gap, and every link on the page leads to one', (t) => {
  const headings = [...page.matchAll(/^(#{2,3}) (.+)$/gm)].map(([, , heading = '']) => heading);
  const sections = headings
    .map((heading) => /^(\d+)(?:\.(\d+))? /.exec(heading))
    .map((found) => [Number(found?.[1]), Number(found?.[2] ?? 0)]);
  sections.forEach(([major = 0, minor = 0], at) => {
    const [before = 0, minorBefore = 0] = sections[at - 1] ?? [];
    t.deepEqual([major, minor], minor === 0 ? [before + 1, 0] : [before, minorBefore + 1]);
  });
  const anchors = new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
  for (const [, anchor = ''] of page.matchAll(/\]\(#([^)]+)\)/g)) t.true(anchors.has(anchor), anchor);
  const prose = page.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`]*`|(?:TLS|version) \d\.\d/g, '');
  const mentioned = [...prose.matchAll(/(?<![\d.])([1-9]\d?)\.(\d{1,2})(?![\d.]\d)/g)].map(([, major, minor]) => [
    Number(major),
    Number(minor),
  ]);
  t.true(mentioned.length > 50);
  for (const [major, minor] of mentioned) {
    t.true(
      sections.some((each) => each[0] === major && each[1] === minor),
      `section ${major}.${minor}`,
    );
  }
});

test('protocol page: sequence diagrams → nothing that Mermaid would take for its own', (t) => {
  const diagrams = blocksOf('mermaid').filter(({ body }) => body.startsWith('sequenceDiagram'));
  t.true(diagrams.length >= 5);
  const statement = /^ +(?:participant [A-Z] as .+|(?:loop|alt|else) .+|end|Note over [A-Z](?:,[A-Z])*: .+|[A-Z](?:->>|-->>|-x)[A-Z]: .+)$/;
  for (const { body } of diagrams) {
    const [, ...lines] = body.split('\n');
    t.deepEqual(
      lines.filter((line) => !statement.test(line) || /[;#<>](?!>)|: end\b/.test(line.replace(/-?->>/, ''))),
      [],
    );
  }
});
