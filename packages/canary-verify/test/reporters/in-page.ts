/// <reference lib="dom" />
// What runs inside the page: each function must stand by itself.

/** Texts whose contrast with what lies behind them is below the least (WCAG 2.2, 1.4.3), with the figure. */
export function faintTexts(least: number): string[] {
  type Colour = [red: number, green: number, blue: number, alpha: number];
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const read = (css: string): Colour => {
    if (canvas === null) throw new Error('no canvas');
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = css;
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (above: Colour, below: Colour): Colour => {
    const mixed = [0, 1, 2].map((at) => (above[at] ?? 0) * above[3] + (below[at] ?? 0) * (1 - above[3]));
    return [...mixed, 1] as unknown as Colour;
  };
  const behind = (element: Element | null): Colour => {
    if (element === null) return read('Canvas');
    return over(read(getComputedStyle(element).backgroundColor), behind(element.parentElement));
  };
  const luminance = ([red, green, blue]: Colour) => {
    const [r = 0, g = 0, b = 0] = [red, green, blue].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found: string[] = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (element === null || text === '' || ['title', 'desc'].includes(element.tagName)) continue;
    const style = getComputedStyle(element);
    const ground = behind(element);
    const ink = over(read(element.closest('svg') === null ? style.color : style.fill), ground);
    const [light, dark] = [luminance(ink), luminance(ground)].sort((one, other) => other - one) as [
      number,
      number,
    ];
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < least) found.push(`${contrast.toFixed(2)}: ${text}`);
  }
  return found;
}

/** What the keyboard can reach, in the order of the page. */
export function focusable(): string[] {
  const all = [...document.querySelectorAll<HTMLElement>('a[href], summary, [tabindex="0"]')];
  return all.filter((element) => element.checkVisibility()).map((element) => element.textContent ?? '');
}

/** The element that has the focus, and whether one can see that it does. */
export function focused(): { text: string; outlined: boolean } {
  const element = document.activeElement ?? document.body;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const outlined = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
  return { text: element.textContent ?? '', outlined };
}

/** Names of elements that are wider than their room and that the keyboard cannot scroll. */
export function stuckElements(): string[] {
  return [...document.querySelectorAll<HTMLElement>('body *')]
    .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
    .filter((element) => getComputedStyle(element).overflowX === 'auto' && element.tabIndex < 0)
    .map((element) => element.className);
}

/** By how much the page is wider than the window. */
export function excessWidth(): number {
  return document.documentElement.scrollWidth - document.documentElement.clientWidth;
}
