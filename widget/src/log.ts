// The conversation on the screen. It is a log that announces whole turns: a bubble enters complete, its tools after it.

import { element, icon, isHindi } from "./dom";
import { LINK, PAPER, PHONE, PIN } from "./icons";
import type { Key, PanelWords } from "./panel_words";
import { whenVoicesCome } from "./speech";
import type { Talk } from "./talk";
import { paragraphs } from "./text";
import { Tools } from "./tools";
import type { Item, Own, Theirs } from "./types";

const MANY = 4;
const CLOSE_TO_END = 24;
// Replies in which a number is one to be called.
const CALLING = new Set(["emergency", "handoff"]);
// How a file that was sent stands in a message.
const FILE = /^<(photo|document):[\w-]+>$/;
const MAP = /^(geo:|https:\/\/(www\.google\.[a-z.]+\/maps|maps\.|www\.openstreetmap\.org))/;

export class Log {
  readonly box = element("div", {
    className: "log",
    tabIndex: 0,
    attributes: { role: "log", "aria-live": "polite", "aria-relevant": "additions" },
  });
  private readonly bubbles = new Map<string, HTMLElement>();
  private readonly tools = new Map<string, Tools>();
  private talk!: Talk;
  private atEnd = true;

  constructor(
    private readonly words: PanelWords,
    private readonly announce: (key: Key) => void,
  ) {
    words.put(this.box, "log", "aria-label");
    this.box.append(this.welcome());
    // Whoever reads the end goes on doing so when the log gets smaller, as when a keyboard comes up.
    this.box.addEventListener("scroll", () => (this.atEnd = this.isAtEnd()));
    new ResizeObserver(() => this.atEnd && this.toEnd()).observe(this.box);
    whenVoicesCome(() => this.tools.forEach((tools) => tools.refresh()));
  }

  attach(talk: Talk): void {
    this.talk = talk;
    this.update();
    this.toEnd();
  }

  // Brings the screen in line with what is kept: new bubbles in their places, states as they are.
  update(): void {
    const { items, session } = this.talk.kept;
    const kept = new Set(items.map(({ id }) => id));
    for (const [id, bubble] of this.bubbles) {
      if (kept.has(id)) continue;
      bubble.remove();
      this.bubbles.delete(id);
      this.tools.delete(id);
    }
    let before: Element = this.box.firstElementChild!;
    items.forEach((item, place) => {
      const known = this.bubbles.get(item.id);
      const bubble = known ?? this.bubble(item);
      if (before.nextElementSibling !== bubble) before.after(bubble);
      if (!known) this.entered(item, bubble);
      if (item.from === "citizen") this.showState(item, bubble);
      else
        this.showChoices(
          bubble,
          session?.session_id === item.session && !items.slice(place + 1).some(({ from }) => from === "citizen"),
        );
      before = bubble;
    });
  }

  toEnd(): void {
    this.atEnd = true;
    this.box.scrollTop = this.box.scrollHeight;
  }

  private isAtEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.box;
    return scrollHeight - scrollTop - clientHeight < CLOSE_TO_END;
  }

  private entered(item: Item, bubble: HTMLElement): void {
    this.bubbles.set(item.id, bubble);
    if (item.from === "citizen") return this.toEnd();
    const tools = new Tools(item, this.words, this.talk, this.announce);
    this.tools.set(item.id, tools);
    setTimeout(() => {
      bubble.append(tools.row);
      // The beginning of a long answer must not scroll away above.
      this.box.scrollTop = bubble.offsetTop - this.box.offsetTop - 8;
    });
  }

  private welcome(): HTMLElement {
    const examples = element("div", { className: "choices", attributes: { role: "group" } });
    this.words.put(examples, "examples", "aria-label");
    for (const key of ["example_1", "example_2", "example_3"] as const) {
      const example = this.words.put(element("button", { type: "button" }), key);
      example.addEventListener("click", () => this.talk.say(example.textContent!));
      examples.append(example);
    }
    return element("div", { className: "bubble theirs" }, this.words.put(element("p"), "welcome"), examples);
  }

  private bubble(item: Item): HTMLElement {
    return item.from === "citizen" ? this.own(item) : this.theirs(item);
  }

  private who(key: "you" | "they"): HTMLElement {
    return element("span", { className: "out" }, this.words.put(element("span"), key), ": ");
  }

  private own(item: Own): HTMLElement {
    const file = FILE.exec(item.words);
    const said = file
      ? element(
          "span",
          { className: "file" },
          icon(PAPER),
          this.words.put(element("span"), `upload_${file[1] as "photo" | "document"}`),
        )
      : element("span", { textContent: item.words, lang: isHindi(item.words) ? "hi" : "en" });
    return element("div", { className: "bubble own" }, this.who("you"), said, element("div", { className: "state" }));
  }

  private showState(item: Own, bubble: HTMLElement): void {
    if (bubble.dataset.state === item.state) return;
    bubble.dataset.state = item.state;
    bubble.className = `bubble own ${item.state}`;
    const state = bubble.querySelector(".state")!;
    state.replaceChildren(
      this.words.put(element("span", { className: item.state === "sent" ? "out" : "" }), item.state),
    );
    if (item.state !== "failed") return;
    const again = this.words.put(element("button", { type: "button" }), "again");
    again.addEventListener("click", () => this.talk.retry());
    state.append(again);
  }

  private theirs({ reply }: Theirs): HTMLElement {
    const bubble = element("div", { className: "bubble theirs", lang: reply.lang }, this.who("they"));
    const kind = reply.meta.kind ?? "";
    const labels = reply.options.map(({ label }) => label);
    bubble.classList.toggle("urgent", kind === "emergency");
    bubble.append(element("div", { className: "words" }, ...paragraphs(reply.text, labels, CALLING.has(kind))));
    bubble.append(...this.attachments(reply), ...this.links(reply), ...this.sources(reply), ...this.choices(reply));
    return bubble;
  }

  private choices({ options }: Theirs["reply"]): HTMLElement[] {
    if (!options.length) return [];
    const group = element("div", {
      className: options.length > MANY ? "choices long" : "choices",
      attributes: { role: "group" },
    });
    this.words.put(group, "choices", "aria-label");
    for (const option of options) {
      const button = element("button", { type: "button", textContent: option.label });
      button.addEventListener("click", () => this.talk.say(option.label, option.id));
      group.append(button);
    }
    return [group];
  }

  // A choice is open until something else has been said.
  private showChoices(bubble: HTMLElement, open: boolean): void {
    for (const button of bubble.querySelectorAll<HTMLButtonElement>(":scope > .choices button"))
      button.disabled = !open;
  }

  private links({ links }: Theirs["reply"]): HTMLElement[] {
    const good = links.filter(({ url }) => /^(https?:|tel:)/i.test(url) || MAP.test(url));
    return this.cards(
      "links",
      good.map(({ label, url }) => this.card(label, url, url.startsWith("tel:") ? PHONE : MAP.test(url) ? PIN : LINK)),
    );
  }

  private attachments({ attachments }: Theirs["reply"]): HTMLElement[] {
    const good = attachments.filter(({ url }) => /^https?:/i.test(this.address(url)));
    return this.cards(
      "attachments",
      good.map(({ kind, url, caption }) => {
        const isImage = kind === "image" || kind === "photo";
        const card = this.card(caption || "", this.address(url), PAPER);
        if (!caption) this.words.put(card.querySelector("span")!, isImage ? "image" : "pdf");
        if (!isImage) return card;
        const picture = element("img", { src: this.address(url), alt: caption ?? "", loading: "lazy" });
        // A page whose policy lets no picture in still has the link.
        picture.addEventListener("error", () => picture.remove());
        card.prepend(picture);
        return card;
      }),
    );
  }

  private address(url: string): string {
    try {
      return new URL(url, this.talk.server).href;
    } catch {
      return "";
    }
  }

  private cards(key: Key, cards: HTMLElement[]): HTMLElement[] {
    if (!cards.length) return [];
    return [
      this.words.put(
        element("ul", { className: "cards" }, ...cards.map((card) => element("li", {}, card))),
        key,
        "aria-label",
      ),
    ];
  }

  private card(label: string, url: string, path: string): HTMLAnchorElement {
    const place = url.startsWith("geo:")
      ? `https://www.openstreetmap.org/search?query=${encodeURIComponent(/[?&]q=([^&]*)/.exec(url)?.[1] ?? url.slice(4))}`
      : url;
    const card = this.anchor("", place);
    card.prepend(icon(path), element("span", { textContent: label }));
    return card;
  }

  private sources({ sources }: Theirs["reply"]): HTMLElement[] {
    if (!sources.length) return [];
    const list = element("ul", { className: "sources" });
    for (const { title, url, as_of } of sources) {
      const named = /^https?:/i.test(url ?? "") ? this.anchor(title, url!) : element("span", { textContent: title });
      const line = element("li", {}, this.words.put(element("span"), "source"), ": ", named);
      if (as_of) {
        const date = element("span");
        this.words.date(date, as_of);
        line.append(" · ", date);
      }
      list.append(line);
    }
    return [list];
  }

  private anchor(label: string, url: string): HTMLAnchorElement {
    const made = element("a", { textContent: label, href: url });
    if (url.startsWith("tel:")) return made;
    made.append(element("span", { className: "out" }, " (", this.words.put(element("span"), "new_window"), ")"));
    return Object.assign(made, { target: "_blank", rel: "noopener noreferrer" });
  }
}
