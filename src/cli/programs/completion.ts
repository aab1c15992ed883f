// The completion of the shells, made from the same tables as the help.
import type { Shell } from '../values.js';
import type { ArgumentOutline, CommandOutline, FlagOutline, ProgramOutline } from './outline.js';

export function completionFor(shell: Shell, outline: ProgramOutline): string {
  return { bash, zsh, fish }[shell](outline);
}

const namesOf = ({ flags }: CommandOutline): string[] => flags.flatMap(({ long, short }) => (short ? [short, long] : [long]));
const takesFile = (value: string): boolean => /FILE|DIR/.test(value);
/** Within single quotes. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
/** What can stand where no flag does. */
const wordsOf = ({ arguments: all }: CommandOutline): string[] => all.flatMap(({ choices }) => choices);
const takesFileItself = ({ arguments: all }: CommandOutline): boolean => all.some(({ name }) => takesFile(name));
const valueFlags = ({ flags }: CommandOutline): FlagOutline[] => flags.filter(({ value }) => value !== undefined);

function bash(outline: ProgramOutline): string {
  const { commands } = outline;
  const lines = [
    '# Completion of parley for bash. Try it: source <(parley completion bash)',
    '# Keep it: parley completion bash > ~/.local/share/bash-completion/completions/parley',
    '_parley() {',
    '  local word=$2 before=$3 command= at',
    '  COMPREPLY=()',
    '  for ((at = 1; at < COMP_CWORD; at++)); do',
    `    case \${COMP_WORDS[at]} in ${commands.map(({ name }) => name).join('|')}) command=\${COMP_WORDS[at]}; break ;; esac`,
    '  done',
    '  case $command:$before in',
    ...commands.flatMap((command) => valueFlags(command).map((flag) => bashValue(command.name, flag))),
    '  esac',
    '  case $command in',
    ...commands.map((command) => `    ${command.name}) ${bashCommand(command)} ;;`),
    `    *) ${bashWords([...commands.map(({ name }) => name), ...namesOf(outline)])} ;;`,
    '  esac',
    '}',
    'complete -F _parley parley',
  ];
  return `${lines.join('\n')}\n`;
}

function bashCommand(command: CommandOutline): string {
  const words = bashWords([...namesOf(command), ...wordsOf(command)]);
  return takesFileItself(command) ? `if [[ $word == -* ]]; then ${words}; else COMPREPLY=($(compgen -f -- "$word")); fi` : words;
}

function bashWords(words: readonly string[]): string {
  return `COMPREPLY=($(compgen -W ${quoted(words.join(' '))} -- "$word"))`;
}

function bashValue(command: string, { long, value = '', choices }: FlagOutline): string {
  const reply = choices.length > 0 ? bashWords(choices) : takesFile(value) ? 'COMPREPLY=($(compgen -f -- "$word"))' : ':';
  return `    ${command}:${long}) ${reply}; return ;;`;
}

function zsh({ commands, flags }: ProgramOutline): string {
  const lines = [
    '#compdef parley',
    '# Completion of parley for zsh. Try it: source <(parley completion zsh)',
    '# Keep it: parley completion zsh > a directory of $fpath/_parley',
    '_parley() {',
    '  local -a commands',
    '  commands=(',
    ...commands.map(({ name, what }) => `    ${quoted(`${zshName(name)}:${zshText(what)}`)}`),
    '  )',
    '  local line state',
    `  _arguments -C '1: :->command' '*:: :->rest'${flags.map((flag) => ` ${zshFlag(flag)}`).join('')}`,
    '  case $state in',
    "    command) _describe -t commands 'command' commands ;;",
    '    rest)',
    '      case $line[1] in',
    ...commands.map((command) => `        ${command.name}) _arguments${zshArguments(command)} ;;`),
    '      esac ;;',
    '  esac',
    '}',
    '(( $+functions[compdef] )) && compdef _parley parley',
  ];
  return `${lines.join('\n')}\n`;
}

const zshText = (text: string): string => text.replace(/[[\]\\]/g, '\\$&');
const zshName = (text: string): string => text.replaceAll(':', '\\:');

function zshFlag({ long, value, choices, what }: FlagOutline): string {
  const values = choices.length > 0 ? `(${choices.join(' ')})` : value !== undefined && takesFile(value) ? '_files' : '';
  const message = value === undefined ? '' : `:${zshName(value.replace(/[<>]/g, ''))}:${values}`;
  return quoted(`${long}[${zshText(what)}]${message}`);
}

function zshArguments({ flags, arguments: all }: CommandOutline): string {
  return [...flags.map(zshFlag), ...all.map(zshArgument)].map((one) => ` \\\n          ${one}`).join('');
}

/** One colon before what is needed, two before what may be missing. Where anything can stand, a word with a dash is a flag all the same. */
function zshArgument({ name, what, choices, isOptional }: ArgumentOutline): string {
  const colon = isOptional ? '::' : ':';
  const message = zshName(zshText(`${name} ${what}`));
  if (takesFile(name)) return quoted(`${colon}${message}:_files`);
  const doubleQuoted = message.replace(/["$`]/g, '\\$&');
  return quoted(choices.length > 0 ? `${colon}${message}:(${choices.join(' ')})` : `${colon} :_guard "^-*" "${doubleQuoted}"`);
}

function fish({ commands, flags }: ProgramOutline): string {
  const none = `not __fish_seen_subcommand_from ${commands.map(({ name }) => name).join(' ')}`;
  const lines = [
    '# Completion of parley for fish. Try it: parley completion fish | source',
    '# Keep it: parley completion fish > ~/.config/fish/completions/parley.fish',
    'complete -c parley -f',
    ...commands.map(({ name, what }) => `complete -c parley -n ${quoted(none)} -a ${name} -d ${quoted(what)}`),
    ...flags.map((flag) => fishFlag(none, flag)),
    ...commands.flatMap((command) => {
      const seen = `__fish_seen_subcommand_from ${command.name}`;
      const words = wordsOf(command);
      return [
        ...(takesFileItself(command) ? [`complete -c parley -n ${quoted(seen)} -F`] : []),
        ...(words.length > 0 ? [`complete -c parley -n ${quoted(seen)} -a ${quoted(words.join(' '))}`] : []),
        ...command.flags.map((flag) => fishFlag(seen, flag)),
      ];
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function fishFlag(when: string, { long, short, value, choices, what }: FlagOutline): string {
  const values =
    choices.length > 0 ? ` -x -a ${quoted(choices.join(' '))}` : value === undefined ? '' : takesFile(value) ? ' -r -F' : ' -x';
  const letter = short === undefined ? '' : ` -s ${short.slice(1)}`;
  return `complete -c parley -n ${quoted(when)}${letter} -l ${long.slice(2)}${values} -d ${quoted(what)}`;
}
