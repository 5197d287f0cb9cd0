// One change as a card: the gain first, the change second, the reason third, the doubt last and always.
import { html, nothing, money, time, share, short, visible, to, copy, send, say, plural } from './common.js';

export const session = { role: 'NOBODY', changed: () => {} };

const words = { CRITICAL: '●●●●', HIGH: '●●●○', MODERATE: '●●○○', LOW: '●○○○', UNKNOWN: '○○○○' };
export const severity = (s) => (s ? html`<span class="severity ${s}"><span aria-hidden="true">${words[s]}</span> ${s.toLowerCase()}</span>` : '–');

export function sureness(confidence) {
  const level = confidence.value >= 0.75 ? 'sure' : confidence.value >= 0.5 ? 'fairly sure' : 'unsure';
  return html`<span class="sure" title=${confidence.conditions.map((c) => c.explanation).join(' ')}>
    <svg viewBox="0 0 50 8" width="50" height="8" aria-hidden="true"><rect class="track" width="50" height="8" rx="4"></rect>
      <rect class="fill" width=${50 * confidence.value} height="8" rx="4"></rect></svg>
    ${level}, ${share(confidence.value)}, from ${plural(confidence.runs, 'run')}</span>`;
}

// The largest thing that is known, in words.
export function headline(r) {
  const cost = r.gain.costPerRun; const wall = r.gain.timePerRun;
  const month = r.gain.costPerMonth;
  if (cost.basis === 'REPLAY' && cost.expected > 0) {
    return month ? html`<b>${money(month.expected, month.unit)}</b> less a month` : html`<b>${money(cost.expected, cost.unit)}</b> less a run`;
  }
  if (wall.basis === 'REPLAY' && wall.expected > 0) return html`<b>${time(wall.expected)}</b> less a run`;
  if (wall.basis === 'BOUND' && wall.most > 0) return html`<b>up to ${time(wall.most)}</b> less a run`;
  if (r.category === 'RELIABILITY' || r.severity === 'CRITICAL') return html`<b>stops failures</b>`;
  return html`<b>worth doing</b>, what it saves is not known`;
}

export function range(gain) {
  const parts = [];
  const cost = gain.costPerRun; const wall = gain.timePerRun; const month = gain.costPerMonth; const months = gain.timePerMonth;
  const both = (g, show) => (g.least === null ? show(g.expected) : show(g.expected) + ' (' + show(g.least) + ' to ' + show(g.most) + ')');
  if (cost.basis === 'REPLAY') parts.push(both(cost, (v) => money(v, cost.unit)) + ' of the cost of a run' + (month ? ', ' + money(month.expected, month.unit) + ' a month' : ''));
  else if (cost.expected !== null && cost.expected < 0) parts.push('costs about ' + money(-cost.expected, cost.unit) + ' more a run');
  if (wall.basis === 'REPLAY') parts.push(both(wall, time) + ' of the time of a run' + (months ? ', ' + time(months.expected) + ' a month' : ''));
  else if (wall.basis === 'BOUND' && wall.most > 0) parts.push('at most ' + time(wall.most) + ' of each run');
  if (!parts.length) return 'No replay of the run can tell what it saves.';
  const pace = gain.runsPerMonth === null ? 'too few runs were seen to say it by the month' : 'at ' + (gain.runsPerMonth < 10 ? gain.runsPerMonth.toPrecision(2) : Math.round(gain.runsPerMonth)) + ' runs a month';
  return parts.join('; ') + '; ' + pace + '.';
}

export const setting = (r) => (r.property && r.recommended !== null ? r.property + '=' + r.recommended : '');
export const settings = (list) => list.map(setting).filter(Boolean).join('\n');

export async function decide(r) {
  const subject = r.property || r.ruleId;
  const failure = r.state === 'DISMISSED'
    ? await send('DELETE', 'decisions?' + new URLSearchParams({ workload: r.workload, subject }))
    : await send('POST', 'decisions', { workload: r.workload, subject });
  say(failure || (r.state === 'DISMISSED' ? 'Taken back.' : 'Dismissed.'));
  if (!failure) setTimeout(() => session.changed(), 800);
}

const change = (r) => (r.property
  ? html`<code class="property">${visible(r.property)}</code> <span class="from">${r.current === null ? 'not set' : visible(r.current)}</span>
      <span aria-label="to">→</span> <strong class="to">${r.recommended === null ? '' : visible(r.recommended)}</strong>`
  : html`<span class="property">${visible(r.ruleId)}</span>`);

export function card(list, options = {}) {
  const r = list[0];
  const text = settings(list);
  return html`<article class="card ${r.severity}" data-item data-copy=${text} data-open=${to('workload', { workload: r.workload })} tabindex="-1">
    <p class="gain"><span>${headline(r)}</span> ${severity(r.severity)}</p>
    ${options.withWorkload === false ? nothing : html`<p class="of"><a href=${to('workload', { workload: r.workload })}>${short(r.workload)}</a></p>`}
    ${list.map((s) => html`<p class="change">${change(s)}</p>`)}
    <p>${visible(r.summary)}</p>
    <p class="quiet">${range(r.gain)}</p>
    <p class="doubt"><span class="label">Doubt:</span> ${visible(r.doubt)}</p>
    <p class="foot">${sureness(r.confidence)} <span class="quiet">rule ${r.ruleId}${r.stageId === null ? '' : html`, <a href=${to('stage', { application: r.applicationId, stage: r.stageId })}>stage ${r.stageId}</a>`}</span></p>
    <p class="does">${text ? html`<button type="button" @click=${(e) => copy(text, e.target)}>Copy</button>` : nothing}
      ${session.role === 'OPERATE' ? html`<button type="button" data-dismiss @click=${() => list.forEach(decide)}>${r.state === 'DISMISSED' ? 'Take back' : 'Dismiss'}</button>` : nothing}
      ${r.state === 'ACTIVE' ? nothing : html`<span class="state">${r.state.toLowerCase()}</span>`}</p>
  </article>`;
}
