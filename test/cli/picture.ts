// A screen of the emulator as text: what stands there, and how it looks.
import type { IBuffer, IBufferCell } from '@xterm/headless';

/** Rows of text; under a row with colours or attributes a letter for each cell, and at the end what the letters mean. */
export function pictureOf(buffer: IBuffer, count: number): string[] {
  const letters = new Map<string, string>();
  const lines = Array.from({ length: count }, (_, index) => buffer.getLine(index)).flatMap((line) => {
    if (!line) return [];
    let looks = '';
    for (let column = 0; column < line.length; column++) {
      const cell = line.getCell(column);
      if (cell) looks += letterOf(lookOf(cell), letters);
    }
    const text = `|${line.translateToString(true)}`;
    return looks.trim() === '' ? [text] : [text, ` ${looks.trimEnd()}`];
  });
  return [...lines, ...[...letters].map(([look, letter]) => `${letter}: ${look}`)];
}

function letterOf(look: string, letters: Map<string, string>): string {
  if (look === '') return ' ';
  const known = letters.get(look);
  if (known) return known;
  const letter = String.fromCharCode('a'.charCodeAt(0) + letters.size);
  letters.set(look, letter);
  return letter;
}

function lookOf(cell: IBufferCell): string {
  const colour = cell.getFgColor();
  const foreground = cell.isFgRGB() ? `#${colour.toString(16).padStart(6, '0')}` : cell.isFgPalette() ? `colour ${colour}` : '';
  return [
    foreground,
    cell.isBold() ? 'bold' : '',
    cell.isDim() ? 'dim' : '',
    cell.isItalic() ? 'italic' : '',
    cell.isUnderline() ? 'underlined' : '',
    cell.isInverse() ? 'inverse' : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}
