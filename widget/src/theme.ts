// Colours from the site's --jan-brand, made readable: text on it and text in it keep 4.5:1 whatever it is (WCAG 1.4.3).

type Colour = [number, number, number];

const WHITE: Colour = [255, 255, 255];
const INK: Colour = [17, 24, 28];
const ENOUGH = 4.5;

export function theme(host: HTMLElement): string {
  const wanted = getComputedStyle(host).getPropertyValue("--jan-brand").trim();
  const brand = (wanted && read(wanted, host)) || [11, 83, 69];
  const on = contrast(brand, WHITE) >= ENOUGH ? WHITE : contrast(brand, INK) >= ENOUGH ? INK : ([0, 0, 0] as Colour);
  const tint = mix(brand, WHITE, 0.1);
  let text = brand;
  for (let part = 0.95; contrast(text, tint) < ENOUGH; part -= 0.05) text = mix(brand, [0, 0, 0], part);
  return `:host{--brand:${css(brand)};--on:${css(on)};--tint:${css(tint)};--text:${css(text)}}`;
}

export function contrast(one: Colour, other: Colour): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Colour;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const mix = (one: Colour, other: Colour, part: number): Colour =>
  one.map((value, place) => Math.round(value * part + other[place]! * (1 - part))) as Colour;

const css = (colour: Colour): string => `rgb(${colour.join()})`;

// Whatever way the site writes a colour, the browser says it as rgb(); a way that it does not know is no colour.
function read(wanted: string, host: HTMLElement): Colour | null {
  if (!CSS.supports("color", wanted)) return null;
  host.style.setProperty("color", wanted, "important");
  const numbers = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(getComputedStyle(host).color);
  host.style.removeProperty("color");
  return numbers && (numbers.slice(1).map(Number) as Colour);
}
