/**
 * PostgreSQL from Maven, as a process of its own. In: a folder. Out: a server on loopback that only
 * holders of its password can use, and that ends with its owner.
 */
package io.querycast.local.postgres;
