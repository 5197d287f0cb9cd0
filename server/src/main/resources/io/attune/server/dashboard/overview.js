// Savings, inbox and operations.
import { html, nothing, ask, to, money, time, share, count, short, visible, plural, day, empty } from './common.js';
import { weeks, diagonal } from './charts.js';
import { card } from './advice.js';

export const savings = {
  title: () => 'Savings',
  load: () => ask('savings'),
  view(data) {
    const t = data.total; const judged = t.succeeded + t.ineffective + t.regressed;
    const unit = data.parts.length ? data.parts[data.parts.length - 1].costUnit : 'unit';
    if (!data.known) {
      return html`<h1 class="sentence">${data.complete ? 'No advice has been followed yet that could be measured.' : 'Outcomes are still being read.'}</h1>
        <p>When a run has a value in force that was advised before, Attune holds its time and cost against the runs before, at the same input, and writes down what came of it.</p>`;
    }
    const byWeek = new Map(); const byRule = new Map();
    data.parts.filter((p) => p.costUnit === unit).forEach((p) => {
      byWeek.set(p.week, (byWeek.get(p.week) || 0) + p.cost);
      const r = byRule.get(p.ruleId) || { ruleId: p.ruleId, cost: 0, timeMs: 0, succeeded: 0, ineffective: 0, regressed: 0 };
      ['cost', 'timeMs', 'succeeded', 'ineffective', 'regressed'].forEach((f) => { r[f] += p[f]; });
      byRule.set(p.ruleId, r);
    });
    const worse = data.outcomes.filter((o) => o.state === 'REGRESSED');
    return html`<h1 class="sentence"><b>${money(t.cost, unit)}</b> and <b>${time(t.timeMs)}</b> saved, measured in ${plural(Math.round(t.runs), 'run')}.</h1>
      <ul class="facts"><li><b>${judged ? share(t.succeeded / judged) : '–'}</b> of ${plural(judged, 'verdict')}: it helped</li><li>${count(t.ineffective)} did nothing</li><li>${count(t.regressed)} made it worse</li>${data.complete ? nothing : html`<li class="warn">still being read: these are lower bounds</li>`}</ul>
      <section><h2>By week</h2>${weeks([...byWeek].map(([week, cost]) => ({ week, cost })), unit)}</section>
      <section><h2>By rule</h2><div class="scroll" tabindex="0" role="group" aria-label="By rule"><table><thead><tr><th>Rule</th><th class="n">Saved</th><th class="n">Time</th><th class="n">Helped</th><th class="n">Did nothing</th><th class="n">Worse</th></tr></thead>
        <tbody>${[...byRule.values()].sort((a, b) => b.cost - a.cost).map((r) => html`<tr><td>${r.ruleId}</td><td class="n">${money(r.cost, unit)}</td><td class="n">${time(r.timeMs)}</td><td class="n">${r.succeeded}</td><td class="n">${r.ineffective}</td><td class="n">${r.regressed}</td></tr>`)}</tbody></table></div></section>
      <section><h2>Expected against measured</h2>${diagonal(data.outcomes)}<p class="quiet">On the line advice kept its word; above it, more was saved than was expected. A cross made things worse.</p></section>
      ${worse.length ? html`<section><h2>What made it worse, and how to undo it</h2><ul>${worse.map((o) => html`<li><a href=${to('workload', { workload: o.workload })}>${short(o.workload)}</a>: ${visible(o.summary)} ${o.previous === null ? html`Remove <code>${visible(o.property)}</code>.` : html`Back to <code>${visible(o.property)}=${visible(o.previous)}</code>.`}</li>`)}</ul></section>` : nothing}
      <section><h2>The newest</h2><ul class="plain">${data.outcomes.slice(0, 50).map((o) => html`<li><span class="state">${o.state.toLowerCase()}</span> <a href=${to('workload', { workload: o.workload })}>${short(o.workload)}</a>: ${visible(o.summary)} <span class="quiet">${day(o.eventTime)}</span></li>`)}</ul></section>`;
  },
};

// What was there when somebody looked last, in this browser: the tag of each recommendation by its key.
const KEY = 'attune.seen';
const MOST_SEEN = 3000;
function seen() {
  try { return JSON.parse(localStorage.getItem(KEY)) || null; } catch (e) { return null; }
}

export const inbox = {
  title: () => 'Inbox',
  async load() {
    const items = []; let next = null;
    do {
      const page = await ask('recommendations', { sort: '-eventTime', limit: 500, cursor: next });
      items.push(...page.items); next = page.next;
    } while (next && items.length < MOST_SEEN);
    return { items, seen: seen() };
  },
  view(data, params, redraw) {
    const known = data.seen ? data.seen.tags : {};
    const news = data.items.filter((r) => known[r.key] === undefined);
    const changed = data.items.filter((r) => known[r.key] !== undefined && known[r.key] !== r.etag);
    const now = new Set(data.items.map((r) => r.key));
    const gone = Object.keys(known).filter((key) => !now.has(key));
    const all = news.length + changed.length + gone.length;
    const done = () => {
      const tags = {};
      data.items.forEach((r) => { tags[r.key] = r.etag; });
      try { localStorage.setItem(KEY, JSON.stringify({ at: Date.now(), tags })); } catch (e) { /* private window: nothing is remembered */ }
      data.seen = seen() || { at: Date.now(), tags };
      redraw();
    };
    const part = (title, list) => (list.length ? html`<section><h2>${title} <span class="quiet">${list.length}</span></h2><div class="cards">${list.slice(0, 60).map((r) => card([r]))}</div>${list.length > 60 ? html`<p class="quiet">and ${list.length - 60} more</p>` : nothing}</section>` : nothing);
    return html`<h1 class="sentence">${all ? html`<b>${count(all)}</b> ${all === 1 ? 'change' : 'changes'} since ${data.seen ? 'you looked on ' + day(data.seen.at) : 'the beginning: you have not looked yet'}` : data.items.length ? 'Nothing has changed since you looked' : 'Nothing has been recommended yet'}.</h1>
      ${all ? html`<p class="does"><button type="button" @click=${done}>I have seen it</button> <span class="quiet">remembered in this browser only</span></p>` : nothing}
      ${part('New', news)}${part('Changed', changed)}
      ${gone.length ? html`<section><h2>Withdrawn <span class="quiet">${gone.length}</span></h2><ul>${gone.slice(0, 100).map((key) => html`<li>${short(key, 200)}</li>`)}</ul></section>` : nothing}`;
  },
};

const rates = { last: null };
function parse(text) {
  const values = {};
  text.split('\n').forEach((line) => {
    const m = /^(attune_[a-z_]+)(\{[^}]*\})? (\S+)/.exec(line);
    if (m) (values[m[1]] = values[m[1]] || []).push({ labels: m[2] || '', value: Number(m[3]) });
  });
  return values;
}

export const operations = {
  title: () => 'Operations',
  every: 15000,
  async load() {
    const [health, text] = await Promise.all([ask('../../health/status'), fetch('metrics').then((a) => a.text())]);
    const m = parse(text); const now = Date.now();
    const events = Object.fromEntries((m.attune_events_total || []).map((e) => [e.labels.replace(/^\{topic="|"\}$/g, ''), e.value]));
    const before = rates.last;
    const rate = before && now - before.now > 500 ? Object.fromEntries(Object.entries(events).map(([k, v]) => [k, Math.max(0, v - (before.events[k] || 0)) / (now - before.now) * 1000])) : (before && before.rate) || {};
    rates.last = { now, events, rate };
    return { health, m, events, rate };
  },
  view(data) {
    const bad = data.health.checks.filter((c) => c.status !== 'UP');
    const sum = (name) => (data.m[name] || []).reduce((a, b) => a + b.value, 0);
    const seenAll = sum('attune_completeness_count') ? sum('attune_completeness_sum') / sum('attune_completeness_count') : null;
    const word = { UP: '✓ fine', WARN: '! look', DOWN: '✕ down' };
    return html`<h1 class="sentence">${bad.length ? html`<b>${plural(bad.length, 'check')}</b> of ${data.health.checks.length} ${bad.length === 1 ? 'needs' : 'need'} a look` : html`All ${data.health.checks.length} checks of this instance are up`}.</h1>
      <section><h2>Checks</h2><div class="scroll" tabindex="0" role="group" aria-label="Checks"><table><thead><tr><th>Check</th><th>State</th><th>Why</th></tr></thead><tbody>${data.health.checks.map((c) => html`<tr><td>${c.name}</td><td><span class="check ${c.status}">${word[c.status]}</span></td><td>${visible(c.reason)}</td></tr>`)}</tbody></table></div></section>
      <section><h2>Events</h2><div class="scroll" tabindex="0" role="group" aria-label="Events"><table><thead><tr><th>Topic</th><th class="n">Read since the start</th><th class="n">A second</th></tr></thead><tbody>${Object.entries(data.events).map(([k, v]) => html`<tr><td>${k}</td><td class="n">${count(v)}</td><td class="n">${data.rate[k] === undefined ? 'in 15 s' : data.rate[k].toFixed(1)}</td></tr>`)}</tbody></table></div></section>
      <section><h2>Figures</h2><dl class="silent">
        <div><dt>records that wait</dt><dd>${count(sum('attune_lag'))}</dd></div>
        <div><dt>dead letters</dt><dd>${(data.m.attune_dead_letters_total || []).filter((d) => d.value).map((d) => count(d.value) + ' ' + d.labels.replace(/[{}"]/g, '')).join(', ') || 'none'}</dd></div>
        <div><dt>completeness</dt><dd>${seenAll === null ? 'no stage has been seen' : share(seenAll) + ' of the tasks, on average over stages'}</dd></div>
        <div><dt>duplicates passed over</dt><dd>${count(sum('attune_duplicates_total'))}</dd></div>
        <div><dt>dropped by agents</dt><dd>${data.m.attune_agent_dropped_total ? count(sum('attune_agent_dropped_total')) : 'not counted here; each application says what it lost'}</dd></div>
        <div><dt>recommendations</dt><dd>${count(sum('attune_recommendations_current'))} stand, ${count(sum('attune_recommendations_published_total'))} published, ${count(sum('attune_recommendations_withdrawn_total'))} withdrawn</dd></div>
        <div><dt>viewers</dt><dd>${count(sum('attune_http_viewers'))}</dd></div>
        <div><dt>threads that failed</dt><dd>${count(sum('attune_thread_failures_total'))}</dd></div></dl>
        <p class="quiet">Of this instance. <a href="./metrics">All figures</a> for Prometheus.</p></section>`;
  },
};
