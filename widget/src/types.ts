// The neutral reply (docs/contributors/contracts.md) and what the widget keeps of a conversation.

export type Language = "hi" | "en";

export interface Option {
  id: string;
  label: string;
  short_label: string;
}

export interface Reply {
  id: string;
  in_reply_to: string | null;
  lang: Language;
  text: string;
  speech: string;
  options: Option[];
  links: { label: string; url: string }[];
  sources: { title: string; url?: string | null; as_of?: string | null }[];
  attachments: { kind: string; url: string; caption?: string }[];
  meta: { kind?: string; topic?: string | null; asks?: string | null };
}

export interface Session {
  session_id: string;
  token: string;
  expires_at: string;
}

// waiting: not accepted yet; sent: the server has it; failed: may be tried again; refused: it was told why not.
export type SendState = "waiting" | "sent" | "failed" | "refused";

export interface Own {
  from: "citizen";
  id: string;
  words: string;
  state: SendState;
  option?: { id: string; session: string };
  // In which it was accepted, and so is answered.
  session?: string;
}

export interface Theirs {
  from: "assistant";
  id: string;
  session: string;
  reply: Reply;
  vote?: Vote;
}

export type Item = Own | Theirs;
export type Vote = "up" | "down";

export interface Kept {
  id: string;
  language: Language | null;
  size: number;
  agreed: boolean;
  open: boolean;
  session: Session | null;
  // Sessions that expired: what was said in them is deleted with the rest.
  past: Session[];
  last: string;
  items: Item[];
}

export type EventName = "open" | "close" | "reply" | "language" | "ended";

// What the launcher hands to the panel, and the panel back.
export interface Place {
  root: ShadowRoot;
  server: string;
  language: Language;
  privacy: string;
  whole: boolean;
  emit(name: EventName, detail?: Record<string, unknown>): void;
  closed(): void;
  unread(count: number): void;
}

export interface Panel {
  open(takeFocus: boolean): void;
  close(): void;
  ask(words: string): void;
  setLanguage(language: Language): void;
}

export type Start = (place: Place) => Panel;
