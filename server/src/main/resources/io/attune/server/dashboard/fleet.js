// The first page: one sentence, every workload as an area, what to do first, and all workloads in rows.
import { html, svg, nothing, ask, to, money, time, share, count, number, plural, short, visible, empty } from './common.js';
import { areas } from './charts.js';
import { running } from './slots.js';
import { card, severity } from './advice.js';

const FILTERS = ['rule', 'owner', 'platform', 'severity', 'state'];
const filters = (params) => {
  const chosen = {};
  FILTERS.forEach((f) => { const values = params.getAll(f); if (values.length) chosen[f] = values; });
  if (params.get('search')) chosen.search = params.get('search');
  return chosen;
};
const SORTS = [['-savedCostPerDay', 'saves most'], ['-costPerDay', 'costs most'], ['-savedTimeMsPerDay', 'waits most'], ['-severity', 'most severe'], ['-lastEventTime', 'newest'], ['workload', 'name']];
const sortOf = (params) => params.get('sort') || '-savedCostPerDay';
const PAGE = 100;
const ROW = 44;

export async function load(params) {
  const chosen = filters(params);
  const [fleet, page] = await Promise.all([ask('fleet', chosen), ask('workloads', { ...chosen, sort: sortOf(params), limit: PAGE })]);
  return { fleet, rows: page.items, total: page.total, next: page.next, complete: page.complete, chosen, sort: sortOf(params) };
}

// Small pictures of what runs, in one answer for all; the page is there before them.
export const more = () => ask('running');

export const title = () => 'Fleet';

function sentence(fleet, filtered) {
  const t = fleet.totals;
  const of = filtered ? ' of those chosen' : '';
  if (!t.workloads) return filtered ? html`No workload is like that` : html`Nothing has been seen yet`;
  if (t.cheaper || t.faster) {
    const amounts = [];
    if (t.savedCostPerDay > 0) amounts.push(html`<b>${money(t.savedCostPerDay, t.costUnit)}</b> a day`);
    if (t.savedTimeMsPerDay > 0) amounts.push(html`<b>${time(t.savedTimeMsPerDay)}</b> of waiting`);
    return html`<b>${count(t.cheaper || t.faster)}</b> of ${count(t.workloads)} workloads${of} can be ${t.cheaper ? 'cheaper' : 'faster'}: ${amounts.map((a, i) => html`${i ? ', ' : ''}${a}`)}`;
  }
  if (t.advised) return html`<b>${count(t.advised)}</b> of ${plural(t.workloads, 'workload')}${of} have advice; what it saves cannot be told yet`;
  if (!t.judged || !fleet.complete) return html`${plural(t.workloads, 'workload')}${of} seen, and not enough of them to say anything yet`;
  return html`Nothing to change was found in the runs of ${plural(t.judged, 'workload')}${of}`;
}

function facts(fleet) {
  const t = fleet.totals; const done = fleet.realised;
  const unknown = t.workloads - t.judged;
  return html`<ul class="facts">
    <li><b>${money(t.costPerDay, t.costUnit)}</b> a day is what they cost</li>
    <li>${done.runs ? html`<a href="./savings"><b>${money(done.cost, t.costUnit)}</b> saved already</a>, measured in ${plural(Math.round(done.runs), 'run')}` : 'nothing saved yet that was measured'}</li>
    <li><a href="./application?state=running"><b>${count(t.running)}</b> running now</a></li>
    ${t.savedCostPerDay > 0 ? html`<li>likely ${money(t.savedCostPerDayLeast, t.costUnit)} to ${money(t.savedCostPerDayMost, t.costUnit)} a day</li>` : nothing}
    ${t.paceAssumed ? html`<li class="quiet">${plural(t.paceAssumed, 'workload', 'workloads')} ran too seldom to tell a pace and count as one run a day</li>` : nothing}
    ${unknown > 0 ? html`<li class="quiet">of ${plural(unknown, 'workload')} no run has ended yet</li>` : nothing}
    ${t.costUnit === 'unit' ? html`<li class="quiet">a unit is what the neutral prices make it; <code>prices.file</code> sets yours</li>` : nothing}
    ${fleet.complete ? nothing : html`<li class="warn">not all has been read yet, as while this instance starts or takes over from another: these are lower bounds</li>`}
  </ul>`;
}

function facets(data, params) {
  const link = (name, value) => {
    const next = new URLSearchParams(params);
    const had = next.getAll(name);
    next.delete(name);
    had.filter((v) => v !== value).forEach((v) => next.append(name, v));
    if (!had.includes(value)) next.append(name, value);
    const text = next.toString();
    return './' + (text ? '?' + text : '');
  };
  const chosen = Object.keys(data.chosen).length;
  return html`<section class="facets" aria-label="Choose workloads">
    <form class="search" role="search" @submit=${(e) => { e.preventDefault(); }}>
      <label>Search <input type="search" name="search" .value=${params.get('search') || ''} data-search placeholder="name of a workload"></label>
    </form>
    ${data.fleet.facets.filter((f) => f.values.length).map((f) => html`<details ?open=${params.has(f.name)}><summary>${f.name} <span class="quiet">${f.values.length}</span></summary>
      <ul>${f.values.map((v) => html`<li><a class="chip ${params.getAll(f.name).includes(v.value) ? 'on' : ''}" aria-current=${params.getAll(f.name).includes(v.value) ? 'true' : 'false'} href=${link(f.name, v.value)} data-replace>${f.name === 'severity' || f.name === 'state' ? v.value.toLowerCase() : short(v.value, 40)} <span class="quiet">${v.count}</span></a></li>`)}</ul></details>`)}
    ${chosen ? html`<a href="./" class="clear">show all again</a>` : nothing}
  </section>`;
}

const said = (w) => visible(w.workload) + (w.running ? ', runs now' : '') + (w.savedCostPerDay === null ? '' : ', saves ' + money(w.savedCostPerDay, w.costUnit) + ' a day') + (w.costPerDay === null ? '' : ', costs ' + money(w.costPerDay, w.costUnit) + ' a day') + (w.recommendations ? ', ' + plural(w.recommendations, 'recommendation') + ', ' + (w.severity || '').toLowerCase() : ', no advice');

const row = (w) => html`<a class="row" data-item data-open=${to('workload', { workload: w.workload })} href=${to('workload', { workload: w.workload })} aria-label=${said(w)}>
  <span class="name">${short(w.workload, 80)}${w.running ? html` <span class="live">live</span>` : nothing}</span>
  <span class="save">${w.savedCostPerDay === null ? (w.savedTimeMsAtMost > 0 ? 'up to ' + time(w.savedTimeMsAtMost) + ' a run' : '–') : money(w.savedCostPerDay, w.costUnit)}</span>
  <span class="wide">${share(w.savedCostShare)}</span>
  <span class="wide">${money(w.costPerDay, w.costUnit)}</span>
  <span class="wide">${w.paceAssumed ? '1, assumed' : number(w.runsPerDay)}</span>
  <span class="wide">${visible(w.platform) || '–'}</span>
  <span>${w.recommendations ? severity(w.severity) : w.runs ? html`<span class="quiet">no advice</span>` : html`<span class="quiet">too early</span>`}</span>
</a>`;

let asking = false;

function scrolled(data, params, redraw) {
  const box = document.getElementById('rows');
  if (!box) return;
  const first = Math.max(0, Math.floor(box.scrollTop / ROW) - 8);
  if (first !== data.first) { data.first = first; redraw(); }
  const wanted = first + Math.ceil(box.clientHeight / ROW) + 24;
  if (wanted > data.rows.length && data.next && !asking) {
    asking = true;
    ask('workloads', { ...data.chosen, sort: data.sort, limit: 500, cursor: data.next }).then((page) => {
      data.rows.push(...page.items); data.next = page.next; asking = false; redraw(); scrolled(data, params, redraw);
    }, () => { asking = false; });
  }
}

function table(data, params, redraw) {
  const first = data.first || 0; const visibleRows = data.rows.slice(first, first + 40);
  const sorted = (key) => to('', { ...Object.fromEntries(FILTERS.map((f) => [f, params.getAll(f)])), search: params.get('search'), sort: key });
  return html`<section aria-labelledby="all-title"><h2 id="all-title">All workloads <span class="quiet">${count(data.total)}</span></h2>
    <p class="sorts">Sort by ${SORTS.map(([key, text]) => html`<a class="chip ${data.sort === key ? 'on' : ''}" aria-current=${data.sort === key ? 'true' : 'false'} data-replace href=${sorted(key)}>${text}</a> `)}</p>
    <div class="table">
      <div class="row head" aria-hidden="true"><span>Workload</span><span>Saves a day</span><span class="wide">Share</span><span class="wide">Costs a day</span><span class="wide">Runs a day</span><span class="wide">Platform</span><span>Advice</span></div>
      <div id="rows" role="group" tabindex="0" aria-label="Workloads, a link each" class=${data.total > 12 ? 'many' : ''} @scroll=${() => scrolled(data, params, redraw)}>
        <svg class="spacer" width="1" height=${first * ROW} aria-hidden="true"></svg>
        ${visibleRows.map((w) => row(w))}
        <svg class="spacer" width="1" height=${Math.max(0, (data.total - first - visibleRows.length) * ROW)} aria-hidden="true"></svg>
      </div></div></section>`;
}

// The areas are many: they come in parts, so that the browser can answer in between.
const PARTS = 4;
export const steps = 3 + PARTS;

export function view(data, params, redraw, go, step) {
  const { fleet } = data;
  const filtered = Object.keys(data.chosen).length > 0;
  const narrow = window.innerWidth < 700;
  return html`<h1 class="sentence">${sentence(fleet, filtered)}.</h1>
    ${facts(fleet)}
    ${fleet.totals.workloads || filtered ? html`
      ${facets(data, params)}
      ${step > 1 && fleet.areas.some((a) => a.costPerDay > 0) ? html`<section aria-labelledby="areas-title"><h2 id="areas-title">What each costs a day, and how much of it can be saved</h2>
        ${areas(narrow ? fleet.areas.slice(0, 40) : fleet.areas, fleet.totals.costUnit, narrow ? 360 : 1160, narrow ? 420 : 360, Math.min(1, (step - 1) / PARTS))}
        ${fleet.otherAreas ? html`<p class="quiet">${plural(fleet.otherAreas, 'other')} cost ${money(fleet.otherCostPerDay, fleet.totals.costUnit)} a day together.</p>` : nothing}</section>` : nothing}
      ${step > 1 + PARTS && fleet.first.length ? html`<section aria-labelledby="first-title"><h2 id="first-title">To do first <span class="quiet">${fleet.first.length} of ${plural(fleet.totals.advised, 'workload')} with advice</span></h2>
        <div class="cards">${fleet.first.map((r) => card([r]))}</div></section>` : nothing}
      ${step > 2 + PARTS ? html`${table(data, params, redraw)}
      ${running(data.more)}` : nothing}` : empty('Waiting for the first application', html`Add the agent to a Spark application and run it, or send an event log: <code>attune replay LOG</code>. It shows up here within seconds.`)}`;
}
