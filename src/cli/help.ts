// What `--help` says, and what is said of wrong flags, in the reader's language: program.ts has the commands and flags, the catalogue
// the texts, under keys made of their names.
import { Command, Help, type Option } from 'commander';
import type { Io } from './io.js';
import { printValue, type Setting, settingNames, settingsTable } from './settings/table.js';
import type { Say, TextKey } from './texts/catalogue.js';
import { isTextKey } from './texts/texts.js';

/** A command whose help and complaints are in that language. */
export function newCommand(name: string, version: string, { output, errors }: Io, say: Say): Command {
  const titles = new Map([
    ['Usage:', say('helpUsage')],
    ['Arguments:', say('helpArguments')],
    ['Options:', say('helpOptions')],
    ['Commands:', say('helpCommands')],
  ]);
  const inWords = (usage: string) =>
    usage.replace('[options]', `[${say('helpOptionsWord')}]`).replace('[command]', `[${say('helpCommandWord')}]`);
  const standard = new Help();
  return new Command(name)
    .version(version, '-V, --version')
    .helpOption('-h, --help', say('flag.help'))
    .configureHelp({
      styleTitle: (title) => titles.get(title) ?? title,
      commandUsage: (command) => inWords(standard.commandUsage(command)),
      subcommandTerm: (command) => inWords(standard.subcommandTerm(command)),
      optionDescription: (option) => described(option, say),
      argumentDescription: ({ argChoices, description: what }) =>
        argChoices ? say('helpChoices', { what, choices: argChoices.join(', ') }) : what,
    })
    .configureOutput({
      writeOut: (text) => output.write(text),
      writeErr: (text) => errors.write(text),
      outputError: (complaint, write) => write(`parley: ${complaintIn(complaint, say)}\n`),
    })
    .showHelpAfterError(say('helpAfterError'))
    .exitOverride();
}

/** Gives a command, its arguments and flags, and all commands below it, their texts. */
export function describe(command: Command, say: Say): Command {
  const name = command.name();
  const text = (...keys: readonly string[]) => keys.flatMap((key) => plainText(say, key) ?? [])[0];
  command.description(text(`about.${name}`) ?? command.description());
  for (const argument of command.registeredArguments) {
    argument.description = text(`argument.${name}.${argument.name()}`) ?? argument.description;
  }
  for (const option of command.options) {
    const flag = (option.long ?? '').replace(/^--/, '');
    option.description = text(`flag.${name}.${flag}`, `flag.${flag}`) ?? settingText(flag, say) ?? option.description;
  }
  for (const below of command.commands) describe(below, say);
  return command;
}

/** A flag of a setting; `--no-KEY` turns it off. */
function settingText(flag: string, say: Say): string | undefined {
  const name = settingNames.find((key) => flag === key || flag === `no-${key}`);
  if (name === undefined) return undefined;
  const setting: Setting = settingsTable[name];
  if (flag !== name) return say('helpNot', { name });
  return say('helpStandard', { what: say(`setting.${name}`), standard: printValue(setting.standard) });
}

/** Keys that are made of names are of texts without parameters. */
function plainText(say: Say, key: string): string | undefined {
  return isTextKey(key) ? (say as unknown as (key: TextKey) => string)(key) : undefined;
}

function described({ argChoices, defaultValue, description }: Option, say: Say): string {
  const what = argChoices ? say('helpChoices', { what: description, choices: argChoices.join(', ') }) : description;
  const standard = typeof defaultValue === 'string' || typeof defaultValue === 'number' ? defaultValue : undefined;
  return standard === undefined ? what : say('helpStandard', { what, standard });
}

/** Commander's own sentences are English: what they are about is taken out of them. */
function complaintIn(complaint: string, say: Say): string {
  const text = complaint.trim().replace(/^error: /, '');
  const [, near] = /\(Did you mean (?:one of )?(.+?)\?\)$/.exec(text) ?? [];
  const meant = near === undefined ? '' : ` ${say('didYouMean', { near })}`;
  const [, unknown] = /^unknown option '(.+?)'/.exec(text) ?? [];
  if (unknown !== undefined) return say('unknownOption', { option: unknown }) + meant;
  const [, stranger] = /^unknown command '(.+?)'/.exec(text) ?? [];
  if (stranger !== undefined) return say('unknownCommand', { command: stranger }) + meant;
  const [, argument] = /^missing required argument '(.+?)'/.exec(text) ?? [];
  if (argument !== undefined) return say('missingArgument', { argument });
  const [, option] = /^option '(.+?)' argument missing/.exec(text) ?? [];
  if (option !== undefined) return say('missingValue', { option });
  if (text.startsWith('too many arguments')) return say('tooManyArguments');
  return invalidIn(text, say) ?? text;
}

function invalidIn(text: string, say: Say): string | undefined {
  const ofOption = /^option '(.+?)' argument '(.*?)' is invalid\. ?(.*)$/su.exec(text);
  const ofArgument = /^command-argument value '(.*?)' is invalid for argument '(.+?)'\. ?(.*)$/su.exec(text);
  if (!ofOption && !ofArgument) return undefined;
  const [option = '', value = '', why = ''] = ofOption?.slice(1) ?? [ofArgument?.[2], ofArgument?.[1], ofArgument?.[3]];
  const [, choices] = /^Allowed choices are (.+)\.$/.exec(why) ?? [];
  // What reads a value says what it must be by a key of the catalogue.
  const wanted = choices === undefined ? (plainText(say, why) ?? why) : say('allowedChoices', { choices });
  return `${say('invalidValue', { option: option.replace(/^.*?(--[\w-]+).*$/, '$1'), value })} ${wanted}`.trim();
}
