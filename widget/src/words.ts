// The interface's words. What shows one carries its key, so that a change of language reaches every word on the screen.

import type { Language } from "./types";

export type Words = Record<string, string>;

export class Wording<Key extends string = string> {
  constructor(
    private readonly catalogues: Record<Language, Record<Key, string>>,
    public language: Language,
  ) {}

  say(key: Key, values: Record<string, string> = {}): string {
    return this.catalogues[this.language][key].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
  }

  // Shows a word as text, or as an attribute such as aria-label, now and after each change of language.
  put<T extends Element>(element: T, key: Key, attribute = ""): T {
    element.setAttribute(attribute ? `data-w-${attribute}` : "data-w", key);
    this.show(element, key, attribute);
    return element;
  }

  // The date a source speaks for: "2025", "2026-04" or a day.
  date(element: Element, date: string): void {
    element.setAttribute("data-date", date);
    element.setAttribute("lang", this.language);
    element.textContent = (this.say as (key: string, values: Record<string, string>) => string).call(this, "as_of", {
      date: readable(date, this.language),
    });
  }

  speak(language: Language, root: ParentNode): void {
    this.language = language;
    for (const attribute of ["", "aria-label", "title", "placeholder"]) {
      const name = attribute ? `data-w-${attribute}` : "data-w";
      for (const one of root.querySelectorAll(`[${name}]`)) this.show(one, one.getAttribute(name) as Key, attribute);
    }
    for (const one of root.querySelectorAll("[data-date]")) this.date(one, one.getAttribute("data-date") ?? "");
  }

  // Our words may stand in a bubble of the other language, so each says which it is (WCAG 3.1.2).
  private show(element: Element, key: Key, attribute: string): void {
    if (attribute) element.setAttribute(attribute, this.say(key));
    else element.textContent = this.say(key);
    if (!attribute || !element.textContent) element.setAttribute("lang", this.language);
  }
}

function readable(date: string, language: Language): string {
  const match = /^(\d{4})-(\d\d)(?:-(\d\d))?$/.exec(date);
  if (!match) return date;
  const [, year, month, day] = match;
  const form: Intl.DateTimeFormatOptions = { year: "numeric", month: "long", day: day ? "numeric" : undefined };
  try {
    return new Intl.DateTimeFormat(language === "hi" ? "hi-IN-u-nu-latn" : "en-IN", form).format(
      new Date(+year!, +month! - 1, +(day ?? 1)),
    );
  } catch {
    return date;
  }
}
