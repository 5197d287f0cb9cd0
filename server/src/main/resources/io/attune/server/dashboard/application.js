// Applications, one of them in time, and one of its stages.
import { html, nothing, ask, to, time, bytes, count, short, visible, plural, day, empty, share } from './common.js';
import { spread } from './charts.js';
import { ends, lanes, slots } from './slots.js';
import { queries, units } from './query.js';
import { card } from './advice.js';

export const application = {
  title: (params) => short(params.get('application') || 'Applications', 60),

  async load(params) {
    const id = params.get('application');
    if (!id) return { list: await ask('applications', { state: params.get('state'), workload: params.get('workload'), search: params.get('search'), limit: 200 }) };
    const [detail, stages, advice] = await Promise.all([ask('application', { application: id }), ask('stages', { application: id, sort: '-executorRunTimeMs', limit: 100 }), ask('recommendations', { application: id })]);
    return { detail, stages: stages.items, advice: advice.items };
  },

  live: (data) => Boolean(data.list ? data.list.items.some((a) => !a.ended) : !data.detail.summary.ended),

  view(data, params) {
    return data.list ? list(data.list, params) : one(data);
  },
};

const until = (a) => (a.startTime && (a.endTime || a.lastEventTime) ? (a.endTime || a.lastEventTime) - a.startTime : null);

function list(page, params) {
  const chip = (state, text) => html`<a class="chip ${(params.get('state') || '') === state ? 'on' : ''}" aria-current=${(params.get('state') || '') === state ? 'true' : 'false'} data-replace href=${to('application', { state, workload: params.get('workload') })}>${text}</a> `;
  return html`<h1 class="sentence">${page.total ? html`<b>${count(page.total)}</b> ${page.total === 1 ? 'application' : 'applications'}${params.get('workload') ? html` of ${short(params.get('workload'), 60)}` : nothing}${params.get('state') ? ', ' + params.get('state') : ''}` : 'No such application is known'}.</h1>
    <p class="sorts">${chip('', 'all')}${chip('running', 'running')}${chip('ended', 'ended')}</p>
    <form class="search" role="search" @submit=${(e) => e.preventDefault()}><label>Search <input type="search" .value=${params.get('search') || ''} data-search placeholder="id, name or workload"></label></form>
    <div class="scroll" tabindex="0" role="group" aria-label="Applications"><table><thead><tr><th>Application</th><th>Workload</th><th>State</th><th class="n">Time</th><th class="n">Executors</th><th class="n">Jobs</th><th class="n">Stages</th><th>Start</th></tr></thead>
    <tbody>${page.items.map((a) => html`<tr data-item data-open=${to('application', { application: a.id })} tabindex="-1"><td><a href=${to('application', { application: a.id })}>${short(a.name || a.id, 60)}</a></td><td><a href=${to('workload', { workload: a.workload })}>${short(a.workload, 60)}</a></td>
      <td>${a.ended ? 'ended' : html`<span class="live">running</span>`}${a.thinned ? ', not all kept' : ''}</td><td class="n">${time(until(a))}</td><td class="n">${a.executors}</td><td class="n">${a.jobs}</td><td class="n">${a.stages}</td><td>${day(a.startTime)}</td></tr>`)}</tbody></table></div>
    ${page.complete ? nothing : html`<p class="warn">Not all could be looked at: this instance is still taking over what others worked on, or there are more than the 2,000 newest.</p>`}`;
}

function one(data) {
  const a = data.detail; const s = a.summary;
  const idle = a.spanMs ? a.driverIdleMs / a.spanMs : 0;
  const lost = a.executors.filter((e) => e.lost).length;
  return html`<p class="crumb"><a href="./application">Applications</a> / application</p>
    <h1 class="subject">${short(s.name || s.id, 160)}</h1>
    <ul class="facts"><li>${s.ended ? 'ended' : html`<b class="live">running</b>`}, ${time(a.slotUse && s.startTime ? a.slotUse.untilTime - s.startTime : until(s))}</li><li>workload <a href=${to('workload', { workload: s.workload })}>${short(s.workload, 80)}</a></li>
      <li>${plural(s.executors, 'executor')}, ${plural(a.slots, 'slot')}${lost ? html`, <b class="warn">${lost} lost</b>` : nothing}</li><li>${plural(s.jobs, 'job')}, ${plural(s.stages, 'stage')}</li>
      ${s.sparkVersion ? html`<li>Spark ${visible(s.sparkVersion)}</li>` : nothing}<li class="quiet">${visible(s.id)}</li>
      ${a.spanMs && a.driverIdleMs ? html`<li>no stage ran for ${time(a.driverIdleMs)}${s.ended ? `, ${share(idle)} of the time from its first job to its last` : ''}</li>` : nothing}
      ${a.taskEventsLost ? html`<li class="warn">${count(a.taskEventsLost)} task events were lost: numbers are lower bounds</li>` : nothing}
      ${s.thinned ? html`<li class="warn">beyond a limit: not all of it is kept</li>` : nothing}</ul>
    <section aria-labelledby="lanes-title"><h2 id="lanes-title">What ran when</h2>${slots(a)}${lanes(a)}
      <p class="quiet">Stages in the order in which they came; below, each executor from its coming to its going. ✕: lost or failed.</p></section>${ends(a)}${queries(a)}${units(a)}
    ${data.advice.length ? html`<section aria-labelledby="advice-title"><h2 id="advice-title">What to change</h2><div class="cards">${data.advice.map((r) => card([r], { withWorkload: false }))}</div></section>`
      : html`<p class="quiet">${s.ended ? 'No advice that stands comes from this run.' : 'No advice yet; it comes as soon as a rule has seen enough.'}</p>`}
    ${data.stages.length ? html`<section aria-labelledby="stages-title"><h2 id="stages-title">Stages <span class="quiet">those with the most task time</span></h2>
      <div class="scroll" tabindex="0" role="group" aria-label="Stages"><table><thead><tr><th>Stage</th><th>Name</th><th>Progress</th><th class="n">Failed</th><th class="n">Median</th><th class="n">Longest</th><th class="n">Read</th><th class="n">Shuffle read</th><th class="n">Spilled</th></tr></thead>
      <tbody>${data.stages.map((g) => html`<tr data-item data-open=${to('stage', { application: s.id, stage: g.stageId, attempt: g.stageAttempt })} tabindex="-1"><td><a href=${to('stage', { application: s.id, stage: g.stageId, attempt: g.stageAttempt })}>${g.stageId}${g.stageAttempt ? '.' + g.stageAttempt : ''}</a></td><td>${short(g.name, 60)}</td>
        <td>${g.numTasks ? html`<progress max=${g.numTasks} value=${Math.min(g.numTasks, g.tasksSeen)} aria-label="tasks seen"></progress> ` : nothing}${g.tasksSeen}${g.numTasks ? ' of ' + g.numTasks : ''}</td><td class="n">${g.tasksFailed || ''}</td><td class="n">${time(g.taskDurationMs.p50)}</td><td class="n">${time(g.taskDurationMs.max)}</td><td class="n">${bytes(g.inputBytes)}</td><td class="n">${bytes(g.shuffleReadBytes)}</td><td class="n">${bytes(g.diskBytesSpilled || g.memoryBytesSpilled)}</td></tr>`)}</tbody></table></div></section>` : html`<p class="quiet">No task of a stage has ended yet.</p>`}
    ${a.jobs.some((j) => j.failure) ? html`<section aria-labelledby="jobs-title"><h2 id="jobs-title">Jobs that failed</h2><ul>${a.jobs.filter((j) => j.failure).map((j) => html`<li>job ${j.job}, ${short(j.name)}: ${short(j.failure, 300)}</li>`)}</ul></section>` : nothing}`;
}

export const stage = {
  title: (params) => 'Stage ' + short(params.get('stage') || '', 20),

  async load(params) {
    const id = params.get('application');
    if (!id || !params.get('stage')) return { none: true };
    const [stages, advice] = await Promise.all([ask('stages', { application: id, stage: params.get('stage') }), ask('recommendations', { application: id })]);
    return { attempts: stages.items, advice: advice.items.filter((r) => String(r.stageId) === params.get('stage')) };
  },

  live: (data) => Boolean(data.attempts && data.attempts.some((s) => !s.completionTime)),

  view(data, params) {
    if (data.none) return empty('Which stage?', html`<a href="./application">An application</a> lists them.`);
    const s = data.attempts.find((a) => String(a.stageAttempt) === params.get('attempt')) || data.attempts[data.attempts.length - 1];
    if (!s) return empty('This stage is not kept', html`<a href=${to('application', { application: params.get('application') })}>The application</a> shows those that are.`);
    const evidence = data.advice.flatMap((r) => r.evidence);
    const threshold = (...names) => evidence.find((e) => names.includes(e.metric) && e.threshold !== null && e.statistic !== 'ratio' && e.statistic !== 'share')?.threshold;
    const wall = s.submissionTime && s.completionTime ? s.completionTime - s.submissionTime : null;
    const facts = [['task time', time(s.executorRunTimeMs)], ['on processors', time(s.executorCpuTimeMs)], ['collecting garbage', time(s.jvmGcTimeMs) + (s.executorRunTimeMs ? ', ' + share(s.jvmGcTimeMs / s.executorRunTimeMs) : '')], ['waiting for shuffles', time(s.shuffleFetchWaitTimeMs)], ['scheduler delay', time(s.schedulerDelayMs)], ['read', bytes(s.inputBytes)], ['written', bytes(s.outputBytes)], ['shuffle read', bytes(s.shuffleReadBytes)], ['shuffle written', bytes(s.shuffleWriteBytes)], ['spilled from memory', bytes(s.memoryBytesSpilled)], ['spilled to disk', bytes(s.diskBytesSpilled)], ['peak execution memory of a task', bytes(s.peakExecutionMemoryBytes)]].filter(([, value]) => !/^0( ms)?(,|$)/.test(value));
    return html`<p class="crumb"><a href=${to('application', { application: s.applicationId })}>Application</a> / stage</p>
      <h1 class="subject">Stage ${s.stageId}${s.stageAttempt ? ', attempt ' + s.stageAttempt : ''}</h1>
      <p>${visible(s.name)}</p>
      <ul class="facts"><li>${s.failure ? html`<b class="warn">failed</b>` : s.completionTime ? 'done' : html`<b class="live">running</b>`}${wall === null ? '' : ', ' + time(wall)}</li><li>${count(s.tasksSeen)}${s.numTasks ? ' of ' + count(s.numTasks) : ''} tasks seen${s.completeness !== null && s.completeness < 1 ? html`, <b class="warn">not all: numbers are lower bounds</b>` : nothing}</li><li>${count(s.tasksFailed)} failed, ${count(s.tasksKilled)} killed, ${count(s.tasksSpeculative)} speculative</li></ul>
      ${data.attempts.length > 1 ? html`<p class="sorts">${data.attempts.map((a) => html`<a class="chip ${a === s ? 'on' : ''}" aria-current=${a === s ? 'true' : 'false'} href=${to('stage', { application: s.applicationId, stage: s.stageId, attempt: a.stageAttempt })}>attempt ${a.stageAttempt}</a> `)}</p>` : nothing}
      ${s.failure ? html`<pre class="conf">${short(s.failure, 2000)}</pre>` : nothing}
      ${data.advice.length ? html`<div class="cards">${data.advice.map((r) => card([r]))}</div>` : nothing}
      <section><h2>Duration of its tasks</h2>${spread(s.taskDurationMs, time, threshold('taskDurationMs', 'duration'))}</section>
      ${s.taskInputBytes?.max ? html`<section><h2>Bytes that each read</h2>${spread(s.taskInputBytes, bytes, threshold('taskInputBytes', 'inputBytes'))}</section>` : nothing}
      ${s.taskShuffleReadBytes?.max ? html`<section><h2>Bytes that each read from shuffles</h2>${spread(s.taskShuffleReadBytes, bytes, threshold('taskShuffleReadBytes', 'shuffleReadBytes'))}</section>` : nothing}
      <section><h2>All tasks together</h2><dl class="silent">${facts.map(([k, v]) => html`<div><dt>${k}</dt><dd>${v}</dd></div>`)}${s.durationBytesCorrelation === null ? nothing : html`<div><dt>duration follows bytes</dt><dd>correlation ${s.durationBytesCorrelation.toFixed(2)}</dd></div>`}</dl></section>
      ${s.failures.length ? html`<section><h2>Failures</h2><div class="scroll" tabindex="0" role="group" aria-label="Failures"><table><thead><tr><th>Cause</th><th>Error</th><th>Host</th><th class="n">Attempts</th></tr></thead><tbody>${s.failures.map((f) => html`<tr><td>${visible(f.cause)}</td><td>${visible(f.errorClass ?? '–')}</td><td>${visible(f.host ?? '–')}</td><td class="n">${f.count}</td></tr>`)}</tbody></table></div></section>` : nothing}
      ${evidence.length ? html`<section><h2>What rules saw</h2><div class="scroll" tabindex="0" role="group" aria-label="Evidence"><table><thead><tr><th>Metric</th><th>Statistic</th><th class="n">Value</th><th class="n">Threshold</th></tr></thead><tbody>${evidence.map((e) => html`<tr><td>${e.metric}</td><td>${e.statistic}</td><td class="n">${shown(e.value, e.unit)}</td><td class="n">${e.threshold === null ? '–' : shown(e.threshold, e.unit)}</td></tr>`)}</tbody></table></div></section>` : nothing}`;
  },
};

const shown = (v, unit) => (unit === 'bytes' ? bytes(v) : unit === 'ms' ? time(v) : unit === 'share' ? share(v) : Number(v.toPrecision(4)) + (unit === 'ratio' ? ' ×' : ''));
