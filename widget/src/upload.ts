// A photo or a paper on its way to the server, with its progress; a photo is made small first, for lines are slow.

import { element } from "./dom";
import type { Key, PanelWords } from "./panel_words";
import type { Talk } from "./talk";

const LARGEST = 10 * 1024 * 1024;
const LONGEST_SIDE = 1800;
const SMALL_ENOUGH = 400 * 1024;
const KINDS = ["image/jpeg", "image/png", "application/pdf"];

export class Upload {
  readonly box: HTMLElement;
  private readonly progress = element("progress", { max: 1, value: 0 });
  private readonly request = new XMLHttpRequest();

  constructor(words: PanelWords) {
    words.put(this.progress, "uploading", "aria-label");
    const stop = words.put(element("button", { type: "button", className: "plain" }), "upload_stop");
    stop.addEventListener("click", () => this.request.abort());
    this.box = element("div", { className: "ask" }, words.put(element("p"), "uploading"), this.progress, stop);
  }

  // Sends the file and then says so in the conversation; gives what went wrong, or nothing.
  async send(file: File, talk: Talk): Promise<Key | ""> {
    if (!KINDS.includes(file.type)) return "upload_kind";
    const content = await smaller(file);
    if (content.size > LARGEST) return "upload_large";
    try {
      const session = await talk.session();
      const { kind, reference } = await this.post(talk.server, session.token, content);
      talk.say(`<${kind}:${reference}>`);
      return "";
    } catch (status) {
      return status === 413 ? "upload_large" : status === 415 ? "upload_kind" : "upload_failed";
    }
  }

  // fetch() tells no progress of what it sends.
  private post(server: string, token: string, content: Blob): Promise<{ kind: string; reference: string }> {
    const { request } = this;
    return new Promise((resolve, reject) => {
      request.open("POST", `${server}chat/uploads`);
      request.setRequestHeader("Authorization", `Bearer ${token}`);
      request.setRequestHeader("Content-Type", content.type);
      request.responseType = "json";
      request.upload.onprogress = ({ loaded, total }) => (this.progress.value = total ? loaded / total : 0);
      request.onload = () =>
        request.status === 201
          ? resolve(request.response as { kind: string; reference: string })
          : reject(request.status);
      request.onerror = request.onabort = () => reject(0);
      request.send(content);
    });
  }
}

async function smaller(file: File): Promise<Blob> {
  if (file.type === "application/pdf" || file.size <= SMALL_ENOUGH) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = element("canvas", {
      width: Math.round(picture.width * scale),
      height: Math.round(picture.height * scale),
    });
    canvas.getContext("2d")!.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
    return made && made.size < file.size ? made : file;
  } catch {
    return file;
  }
}
