// What else there is to do: text size, a person, keeping the conversation, the notice, ending it.

import { element, icon } from "./dom";
import { BIN, PERSON, SAVE, SHIELD } from "./icons";
import type { Key, PanelWords } from "./panel_words";
import type { Talk } from "./talk";

const SIZES = [1, 1.15, 1.3, 1.5, 1.75, 2];

export interface MenuDoings {
  announce(key: Key | "", values?: Record<string, string>): void;
  size(size: number): void;
  ask(question: Key, yes: Key, no: Key, work: () => void, isGrave?: boolean): void;
  close(): void;
}

export class Menu {
  readonly box = element("div", { className: "menu", id: "menu", hidden: true });
  private readonly smaller: HTMLButtonElement;
  private readonly larger: HTMLButtonElement;

  constructor(
    private readonly words: PanelWords,
    private readonly talk: Talk,
    private readonly doings: MenuDoings,
    privacy: () => string,
  ) {
    this.smaller = this.sizer("smaller", "A−", -1);
    this.larger = this.sizer("larger", "A+", 1);
    const label = words.put(element("span"), "text_size");
    const sizes = words.put(
      element("div", { className: "sizes", attributes: { role: "group" } }, label, this.smaller, this.larger),
      "text_size",
      "aria-label",
    );
    this.box.append(
      sizes,
      this.entry("person", PERSON, () => talk.say(words.say("person_words"))),
      this.entry("save", SAVE, () => this.save()),
      this.entry("privacy", SHIELD, () => window.open(privacy(), "_blank", "noopener")),
      this.entry("delete", BIN, () => doings.ask("delete_ask", "delete_yes", "delete_no", () => void this.end(), true)),
    );
    this.resize(0);
  }

  private entry(key: Key, path: string, work: () => void): HTMLButtonElement {
    const made = element("button", { type: "button" }, icon(path), this.words.put(element("span"), key));
    made.addEventListener("click", () => {
      this.doings.close();
      work();
    });
    return made;
  }

  private sizer(key: Key, sign: string, step: number): HTMLButtonElement {
    const made = this.words.put(element("button", { type: "button", textContent: sign }), key, "aria-label");
    made.addEventListener("click", () => this.resize(step));
    return made;
  }

  private resize(step: number): void {
    const { kept } = this.talk;
    const place = Math.min(Math.max(SIZES.indexOf(kept.size), 0) + step, SIZES.length - 1);
    const size = SIZES[place]!;
    if (step) {
      this.talk.change(() => (kept.size = size));
      this.doings.announce("size_now", { percent: String(Math.round(size * 100)) });
    }
    this.doings.size(size);
    this.smaller.disabled = place === 0;
    this.larger.disabled = place === SIZES.length - 1;
    if (this.smaller.disabled && step < 0) this.larger.focus();
    if (this.larger.disabled && step > 0) this.smaller.focus();
  }

  private save(): void {
    const { words, talk } = this;
    const lines = talk.kept.items.map((item) =>
      item.from === "citizen"
        ? `${words.say("you")}: ${item.words}`
        : [
            `${words.say("they")}: ${item.reply.text}`,
            ...item.reply.sources.map(({ title, url }) => `${words.say("source")}: ${title} ${url ?? ""}`),
          ].join("\n"),
    );
    const address = URL.createObjectURL(
      new Blob(["\ufeff", lines.join("\n\n"), "\n"], { type: "text/plain;charset=utf-8" }),
    );
    element("a", { href: address, download: words.say("file_name") }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }

  private async end(): Promise<void> {
    try {
      await this.talk.end();
    } catch {
      this.doings.announce("delete_failed");
    }
  }
}
