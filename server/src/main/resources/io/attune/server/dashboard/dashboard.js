'use strict';
// Shows what the API answers; works nothing out but differences over time and units.

const SEVERITIES = ['CRITICAL', 'HIGH', 'MODERATE', 'LOW', 'UNKNOWN'];
const API = 'api/v1/';
const RETRY_MS = 10000;
const $ = (id) => document.getElementById(id);
const advice = new Map();
let selected = null;
let role = 'NOBODY';
let following = null;

// What would control, hide or turn around a text is shown as its number, as everywhere in Attune.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;
const units = (c) => c.split('').map((unit) => '\\u' + unit.charCodeAt(0).toString(16).padStart(4, '0')).join('');
const visible = (text) => String(text).replace(INVISIBLE, units);

function element(tag, text, className) {
  const node = document.createElement(tag);
  if (text !== undefined && text !== null) node.textContent = visible(text);
  if (className) node.className = className;
  return node;
}

function bytes(n) {
  if (!n) return n === 0 ? '0' : '';
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const i = Math.min(units.length - 1, Math.floor(Math.log2(n) / 10));
  return (n / 2 ** (10 * i)).toFixed(i && n / 2 ** (10 * i) < 10 ? 1 : 0) + ' ' + units[i];
}

function time(ms) {
  if (ms === null || ms === undefined) return '';
  if (ms < 1000) return Math.round(ms) + ' ms';
  if (ms < 60000) return (ms / 1000).toFixed(1) + ' s';
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? minutes + ' min ' + seconds % 60 + ' s'
    : Math.floor(minutes / 60) + ' h ' + minutes % 60 + ' min';
}

async function get(path) {
  const answer = await fetch(path);
  if (answer.status === 401) showLogin();
  if (!answer.ok) throw new Error(path + ' answered ' + answer.status);
  return answer.json();
}

// Changes something; what is wrong, if anything is.
async function send(method, path, body) {
  const answer = await fetch(API + path, body === undefined ? { method } :
    { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  if (answer.ok) return null;
  const problem = await answer.json().catch(() => ({}));
  return problem.detail || 'Attune answered ' + answer.status + '.';
}

function showLogin() {
  role = 'NOBODY';
  $('login').hidden = false;
  $('shown').hidden = true;
  $('who').hidden = true;
  $('state').textContent = 'not logged in';
  if (following) following.close();
  following = null;
}

// Who looks; begins to show things once somebody may.
async function begin() {
  const session = await get(API + 'session');
  role = session.role;
  if (role === 'NOBODY') { showLogin(); return; }
  $('login').hidden = true;
  $('shown').hidden = false;
  $('who').hidden = !session.name;
  $('who-name').textContent = session.name;
  if (!following) follow();
  await refresh();
}

async function logIn(event) {
  event.preventDefault();
  const token = $('token').value.trim();
  const sent = token ? { token } : { name: $('name').value, password: $('password').value };
  $('login-failure').textContent = await send('POST', 'session', sent) || '';
  $('token').value = $('password').value = '';
  await begin();
}

async function logOut() {
  await send('DELETE', 'session');
  showLogin();
}

// Dismisses advice, or takes that back.
async function decide(r) {
  const subject = r.property || r.ruleId;
  const failure = r.state === 'DISMISSED'
    ? await send('DELETE', 'decisions?' + new URLSearchParams({ workload: r.workload, subject }))
    : await send('POST', 'decisions', { workload: r.workload, subject });
  if (failure) $('state').textContent = failure;
}

async function getAll(path) {
  const items = [];
  let next = '';
  do {
    const page = await get(API + path + '&limit=1000' + (next && '&cursor=' + encodeURIComponent(next)));
    items.push(...page.items);
    next = page.next;
  } while (next);
  return items;
}

// The settings of one change stand on one card.
function card(settings) {
  const r = settings[0];
  const node = element('article', null, 'card ' + r.severity);
  settings.forEach((s) => {
    const number = element('p', s.recommended === null ? s.ruleId : s.recommended, 'number');
    if (s.recommended !== null && s.current !== null) number.append(element('small', ' now ' + s.current));
    node.append(number);
    if (s.property) node.append(element('p', s.property, 'property'));
  });
  node.append(element('p', r.summary));
  const confidence = Math.round(100 * r.confidence.value);
  const meta = element('p', [r.workload, r.severity.toLowerCase(), confidence + ' % sure', r.ruleId].join(' · '), 'meta');
  if (role === 'OPERATE') {
    const button = element('button', r.state === 'DISMISSED' ? 'tell again' : 'dismiss');
    button.addEventListener('click', () => settings.forEach((s) => decide(s).catch((e) => console.error(e))));
    meta.append(' ', button);
  }
  node.append(meta);
  node.append(element('p', r.doubt, 'doubt'));
  return node;
}

function showAdvice() {
  const chosen = $('workload').value;
  const all = [...advice.values()];
  const shown = all.filter((r) => !chosen || r.workload === chosen).sort((a, b) =>
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || a.key.localeCompare(b.key));
  const changes = new Map();
  shown.forEach((r) => {
    const key = r.group ? r.workload + ' ' + r.group : r.key;
    changes.set(key, [...(changes.get(key) || []), r]);
  });
  const isHead = (r) => r.group && r.group.endsWith('/' + r.property);
  changes.forEach((change) => change.sort((a, b) => isHead(b) - isHead(a)));
  $('advice').replaceChildren(...[...changes.values()].map(card));
  if (!shown.length) $('advice').append(element('p', 'Nothing to change, as far as has been seen.', 'empty'));
  $('advice-count').textContent = changes.size ? '(' + changes.size + ')' : '';
  const names = [...new Set(all.map((r) => r.workload))].sort();
  $('workload').replaceChildren(new Option('all', ''), ...names.map((n) => new Option(n, n)));
  $('workload').value = names.includes(chosen) ? chosen : '';
}

async function loadAdvice() {
  const list = await getAll('recommendations?sort=-severity');
  advice.clear();
  list.forEach((r) => advice.set(r.key, r));
  showAdvice();
}

// Asks for the list each time the stream has been opened, so that nothing in between is missed. A stream that
// was refused is not tried again by the browser; until it is let in, the list is asked for now and then.
function follow() {
  const events = new EventSource(API + 'events');
  following = events;
  events.addEventListener('recommendations', (e) => {
    const changes = JSON.parse(e.data);
    changes.withdrawn.forEach((key) => advice.delete(key));
    changes.published.forEach((r) => advice.set(r.key, r));
    showAdvice();
  });
  events.addEventListener('reset', reloadAdvice);
  events.addEventListener('open', reloadAdvice);
  events.addEventListener('error', () => {
    if (events.readyState === EventSource.CLOSED && following === events) {
      reloadAdvice();
      setTimeout(() => { if (following === events) follow(); }, RETRY_MS);
    }
  });
}

function reloadAdvice() {
  loadAdvice().catch((e) => console.error(e));
}

function applicationRow(a) {
  const row = element('tr');
  row.setAttribute('aria-selected', String(a.id === selected));
  const choose = element('button', a.name || a.id);
  choose.title = a.id;
  choose.addEventListener('click', () => { selected = a.id; refresh(); });
  const cell = element('td');
  cell.append(choose);
  const until = a.endTime || a.lastEventTime;
  row.append(cell, element('td', a.workload), element('td', a.sparkVersion),
    element('td', (a.ended ? 'ended' : 'running') + (a.thinned ? ', beyond a limit: not all is kept' : '')),
    element('td', a.startTime && until ? time(until - a.startTime) : '', 'n'),
    element('td', a.executors, 'n'), element('td', a.jobs, 'n'), element('td', a.stages, 'n'));
  return row;
}

function stageRow(s) {
  const row = element('tr');
  const progress = element('td');
  if (s.numTasks) {
    const bar = element('progress');
    bar.max = s.numTasks;
    bar.value = s.tasksSeen;
    progress.append(bar, ' ');
  }
  progress.append(s.tasksSeen + (s.numTasks ? ' of ' + s.numTasks : ''));
  row.append(element('td', s.stageId + (s.stageAttempt ? '.' + s.stageAttempt : '')), element('td', s.name),
    progress, element('td', s.tasksFailed || '', 'n'),
    element('td', time(s.taskDurationMs.p50), 'n'), element('td', time(s.taskDurationMs.max), 'n'),
    element('td', bytes(s.inputBytes), 'n'), element('td', bytes(s.shuffleReadBytes), 'n'),
    element('td', bytes(s.diskBytesSpilled), 'n'));
  return row;
}

const rate = { times: [], values: [], last: null, plot: null };

async function loadRate() {
  const text = await (await fetch('metrics')).text();
  const match = text.match(/^attune_events_total\{topic="task-metrics"\} (\S+)/m);
  const now = Date.now() / 1000;
  const total = match ? Number(match[1]) : 0;
  if (rate.last) {
    rate.times.push(now);
    rate.values.push(Math.max(0, total - rate.last.total) / (now - rate.last.now));
    if (rate.times.length > 300) { rate.times.shift(); rate.values.shift(); }
    draw();
  }
  rate.last = { now, total };
}

function draw() {
  const style = getComputedStyle(document.documentElement);
  const quiet = style.getPropertyValue('--quiet');
  const line = style.getPropertyValue('--line');
  if (!rate.plot) {
    const axis = { stroke: quiet, grid: { stroke: line, width: 1 }, ticks: { stroke: line } };
    rate.plot = new uPlot({
      width: $('rate').clientWidth - 16, height: 160, legend: { show: false }, cursor: { show: false },
      scales: { y: { range: (u, min, max) => [0, Math.max(1, max * 1.1)] } },
      axes: [axis, { ...axis, size: 60 }],
      series: [{}, { label: 'tasks/s', stroke: style.getPropertyValue('--accent'), width: 2 }],
    }, [rate.times, rate.values], $('rate'));
    window.addEventListener('resize', () => rate.plot.setSize({ width: $('rate').clientWidth - 16, height: 160 }));
  }
  rate.plot.setData([rate.times, rate.values]);
}

async function state() {
  const health = await (await fetch('health/ready')).json();
  const down = health.checks.filter((c) => c.status !== 'UP');
  return down.length ? down.map((c) => c.reason).join(' ') : 'running';
}

async function refresh() {
  if (role === 'NOBODY') return;
  try {
    $('state').textContent = await state();
    const applications = (await get(API + 'applications?limit=100')).items;
    if (!applications.some((a) => a.id === selected)) selected = applications.length ? applications[0].id : null;
    $('applications').replaceChildren(...applications.map(applicationRow));
    const stages = selected
      ? (await get(API + 'stages?sort=-stage&limit=500&application=' + encodeURIComponent(selected))).items : [];
    $('stages').replaceChildren(...stages.reverse().map(stageRow));
    $('stages-of').textContent = selected ? 'of ' + selected : '';
    await loadRate();
  } catch (e) {
    if (role !== 'NOBODY') $('state').textContent = 'Attune does not answer';
    console.error(e);
  }
}

$('workload').addEventListener('change', showAdvice);
$('login').addEventListener('submit', (e) => logIn(e).catch((f) => console.error(f)));
$('logout').addEventListener('click', () => logOut().catch((f) => console.error(f)));
begin().catch((e) => { $('state').textContent = 'Attune does not answer'; console.error(e); setTimeout(() => location.reload(), RETRY_MS); });
setInterval(refresh, 2000);
