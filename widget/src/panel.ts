// The panel: puts its parts together, opens and closes, and minds focus, keys and the space there is.

import styles from "../styles/panel.css";
import { Composer } from "./composer";
import { element, icon, sheet } from "./dom";
import { CLOSE, MENU } from "./icons";
import { Log } from "./log";
import { Menu } from "./menu";
import { type Key, type PanelWords, catalogues } from "./panel_words";
import { type News, Talk } from "./talk";
import type { Language, Panel, Place } from "./types";
import { Wording } from "./words";

const NARROW = "(max-width: 30em), (max-height: 30em)";

function start(place: Place): Panel {
  const words: PanelWords = new Wording<Key>(catalogues, place.language);
  const news = element("p", { className: "news", attributes: { role: "status" } });
  const foot = element("div", { className: "foot" });
  const small = matchMedia(NARROW);
  let standing: News = "";
  let passing = 0;
  let pending = "";
  let agreed = false;

  const switcher = words.put(element("button", { type: "button", className: "switch" }), "switch");
  const opener = words.put(
    element(
      "button",
      { type: "button", attributes: { "aria-expanded": "false", "aria-controls": "menu" } },
      icon(MENU),
    ),
    "menu",
    "aria-label",
  );
  const closer = words.put(
    element("button", { type: "button", hidden: place.whole }, icon(CLOSE)),
    "close",
    "aria-label",
  );
  const name = element(
    "div",
    { className: "name" },
    words.put(element(place.whole ? "h1" : "h2", { id: "name" }), "name"),
    words.put(element("p"), "about"),
  );
  const log = new Log(words, announce);
  const panel = element("section", {
    className: place.whole ? "panel whole" : "panel",
    hidden: true,
    attributes: { "aria-labelledby": "name" },
  });
  panel.append(element("div", { className: "head" }, name, switcher, opener, closer));

  const talk = new Talk(place.server, place.language, {
    changed: () => {
      if (!panel.isConnected) return;
      log.update();
      if (talk.kept.agreed !== agreed) setFoot();
    },
    replied: (reply) => {
      place.emit("reply", { kind: reply.meta.kind, topic: reply.meta.topic ?? null, language: reply.lang });
      if (panel.hidden) place.unread(1);
    },
    news: (key) => {
      standing = key;
      if (!passing) show(key);
    },
    ended: () => {
      place.emit("ended");
      announce("deleted");
    },
  });
  const menu = new Menu(
    words,
    talk,
    { announce, ask, close: () => toggleMenu(false), size: (size) => panel.style.setProperty("--size", String(size)) },
    privacy,
  );
  const composer = new Composer(words, talk, announce, ask);
  panel.append(menu.box, log.box, news, foot);
  log.attach(talk);

  // What the line is doing stands until it changes; anything else passes after a while.
  function announce(key: Key | "", values: Record<string, string> = {}): void {
    clearTimeout(passing);
    passing = key ? window.setTimeout(() => ((passing = 0), show(standing)), 6000) : 0;
    show(key || standing, values);
  }

  function show(key: Key | "", values: Record<string, string> = {}): void {
    news.className = key === "thinking" ? "news thinking" : "news";
    if (key && Object.keys(values).length === 0) words.put(news, key);
    else {
      news.removeAttribute("data-w");
      news.textContent = key ? words.say(key, values) : "";
    }
  }

  function privacy(): string {
    return place.privacy || `${place.server}privacy?lang=${words.language}`;
  }

  // The composer, once the notice has been agreed to.
  function setFoot(): void {
    const hadFocus = foot.contains(place.root.activeElement);
    agreed = talk.kept.agreed;
    foot.replaceChildren(agreed ? composer.form : notice());
    for (const example of log.box.firstElementChild!.querySelectorAll("button")) example.disabled = !agreed;
    if (hadFocus) firstIn(foot).focus();
  }

  const firstIn = (part: HTMLElement): HTMLElement => part.querySelector("textarea") ?? part.querySelector("button")!;

  function notice(): HTMLElement {
    const points = (["notice_1", "notice_2", "notice_3"] as const).map((key) => words.put(element("li"), key));
    const more = element(
      "a",
      { href: privacy(), target: "_blank", rel: "noopener" },
      words.put(element("span"), "privacy"),
    );
    const agree = words.put(element("button", { type: "button", className: "solid" }), "agree");
    agree.addEventListener("click", () => {
      talk.change((kept) => (kept.agreed = true));
      if (pending) talk.say(pending);
      pending = "";
    });
    return element(
      "div",
      { className: "ask", attributes: { role: "group", "aria-labelledby": "notice" } },
      words.put(element("h3", { id: "notice" }), "notice_title"),
      element("ul", {}, ...points),
      element("p", {}, more),
      element("div", { className: "answers" }, agree),
    );
  }

  // A question to the citizen takes the composer's place until it is answered.
  function ask(question: Key, yes: Key, no: Key, work: () => void, isGrave = false): void {
    const agree = words.put(element("button", { type: "button", className: isGrave ? "danger" : "solid" }), yes);
    agree.addEventListener("click", () => (setFoot(), work()));
    const refuse = words.put(element("button", { type: "button" }), no);
    refuse.addEventListener("click", setFoot);
    const text = words.put(element("p", { id: "question" }), question);
    foot.replaceChildren(
      element(
        "div",
        { className: "ask", attributes: { role: "alertdialog", "aria-labelledby": "question" } },
        text,
        element("div", { className: "answers" }, agree, refuse),
      ),
    );
    refuse.focus();
  }

  function toggleMenu(open = menu.box.hidden): void {
    menu.box.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
  }

  function setLanguage(language: Language): void {
    if (language === words.language && talk.kept.language === language) return;
    words.speak(language, panel);
    panel.lang = language;
    switcher.lang = language === "hi" ? "en" : "hi";
    talk.change((kept) => (kept.language = language));
    // The notice's link leads to the notice in this language.
    if (!agreed) setFoot();
    place.emit("language", { language });
  }

  function open(takeFocus: boolean): void {
    if (!panel.hidden) return;
    panel.hidden = false;
    fit();
    log.toEnd();
    talk.change((kept) => (kept.open = true));
    if (takeFocus || (small.matches && !place.whole)) firstIn(foot).focus();
    place.emit("open");
  }

  function close(): void {
    if (panel.hidden || place.whole) return;
    toggleMenu(false);
    panel.hidden = true;
    talk.change((kept) => (kept.open = false));
    place.closed();
    place.emit("close");
  }

  // On a small screen the panel covers the page, so keys stay in it, and it takes what the on-screen keyboard leaves.
  function fit(): void {
    const view = window.visualViewport;
    const covers = small.matches || place.whole;
    panel.setAttribute("role", place.whole ? "main" : "dialog");
    if (small.matches && !place.whole) panel.setAttribute("aria-modal", "true");
    else panel.removeAttribute("aria-modal");
    // Of a page magnified by fingers every pixel is the reader's own affair.
    if (!view || !covers || view.scale > 1.05) return;
    panel.style.setProperty("--height", `${view.height}px`);
    panel.style.setProperty("--top", `${view.offsetTop}px`);
  }

  function onKey(event: KeyboardEvent): void {
    if (event.key === "Escape" && !event.isComposing) {
      event.stopPropagation();
      if (menu.box.hidden) return close();
      toggleMenu(false);
      opener.focus();
    }
    if (event.key !== "Tab" || !small.matches || place.whole) return;
    const stops = [
      ...panel.querySelectorAll<HTMLElement>("button:not(:disabled), a[href], textarea, [tabindex='0']"),
    ].filter((one) => one.offsetParent !== null);
    const [first, last] = [stops[0], stops[stops.length - 1]];
    const active = place.root.activeElement;
    if (event.shiftKey ? active === first : active === last) {
      event.preventDefault();
      (event.shiftKey ? last : first)?.focus();
    }
  }

  switcher.addEventListener("click", () => setLanguage(words.language === "hi" ? "en" : "hi"));
  opener.addEventListener("click", () => toggleMenu());
  closer.addEventListener("click", close);
  panel.addEventListener("keydown", onKey);
  window.visualViewport?.addEventListener("resize", fit);
  window.visualViewport?.addEventListener("scroll", fit);
  small.addEventListener("change", fit);
  panel.lang = words.language;
  switcher.lang = words.language === "hi" ? "en" : "hi";
  setFoot();
  place.root.adoptedStyleSheets = [...place.root.adoptedStyleSheets, sheet(styles)];
  place.root.append(panel);

  return {
    open,
    close,
    setLanguage,
    ask(question: string): void {
      if (talk.kept.agreed) talk.say(question);
      else pending = question;
    },
  };
}

document.currentScript!.dispatchEvent(new CustomEvent("jan-panel", { detail: start }));
