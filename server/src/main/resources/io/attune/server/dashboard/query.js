// A streaming query: its batches over time against its trigger.
import { html, svg, nothing, ask, to, time, count, number, short, visible, plural, day, empty } from './common.js';
import { scale, times, brief } from './charts.js';
import { card } from './advice.js';

const PARTS = [['listingMs', 'finding what is new', 'c4'], ['planningMs', 'planning', 'c3'], ['workMs', 'work', 'c0'], ['commitMs', 'commits', 'c1']];
export const named = (q) => (q.name ? short(q.name, 60) : short(q.id, 12));
export const late = (q) => (q.triggerMs === null ? null : q.recent.filter((b) => b.totalMs > q.triggerMs).length);

export function batches(q) {
  const list = q.recent;
  if (!list.length) return html`<p class="quiet">No batch of it has ended yet.</p>`;
  const box = { left: 90, right: 990, top: 22, bottom: 190 };
  const begin = list[0].triggerTime; const last = list[list.length - 1];
  const end = Math.max(begin + 1, ...list.map((b) => b.triggerTime + b.totalMs));
  const top = Math.max(1, q.triggerMs || 0, ...list.map((b) => b.totalMs)) * 1.06;
  const x = scale(begin, end, box.left, box.right); const y = scale(0, top, box.bottom, box.top);
  const rows = Math.max(1, ...list.map((b) => Math.max(b.inputRows, b.backlogRows || 0))); const r = scale(0, rows, 268, 216);
  const wide = (b, i) => Math.max(1.5, Math.min(x(b.triggerTime + b.totalMs) - x(b.triggerTime), i + 1 < list.length ? x(list[i + 1].triggerTime) - x(b.triggerTime) - 0.5 : Infinity));
  const told = list.some((b) => b.backlogRows !== null);
  return html`<div class="picture" tabindex="0" role="group" aria-label="Batches over time"><svg class="lanes" viewBox="0 0 1000 300" role="img" aria-label=${plural(list.length, 'batch', 'batches') + ', the newest of ' + time(last.totalMs) + (q.triggerMs === null ? '' : ', a trigger each ' + time(q.triggerMs))}>
    ${times(0, end - begin, 6).map((t) => svg`<line class="grid" x1=${x(begin + t)} x2=${x(begin + t)} y1=${box.top} y2="272"></line><text class="tick middle" x=${x(begin + t)} y="290">${brief(t)}</text>`)}
    ${times(0, top, 3).map((t) => svg`<text class="tick end" x="82" y=${y(t) + 4}>${brief(t) || 0}</text>`)}
    ${list.map((b, i) => { let below = 0; const other = Math.max(0, b.totalMs - PARTS.reduce((n, [p]) => n + b[p], 0)); return svg`<g>${[...PARTS.map(([p, , c]) => [b[p], c]), [other, 'rest']].map(([ms, c]) => { const low = below; below += ms; return ms ? svg`<rect class="busy ${c}" x=${x(b.triggerTime)} y=${y(below)} width=${wide(b, i)} height=${y(low) - y(below)}></rect>` : nothing; })}
      <title>batch ${b.batch}: ${time(b.totalMs)}, ${plural(b.inputRows, 'row')}${b.backlogRows === null ? '' : ', ' + count(b.backlogRows) + ' left'}</title></g>`; })}
    ${q.triggerMs === null ? nothing : svg`<line class="threshold" x1=${box.left} x2=${box.right} y1=${y(q.triggerMs)} y2=${y(q.triggerMs)}></line><text class="tick end halo" x=${box.right - 4} y=${y(q.triggerMs) - 6}>a trigger each ${time(q.triggerMs)}</text>`}
    <text class="tick end" x="82" y="222">${number(rows)}</text><text class="tick end" x="82" y="272">rows</text>
    ${list.map((b, i) => svg`<rect class="input" x=${x(b.triggerTime)} y=${r(b.inputRows)} width=${wide(b, i)} height=${268 - r(b.inputRows)}></rect>`)}
    ${told ? svg`<polyline class="advised" points=${list.filter((b) => b.backlogRows !== null).map((b) => x(b.triggerTime + b.totalMs).toFixed(1) + ',' + r(b.backlogRows).toFixed(1)).join(' ')}></polyline>` : nothing}
  </svg></div>
  <p class="legend" aria-hidden="true">${PARTS.map(([, text, c]) => html`<span><svg width="12" height="12"><rect class="busy ${c}" width="12" height="12" rx="2"></rect></svg> ${text}</span>`)}<span><svg width="12" height="12"><rect class="input" width="12" height="12"></rect></svg> rows read</span>${told ? html`<span><svg width="16" height="12"><path class="advised" d="M0 6H16"></path></svg> rows left waiting</span>` : nothing}</p>`;
}

function pace(q) {
  const over = late(q);
  if (over === null) return 'How often its trigger fires is known after three batches.';
  return over ? html`<b>${count(over)}</b> of the ${plural(q.recent.length, 'batch', 'batches')} shown took longer than the ${time(q.triggerMs)} from one trigger to the next.` : `None of the ${plural(q.recent.length, 'batch', 'batches')} shown took longer than the ${time(q.triggerMs)} from one trigger to the next.`;
}

export const query = {
  title: () => 'Streaming query',

  async load(params) {
    const id = params.get('application');
    if (!id || !params.get('query')) return { none: true };
    const [detail, advice] = await Promise.all([ask('application', { application: id }), ask('recommendations', { application: id })]);
    return { detail, q: detail.queries.find((one) => one.id === params.get('query')), advice: advice.items };
  },

  live: (data) => Boolean(data.detail && !data.detail.summary.ended),

  view(data) {
    if (data.none) return empty('Which query?', html`<a href="./application">An application</a> lists them.`);
    const { q, detail } = data;
    const back = to('application', { application: detail.summary.id });
    if (!q) return empty('This query is not kept', html`<a href=${back}>The application</a> shows those that are.`);
    const unit = detail.units.find((u) => u.name === 'query=' + q.id);
    const workload = unit ? unit.workload : detail.summary.workload;
    const advice = data.advice.filter((r) => r.workload === workload);
    return html`<p class="crumb"><a href="./application">Applications</a> / <a href=${back}>${short(detail.summary.name || detail.summary.id, 60)}</a> / query</p>
      <h1 class="subject">${named(q)}</h1>
      <ul class="facts"><li>${q.failed ? html`<b class="warn">ended with an error</b>` : detail.summary.ended ? 'ended' : html`<b class="live">running</b>`}</li><li>${plural(q.batches, 'batch', 'batches')}</li>${q.source ? html`<li>reads ${short(q.source, 80)}</li>` : nothing}${q.sink ? html`<li>writes ${short(q.sink, 80)}</li>` : nothing}
        <li>workload <a href=${to('workload', { workload })}>${short(workload, 80)}</a></li><li class="quiet">${visible(q.id)}</li></ul>
      <section aria-labelledby="batches-title"><h2 id="batches-title">Its batches against its trigger</h2><p>${pace(q)}</p>${batches(q)}
        <p class="quiet">A column is a batch from its trigger to its end; of earlier ones one stands for each of equal periods.</p>
        <details><summary>As a table</summary><div class="scroll" tabindex="0" role="group" aria-label="Batches"><table><thead><tr><th>Batch</th><th>Trigger</th><th class="n">Time</th><th class="n">Finding</th><th class="n">Planning</th><th class="n">Work</th><th class="n">Commits</th><th class="n">Rows read</th><th class="n">Rows left</th></tr></thead>
        <tbody>${[...q.recent].reverse().map((b) => html`<tr><td>${count(b.batch)}</td><td>${day(b.triggerTime)}</td><td class="n">${time(b.totalMs)}</td><td class="n">${time(b.listingMs)}</td><td class="n">${time(b.planningMs)}</td><td class="n">${time(b.workMs)}</td><td class="n">${time(b.commitMs)}</td><td class="n">${count(b.inputRows)}</td><td class="n">${count(b.backlogRows)}</td></tr>`)}</tbody></table></div></details></section>
      ${advice.length ? html`<section aria-labelledby="advice-title"><h2 id="advice-title">What to change</h2><div class="cards">${advice.map((r) => card([r], { withWorkload: false }))}</div></section>` : html`<p class="quiet">No advice about it stands.</p>`}`;
  },
};

// Those of an application, a line each.
export function queries(a) {
  if (!a.queries.length) return nothing;
  return html`<section aria-labelledby="queries-title"><h2 id="queries-title">Streaming queries</h2><div class="scroll" tabindex="0" role="group" aria-label="Streaming queries"><table><thead><tr><th>Query</th><th class="n">Batches</th><th class="n">Newest took</th><th class="n">Trigger each</th><th>Reads</th><th>Keeps up</th></tr></thead>
    <tbody>${a.queries.map((q) => { const address = to('query', { application: a.summary.id, query: q.id }); const newest = q.recent[q.recent.length - 1]; return html`<tr data-item data-open=${address} tabindex="-1"><td><a href=${address}>${named(q)}</a></td><td class="n">${count(q.batches)}</td><td class="n">${newest ? time(newest.totalMs) : '–'}</td><td class="n">${time(q.triggerMs)}</td><td>${short(q.source, 60)}</td><td>${q.failed ? html`<span class="warn">failed</span>` : late(q) ? html`<span class="warn">${count(late(q))} of ${count(q.recent.length)} longer</span>` : late(q) === 0 ? 'yes' : ''}</td></tr>`; })}</tbody></table></div></section>`;
}

export function units(a) {
  if (!a.units.length) return nothing;
  return html`<section aria-labelledby="units-title"><h2 id="units-title">Units inside it <span class="quiet">each judged on its own</span></h2><ul class="plain">${a.units.slice(0, 40).map((u) => html`<li><a href=${to('workload', { workload: u.workload })}>${u.name ? short(u.name, 90) : 'the application itself'}</a> <span class="quiet">${plural(u.jobs, 'job')}</span></li>`)}${a.units.length > 40 ? html`<li class="quiet">and ${plural(a.units.length - 40, 'unit')} more</li>` : nothing}</ul></section>`;
}
