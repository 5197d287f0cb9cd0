// The search and the small comforts of the site. It needs no server: what is searched is a script of its own, which is
// loaded when somebody searches for the first time.
"use strict";

const root = document.body.dataset.root;
const box = document.getElementById("search");
const found = document.getElementById("found");
const MOST = 15;
const AROUND = 70;
let sections = null;

window.attuneSearch = (list) => {
  sections = list.map(([href, title, heading, text]) => ({
    href, title, heading, text, low: `${title} ${heading} ${text}`.toLowerCase(), lowHeading: heading.toLowerCase(), lowTitle: title.toLowerCase(),
  }));
  show();
};

function load() {
  if (sections !== null || document.getElementById("sections")) return;
  const script = document.createElement("script");
  script.id = "sections";
  script.src = `${root}search.js`;
  document.head.append(script);
}

// Every word has to be there. A word in a heading counts more than one in the text, and one that begins a word more
// than one within it.
function score(section, words) {
  let sum = 0;
  for (const word of words) {
    const at = section.low.indexOf(word);
    if (at < 0) return 0;
    const begins = at === 0 || !/[\p{L}\p{N}]/u.test(section.low[at - 1]);
    sum += begins ? 2 : 1;
    if (section.lowTitle.includes(word)) sum += 6 + (section.heading === "" ? 4 : 0) + (section.lowTitle === word ? 6 : 0);
    if (section.lowHeading.includes(word)) sum += 8;
    sum += Math.min(3, section.low.split(word).length - 2) / 2;
  }
  return sum;
}

function marked(text, words) {
  const low = text.toLowerCase();
  const out = document.createDocumentFragment();
  let at = 0;
  while (at < text.length) {
    let next = -1;
    let length = 0;
    for (const word of words) {
      const here = low.indexOf(word, at);
      if (here >= 0 && (next < 0 || here < next)) [next, length] = [here, word.length];
    }
    if (next < 0) break;
    const mark = document.createElement("mark");
    mark.textContent = text.slice(next, next + length);
    out.append(text.slice(at, next), mark);
    at = next + length;
  }
  out.append(text.slice(at));
  return out;
}

function excerpt(section, words) {
  const low = section.text.toLowerCase();
  const first = words.map((word) => low.indexOf(word)).filter((at) => at >= 0).sort((a, b) => a - b)[0] ?? 0;
  const from = first <= AROUND ? 0 : section.text.lastIndexOf(" ", first - AROUND) + 1;
  const to = first + 2 * AROUND;
  return (from > 0 ? "… " : "") + section.text.slice(from, to) + (to < section.text.length ? " …" : "");
}

function show() {
  const words = box.value.toLowerCase().split(/\s+/).filter((word) => word.length > 0);
  found.hidden = words.length === 0;
  if (found.hidden || sections === null) return;
  const best = sections.map((section) => ({ section, points: score(section, words) })).filter((one) => one.points > 0)
    .sort((a, b) => b.points - a.points).slice(0, MOST);
  found.replaceChildren(...best.map(({ section }) => {
    const link = document.createElement("a");
    link.href = root + section.href;
    const name = document.createElement("b");
    name.append(marked(section.heading === "" ? section.title : `${section.title} › ${section.heading}`, words));
    const text = document.createElement("span");
    text.append(marked(excerpt(section, words), words));
    link.append(name, text);
    return link;
  }));
  if (best.length === 0) {
    const none = document.createElement("p");
    none.textContent = `Nothing has all of these words: ${words.join(" ")}`;
    found.append(none);
  }
}

box.addEventListener("focus", load);
box.addEventListener("input", () => { load(); show(); });
box.form.addEventListener("submit", (event) => {
  event.preventDefault();
  found.querySelector("a")?.click();
});
document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    box.focus();
  } else if (event.key === "Escape" && !found.hidden) {
    box.value = "";
    show();
    box.focus();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !found.hidden) {
    const stops = [box, ...found.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement);
    if (at >= 0) {
      event.preventDefault();
      stops[(at + (event.key === "ArrowDown" ? 1 : stops.length - 1)) % stops.length].focus();
    }
  }
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("#found a");
  if (link || !event.target.closest("#found, #search")) found.hidden = true;
});

for (const heading of document.querySelectorAll("main h2[id], main h3[id]")) {
  const anchor = document.createElement("a");
  anchor.className = "anchor";
  anchor.href = `#${heading.id}`;
  anchor.textContent = "#";
  anchor.setAttribute("aria-label", `Link to ${heading.textContent}`);
  heading.append(anchor);
}

if (navigator.clipboard) {
  for (const block of document.querySelectorAll("pre")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", () => navigator.clipboard.writeText(block.querySelector("code").textContent).then(() => {
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    }));
    block.append(button);
  }
}

if (window.matchMedia("(max-width: 48rem)").matches) document.querySelector("nav.pages > details").removeAttribute("open");

// Where the page is in the list of all, which is longer than the screen.
document.querySelector("nav.pages [aria-current]")?.scrollIntoView({ block: "nearest" });
