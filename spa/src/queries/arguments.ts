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
        read[name] = isNumeric(parameter) ? Number(value) : value;
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

/** The numbers that a number field shows. JavaScript accepts more, such as `0x10`. */
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
  // Months and dates in ISO 8601 sort like text.
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
