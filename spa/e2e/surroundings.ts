const given = process.env;

/** Where the page and the API are. */
export const querycastUrl = given.QUERYCAST_URL ?? 'http://localhost:9080';

/** Where the local cloud is. */
export const localUrl = given.QUERYCAST_LOCAL_URL ?? 'http://localhost:4566';

/** A year in which the warehouse has trips on every day. */
export const year = given.QUERYCAST_YEAR ?? '2015';
