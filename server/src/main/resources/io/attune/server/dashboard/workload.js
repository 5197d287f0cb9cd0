// One workload understood: what to change and what that brings, its runs, and why the other rules are silent.
import { html, nothing, ask, to, money, time, share, short, visible, plural, copy, day, bytes, number, count, empty } from './common.js';
import { curve, history } from './charts.js';
import { card, severity, setting } from './advice.js';

const FORMATS = ['spark-submit', 'spark-defaults', 'databricks', 'kubernetes', 'kubernetes-apache', 'emr', 'dataforge'];
const OF_PLATFORM = { databricks: 'databricks', emr: 'emr', 'emr-eks': 'emr', kubernetes: 'kubernetes' };

export async function load(params) {
  const workload = params.get('workload');
  if (!workload) return { none: true };
  const detail = await ask('workload', { workload });
  const format = params.get('format') || OF_PLATFORM[detail.summary.platform] || 'spark-submit';
  const conf = detail.open.length + detail.others.length ? await ask('conf', { workload, format }).catch(() => null) : null;
  return { detail, format, conf };
}

export const title = (params) => short(params.get('workload') || 'Workload', 60);

function sentence(d) {
  const s = d.summary;
  if (s.savedCostPerDay > 0) {
    return html`Can cost <b>${money(s.savedCostPerDay, s.costUnit)}</b> less a day${s.savedCostShare ? html`, <b>${share(s.savedCostShare)}</b> of its cost` : nothing}${s.savedTimeMsPerDay > 0 ? html`, and save <b>${time(s.savedTimeMsPerDay)}</b> of waiting` : nothing}`;
  }
  if (s.savedTimeMsPerDay > 0) return html`Can take <b>${time(s.savedTimeMsPerDay)}</b> less a day`;
  if (s.savedTimeMsAtMost > 0) return html`Can take up to <b>${time(s.savedTimeMsAtMost)}</b> less in each run`;
  if (d.open.length) return html`<b>${plural(d.open.length, 'change')}</b> advised; what it saves cannot be told from a replay`;
  if (!s.runs) return html`No run of it has ended yet, so nothing can be said`;
  if (d.others.length) return html`Nothing more to change; what was advised is in force or was put aside`;
  return html`Nothing to change was found in ${plural(s.runs, 'run')}`;
}

const at = (forecast, weight) => {
  const of = (p) => ({ ms: p.advisedSpanMs ?? p.spanMs, cost: p.advisedCost ?? p.cost });
  const now = forecast.points.find((p) => p.current) || forecast.points[0];
  let best = 0; let least = Infinity;
  forecast.points.forEach((p, i) => {
    const score = (1 - weight) * of(p).cost / Math.max(1e-12, now.cost) + weight * of(p).ms / Math.max(1, now.spanMs);
    if (score < least) { least = score; best = i; }
  });
  return best;
};

function sizes(forecast, params, go) {
  if (!forecast || forecast.points.length < 2) return html`<p class="quiet">Time and cost at other sizes are known once a run has ended whose executors were all seen.</p>`;
  const weight = params.has('objective') ? Number(params.get('objective')) / 100 : null;
  const index = weight === null ? forecast.points.findIndex((p) => p.chosen) : at(forecast, weight);
  const p = forecast.points[index] || forecast.points.find((q) => q.current);
  const now = forecast.points.find((q) => q.current);
  const ms = p && (p.advisedSpanMs ?? p.spanMs); const cost = p && (p.advisedCost ?? p.cost);
  return html`${curve(forecast, weight === null ? -1 : index)}
    <p class="slider"><label for="objective">What counts</label> <span aria-hidden="true">cost</span>
      <input id="objective" type="range" min="0" max="100" step="1" .value=${String(weight === null ? 50 : weight * 100)}
        @input=${(e) => go({ objective: e.target.value })}> <span aria-hidden="true">time</span></p>
    ${p ? html`<p class="read" aria-live="polite"><b>${p.executors} × ${plural(p.coresPerExecutor, 'core')}</b>: ${time(ms)} and ${money(cost, forecast.unit)} a run${now && p !== now ? html`, against ${time(now.spanMs)} and ${money(now.cost, forecast.unit)} as it ran (${now.executors} × ${now.coresPerExecutor})` : ', the size of today'}.
      <span class="quiet">80 % interval ${time(p.intervalLowMs)} to ${time(p.intervalHighMs)}; objective ${forecast.objective}.</span></p>` : nothing}
    <details><summary>As a table</summary><div class="scroll" tabindex="0" role="group" aria-label="Sizes"><table><thead><tr><th>Slots</th><th>Executors</th><th class="n">As it ran</th><th class="n">Cost</th><th class="n">With the advice</th><th class="n">Cost</th><th></th></tr></thead>
      <tbody>${forecast.points.map((q) => html`<tr><td>${q.slots}</td><td>${q.executors} × ${q.coresPerExecutor}</td><td class="n">${time(q.spanMs)}</td><td class="n">${number(q.cost)}</td><td class="n">${time(q.advisedSpanMs)}</td><td class="n">${number(q.advisedCost)}</td><td>${q.current ? 'today' : ''} ${q.chosen ? 'advised' : ''}</td></tr>`)}</tbody></table></div></details>`;
}

// What the units of an application used of its newest run, as the forecast has it.
function parts(d) {
  const all = d.forecast ? d.forecast.units : [];
  if (!all.length) return nothing;
  const whole = Math.max(1, all.reduce((n, u) => n + u.slotTimeMs, 0));
  const rows = [...all].sort((p, q) => (p.workload === null) - (q.workload === null) || q.slotTimeMs - p.slotTimeMs);
  return html`<section aria-labelledby="units-title"><h2 id="units-title">Who costs what <span class="quiet">in the newest run</span></h2><div class="scroll" tabindex="0" role="group" aria-label="Units"><table><thead><tr><th>Unit</th><th class="n">Jobs</th><th class="n">Slot-time</th><th class="n">Part</th><th class="n">Cost</th></tr></thead>
    <tbody>${rows.map((u) => html`<tr><td>${u.workload === null ? 'idle' : u.unit === null ? 'the application itself' : html`<a href=${to('workload', { workload: u.workload })}>${short(u.unit, 80)}</a>`}</td><td class="n">${u.workload === null ? '' : count(u.jobs)}</td><td class="n">${time(u.slotTimeMs)}</td><td class="n">${share(u.slotTimeMs / whole)}</td><td class="n">${money(u.costMillionths / 1e6, d.forecast.unit)}</td></tr>`)}</tbody></table></div></section>`;
}

function differences(d) {
  const all = [...d.open, ...d.others].flatMap((c) => c.recommendations).filter((r) => r.property && r.recommended !== null && r.state === 'ACTIVE');
  return all.length ? html`<pre class="diff" aria-label="Settings to change">${all.map((r) => html`${r.current === null ? nothing : html`<del>- ${visible(r.property)} ${visible(r.current)}</del>\n`}<ins>+ ${visible(r.property)} ${visible(r.recommended)}</ins>\n`)}</pre>` : nothing;
}

function undo(d) {
  const all = [...d.open, ...d.others].flatMap((c) => c.recommendations).filter((r) => r.property && r.recommended !== null);
  return all.length ? html`<details><summary>How to undo it</summary><ul>${all.map((r) => html`<li><code>${visible(r.property)}</code>: ${r.rollback === null ? 'remove the setting' : html`back to <code>${visible(r.rollback)}</code>`}</li>`)}</ul></details>` : nothing;
}

export function view(data, params, redraw, go) {
  if (data.none) return empty('Which workload?', html`<a href="./">The fleet</a> lists them.`);
  const d = data.detail; const s = d.summary;
  return html`<p class="crumb"><a href="./">Fleet</a> / ${d.unit ? html`<a href=${to('workload', { workload: d.unit.application })}>${short(d.unit.application, 40)}</a> / unit` : 'workload'}</p>
    <h1 class="subject">${short(s.workload, 160)}</h1>
    <p class="sentence second">${sentence(d)}.</p>
    <ul class="facts"><li>${s.running ? html`<b>${s.running} running now</b>` : 'not running'}</li><li>${plural(s.runs, 'run')} remembered${s.paceAssumed ? '' : ', ' + number(s.runsPerDay) + ' a day'}</li>
      ${s.costPerDay === null ? nothing : html`<li><b>${money(s.costPerDay, s.costUnit)}</b> a day</li>`}
      ${d.unit ? html`<li>unit <b>${short(d.unit.name, 60)}</b> of <a href=${to('workload', { workload: d.unit.application })}>${short(d.unit.application, 60)}</a>${d.unit.share === null ? ', which had no job in the newest run' : html`, <b>${share(d.unit.share)}</b> of the newest run’s slot-time and cost: ${money(d.unit.cost, d.unit.costUnit)}`}</li>` : nothing}
      ${s.owner ? html`<li>owner ${visible(s.owner)}</li>` : nothing}${s.platform ? html`<li>on ${visible(s.platform)}</li>` : nothing}
      <li><a href=${to('application', { workload: d.unit ? d.unit.application : s.workload })}>its applications</a></li></ul>
    ${d.warnings.map((w) => html`<p class="warn">${visible(w)}</p>`)}
    ${d.here ? nothing : html`<p class="warn">Another instance remembers the runs of this workload, or none has ended: history and reasons are not shown here.</p>`}
    ${d.open.length ? html`<section aria-labelledby="open-title"><h2 id="open-title">What to change</h2><div class="cards">${d.open.map((c) => card(c.recommendations, { withWorkload: false }))}</div></section>` : nothing}
    ${data.conf ? html`<section aria-labelledby="conf-title"><h2 id="conf-title">As configuration</h2>${differences(d)}
      <p class="sorts">${FORMATS.map((f) => html`<a class="chip ${f === data.format ? 'on' : ''}" aria-current=${f === data.format ? 'true' : 'false'} data-replace href=${to('workload', { workload: s.workload, format: f, objective: params.get('objective') })}>${f}</a> `)}</p>
      ${data.conf.text ? html`<pre class="conf" tabindex="0" aria-label="Configuration">${data.conf.text}</pre><p class="does"><button type="button" @click=${(e) => copy(data.conf.text, e.target)}>Copy</button></p>` : html`<p class="quiet">Nothing of it is a setting.</p>`}
      ${data.conf.notes.length ? html`<details><summary>Notes</summary>${data.conf.notes.map((n) => html`<p class="quiet">${visible(n)}</p>`)}</details>` : nothing}${undo(d)}</section>` : nothing}
    ${parts(d)}
    <section aria-labelledby="curve-title"><h2 id="curve-title">Time against cost</h2>${sizes(d.forecast, params, go)}</section>
    ${d.runs.length ? html`<section aria-labelledby="runs-title"><h2 id="runs-title">Its runs</h2>${history(d.runs, d.noiseShare, d.tried)}
      <p class="quiet">${d.noiseShare === null ? 'How far runs differ for no reason is known after a few runs with the same settings.' : 'The band is what runs with the same settings stay within 19 times of 20: ± ' + share(d.noiseShare) + '.'} A dashed line is a changed setting, a cross a failed run.</p>
      <details><summary>As a table</summary><div class="scroll" tabindex="0" role="group" aria-label="Runs"><table><thead><tr><th>Start</th><th>Application</th><th class="n">Time</th><th class="n">Cost</th><th class="n">Read</th><th class="n">Slots</th><th>Changed</th></tr></thead>
      <tbody>${[...d.runs].reverse().map((r) => html`<tr><td>${day(r.startTime)}</td><td><a href=${to('application', { application: r.applicationId })}>${short(r.applicationId, 40)}</a></td><td class="n">${time(r.spanMs)}</td><td class="n">${money(r.cost, r.costUnit)}</td><td class="n">${bytes(r.inputBytes)}</td><td class="n">${r.slots}</td><td>${r.succeeded ? '' : 'failed '}${r.changes.map((c) => html`<code>${visible(c.property)}</code> ${visible(c.before)} → ${visible(c.after)} `)}</td></tr>`)}</tbody></table></div></details></section>` : nothing}
    ${d.tried.length ? html`<section aria-labelledby="tried-title"><h2 id="tried-title">What was tried</h2><div class="scroll" tabindex="0" role="group" aria-label="Tried"><table><thead><tr><th>Setting</th><th>From</th><th>To</th><th>Verdict</th><th class="n">Time</th><th class="n">Cost</th></tr></thead>
      <tbody>${[...d.tried].reverse().map((t) => html`<tr><td><code>${visible(t.property)}</code></td><td>${visible(t.previous ?? 'not set')}</td><td>${visible(t.applied)}</td><td>${t.state.toLowerCase()}</td><td class="n">${share(t.timeShare)}</td><td class="n">${share(t.costShare)}</td></tr>`)}</tbody></table></div></section>` : nothing}
    ${d.others.length ? html`<section aria-labelledby="others-title"><h2 id="others-title">In force, or put aside</h2><div class="cards">${d.others.map((c) => card(c.recommendations, { withWorkload: false }))}</div></section>` : nothing}
    ${d.silent.length ? html`<section aria-labelledby="silent-title"><h2 id="silent-title">Why the other rules are silent</h2>
      <dl class="silent">${d.silent.map((r) => html`<div><dt>${r.ruleId}</dt><dd>${visible(r.reason)}</dd></div>`)}</dl></section>` : nothing}`;
}
