// A conversation with the assistant: messages are queued and sent again until accepted, replies come as a stream.
import { words } from "/page/words.js";

const log = document.getElementById("log");
const news = document.getElementById("news");
const form = document.getElementById("form");
const box = document.getElementById("words");
const LONGEST_WAIT = 15000;

const kept = load();
let streaming = false;
let sending = false;
let newsKey = "";
const shown = new Set();
const awaited = new Set();

function load() {
  const fresh = { language: "hi", session: null, messages: [] };
  try {
    return { ...fresh, ...JSON.parse(sessionStorage.getItem("jan")) };
  } catch {
    return fresh;
  }
}

function keep() {
  try {
    sessionStorage.setItem("jan", JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing still talks.
  }
}

const say = (key) => words[kept.language][key];
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

// Language

function speak(language) {
  kept.language = language;
  keep();
  document.documentElement.lang = language;
  for (const one of document.querySelectorAll("[data-words]")) {
    one.textContent = say(one.dataset.words);
    if (one.lang) one.lang = language;
  }
  for (const one of document.querySelectorAll("[data-label]")) one.setAttribute("aria-label", say(one.dataset.label));
  for (const one of document.querySelectorAll("[data-language]")) {
    one.setAttribute("aria-pressed", String(one.dataset.language === language));
  }
  announce(newsKey);
}

function announce(key) {
  newsKey = key;
  news.textContent = key ? say(key) : "";
}

// What is shown

function worded(tag, key, className = "") {
  const made = element(tag, { className, textContent: say(key), lang: kept.language });
  made.dataset.words = key;
  return made;
}

function showOwn(message) {
  const bubble = element("div", { className: "bubble own", id: `own-${message.id}` }, worded("span", "you", "who"));
  bubble.append(element("p", { textContent: message.words, lang: /[\u0900-\u097f]/.test(message.words) ? "hi" : "en" }));
  log.append(bubble);
  showState(message);
  bubble.scrollIntoView({ block: "nearest" });
}

function showState(message) {
  const bubble = document.getElementById(`own-${message.id}`);
  bubble.querySelector(".state")?.remove();
  bubble.classList.toggle("waiting", message.state !== "sent");
  if (message.state !== "sent") bubble.append(worded("span", message.state, "state"));
}

function showReply(reply) {
  if (shown.has(reply.id)) return;
  shown.add(reply.id);
  awaited.delete(reply.in_reply_to);
  const bubble = element("div", { className: "bubble theirs", lang: reply.lang }, worded("span", "name", "who"));
  if (reply.meta.kind === "emergency") bubble.classList.add("urgent");
  bubble.append(element("p", { textContent: reply.text }));
  bubble.append(...choices(reply), ...links(reply), ...sources(reply));
  place(bubble, reply.in_reply_to);
  bubble.scrollIntoView({ block: "nearest" });
  announce(awaited.size ? "thinking" : "");
}

// After the message it answers and what has answered that already.
function place(bubble, answered) {
  let before = document.getElementById(`own-${answered}`);
  if (!before) return log.append(bubble);
  while (before.nextElementSibling && before.nextElementSibling.classList.contains("theirs")) before = before.nextElementSibling;
  return before.after(bubble);
}

function choices(reply) {
  if (!reply.options.length) return [];
  const group = element("div", { className: "choices", role: "group" });
  group.dataset.label = "choices";
  group.setAttribute("aria-label", say("choices"));
  for (const option of reply.options) {
    const button = element("button", { type: "button", textContent: option.label });
    button.addEventListener("click", () => queue({ option_id: option.id }, option.label));
    group.append(button);
  }
  return [group];
}

function links(reply) {
  const good = reply.links.filter((link) => /^(https?:|tel:)/.test(link.url));
  return good.length ? [listed("links", good.map((link) => anchor(link.label, link.url)))] : [];
}

function sources(reply) {
  if (!reply.sources.length) return [];
  return [listed("sources", reply.sources.map((source) => {
    const named = /^https?:/.test(source.url ?? "") ? anchor(source.title, source.url) : element("span", { textContent: source.title });
    const item = element("span", {}, named);
    if (source.as_of) item.append(" (", worded("span", "as_of"), ` ${source.as_of})`);
    return item;
  }))];
}

function listed(key, items) {
  const heading = worded("span", key);
  return element("ul", { className: "more" }, element("li", {}, heading, ":"), ...items.map((item) => element("li", {}, item)));
}

function anchor(label, url) {
  return element("a", { textContent: label, href: url, rel: "noopener noreferrer", target: url.startsWith("tel:") ? "" : "_blank" });
}

// Sending: one at a time, in order, until accepted

function queue(content, label) {
  const message = { id: crypto.randomUUID?.() ?? randomId(), content, words: label, state: "waiting" };
  kept.messages.push(message);
  keep();
  showOwn(message);
  send();
}

function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function send() {
  if (sending) return;
  sending = true;
  let wait = 1000;
  for (let next; (next = kept.messages.find((message) => message.state === "waiting"));) {
    try {
      await sendOne(next);
      wait = 1000;
    } catch {
      announce(navigator.onLine ? "failed" : "offline");
      await Promise.race([pause(wait), new Promise((resolve) => addEventListener("online", resolve, { once: true }))]);
      wait = Math.min(2 * wait, LONGEST_WAIT);
    }
  }
  sending = false;
}

async function sendOne(message) {
  const session = await ensureSession();
  const answer = await fetch(`/chat/messages${streaming ? "" : "?wait=true"}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${session.token}`, "Content-Type": "application/json" },
    body: JSON.stringify({ id: message.id, ...message.content, language: kept.language }),
  });
  if (answer.status === 401) {
    kept.session = null;
    keep();
    throw new Error("session");
  }
  if (answer.status >= 500 || answer.status === 429) throw new Error("later");
  const body = await answer.json();
  message.state = answer.ok && body.status !== "slow_down" ? "sent" : "unsent";
  keep();
  showState(message);
  if (!answer.ok) return refuse(body, message);
  if (!body.replies) awaited.add(message.id);
  announce(awaited.size ? "thinking" : "");
  body.replies?.forEach(showReply);
}

function refuse(problem, message) {
  const text = problem.message?.[kept.language] ?? say("failed");
  showReply({ id: `problem-${message.id}`, in_reply_to: message.id, lang: kept.language, text, options: [], links: [], sources: [], meta: {} });
}

async function ensureSession() {
  if (!kept.session) {
    const answer = await fetch("/chat/sessions", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ language: kept.language }),
    });
    if (!answer.ok) throw new Error("session");
    kept.session = await answer.json();
    keep();
    listen();
  }
  return kept.session;
}

// Receiving

async function listen() {
  const session = kept.session;
  let last = "0";
  let wait = 1000;
  while (kept.session === session) {
    try {
      const answer = await fetch("/chat/events", { headers: { Authorization: `Bearer ${session.token}`, "Last-Event-ID": last } });
      if (answer.status === 401) {
        if (kept.session === session) kept.session = null;
        return;
      }
      if (!answer.ok) throw new Error("stream");
      streaming = true;
      wait = 1000;
      for await (const event of eventsOf(answer.body)) {
        if (event.id) last = event.id;
        if (event.data) showReply(JSON.parse(event.data));
      }
    } catch {
      // Broken off: it is taken up again where it was.
    }
    streaming = false;
    await pause(wait);
    wait = Math.min(2 * wait, LONGEST_WAIT);
  }
}

async function* eventsOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let part; !(part = await reader.read()).done;) {
    const blocks = (rest + part.value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      yield Object.fromEntries(block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
    }
  }
}

// Wiring

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.trim();
  if (!text) return;
  queue({ text }, text);
  box.value = "";
  grow();
});

box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

function grow() {
  box.rows = Math.min(5, Math.max(1, box.value.split("\n").length, Math.ceil(box.value.length / 60)));
}

box.addEventListener("input", grow);
document.querySelectorAll("[data-language]").forEach((button) => button.addEventListener("click", () => speak(button.dataset.language)));
document.querySelectorAll(".welcome .choices button").forEach((button) => button.addEventListener("click", () => queue({ text: button.textContent }, button.textContent)));

speak(kept.language);
kept.messages.forEach(showOwn);
if (kept.session) listen();
send();
