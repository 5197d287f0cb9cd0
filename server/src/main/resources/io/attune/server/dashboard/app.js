// Which page, who looks, what is new: the frame around the pages. The address says all that is shown.
import { html, nothing, render, ask, send, to, waiting, empty, clock, copy, say, Failure, API } from './common.js';
import { session } from './advice.js';

// Each page's own script comes when it is looked at, and those of the others when nothing else is to do.
const SCRIPTS = {
  '': () => import('./fleet.js'),
  workload: () => import('./workload.js'),
  application: () => import('./application.js').then((m) => m.application),
  stage: () => import('./application.js').then((m) => m.stage),
  query: () => import('./query.js').then((m) => m.query),
  savings: () => import('./overview.js').then((m) => m.savings),
  inbox: () => import('./overview.js').then((m) => m.inbox),
  operations: () => import('./overview.js').then((m) => m.operations),
};
const PAGES = {};
const NAV = [['', 'Fleet'], ['application', 'Applications'], ['savings', 'Savings'], ['inbox', 'Inbox'], ['operations', 'Operations']];
const PART_OF = { workload: '', stage: 'application', query: 'application' };
const AT_MOST_EVERY_MS = 5000; // what is new is asked for so often at most
const EVERY_MS = 30000; // and so often at least
const MORE_EVERY_MS = 15000; // what a page can do without at first, at most so often
const RETRY_MS = 5000;
const $ = (id) => document.getElementById(id);

let now = { name: null, params: new URLSearchParams(), data: null, failure: null, askedAt: 0, gotAt: 0 };
let following = null;
let timer = null;
let soon = null;
let turn = 0;

const nameOf = (url) => decodeURIComponent(url.pathname.split('/').pop());

function frame() {
  const current = PART_OF[now.name] ?? now.name;
  render(html`${NAV.map(([name, text]) => html`<a href=${to(name)} aria-current=${name === current ? 'page' : 'false'}>${text}</a>`)}`, $('nav'));
}

function draw() {
  const page = PAGES[now.name];
  if (!SCRIPTS[now.name]) { render(empty('There is no such page', html`<a href="./">The fleet</a>`), $('main')); return; }
  if (now.failure && !now.data) {
    const unknown = now.failure instanceof Failure && now.failure.status === 404;
    const nearest = unknown && now.failure.problem.nearest ? now.failure.problem.nearest : [];
    render(html`${empty(unknown ? 'Not known' : 'This cannot be shown', now.failure.message)}
      ${nearest.length ? html`<p>Did you mean ${nearest.map((n) => html`<a href=${to('workload', { workload: n })}>${n}</a> `)}?</p>` : nothing}
      <p><button type="button" @click=${() => refresh()}>Try again</button> <a href="./">The fleet</a></p>`, $('main'));
    return;
  }
  if (!now.data) { render(waiting('Asking…'), $('main')); return; }
  try {
    render(page.view(now.data, now.params, draw, change, now.step ?? Infinity), $('main'));
  } catch (e) {
    console.error(e);
    render(empty('This cannot be drawn', 'The browser’s console says why.'), $('main'));
  }
}

function stale() {
  const old = now.failure && now.data;
  $('stale').hidden = !old;
  if (old) $('stale').textContent = 'No answer since ' + clock(now.gotAt) + ': what is shown is as it was then. Trying again.';
}

// Other parameters of the same page, without a step in the history.
function change(params) {
  for (const [key, value] of Object.entries(params)) { if (value === '') now.params.delete(key); else now.params.set(key, value); }
  history.replaceState(null, '', to(now.name, Object.fromEntries([...new Set(now.params.keys())].map((k) => [k, now.params.getAll(k)]))));
  draw();
}

async function refresh() {
  const page = PAGES[now.name];
  if (!page || session.role === 'NOBODY') return;
  const mine = ++turn;
  clearTimeout(timer);
  clearTimeout(soon); soon = null;
  now.askedAt = Date.now();
  try {
    const data = await page.load(now.params);
    if (mine !== turn) return;
    if (now.data && now.data.rows && now.data.first) keep(now.data, data);
    if (now.data) data.more = now.data.more;
    else if (page.steps) now.step = 1;
    now.data = data; now.failure = null; now.gotAt = Date.now();
    $('state').textContent = following && following.readyState === EventSource.OPEN ? 'live' : 'connected';
  } catch (e) {
    if (mine !== turn) return;
    if (e instanceof Failure && e.status === 401) { showLogin(); return; }
    now.failure = e;
    if (e instanceof Failure && e.status === 404) now.data = null;
    $('state').textContent = e instanceof Failure ? 'Attune refuses' : 'no answer';
  }
  stale();
  if (session.role === 'NOBODY') return;
  draw();
  mark('shown');
  if (now.data && now.step < page.steps) { setTimeout(grow, 0, page, now); } else whole();
  const wait = now.failure ? RETRY_MS : page.every || (page.live && page.live(now.data) ? 2 * AT_MOST_EVERY_MS : EVERY_MS);
  timer = setTimeout(later, wait);
  if (page.more && !now.failure) more(page, now);
}

// A long page is drawn from its top down, so that the browser can answer in between.
function grow(page, shown) {
  if (now !== shown) return;
  now.step++;
  draw();
  if (now.step < page.steps) setTimeout(grow, 0, page, shown); else whole();
}

function whole() {
  document.body.dataset.ready = '/' + now.name + location.search;
  mark('whole');
}

function mark(name) {
  if (!performance.getEntriesByName(name).length) performance.mark(name);
}

// What a page can do without comes after it is there.
async function more(page, shown) {
  if (Date.now() - (shown.moreAt || 0) < MORE_EVERY_MS) return;
  shown.moreAt = Date.now();
  const extra = await page.more(shown.params).catch(() => null);
  if (now !== shown || !now.data || !extra) return;
  now.data.more = extra;
  if (!(now.step < page.steps)) draw();
}

// Rows that were scrolled to stay where they are.
function keep(before, after) {
  if (before.sort !== after.sort || JSON.stringify(before.chosen) !== JSON.stringify(after.chosen)) return;
  after.first = before.first;
  after.rows = after.rows.concat(before.rows.slice(after.rows.length));
  after.next = before.next;
}

function later() {
  if (document.hidden) { timer = setTimeout(later, EVERY_MS); return; }
  refresh();
}

// Something is new: ask once for all that came within a while.
function isNew() {
  if (soon || document.hidden) return;
  soon = setTimeout(refresh, Math.max(0, now.askedAt + AT_MOST_EVERY_MS - Date.now()));
}
session.changed = isNew;

function show(url, fresh) {
  const name = nameOf(url);
  const same = name === now.name;
  now = { name, params: url.searchParams, data: same && !fresh ? now.data : null, failure: null, askedAt: 0, gotAt: now.gotAt };
  document.body.dataset.ready = '';
  frame();
  if (!PAGES[name] && SCRIPTS[name]) { fetchPage(name).then(() => { if (now.name === name) shownAs(name); }, () => {}); return; }
  shownAs(name);
}

function shownAs(name) {
  const page = PAGES[name];
  document.title = (page ? page.title(now.params) + ' – ' : '') + 'Attune';
  draw();
  refresh();
}

async function fetchPage(name) {
  if (!now.data) render(waiting('Asking…'), $('main'));
  try {
    PAGES[name] = await SCRIPTS[name]();
  } catch (e) {
    if (now.name !== name) return;
    now.failure = e;
    $('state').textContent = 'no answer';
    render(empty('Attune does not answer', 'Trying again in a few seconds.'), $('main'));
    setTimeout(reload, RETRY_MS, now);
    throw e;
  }
}

// A script that did not come once may not be asked for again by the browser: all are, once Attune answers.
async function reload(shown) {
  if (now !== shown) return;
  try {
    await ask('session');
    location.reload();
  } catch (e) {
    setTimeout(reload, RETRY_MS, shown);
  }
}

const idle = self.requestIdleCallback || ((what) => setTimeout(what, 2000));
addEventListener('load', () => idle(() => Object.keys(SCRIPTS).forEach((name) => SCRIPTS[name]().then((page) => { PAGES[name] = PAGES[name] || page; }, () => {}))));

function go(href, replace) {
  const url = new URL(href, location.href);
  const other = nameOf(url) !== now.name || url.searchParams.get('workload') !== now.params.get('workload') || url.searchParams.get('application') !== now.params.get('application') || url.searchParams.get('stage') !== now.params.get('stage') || url.searchParams.get('query') !== now.params.get('query');
  history[replace ? 'replaceState' : 'pushState'](null, '', url);
  show(url, other);
  if (other) { window.scrollTo(0, 0); $('main').focus({ preventScroll: true }); }
}

// A browser has six connections to a server for all of its pages: one that nobody looks at holds none.
function follow() {
  if (following || document.hidden || session.role === 'NOBODY') return;
  following = new EventSource(API + 'events');
  following.addEventListener('recommendations', isNew);
  following.addEventListener('reset', isNew);
  following.addEventListener('open', () => { $('state').textContent = 'live'; if (now.failure) isNew(); });
  following.addEventListener('error', () => {
    isNew();
    if (following && following.readyState === EventSource.CLOSED) { following = null; setTimeout(follow, 2 * RETRY_MS); }
  });
}

function unfollow() {
  if (following) following.close();
  following = null;
}

addEventListener('pagehide', unfollow);
addEventListener('pageshow', (event) => { if (event.persisted) begin(); });

function showLogin() {
  session.role = 'NOBODY';
  $('login').hidden = false; $('main').hidden = true; $('who').hidden = true; $('stale').hidden = true;
  $('state').textContent = 'not logged in';
  unfollow();
}

async function begin() {
  let who;
  try {
    who = await ask('session');
  } catch (e) {
    if (e instanceof Failure && e.status === 401) { showLogin(); return; }
    now.failure = e;
    $('state').textContent = 'no answer';
    render(empty('Attune does not answer', 'Trying again in a few seconds.'), $('main'));
    setTimeout(begin, RETRY_MS);
    return;
  }
  session.role = who.role;
  if (who.role === 'NOBODY') { showLogin(); return; }
  $('login').hidden = true; $('main').hidden = false;
  $('who').hidden = !who.name; $('who-name').textContent = who.name;
  follow();
  show(new URL(location.href), true);
}

$('login').addEventListener('submit', async (event) => {
  event.preventDefault();
  const token = $('token').value.trim();
  const failure = await send('POST', 'session', token ? { token } : { name: $('name').value, password: $('password').value });
  $('login-failure').textContent = failure || '';
  $('token').value = $('password').value = '';
  if (!failure) begin();
});
$('logout').addEventListener('click', async () => { await send('DELETE', 'session'); showLogin(); });

document.addEventListener('click', (e) => {
  const link = e.target.closest && e.target.closest('a[href]');
  if (!link || e.defaultPrevented || e.button || e.metaKey || e.ctrlKey || e.shiftKey) return;
  const href = link.getAttribute('href') || '';
  if (!href.startsWith('./') || href === './metrics') return;
  e.preventDefault();
  go(link.getAttribute('href'), link.hasAttribute('data-replace') && false);
});
window.addEventListener('popstate', () => show(new URL(location.href), nameOf(new URL(location.href)) !== now.name));
document.addEventListener('visibilitychange', () => {
  if (document.hidden) { unfollow(); return; }
  follow();
  if (Date.now() - now.gotAt > AT_MOST_EVERY_MS) refresh();
});

window.addEventListener('online', isNew);

let typing = null;
document.addEventListener('input', (e) => {
  if (!e.target.matches || !e.target.matches('[data-search]')) return;
  clearTimeout(typing);
  typing = setTimeout(() => { change({ search: e.target.value.trim() }); refresh(); }, 250);
});

function step(by) {
  const items = [...document.querySelectorAll('[data-item]')];
  if (!items.length) return;
  const at = items.indexOf(document.activeElement && document.activeElement.closest('[data-item]'));
  items[Math.min(items.length - 1, Math.max(0, at + by))].focus();
}

document.addEventListener('keydown', (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName)) {
    if (e.key === 'Escape') e.target.blur();
    return;
  }
  const item = document.activeElement && document.activeElement.closest ? document.activeElement.closest('[data-item]') : null;
  if (e.key === '/') { const field = document.querySelector('[data-search]'); if (field) { e.preventDefault(); field.focus(); } else go('./'); }
  else if (e.key === 'j') step(1);
  else if (e.key === 'k') step(-1);
  else if (e.key === '?') $('help').showModal();
  else if (item && e.key === 'o' && item.dataset.open) go(item.dataset.open);
  else if (item && e.key === 'c' && item.dataset.copy) copy(item.dataset.copy);
  else if (item && e.key === 'd') { const button = item.querySelector('[data-dismiss]'); if (button) button.click(); else say('You may not dismiss advice here.'); }
});

begin();
