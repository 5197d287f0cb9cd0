// What all pages share: texts, numbers, questions to the API, links.
import { html, svg, render, nothing } from './lit-html.js';
export { html, svg, render, nothing };

export const API = 'api/v1/';
export const SEVERITIES = ['CRITICAL', 'HIGH', 'MODERATE', 'LOW', 'UNKNOWN'];

// What would control, hide or turn around a text is shown as its number, as everywhere in Attune.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;
const units = (c) => c.split('').map((unit) => '\\u' + unit.charCodeAt(0).toString(16).padStart(4, '0')).join('');
export const visible = (text) => String(text ?? '').replace(INVISIBLE, units);
export function short(text, most = 90) {
  const whole = visible(text);
  return whole.length > most ? whole.slice(0, most - 1) + '…' : whole;
}

export function bytes(n) {
  if (n === null || n === undefined) return '–';
  if (!n) return '0';
  const names = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  const i = Math.min(names.length - 1, Math.floor(Math.log2(Math.abs(n)) / 10));
  const value = n / 2 ** (10 * i);
  return value.toFixed(i && Math.abs(value) < 10 ? 1 : 0) + ' ' + names[i];
}

export function time(ms) {
  if (ms === null || ms === undefined) return '–';
  const sign = ms < 0 ? '−' : '';
  const all = Math.abs(ms);
  if (all < 1000) return sign + Math.round(all) + ' ms';
  if (all < 60000) return sign + (all / 1000).toFixed(1) + ' s';
  const seconds = Math.round(all / 1000);
  if (seconds < 3600) return sign + Math.floor(seconds / 60) + ' min ' + seconds % 60 + ' s';
  const hours = seconds / 3600;
  return hours < 100 ? sign + Math.floor(hours) + ' h ' + Math.round(seconds % 3600 / 60) + ' min'
    : sign + count(Math.round(hours)) + ' h';
}

const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
export const number = (n) => (n === null || n === undefined ? '–' : Math.abs(n) >= 1000 ? whole.format(n) : digits.format(n));
export const count = (n) => (n === null || n === undefined ? '–' : whole.format(n));
export const share = (s) => (s === null || s === undefined ? '–' : Math.round(s * 100) + ' %');
export const plural = (n, one, many) => count(n) + ' ' + (n === 1 ? one : many || one + 's');

// Neutral prices are no currency: they are said to be units.
export const money = (amount, unit) => (amount === null || amount === undefined ? '–'
  : unit === 'unit' || !unit ? number(amount) + (Math.abs(amount) === 1 ? ' unit' : ' units') : number(amount) + ' ' + visible(unit));

export const clock = (ms) => new Date(ms).toLocaleTimeString([], { hour12: false });
export const day = (ms) => (ms ? new Date(ms).toISOString().slice(0, 16).replace('T', ' ') + ' UTC' : '–');

// An address of a page, relative, without what is empty.
export function to(page, params = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    for (const one of [value].flat()) if (one !== undefined && one !== null && one !== '') query.append(name, one);
  }
  const text = query.toString();
  return './' + page + (text ? '?' + text : '');
}

export class Failure extends Error {
  constructor(status, problem) {
    super(problem.detail || 'Attune answered ' + status + '.');
    this.status = status;
    this.problem = problem;
  }
}

// Asks the API; the browser sends the tag of what it has, so that what is unchanged is not sent again.
export async function ask(path, params = {}) {
  const answer = await fetch(to(API + path, params), { headers: { Accept: 'application/json' } });
  if (!answer.ok) throw new Failure(answer.status, await answer.json().catch(() => ({})));
  return answer.json();
}

// Changes something; what is wrong, if anything is.
export async function send(method, path, body) {
  const answer = await fetch(API + path, body === undefined ? { method }
    : { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  if (answer.ok) return null;
  const problem = await answer.json().catch(() => ({}));
  return problem.detail || 'Attune answered ' + answer.status + '.';
}

export function say(text) {
  const place = document.getElementById('said');
  place.textContent = '';
  requestAnimationFrame(() => { place.textContent = text; });
}

export async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    say('Copied.');
    if (button) {
      const label = button.textContent;
      button.textContent = 'Copied';
      setTimeout(() => { button.textContent = label; }, 1500);
    }
  } catch (e) {
    say('The browser does not let this page copy.');
  }
}

export const waiting = (what) => html`<p class="wait" role="status"><span class="dots" aria-hidden="true"></span> ${what}</p>`;
export const empty = (title, text) => html`<section class="nothing"><h1>${title}</h1><p>${text}</p></section>`;
