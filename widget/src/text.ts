// A reply's plain text as paragraphs and real lists: "• …" and "1. …" at the start of a line make one.

import { element } from "./dom";

const BULLET = /^\s*[•*-]\s+/;
const NUMBER = /^\s*(\d+)[.)]\s+/;

export function paragraphs(text: string): HTMLElement[] {
  const parts: HTMLElement[] = [];
  for (const line of text.split("\n")) {
    const number = NUMBER.exec(line);
    const tag = BULLET.test(line) ? "ul" : number ? "ol" : "p";
    const before = parts[parts.length - 1];
    if (tag === "p") {
      if (line.trim()) parts.push(element("p", { textContent: line.trim() }));
      continue;
    }
    const list = before?.localName === tag ? before : element(tag, { attributes: number ? { start: number[1]! } : {} });
    if (list !== before) parts.push(list);
    list.append(element("li", { textContent: line.replace(tag === "ul" ? BULLET : NUMBER, "") }));
  }
  return parts;
}
