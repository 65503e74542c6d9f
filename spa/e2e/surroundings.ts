const given = process.env;

/** Where the page and the API are served. */
export const querycastUrl = given.QUERYCAST_URL ?? 'http://localhost:9080';

/** Where the local cloud is. */
export const localUrl = given.QUERYCAST_LOCAL_URL ?? 'http://localhost:4566';

/** A year of which the warehouse holds trips on every day. */
export const year = given.QUERYCAST_YEAR ?? '2015';
