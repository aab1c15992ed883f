// What a test looks at in the inspector's page that no locator tells: sizes and colours as they are shown.
import type { Page } from 'playwright-core';

/** What an expression says of each `element` that a selector finds. */
export function each(page: Page, selector: string, expression: string): Promise<readonly (string | null)[]> {
  return page.evaluate<(string | null)[]>(`[...document.querySelectorAll(${JSON.stringify(selector)})].map((element) => ${expression})`);
}

/** The page is no wider than the window: nothing scrolls sideways but what is meant to. */
export function overhang(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** Texts whose contrast with what is behind them is under 4.5, with the contrast. */
export function faintTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`(() => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    const rgba = (color) => {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = color;
      pen.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
      return [r, g, b, a / 255];
    };
    const over = (top, below) => top.slice(0, 3).map((part, index) => part * top[3] + below[index] * (1 - top[3])).concat(1);
    const behind = (element) => {
      if (!element) return rgba(getComputedStyle(document.documentElement).getPropertyValue('--paper'));
      const own = rgba(getComputedStyle(element).backgroundColor);
      return own[3] === 1 ? own : over(own, behind(element.parentElement));
    };
    const light = ([r, g, b]) => {
      const [x, y, z] = [r, g, b].map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
      return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const faint = new Set();
    for (const element of document.querySelectorAll('body *')) {
      const text = [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim() !== '').map((node) => node.data.trim()).join(' ');
      if (text === '' || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || element.closest(':disabled, .hidden, .skip')) continue;
      const style = getComputedStyle(element);
      const isDrawn = element instanceof SVGElement;
      const box = isDrawn ? element.closest('.state')?.querySelector('rect') : undefined;
      const ground = behind(isDrawn ? element.closest('section') : element);
      const below = box ? over(rgba(getComputedStyle(box).fill), ground) : ground;
      const colour = over(rgba(isDrawn ? style.fill : style.color), below);
      const [one, other] = [light(colour), light(below)].sort((a, b) => b - a);
      const contrast = (one + 0.05) / (other + 0.05);
      if (contrast < 4.5) faint.add(element.className + ': ' + text.slice(0, 30) + ' ' + contrast.toFixed(2));
    }
    return [...faint];
  })()`);
}

/** The element with the focus, by its role or tag and its name; and whether it can be seen that it has it. */
export function focused(page: Page): Promise<{ readonly what: string; readonly isSeen: boolean }> {
  return page.evaluate<{ what: string; isSeen: boolean }>(`(() => {
    const element = document.activeElement;
    const name = element.id ? '' : element.getAttribute('aria-label') ?? element.querySelector('.label')?.textContent ?? element.textContent?.trim().slice(0, 40) ?? '';
    return { what: (element.id || element.getAttribute('role') || element.tagName.toLowerCase()) + (name === '' ? '' : ' ' + name), isSeen: element.matches(':focus-visible') && getComputedStyle(element).outlineStyle !== 'none' };
  })()`);
}
