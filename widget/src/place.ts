import type { Item } from "./types";

// A reply stands after the message that it answers and what has answered that already.
export function place(items: Item[], item: Item): void {
  let at = item.from === "assistant" ? items.findIndex(({ id }) => id === item.reply.in_reply_to) : -1;
  if (at < 0) at = items.length - 1;
  else while (items[at + 1]?.from === "assistant") at++;
  items.splice(at + 1, 0, item);
}
