const moments = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?/;

/**
 * A date or time from Redshift in milliseconds, read as UTC: where a value lies among others does
 * not depend on the zone. NaN for years that have not four digits.
 */
export function momentOf(text: string): number {
  const [, date, time = '00:00:00'] = moments.exec(text) ?? [];
  return date === undefined || text.endsWith(' BC') ? NaN : Date.parse(`${date}T${time}Z`);
}
