/** What makes text hard to read, found by looking at every text of the page as the browser has laid it out. */

/**
 * Runs in the page: texts with a contrast under 4.5 to 1 (3 to 1 where they are large), as `text: ratio`.
 *
 * Grounds are opaque in this page, so the nearest coloured ancestor is the ground.
 */
export function paleTexts(): readonly string[] {
  const channels = (color: string): readonly number[] => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (color: string): number => {
    const [r = 0, g = 0, b = 0] = channels(color).map((value) => {
      const share = value / 255;
      return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (element: Element | null): string => {
    if (element === null) return 'rgb(255, 255, 255)';
    const color = getComputedStyle(element).backgroundColor;
    return channels(color)[3] === 0 ? groundOf(element.parentElement) : color;
  };
  const found: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node.textContent?.trim() ?? '';
    const element = node.parentElement;
    if (text === '' || element === null || !element.checkVisibility()) continue;
    // What cannot be pressed may be pale.
    if (element.closest('[aria-disabled=true], .disabled') !== null) continue;
    const style = getComputedStyle(element);
    const ink = luminance(element instanceof SVGElement ? style.fill : style.color);
    const ground = luminance(groundOf(element));
    const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
    const size = Number.parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) found.push(`${text}: ${ratio.toFixed(2)}`);
  }
  return found;
}

/** Runs in the page: what sticks out of the page or out of its own box, as selectors. */
export function cutElements(): readonly string[] {
  /** Cut on purpose: only screen readers get it. */
  const isClipped = (element: Element | null): boolean =>
    element !== null && (getComputedStyle(element).clipPath !== 'none' || isClipped(element.parentElement));
  const found: string[] = [];
  for (const element of document.body.querySelectorAll('main *, header *')) {
    if (!(element instanceof HTMLElement) || !element.checkVisibility() || isClipped(element)) continue;
    const box = element.getBoundingClientRect();
    const name = `${element.tagName.toLowerCase()}.${element.className}`;
    if (box.right > document.documentElement.clientWidth + 0.5 || box.left < -0.5) found.push(`${name} is outside`);
    const { display, textOverflow } = getComputedStyle(element);
    // An ellipsis says itself that there is more.
    if (element.scrollWidth > element.clientWidth + 1 && display !== 'inline' && textOverflow !== 'ellipsis') {
      found.push(`${name} is too narrow for what it holds`);
    }
  }
  return found;
}
