// A reply's plain text as paragraphs and real lists: "• …" and "1. …" at the start of a line make one.

import { element } from "./dom";

const BULLET = /^\s*[•*-]\s+/;
const NUMBER = /^\s*(\d+)[.)]\s+/;
// A helpline's short code or a telephone number that stands alone.
const CALL = /(?<![\d₹.,-])(?:\d{3,5}|\d{10})(?![\d.,-]\d|\d)/g;

// `offered` are shown as buttons below, so the lines that list them would say it twice; `calls` makes numbers tappable.
export function paragraphs(text: string, offered: string[], calls: boolean): HTMLElement[] {
  const parts: HTMLElement[] = [];
  for (const line of text.split("\n")) {
    const number = NUMBER.exec(line);
    const tag = BULLET.test(line) ? "ul" : number ? "ol" : "p";
    const words = line.replace(tag === "ul" ? BULLET : NUMBER, "").trim();
    const before = parts[parts.length - 1];
    if (!words || (tag === "ol" && offered.includes(words))) continue;
    const content = calls ? callable(words) : [words];
    if (tag === "p") {
      parts.push(element("p", {}, ...content));
      continue;
    }
    const list = before?.localName === tag ? before : element(tag, { attributes: number ? { start: number[1]! } : {} });
    if (list !== before) parts.push(list);
    list.append(element("li", {}, ...content));
  }
  return parts;
}

function callable(words: string): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let after = 0;
  for (const match of words.matchAll(CALL)) {
    const [number] = match;
    parts.push(words.slice(after, match.index), element("a", { href: `tel:${number}`, textContent: number }));
    after = match.index + number.length;
  }
  return [...parts, words.slice(after)];
}
