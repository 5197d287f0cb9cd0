// What ran when: slots over time, stages and executors. The numbers are those of the API.
import { html, svg, nothing, time, short, visible, to, share, bytes, count, plural, clock } from './common.js';
import { scale, times, brief } from './charts.js';

const LEFT = 90; const RIGHT = 990; // as in the lanes below
const TOP = 40; const GROUND = 196;
const NEAR = 11; // marks that are nearer than that are one

// Steps along a row of buckets, as the outline of an area between two heights.
function outline(x, y, first, low, high) {
  let there = ''; let back = '';
  high.forEach((value, i) => {
    const from = x(first + i).toFixed(1); const till = x(first + i + 1).toFixed(1);
    there += (i ? 'L' : 'M') + from + ' ' + y(value).toFixed(1) + 'H' + till;
    back = 'L' + till + ' ' + y(low[i]).toFixed(1) + 'H' + from + back;
  });
  return there + back + 'Z';
}

// Marks that would cover each other become one.
function together(marks, x, amount) {
  const all = [];
  for (const mark of marks) {
    const at = x(mark);
    const last = all[all.length - 1];
    if (last && at - last.from < NEAR) { last.amount += amount(mark); last.till = at; } else all.push({ from: at, till: at, amount: amount(mark) });
  }
  return all.map((m) => ({ at: (m.from + m.till) / 2, amount: m.amount }));
}

function stacked(use) {
  const below = use.others.map(() => 0);
  const layers = use.stages.map((s) => {
    const low = s.busy.map((b, i) => below[s.first + i]);
    const high = s.busy.map((b, i) => (below[s.first + i] += b));
    return { s, low, high };
  });
  const low = [...below];
  const high = use.others.map((b, i) => (below[i] += b));
  return { layers, rest: use.others.some((b) => b) ? { low, high } : null, most: Math.max(...below) };
}

// Where the number of a stage has room: its widest place that is high enough.
function label(layer, x, y) {
  let best = null; let from = 0;
  const high = (i) => y(layer.low[i]) - y(layer.high[i]) > 13;
  layer.high.forEach((value, i) => {
    if (!high(i)) { from = i + 1; return; }
    const room = x(layer.s.first + i + 1) - x(layer.s.first + from);
    if (room > (best ? best.room : 22)) best = { room, i: Math.floor((from + i) / 2), x: (x(layer.s.first + i + 1) + x(layer.s.first + from)) / 2 };
  });
  return best && { x: best.x, y: (y(layer.low[best.i]) + y(layer.high[best.i])) / 2 + 4 };
}

// Slots over time: those that were there, and those that worked, by stage.
export function slots(a) {
  const use = a.slotUse;
  if (!use) return nothing;
  const size = use.slots.length; const begin = use.fromTime; const end = begin + size * use.widthMs;
  const { layers, rest, most } = stacked(use);
  const top = Math.max(1, a.slots, most, ...use.slots);
  const x = scale(0, size, LEFT, RIGHT); const y = scale(0, top, GROUND, TOP); const at = scale(begin, end, LEFT, RIGHT);
  const zero = use.slots.map(() => 0); const crowned = use.marks.length + use.losses.length > 0;
  const failures = together(use.marks.filter((m) => m.failures), (m) => x(m.bucket + 0.5), (m) => m.failures);
  const spills = together(use.marks.filter((m) => m.spills), (m) => x(m.bucket + 0.5), (m) => m.spills);
  const part = use.knownFromTime ? 'Of what is kept, ' : '';
  return html`<div class="picture" tabindex="0" role="group" aria-label="Slots over time"><svg class="lanes slots" viewBox=${crowned ? '0 0 1000 232' : '0 26 1000 206'} role="img" aria-label=${(use.busyShare === null ? 'Slots over time' : share(use.busyShare) + ' of the slots’ time was spent on tasks') + said(use)}>
    <defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" x2="0" y1="0" y2="6"></line></pattern></defs>
    <path class="idle" d=${outline(x, y, 0, zero, use.slots)}></path>
    ${times(0, end - begin, 6).map((t) => svg`<line class="grid" x1=${at(begin + t)} x2=${at(begin + t)} y1=${TOP} y2=${GROUND + 4}></line><text class="tick middle" x=${at(begin + t)} y="226">${brief(t)}</text>`)}
    ${layers.map((layer) => svg`<path class="busy c${layer.s.stage % 6}" d=${outline(x, y, layer.s.first, layer.low, layer.high)}><title>stage ${layer.s.stage}${layer.s.attempt ? ' attempt ' + layer.s.attempt : ''}: up to ${Math.max(...layer.s.busy).toFixed(1)} slots</title></path>`)}
    ${rest ? svg`<path class="busy rest" d=${outline(x, y, 0, rest.low, rest.high)}><title>other stages</title></path>` : nothing}
    ${layers.map((layer) => { const l = label(layer, x, y); return l ? svg`<text class="in middle" x=${l.x} y=${l.y}>${layer.s.stage}</text>` : nothing; })}
    ${use.knownFromTime ? svg`<rect fill="url(#hatch)" x=${LEFT} y=${TOP} width=${Math.max(0, at(use.knownFromTime) - LEFT)} height=${GROUND - TOP}><title>not all is kept of this time</title></rect>` : nothing}
    ${a.driverGaps.map((g) => { const from = Math.max(begin, g.startTime); return svg`<rect class="driver" x=${at(from)} y=${GROUND + 5} width=${Math.max(1, at(Math.min(end, g.endTime)) - at(from))} height="7"><title>no stage ran for ${time(g.endTime - g.startTime)}${g.after ? ', after ' + g.after : ''}${g.before ? ', before ' + g.before : ''}</title></rect>`; })}
    ${use.losses.map((l) => svg`<line class="loss" x1=${at(l.time)} x2=${at(l.time)} y1="14" y2=${GROUND}></line><text class="cross middle" x=${at(l.time)} y="12">✕<title>executor ${visible(l.executor)} was lost</title></text>`)}
    ${failures.map((m) => svg`<path class="fault" d=${'M' + (m.at - 4) + ' ' + (TOP - 20) + 'l8 8m0 -8l-8 8'}><title>${plural(m.amount, 'attempt')} failed</title></path>`)}
    ${spills.map((m) => svg`<path class="spill" d=${'M' + (m.at - 4.5) + ' ' + (TOP - 9) + 'h9l-4.5 6z'}><title>${plural(m.amount, 'attempt')} ended that had spilled</title></path>`)}
    <text class="tick end" x="82" y=${y(top) + 9}>${plural(Math.round(top), 'slot')}</text><text class="tick end" x="82" y=${GROUND}>0</text>${a.driverGaps.length ? svg`<text class="tick end" x="82" y=${GROUND + 13}>driver</text>` : nothing}
  </svg></div>
  <p class="quiet">${use.busyShare === null ? nothing : html`${part}<b>${share(use.busyShare)}</b> of the slots’ time was spent on tasks. `}Each colour is a stage, grey is idle${a.driverGaps.length ? ', the strip below is time in which no stage ran' : ''}.${use.losses.length ? ' A dashed line with ✕: an executor was lost.' : ''}${failures.length ? ' ✕: attempts failed.' : ''}${spills.length ? ' ▾: tasks ended that had spilled.' : ''}${use.knownFromTime ? ' Hatched: not all is kept.' : ''}${a.summary.ended ? '' : ' Tasks that run are in it as far as executors told of them.'} A column is ${time(use.widthMs)}.</p>
  ${happened(use, a)}`;
}

const sums = (use) => ({ failures: use.marks.reduce((n, m) => n + m.failures, 0), spilled: use.marks.reduce((n, m) => n + m.spills, 0) });

function said(use) {
  const { failures, spilled } = sums(use);
  return (failures ? '; ' + plural(failures, 'attempt') + ' failed' : '') + (spilled ? '; ' + plural(spilled, 'attempt') + ' spilled' : '') + (use.losses.length ? '; ' + plural(use.losses.length, 'executor') + ' lost' : '');
}

// The marks in words.
function happened(use, a) {
  const since = (ms) => time(ms - (a.summary.startTime || use.fromTime));
  const lines = use.losses.map((l) => [l.time, html`executor ${short(l.executor, 30)} was lost`]).concat(use.marks.map((m) => [use.fromTime + m.bucket * use.widthMs,
    html`${m.failures ? plural(m.failures, 'attempt') + ' failed' : ''}${m.failures && m.spills ? ', ' : ''}${m.spills ? plural(m.spills, 'attempt') + ' ended that had spilled' : ''}`]));
  a.driverGaps.forEach((g) => lines.push([g.startTime, html`no stage ran for ${time(g.endTime - g.startTime)}${g.after ? ', after ' + g.after : ''}${g.before ? ', before ' + g.before : ''}`]));
  if (!lines.length) return nothing;
  lines.sort((p, q) => p[0] - q[0]);
  return html`<details><summary>What happened, in words</summary><ul class="plain">${lines.slice(0, 100).map(([ms, text]) => html`<li>after ${since(ms)}: ${text}</li>`)}${lines.length > 100 ? html`<li class="quiet">and ${lines.length - 100} more</li>` : nothing}</ul></details>`;
}

// When stages that run may end, or why that is not known.
export function ends(a) {
  if (!a.running.length) return nothing;
  const now = a.slotUse ? a.slotUse.untilTime : a.summary.lastEventTime;
  const after = (ms) => time(Math.max(0, ms - now));
  return html`<section aria-labelledby="ends-title"><h2 id="ends-title">What runs now <span class="quiet">estimates, from the newest event at ${clock(now)} on</span></h2><ul class="plain">
    ${a.running.slice(0, 12).map((e) => html`<li><a href=${to('stage', { application: a.summary.id, stage: e.stage, attempt: e.attempt })}>stage ${e.stage}${e.attempt ? '.' + e.attempt : ''}</a>: ${e.expectedEndTime === null ? html`its end cannot be known: ${e.doubt}` : html`may end in about <b>${after(e.expectedEndTime)}</b> (${after(e.earliestEndTime)} to ${after(e.latestEndTime)}), ${e.doubt}`}.</li>`)}
    ${a.running.length > 12 ? html`<li class="quiet">and ${plural(a.running.length - 12, 'stage')} more</li>` : nothing}</ul></section>`;
}

// How busy the slots of an application were over its time: a line with the area below it.
export function sparkline(a) {
  if (!a.busy.length) return html`<span class="quiet">no slot yet</span>`;
  const x = scale(0, Math.max(1, a.busy.length), 0, 120); const y = scale(0, 100, 25, 1);
  let path = ''; let open = false;
  a.busy.forEach((b, i) => {
    if (b < 0) { open = false; return; }
    path += (open ? 'V' + y(b) : 'M' + x(i).toFixed(1) + ' ' + y(b)) + 'H' + x(i + 1).toFixed(1);
    open = true;
  });
  return html`<svg class="spark" viewBox="0 0 120 26" preserveAspectRatio="none" aria-hidden="true"><path class="ground" d="M0 25.5H120"></path><path class="line" d=${path}></path></svg>`;
}

// What runs now, those with the most idle slots first.
export function running(page) {
  if (!page || !page.total) return nothing;
  return html`<section aria-labelledby="running-title"><h2 id="running-title">Running now <span class="quiet">${page.items.length < page.total ? html`${count(page.items.length)} of ${count(page.total)}, ` : ''}those with the most idle slots first; the busy part of their slots, since each began</span></h2>
    <ul class="sparks">${page.items.map((a) => html`<li><a href=${to('application', { application: a.id })} data-item data-open=${to('application', { application: a.id })} aria-label=${visible(a.name || a.id) + ', ' + (a.busyShare === null ? 'no slot yet' : share(a.busyShare) + ' of its slots busy') + ', for ' + time(a.durationMs)}>
      <span class="name">${short(a.name || a.id, 40)}</span>${sparkline(a)}<span class="n">${a.busyShare === null ? '–' : share(a.busyShare)} <span class="quiet">of ${plural(Math.round(a.slots || 0), 'slot')}</span></span></a></li>`)}</ul></section>`;
}

const MOST_LANES = 40;

// Stages in the order in which they came, and executors from their coming to their going.
export function lanes(a) {
  const moments = [a.summary.startTime, a.summary.endTime, a.summary.lastEventTime, ...a.stages.flatMap((s) => [s.submissionTime, s.completionTime]), ...a.executors.flatMap((e) => [e.addedTime])].filter(Boolean);
  if (!moments.length) return nothing;
  const begin = a.slotUse ? a.slotUse.fromTime : Math.min(...moments); const end = a.slotUse ? begin + a.slotUse.slots.length * a.slotUse.widthMs : Math.max(...moments, begin + 1);
  const x = scale(begin, end, LEFT, RIGHT);
  const last = a.slotUse ? a.slotUse.untilTime : a.summary.endTime || a.summary.lastEventTime || end;
  const rows = []; // a stage goes into the first row that is free when it begins
  const stages = a.stages.filter((s) => s.submissionTime).sort((p, q) => p.submissionTime - q.submissionTime).map((s) => {
    let row = rows.findIndex((till) => till <= s.submissionTime);
    if (row < 0) row = rows.length < 12 ? rows.push(0) - 1 : 11;
    rows[row] = s.completionTime || last;
    return { ...s, row };
  });
  const base = 8 + rows.length * 16 + 8;
  const shown = a.executors.slice(0, MOST_LANES);
  const height = base + 4 + shown.length * 15 + 24;
  return html`<div class="picture" tabindex="0" role="group" aria-label="What ran when"><svg class="lanes" viewBox="0 0 1000 ${height}" role="group" aria-label="Stages and executors over time">
    ${times(0, end - begin, 6).map((t) => svg`<line class="grid" x1=${x(begin + t)} x2=${x(begin + t)} y1="4" y2=${height - 22}></line><text class="tick middle" x=${x(begin + t)} y=${height - 8}>${brief(t)}</text>`)}
    ${stages.length ? svg`<text class="tick" x="0" y="18">stages</text>` : nothing}
    ${stages.map((s) => svg`<a href=${to('stage', { application: a.summary.id, stage: s.stage, attempt: s.attempt })} aria-label=${'stage ' + s.stage}>
      <rect class="stage c${s.stage % 6} ${s.failure ? 'failed' : ''}" x=${x(s.submissionTime)} y=${8 + s.row * 16} width=${Math.max(2, x(s.completionTime || last) - x(s.submissionTime))} height="13" rx="2"></rect>
      ${x(s.completionTime || last) - x(s.submissionTime) > 26 ? svg`<text class="in" x=${x(s.submissionTime) + 4} y=${18 + s.row * 16}>${s.stage}</text>` : nothing}
      ${s.failure ? svg`<text class="cross" x=${x(s.completionTime || last) - 4} y=${20 + s.row * 16}>✕</text>` : nothing}
      <title>stage ${s.stage}${s.attempt ? ' attempt ' + s.attempt : ''}: ${visible(s.name)}, ${s.tasks} tasks, ${s.completionTime ? time(s.completionTime - s.submissionTime) : 'running'}${s.failure ? ', failed' : ''}</title></a>`)}
    ${shown.length ? svg`<text class="tick" x="0" y=${base + 14}>executors</text>` : nothing}
    ${shown.map((e, i) => {
      const from = x(Math.max(begin, e.addedTime || begin)); const till = x(Math.min(end, e.removedTime || last)); const y = base + 4 + i * 15;
      return svg`<g class="lane"><text class="tick end" x="82" y=${y + 10}>${short(e.id, 8)}</text>
        <rect class="there" x=${from} y=${y} width=${Math.max(1, till - from)} height="11" rx="2"></rect>
        ${till - from > 220 ? svg`<text class="what" x=${from + 5} y=${y + 9}>${plural(e.cores, 'core')} on ${short(e.host, 28)}${e.peakHeapBytes ? ', heap up to ' + bytes(e.peakHeapBytes) : ''}</text>` : nothing}
        ${e.lost ? svg`<text class="cross" x=${till - 4} y=${y + 11}>✕</text>` : nothing}
        <title>executor ${visible(e.id)} on ${visible(e.host)}, ${e.cores} cores${e.removedTime ? ', gone: ' + visible(e.removalReason || 'no reason') : ''}${e.peakHeapBytes ? ', heap up to ' + bytes(e.peakHeapBytes) : ''}</title></g>`;
    })}
  </svg></div>
  ${a.executors.length > MOST_LANES ? html`<p class="quiet">${MOST_LANES} of ${count(a.executors.length)} executors are drawn.</p>` : nothing}`;
}
