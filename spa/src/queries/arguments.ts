import { strings } from '../strings';
import type { Arguments, Parameter, Query } from '../wire';

const words = strings.run.fault;

/** What stands in the form's controls, by parameter name: a checkbox holds a boolean. */
export type Values = Readonly<Record<string, string | boolean>>;

/** What is wrong with a value, in words, by parameter name. */
export type Faults = Readonly<Record<string, string>>;

/** Whether a value has to stand in the form: one with a default may be left out only by a program. */
export function mustBeFilled({ required, fallback }: Parameter): boolean {
  return required || fallback !== null;
}

/** The values that a form starts with. */
export function startingValues(query: Query): Values {
  return Object.fromEntries(
    query.parameters.map(
      ({ name, type, fallback, required, choices }): [string, string | boolean] => {
        if (type === 'boolean') {
          return [name, fallback === true];
        }
        const first = type === 'choice' && required ? (choices[0] ?? '') : '';
        return [name, fallback === null ? first : String(fallback)];
      },
    ),
  );
}

/**
 * What goes to the server, or what has to be mended first. Months and dates go as they were typed:
 * a detour over Date would turn them by the time zone.
 */
export function readArguments(
  query: Query,
  values: Values,
): { readonly arguments: Arguments; readonly faults: Faults } {
  const read: Record<string, string | number | boolean> = {};
  const faults: Record<string, string> = {};
  for (const parameter of query.parameters) {
    const { name } = parameter;
    const value = values[name] ?? '';
    if (typeof value === 'boolean') {
      read[name] = value;
    } else if (value.trim() === '' && mustBeFilled(parameter)) {
      faults[name] = words.empty;
    } else if (value.trim() !== '') {
      const fault = faultOf(parameter, value);
      if (fault === null) {
        read[name] = isNumeric(parameter) ? Number(value) : value;
      } else {
        faults[name] = fault;
      }
    }
  }
  return { arguments: read, faults };
}

/**
 * What a link's arguments fill the form with. What is no parameter of the query, or no value that its
 * parameter takes, is left out and named.
 */
export function valuesOf(
  query: Query,
  given: Readonly<Record<string, string>>,
): { readonly values: Values; readonly misfits: readonly string[] } {
  const values: Record<string, string | boolean> = {};
  const misfits: string[] = [];
  for (const [name, text] of Object.entries(given)) {
    const parameter = query.parameters.find((each) => each.name === name);
    if (parameter === undefined || !fits(parameter, text)) {
      misfits.push(name);
    } else {
      values[name] = parameter.type === 'boolean' ? text === 'true' : text;
    }
  }
  return { values, misfits };
}

function fits(parameter: Parameter, text: string): boolean {
  return parameter.type === 'boolean'
    ? text === 'true' || text === 'false'
    : text === '' || (faultOf(parameter, text) === null && !/[\r\n]/.test(text));
}

/**
 * What is remembered of a form, without what the query's parameters can no longer show: a query may have
 * changed since. A text that is not valid stays, to be gone on with.
 */
export function stillFitting(query: Query, values: Values): Values {
  const fitting = query.parameters.flatMap(({ name, type, choices }) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    const isShown =
      typeof value === 'boolean'
        ? type === 'boolean'
        : type !== 'boolean' &&
          (type !== 'choice' || value === '' || choices.includes(value ?? ''));
    return value === undefined || !isShown ? [] : [[name, value] as const];
  });
  return Object.fromEntries(fitting);
}

/**
 * Arguments as a link to their query carries them. What was left empty is said as well where nothing
 * else is: without it the link would open with what its reader ran last.
 */
export function linkArguments(query: Query, args: Arguments): Readonly<Record<string, string>> {
  const said = asText(args);
  const [first] = query.parameters.filter((each) => !mustBeFilled(each));
  return Object.keys(said).length > 0 || first === undefined ? said : { [first.name]: '' };
}

/** Arguments as text. */
function asText(args: Arguments): Readonly<Record<string, string>> {
  const entries = Object.entries(args).filter(([, value]) => value !== null);
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

type Bound = Parameter['min'];

function isNumeric({ type }: Parameter): boolean {
  return type === 'integer' || type === 'number';
}

/** As a number field has it: what JavaScript would take besides, such as `0x10`, is shown by none. */
const plainNumber = /^-?(\d+(\.\d+)?|\.\d+)(e[+-]?\d+)?$/i;

function faultOf(parameter: Parameter, value: string): string | null {
  const { type, min, max } = parameter;
  switch (type) {
    case 'month':
      if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(value)) {
        return words.month;
      }
      break;
    case 'date':
      if (!isDate(value)) {
        return words.date;
      }
      break;
    case 'integer':
      if (!plainNumber.test(value) || !Number.isSafeInteger(Number(value))) {
        return words.integer;
      }
      break;
    case 'number':
      if (!plainNumber.test(value) || !Number.isFinite(Number(value))) {
        return words.number;
      }
      break;
    case 'choice':
      return parameter.choices.includes(value) ? null : words.choice;
    case 'text':
    case 'boolean':
      break;
  }
  if (type === 'text') {
    return lengthFault(Array.from(value).length, min, max);
  }
  // Months and dates in ISO 8601 are ordered as their letters are.
  const under =
    min !== null && (isNumeric(parameter) ? Number(value) < Number(min) : value < String(min));
  const over =
    max !== null && (isNumeric(parameter) ? Number(value) > Number(max) : value > String(max));
  if (!under && !over) {
    return null;
  }
  if (min !== null && max !== null) {
    return words.between(min, max);
  }
  return under ? words.least(String(min)) : words.most(String(max));
}

function lengthFault(length: number, min: Bound, max: Bound): string | null {
  if (min !== null && length < Number(min)) {
    return words.longer(min);
  }
  return max !== null && length > Number(max) ? words.shorter(max) : null;
}

function isDate(value: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(value) ?? [];
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= days;
}
