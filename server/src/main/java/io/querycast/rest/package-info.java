/**
 * All HTTP work that belongs to no concept in particular.
 *
 * <p>In: each request, before its route is asked. Out: the request, if its path, framing and fields
 * can be read in only one way and its turn has come. Otherwise a problem document, with the headers
 * that every answer has.
 */
package io.querycast.rest;
