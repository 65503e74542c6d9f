/**
 * All that is HTTP and nobody's in particular.
 *
 * <p>In: each request, before its route is asked. Out: the request, when its path, framing and
 * fields can be read in one way and its turn has come; else a problem document, with the headers
 * that every answer has.
 */
package io.querycast.rest;
