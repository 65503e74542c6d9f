const given = process.env;

/** The address of the page and the API. */
export const querycastUrl = given.QUERYCAST_URL ?? 'http://localhost:9080';

/** The address of the local cloud. */
export const localUrl = given.QUERYCAST_LOCAL_URL ?? 'http://localhost:4566';

/** Whether the server compresses what it sends on sockets. */
export const compresses = given.QUERYCAST_COMPRESS === 'true';

/** Whether the long journeys run too, and everything is measured and seen in every way. */
export const isThorough = given.QUERYCAST_THOROUGH !== undefined;

/** Whether the journeys leave pictures, which take a third of the time of those that look most. */
export const takesPictures = given.QUERYCAST_PICTURES !== undefined;

/** Whether a gateway holds the page's sockets, and not the node itself. */
export const isAtGateway = given.QUERYCAST_DOOR === 'gateway';

/** A year in which the warehouse has trips on every day. */
export const year = given.QUERYCAST_YEAR ?? '2015';
