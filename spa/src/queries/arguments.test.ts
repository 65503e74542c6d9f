import { describe, expect, test } from 'vitest';
import { everyType, tripsByDay } from '../test/samples';
import type { Query } from '../wire';
import { linkArguments, readArguments, startingValues, stillFitting, valuesOf } from './arguments';

const filled = { ...startingValues(everyType), day: '2015-03-01', flag: 'x' };
const faultOf = (name: string, value: string) =>
  readArguments(everyType, { ...filled, [name]: value }).faults[name];

test('a form starts with the defaults', () => {
  expect(startingValues(everyType)).toEqual({
    day: '',
    least: '10',
    rate: '0.5',
    flag: '',
    vendor: 'all',
    exact: true,
  });
});

test.each(['2015-01', '2015-12'])('the month %s goes to the server as it was chosen', (month) => {
  expect(readArguments(tripsByDay, { month })).toEqual({ arguments: { month }, faults: {} });
});

test('numbers are sent as numbers, a choice of yes or no as a boolean, the rest as text', () => {
  expect(readArguments(everyType, filled)).toEqual({
    arguments: { day: '2015-03-01', least: 10, rate: 0.5, flag: 'x', vendor: 'all', exact: true },
    faults: {},
  });
});

describe('no digit of a number is lost', () => {
  const free = (value: string) => {
    const parameters = everyType.parameters.map((each) => ({ ...each, min: null, max: null }));
    return readArguments({ ...everyType, parameters }, { ...filled, least: value, rate: value });
  };

  test.each([
    ['9007199254740993', '9007199254740993'],
    ['-9223372036854775808', '-9223372036854775808'],
    ['9007199254740992', 9007199254740992],
    ['1e3', 1000],
  ])('%s is sent as %j', (typed, sent) => {
    expect(free(typed).arguments).toMatchObject({ least: sent, rate: sent });
  });

  test('a decimal of 38 digits is sent whole', () => {
    const digits = '1234567890123456789.0123456789012345678';
    expect(free(digits).arguments).toMatchObject({ rate: digits });
  });

  test('a number that Redshift has no room for is refused', () => {
    expect(free('9223372036854775808').faults.least).toMatch('does not fit in 64 bits');
    expect(free('1'.repeat(39)).faults.rate).toBe('Please give a number of at most 38 digits.');
    expect(free('1e-39').faults.rate).toBe('Please give a number of at most 38 digits.');
  });

  test('limits are compared digit by digit', () => {
    const parameters = everyType.parameters.map((each) =>
      each.name === 'least' ? { ...each, max: '9007199254740993' } : each,
    );
    const query = { ...everyType, parameters };
    const least = (value: string) => readArguments(query, { ...filled, least: value }).faults.least;

    expect(least('9007199254740993')).toBeUndefined();
    expect(least('9007199254740994')).toBeDefined();
  });
});

describe('a fault is reported at its parameter', () => {
  test.each([
    ['day', '', 'Please fill this in.'],
    ['day', '2015-02-29', 'Please give a date as year, month and day, like 2015-03-31.'],
    ['day', '2016-01-01', 'Please stay between 2015-01-01 and 2015-12-31.'],
    ['least', '1.5', 'Please give a whole number.'],
    ['least', '0', 'Please stay between 1 and 100.'],
    ['least', '', 'Please fill this in.'],
    ['rate', 'fast', 'Please give a number.'],
    ['rate', '-1', 'Please give 0 or more.'],
    ['flag', 'x'.repeat(21), 'Please give 20 characters or less.'],
    ['vendor', '7', 'Please choose one from the list.'],
  ])('%s: "%s"', (name, value, fault) => {
    expect(faultOf(name, value)).toBe(fault);
  });

  test.each(['2015-13', '2015-00', '2015-1', 'March 2015'])('month: "%s"', (month) => {
    expect(readArguments(tripsByDay, { month }).faults.month).toMatch('like 2015-03');
  });
});

test('the ends of a range belong to it', () => {
  expect(faultOf('least', '1')).toBeUndefined();
  expect(faultOf('least', '100')).toBeUndefined();
  expect(faultOf('day', '2015-12-31')).toBeUndefined();
});

test('an optional parameter that is empty is left out', () => {
  const parameters = everyType.parameters.map((each) => ({
    ...each,
    required: false,
    fallback: null,
  }));

  expect(readArguments({ ...everyType, parameters }, {})).toEqual({ arguments: {}, faults: {} });
});

test.each(['0x10', '1_000', ' 5', '٣', 'Infinity', '1e999', '--1'])(
  'a number field shows no "%s", so a link with it fits nothing',
  (least) => {
    expect(valuesOf(everyType, { least }).misfits).toEqual(['least']);
  },
);

test('a link with several lines for a field of one line is ignored', () => {
  expect(valuesOf(everyType, { flag: 'a\nb' }).misfits).toEqual(['flag']);
});

test('only remembered values that the query can still show are used', () => {
  const remembered = { vendor: '9', exact: 'true', flag: true, least: '1000', gone: 'x' };

  expect(stillFitting(everyType, remembered)).toEqual({ least: '1000' });
  expect(stillFitting(everyType, { vendor: 'all', exact: false })).toEqual({
    vendor: 'all',
    exact: false,
  });
});

test('a link to a query that was run without arguments says so', () => {
  const optional = { ...everyType.parameters[0], name: 'since', required: false, fallback: null };
  const query = { ...everyType, parameters: [optional] } as Query;

  expect(linkArguments(query, {})).toEqual({ since: '' });
  expect(linkArguments(tripsByDay, { month: '2015-03' })).toEqual({ month: '2015-03' });
});
