import { describe, expect, test } from 'vitest';
import { compareDecimals, decimalOf, exactly, plainText } from './decimal';

const read = (text: string) => {
  const decimal = decimalOf(text);
  if (decimal === null) {
    throw new Error(`${text} is no number`);
  }
  return decimal;
};

describe('a number keeps all its digits', () => {
  test.each([
    ['9007199254740993', '9007199254740993'],
    ['-9223372036854775808', '-9223372036854775808'],
    ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
    ['0.1234567890123456789', '0.1234567890123456789'],
    ['1.50', '1.5'],
    ['.5', '0.5'],
    ['-0.05', '-0.05'],
    ['-0', '0'],
    ['007', '7'],
    ['1e3', '1000'],
    ['1.25E+1', '12.5'],
    ['1e-7', '0.0000001'],
  ])('%s is %s', (text, plain) => {
    expect(plainText(read(text))).toBe(plain);
  });
});

test.each(['', ' 5', '0x10', '1_000', '٣', 'Infinity', '--1', '1.', '1e9999', '1'.repeat(401)])(
  '"%s" is no number',
  (text) => {
    expect(decimalOf(text)).toBeNull();
  },
);

test.each([
  ['9007199254740993', '9007199254740992', 1],
  ['0.10', '0.1', 0],
  ['-2', '1e-30', -1],
  ['100', '1e2', 0],
])('%s compared with %s is %i', (a, b, order) => {
  expect(compareDecimals(read(a), read(b))).toBe(order);
});

test.each([
  ['0.1', 0.1],
  ['-10', -10],
  ['9007199254740992', 9007199254740992],
  ['9007199254740993', '9007199254740993'],
  ['1e300', 1e300],
  ['0.12345678901234567890', '0.1234567890123456789'],
])('%s goes to JSON as %j', (text, sent) => {
  expect(exactly(read(text))).toBe(sent);
});
