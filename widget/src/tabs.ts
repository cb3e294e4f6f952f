// Open tabs of a site share one conversation; when the last is closed it is gone from the device.

import { place } from "./place";
import type { Kept, SendState, Session } from "./types";

type Note = { kind: "hello" } | { kind: "kept"; kept: Kept } | { kind: "ended"; id: string };

export class Tabs {
  private readonly channel = "BroadcastChannel" in window ? new BroadcastChannel("jan-sahayak") : null;

  constructor(
    private readonly kept: Kept,
    changed: () => void,
    ended: () => void,
  ) {
    if (!this.channel) return;
    this.channel.onmessage = ({ data }: MessageEvent<Note>) => {
      if (data.kind === "hello" && kept.id) this.tell();
      if (data.kind === "kept" && merge(kept, data.kept)) changed();
      if (data.kind === "ended" && data.id === kept.id) ended();
    };
    if (!kept.id) this.channel.postMessage({ kind: "hello" });
  }

  tell(): void {
    this.channel?.postMessage({ kind: "kept", kept: this.kept });
  }

  ended(): void {
    this.channel?.postMessage({ kind: "ended", id: this.kept.id });
  }
}

// Takes over what the other tab knows more; whether anything changed. Another conversation is left alone.
function merge(kept: Kept, other: Kept): boolean {
  const fresh = !kept.id && other.id !== "";
  if (fresh) Object.assign(kept, { id: other.id, agreed: other.agreed });
  else if (!kept.id || kept.id !== other.id) return false;
  let changed = fresh;
  if (other.session && later(other.session, kept.session)) {
    Object.assign(kept, { session: other.session, past: other.past, last: other.last });
    changed = true;
  }
  for (const item of other.items) {
    const mine = kept.items.find(({ id }) => id === item.id);
    if (!mine) place(kept.items, item);
    else if (mine.from === "citizen" && item.from === "citizen" && isOver(item.state) && !isOver(mine.state))
      Object.assign(mine, item);
    else continue;
    changed = true;
  }
  return changed;
}

const isOver = (state: SendState): boolean => state === "sent" || state === "refused";
const later = (one: Session, other: Session | null): boolean => !other || one.expires_at > other.expires_at;
