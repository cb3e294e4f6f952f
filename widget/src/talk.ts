// The conversation: what is kept of it, the queue of messages that must reach the server, and the replies that come.

import { load, save } from "./kept";
import { Expired, Line, Refused } from "./line";
import { place } from "./place";
import { Tabs } from "./tabs";
import type { Item, Kept, Language, Own, Reply, Session, Vote } from "./types";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15_000;
const PATIENCE = 5;
const MOST_ITEMS = 200;
const MOST_AWAITED = 3;

// What the panel tells the citizen of the line, if anything.
export type News = "" | "thinking" | "offline" | "unreachable" | "reconnecting";

export interface Watcher {
  changed(): void;
  replied(reply: Reply): void;
  news(news: News): void;
  ended(): void;
}

export class Talk {
  readonly kept: Kept;
  private readonly line: Line;
  private readonly tabs: Tabs;
  private sending = false;
  private listening: AbortController | null = null;
  private live = false;
  private trouble = false;
  private opening: Promise<Session> | null = null;

  constructor(
    readonly server: string,
    language: Language,
    private readonly watcher: Watcher,
  ) {
    this.line = new Line(server);
    this.kept = {
      id: "",
      language,
      size: 1,
      agreed: false,
      open: false,
      session: null,
      past: [],
      last: "0",
      items: [],
      ...load(),
    };
    this.tabs = new Tabs(
      this.kept,
      () => this.adopted(),
      () => this.forget(),
    );
    addEventListener("online", () => this.retry());
    addEventListener("offline", () => this.tell());
    document.addEventListener("visibilitychange", () => this.follow());
    this.retry();
  }

  // Change what is kept, here and in the other tabs.
  change(work: (kept: Kept) => void): void {
    work(this.kept);
    this.kept.items.splice(0, this.kept.items.length - MOST_ITEMS);
    save(this.kept);
    this.tabs.tell();
    this.watcher.changed();
    this.follow();
  }

  say(words: string, option?: string): void {
    const { session, items } = this.kept;
    const message: Own = { from: "citizen", id: newId(), words, state: "waiting" };
    if (option && session) message.option = { id: option, session: session.session_id };
    this.change((kept) => {
      kept.id ||= newId();
      items.push(message);
    });
    this.retry();
  }

  // Whatever has not arrived is sent again, in order.
  retry(): void {
    const stuck = this.kept.items.filter((item): item is Own => item.from === "citizen" && item.state === "failed");
    if (stuck.length) this.change(() => stuck.forEach((item) => (item.state = "waiting")));
    void this.flush();
    this.follow();
  }

  async vote(item: Item, rating: Vote, reason?: string, words?: string): Promise<void> {
    const { session } = this.kept;
    if (!session || item.from !== "assistant") return;
    await this.line.vote(session, item.id, rating, reason, words);
    this.change(() => (item.vote = rating));
  }

  // Deletes at the server, then here and in the other tabs; if the server cannot, nothing changes.
  async end(): Promise<void> {
    const { session, past } = this.kept;
    for (const one of session ? [...past, session] : past) {
      await this.line.end(one).catch((error: unknown) => {
        if (!(error instanceof Expired)) throw error;
      });
    }
    this.tabs.ended();
    this.forget();
  }

  session(): Promise<Session> {
    if (this.kept.session) return Promise.resolve(this.kept.session);
    this.opening ??= this.openSession().finally(() => (this.opening = null));
    return this.opening;
  }

  private async openSession(): Promise<Session> {
    const session = await this.line.open(this.kept.language ?? "hi");
    this.change((kept) => Object.assign(kept, { session, last: "0" }));
    return session;
  }

  private expired(session: Session): void {
    if (this.kept.session?.session_id !== session.session_id) return;
    this.change((kept) => {
      kept.past.push(session);
      kept.session = null;
    });
  }

  private async flush(): Promise<void> {
    if (this.sending || !this.next()) return;
    this.sending = true;
    // Of several tabs with the same queue one sends; when it is closed, the next goes on.
    await alone(() => this.sendAll()).catch(() => undefined);
    this.sending = false;
    this.tell();
  }

  private next(): Own | undefined {
    return this.kept.items.find((item): item is Own => item.from === "citizen" && item.state === "waiting");
  }

  private async sendAll(): Promise<void> {
    let [wait, failures] = [FIRST_WAIT_MS, 0];
    for (let message; (message = this.next());) {
      this.tell();
      try {
        await this.sendOne(message);
        [wait, failures] = [FIRST_WAIT_MS, 0];
        this.trouble = false;
      } catch {
        this.trouble = true;
        failures += navigator.onLine ? 1 : 0;
        if (failures >= PATIENCE) return this.giveUp();
        this.tell();
        await pause(wait);
        wait = Math.min(2 * wait, LONGEST_WAIT_MS);
      }
    }
  }

  private async sendOne(message: Own): Promise<void> {
    const session = await this.session();
    try {
      const answer = await this.line.send(session, message, this.kept.language ?? "hi", !this.live);
      if (answer.status === "slow_down") this.giveUp();
      else this.change(() => Object.assign(message, { state: "sent", session: session.session_id }));
      answer.replies?.forEach((reply) => this.receive(session, reply));
    } catch (error) {
      if (error instanceof Refused) return this.refused(message, error);
      if (error instanceof Expired) this.expired(session);
      throw error;
    }
  }

  private refused(message: Own, { messages }: Refused): void {
    this.change(() => (message.state = "refused"));
    const lang = this.kept.language ?? "hi";
    const text = messages[lang] ?? "";
    const none = { options: [], links: [], sources: [], attachments: [] };
    const { session } = this.kept;
    if (!text || !session) return;
    this.receive(session, {
      id: `refused-${message.id}`,
      in_reply_to: message.id,
      lang,
      text,
      speech: text,
      ...none,
      meta: { kind: "error" },
    });
  }

  private giveUp(): void {
    this.change(({ items }) => {
      for (const item of items) if (item.from === "citizen" && item.state === "waiting") item.state = "failed";
    });
  }

  private receive(session: Session, reply: Reply, last?: string): void {
    if (this.kept.session?.session_id !== session.session_id) return;
    const known = this.kept.items.some((item) => item.id === reply.id);
    this.change((kept) => {
      if (last) kept.last = last;
      if (!known) place(kept.items, { from: "assistant", id: reply.id, session: session.session_id, reply });
    });
    if (!known) this.watcher.replied(reply);
    this.tell();
  }

  private awaited(): Own[] {
    const { items, session } = this.kept;
    const answered = new Set(items.map((item) => (item.from === "assistant" ? item.reply.in_reply_to : null)));
    const isAwaited = (item: Item): item is Own =>
      item.from === "citizen" &&
      item.session !== undefined &&
      item.session === session?.session_id &&
      !answered.has(item.id);
    return items.filter(isAwaited).slice(-MOST_AWAITED);
  }

  // A stream is open only while somebody looks or an answer is owed: streams are dear for batteries, lines and servers.
  private follow(): void {
    const { session, open } = this.kept;
    const wanted = session && ((open && !document.hidden) || this.awaited().length > 0);
    if (wanted && !this.listening) void this.listen(session, (this.listening = new AbortController()));
    if (!wanted && this.listening) {
      this.listening.abort();
      this.listening = null;
    }
  }

  private async listen(session: Session, control: AbortController): Promise<void> {
    let wait = FIRST_WAIT_MS;
    while (!control.signal.aborted && this.kept.session?.session_id === session.session_id) {
      try {
        await this.line.listen(session, this.kept.last, control.signal, {
          alive: () => {
            this.live = true;
            this.trouble = false;
            wait = FIRST_WAIT_MS;
            this.tell();
          },
          reply: (id, reply) => this.receive(session, reply, id),
        });
      } catch (error) {
        if (error instanceof Expired) this.expired(session);
      }
      this.live = false;
      if (control.signal.aborted) break;
      this.trouble = true;
      this.tell();
      await pause(wait * (0.75 + Math.random() / 2));
      wait = Math.min(2 * wait, LONGEST_WAIT_MS);
      await this.askAgain(session);
    }
    if (this.listening === control) this.listening = null;
  }

  // Where no stream gets through, the answers that are owed are asked for by their messages.
  private async askAgain(session: Session): Promise<void> {
    for (const message of this.live ? [] : this.awaited()) {
      const answer = await this.line.send(session, message, this.kept.language ?? "hi", true).catch(() => null);
      answer?.replies?.forEach((reply) => this.receive(session, reply));
    }
  }

  private tell(): void {
    const { items } = this.kept;
    const stuck = items.some((item) => item.from === "citizen" && item.state === "failed");
    const owed = this.next() || this.awaited().length;
    if (stuck) this.watcher.news("unreachable");
    else if (!owed) this.watcher.news("");
    else if (!navigator.onLine) this.watcher.news("offline");
    else this.watcher.news(this.trouble ? "reconnecting" : "thinking");
  }

  private adopted(): void {
    save(this.kept);
    this.watcher.changed();
    void this.flush();
    this.follow();
  }

  private forget(): void {
    this.listening?.abort();
    this.listening = null;
    Object.assign(this.kept, { id: "", agreed: false, session: null, past: [], last: "0", items: [] });
    save(this.kept);
    this.watcher.changed();
    this.watcher.ended();
  }
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener("online", done);
  });

// Locks exist only on HTTPS; without them ids keep a message from counting twice.
const alone = (work: () => Promise<void>): Promise<void> =>
  navigator.locks ? (navigator.locks.request("jan-sahayak", work) as Promise<void>) : work();

function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
