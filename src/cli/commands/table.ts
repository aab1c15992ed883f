// Every command, once: help, completion, parsing and suggestions all come from this table.

import type { Say } from '../texts/catalogue.js';
import { english } from '../texts/texts.js';
import { chatCommands } from './chats.js';
import { type Command, command, helpOf } from './command.js';
import { livingCommands } from './living.js';
import { netCommand } from './net.js';
import { peopleCommands } from './people.js';
import { programCommands } from './program.js';
import { readingCommands } from './reading.js';
import { reportCommand } from './report.js';
import { roomCommands } from './rooms.js';
import { settingsCommand } from './settings.js';

const help = command({
  name: 'help',
  aliases: ['?', 'h'],
  arguments: [{ name: 'COMMAND', kind: 'command', isOptional: true }],
  run: ({ say, view }, word) => {
    if (word === undefined) {
      view.notice(say('helpIntro'));
      view.list(commands.map((each) => helpLine(each, say)));
      return;
    }
    const name = word.replace(/^\//, '');
    const found = findCommand(name);
    const nearest = nearestCommand(name);
    if (found) view.notice(helpWithAliases(found, say));
    else view.notice(nearest ? say('noCommandNear', { name, near: nearest.name }) : say('noCommand', { name }));
  },
});

export const commands: readonly Command[] = [
  help,
  ...chatCommands,
  ...roomCommands,
  ...peopleCommands,
  ...livingCommands,
  ...readingCommands,
  netCommand,
  reportCommand,
  ...programCommands,
  settingsCommand,
];

export function findCommand(name: string): Command | undefined {
  const wanted = name.toLowerCase();
  return commands.find((command) => command.name === wanted || command.aliases.includes(wanted));
}

/** The command that a mistyped name was most likely meant to be: begun like it, or at most two slips away. */
export function nearestCommand(name: string): Command | undefined {
  const wanted = name.toLowerCase();
  const begun = commands.find((command) => wanted.length > 1 && command.name.startsWith(wanted));
  if (begun) return begun;
  const ranked = commands
    .flatMap((command) => [command.name, ...command.aliases].map((known) => ({ command, known, slips: slipsBetween(wanted, known) })))
    .filter(({ known, slips }) => slips <= 2 && slips < Math.min(known.length, wanted.length))
    .sort((one, other) => one.slips - other.slips);
  return ranked[0]?.command;
}

/** Fits into 80 columns with the mark of a list before it. */
export function helpLine(command: Command, say: Say = english): string {
  return `${command.usage.padEnd(22)} ${helpOf(command, say)}`;
}

function helpWithAliases(command: Command, say: Say): string {
  const line = helpLine(command, say);
  const names = command.aliases.map((alias) => `/${alias}`).join(', ');
  return names === '' ? line : say('helpAlso', { line, names });
}

/** How many letters have to be added, taken out, replaced or swapped with their neighbour. */
function slipsBetween(one: string, other: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const current = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      const swap = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1] ? (before[j - 2] ?? 0) + 1 : Infinity;
      current[j] = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + same, swap);
    }
    [before, previous] = [previous, current];
  }
  return previous[other.length] ?? Infinity;
}
