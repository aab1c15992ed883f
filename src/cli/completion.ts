// What Tab offers: commands, and the words that fit the argument at hand; in a text the names of those who can read it.
import { type Argument, parseInput } from './commands/command.js';
import { commands, findCommand } from './commands/table.js';
import type { Session } from './session.js';

/** The possible words, and what of the line they stand for: as node:readline asks. */
export function complete(session: Session, line: string): [string[], string] {
  const typed = /\S*$/u.exec(line)?.[0] ?? '';
  if (line.startsWith('/') && !line.startsWith('//') && typed === line) {
    return [commands.map(({ name }) => `/${name} `).filter((name) => name.startsWith(line.toLowerCase())), line];
  }
  const argument = argumentAt(line);
  const words = argument?.choicesAfter ? argument.choicesAfter(...argumentsBefore(line)) : candidates(session, argument, typed);
  return [words.filter((word) => word.toLowerCase().startsWith(typed.toLowerCase())).map((word) => `${word} `), typed];
}

/** The argument that is being typed; undefined in plain text. */
function argumentAt(line: string): Argument | undefined {
  const input = parseInput(line);
  if (input.kind !== 'command') return undefined;
  const wanted = findCommand(input.name)?.arguments ?? [];
  const words = line.split(/\s+/u).length - 1;
  // What comes after the last one belongs to it, if it takes all the rest.
  return wanted[words - 1] ?? (wanted.at(-1)?.kind === 'text' ? wanted.at(-1) : nothing);
}

/** The words between the command and the one that is being typed. */
const argumentsBefore = (line: string): string[] => line.toLowerCase().split(/\s+/u).slice(1, -1);

const nothing: Argument = { name: '', kind: 'word' };

function candidates(session: Session, argument: Argument | undefined, typed: string): string[] {
  const at = typed.startsWith('@') ? '@' : '';
  const people = () => namesOf(session).map((name) => at + name);
  const rooms = () => [...session.openRooms.values()].map(({ room }) => room).sort();
  switch (argument?.kind) {
    case 'command':
      return commands.map(({ name }) => name);
    case 'room':
      return typed.startsWith('#') ? rooms().map((room) => `#${room}`) : rooms();
    case 'target':
      return [...people(), ...rooms().map((room) => `#${room}`)];
    case 'choice':
      return [...(argument.choices ?? [])];
    case 'person':
      return people();
    case 'name':
    case 'number':
    case 'secret':
    case 'word':
      return [];
    default:
      return typed.startsWith('#') ? rooms().map((room) => `#${room}`) : readers(session, typed.slice(at.length)).map((name) => at + name);
  }
}

/** Everybody heard of but this user. */
function namesOf({ names, peer }: Session): string[] {
  return [...names.values()].filter((name) => name.toLowerCase() !== peer.name.toLowerCase()).sort();
}

/** In a room its members, if any is meant; else everybody. */
function readers(session: Session, typed: string): string[] {
  const { openRooms, target } = session;
  const room = target?.kind === 'room' ? openRooms.get(target.room.toLowerCase()) : undefined;
  const members = new Set(room?.members.map(({ name }) => name.toLowerCase()));
  const all = namesOf(session);
  const inRoom = all.filter((name) => members.has(name.toLowerCase()));
  return inRoom.some((name) => name.toLowerCase().startsWith(typed.toLowerCase())) ? inRoom : all;
}
