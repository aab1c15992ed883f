// What Tab offers: commands, and the names that fit the argument at hand.
import type { Argument } from './commands/command.js';
import { commands, findCommand } from './commands/table.js';
import type { Session } from './session.js';

/** The possible words, and what of the line they stand for: as node:readline asks. */
export function complete(session: Session, line: string): [string[], string] {
  const typed = /\S*$/u.exec(line)?.[0] ?? '';
  if (line.startsWith('/') && !line.startsWith('//') && typed === line) {
    return [commands.map(({ name }) => `/${name} `).filter((name) => name.startsWith(line.toLowerCase())), line];
  }
  const words = candidates(session, argumentAt(line));
  return [words.filter((word) => word.toLowerCase().startsWith(typed.toLowerCase())).map((word) => `${word} `), typed];
}

/** The argument that is being typed; undefined in plain text. */
function argumentAt(line: string): Argument | undefined {
  const [first = '', ...others] = line.split(/\s+/u);
  const wanted = /^\/[^/]/.test(first) ? findCommand(first.slice(1))?.arguments : undefined;
  return wanted?.[Math.min(others.length, wanted.length) - 1];
}

function candidates(session: Session, argument: Argument | undefined): string[] {
  const people = [...session.names.values()].filter((name) => name.toLowerCase() !== session.peer.name.toLowerCase()).sort();
  const rooms = [...session.openRooms.values()].map(({ room }) => room).sort();
  switch (argument?.kind) {
    case 'command':
      return commands.map(({ name }) => name);
    case 'room':
      return rooms;
    case 'target':
      return [...people, ...rooms.map((room) => `#${room}`)];
    case 'choice':
      return [...(argument.choices ?? [])];
    case 'name':
    case 'number':
    case 'secret':
    case 'word':
      return [];
    default:
      return people;
  }
}
