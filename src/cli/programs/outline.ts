// The program's commands and flags as plain data: what the shells' completion and the man page are made of.
import type { Command, Option } from 'commander';

export interface FlagOutline {
  /** `--data`; `-h` beside it where there is one. */
  readonly long: string;
  readonly short: string | undefined;
  /** `<DIR>`; undefined: it takes none. */
  readonly value: string | undefined;
  readonly choices: readonly string[];
  readonly what: string;
  /** The heading above it in the help. */
  readonly group: string;
}

export interface ArgumentOutline {
  readonly name: string;
  readonly what: string;
  readonly choices: readonly string[];
  readonly isOptional: boolean;
}

export interface CommandOutline {
  readonly name: string;
  readonly what: string;
  readonly arguments: readonly ArgumentOutline[];
  readonly flags: readonly FlagOutline[];
}

export interface ProgramOutline extends CommandOutline {
  readonly commands: readonly CommandOutline[];
}

export function outlineOf(program: Command): ProgramOutline {
  const commands = program.createHelp().visibleCommands(program);
  const names = commands.map((command) => command.name());
  return { ...commandOutline(program), commands: commands.map((command) => aboutCommands(commandOutline(command), names)) };
}

/** What `parley help` takes is a command, which commander does not say. */
function aboutCommands(outline: CommandOutline, names: readonly string[]): CommandOutline {
  return outline.name === 'help' ? { ...outline, arguments: outline.arguments.map((one) => ({ ...one, choices: names })) } : outline;
}

function commandOutline(command: Command): CommandOutline {
  return {
    name: command.name(),
    what: command.description(),
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      what: argument.description,
      choices: argument.argChoices ?? [],
      isOptional: !argument.required,
    })),
    flags: command.createHelp().visibleOptions(command).map(flagOutline),
  };
}

function flagOutline(option: Option): FlagOutline {
  return {
    long: option.long ?? '',
    short: option.short,
    value: /<[^>]*>/.exec(option.flags)?.[0],
    choices: option.argChoices ?? [],
    what: option.description,
    group: option.helpGroupHeading ?? 'Options:',
  };
}
