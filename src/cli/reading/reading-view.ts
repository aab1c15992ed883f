// What a person's view does with what arrives: makes rows of it as the settings want them now, and hands them to whoever
// writes.
import type { ChatMessage, StoredMessage } from '../../index.js';
import { type Look, type LookWishes, type Style, styleFor } from '../ansi.js';
import type { Settings } from '../settings/settings.js';
import type { Say } from '../texts/catalogue.js';
import { createPage, type Page } from './page.js';
import { createSpokenPage } from './spoken-page.js';

export interface ReadingOptions {
  /** What the terminal can show; the settings go before it. */
  readonly look: Look;
  readonly settings: Settings;
  readonly say: Say;
  readonly columns: () => number;
  readonly ownName: () => string | undefined;
  readonly now: () => number;
  readonly print: (lines: readonly string[]) => void;
}

export interface ReadingView {
  readonly style: () => Style;
  message(message: ChatMessage, isQuiet?: boolean): void;
  notice(sentence: string): void;
  list(lines: readonly string[]): void;
  past(messages: readonly StoredMessage[], ownName: string): void;
}

/** Wider rows are hard to read, and nobody writes so many words. */
const widest = 400;
const narrowest = 10;

export function createReadingView(options: ReadingOptions): ReadingView {
  const { settings, say, ownName, now, print } = options;
  let style = styleFor(wishedLook(options.look, settings));
  settings.onChange(() => {
    style = styleFor(wishedLook(options.look, settings));
  });
  const pageOptions = {
    say,
    ownName,
    now,
    columns: () => Math.min(widest, Math.max(narrowest, options.columns())),
    style: () => style,
    time: () => settings.get('time'),
    isRaw: () => settings.get('raw'),
  };
  const page: Page = settings.get('screen-reader') ? createSpokenPage(pageOptions) : createPage(pageOptions);
  return {
    style: () => style,
    message: (message, isQuiet) => print(page.message(message, isQuiet)),
    notice: (sentence) => print(page.notice(sentence)),
    list: (lines) => print(lines.flatMap((line) => page.item(line))),
    past: (messages, own) => print(page.past(messages, own)),
  };
}

const depths = { off: 0, '16': 4, '256': 8, truecolor: 24 } as const;

/** A terminal that shows nothing of the kind (a dumb one) is not made to by its setting of colours. */
function wishedLook(look: Look, settings: Settings): Look {
  const colors = settings.get('colors');
  const background = settings.get('background');
  const wishes: LookWishes = {
    depth: colors === 'auto' || !look.attributes ? undefined : depths[colors],
    background: background === 'auto' ? undefined : background,
  };
  return {
    ...look,
    depth: wishes.depth ?? look.depth,
    background: wishes.background ?? look.background,
    links: look.links && settings.get('links'),
  };
}
