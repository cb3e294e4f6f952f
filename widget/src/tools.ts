// What one can do with an answer: copy it, hear it, say whether it helped and why not.

import { element, icon } from "./dom";
import { COPY, SPEAKER, THUMB } from "./icons";
import type { Key, PanelWords } from "./panel_words";
import { read, stopReading, voiceFor } from "./speech";
import type { Talk } from "./talk";
import type { Theirs, Vote } from "./types";

const REASONS = ["wrong", "unclear", "other_question"] as const;
const JUDGED = new Set([
  "answer",
  "eligibility",
  "recommend",
  "application_status",
  "apply",
  "complaint",
  "complaint_status",
  "handoff",
  "disambiguate",
  "decline",
]);

export class Tools {
  readonly row = element("div", { className: "tools", attributes: { "aria-live": "off" } });
  private readonly listen: HTMLButtonElement;

  constructor(
    private readonly item: Theirs,
    private readonly words: PanelWords,
    private readonly talk: Talk,
    private readonly announce: (key: Key) => void,
  ) {
    this.listen = this.button("listen", SPEAKER, () => this.readAloud());
    this.row.append(
      this.button("copy", COPY, () => void this.copy()),
      this.listen,
    );
    if (JUDGED.has(item.reply.meta.kind ?? "")) {
      this.row.append(element("span", { className: "gap" }), this.thumb("up"), this.thumb("down"));
    }
    this.refresh();
  }

  // Voices come late, and only some browsers have one for Hindi.
  refresh(): void {
    this.listen.hidden = !voiceFor(this.item.reply.lang);
  }

  private button(key: Key, path: string, work: () => void): HTMLButtonElement {
    const made = element("button", { type: "button" }, icon(path));
    made.addEventListener("click", work);
    this.words.put(made, key, "title");
    return this.words.put(made, key, "aria-label");
  }

  private async copy(): Promise<void> {
    const { text, sources } = this.item.reply;
    await put([text, ...sources.map(({ title, url }) => [title, url].filter(Boolean).join(" "))].join("\n"), this.row);
    this.announce("copied");
  }

  private readAloud(): void {
    const { speech, text, lang } = this.item.reply;
    if (this.listen.getAttribute("aria-pressed") === "true") return stopReading();
    this.name(this.listen, "listen_stop", true);
    read(speech || text, lang, () => this.name(this.listen, "listen", false));
  }

  private name(button: HTMLButtonElement, key: Key, pressed: boolean): void {
    button.setAttribute("aria-pressed", String(pressed));
    this.words.put(this.words.put(button, key, "title"), key, "aria-label");
  }

  private thumb(vote: Vote): HTMLButtonElement {
    const made = this.button(`vote_${vote}`, THUMB, () => void this.judge(vote));
    made.dataset.vote = vote;
    if (vote === "down") made.firstElementChild!.setAttribute("transform", "rotate(180)");
    made.setAttribute("aria-pressed", String(this.item.vote === vote));
    return made;
  }

  private async judge(vote: Vote, reason?: string, own?: string): Promise<void> {
    try {
      await this.talk.vote(this.item, vote, reason, own);
    } catch {
      return this.announce("vote_failed");
    }
    for (const thumb of this.row.querySelectorAll<HTMLElement>("[data-vote]")) {
      thumb.setAttribute("aria-pressed", String(thumb.dataset.vote === vote));
    }
    this.row.parentElement?.querySelector(".why")?.remove();
    if (vote === "down" && !reason && !own) this.row.after(this.why());
    else this.announce("vote_thanks");
  }

  private why(): HTMLElement {
    const { words } = this;
    let reason: string | undefined;
    const choices = element("div", { className: "choices", attributes: { role: "group" } });
    words.put(choices, "vote_why", "aria-label");
    for (const name of REASONS) {
      const choice = words.put(
        element("button", { type: "button", attributes: { "aria-pressed": "false" } }),
        `reason_${name}`,
      );
      choice.addEventListener("click", () => {
        reason = reason === name ? undefined : name;
        for (const one of choices.children) one.setAttribute("aria-pressed", String(one === choice && !!reason));
      });
      choices.append(choice);
    }
    const own = element("textarea", { rows: 2, maxLength: 500 });
    const send = words.put(element("button", { type: "submit", className: "plain" }), "reason_send");
    const label = element("label", {}, words.put(element("span"), "reason_words"), own);
    const form = element(
      "form",
      { className: "why", attributes: { "aria-live": "off" } },
      words.put(element("p"), "vote_why"),
      choices,
      label,
      send,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const thumb = this.row.querySelector<HTMLElement>('[data-vote="down"]');
      if (reason || own.value.trim())
        void this.judge("down", reason, own.value.trim() || undefined).then(() => thumb?.focus());
    });
    return form;
  }
}

// Pages on plain HTTP have no clipboard of their own to write to.
async function put(text: string, near: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = element("textarea", { className: "out", value: text });
    const active = (near.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
    near.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
    active?.focus();
  }
}
