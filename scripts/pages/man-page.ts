// The man page parley(1), made from the tables of commands, flags and settings.
import { commands } from '../../src/cli/commands/table.js';
import type { CommandOutline, FlagOutline, ProgramOutline } from '../../src/cli/programs/outline.js';
import { printValue, type Setting, settingNames, settingsTable, valuesOf } from '../../src/cli/settings/table.js';
import { english } from '../../src/cli/texts/texts.js';

export function manPage(outline: ProgramOutline): string {
  const parts = [
    '.\\" Made by npm run pages from the tables of commands, flags and settings.',
    '.TH PARLEY 1',
    '.SH NAME',
    'parley \\- peer-to-peer chat for the terminal',
    '.SH SYNOPSIS',
    ...outline.commands.flatMap((command) => ['.br', synopsis(command)]),
    '.SH DESCRIPTION',
    plain(outline.what),
    ...outline.commands.flatMap((command) => [`.SH ${plain(`PARLEY ${command.name.toUpperCase()}`)}`, ...commandPart(command)]),
    '.SH COMMANDS OF A CHAT',
    'Lines that begin with / are commands, all else is text.',
    ...commands.flatMap(({ usage, aliases, help }) =>
      entry(usage, aliases.length > 0 ? `${help} (also ${aliases.map((alias) => `/${alias}`).join(', ')})` : help),
    ),
    '.SH SETTINGS',
    'In the settings file, of /set, and as flags of parley chat.',
    ...settingNames.flatMap((name) => {
      const setting: Setting = settingsTable[name];
      return entry(`${name} = ${valuesOf(setting)}`, `${english(`setting.${name}`)} (standard ${printValue(setting.standard)})`);
    }),
    '.SH ENVIRONMENT',
    ...entry('PARLEY_REGISTRY', 'the registry where none is given'),
    ...entry('PARLEY_PASSWORD', 'the password where none is given'),
    ...entry('NO_COLOR, FORCE_COLOR, COLORTERM, TERM', 'which colours are used'),
    ...entry('LC_ALL, LC_MESSAGES, LANG, LANGUAGE', 'which language is used'),
    ...entry('VISUAL, EDITOR', 'what /edit opens'),
    '.SH FILES',
    ...entry('~/.config/parley/settings.conf', 'the settings; with --data DIR it is DIR/settings.conf'),
    ...entry('~/.local/share/parley', 'contacts, keys and messages'),
    'On macOS and Windows both are in the places that the system has for such.',
    '.SH EXIT STATUS',
    ...entry('0', 'good; of parley send: delivered, or with --queue stored'),
    ...entry('1', 'failure; standard error says why'),
    ...entry('2', 'wrong usage'),
    ...entry('3', 'of parley send: kept, and sent when this user is here again'),
  ];
  return `${parts.join('\n')}\n`;
}

/** What troff takes as it is. */
function plain(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/gm, '\\&$1');
}

function entry(term: string, what: string): string[] {
  return ['.TP', `.B ${plain(term)}`, plain(what)];
}

function synopsis({ name, arguments: all, flags }: CommandOutline): string {
  const words = all.map((argument) => (argument.isOptional ? `[${bare(argument.name)}]` : bare(argument.name)));
  return plain(['parley', name, ...(flags.length > 1 ? ['[flags]'] : []), ...words].join(' '));
}

const bare = (name: string): string => name.replace(/[<>]/g, '');

function commandPart({ what, arguments: all, flags }: CommandOutline): string[] {
  const groups = new Map<string, FlagOutline[]>();
  for (const flag of flags) groups.set(flag.group, [...(groups.get(flag.group) ?? []), flag]);
  return [
    plain(what),
    ...all.filter((argument) => argument.what !== '').flatMap((argument) => entry(bare(argument.name), argument.what)),
    ...[...groups].flatMap(([group, members]) => [...(group === 'Options:' ? [] : ['.PP', plain(group)]), ...members.flatMap(flagPart)]),
  ];
}

function flagPart({ long, short, value, choices, what }: FlagOutline): string[] {
  const names = [short, long].filter((name) => name !== undefined).join(', ');
  return entry(value === undefined ? names : `${names} ${value}`, choices.length > 0 ? `${what}: ${choices.join(', ')}` : what);
}
