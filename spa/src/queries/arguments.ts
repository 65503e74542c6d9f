import { compareDecimals, decimalOf, exactly } from '../decimal';
import { strings } from '../strings';
import type { Arguments, Parameter, Query } from '../wire';

const words = strings.run.fault;

/** The values of the form's controls, by parameter name; a checkbox has a boolean. */
export type Values = Readonly<Record<string, string | boolean>>;

/** The errors, in words, by parameter name. */
export type Faults = Readonly<Record<string, string>>;

/** Whether the form needs a value. Only programs may leave out a parameter that has a default. */
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
 * The arguments for the server, or the errors to correct first. Months and dates are sent as they
 * were typed: a Date would change them by the time zone.
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
        read[name] = asSent(parameter, value);
      } else {
        faults[name] = fault;
      }
    }
  }
  return { arguments: read, faults };
}

/**
 * The form values that a link's arguments give. An argument is left out and named if it is not a
 * parameter of the query, or if the parameter does not accept it.
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
 * The remembered values that the query's parameters can still show: the query may have changed
 * since. An invalid text stays, so that the user can correct it.
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
 * The arguments for a link to their query. If there are none, the link says that the first optional
 * one is empty. Otherwise the link would open with the reader's own last values.
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

/** What is sent: a number keeps all its digits. */
function asSent(parameter: Parameter, text: string): string | number {
  const decimal = isNumeric(parameter) ? decimalOf(text) : null;
  return decimal === null ? text : exactly(decimal);
}

/** Redshift's limits: a whole number has 64 bits, a decimal 38 digits. */
const mostBits = 64;
const mostDigits = 38;

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
    case 'number': {
      const fault = type === 'integer' ? integerFault(value) : numberFault(value);
      if (fault !== null) {
        return fault;
      }
      break;
    }
    case 'choice':
      return parameter.choices.includes(value) ? null : words.choice;
    case 'text':
    case 'boolean':
      break;
  }
  if (type === 'text') {
    return lengthFault(Array.from(value).length, min, max);
  }
  const order = isNumeric(parameter) ? compareNumbers : compareTexts;
  const under = min !== null && order(value, String(min)) < 0;
  const over = max !== null && order(value, String(max)) > 0;
  if (!under && !over) {
    return null;
  }
  if (min !== null && max !== null) {
    return words.between(min, max);
  }
  return under ? words.least(String(min)) : words.most(String(max));
}

function integerFault(value: string): string | null {
  const decimal = decimalOf(value);
  if (decimal?.scale !== 0) {
    return words.integer;
  }
  return BigInt.asIntN(mostBits, decimal.units) === decimal.units ? null : words.tooLarge;
}

function numberFault(value: string): string | null {
  const decimal = decimalOf(value);
  if (decimal === null) {
    return words.number;
  }
  const digits = String(decimal.units).replace('-', '').length;
  return digits <= mostDigits && decimal.scale <= mostDigits ? null : words.digits(mostDigits);
}

function compareNumbers(a: string, b: string): number {
  const left = decimalOf(a);
  const right = decimalOf(b);
  return left === null || right === null ? 0 : compareDecimals(left, right);
}

/** Months and dates in ISO 8601 sort like text. */
function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
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
