// Who logs in: name, password, and whether the name is new. Asked of a person, or taken from options by a script.
import { readFile } from 'node:fs/promises';
import { isName } from '../index.js';
import { type Io, UsageError } from './io.js';
import type { Questions } from './prompts.js';
import type { Say } from './texts/catalogue.js';
import { english } from './texts/texts.js';

export interface Credentials {
  readonly name: string;
  readonly password: string;
  readonly register: boolean | 'if-free';
}

export interface CredentialOptions {
  readonly user?: string | undefined;
  readonly register?: boolean | undefined;
  readonly passwordFile?: string | undefined;
}

/** What the options and the environment say. */
export interface GivenCredentials {
  readonly name: string | undefined;
  readonly password: string | undefined;
  readonly register: boolean;
}

const tries = 3;

export async function givenCredentials(
  { user, register = false, passwordFile }: CredentialOptions,
  env: Io['env'],
): Promise<GivenCredentials> {
  if (user !== undefined && !isName(user)) throw new UsageError(`${user} is no name: ${nameRule}`);
  const password = passwordFile === undefined ? env['PARLEY_PASSWORD'] : await firstLine(passwordFile);
  if (password === '') throw new UsageError('The password is empty.');
  return { name: user, password, register };
}

/** @throws UsageError when something is missing: a script cannot be asked. `command` is one that never asks. */
export function scriptCredentials({ name, password, register }: GivenCredentials, command?: string): Credentials {
  const why = command === undefined ? 'Standard input is no terminal, so nobody can be asked' : `parley ${command} asks nothing`;
  if (name === undefined) throw new UsageError(`${why}: give the name by --user NAME.`);
  if (password === undefined) throw new UsageError(`${why}: give the password by PARLEY_PASSWORD or --password-file FILE.`);
  return { name, password, register: register ? 'if-free' : false };
}

/** Asks for what is not given. `known` are the names used here before: they are not new. */
export async function askCredentials(
  given: GivenCredentials,
  known: readonly string[],
  questions: Questions,
  tell: (sentence: string) => void,
  say: Say = english,
): Promise<Credentials> {
  const name = given.name ?? (await askName(known, questions, tell, say));
  const isKnown = known.some((other) => other.toLowerCase() === name.toLowerCase());
  const isNew = !given.register && !isKnown && (await questions.confirm(say('isNew', { name })));
  const password = given.password ?? (await askPassword(name, given.register || isNew, questions, tell, say));
  return { name, password, register: given.register ? 'if-free' : isNew };
}

const nameRule = '1 to 32 letters, digits, dots, underscores and dashes, first a letter or digit.';

async function askName(known: readonly string[], questions: Questions, tell: (sentence: string) => void, say: Say): Promise<string> {
  for (let left = tries; left > 0; left--) {
    const name = await questions.ask(say('yourName'), known[0]);
    if (isName(name)) return name;
    tell(say('nameRule'));
  }
  throw new UsageError(say('noNameGiven'));
}

async function askPassword(
  name: string,
  isNew: boolean,
  questions: Questions,
  tell: (sentence: string) => void,
  say: Say,
): Promise<string> {
  const queries = isNew ? [say('passwordNew', { name }), say('passwordAgain')] : [say('passwordOf', { name })];
  for (let left = tries; left > 0; left--) {
    const [password = '', again = password] = await questions.askHidden(queries);
    if (password !== '' && password === again) return password;
    tell(say(password === '' ? 'passwordEmpty' : 'passwordsDiffer'));
  }
  throw new UsageError(say('noPasswordGiven'));
}

async function firstLine(file: string): Promise<string> {
  const [line = ''] = (await readFile(file, 'utf8')).replace(/^\ufeff/, '').split(/\r?\n/);
  return line;
}
