// The command table, and how a line becomes a command with its arguments.
import test from 'ava';
import { parseInput } from '../../src/cli/commands/command.js';
import { commands, findCommand, helpLine, nearestCommand } from '../../src/cli/commands/table.js';

const reads = test.macro({
  exec(t, line: string, expected: ReturnType<typeof parseInput>) {
    t.deepEqual(parseInput(line), expected);
  },
  title: (what) => `command line: ${what}`,
});

test('text → text as it is', reads, '  hello  ', { kind: 'text', text: '  hello  ' });
test('blank → nothing', reads, ' \t ', { kind: 'nothing' });
test('// → text that begins with a slash', reads, '//etc/hosts', { kind: 'text', text: '/etc/hosts' });
test('a command → name in lower case, the rest', reads, '/MSG bob  hi there ', { kind: 'command', name: 'msg', rest: 'bob  hi there' });
test('a command alone → no rest', reads, '/quit', { kind: 'command', name: 'quit', rest: '' });
test('a slash alone → a command without a name', reads, '/', { kind: 'command', name: '', rest: '' });
test('a slash later → text', reads, 'and/or', { kind: 'text', text: 'and/or' });

const takes = test.macro({
  exec(t, name: string, rest: string, expected: string[] | undefined) {
    t.deepEqual(findCommand(name)?.parse(rest), expected);
  },
  title: (what) => `arguments: ${what}`,
});

test('text → the rest of the line as it is', takes, 'msg', '#lobby  two  blanks', ['#lobby', 'two  blanks']);
test('text missing → wrong', takes, 'msg', 'bob', undefined);
test('all missing → wrong', takes, 'msg', '', undefined);
test('optional ones missing → fewer', takes, 'create', 'lobby', ['lobby']);
test('all optional ones → all', takes, 'create', 'lobby 5 secret all are welcome', ['lobby', '5', 'secret', 'all are welcome']);
test('one too many → wrong', takes, 'search', 'bob alice', undefined);
test('none wanted, none given → none', takes, 'users', '', []);
test('none wanted, one given → wrong', takes, 'users', 'x', undefined);

test('command table: the commands of the issue → all there', (t) => {
  const wanted = 'help users search chat accept reject msg rooms create join leave who close status history logout quit';
  for (const name of wanted.split(' ')) t.is(findCommand(name)?.name, name);
});

test('command table: names and aliases → each once, each with a line of help', (t) => {
  const all = commands.flatMap(({ name, aliases }) => [name, ...aliases]);
  t.deepEqual([...new Set(all)], all);
  for (const { help, usage } of commands) t.regex(`${usage} ${help}`, /^\/[a-z]+.* [a-z#].{10,100}$/);
});

test('command table: every line of help → fits into 80 columns', (t) => {
  t.deepEqual(
    commands.map((each) => helpLine(each)).filter((line) => line.length > 78),
    [],
  );
});

test('command table: any case → found', (t) => {
  t.is(findCommand('QuIt')?.name, 'quit');
  t.is(findCommand('exit')?.name, 'quit');
  t.is(findCommand('constructor'), undefined);
});

test('command table: mistyped → the nearest, if near', (t) => {
  const nearest = (name: string) => nearestCommand(name)?.name;
  t.is(nearest('jion'), 'join');
  t.is(nearest('hsitory'), 'history');
  t.is(nearest('hist'), 'history');
  t.is(nearest('acept'), 'accept');
  t.is(nearest('xyzzy'), undefined);
  t.is(nearest(''), undefined);
});
