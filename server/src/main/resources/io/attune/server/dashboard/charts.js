// Pictures, drawn by hand as SVG. Each has words beside it that say the same.
import { html, svg, nothing, money, time, short, visible, to, share, bytes, day } from './common.js';

// Squarified areas (Bruls, Huizing and van Wijk, 2000), the largest first.
export function squarify(values, x, y, width, height) {
  const total = values.reduce((a, b) => a + b, 0);
  if (!(total > 0)) return [];
  const scale = width * height / total;
  const boxes = [];
  let begin = 0;
  while (begin < values.length) {
    const side = Math.min(width, height);
    let end = begin; let sum = 0; let worst = Infinity;
    while (end < values.length) {
      const next = sum + values[end] * scale;
      const large = values[begin] * scale; const small = values[end] * scale;
      const ratio = Math.max(side * side * large / (next * next), next * next / (side * side * small));
      if (ratio > worst) break;
      worst = ratio; sum = next; end++;
    }
    const thick = side > 0 ? sum / side : 0;
    let along = 0;
    for (let i = begin; i < end; i++) {
      const long = thick > 0 ? values[i] * scale / thick : 0;
      boxes.push(width >= height ? { x, y: y + along, width: thick, height: long } : { x: x + along, y, width: long, height: thick });
      along += long;
    }
    if (width >= height) { x += thick; width -= thick; } else { y += thick; height -= thick; }
    begin = end;
  }
  return boxes;
}

const step = (s) => (s === null ? 'unknown' : s < 0.02 ? 's0' : s < 0.15 ? 's1' : s < 0.3 ? 's2' : s < 0.5 ? 's3' : 's4');

// The first of them, as a share of all: each stands where it will stand when all are drawn.
export function areas(list, unit, width, height, part = 1) {
  const known = list.filter((a) => a.costPerDay > 0);
  const boxes = squarify(known.map((a) => a.costPerDay), 0, 0, width, height);
  return html`<svg class="areas" viewBox="0 0 ${width} ${height}" role="list" aria-label="Workloads by what they cost a day">
    ${boxes.slice(0, Math.ceil(boxes.length * part)).map((b, i) => {
      const a = known[i];
      const label = visible(a.workload) + ', ' + money(a.costPerDay, unit) + ' a day' + (a.savedShare === null ? ', what can be saved is not known' : ', ' + share(a.savedShare) + ' can be saved') + (a.running ? ', runs now' : '');
      const room = Math.floor((b.width - 12) / 7.2);
      return svg`<g role="listitem"><a href=${to('workload', { workload: a.workload })} aria-label=${label}>
        <title>${label}</title>
        <rect class="area ${step(a.savedShare)}" x=${b.x + 1} y=${b.y + 1} width=${Math.max(0, b.width - 2)} height=${Math.max(0, b.height - 2)} rx="3"></rect>
        ${room > 8 && b.height > 22 ? svg`<text class="on ${step(a.savedShare)}" x=${b.x + 8} y=${b.y + 18}>${short(a.workload, room)}</text>` : nothing}
        ${room > 4 && b.height > (room > 8 ? 42 : 22) ? svg`<text class="on small ${step(a.savedShare)}" x=${b.x + 8} y=${b.y + (room > 8 ? 35 : 18)}>${a.savedShare === null ? '' : a.savedShare > 0.005 ? '−' + share(a.savedShare) : room > 16 ? 'nothing to save' : room > 9 ? 'no saving' : ''}</text>` : nothing}
        ${a.running ? svg`<circle class="pulse" cx=${b.x + b.width - 10} cy=${b.y + 10} r="4"></circle>` : nothing}
      </a></g>`;
    })}
  </svg>
  <p class="legend" aria-hidden="true">${[['s0', 'nothing to save'], ['s1', 'to 15 %'], ['s2', 'to 30 %'], ['s3', 'to 50 %'], ['s4', 'more'], ['unknown', 'not known']].map(([c, text]) => html`<span><svg width="12" height="12"><rect class="area ${c}" width="12" height="12" rx="2"></rect></svg> ${text}</span>`)}</p>`;
}

export const brief = (ms) => (ms >= 3600000 ? Number((ms / 3600000).toFixed(1)) + ' h' : ms >= 60000 ? Number((ms / 60000).toFixed(1)) + ' min' : ms >= 1000 ? Number((ms / 1000).toFixed(1)) + ' s' : Math.round(ms) + (ms ? ' ms' : ''));
// Steps of time that people count in.
export const times = (low, high, n) => {
  const raw = (high - low) / n;
  const unit = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 3e4, 6e4, 12e4, 3e5, 6e5, 18e5, 36e5, 72e5, 216e5, 432e5, 864e5].find((u) => u >= raw) || 864e5 * Math.ceil(raw / 864e5);
  const ticks = [];
  for (let t = Math.ceil(low / unit) * unit; t <= high; t += unit) ticks.push(t);
  return ticks;
};

export const scale = (low, high, from, till) => (v) => (high === low ? (from + till) / 2 : from + (v - low) / (high - low) * (till - from));
export const nice = (low, high, n = 4) => {
  const raw = (high - low) / n || 1; const power = 10 ** Math.floor(Math.log10(raw));
  const unit = [1, 2, 5, 10].find((m) => m * power >= raw) * power;
  const ticks = [];
  for (let t = Math.ceil(low / unit) * unit; t <= high + unit / 1e6; t += unit) ticks.push(t);
  return ticks;
};

function axes(x, y, box, xTicks, yTicks, xText, yText, xName, yName) {
  return svg`${yTicks.map((t) => svg`<line class="grid" x1=${box.left} x2=${box.right} y1=${y(t)} y2=${y(t)}></line><text class="tick end" x=${box.left - 6} y=${y(t) + 4}>${yText(t)}</text>`)}
    ${xTicks.map((t) => svg`<text class="tick middle" x=${x(t)} y=${box.bottom + 16}>${xText(t)}</text>`)}
    <line class="axis" x1=${box.left} x2=${box.right} y1=${box.bottom} y2=${box.bottom}></line>
    <text class="tick end" x=${box.right} y=${box.bottom + 32}>${xName}</text>
    <text class="tick" x=${box.left} y=${box.top - 8}>${yName}</text>`;
}

// Time against cost: the size of today, the advised one, and where an objective between them would be.
export function curve(forecast, index) {
  const points = forecast.points;
  const after = (p) => ({ ms: p.advisedSpanMs ?? p.spanMs, cost: p.advisedCost ?? p.cost });
  const changed = points.some((p) => p.advisedSpanMs !== null);
  const ms = points.flatMap((p) => [p.spanMs, after(p).ms]); const cost = points.flatMap((p) => [p.cost, after(p).cost]);
  const box = { left: 74, right: 620, top: 30, bottom: 270 };
  const x = scale(0, Math.max(...ms) * 1.05, box.left, box.right); const y = scale(0, Math.max(...cost) * 1.1, box.bottom, box.top);
  const path = (of) => points.map((p, i) => (i ? 'L' : 'M') + x(of(p).ms).toFixed(1) + ' ' + y(of(p).cost).toFixed(1)).join('');
  const now = points.find((p) => p.current); const chosen = points.find((p) => p.chosen); const picked = points[index];
  const asRan = (p) => ({ ms: p.spanMs, cost: p.cost });
  return html`<svg class="chart" viewBox="0 0 640 310" role="img" aria-label="Time against cost at other sizes">
    ${axes(x, y, box, times(0, Math.max(...ms), 5), nice(0, Math.max(...cost)), brief, (v) => Number(v.toPrecision(3)), 'time of a run →', 'cost of a run, ' + (forecast.unit === 'unit' ? 'units' : visible(forecast.unit)))}
    <path class="ran" d=${path(asRan)}></path>
    ${changed ? svg`<path class="advised" d=${path(after)}></path>` : nothing}
    ${points.map((p) => svg`<circle class="size" cx=${x(after(p).ms)} cy=${y(after(p).cost)} r="2.5"><title>${p.slots} slots: ${time(after(p).ms)}, ${money(after(p).cost, forecast.unit)}</title></circle>`)}
    ${now ? svg`<rect class="now" x=${x(now.spanMs) - 6} y=${y(now.cost) - 6} width="12" height="12"></rect><text class="mark" x=${x(now.spanMs) + 10} y=${y(now.cost) - 8}>today</text>` : nothing}
    ${chosen || changed ? (() => { const p = chosen || now; return p ? svg`<circle class="best" cx=${x(after(p).ms)} cy=${y(after(p).cost)} r="7"></circle><text class="mark" x=${x(after(p).ms) + 10} y=${y(after(p).cost) + 16}>advised</text>` : nothing; })() : nothing}
    ${picked ? svg`<circle class="picked" cx=${x(after(picked).ms)} cy=${y(after(picked).cost)} r="11"></circle>` : nothing}
  </svg>`;
}

// A dot a run, with the band that runs with the same settings stay within.
export function history(runs, noise, tried) {
  const box = { left: 74, right: 620, top: 24, bottom: 200 };
  const top = Math.max(...runs.map((r) => r.spanMs)) * 1.15; const most = Math.max(1, ...runs.map((r) => r.inputBytes));
  const x = scale(0, Math.max(1, runs.length - 1), box.left + 14, box.right - 14); const y = scale(0, top, box.bottom, box.top);
  let since = 0;
  runs.forEach((r, i) => { if (r.changes.length) since = i; });
  const same = runs.slice(since).filter((r) => r.succeeded).map((r) => r.spanMs).sort((a, b) => a - b);
  const middle = same[Math.floor(same.length / 2)];
  const verdict = (r) => tried.filter((t) => t.applicationId === r.applicationId);
  return html`<svg class="chart" viewBox="0 0 640 270" role="group" aria-label="Time of each run">
    ${axes(x, y, box, [], times(0, top, 3), () => '', brief, '', 'time of each run')}
    ${noise && middle ? svg`<rect class="band" x=${x(since) - 8} width=${Math.max(16, box.right - x(since))} y=${y(middle * (1 + noise))} height=${Math.max(1, y(middle / (1 + noise)) - y(middle * (1 + noise)))}></rect>` : nothing}
    ${runs.map((r, i) => svg`<g class="run ${r.succeeded ? '' : 'failed'}">
      <rect class="input" x=${x(i) - 4} width="8" y=${256 - 36 * r.inputBytes / most} height=${36 * r.inputBytes / most}></rect>
      ${r.changes.length ? svg`<line class="changed" x1=${x(i) - 9} x2=${x(i) - 9} y1=${box.top} y2=${box.bottom}></line>` : nothing}
      <a href=${to('application', { application: r.applicationId })} aria-label=${day(r.startTime) + ', ' + time(r.spanMs)}>
      ${r.succeeded ? svg`<circle class=${verdict(r).map((t) => t.state).join(' ')} cx=${x(i)} cy=${y(r.spanMs)} r="5"></circle>` : svg`<path d="M${x(i) - 5} ${y(r.spanMs) - 5}l10 10m0 -10l-10 10"></path>`}
      <title>${day(r.startTime)}: ${time(r.spanMs)}, ${money(r.cost, r.costUnit)}, ${bytes(r.inputBytes)} read${r.succeeded ? '' : ', failed'}${r.changes.map((c) => '\n' + c.property + ': ' + c.before + ' → ' + c.after).join('')}${verdict(r).map((t) => '\n' + t.property + ' ' + t.state.toLowerCase()).join('')}</title></a></g>`)}
    <text class="tick" x=${box.left} y="216">bytes read</text>
  </svg>`;
}

// A distribution from least to most, with the middle half as a box and the rule's threshold as a line.
export function spread(d, show, threshold) {
  if (!d || !d.count || !d.max) return html`<p class="quiet">none</p>`;
  const top = Math.max(d.max, threshold || 0, 1); const x = scale(0, top, 4, 596);
  return html`<svg class="spread" viewBox="0 0 600 44" role="img" aria-label=${'median ' + show(d.p50) + ', 95 % below ' + show(d.p95) + ', most ' + show(d.max)}>
    <line class="axis" x1=${x(d.min ?? 0)} x2=${x(d.max)} y1="14" y2="14"></line>
    <rect class="half" x=${x(d.p25)} y="5" width=${Math.max(2, x(d.p75) - x(d.p25))} height="18" rx="2"></rect>
    <line class="median" x1=${x(d.p50)} x2=${x(d.p50)} y1="3" y2="25"></line>
    <line class="far" x1=${x(d.p95)} x2=${x(d.p95)} y1="8" y2="20"></line><line class="far" x1=${x(d.max)} x2=${x(d.max)} y1="5" y2="23"></line>
    ${threshold ? svg`<line class="threshold" x1=${x(threshold)} x2=${x(threshold)} y1="0" y2="28"></line><text class="tick middle" x=${Math.min(560, Math.max(40, x(threshold)))} y="40">threshold ${show(threshold)}</text>` : nothing}
  </svg><p class="quiet">median ${show(d.p50)}, middle half ${show(d.p25)} to ${show(d.p75)}, 95 % below ${show(d.p95)}, most ${show(d.max)}; ${d.count} tasks</p>`;
}

export function weeks(list, unit) {
  const box = { left: 74, right: 620, top: 24, bottom: 190 };
  const values = list.map((w) => w.cost); const top = Math.max(0, ...values); const low = Math.min(0, ...values);
  const y = scale(low, top || 1, box.bottom, box.top); const wide = (box.right - box.left) / Math.max(8, list.length);
  return html`<svg class="chart" viewBox="0 0 640 225" role="img" aria-label="Saved by week">
    ${axes((v) => v, y, box, [], nice(low, top || 1, 3), () => '', (v) => Number(v.toPrecision(3)), '', 'saved, ' + (unit === 'unit' ? 'units' : visible(unit)))}
    ${list.map((w, i) => svg`<rect class=${w.cost < 0 ? 'worse' : 'bar'} x=${box.left + i * wide + 3} width=${wide - 6} y=${y(Math.max(0, w.cost))} height=${Math.max(1, Math.abs(y(w.cost) - y(0)))}><title>week of ${w.week}: ${money(w.cost, unit)}</title></rect>
      ${i % Math.ceil(list.length / 6) === 0 ? svg`<text class="tick" x=${box.left + i * wide} y="208">${w.week}</text>` : nothing}`)}
  </svg>`;
}

// Expected against measured, with the diagonal on which advice keeps its word.
export function diagonal(outcomes) {
  const dots = outcomes.filter((o) => o.expected.time.expected !== null && o.realised.time.expected !== null)
    .map((o) => ({ o, x: -o.expected.time.expected / 1000, y: -o.realised.time.expected / 1000 }));
  if (!dots.length) return html`<p class="quiet">No outcome has both an expected and a measured time yet.</p>`;
  const all = dots.flatMap((d) => [d.x, d.y]); const low = Math.min(0, ...all); const top = Math.max(1, ...all);
  const box = { left: 74, right: 420, top: 24, bottom: 340 };
  const x = scale(low, top, box.left, box.right); const y = scale(low, top, box.bottom, box.top);
  return html`<svg class="chart square" viewBox="0 0 440 385" role="img" aria-label="Expected against measured saving of time">
    ${axes(x, y, box, times(low * 1000, top * 1000, 3).map((t) => t / 1000), times(low * 1000, top * 1000, 3).map((t) => t / 1000), (t) => brief(t * 1000), (t) => brief(t * 1000), 'expected →', 'measured')}
    <line class="diagonal" x1=${x(low)} y1=${y(low)} x2=${x(top)} y2=${y(top)}></line>
    ${dots.map((d) => svg`<g class="dot ${d.o.state}">${d.o.state === 'REGRESSED' ? svg`<path d=${'M' + (x(d.x) - 4) + ' ' + (y(d.y) - 4) + 'l8 8m0 -8l-8 8'}></path>` : svg`<circle cx=${x(d.x)} cy=${y(d.y)} r="4"></circle>`}<title>${visible(d.o.workload)}: ${visible(d.o.property)} expected ${time(d.x * 1000)}, measured ${time(d.y * 1000)}</title></g>`)}
  </svg>`;
}
