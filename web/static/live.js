"use strict";
// A page that says so (data-live names what it shows) is shown anew when that has changed, and never under anybody's hands:
// while something is typed, marked or unsaved, or where the page says so (data-live-how="offer"), the new data are offered.
(() => {
  const RETRY = 10000;
  const REST = 4000; // milliseconds between two refreshes
  const SIGNS = "signs"; // kept by the tab, so that what changed while a page was on its way is noticed when it is there
  let source = null, known = JSON.parse(sessionStorage.getItem(SIGNS)), waiting = null, last = 0;

  const main = () => document.getElementById("main");
  const page = () => main().querySelector("[data-live]");

  function listen() {
    if (source || document.hidden || !page()) return;
    source = new EventSource("/live");
    source.onmessage = (event) => heard(JSON.parse(event.data));
    source.onerror = () => {
      if (source && source.readyState === EventSource.CLOSED) {
        source = null;
        setTimeout(listen, RETRY);
      }
    };
  }

  function rest() { // browsers keep few connections to one place, for all their tabs
    if (source) source.close();
    source = null;
  }

  function heard(signs) {
    const shown = page();
    const names = shown ? shown.dataset.live.split(" ") : [];
    const news = known && names.some((name) => known[name] !== signs[name]);
    known = signs;
    sessionStorage.setItem(SIGNS, JSON.stringify(signs));
    if (news) schedule();
  }

  function schedule() {
    clearTimeout(waiting);
    waiting = setTimeout(() => (busy() ? offer() : refresh()), Math.max(0, last + REST - Date.now()));
  }

  const unsaved = (field) => {
    if (field.type === "hidden") return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.tagName !== "SELECT") return field.value !== field.defaultValue;
    const chosen = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(chosen, 0);
  };

  function busy() {
    const shown = page(), at = document.activeElement;
    if (!shown || shown.dataset.liveHow === "offer" || String(window.getSelection())) return true;
    if (main().contains(at) && at.matches("input, textarea, select, [contenteditable], dialog *")) return true;
    return [...main().querySelectorAll("input, textarea, select")].some(unsaved);
  }

  function offer() {
    if (!page() || document.getElementById("news")) return;
    const news = document.createElement("p"), show = document.createElement("button");
    news.id = "news";
    news.className = "notice";
    news.setAttribute("role", "status");
    news.textContent = "There is new data. ";
    show.type = "button";
    show.textContent = "Show it";
    show.addEventListener("click", refresh);
    news.append(show);
    main().prepend(news);
  }

  // What was opened stays open, and whoever had the focus keeps it.
  const named = (element) => element.id || element.getAttribute("href") || element.name || element.textContent.trim().slice(0, 80);
  const summary = (details) => named(details.querySelector("summary") || details);

  async function refresh() {
    last = Date.now();
    const opened = new Map([...main().querySelectorAll("details")].map((each) => [summary(each), each.open]));
    const at = main().contains(document.activeElement) && document.activeElement !== main() ? document.activeElement : null;
    const focus = at && at.closest("#news") === null ? [at.tagName, named(at)] : null;
    const asked = at && !focus;
    await htmx.ajax("GET", location.pathname + location.search, { target: "#main", swap: "innerHTML" });
    for (const each of main().querySelectorAll("details")) {
      if (opened.has(summary(each))) each.open = opened.get(summary(each));
    }
    const again = focus && [...main().querySelectorAll(focus[0])].find((each) => named(each) === focus[1]);
    if (again) again.focus({ preventScroll: true });
    else if (asked) main().focus({ preventScroll: true });
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  document.addEventListener("htmx:afterSettle", listen);
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", listen);
  listen();
})();
