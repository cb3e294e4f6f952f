// The gateway's web API as one session uses it. Every call has a deadline; what fails says whether to try again.

import type { Language, Own, Reply, Session, Vote } from "./types";

const DEADLINE_MS = 30_000;
const SILENCE_MS = 45_000;

// The server understood and said no.
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly messages: Partial<Record<Language, string>>,
  ) {
    super(String(status));
  }
}

// The session is over or unknown: a new one is needed.
export class Expired extends Error {}

export interface Accepted {
  status?: string;
  replies?: Reply[];
}

export class Line {
  constructor(private readonly server: string) {}

  open(language: Language): Promise<Session> {
    return this.call<Session>("POST", "chat/sessions", "", { language });
  }

  // The same id may be sent again and again; the message counts once.
  send(session: Session, message: Own, language: Language, wait: boolean): Promise<Accepted> {
    const { id, option, words } = message;
    const content = option?.session === session.session_id ? { option_id: option.id } : { text: words };
    return this.call<Accepted>("POST", `chat/messages${wait ? "?wait=true" : ""}`, session.token, {
      id,
      ...content,
      language,
    });
  }

  vote(session: Session, reply: string, rating: Vote, reason?: string, words?: string): Promise<unknown> {
    return this.call("POST", "chat/feedback", session.token, { reply_id: reply, rating, reason, words });
  }

  end(session: Session): Promise<unknown> {
    return this.call("DELETE", "chat/sessions", session.token);
  }

  // Calls back for each event until the stream ends, breaks or stays silent for too long.
  async listen(session: Session, last: string, signal: AbortSignal, on: StreamEvents): Promise<void> {
    const watch = new AbortController();
    const stop = (): void => watch.abort();
    signal.addEventListener("abort", stop);
    let timer = setTimeout(stop, SILENCE_MS);
    try {
      const headers = { Authorization: `Bearer ${session.token}`, "Last-Event-ID": last };
      const answer = await fetch(this.server + "chat/events", { headers, signal: watch.signal, cache: "no-store" });
      await refuse(answer);
      const reader = answer.body!.getReader();
      const decoder = new TextDecoder();
      let rest = "";
      for (let part; !(part = await reader.read()).done;) {
        clearTimeout(timer);
        timer = setTimeout(stop, SILENCE_MS);
        on.alive();
        const blocks = (rest + decoder.decode(part.value, { stream: true })).split("\n\n");
        rest = blocks.pop()!;
        for (const block of blocks) {
          const event = fields(block);
          if (event.data) on.reply(event.id ?? last, JSON.parse(event.data) as Reply);
        }
      }
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    }
  }

  private async call<T>(method: string, path: string, token: string, body?: object): Promise<T> {
    const watch = new AbortController();
    const timer = setTimeout(() => watch.abort(), DEADLINE_MS);
    const headers: Record<string, string> = token ? { Authorization: `Bearer ${token}` } : {};
    // Without this header opening a session needs no preflight, which saves a round trip on a slow line.
    if (token && body) headers["Content-Type"] = "application/json";
    try {
      const answer = await fetch(this.server + path, {
        method,
        headers,
        body: body && JSON.stringify(body),
        signal: watch.signal,
      });
      await refuse(answer);
      return (answer.status === 204 ? {} : await answer.json()) as T;
    } finally {
      clearTimeout(timer);
    }
  }
}

export interface StreamEvents {
  alive(): void;
  reply(id: string, reply: Reply): void;
}

async function refuse(answer: Response): Promise<void> {
  if (answer.ok) return;
  if (answer.status === 401) throw new Expired();
  if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
  const problem = (await answer.json().catch(() => ({}))) as { message?: Partial<Record<Language, string>> };
  throw new Refused(answer.status, problem.message ?? {});
}

function fields(block: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of block.split("\n")) {
    const at = line.indexOf(":");
    if (at > 0) found[line.slice(0, at)] = line.slice(at + 1).trimStart();
  }
  return found;
}
