// A photo or a paper on its way to the server, with its progress; a photo is made small first, for lines are slow.

import { element } from "./dom";
import type { Key, PanelWords } from "./panel_words";
import type { Talk } from "./talk";
import type { Language } from "./types";

const LARGEST = 10 * 1024 * 1024;
const LONGEST_SIDE = 1800;
const SMALL_ENOUGH = 400 * 1024;
const KINDS = ["image/jpeg", "image/png", "application/pdf"];

// What the server answers: `token` stands for the file in a message; or why it was not taken, in each language.
interface Answer {
  token?: string;
  message?: Partial<Record<Language, string>>;
}

export class Upload {
  readonly box = element("div", { className: "ask", attributes: { role: "group" } });
  private request: XMLHttpRequest | null = null;

  constructor(
    private readonly words: PanelWords,
    private readonly talk: Talk,
    private readonly file: File,
    private readonly over: () => void,
  ) {
    words.put(this.box, "uploading", "aria-label");
  }

  // Sends the file and then says so in the conversation.
  async send(): Promise<void> {
    if (!KINDS.includes(this.file.type)) return this.failed("upload_kind");
    const progress = this.words.put(element("progress", { max: 1, value: 0 }), "uploading", "aria-label");
    this.show(this.words.put(element("p"), "uploading"), [this.button("upload_stop", () => this.stop())], progress);
    try {
      const content = await smaller(this.file);
      if (content.size > LARGEST) return this.failed("upload_large");
      const session = await this.talk.session();
      const { token } = await this.post(session.token, content, progress);
      this.talk.say(token!);
      this.over();
    } catch (problem) {
      this.failed("upload_failed", (problem as Answer | null)?.message?.[this.words.language]);
    }
  }

  private stop(): void {
    this.request?.abort();
    this.over();
  }

  private failed(key: Key, told?: string): void {
    const text = element("p", { attributes: { role: "alert" } });
    if (told) text.textContent = told;
    else this.words.put(text, key);
    const again = key === "upload_failed" ? [this.button("again", () => void this.send())] : [];
    this.show(text, [...again, this.button("close", this.over)]);
  }

  private show(text: HTMLElement, buttons: HTMLElement[], ...more: HTMLElement[]): void {
    this.box.replaceChildren(text, ...more, element("div", { className: "answers" }, ...buttons));
  }

  private button(key: Key, work: () => void): HTMLButtonElement {
    const made = this.words.put(element("button", { type: "button" }), key);
    made.addEventListener("click", work);
    return made;
  }

  // fetch() tells no progress of what it sends.
  private post(token: string, content: Blob, progress: HTMLProgressElement): Promise<Answer> {
    const request = (this.request = new XMLHttpRequest());
    return new Promise((resolve, reject) => {
      request.open("POST", `${this.talk.server}chat/uploads`);
      request.setRequestHeader("Authorization", `Bearer ${token}`);
      request.setRequestHeader("Content-Type", content.type);
      request.responseType = "json";
      request.upload.onprogress = ({ loaded, total }) => (progress.value = total ? loaded / total : 0);
      request.onload = () => (request.status === 201 ? resolve : reject)(request.response as Answer);
      request.onerror = () => reject(null);
      request.send(content);
    });
  }
}

async function smaller(file: File): Promise<Blob> {
  if (file.type === "application/pdf" || file.size <= SMALL_ENOUGH) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
    const canvas = element("canvas", { width, height });
    canvas.getContext("2d")!.drawImage(picture, 0, 0, width, height);
    const made = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
    return made && made.size < file.size ? made : file;
  } catch {
    return file;
  }
}
