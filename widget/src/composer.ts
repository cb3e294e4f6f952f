// Where the citizen writes, speaks or adds a file.

import { element, icon } from "./dom";
import { CLIP, MICROPHONE, SEND } from "./icons";
import type { Key, PanelWords } from "./panel_words";
import { dictate, recogniser, type Recognition } from "./speech";
import type { Talk } from "./talk";
import { Upload } from "./upload";

const LONGEST = 2000;

export class Composer {
  readonly form = element("form", { attributes: { autocomplete: "off", novalidate: "" } });
  readonly box = element("textarea", {
    id: "words",
    rows: 1,
    maxLength: LONGEST,
    attributes: { enterkeyhint: "send" },
  });
  private readonly microphone: HTMLButtonElement | null = null;
  private hearing: Recognition | null = null;
  private warned = false;

  constructor(
    private readonly words: PanelWords,
    private readonly talk: Talk,
    private readonly announce: (key: Key | "") => void,
    ask: (question: Key, yes: Key, no: Key, work: () => void) => void,
  ) {
    const label = element(
      "label",
      { htmlFor: "words" },
      words.put(element("span"), "label"),
      " · ",
      words.put(element("span"), "advice"),
    );
    const send = this.button("send", SEND, "submit");
    send.className = "send";
    const row = element("div", { className: "row" }, this.attach(), this.box);
    const maker = recogniser();
    if (maker) {
      this.microphone = this.button("dictate", MICROPHONE);
      this.microphone.addEventListener("click", () => {
        if (this.hearing) return this.hearing.stop();
        if (this.warned) return this.listen(maker);
        ask("dictate_notice", "allow", "not_now", () => {
          this.warned = true;
          this.listen(maker);
        });
      });
      row.append(this.microphone);
    }
    row.append(send);
    this.form.append(label, row);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.box.addEventListener("keydown", (event) => {
      // While a word is being put together (Hindi keyboards), Enter belongs to the keyboard.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.send();
    });
    this.box.addEventListener("input", () => this.fit());
  }

  private send(): void {
    const words = this.box.value.trim();
    this.box.focus();
    if (!words) return;
    this.hearing?.stop();
    this.box.value = "";
    this.fit();
    this.talk.say(words);
  }

  private fit(): void {
    this.box.style.setProperty("height", "auto");
    this.box.style.setProperty("height", `${this.box.scrollHeight + 2}px`);
  }

  private button(key: Key, path: string, type = "button"): HTMLButtonElement {
    const made = element("button", { attributes: { type } }, icon(path));
    this.words.put(made, key, "title");
    return this.words.put(made, key, "aria-label");
  }

  private listen(maker: NonNullable<ReturnType<typeof recogniser>>): void {
    const before = this.box.value ? `${this.box.value.trim()} ` : "";
    this.mark(true);
    const heard = (words: string): void => {
      this.box.value = before + words;
      this.fit();
    };
    this.hearing = dictate(maker, this.words.language, heard, (failed) => {
      this.hearing = null;
      this.mark(false);
      this.announce(failed ? "dictate_failed" : "");
      this.box.focus();
    });
  }

  private mark(on: boolean): void {
    const { microphone, words } = this;
    if (!microphone) return;
    microphone.setAttribute("aria-pressed", String(on));
    words.put(
      words.put(microphone, on ? "dictate_stop" : "dictate", "title"),
      on ? "dictate_stop" : "dictate",
      "aria-label",
    );
    if (on) this.announce("dictating");
  }

  private attach(): HTMLButtonElement {
    const input = element("input", { type: "file", hidden: true, accept: "image/jpeg,image/png,application/pdf" });
    const button = this.button("attach", CLIP);
    button.className = "line";
    button.append(input);
    button.addEventListener("click", () => input.click());
    input.addEventListener("click", (event) => event.stopPropagation());
    input.addEventListener("change", () => {
      const [file] = input.files ?? [];
      input.value = "";
      if (file) this.upload(file);
    });
    return button;
  }

  private upload(file: File): void {
    const upload = new Upload(this.words, this.talk, file, () => {
      upload.box.remove();
      this.box.focus();
    });
    this.form.before(upload.box);
    void upload.send();
  }
}
